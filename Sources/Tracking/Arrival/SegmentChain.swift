/// Journeys put together segment by segment, where too few runs went the whole way: from each
/// milestone to the next as some train went there that was as late, on whatever service, or as the
/// route file says that it typically goes, or else by plan.
struct SegmentChain {
  /// Prime, so that every segment can deal its levels to the journeys in another order.
  static let journeys = 23
  /// Powers of it modulo 23 visit every factor, and deal neighbours far apart.
  private static let dealer = 10
  /// Running varies little by nature, a tenth or so; used where nothing else is known.
  private static let plannedP90Factor = 1.15
  private static let mostExamples = 40
  /// What is described is put in as so many examples, together worth these runs: the route file's
  /// typical time as the model's other general knowledge, the bare plan as one.
  private static let describedLevels = 9
  private static let plannedRuns = 1.0

  /// Change of delay from here to target `t` of journey `r` at `t * journeys + r`.
  private var changes: [Double]
  /// Of the planned time to a target, the part with examples of other services. The service's own
  /// examples count as its own runs, not here.
  private(set) var seenPart: [Double] = []
  /// Whether the route file says of any segment what is typical; of the others the plan is.
  let isDescribed: Bool

  private struct Example {
    /// Nil for what is described, which holds for any delay.
    var delay: Double?
    var change: Double
    var weight: Double
  }

  init(_ history: RunHistory, _ query: ArrivalQuery, scale: Double) {
    let targets = query.plan.count - query.firstTarget
    changes = Array(repeating: 0, count: Self.journeys * targets)
    isDescribed = query.plan[query.firstTarget...].contains { $0.typical != nil }
    var delays = Array(repeating: query.delay, count: Self.journeys)
    var (seen, total) = (0.0, 0.0)
    var factor = 1
    for target in 0..<targets {
      let index = query.firstTarget + target
      let start = target == 0 ? query.plannedAnchor : query.plan[index - 1].plannedAt
      let planned = max(query.plan[index].plannedAt - start, 0)
      let found = Examples(history, query, index)
      let examples = found.examples(describedAs: query.plan[index].typical, planned: planned)
      for journey in 0..<Self.journeys {
        let place = (journey * factor + target) % Self.journeys
        let level = (Double(place) + 0.5) / Double(Self.journeys)
        delays[journey] += Self.draw(examples, level, delay: delays[journey], scale: scale)
        changes[target * Self.journeys + journey] = delays[journey] - query.delay
      }
      factor = factor * Self.dealer % Self.journeys
      total += max(planned, 1)
      if found.isSeenElsewhere { seen += max(planned, 1) }
      seenPart.append(seen / total)
    }
  }

  /// By journey.
  func changes(at target: Int) -> [Double] {
    Array(changes[target * Self.journeys..<(target + 1) * Self.journeys])
  }

  /// The change at a level among examples, which rise, weighed by how like their delay is.
  private static func draw(
    _ examples: [Example], _ level: Double, delay: Double, scale: Double
  ) -> Double {
    let bandwidth = scale + AnalogScales.bandwidthPart * abs(delay)
    var (alike, all) = (0.0, 0.0)
    var weights = examples.map { example -> Double in
      guard let before = example.delay else { return 0 }
      let weight =
        example.weight
        * (Arithmetic.bell((before - delay) / bandwidth) + AnalogScales.unlikeWeight)
      alike += weight
      all += example.weight
      return weight
    }
    let usual = all > 0 ? alike / all : 1
    for (index, example) in examples.enumerated() where example.delay == nil {
      weights[index] = example.weight * usual
    }
    var left = level * weights.reduce(0, +)
    for (example, weight) in zip(examples, weights) {
      left -= weight
      if left <= 0 { return example.change }
    }
    return examples[examples.count - 1].change
  }

  /// What trains did between two milestones.
  private struct Examples {
    private var found: [Example] = []
    private(set) var isSeenElsewhere = false

    init(_ history: RunHistory, _ query: ArrivalQuery, _ index: Int) {
      guard index > 0, let from = history.number(of: query.plan[index - 1].milestone),
        let to = history.number(of: query.plan[index].milestone)
      else { return }
      let own = history.places[query.run]
      let ownLine = history.lineNumber(of: query.service)
      let slowness = AnalogRuns.slowness(everyDays: 1, plan: query.plan)
      var newest: [(at: Double, delay: Double, change: Double)] = []
      for use in history.uses(of: RunHistory.Segment(from: from, to: to)) {
        let line = history.lines[use.line]
        for row in line.runs.indices where own != RunHistory.Place(line: use.line, row: row) {
          let delay = line.delay(row, use.from, by: query.now)
          let change = line.delay(row, use.to, by: query.now) - delay
          guard change.isFinite else { continue }
          newest.append((line.actual[row * line.stride + use.to], delay, change))
          if use.line != ownLine { isSeenElsewhere = true }
        }
      }
      newest.sort { ($0.at, $0.change) > ($1.at, $1.change) }
      found = newest.prefix(SegmentChain.mostExamples).map { example in
        let age = (query.now - example.at) / 1440
        return Example(
          delay: example.delay, change: example.change,
          weight: AnalogRuns.recency(ageDays: age, slowness))
      }
    }

    /// With what is described beside them; rising.
    func examples(describedAs typical: TypicalTime?, planned: Double) -> [Example] {
      let time =
        typical
        ?? TypicalTime(p50Minutes: planned, p90Minutes: planned * SegmentChain.plannedP90Factor)
      let runs = typical == nil ? SegmentChain.plannedRuns : AnalogScales.backingRuns
      let usual =
        found.isEmpty ? 1 : found.reduce(0) { $0 + $1.weight } / Double(found.count)
      let levels = SegmentChain.describedLevels
      let described = (0..<levels).map { level -> Example in
        let minutes = time.minutes(atLevel: (Double(level) + 0.5) / Double(levels))
        return Example(
          delay: nil, change: minutes - planned, weight: usual * runs / Double(levels))
      }
      return (found + described).sorted { $0.change < $1.change }
    }
  }
}
