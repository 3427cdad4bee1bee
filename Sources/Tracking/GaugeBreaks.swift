import Freight
import RouteBook

/// The breaks of gauge that lie on a way.
struct GaugeBreaks {
  private let crossings: [PlaceID: BorderCrossing]
  private let ranks: [PlaceID: Int]

  /// - Parameter crossings: those at which the gauge changes, by place.
  init(_ crossings: [PlaceID: BorderCrossing], ranks: [PlaceID: Int]) {
    self.crossings = crossings
    self.ranks = ranks
  }

  func crossing(at place: PlaceID) -> BorderCrossing? { crossings[place] }

  /// The break that a wagon stands at; one boarded there has it behind itself.
  func ahead(_ place: PlaceID, boardedAt: PlaceID?) -> BorderCrossing? {
    guard let crossing = crossings[place] else { return nil }
    if let boardedAt, crossing.places.contains(boardedAt) { return nil }
    return crossing
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
