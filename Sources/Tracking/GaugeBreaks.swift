import Freight
import RouteBook

/// The breaks of gauge that lie on a way.
struct GaugeBreaks {
  private let crossings: [PlaceID: BorderCrossing]
  private let ranks: [PlaceID: Int]
  private let way: Set<PlaceID>

  /// - Parameters:
  ///   - crossings: those at which the gauge changes, by place.
  ///   - ranks: of the places of all variants of the route.
  ///   - way: the places of the variants that this trip takes.
  init(_ crossings: [PlaceID: BorderCrossing], ranks: [PlaceID: Int], way: Set<PlaceID>) {
    self.crossings = crossings
    self.ranks = ranks
    self.way = way
  }

  func crossing(at place: PlaceID) -> BorderCrossing? { crossings[place] }

  /// The break that a wagon stands at; one boarded there has it behind itself.
  func ahead(_ place: PlaceID, boardedAt: PlaceID?) -> BorderCrossing? {
    guard let crossing = crossings[place] else { return nil }
    if let boardedAt, crossing.places.contains(boardedAt) { return nil }
    return crossing
  }

  /// The break that lies between two places of the way, both ends of it.
  ///
  /// - Parameters:
  ///   - from: the rank of the place where the wagon was boarded.
  ///   - to: the rank of a place further along.
  func passed(from: Int, to: Int) -> BorderCrossing? {
    var first: (near: Int, crossing: BorderCrossing)?
    for crossing in crossings.values where crossing.places.allSatisfy(way.contains) {
      let ends = crossing.places.compactMap { ranks[$0] }
      guard ends.count == crossing.places.count, let near = ends.min(), let far = ends.max(),
        from <= near, far < to, near < first?.near ?? .max
      else { continue }
      first = (near, crossing)
    }
    return first?.crossing
  }

  /// Whether a wagon that leaves this place may leave its boxes behind.
  func isEnd(_ place: PlaceID, boardedAt: PlaceID?) -> Bool {
    ahead(place, boardedAt: boardedAt) != nil
  }

  /// The side of the pair that is reached first on this way; unknown ways go west.
  func isNearSide(_ place: PlaceID) -> Bool {
    guard let crossing = crossings[place] else { return false }
    let order = crossing.places.sorted { (ranks[$0] ?? .max) < (ranks[$1] ?? .max) }
    return (ranks.isEmpty ? crossing.places.first : order.first) == place
  }
}
