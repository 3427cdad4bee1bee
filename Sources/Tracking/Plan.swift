import Freight
import RouteBook

/// A route's plan laid on the calendar for one trip: when each stop should be reached and left.
public struct Plan: Sendable {
  public struct Entry: Sendable {
    public var stop: Stop
    public var dwell: Dwell?
    /// Nil at the first stop.
    public var arrival: Instant?
    /// Nil at the last.
    public var departure: Instant?
    /// From the first stop of the trip.
    public var kilometres: Double
  }

  public let route: Route
  public let entries: [Entry]
  /// The index, within the route's stops, of `entries[0]`.
  public let firstStop: Int

  /// - Parameter choice: the variants to follow: those planned or those taken.
  init?(_ journey: Journey, choice: [Int], book: RouteBook) {
    guard let path = journey.path, let route = book.findRoute(path.route) else { return nil }
    let stops = route.stops(choosing: choice)
    let last =
      choice == path.choice
      ? path.lastStop : Plan.index(of: path, in: stops, route: route, book: book)
    guard path.firstStop < stops.count, last < stops.count, path.firstStop <= last else {
      return nil
    }
    self.route = route
    firstStop = path.firstStop
    var at = Plan.start(journey, from: stops[path.firstStop].place, book: book)
    var kilometres = 0.0
    var entries: [Entry] = []
    for index in path.firstStop...last {
      let stop = stops[index]
      let dwell = book.dwell(at: stop, direction: route.direction)
      var entry = Entry(stop: stop, dwell: dwell, kilometres: 0)
      if index > path.firstStop {
        at = at?.adding(hours: stop.leg?.plannedHours ?? 0)
        kilometres += stop.leg?.kilometres ?? 0
        entry.arrival = at.map { book.local($0, at: stop.place) }
        at = at?.adding(hours: dwell?.plannedHours ?? 0)
      }
      if index < last { entry.departure = at.map { book.local($0, at: stop.place) } }
      entry.kilometres = kilometres
      entries.append(entry)
    }
    self.entries = entries
  }

  private static func index(of path: Journey.Path, in stops: [Stop], route: Route, book: RouteBook)
    -> Int
  {
    let taken = route.stops(choosing: path.choice)
    guard path.lastStop < taken.count else { return stops.count - 1 }
    return stops.lastIndex { $0.place == taken[path.lastStop].place } ?? stops.count - 1
  }

  /// The planned departure: the planned date at noon on the origin's clock, or the actual time where
  /// it left on that date. Without any date, when it was first heard of.
  private static func start(_ journey: Journey, from place: PlaceID, book: RouteBook) -> Instant? {
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

  public var totalKilometres: Double { entries.last?.kilometres ?? 0 }
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
