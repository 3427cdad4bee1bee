import Freight
import RouteBook

/// DESIGN §5, Implausible: in the future when it was received, or faster than a train. Such reports
/// are kept and flagged, and may not be the latest.
struct Plausibility {
  let book: RouteBook
  let policy: Policy

  func judge(_ reports: [Report]) {
    let tolerance = Int64(policy.futureToleranceHours * Double(Instant.microsecondsPerHour))
    for report in reports where report.isActual {
      report.isPlausible =
        report.event.recordedAt == 0 || report.start <= report.event.recordedAt + tolerance
    }
    let located = reports.filter { $0.isLocated && $0.isPlausible && $0.place != nil }
    guard located.count > 1,
      zip(located, located.dropFirst()).contains(where: { !canFollow($1, $0) })
    else { return }
    let kept = largestConsistentChain(located)
    for (index, report) in located.enumerated() where !kept.contains(index) {
      report.isPlausible = false
    }
  }

  /// Whether one thing can have made both reports. Of a day any instant will do.
  private func canFollow(_ later: Report, _ earlier: Report) -> Bool {
    guard let from = earlier.place, let to = later.place, from != to,
      let kilometres = book.greatCircleKilometres(from, to), kilometres > policy.nearbyKilometres
    else { return true }
    let hours =
      Double(max(later.end, later.effective) - min(earlier.start, earlier.effective))
      / Double(Instant.microsecondsPerHour)
    return hours > 0 && kilometres <= policy.fastestKilometresPerHour * hours
  }

  /// When two reports cannot both be true, the reading that keeps most of them (weighed by trust)
  /// stands: one wrong date must not discredit ten right ones after it.
  private func largestConsistentChain(_ reports: [Report]) -> Set<Int> {
    var best = [Int](repeating: 0, count: reports.count)
    var previous = [Int](repeating: -1, count: reports.count)
    for index in reports.indices {
      let weight = 1_000 + reports[index].trust
      best[index] = weight
      for earlier in 0..<index
      where best[earlier] + weight > best[index] && canFollow(reports[index], reports[earlier]) {
        best[index] = best[earlier] + weight
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
