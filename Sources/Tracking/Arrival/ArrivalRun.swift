import Freight
import RouteBook

/// What one run of a route did, as it is kept for the arrival model: which way it took, when it was to
/// leave, and when it was seen to arrive and leave where. The boxes of a train that travel together are
/// one run, told of by the one with the lowest number; a part that sails by itself is another.
public struct ArrivalRun: Hashable, Sendable {
  public struct Seen: Hashable, Sendable {
    /// UTC µs; of a day its middle.
    public var at: Int64
    /// When the ledger learnt it, UTC µs.
    public var knownAt: Int64

    public init(at: Int64, knownAt: Int64) {
      self.at = at
      self.knownAt = knownAt
    }
  }

  public var key: String
  public var container: ContainerNumber
  public var route: String
  /// No such train ran: it says nothing of trains that do.
  public var isSimulated = false
  /// As in ``Journey/Path``.
  public var choice: [Int]
  public var firstStop: Int
  public var lastStop: Int
  /// The planned departure, UTC µs.
  public var start: Int64
  /// By milestone: see ``Milestones``.
  public var seen: [Int: Seen]
  /// What senders said of milestones, by which they are judged.
  public var claims: [Claim] = []

  /// A sender's estimate of a milestone.
  public struct Claim: Hashable, Sendable {
    public var milestone: Int
    public var sender: String
    /// UTC µs.
    public var saidAt: Int64
    public var estimatedAt: Int64

    public init(milestone: Int, sender: String, saidAt: Int64, estimatedAt: Int64) {
      self.milestone = milestone
      self.sender = sender
      self.saidAt = saidAt
      self.estimatedAt = estimatedAt
    }

    var senderClaim: SenderClaim {
      SenderClaim(
        sender: sender, target: milestone, saidAt: minutes(saidAt),
        estimatedAt: minutes(estimatedAt))
    }
  }

  /// Under which runs are compared: the route's id, behind a mark for trains that never ran.
  public var service: String { Self.service(route, isSimulated: isSimulated) }

  public static func service(_ route: String, isSimulated: Bool) -> String {
    isSimulated ? simulatedMark + route : route
  }

  /// The route of a service.
  public static func route(ofService service: String) -> String {
    service.hasPrefix(simulatedMark)
      ? String(service.dropFirst(simulatedMark.count)) : service
  }

  private static let simulatedMark = "simulated/"

  static func key(_ train: String, ship: String) -> String { "\(train) \(ship)" }

  /// Of a part of a train that a ship took, the key of the train; nil otherwise.
  public var trainOfShip: String? {
    key.firstIndex(of: " ").map { String(key[..<$0]) }
  }

  /// Whether it has arrived at its end.
  public var isOver: Bool {
    seen[Milestones.arrival(lastStop - firstStop)] != nil
  }

  /// Milestones of a way of `n` stops in their order: the departure from the first, then arrival and
  /// departure of each, at last the arrival. Standing at a border is a segment as running is.
  enum Milestones {
    static func arrival(_ stop: Int) -> Int { 2 * stop - 1 }
    static func departure(_ stop: Int) -> Int { 2 * stop }
    static func count(stops: Int) -> Int { 2 * stops - 2 }
  }
}

// MARK: - From journeys

extension Tracker {
  /// What the journey tells of its run, with the reports that say so; nil where it has no way or
  /// nothing of it was seen. The times at which reports became known are not in it yet.
  public func arrivalRun(of journey: Journey) -> (run: ArrivalRun, evidence: [Int: EventID])? {
    guard let plan = Plan(journey, isFirstPlan: false, schedules: schedules, book: book),
      let path = journey.path, plan.entries.count > 1
    else { return nil }
    var seen: [Int: ArrivalRun.Seen] = [:]
    var evidence: [Int: EventID] = [:]
    func take(_ milestone: Journey.Milestone?, _ index: Int) {
      guard let milestone, !milestone.isImplied, let report = milestone.evidence.first else {
        return
      }
      seen[index] = ArrivalRun.Seen(at: milestone.at.middle, knownAt: 0)
      evidence[index] = report
    }
    for offset in plan.entries.indices {
      let stop = offset + path.firstStop
      guard stop < path.visits.count else { break }
      if offset > 0 { take(path.visits[stop].arrival, ArrivalRun.Milestones.arrival(offset)) }
      if offset < plan.entries.count - 1 {
        take(path.visits[stop].departure, ArrivalRun.Milestones.departure(offset))
      }
    }
    guard !seen.isEmpty else { return nil }
    let run = ArrivalRun(
      key: Self.runKey(journey), container: journey.container, route: path.route,
      isSimulated: journey.assumptions.contains(.simulated),
      choice: path.choice, firstStop: path.firstStop, lastStop: path.lastStop,
      start: plan.start.microseconds, seen: seen, claims: Self.claims(of: journey, plan))
    return (run, evidence)
  }

  /// What senders estimate of the stops of a plan, where they tell when they said so: their newest
  /// word and their first.
  static func claims(of journey: Journey, _ plan: Plan) -> [ArrivalRun.Claim] {
    journey.senderEstimates.flatMap { estimate -> [ArrivalRun.Claim] in
      guard estimate.classifier == .estimated, let saidAt = estimate.saidAt,
        let stop = plan.entries.firstIndex(where: { $0.stop.place == estimate.place })
      else { return [] }
      let isArrival = estimate.activity == .arrived
      guard isArrival ? stop > 0 : stop < plan.entries.count - 1 else { return [] }
      let milestone =
        isArrival ? ArrivalRun.Milestones.arrival(stop) : ArrivalRun.Milestones.departure(stop)
      func claim(_ saidAt: Int64, _ at: Int64) -> ArrivalRun.Claim {
        ArrivalRun.Claim(
          milestone: milestone, sender: estimate.feed, saidAt: saidAt, estimatedAt: at)
      }
      return [estimate.first.map { claim($0.saidAt, $0.at) }, claim(saidAt, estimate.at.middle)]
        .compactMap(\.self)
    }
  }

