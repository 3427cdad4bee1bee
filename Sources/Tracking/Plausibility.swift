import Freight
import RouteBook

/// DESIGN §5, Implausible: in the future when it was received, or faster than a train. Such reports
/// are kept and flagged, and may not be the latest.
struct Plausibility {
  let book: RouteBook
  let policy: Policy

  func judge(_ reports: [Report]) {
    for report in reports where report.isActual {
      report.isPlausible = !policy.isFromFuture(report.event)
    }
    let located = reports.filter { $0.isLocated && $0.isPlausible && $0.place != nil }
    guard located.count > 1 else { return }
    let distances = Distances(located.compactMap(\.place), book: book)
    func canFollow(_ later: Int, _ earlier: Int) -> Bool {
      guard let kilometres = distances.kilometres(earlier, later),
        kilometres > policy.nearbyKilometres
      else { return true }
      return isPossible(kilometres, from: located[earlier], to: located[later])
    }
    guard (1..<located.count).contains(where: { !canFollow($0, $0 - 1) }) else { return }
    let weights = located.map { 1_000 + $0.trust }
    let kept = largestConsistentChain(weights, canFollow)
    for (index, report) in located.enumerated() where !kept.contains(index) {
      report.isPlausible = false
    }
  }

  /// Whether one thing can have made both reports. Of a day any instant will do.
  private func isPossible(_ kilometres: Double, from earlier: Report, to later: Report) -> Bool {
    let hours =
      Double(max(later.end, later.effective) - min(earlier.start, earlier.effective))
      / Double(Instant.microsecondsPerHour)
    return hours > 0 && kilometres <= policy.fastestKilometresPerHour * hours
  }

  /// When two reports cannot both be true, the reading that keeps most of them (weighed by trust)
  /// stands: one wrong date must not discredit ten right ones after it.
  private func largestConsistentChain(
    _ weights: [Int], _ canFollow: (Int, Int) -> Bool
  ) -> Set<Int> {
    var best = weights
    var previous = [Int](repeating: -1, count: weights.count)
    for index in weights.indices {
      for earlier in (0..<index).reversed()
      where best[earlier] + weights[index] > best[index] && canFollow(index, earlier) {
        best[index] = best[earlier] + weights[index]
        previous[index] = earlier
      }
    }
    guard var at = best.indices.max(by: { best[$0] < best[$1] }) else { return [] }
    var kept: Set<Int> = []
    while at >= 0 {
      kept.insert(at)
      at = previous[at]
    }
    return kept
  }
}

/// Great-circle distances between the places of one trip, each pair measured once.
private final class Distances {
  private let indices: [Int]
  private var places: [PlaceID] = []
  private var table: [Double?]
  private let book: RouteBook
  private static let unmeasured = -1.0

  init(_ reported: [PlaceID], book: RouteBook) {
    self.book = book
    var known: [PlaceID: Int] = [:]
    var indices: [Int] = []
    for place in reported {
      let index = known[place] ?? places.count
      if index == places.count {
        known[place] = index
        places.append(place)
      }
      indices.append(index)
    }
    self.indices = indices
    table = Array(repeating: Self.unmeasured, count: places.count * places.count)
  }

  /// Between the places of two reports; nil where a coordinate is unknown.
  func kilometres(_ a: Int, _ b: Int) -> Double? {
    let from = indices[a]
    let to = indices[b]
    if from == to { return 0 }
    let slot = from * places.count + to
    if table[slot] == Self.unmeasured {
      table[slot] = book.greatCircleKilometres(places[from], places[to])
    }
    return table[slot]
  }
}
