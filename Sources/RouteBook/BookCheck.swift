import Freight

/// What only shows when every file has been read: names that point nowhere, and two things with one
/// name.
extension BookDraft {
  /// - Parameter base: what the files add to or override.
  func check(over base: RouteBook?) {
    checkIDs(places.map { ($0.value.id.slug, $0.position) }, of: "place")
    checkIDs(crossings.map { ($0.value.id, $0.position) }, of: "crossing")
    checkIDs(routes.map { ($0.value.id, $0.position) }, of: "route")
    checkSpellings(over: base)
    checkTerminals(over: base)
    checkMentions(over: base)
  }

  private func checkIDs(_ named: [(id: String, position: Position)], of kind: String) {
    var first: [String: Position] = [:]
    for (id, position) in named {
      if let other = first[id] {
        note(position, "the \(kind) \(id) is already at \(other.file):\(other.line)")
      } else {
        first[id] = position
      }
    }
  }

  /// A spelling or code of two places would make reports of the one appear at the other.
  private func checkSpellings(over base: RouteBook?) {
    let own = Set(places.map(\.value.id))
    var holders: [String: PlaceID] = [:]
    for place in (base?.places ?? [:]).values where !own.contains(place.id) {
      for name in place.normalisedSpellings { holders[name] = place.id }
    }
    for place in places {
      let id = place.value.id
      for name in place.value.normalisedSpellings.sorted() {
        if let other = holders[name], other != id {
          note(place.position, "“\(name)” is a name of \(id) and of \(other)")
        }
        holders[name] = id
      }
    }
  }

  /// An arrival counts for the place that a terminal belongs to: one step, never two.
  private func checkTerminals(over base: RouteBook?) {
    var hubs = (base?.places ?? [:]).compactMapValues(\.terminalOf)
    for place in places { hubs[place.value.id] = place.value.terminalOf }
    for place in places {
      guard let hub = place.value.terminalOf, let further = hubs[hub] else { continue }
      note(
        place.position,
        "\(place.value.id) is a terminal of \(hub), itself a terminal of \(further): name that")
    }
  }

  private func checkMentions(over base: RouteBook?) {
    let knownPlaces = Set(places.map(\.value.id)).union(base.map { Set($0.places.keys) } ?? [])
    var knownCrossings = base?.crossings ?? [:]
    for crossing in crossings { knownCrossings[crossing.value.id] = crossing.value }
    for mention in mentions {
      switch mention.kind {
      case .place(let id):
        guard !knownPlaces.contains(id) else { continue }
        let like = suggestion(for: id.slug, from: knownPlaces.map(\.slug))
        note(mention.position, "there is no place \(id)\(like)")
      case .crossing(let id, let place):
        guard let crossing = knownCrossings[id] else {
          let like = suggestion(for: id, from: Array(knownCrossings.keys))
          note(mention.position, "there is no crossing \(id)\(like)")
          continue
        }
        if !crossing.places.contains(place) {
          let places = crossing.places.map(\.slug).joined(separator: " and ")
          note(mention.position, "\(place) is not a place of the crossing \(id): it has \(places)")
        }
      }
    }
  }

  private func suggestion(for id: String, from known: [String]) -> String {
    guard let like = known.sorted().first(where: { PlaceName.isOneEditApart($0, id) }) else {
      return ""
    }
    return "; did you mean \(like)?"
  }
}

extension Place {
  fileprivate var normalisedSpellings: Set<String> {
    Set((names.all + aliases + codes + [id.slug]).map(PlaceName.normalised))
  }
}
