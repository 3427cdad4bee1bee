import Freight
import Ledger
import RouteBook
import Tracking

/// Runs as they come out of a fold, on their way into the ledger: of each the box with the lowest
/// number tells, so that fifty boxes of a train are one run and it does not matter who is folded first.
struct RunGathering: Sendable {
  private var found: [Key: Candidate] = [:]
  private var knownAt: Int64 = 0

  private struct Key: Hashable {
    var service: String
    var run: String
  }

  private struct Candidate {
    var run: ArrivalRun
    var evidence: [Int: EventID]
  }

  mutating func take(_ journey: Journey, _ tracker: Tracker) {
    guard let (run, evidence) = tracker.arrivalRun(of: journey) else { return }
    take(Candidate(run: run, evidence: evidence))
  }

  private mutating func take(_ candidate: Candidate) {
    let key = Key(service: candidate.run.service, run: candidate.run.key)
    if let present = found[key], present.run.container <= candidate.run.container { return }
    found[key] = candidate
  }

  mutating func merge(_ other: RunGathering) {
    for candidate in other.found.values { take(candidate) }
    knownAt = max(knownAt, other.knownAt)
  }

  /// Leaves out runs that a box with a lower number tells of, and adds when the ledger learnt what.
  mutating func complete(in reader: any LedgerReader) throws {
    guard !found.isEmpty else { return }
    // What is made of the ledger as it is now was not known before its newest event was.
    let newest = try reader.events(after: reader.highestSeq() - 1, limit: 1).last
    knownAt = newest?.event.recordedAt ?? 0
    for (key, candidate) in found {
      let present = try reader.findArrivalRun(service: key.service, run: key.run)
      if let present, present.container < candidate.run.container.text {
        found[key] = nil
        continue
      }
      var run = candidate.run
      for (milestone, id) in candidate.evidence {
        run.seen[milestone]?.knownAt = try reader.findEvent(id)?.event.recordedAt ?? 0
      }
      if let present, present.container == run.container.text, present.record == run.record {
        found[key] = nil
      } else {
        found[key]?.run = run
      }
    }
  }

  func keep(in writer: any LedgerWriter) throws {
    let sorted = found.sorted { ($0.key.service, $0.key.run) < ($1.key.service, $1.key.run) }
    for (key, candidate) in sorted {
      try writer.keepArrivalRun(
        ArrivalRunRecord(
          service: key.service, run: key.run, container: candidate.run.container.text,
          knownAt: knownAt, record: candidate.run.record))
    }
  }
}

/// The ledger's history of arrivals, read for an answer.
public struct ArrivalHistory {
  private let reader: any LedgerReader
  private let tracker: Tracker

  /// Of a service the newest runs; older ones change no window that can be seen.
  private static let runsPerService = 120

  public init(_ reader: any LedgerReader, _ tracker: Tracker) {
    self.reader = reader
    self.tracker = tracker
  }

  /// - Parameters:
  ///   - routes: those asked about; nil is all.
  ///   - asOf: as it was known then (UTC µs); nil is now.
  public func windows(for routes: Set<String>?, asOf: Int64?) throws -> ArrivalWindows? {
    let known = try reader.listArrivalServices()
    let asked = known.filter { routes?.contains(ArrivalRun.route(ofService: $0)) ?? true }
    guard !asked.isEmpty else { return nil }
    let needed = asked.reduce(into: Set(asked)) { $0.formUnion(sharing($1, known)) }
    var runs: [String: [ArrivalRun]] = [:]
    for service in needed {
      runs[service] = try reader.listArrivalRuns(
        service: service, knownBy: asOf, limit: Self.runsPerService
      ).compactMap { record in
        try ContainerNumber(normalised: record.container).map {
          try ArrivalRun(record: record.record, key: record.run, container: $0)
        }
      }
    }
    return ArrivalWindows(
      Dictionary(
        uniqueKeysWithValues: asked.map { service in
          (service, ([service] + sharing(service, known)).flatMap { runs[$0] ?? [] })
        }), tracker: tracker)
  }

  /// All runs of the ledger, for judging how well windows held.
  public func allRuns(asOf: Int64?) throws -> [ArrivalRun] {
    try reader.listArrivalServices().flatMap { service in
      try reader.listArrivalRuns(service: service, knownBy: asOf, limit: .max).compactMap {
        record in
        try ContainerNumber(normalised: record.container).map {
          try ArrivalRun(record: record.record, key: record.run, container: $0)
        }
      }
    }
  }

  /// Other services that have a stretch of the way, stop after stop, in common; by name. Trains that
  /// never ran share nothing with those that did.
  private func sharing(_ service: String, _ known: [String]) -> [String] {
    let route = ArrivalRun.route(ofService: service)
    guard let own = tracker.book.findRoute(route).map(Self.stretches) else { return [] }
    return known.filter { other in
      let otherRoute = ArrivalRun.route(ofService: other)
      guard other != service, (other == otherRoute) == (service == route),
        let stretches = tracker.book.findRoute(otherRoute).map(Self.stretches)
      else { return false }
      return !stretches.isDisjoint(with: own)
    }
  }

  private struct Stretch: Hashable {
    var from: PlaceID
    var to: PlaceID
  }

  private static func stretches(_ route: Route) -> Set<Stretch> {
    var found: Set<Stretch> = []
    let ways = route.sections.map(\.variants).flatMap { $0.map(\.stops) }
    for stops in ways {
      for (from, to) in zip(stops, stops.dropFirst()) {
        found.insert(Stretch(from: from.place, to: to.place))
      }
    }
    return found
  }
}
