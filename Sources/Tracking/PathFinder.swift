import Freight
import RouteBook

/// Which route a trip follows, and by which variants.
struct PathFinder {
  let book: RouteBook

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
    let named = clues.route.flatMap { book.findRoute($0) }
    guard let route = named ?? bestRoute(clues) else { return nil }
    return follow(route, clues)
  }

  // MARK: - Which route

  private func bestRoute(_ clues: Clues) -> Route? {
    var best: (route: Route, score: Int)?
    var isTied = false
    for route in book.listRoutes() {
      guard let score = score(route, clues), score > 0 else { continue }
      if let present = best {
        if score == present.score { isTied = true }
        guard score > present.score else { continue }
      }
      best = (route, score)
      isTied = false
    }
    // Two routes that explain the reports equally well explain neither.
    return isTied ? nil : best?.route
  }

  /// Nil when the route contradicts the clues.
  private func score(_ route: Route, _ clues: Clues) -> Int? {
    let origin = route.origin.map { book.hub(of: $0) }
    let destination = route.destination.map { book.hub(of: $0) }
    let places = ranks(of: route)
    var score = 0
    if let wanted = clues.origin {
      guard let rank = places[wanted] else { return nil }
      score += wanted == origin ? 40 : 10
      if let end = clues.destination {
        guard let other = places[end], other > rank else { return nil }
        score += end == destination ? 40 : 10
      }
    } else if let end = clues.destination {
      guard places[end] != nil else { return nil }
      score += end == destination ? 40 : 10
    }
    if clues.destination == nil, clues.origin == nil { return nil }
    if !clues.trainNumbers.isDisjoint(with: route.trains) { score += 5 }
    // Without a destination only what was passed on the way tells routes apart.
    score += Set(clues.visited).count { places[$0] != nil }
    return score
  }

  /// Every place of the route, all variants, with a rank along it.
  func ranks(of route: Route) -> [PlaceID: Int] {
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

  private func follow(_ route: Route, _ clues: Clues) -> Choice {
    let planned = [Int](repeating: 0, count: route.sections.count)
    var choice = planned
    for (index, section) in route.sections.enumerated() where section.variants.count > 1 {
      choice[index] = variant(of: section, visited: clues.visited) ?? 0
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
  private func variant(of section: Section, visited: [PlaceID]) -> Int? {
    let sets = section.variants.map { Set($0.stops.map { book.hub(of: $0.place) }) }
    for place in visited.reversed() {
      let holding = sets.indices.filter { sets[$0].contains(place) }
      if holding.count == 1 { return holding[0] }
    }
    return nil
  }
}
