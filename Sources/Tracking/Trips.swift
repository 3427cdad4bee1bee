import Freight
import RouteBook

/// DESIGN §5, Trips: which of a container's own reports belong to which journey.
///
/// A trip is known by booking or consignment number, else by origin and planned departure date. A new
/// list or a full gate-in at an origin opens one; `loaded` on the way and long silence never do; a
/// late report goes to the trip whose interval holds it.
struct Trips {
  struct Trip {
    var notes: Set<NoteNumber> = []
    var trains: Set<TrainID> = []
    var start: Int64
    /// The last opening report, for judging whether another one opens a new trip.
    var lastOpening: Int64
    var events: [Event] = []
  }

  private(set) var trips: [Trip] = []
  private let book: RouteBook
  private let policy: Policy

  /// A container seldom starts the same way twice within this; two lists at one origin without any
  /// movement between them are one trip that was rolled.
  private static let rolledWithin = 21 * Instant.microsecondsPerDay
  private static let openingsWithin = 60 * Instant.microsecondsPerDay
  /// Numbers are used again after years.
  private static let numberReuse = 200 * Instant.microsecondsPerDay

  init(_ events: [Event], of container: ContainerNumber, book: RouteBook, policy: Policy) {
    self.book = book
    self.policy = policy
    guard !events.isEmpty else { return }
    let ordered = events.sorted {
      ($0.occurredAt.microseconds, $0.activity.rank, $0.id)
        < ($1.occurredAt.microseconds, $1.activity.rank, $1.id)
    }
    let marks = ordered.filter { $0.classifier == .actual && $0.activity.isProgress }
    let ends = ordered.filter { $0.classifier == .actual && $0.activity.endsTrip }
    for event in ordered where isOpening(event, ends: ends) {
      open(event, marks: marks)
    }
    if trips.isEmpty {
      let first = ordered.first { !policy.isFromFuture($0) } ?? ordered[0]
      let start = first.occurredAt.microseconds
      trips = [Trip(start: start, lastOpening: start)]
    }
    assign(ordered)
    trips.removeAll { $0.events.isEmpty }
  }

  // MARK: - Opening

  private func isOpening(_ event: Event, ends: [Event]) -> Bool {
    guard event.activity.opensTrip, event.details?.isEmpty != true, !policy.isFromFuture(event)
    else { return false }
    if event.activity == .composed, event.details?.isFullStatement != true { return false }
    let place = event.place.flatMap { book.resolve($0) }.map { book.hub(of: $0) }
    if let origin = event.details?.origin {
      guard let here = event.place else { return true }
      let known = book.resolve(origin).map { book.hub(of: $0) }
      return known != nil && place != nil ? known == place : origin == here
    }
    // Without an origin named: a listed departure near the report, at no place that trains pass.
    if let date = event.conveyance.train?.plannedDeparture ?? event.details?.plannedDeparture {
      let planned = Int64(date.daysSinceEpoch) * Instant.microsecondsPerDay
      let near = abs(event.occurredAt.microseconds - planned) < 10 * Instant.microsecondsPerDay
      if near, place.map(isOrigin) ?? true { return true }
    }
    if event.activity == .gatedIn || event.activity == .booked, place.map(isOrigin) ?? false {
      return true
    }
    // After a trip's end anything that can open one does.
    return ends.contains { $0.occurredAt.microseconds < event.occurredAt.microseconds }
      && place.map(isOrigin) ?? false
  }

  private func isOrigin(_ place: PlaceID) -> Bool {
    book.routes.values.contains { $0.origin.map { book.hub(of: $0) } == place }
  }

  private mutating func open(_ event: Event, marks: [Event]) {
    let at = event.occurredAt.microseconds
    let notes = Set(event.details?.notes ?? [])
    let train = event.conveyance.train ?? event.statementTrain
    if let index = trips.lastIndex(where: { sharesKey($0, notes: notes, train: train, at: at) }) {
      extend(index, by: event, notes: notes, train: train)
      return
    }
    if let last = trips.indices.last, continues(last, event, train: train, marks: marks) {
      extend(last, by: event, notes: notes, train: train)
      return
    }
    trips.append(
      Trip(notes: notes, trains: train.map { [$0] } ?? [], start: at, lastOpening: at))
  }

  private func sharesKey(
    _ trip: Trip, notes: Set<NoteNumber>, train: TrainID?, at: Int64
  ) -> Bool {
    if let train, trip.trains.contains(train) { return true }
    return !trip.notes.isDisjoint(with: notes) && abs(at - trip.start) < Trips.numberReuse
  }

  /// Whether an opening report that shares no number is still news of the trip before it: nothing
  /// has moved since.
  private func continues(_ index: Int, _ event: Event, train: TrainID?, marks: [Event]) -> Bool {
    let trip = trips[index]
    let at = event.occurredAt.microseconds
    let notes = Set(event.details?.notes ?? [])
    if !notes.isEmpty, !trip.notes.isEmpty {
      // Two contracts of one kind are two trips; a booking and its note are one.
      let kinds = Set(trip.notes.map(\.kind))
      if notes.contains(where: { kinds.contains($0.kind) && $0.kind != .house }) { return false }
    }
    let differs = train != nil && !trip.trains.isEmpty
    let limit = differs ? Trips.rolledWithin : Trips.openingsWithin
    guard at - trip.lastOpening < limit else { return false }
    return !marks.contains {
      $0.occurredAt.latestMicroseconds < at && $0.occurredAt.microseconds > trip.start
    }
  }

  private mutating func extend(
    _ index: Int, by event: Event, notes: Set<NoteNumber>, train: TrainID?
  ) {
    trips[index].notes.formUnion(notes)
    if let train { trips[index].trains.insert(train) }
    trips[index].start = min(trips[index].start, event.occurredAt.microseconds)
    trips[index].lastOpening = max(trips[index].lastOpening, event.occurredAt.microseconds)
  }

  // MARK: - Assigning

  private mutating func assign(_ ordered: [Event]) {
    trips.sort { $0.start < $1.start }
    for event in ordered {
      trips[index(for: event)].events.append(event)
    }
  }

  /// By number, else by the interval that holds the report's time.
  private func index(for event: Event) -> Int {
    let at = event.occurredAt.microseconds
    let notes = Set(event.details?.notes ?? [])
    let train = event.conveyance.train ?? event.statementTrain
    if !notes.isEmpty || train != nil,
      let keyed = trips.lastIndex(where: { sharesKey($0, notes: notes, train: train, at: at) })
    {
      return keyed
    }
    return max(0, trips.partition(where: { $0.start > event.occurredAt.latestMicroseconds }) - 1)
  }
}

extension Event {
  /// The train whose list this is.
  var statementTrain: TrainID? {
    guard activity == .composed, case .train(let id) = subject else { return nil }
    return id
  }
}
