import Freight
import RouteBook

/// One trip's reports on their way to a journey: find the path, see what carried the box, order,
/// judge plausibility, then walk.
struct TripFold {
  let container: ContainerNumber
  let trip: Trips.Trip
  let until: Int64
  /// Wrong numbers that were corrected to this one.
  let aliases: Set<ContainerNumber>
  let placeEvents: [Event]
  let tracker: Tracker

  private var book: RouteBook { tracker.book }
  private var policy: Policy { tracker.policy }
  private var findings: [Journey.Finding] = []

  init(
    container: ContainerNumber, trip: Trips.Trip, until: Int64, aliases: Set<ContainerNumber>,
    placeEvents: [Event], tracker: Tracker
  ) {
    self.container = container
    self.trip = trip
    self.until = until
    self.aliases = aliases
    self.placeEvents = placeEvents
    self.tracker = tracker
  }

  /// - Parameter carriers: the standing reports of what carried the box.
  mutating func journey(
    carriers: @escaping (Subject) throws -> CarrierReports
  ) throws -> Journey {
    let own = trip.events.map(report)
    let facts = TripFacts(own, book: book)
    var reading = try read(own, facts, carriers)
    let credible = own.filter(\.isPlausible)
    if credible.count < own.count {
      // What cannot be true took the box off its wagon, or the trip another way, too.
      let doubted = own.filter { !$0.isPlausible }
      reading = try read(credible, facts, carriers)
      reading.reports += doubted
      ReportOrder.sort(&reading.reports, stop: rank(in: reading.path))
      Plausibility(book: book, policy: policy).judge(reading.reports)
    }
    findings = reading.aboard.findings
    var walk = Walk(path: reading.path, book: book, policy: policy)
    for report in reading.reports { walk.take(report) }
    return journey(from: walk, reading, facts: facts)
  }

  /// What a trip's own reports lead to: its way, what carried the box, and all that was said of it.
  private struct Reading {
    var path: PathFinder.Choice?
    var aboard: Aboard
    var reports: [Report]
  }

  /// Marks those that cannot be true.
  private func read(
    _ reports: [Report], _ facts: TripFacts,
    _ carriers: @escaping (Subject) throws -> CarrierReports
  ) throws -> Reading {
    var path = findPath(facts, visitedBy: reports)
    for report in reports { placeReload(report, on: path) }
    var own = reports
    ReportOrder.sort(&own, stop: rank(in: path))
    let notes = Set(own.flatMap { $0.event.details?.notes ?? [] }).union(trip.notes)
    let ranks = path.map { tracker.paths.ranks(of: $0.route) } ?? [:]
    let aboard = try Aboard(
      own,
      scene: Aboard.Scene(
        container: container, aliases: aliases, book: book, policy: policy, notes: notes,
        destination: facts.destinationPlace, until: until, ranks: ranks, ports: ports(on: path),
        breaks: GaugeBreaks(
          tracker.paths.gaugeBreaks, ranks: ranks,
          way: Set((path?.stops ?? []).map { book.hub(of: $0.place) }))),
      carriers: carriers)
    var all = own + aboard.inherited
    path = findPath(facts, visitedBy: all) ?? path
    all += placeReports(on: path, all)
    ReportOrder.sort(&all, stop: rank(in: path))
    Plausibility(book: book, policy: policy).judge(all)
    return Reading(path: path, aboard: aboard, reports: all)
  }

  // MARK: - Reports

  private func report(_ event: Event) -> Report {
    let place = event.place.flatMap { book.resolve($0) }.map { book.hub(of: $0) }
    return Report(event, place: place, via: statedBy(event), trust: policy.trust(of: event.feed))
  }

  /// A sheet's 换装日期 names no place; on a way with one break of gauge there is only one it can be.
  private func placeReload(_ report: Report, on path: PathFinder.Choice?) {
    guard report.event.activity == .reloaded, let path,
      report.event.place == nil || report.isPlacedByWay
    else { return }
    let breaks = path.stops.filter { $0.role == .reload }
    if breaks.count == 1 { report.put(at: breaks[0].place, hub: book.hub(of: breaks[0].place)) }
  }

  /// A statement by the train or wagon counts as theirs, though it names the box.
  private func statedBy(_ event: Event) -> Subject? {
    if case .container = event.subject { return nil }
    return event.subject
  }

  /// Closed ports on the way, until the box is known to be past them.
  private func placeReports(on path: PathFinder.Choice?, _ reports: [Report]) -> [Report] {
    guard let path, !placeEvents.isEmpty else { return [] }
    let rank = rank(in: path)
    let located = reports.compactMap { report in
      report.isLocated ? report.place.flatMap(rank).map { (stop: $0, at: report.start) } : nil
    }
    return placeEvents.compactMap { event in
      guard event.start >= trip.start, event.start <= until,
        case .place(let reference) = event.subject,
        let place = book.resolve(reference).map({ book.hub(of: $0) }), let stop = rank(place),
        !located.contains(where: { $0.stop > stop && $0.at < event.start })
      else { return nil }
      return Report(event, place: place, via: event.subject, trust: policy.trust(of: event.feed))
    }
  }

