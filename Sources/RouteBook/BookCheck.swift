import Freight

extension BookDraft {
  /// What only shows when everything has been read: names that point nowhere, variants that do not
  /// meet again, two places with one alias.
  mutating func check(over base: RouteBook?) {
    checkDoubles()
    let known = Set(places.map(\.value.id)).union(base.map { Set($0.places.keys) } ?? [])
    for place in places {
      if let hub = place.value.terminalOf, !known.contains(hub) {
        note(place.file, place.line, "\(place.value.id) is a terminal of \(hub), which is no place")
      }
    }
    for crossing in crossings {
      for place in crossing.value.places where !known.contains(place) {
        note(crossing.file, crossing.line, "crossing \(crossing.value.id): \(place) is no place")
      }
    }
    let pairs = Dictionary(
      (base.map { Array($0.crossings.values) } ?? []).map { ($0.id, $0) }
        + crossings.map { ($0.value.id, $0.value) }
    ) { _, later in later }
    for route in routes { check(route, places: known, crossings: pairs) }
  }

  private mutating func checkDoubles() {
    var ids: [String: String] = [:]
    for place in places {
      if let other = ids.updateValue("\(place.file):\(place.line)", forKey: place.value.id.slug) {
        note(place.file, place.line, "\(place.value.id) is already at \(other)")
      }
    }
    var routeIDs: Set<String> = []
    for route in routes where !routeIDs.insert(route.value.id).inserted {
      note(route.file, route.line, "there are two routes \(route.value.id)")
    }
    var crossingIDs: Set<String> = []
    for crossing in crossings where !crossingIDs.insert(crossing.value.id).inserted {
      note(crossing.file, crossing.line, "there are two crossings \(crossing.value.id)")
    }
    var holders: [String: PlaceID] = [:]
    for place in places {
      for name in Set(place.value.spellings.map(PlaceName.normalised)).sorted() where !name.isEmpty {
        if let other = holders[name], other != place.value.id {
          note(place.file, place.line, "“\(name)” is a name of \(place.value.id) and of \(other)")
        }
        holders[name] = place.value.id
      }
    }
  }

  private mutating func check(
    _ route: Placed<Route>, places: Set<PlaceID>, crossings: [String: BorderCrossing]
  ) {
    let sections = route.value.sections
    for (index, section) in sections.enumerated() {
      let ends = Set(section.variants.compactMap { $0.stops.last?.place })
      if ends.count > 1 {
        let names = ends.sorted().map(\.slug).joined(separator: " and ")
        note(route.file, route.lines["\(index)"] ?? route.line, "variants end at \(names): they must meet")
      }
      for (number, variant) in section.variants.enumerated() {
        for (position, stop) in variant.stops.enumerated() {
          let line = route.lines["\(index).\(number).\(position)"] ?? route.line
          check(stop, route.file, line, places: places, crossings: crossings)
          let isFirst = index == 0 && position == 0
          let isLast = index == sections.count - 1 && position == variant.stops.count - 1
          checkRole(stop, route.file, line, isFirst: isFirst, isLast: isLast)
        }
      }
    }
  }

  private mutating func check(
    _ stop: Stop, _ file: String, _ line: Int, places: Set<PlaceID>,
    crossings: [String: BorderCrossing]
  ) {
    if !places.contains(stop.place) { note(file, line, "\(stop.place) is no place") }
    guard let id = stop.crossing else { return }
    guard let crossing = crossings[id] else {
      note(file, line, "there is no crossing \(id)")
      return
    }
    if !crossing.places.contains(stop.place) {
      note(file, line, "\(stop.place) is not a place of the crossing \(id)")
    }
  }

  private mutating func checkRole(
    _ stop: Stop, _ file: String, _ line: Int, isFirst: Bool, isLast: Bool
  ) {
    if isFirst != (stop.role == .origin) {
      note(file, line, isFirst ? "the first stop is the origin" : "only the first stop is the origin")
    }
    if isLast != (stop.role == .destination) {
      note(file, line, isLast ? "the last stop is the destination" : "only the last stop is the destination")
    }
    if isFirst != (stop.leg == nil) {
      note(file, line, isFirst ? "the origin has no leg before it" : "\(stop.place) has no leg")
    }
  }
}
