import Freight
import RouteBook

/// Why an estimate moved: the part of the way that took, or is taking, most longer or shorter than
/// was expected when the estimate before was made.
public struct EstimateCause: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// Standing: by what the stop is for.
    case station, border, reload, port
    /// Under way, on rails or by ferry.
    case running, sailing
    /// Another way or another end.
    case rerouted
    /// Another train.
    case train
    /// What other trains did: nothing of this one differed from what was expected of it.
    case outlook
  }

  public var kind: Kind
  /// Where it stood, or where the part of the way begins.
  public var place: PlaceID?
  /// Where the part of the way ends.
  public var towards: PlaceID?
  /// Longer than expected, or shorter where it is negative.
  public var minutes: Int
  /// It goes on: so far so much.
  public var isGoingOn: Bool
  /// What is known to hold it there (``Journey/Finding/Kind``).
  public var finding: String?
}

extension Tracker {
  /// Why `new`, made of `journey`, differs from what was said before.
  public func cause(
    of new: EstimateStatement, after old: EstimateStatement, _ journey: Journey
  ) -> EstimateCause {
    let moved = new.p50 - old.p50
    guard new.stops.map(\.place) == old.stops.map(\.place) else {
      return EstimateCause(kind: .rerouted, moved: moved)
    }
    if let train = new.train, train != old.train, old.train != nil {
      return EstimateCause(kind: .train, moved: moved)
    }
    var parts = Parts(old: old.stops, new: new.stops)
    parts.measure()
    let towards = moved >= 0 ? 1 : -1
    let strongest = parts.measured.max {
      $0.difference * Int64(towards) < $1.difference * Int64(towards)
    }
    // What is to come moves with every run that is learnt of.
    guard let strongest, strongest.difference * Int64(towards) > 0,
      abs(strongest.difference) >= abs(parts.outlook)
    else { return EstimateCause(kind: .outlook, moved: moved) }
    return cause(strongest, journey)
  }

  private func cause(_ part: Parts.Part, _ journey: Journey) -> EstimateCause {
    let plan = Plan(journey, isFirstPlan: false, schedules: schedules, book: book)
    let entries = plan?.entries ?? []
    func place(_ index: Int) -> PlaceID? {
      entries.indices.contains(index) ? entries[index].stop.place : nil
    }
    func mode(after index: Int) -> Leg.Mode? {
      entries.indices.contains(index + 1) ? entries[index + 1].stop.leg?.mode : nil
    }
    var cause = EstimateCause(kind: .station, moved: part.difference)
    cause.place = place(part.stop)
    cause.isGoingOn = part.isGoingOn
    if let towards = part.towards {
      cause.towards = place(towards)
      cause.kind = mode(after: towards - 1) == .ferry ? .sailing : .running
      return cause
    }
    switch entries.indices.contains(part.stop) ? entries[part.stop].stop.role : .station {
    case .border: cause.kind = .border
    case .reload: cause.kind = .reload
    // Only before the sea is there a ferry to wait for.
    case .port: cause.kind = mode(after: part.stop) == .ferry ? .port : .station
    case .origin, .passing, .station, .destination: cause.kind = .station
    }
    cause.finding = holding(journey, at: cause.place)
    return cause
  }

  private func holding(_ journey: Journey, at place: PlaceID?) -> String? {
    let kinds: [Journey.Finding.Kind] = [.portClosed, .customsHold, .held, .awaitingVessel]
    return kinds.first { kind in
      journey.findings.contains { $0.kind == kind && $0.place == place && $0.place != nil }
    }?.rawValue
  }
}

extension EstimateCause {
  fileprivate init(kind: Kind, moved: Int64) {
    self.init(
      kind: kind, minutes: Int(moved / Instant.microsecondsPerMinute), isGoingOn: false)
  }
}

/// How much each part of the way differs from what was expected of it.
private struct Parts {
  struct Part {
    var stop: Int
    /// From `stop` to there, past stops of which nothing was reported; else standing.
    var towards: Int?
    var isRunning: Bool { towards != nil }
    var isGoingOn: Bool
    /// µs longer than expected.
    var difference: Int64
  }