  // MARK: - Path

  private func findPath(_ facts: TripFacts, visitedBy reports: [Report]) -> PathFinder.Choice? {
    let visited = reports.filter { $0.isLocated }.sorted(by: Report.isEarlier)
    let numbers = reports.compactMap {
      $0.event.conveyance.train?.number ?? $0.event.statementTrain?.number
    }
    return tracker.paths.find(
      PathFinder.Clues(
        route: facts.route, origin: facts.origin, destination: facts.destinationPlace,
        trainNumbers: Set(numbers), visited: visited.compactMap(\.place)))
  }

  private func rank(in path: PathFinder.Choice?) -> (PlaceID) -> Int? {
    guard let path else { return { _ in nil } }
    var ranks: [PlaceID: Int] = [:]
    for (index, stop) in path.stops.enumerated() { ranks[book.hub(of: stop.place)] = index }
    return { ranks[$0] }
  }

  private func ports(on path: PathFinder.Choice?) -> Set<PlaceID> {
    guard let stops = path?.stops else {
      return Set(book.places.values.filter { $0.kind == .port }.map(\.id))
    }
    var ports: Set<PlaceID> = []
    for (stop, next) in zip(stops, stops.dropFirst()) where next.leg?.mode == .ferry {
      ports.insert(book.hub(of: stop.place))
    }
    return ports
  }

  // MARK: - Result

  private func journey(
    from walk: Walk, _ reading: Reading, facts: TripFacts
  ) -> Journey {
    let reports = reading.reports
    let aboard = reading.aboard
    let actual = reports.filter { $0.isActual && $0.standing != .place }
    let heard = actual.filter(\.isPlausible).map(\.event)
    let last = heard.max {
      ($0.occurredAt.microseconds, $0.id) < ($1.occurredAt.microseconds, $1.id)
    }
    var state = walk.state
    let rolled = aboard.findings.contains { $0.kind == .rolled && $0.isOpen }
    if rolled, state == .booked || state == .unknown { state = .rolled }
    var journey = Journey(
      container: container, key: facts.key(of: trip), sequence: 0,
      state: state, origin: facts.originReference, destination: facts.destination,
      plannedDeparture: facts.plannedDeparture, path: walk.finishedPath(),
      position: walk.position, coveredKilometres: walk.coveredKilometres,
      timeline: reports.map(entry), carriers: aboard.intervals, notes: facts.notes,
      cargo: facts.cargo, seals: facts.seals, containerType: facts.containerType,
      findings: (findings + walk.findings).sorted {
        ($0.since, $0.kind.rawValue, $0.detail ?? "") < (
          $1.since, $1.kind.rawValue, $1.detail ?? ""
        )
      },
      lastReport: last.map { Journey.LastReport(at: $0.occurredAt, feed: $0.feed) },
      senderEstimates: estimates(reports),
      assumptions: trip.events.reduce(into: []) { $0.formUnion($1.assumptions) },
      correctedTo: nil, firstAt: reports.map(\.start).min() ?? trip.start,
      lastAt: heard.map(\.start).max() ?? trip.start)
    journey.goodsOutAt = goodsOut(actual.filter(\.isPlausible), state)
    return journey
  }

  /// - Parameter told: in their order.
  private func goodsOut(_ told: [Report], _ state: Journey.State) -> Int64? {
    guard state == .delivered || state == .returningEmpty,
      let out = told.lastIndex(where: {
        $0.event.activity == .delivered || $0.event.activity == .stripped
      }), out < told.index(before: told.endIndex)
    else { return nil }
    return told[out].effective
  }

  private func entry(_ report: Report) -> Journey.TimelineEntry {
    let event = report.event
    return Journey.TimelineEntry(
      evidence: event.id, activity: event.activity, rawCode: event.rawCode,
      classifier: event.classifier, at: event.occurredAt, place: report.place,
      asWritten: event.place?.asWritten ?? "", via: report.via, feed: event.feed,
      isPlausible: report.isPlausible, assumptions: event.assumptions, reason: event.reason)
  }

