import Freight
import RouteBook
import Synchronization

/// A way from its first stop to its last, in hours and kilometres from the start: the same for every
/// trip that follows it, so it is made once.
final class Schedule: Sendable {
  struct Entry: Sendable {
    let stop: Stop
    let dwell: Dwell?
    /// Microseconds after the start; zero at the first stop.
    let arrival: Int64
    let departure: Int64
    let kilometres: Double
  }

  let route: Route
  let firstStop: Int
  let entries: [Entry]

  init?(_ key: ScheduleBook.Key, book: RouteBook) {
    guard let route = book.findRoute(key.route) else { return nil }
    let stops = route.stops(choosing: key.choice)
    guard key.firstStop <= key.lastStop, key.lastStop < stops.count else { return nil }
    self.route = route
    firstStop = key.firstStop
    var hours = 0.0
    var kilometres = 0.0
    var entries: [Entry] = []
    for index in key.firstStop...key.lastStop {
      let stop = stops[index]
      let dwell = book.dwell(at: stop, direction: route.direction)
      if index > key.firstStop {
        hours += stop.leg?.plannedHours ?? 0
        kilometres += stop.leg?.kilometres ?? 0
      }
      let arrival = hours
      if index > key.firstStop { hours += dwell?.plannedHours ?? 0 }
      entries.append(
        Entry(
          stop: stop, dwell: dwell, arrival: microseconds(arrival), departure: microseconds(hours),
          kilometres: kilometres))
    }
    self.entries = entries
  }
}

/// Schedules made so far.
final class ScheduleBook: Sendable {
  struct Key: Hashable, Sendable {
    var route: String
    var choice: [Int]
    var firstStop: Int
    var lastStop: Int
  }

  private let made = Mutex<[Key: Schedule]>([:])
  private let book: RouteBook

  init(_ book: RouteBook) { self.book = book }

  func schedule(_ key: Key) -> Schedule? {
    made.withLock { made in
      if let present = made[key] { return present }
      let schedule = Schedule(key, book: book)
      made[key] = schedule
      return schedule
    }
  }
}

/// A schedule laid on the calendar for one trip: when each stop should be reached and left.
struct Plan {
  let schedule: Schedule
  /// The planned departure from the first stop.
  let start: Instant

  var entries: [Schedule.Entry] { schedule.entries }
  var totalKilometres: Double { entries.last?.kilometres ?? 0 }

  /// The way taken, or the one first planned.
  init?(_ journey: Journey, isFirstPlan: Bool, schedules: ScheduleBook, book: RouteBook) {
    guard let path = journey.path else { return nil }
    let choice = isFirstPlan ? path.plannedChoice : path.choice
    var last = path.lastStop
    if choice != path.choice, let route = book.findRoute(path.route) {
      // The same end, in the numbering of the other way.
      let taken = route.stops(choosing: path.choice)
      let planned = route.stops(choosing: choice)
      guard last < taken.count else { return nil }
      let end = taken[last].place
      last = planned.lastIndex { $0.place == end } ?? planned.count - 1
    }
    let key = ScheduleBook.Key(
      route: path.route, choice: choice, firstStop: path.firstStop, lastStop: last)
    guard let schedule = schedules.schedule(key), let origin = schedule.entries.first else {
      return nil
    }
    self.schedule = schedule
    start = Plan.start(journey, from: origin.stop.place, book: book)
  }

  /// Nil at the first stop.
  func arrival(_ index: Int) -> Int64? {
    index > 0 ? start.microseconds + entries[index].arrival : nil
  }

  /// Nil at the last stop.
  func departure(_ index: Int) -> Int64? {
    index < entries.count - 1 ? start.microseconds + entries[index].departure : nil
  }

  var due: Int64? { arrival(entries.count - 1) }

  /// The planned departure: the planned date at noon on the origin's clock, or the actual time where
  /// it left on that date. Without any date, when it was first heard of.
  private static func start(_ journey: Journey, from place: PlaceID, book: RouteBook) -> Instant {
    let actual = journey.path.flatMap { path in
      path.firstStop < path.visits.count ? path.visits[path.firstStop].departure?.at : nil
    }
    guard let date = journey.plannedDeparture else {
      return actual ?? Instant(microseconds: journey.firstAt)
    }
    let zone = book.findPlace(place)?.zone ?? "UTC"
    let noon = LocalDateTime(date: date, hour: 12, minute: 0) ?? LocalDateTime(date: date)
    let offset = book.offsetMinutes(zone: zone, at: noon) ?? 0
    if let actual, actual.precision != .day, actual.at(offsetMinutes: offset).localDate == date {
      return actual
    }
    return noon.instant(offsetMinutes: offset)
  }
}

func microseconds(_ hours: Double) -> Int64 {
  Int64((hours * Double(Instant.microsecondsPerHour)).rounded())
}

extension RouteBook {
  /// The instant on the clock of a place. A day stays the day that the sender meant.
  public func local(_ instant: Instant, at place: PlaceID?) -> Instant {
    guard instant.precision != .day, let zone = place.flatMap({ findPlace($0)?.zone }),
      let offset = ZoneClock.offsetMinutes(zone: zone, utcMicroseconds: instant.microseconds)
    else { return instant }
    return instant.at(offsetMinutes: offset)
  }
}
