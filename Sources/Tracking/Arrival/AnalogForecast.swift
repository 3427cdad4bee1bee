/// What the history says of the milestones to come, before calibration and before what is certain:
/// minutes from the anchor of the query.
struct AnalogForecast {
  struct Target {
    var p10: Double
    var p50: Double
    var p90: Double
    /// Earlier runs of the service known there.
    var runs: Int
    var slack: Double
    var rung: ArrivalBasis.Rung
  }

  private(set) var targets: [Target] = []
  private(set) var runs: AnalogRuns
  /// The share of what was thought possible that has not come to pass: the next milestone should
  /// have been reached by now.
  private(set) var outlastedShare = 0.0

  init(_ history: RunHistory, pooled: PooledChanges?, _ query: ArrivalQuery) {
    runs = AnalogRuns(history, query)
    guard runs.targets > 0 else { return }
    var mixture = Mixture(history, pooled, query, runs)
    outlastedShare = mixture.conditionOnElapsed()
    targets = mixture.targets()
  }
}

/// All samples of all targets, side by side: earlier runs, then the pooled changes, then journeys
/// put together of segments.
private struct Mixture {
  private let count: Int
  private let targetCount: Int
  private let elapsed: Double
  /// Planned minutes from the anchor to each target.
  private let remaining: [Double]
  /// Minutes from the anchor, and weight, of sample `s` at target `t`: `t * count + s`.
  private var minutes: [Double] = []
  private var weights: [Double] = []
  private var moved: [AnalogRuns.Moved] = []
  private var rungs: [ArrivalBasis.Rung] = []

  init(
    _ history: RunHistory, _ pooled: PooledChanges?, _ query: ArrivalQuery, _ runs: AnalogRuns
  ) {
    targetCount = runs.targets
    elapsed = query.elapsed
    let anchor = query.plannedAnchor
    remaining = query.plan[query.firstTarget...].map { $0.plannedAt - anchor }
    // Without knowledge of how delays change in general it takes more runs to do without segments.
    let enough = pooled == nil ? AnalogScales.enoughAlone : AnalogScales.enoughRuns
    let chain =
      runs.fewestKnown < enough ? SegmentChain(history, query, scale: runs.scale) : nil
    count =
      runs.count + (pooled == nil ? 0 : PooledChanges.levelCount)
      + (chain == nil ? 0 : SegmentChain.journeys)
    minutes.reserveCapacity(count * targetCount)
    weights.reserveCapacity(count * targetCount)
    for target in 0..<targetCount {
      let known = add(runs, at: target, delay: query.delay)
      let backing = Backing(known, chain, target, hasPooled: pooled != nil)
      moved.append(known)
      rungs.append(backing.rung)
      if let pooled {
        add(
          pooled.changes(remainingMinutes: remaining[target], delay: query.delay), at: target,
          weight: backing.pooledWeight)
      }
      if let chain { add(chain.changes(at: target), at: target, weight: backing.chainWeight) }
    }
  }

  private mutating func add(
    _ runs: AnalogRuns, at target: Int, delay: Double
  ) -> AnalogRuns.Moved {
    var values = Array(repeating: Double.infinity, count: runs.count)
    let known = runs.move(target, delay: delay, remaining: remaining[target], into: &values)
    for (run, change) in values.enumerated() {
      minutes.append(remaining[target] + change)
      weights.append(
        change.isFinite ? runs.weight(run, target, remaining: remaining[target]) : 0)
    }
    return known
  }

  private mutating func add(_ changes: [Double], at target: Int, weight: Double) {
    for change in changes {
      minutes.append(remaining[target] + change)
      weights.append(weight / Double(changes.count))
    }
  }

  /// How much general knowledge counts at a target, and where it comes from.
  private struct Backing {
    var pooledWeight: Double
    var chainWeight: Double
    var rung: ArrivalBasis.Rung

    init(_ known: AnalogRuns.Moved, _ chain: SegmentChain?, _ target: Int, hasPooled: Bool) {
      let average = known.runs > 0 ? known.weight / Double(known.runs) : 1
      let total = AnalogScales.backingRuns * average
      let seen = chain?.seenPart[target] ?? 0
      let isDescribed = chain?.isDescribed ?? false
      let isSparse = known.runs < AnalogScales.enoughRuns
      let trust = isDescribed ? 1 : seen
      chainWeight = !hasPooled ? total : isSparse ? total * AnalogScales.chainPart * trust : 0
      pooledWeight = total - chainWeight
      if known.runs > 0 {
        rung = .route
      } else if seen >= 0.5 {
        rung = .segments
      } else if isDescribed {
        rung = .typical
      } else {
        rung = hasPooled ? .pooled : .plan
      }
    }
  }

  /// Takes out what has not come to pass: samples which would have been at the next milestone by
  /// now. What they say is not lost: they count as little as one run together, as if they lasted on
  /// by the tail of all dwell, then went on as they did. Gives the share taken out.
  mutating func conditionOnElapsed() -> Double {
    guard elapsed > 0 else { return 0 }
    var (gone, total) = (0.0, 0.0)
    var outlasted: [Int] = []
    for sample in 0..<count {
      guard let next = next(sample) else { continue }
      total += weights[next.target * count + sample]
      guard next.minutes < elapsed else { continue }
      gone += weights[next.target * count + sample]
      outlasted.append(sample)
    }
    guard gone > 0 else { return 0 }
    let share = gone / total
    let average = total / (Double(moved[0].runs) + AnalogScales.backingRuns)
    let factor = average * share / gone
    // The longest lasts longest: levels of the tail in the order of what was expected.
    outlasted.sort { (next($0)?.minutes ?? 0, $0) < (next($1)?.minutes ?? 0, $1) }
    for (rank, sample) in outlasted.enumerated() {
      guard let next = next(sample) else { continue }
      let left = 1 - (Double(rank) + 0.5) / Double(outlasted.count)
      let lasts = elapsed * Arithmetic.power(left, -1 / AnalogScales.tailPower)
      for target in 0..<targetCount {
        minutes[target * count + sample] += lasts - next.minutes
        weights[target * count + sample] *= factor
      }
    }
    return share
  }

  /// The first milestone at which a sample is known.
  private func next(_ sample: Int) -> (target: Int, minutes: Double)? {
    for target in 0..<targetCount where weights[target * count + sample] > 0 {
      return (target, minutes[target * count + sample])
    }
    return nil
  }

  /// Kish's number of samples behind a target.
  private func effectiveCount(_ target: Int) -> Double {
    var (sum, squares) = (0.0, 0.0)
    for sample in 0..<count {
      let weight = weights[target * count + sample]
      sum += weight
      squares += weight * weight
    }
    return squares > 0 ? sum * sum / squares : 1
  }

  func targets() -> [AnalogForecast.Target] {
    var quantiles = WeightedQuantiles(count: count)
    return (0..<targetCount).map { target in
      let range = target * count..<(target + 1) * count
      let found = quantiles.ofNext(
        AnalogScales.levels, values: minutes[range], weights: weights[range],
        effectiveCount: effectiveCount(target))
      let (p10, p50, p90) =
        found ?? (remaining[target], remaining[target], remaining[target])
      return AnalogForecast.Target(
        p10: p10, p50: p50, p90: p90, runs: moved[target].runs, slack: moved[target].slack,
        rung: rungs[target])
    }
  }
}
