/// What a model has to beat: simple rules that anyone could use, fed by the same history.
struct Baselines {
  static let names = [
    "schedule", "persistence", "historicalMean", "historicalMedian", "historicalQuantiles",
  ]

  private var sums = Array(repeating: ScoreSums(), count: names.count)

  /// What senders said, where they said anything.
  private var senders = ScoreSums()

  var tables: [ScoreTable] {
    let said = senders.table("senders")
    return zip(Self.names, sums).map { $1.table($0) } + (said.overall.queries > 0 ? [said] : [])
  }

  /// Scores all rules for one target.
  mutating func add(
    _ query: ArrivalQuery, target: Int, past: [Double], actual: Double
  ) {
    let planned = query.plan[target].plannedAt
    let remaining = planned - query.plannedAnchor
    let persistent = query.anchor + remaining
    let windows = [Self.point(planned), Self.point(persistent)] + Self.historical(query, past)
    for (rule, window) in windows.enumerated() {
      sums[rule].add(
        window ?? Self.point(persistent), actual: actual, plannedMinutes: remaining)
    }
    let claims = query.claims.filter { $0.target == target && $0.estimatedAt > query.now }
    if let newest = claims.max(by: { $0.saidAt < $1.saidAt }) {
      senders.add(
        Self.point(newest.estimatedAt), actual: actual, plannedMinutes: remaining)
    }
  }

  private static func historical(
    _ query: ArrivalQuery, _ past: [Double]
  ) -> [ArrivalWindow?] {
    guard !past.isEmpty else { return [nil, nil, nil] }
    let mean = past.reduce(0, +) / Double(past.count)
    var quantiles = WeightedQuantiles(count: past.count)
    let even = Array(repeating: 1.0, count: past.count)
    guard let own = quantiles.at(AnalogScales.levels, values: past[...], weights: even[...])
    else { return [nil, nil, nil] }
    let window = ArrivalWindow(
      p10: query.anchor + own.0, p50: query.anchor + own.1, p90: query.anchor + own.2)
    return [point(query.anchor + mean), point(window.p50), window]
  }

  private static func point(_ at: Double) -> ArrivalWindow {
    ArrivalWindow(p10: at, p50: at, p90: at)
  }
}

extension RunHistory {
  /// Minutes that each earlier run of the service took from the milestone reached to each later
  /// one; by target, oldest run first.
  func remainingMinutes(_ query: ArrivalQuery) -> [[Double]] {
    let targets = query.firstTarget..<query.plan.count
    guard let reached = query.reached, let number = lineNumber(of: query.service) else {
      return targets.map { _ in [] }
    }
    let line = lines[number]
    let columns = columns(of: query.plan, in: number)
    let own = places[query.run]?.row
    guard let here = columns[reached] else { return targets.map { _ in [] } }
    return targets.map { target in
      guard let column = columns[target] else { return [] }
      return line.runs.indices.compactMap { row in
        guard row != own,
          let from = actual(Place(line: number, row: row), here, by: query.now),
          let to = actual(Place(line: number, row: row), column, by: query.now)
        else { return nil }
        return to - from
      }
    }
  }
}