  let old: [EstimateStatement.Stop]
  let new: [EstimateStatement.Stop]
  private(set) var measured: [Part] = []
  /// The same of all that is still to come.
  private(set) var outlook: Int64 = 0

  init(old: [EstimateStatement.Stop], new: [EstimateStatement.Stop]) {
    self.old = old
    self.new = new
  }

  /// One end of a part: an arrival or a departure that both statements have.
  private struct Mark {
    var stop: Int
    var isDeparture: Bool
    var isActual: Bool
    /// Later than expected.
    var lag: Int64
  }

  private var marks: [Mark] {
    new.indices.flatMap { stop in
      [
        mark(stop, false, old[stop].arrival, new[stop].arrival),
        mark(stop, true, old[stop].departure, new[stop].departure),
      ].compactMap(\.self)
    }
  }

  private func mark(
    _ stop: Int, _ isDeparture: Bool, _ old: EstimateStatement.Time?, _ new: EstimateStatement.Time?
  ) -> Mark? {
    guard let old, let new else { return nil }
    return Mark(
      stop: stop, isDeparture: isDeparture, isActual: new.isActual, lag: new.at - old.at)
  }

  mutating func measure() {
    var before: Mark?
    for mark in marks {
      let difference = mark.lag - (before?.lag ?? 0)
      // Under way or standing now is what begins with something seen, or with the first departure.
      let hasBegun = before?.isActual ?? true
      if !mark.isActual, hasBegun, let part = unreported(after: before, mark, difference) {
        measured.append(part)
      } else if mark.isActual || hasBegun {
        // Arrived and not yet gone: what comes before the next arrival is the standing.
        let isRunning = !mark.isDeparture && (before?.isDeparture ?? true)
        let stop = mark.isDeparture ? mark.stop : before?.stop ?? mark.stop
        let hasLeft = !isRunning && new[stop].departure?.isActual == true
        measured.append(
          Part(
            stop: stop, towards: isRunning ? mark.stop : nil,
            isGoingOn: !mark.isActual && !hasLeft, difference: difference))
      } else {
        outlook += difference
      }
      before = mark
    }
  }

  /// Where it was seen past the last stop of which times were reported: there it stands, or it came there
  /// from where it was seen before.
  private func unreported(after before: Mark?, _ mark: Mark, _ difference: Int64) -> Part? {
    let here = Self.reached(new)
    guard mark.stop > here, here > before?.stop ?? 0 else { return nil }
    let earlier = Self.reached(old)
    if earlier >= here {
      return Part(
        stop: here, isGoingOn: new[here].departure?.isActual != true, difference: difference)
    }
    return Part(
      stop: max(earlier, before?.stop ?? 0), towards: here, isGoingOn: false,
      difference: difference)
  }

  /// The stop before the first that is still expected.
  private static func reached(_ stops: [EstimateStatement.Stop]) -> Int {
    (stops.firstIndex { $0.arrival?.isActual == false } ?? stops.count) - 1
  }
}

// MARK: - As it is kept

extension EstimateCause {
  func write(to writer: inout RecordWriter) {
    writer.text(1, kind.rawValue)
    if let place { writer.text(2, place.slug) }
    if let towards { writer.text(3, towards.slug) }
    writer.int(4, Int64(minutes))
    if isGoingOn { writer.flag(5, true) }
    if let finding { writer.text(6, finding) }
  }

  init(_ bytes: RecordReader) throws(RecordReader.Failure) {
    self.init(kind: .outlook, minutes: 0, isGoingOn: false)
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: kind = Kind(rawValue: try field.text()) ?? .outlook
      case 2: place = PlaceID(try field.text())
      case 3: towards = PlaceID(try field.text())
      case 4: minutes = Int(try field.int64())
      case 5: isGoingOn = try field.flag()
      case 6: finding = try field.text()
      default: break
      }
    }
  }
}