  /// The newest estimate of each sender for each place and activity.
  private func estimates(_ reports: [Report]) -> [Journey.SenderEstimate] {
    var newest: [String: Report] = [:]
    var first: [String: Journey.SenderEstimate.Said] = [:]
    for report in reports where !report.isActual {
      let event = report.event
      guard event.activity == .arrived || event.activity == .departed else { continue }
      let slot =
        "\(event.feed)|\(report.place?.slug ?? event.place?.asWritten ?? "")|\(event.activity.rawValue)|\(event.classifier.name)"
      if let saidAt = event.updatedAt?.microseconds, saidAt < first[slot]?.saidAt ?? .max {
        first[slot] = .init(saidAt: saidAt, at: event.occurredAt.middle)
      }
      if let present = newest[slot], !Versions.supersedes(event, present.event) { continue }
      newest[slot] = report
    }
    return newest.sorted { $0.key < $1.key }.map { slot, report in
      let saidAt = report.event.updatedAt?.microseconds
      return Journey.SenderEstimate(
        place: report.place, asWritten: report.event.place?.asWritten ?? "",
        activity: report.event.activity, classifier: report.event.classifier,
        at: report.event.occurredAt, feed: report.event.feed, evidence: report.event.id,
        saidAt: saidAt, first: first[slot].flatMap { $0.saidAt == saidAt ? nil : $0 })
    }
  }
}

/// What a trip's reports say about it as a whole.
struct TripFacts {
  private(set) var route: String?
  private(set) var origin: PlaceID?
  private(set) var originReference: PlaceReference?
  private(set) var destination: PlaceReference?
  private(set) var destinationPlace: PlaceID?
  private(set) var plannedDeparture: CivilDate?
  private(set) var notes: [NoteNumber] = []
  private(set) var cargo: [Cargo] = []
  private(set) var seals: [String] = []
  private(set) var containerType: String?

  init(_ reports: [Report], book: RouteBook) {
    // Later statements override earlier ones; then the more trusted; then, of one sender, what came later.
    let ordered = reports.sorted { a, b in
      if a.listedAt != b.listedAt { return a.listedAt < b.listedAt }
      if a.trust != b.trust { return a.trust < b.trust }
      if a.event.feed != b.event.feed { return a.event.feed < b.event.feed }
      let (left, right) = (a.event.source.message, b.event.source.message)
      return left == right ? a.event.id < b.event.id : left < right
    }
    for report in ordered {
      let event = report.event
      if report.isActual, event.activity == .rerouted, let place = event.place {
        destination = event.details?.destination ?? place
      }
      guard let details = event.details else { continue }
      route = details.route ?? route
      originReference = details.origin ?? originReference
      destination = details.destination ?? destination
      for note in details.notes where !notes.contains(note) { notes.append(note) }
      // A train's list gives its own goods per box; only the box's reports speak for the box.
      guard case .container = event.subject else { continue }
      if !details.cargo.isEmpty { cargo = details.cargo }
      if !details.seals.isEmpty { seals = details.seals }
      containerType = details.containerType ?? containerType
    }
    notes.sort()
    if originReference == nil {
      originReference =
        reports.sorted(by: Report.isEarlier).first {
          $0.event.activity.opensTrip && $0.event.place != nil
        }?.event.place
    }
    origin = originReference.flatMap { book.resolve($0) }.map { book.hub(of: $0) }
    destinationPlace = destination.flatMap { book.resolve($0) }.map { book.hub(of: $0) }
    let trains = reports.compactMap { report -> (Int64, CivilDate)? in
      let date =
        report.event.conveyance.train?.plannedDeparture ?? report.event.details?.plannedDeparture
        ?? report.event.statementTrain?.plannedDeparture
      return date.map { (report.start, $0) }
    }
    // A rolled box keeps the date that it was first meant to leave on.
    plannedDeparture = trains.map(\.1).min()
  }

  func key(of trip: Trips.Trip) -> String {
    TripKeys(
      notes: notes, place: origin?.slug ?? originReference?.asWritten,
      departure: plannedDeparture ?? Instant(microseconds: trip.start).localDate
    ).best
  }
}

/// What a trip is known by.
struct TripKeys {
  /// Booking or consignment number, else origin and planned departure.
  let best: String
  /// All of them: before it had a number it went by the other, and a number issued anew is one more.
  let all: Set<String>

  init(notes: [NoteNumber], place: String?, departure: CivilDate) {
    let ranked = notes.filter { $0.kind != .house && $0.kind != .other }.sorted {
      (Self.rank($0.kind), $0.number) < (Self.rank($1.kind), $1.number)
    }
    let start = "\(place ?? "unknown")@\(departure)"
    best = ranked.first?.description ?? start
    all = Set(ranked.map(\.description) + [start])
  }

  private static func rank(_ kind: NoteNumber.Kind) -> Int {
    switch kind {
    case .booking: 0
    case .smgs, .cimSmgs, .cim: 1
    case .billOfLading: 2
    case .house, .other: 3
    }
  }
}

extension Tracker {
  /// Every ``Journey/key`` that the trip has or had.
  public func keys(of journey: Journey) -> Set<String> {
    let place = journey.origin.flatMap { book.resolve($0) }.map { book.hub(of: $0).slug }
    return TripKeys(
      notes: journey.notes, place: place ?? journey.origin?.asWritten,
      departure: journey.plannedDeparture ?? Instant(microseconds: journey.firstAt).localDate
    ).all
  }
}
