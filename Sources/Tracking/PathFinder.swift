import Freight
import RouteBook

/// Which route a trip follows, and by which variants. Made once for a route book.
struct PathFinder: Sendable {
  private let book: RouteBook
  /// By id, as the book lists them.
  private let ways: [Way]
  private let wayOfRoute: [String: Int]
  /// Crossings at which the gauge changes, by the places of their pairs.
  let gaugeBreaks: [PlaceID: BorderCrossing]

  /// What finding asks of a route, with places taken for the hub that they belong to.
  private struct Way: Sendable {
    let route: Route
    let origin: PlaceID?
    let destination: PlaceID?
    /// Every place of the route, all variants, with a rank along it.
    let ranks: [PlaceID: Int]
    /// For each section with variants, the places of each.
    let variants: [[Set<PlaceID>]]
  }

  init(book: RouteBook) {
    self.book = book
    ways = book.listRoutes().map { route in
      Way(
        route: route, origin: route.origin.map { book.hub(of: $0) },
        destination: route.destination.map { book.hub(of: $0) },
        ranks: Self.ranks(of: route, book: book),
        variants: route.sections.map { section in
          guard section.variants.count > 1 else { return [] }
          return section.variants.map { Set($0.stops.map { book.hub(of: $0.place) }) }
        })
    }
    wayOfRoute = Dictionary(
      ways.enumerated().map { ($0.element.route.id, $0.offset) }, uniquingKeysWith: { $1 })
    var breaks: [PlaceID: BorderCrossing] = [:]
    for crossing in book.crossings.values.sorted(by: { $0.id < $1.id }) where crossing.isGaugeBreak
    {
      for place in crossing.places { breaks[book.hub(of: place)] = crossing }
    }
    gaugeBreaks = breaks
  }

  func ranks(of route: Route) -> [PlaceID: Int] {
    wayOfRoute[route.id].map { ways[$0].ranks } ?? [:]
  }

  struct Clues {
    var route: String?
    var origin: PlaceID?
    var destination: PlaceID?
    var trainNumbers: Set<String> = []
    /// Places reported, in order of time.
    var visited: [PlaceID] = []
  }

  struct Choice: Hashable {
    var route: Route
    /// The stop at which the trip joins and the one at which it leaves, in the plan's numbering.
    var choice: [Int]
    var plannedChoice: [Int]
    var firstStop: Int
    var lastStop: Int
    var stops: [Stop]

    static func == (a: Choice, b: Choice) -> Bool {
      a.route.id == b.route.id && a.choice == b.choice
    }
    func hash(into hasher: inout Hasher) { hasher.combine(route.id) }
  }

  func find(_ clues: Clues) -> Choice? {
    let named = clues.route.flatMap { wayOfRoute[$0] }.map { ways[$0] }
    guard let way = named ?? bestWay(clues) else { return nil }
    return follow(way, clues)
  }

  // MARK: - Which route

  private func bestWay(_ clues: Clues) -> Way? {
    var best: (way: Way, score: Int)?
    var isTied = false
    let visited = Set(clues.visited)
    for way in ways {
      guard let score = score(way, clues, visited), score > 0 else { continue }
      if let present = best {
        if score == present.score { isTied = true }
        guard score > present.score else { continue }
      }
      best = (way, score)
      isTied = false
    }
    // Two routes that explain the reports equally well explain neither.
    return isTied ? nil : best?.way
  }

  /// Nil when the route contradicts the clues.
  private func score(_ way: Way, _ clues: Clues, _ visited: Set<PlaceID>) -> Int? {
    let places = way.ranks
    var score = 0
    if let wanted = clues.origin {
      guard let rank = places[wanted] else { return nil }
      score += wanted == way.origin ? 40 : 10
      if let end = clues.destination {
        guard let other = places[end], other > rank else { return nil }
        score += end == way.destination ? 40 : 10
      }
    } else if let end = clues.destination {
      guard places[end] != nil else { return nil }
      score += end == way.destination ? 40 : 10
    }
    if clues.destination == nil, clues.origin == nil { return nil }
    if !clues.trainNumbers.isDisjoint(with: way.route.trains) { score += 5 }
    // Without a destination only what was passed on the way tells routes apart.
    score += visited.count { places[$0] != nil }
    return score
  }

  private static func ranks(of route: Route, book: RouteBook) -> [PlaceID: Int] {
    var ranks: [PlaceID: Int] = [:]
    var rank = 0
    for section in route.sections {
      var longest = 0
      for variant in section.variants {
        for (offset, stop) in variant.stops.enumerated() {
          // The places where variants meet again rank at the section's end.
          let isLast = offset == variant.stops.count - 1 && section.variants.count > 1
          let value = isLast ? rank + 999 : rank + offset
          let hub = book.hub(of: stop.place)
          if ranks[hub] == nil { ranks[hub] = value }
        }
        longest = max(longest, variant.stops.count)
      }
      rank += section.variants.count > 1 ? 1_000 : longest
    }
    return ranks
  }

  // MARK: - Which way

  private func follow(_ way: Way, _ clues: Clues) -> Choice {
    let route = way.route
    let planned = [Int](repeating: 0, count: route.sections.count)
    var choice = planned
    for (index, variants) in way.variants.enumerated() where !variants.isEmpty {
      choice[index] = variant(among: variants, visited: clues.visited) ?? 0
    }
    let stops = route.stops(choosing: choice)
    let hubs = stops.map { book.hub(of: $0.place) }
    let first = clues.origin.flatMap { hubs.firstIndex(of: $0) } ?? 0
    let last = clues.destination.flatMap { hubs.lastIndex(of: $0) } ?? stops.count - 1
    return Choice(
      route: route, choice: choice, plannedChoice: planned, firstStop: first,
      lastStop: last > first ? last : stops.count - 1, stops: stops)
  }

  /// The variant that the latest report on a place of one variant only points to.
  private func variant(among sets: [Set<PlaceID>], visited: [PlaceID]) -> Int? {
    for place in visited.reversed() {
      let holding = sets.indices.filter { sets[$0].contains(place) }
      if holding.count == 1 { return holding[0] }
    }
    return nil
  }
}
