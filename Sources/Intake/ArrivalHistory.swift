import Freight
import Ledger
import RouteBook
import Synchronization
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
    // What is made of the ledger as it is now was not known before its newest event was, nor before
    // the routes it was made with were in force.
    let newest = try reader.events(after: reader.highestSeq() - 1, limit: 1).last
    let inForce = try reader.version(kind: Journeys.versionKind, asOf: nil)?.since ?? 0
    knownAt = max(newest?.event.recordedAt ?? 0, inForce)
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

  /// - Parameter boxes: whose fold is kept; what others tell is older than what is kept of them.
  func keep(in writer: any LedgerWriter, of boxes: Set<ContainerNumber>) throws {
    let sorted = found.sorted { ($0.key.service, $0.key.run) < ($1.key.service, $1.key.run) }
    for (key, candidate) in sorted where boxes.contains(candidate.run.container) {
      // A version is never written over: somebody may have been answered with it.
      let present = try writer.reader.findArrivalRun(service: key.service, run: key.run)
      try writer.keepArrivalRun(
        ArrivalRunRecord(
          service: key.service, run: key.run, container: candidate.run.container.text,
          knownAt: max(knownAt, present.map { $0.knownAt + 1 } ?? 0),
          record: candidate.run.record,
          isOver: candidate.run.isOver))
    }
  }
}

/// Models of services as they were made last, for a process that answers again and again.
public final class ArrivalShelf: Sendable {
  private struct Kept: Sendable {
    var services: [ArrivalService]
    var lesson: String?
    var model: ArrivalModel
  }

  private let kept = Mutex<[String: Kept]>([:])

  public init() {}

  /// The model of a service, made anew where runs have changed since.
  ///
  /// - Parameter services: those whose runs it is made of.
  func model(
    of service: String, from services: [ArrivalService], lesson: String?,
    make: () throws -> ArrivalModel
  ) rethrows -> ArrivalModel {
    if let present = kept.withLock({ $0[service] }), present.services == services,
      present.lesson == lesson
    {
      return present.model
    }
    let model = try make()
    kept.withLock { $0[service] = Kept(services: services, lesson: lesson, model: model) }
    return model
  }
}

/// The ledger's history of arrivals, read for an answer.
public struct ArrivalHistory {
  private let reader: any LedgerReader
  private let tracker: Tracker
  private let shelf: ArrivalShelf?

  /// Of a service the newest runs that have arrived, and as many under way; older ones change no window that can be seen.
  private static let runsPerService = 80

  /// - Parameter shelf: of this tracker's route book; nil makes models anew.
  public init(_ reader: any LedgerReader, _ tracker: Tracker, shelf: ArrivalShelf? = nil) {
    self.reader = reader
    self.tracker = tracker
    self.shelf = shelf
  }

  /// - Parameters:
  ///   - routes: those asked about; nil is all.
  ///   - asOf: as it was known then (UTC µs); nil is now.
  public func windows(for routes: Set<String>?, asOf: Int64?) throws -> ArrivalWindows? {
    let known = try reader.listArrivalServices()
    let asked = known.filter { routes?.contains(ArrivalRun.route(ofService: $0.name)) ?? true }
    guard !asked.isEmpty else { return nil }
    var models: [String: ArrivalModel] = [:]
    for service in asked {
      let services = [service] + sharing(service, known)
      func make() throws -> ArrivalModel {
        let lesson = try ArrivalLesson.find(of: service.name, asOf: asOf, in: reader)
        return ArrivalModel(
          try services.flatMap { try runs(of: $0.name, asOf: asOf) }, tracker: tracker,
          pooled: lesson?.pooled, calibration: lesson?.calibration ?? WindowCalibration())
      }
      if let shelf, asOf == nil {
        let lesson = try reader.version(kind: ArrivalLesson.kind(service.name), asOf: nil)?.digest
        models[service.name] = try shelf.model(
          of: service.name, from: services, lesson: lesson, make: make)
      } else {
        models[service.name] = try make()
      }
    }
    return ArrivalWindows(models)
  }

  private func runs(of service: String, asOf: Int64?, limit: Int = runsPerService) throws
    -> [ArrivalRun]
  {
    let runs = try reader.listArrivalRuns(service: service, knownBy: asOf, limit: limit).compactMap
    {
      record in
      try ContainerNumber(normalised: record.container).map {
        try ArrivalRun(record: record.record, key: record.run, container: $0)
      }
    }
    // A train that went on by ship is told of as the run of each ship; as one train it ended at the port.
    let sailed = Set(runs.compactMap(\.trainOfShip))
    return runs.filter { !sailed.contains($0.key) }
  }

  /// What services teach today, of those whose lesson is more than a day old.
  ///
  /// - Parameter routes: those asked about; nil is all.
  func lessons(
    for routes: Set<String>?, now: Int64
  ) throws -> [(service: String, lesson: ArrivalLesson)] {
    let known = try reader.listArrivalServices()
    return try known.compactMap { service in
      guard routes?.contains(ArrivalRun.route(ofService: service.name)) ?? true,
        try ArrivalLesson.isDue(of: service.name, at: now, in: reader)
      else { return nil }
      let runs = try ([service] + sharing(service, known)).flatMap {
        try self.runs(of: $0.name, asOf: nil)
      }
      return ArrivalLesson(runs, tracker: tracker, now: now).map { (service.name, $0) }
    }
  }

  /// All runs of the ledger, for judging how well windows held.
  public func allRuns(asOf: Int64?) throws -> [ArrivalRun] {
    try reader.listArrivalServices().flatMap { try runs(of: $0.name, asOf: asOf, limit: .max) }
  }

  /// Other services that have a stretch of the way, stop after stop, in common; by name. Trains that
  /// never ran share nothing with those that did.
  private func sharing(_ service: ArrivalService, _ known: [ArrivalService]) -> [ArrivalService] {
    let route = ArrivalRun.route(ofService: service.name)
    guard let own = tracker.book.findRoute(route).map(Self.stretches) else { return [] }
    return known.filter { other in
      let otherRoute = ArrivalRun.route(ofService: other.name)
      guard other != service, (other.name == otherRoute) == (service.name == route),
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
