import Freight
import RouteBook

/// What was said of a trip's arrival at one moment, with all that it took to say it: kept so that it
/// can be seen later what was said when, why that changed, and how well it held.
public struct EstimateStatement: Hashable, Sendable {
  /// One stop as it was seen then.
  public struct Stop: Hashable, Sendable {
    public var place: PlaceID
    public var arrival: Time?
    public var departure: Time?
  }

  public struct Time: Hashable, Sendable {
    /// UTC µs: of what was to come the P50.
    public var at: Int64
    public var isActual: Bool
  }

  /// UTC µs.
  public var madeAt: Int64
  public var train: String?
  /// Where the window is for.
  public var place: PlaceID
  /// UTC µs.
  public var p10: Int64
  public var p50: Int64
  public var p90: Int64
  public var basis: Estimate.Basis
  public var stops: [Stop]
  /// Why it differs from the one before; nil for the first.
  public var cause: EstimateCause?
  public var isSimulated: Bool

  /// Whether the difference is worth keeping and telling: the middle has moved by three hours, or an
  /// end of the window by twelve, or it is for another place. Of a box that nobody speaks of any more
  /// the window moves with the clock: the longer the silence, the longer the steps.
  ///
  /// - Parameter silentSince: the last report, UTC µs.
  public func differs(from earlier: EstimateStatement, silentSince: Int64) -> Bool {
    let silence = max(madeAt - silentSince, 0)
    let middle = max(Self.middleStep, silence / 10)
    let end = max(Self.endStep, silence / 5)
    return place != earlier.place || abs(p50 - earlier.p50) >= middle
      || abs(p10 - earlier.p10) >= end || abs(p90 - earlier.p90) >= end
  }

  private static let middleStep = 3 * Instant.microsecondsPerHour
  private static let endStep = 12 * Instant.microsecondsPerHour
}

extension Tracker {
  /// What is to be said now; nil where there is no arrival to come, or no way.
  public func statement(of journey: Journey, now: Int64) -> EstimateStatement? {
    guard let path = journey.path,
      let plan = Plan(journey, isFirstPlan: false, schedules: schedules, book: book),
      let end = plan.entries.last
    else { return nil }
    let (windows, why) = windows(of: journey, plan: plan, now: now)
    guard let window = windows.last??.arrival else { return nil }
    func time(_ actual: Journey.Milestone?, _ expected: Int64?) -> EstimateStatement.Time? {
      if let actual, !actual.isImplied {
        return EstimateStatement.Time(at: actual.at.middle, isActual: true)
      }
      return expected.map { EstimateStatement.Time(at: $0, isActual: false) }
    }
    // Nobody may have reported that it left, and then it has left all the same.
    let isAtStart = path.current.map { $0 == path.firstStop && !path.hasLeft } ?? true
    let stops = plan.entries.indices.map { offset in
      let index = offset + path.firstStop
      let visit = index < path.visits.count ? path.visits[index] : Journey.Visit()
      let leaves = offset < plan.entries.count - 1
      let planned = offset == 0 && isAtStart ? plan.departure(0).map { max($0, now) } : nil
      return EstimateStatement.Stop(
        place: plan.entries[offset].stop.place,
        arrival: offset > 0 ? time(visit.arrival, windows[offset]?.arrival.p50) : nil,
        departure: leaves ? time(visit.departure, windows[offset]?.departure ?? planned) : nil)
    }
    return EstimateStatement(
      madeAt: now, train: journey.train?.description, place: end.stop.place, p10: window.p10,
      p50: window.p50, p90: window.p90,
      basis: why.map { $0.rung == .route ? .route : .segments } ?? .plan, stops: stops,
      isSimulated: journey.assumptions.contains(.simulated))
  }
}

extension Journey {
  /// When the trip arrived at its end; nil before, or where nobody reported it.
  public var arrivedAt: Instant? {
    guard let path, path.lastStop < path.visits.count,
      let arrival = path.visits[path.lastStop].arrival, !arrival.isImplied
    else { return nil }
    return arrival.at
  }
}

// MARK: - As it is kept

extension EstimateStatement {
  public var record: [UInt8] {
    var writer = RecordWriter(capacity: 256)
    writer.int(1, Int64(1))
    if let train { writer.text(2, train) }
    writer.text(3, place.slug)
    writer.int(4, p10)
    writer.int(5, p50)
    writer.int(6, p90)
    writer.text(7, basis.rawValue)
    if isSimulated { writer.flag(8, true) }
    for stop in stops {
      writer.nested(9) {
        $0.text(1, stop.place.slug)
        if let arrival = stop.arrival { $0.int(arrival.isActual ? 2 : 3, arrival.at) }
        if let departure = stop.departure { $0.int(departure.isActual ? 4 : 5, departure.at) }
      }
    }
    if let cause { writer.nested(10) { cause.write(to: &$0) } }
    return writer.bytes
  }

  /// - Throws: ``JourneyRecord/Failure``.
  public init(record: [UInt8], madeAt: Int64) throws(JourneyRecord.Failure) {
    self.init(
      madeAt: madeAt, place: PlaceID(""), p10: 0, p50: 0, p90: 0, basis: .plan, stops: [],
      isSimulated: false)
    let failure: JourneyRecord.Failure? = record.withUnsafeBytes { raw in
      do {
        try read(RecordReader(raw))
        return nil
      } catch { return .damaged("estimate: \(error)") }
    }
    if let failure { throw failure }
  }

  private mutating func read(_ bytes: RecordReader) throws(RecordReader.Failure) {
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 2: train = try field.text()
      case 3: place = PlaceID(try field.text())
      case 4: p10 = try field.int64()
      case 5: p50 = try field.int64()
      case 6: p90 = try field.int64()
      case 7: basis = Estimate.Basis(rawValue: try field.text()) ?? .plan
      case 8: isSimulated = try field.flag()
      case 9: stops.append(try Stop(field.reader()))
      case 10: cause = try EstimateCause(field.reader())
      default: break
      }
    }
  }
}

extension EstimateStatement.Stop {
  fileprivate init(_ bytes: RecordReader) throws(RecordReader.Failure) {
    self.init(place: PlaceID(""))
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: place = PlaceID(try field.text())
      case 2, 3:
        arrival = EstimateStatement.Time(at: try field.int64(), isActual: field.number == 2)
      case 4, 5:
        departure = EstimateStatement.Time(at: try field.int64(), isActual: field.number == 4)
      default: break
      }
    }
  }
}
