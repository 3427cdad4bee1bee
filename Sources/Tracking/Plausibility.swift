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
    let isDoubtful = (1..<located.count).contains { later in
      let kilometres = distances.kilometres(distances.indices[later - 1], distances.indices[later])
      return !canBeSame(kilometres, since: located[later - 1].earliest, located[later])
    }
    guard isDoubtful else { return }
    let kept = largestConsistentChain(located, distances)
    for (index, report) in located.enumerated() where !kept.contains(index) {
      report.isPlausible = false
    }
  }

  /// Whether one thing can have made both reports, of which the earlier may be as old as `earliest` (UTC µs): the
  /// older, the likelier. Nil kilometres: nobody knows how far apart.
  private func canBeSame(_ kilometres: Double?, since earliest: Int64, _ later: Report) -> Bool {
    guard let kilometres, kilometres > policy.nearbyKilometres else { return true }
    let hours = Double(later.latest - earliest) / Double(Instant.microsecondsPerHour)
    return hours > 0 && kilometres <= policy.fastestKilometresPerHour * hours
  }

  /// When two reports cannot both be true, the reading that keeps most of them (weighed by trust)
  /// stands: one wrong date must not discredit ten right ones after it.
  ///
  /// Chains are looked for by place, not by report: a box that reports every minute has ten thousands.
  private func largestConsistentChain(_ located: [Report], _ distances: Distances) -> Set<Int> {
    var ends = [ChainEnds](repeating: ChainEnds(), count: distances.places.count)
    var previous = [Int?](repeating: nil, count: located.count)
    var longest: ChainEnds.End?
    for (index, report) in located.enumerated() {
      let here = distances.indices[index]
      var best: ChainEnds.End?
      for (place, chains) in ends.enumerated() {
        let kilometres = distances.kilometres(place, here)
        let end = chains.best { canBeSame(kilometres, since: $0, report) }
        if let end, best.map({ $0 < end }) ?? true { best = end }
      }
      previous[index] = best?.index
      let end = ChainEnds.End(weight: (best?.weight ?? 0) + 1_000 + report.trust, index: index)
      ends[here].add(end, since: report.earliest)
      // Of chains that weigh the same, the one that was found first.
      if longest.map({ $0.weight < end.weight }) ?? true { longest = end }
    }
    var kept: Set<Int> = []
    var at = longest?.index
    while let index = at {
      kept.insert(index)
      at = previous[index]
    }
    return kept
  }
}

extension Report {
  /// Of a day any instant will do.
  fileprivate var earliest: Int64 { min(start, effective) }
  fileprivate var latest: Int64 { max(end, effective) }
}

/// The chains of reports that end at one place.
private struct ChainEnds {
  struct End: Comparable {
    var weight: Int
    /// Of the last report.
    var index: Int

    /// Of chains that weigh the same, the one with the later end.
    static func < (a: Self, b: Self) -> Bool { (a.weight, a.index) < (b.weight, b.index) }
  }

  /// When the last report may have been made at the earliest (UTC µs), ascending.
  private var times: [Int64] = []
  /// The best of all ends up to that time.
  private var bests: [End] = []

  mutating func add(_ end: End, since time: Int64) {
    var at = times.count
    while at > 0, times[at - 1] > time { at -= 1 }
    times.insert(time, at: at)
    bests.insert(at > 0 ? max(bests[at - 1], end) : end, at: at)
    at += 1
    while at < bests.count, bests[at] < end {
      bests[at] = end
      at += 1
    }
  }

  /// The best that `isEarlyEnough`, which holds for all times before one.
  func best(_ isEarlyEnough: (Int64) -> Bool) -> End? {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if isEarlyEnough(times[middle]) { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? bests[low - 1] : nil
  }
}

/// Great-circle distances between the places of one trip, each pair measured once.
private final class Distances {
  /// Of each report its place, as an index into `places`.
  let indices: [Int]
  private(set) var places: [PlaceID] = []
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

  /// Between two of `places`; nil where a coordinate is unknown.
  func kilometres(_ from: Int, _ to: Int) -> Double? {
    if from == to { return 0 }
    let slot = from * places.count + to
    if table[slot] == Self.unmeasured {
      table[slot] = book.greatCircleKilometres(places[from], places[to])
    }
    return table[slot]
  }
}
