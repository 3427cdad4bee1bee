import Freight
import RouteBook

/// Who tells: each sends its own things, with its own delay, and writes places its own way.
enum Sender: Int, CaseIterable {
  case forwarder, chinaRailway, dislocation, europe, port

  /// Marked, wherever a feed's name shows.
  var feed: String {
    switch self {
    case .forwarder: "simulated-forwarder"
    case .chinaRailway: "simulated-cr"
    case .dislocation: "simulated-dislocation"
    case .europe: "simulated-europe"
    case .port: "simulated-port"
    }
  }

  /// Hours from the event to its receipt, as a rule: minutes to two days.
  var lag: ClosedRange<Double> {
    switch self {
    case .forwarder: 1...30
    case .chinaRailway: 0.1...1.5
    case .dislocation: 0.5...6
    case .europe: 0.2...3
    case .port: 3...30
    }
  }
}

/// A place on the way, as the simulation needs it: how senders write it, and what its clock shows.
struct Site {
  let place: PlaceID
  let country: String
  let name: String
  /// Four digits of a train index.
  let station: String
  private let zone: String
  private let references: [PlaceReference]
  private var known: (day: Int64, offset: Int?) = (.min, nil)

  init(_ id: PlaceID, in book: RouteBook) {
    place = id
    let found = book.findPlace(id)
    country = found?.country ?? "XX"
    name = found?.names.zh ?? found?.names.en ?? id.slug
    zone = found?.zone ?? "UTC"
    station =
      found?.esr.map { String($0.prefix(4)) }
      ?? String(1_000 + id.slug.utf8.reduce(0) { ($0 * 31 + Int($1)) % 9_000 })
    references = Sender.allCases.map { sender in
      let wanted = found.flatMap { Site.reference(to: $0, by: sender) }
      // What does not lead back to the place is written by our own name of it.
      return wanted.flatMap { book.resolve($0) == id ? $0 : nil } ?? PlaceReference(id)
    }
  }

  private static func reference(to place: Place, by sender: Sender) -> PlaceReference? {
    switch sender {
    case .forwarder, .chinaRailway: PlaceReference(text: place.names.zh ?? place.names.en)
    case .dislocation:
      PlaceReference(
        codes: place.esr.map { [.esr($0)] } ?? [], text: place.names.ru ?? place.names.en)
    case .europe, .port:
      PlaceReference(
        codes: place.unlocodes.first.map { [.unlocode($0)] } ?? [], text: place.names.en)
    }
  }

  func reference(by sender: Sender) -> PlaceReference { references[sender.rawValue] }

  /// Minutes east of UTC. The zone's clock is asked once a day, and again only on the days on which
  /// it changes.
  mutating func offsetMinutes(at time: Int64) -> Int {
    let day = time / Instant.microsecondsPerDay
    if known.day != day {
      let start = day * Instant.microsecondsPerDay
      let offset = clock(start)
      known = (day, offset == clock(start + Instant.microsecondsPerDay) ? offset : nil)
    }
    return known.offset ?? clock(time)
  }

  private func clock(_ time: Int64) -> Int {
    ZoneClock.offsetMinutes(zone: zone, utcMicroseconds: time) ?? 0
  }
}