  /// The train, and the ship that a part of it went on; a box without a train by itself.
  static func runKey(_ journey: Journey) -> String {
    guard let train = journey.train else { return journey.id }
    let voyage = journey.carriers.last { $0.carrier.kind == .voyage }
    return voyage.map { ArrivalRun.key("\(train)", ship: $0.carrier.id) } ?? "\(train)"
  }
}

extension Instant {
  /// Of a day its middle: half a day wrong at most.
  public var middle: Int64 {
    precision == .day ? microseconds + Self.microsecondsPerDay / 2 : microseconds
  }
}

extension Schedule {
  /// Its milestones, laid on the calendar.
  ///
  /// - Parameter start: the planned departure, UTC µs.
  func milestones(from start: Int64) -> [PlannedMilestone] {
    var milestones: [PlannedMilestone] = []
    for (index, entry) in entries.enumerated() {
      let place = entry.stop.place.slug
      if index > 0 {
        let leg = entry.stop.leg
        milestones.append(
          PlannedMilestone(
            MilestoneKey("\(place)/arrived"), plannedAt: minutes(start + entry.arrival),
            minimumMinutes: (leg?.minimumHours ?? 0) * 60))
      }
      if index < entries.count - 1 {
        let typical = entry.dwell.map {
          TypicalTime(p50Minutes: $0.typicalP50Hours * 60, p90Minutes: $0.typicalP90Hours * 60)
        }
        milestones.append(
          PlannedMilestone(
            MilestoneKey("\(place)/departed"), plannedAt: minutes(start + entry.departure),
            typical: index > 0 ? typical : nil))
      }
    }
    return milestones
  }
}

extension Tracker {
  /// The run as an evaluation replays it; nil where its route file no longer knows the way.
  public func recorded(_ run: ArrivalRun) -> RecordedRun? {
    guard let schedule = schedules.schedule(run.scheduleKey) else { return nil }
    let date = Instant(microseconds: run.start).localDate
    return RecordedRun(
      service: ServiceKey(run.service), date: "\(date)",
      stops: schedule.milestones(from: run.start).enumerated().map { index, milestone in
        RecordedRun.Stop(
          milestone.milestone, plannedAt: milestone.plannedAt,
          actualAt: run.seen[index].map { minutes($0.at) },
          minimumMinutes: milestone.minimumMinutes, typical: milestone.typical)
      }, key: RunKey(run.key), claims: run.claims.map(\.senderClaim))
  }
}

extension ArrivalRun {
  var scheduleKey: ScheduleBook.Key {
    ScheduleBook.Key(route: route, choice: choice, firstStop: firstStop, lastStop: lastStop)
  }
}

/// The arrival model counts in minutes.
func minutes(_ microseconds: Int64) -> Double {
  Double(microseconds) / Double(Instant.microsecondsPerMinute)
}

// MARK: - As it is kept

extension ArrivalRun {
  public var record: [UInt8] {
    var writer = RecordWriter(capacity: 256)
    writer.int(1, Int64(1))
    writer.text(2, route)
    for index in choice { writer.int(3, index) }
    writer.int(4, firstStop)
    writer.int(5, lastStop)
    writer.int(6, start)
    if isSimulated { writer.flag(8, true) }
    for (milestone, seen) in seen.sorted(by: { $0.key < $1.key }) {
      writer.nested(7) {
        $0.int(1, milestone)
        $0.int(2, seen.at)
        $0.int(3, seen.knownAt)
      }
    }
    for claim in claims {
      writer.nested(9) {
        $0.int(1, claim.milestone)
        $0.text(2, claim.sender)
        $0.int(3, claim.saidAt)
        $0.int(4, claim.estimatedAt)
      }
    }
    return writer.bytes
  }
}

extension ArrivalRun {
  /// - Throws: ``JourneyRecord/Failure``.
  public init(
    record: [UInt8], key: String, container: ContainerNumber
  ) throws(JourneyRecord.Failure) {
    self.init(
      key: key, container: container, route: "", choice: [], firstStop: 0, lastStop: 0, start: 0,
      seen: [:])
    let failure: JourneyRecord.Failure? = record.withUnsafeBytes { raw in
      do {
        try read(RecordReader(raw))
        return nil
      } catch { return .damaged("arrival run \(key): \(error)") }
    }
    if let failure { throw failure }
  }

  private mutating func read(_ bytes: RecordReader) throws(RecordReader.Failure) {
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 2: route = try field.text()
      case 3: choice.append(try field.int())
      case 4: firstStop = try field.int()
      case 5: lastStop = try field.int()
      case 6: start = try field.int64()
      case 8: isSimulated = try field.flag()
      case 7:
        var inner = try field.reader()
        var values: [Int64] = []
        while let value = try inner.next() { values.append(try value.int64()) }
        guard values.count == 3 else { throw .truncated }
        seen[Int(values[0])] = Seen(at: values[1], knownAt: values[2])
      case 9: claims.append(try Claim(field.reader()))
      default: break
      }
    }
  }
}

extension ArrivalRun.Claim {
  fileprivate init(_ bytes: RecordReader) throws(RecordReader.Failure) {
    self.init(milestone: 0, sender: "", saidAt: 0, estimatedAt: 0)
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: milestone = try field.int()
      case 2: sender = try field.text()
      case 3: saidAt = try field.int64()
      case 4: estimatedAt = try field.int64()
      default: break
      }
    }
  }
}
