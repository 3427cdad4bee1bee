/// Earlier runs of the same service as seen from where the train is: how late each was here, and by
/// how much its delay had changed at every milestone to come.
struct AnalogRuns {
  /// Delay here, minutes.
  private(set) var delays: [Double] = []
  /// What each run counts: how recent it is and how like its delay was.
  private(set) var weights: [Double] = []
  /// Change of delay from here to target `t` of run `r` at `r * targets + t`; NaN if not known.
  private(set) var changes: [Double] = []
  /// Runs which were as late here as this one, within the bandwidth.
  private(set) var alike = 0
  /// Runs still under way, or whose reports end, carried on by another that was as late there.
  private(set) var carriedOn = 0
  /// The size of an ordinary delay here, in minutes; everything else is measured in it.
  private(set) var scale: Double
  let targets: Int

  var count: Int { delays.count }

  /// Runs known at the target of which the fewest are.
  var fewestKnown: Int {
    (0..<targets).map { target in
      (0..<count).reduce(0) { $0 + (changes[$1 * targets + target].isFinite ? 1 : 0) }
    }.min() ?? 0
  }

  private var recency: [Double] = []
  /// The last target known of each run (-1: none) and when it was there.
  private var lastKnown: [Int] = []
  private var lastAt: [Double] = []
  /// Minutes since each run was here.
  private var seenMinutes: [Double] = []
  private var bandwidth = 0.0
  private var usualDelay = 0.0

  init(_ history: RunHistory, _ query: ArrivalQuery) {
    targets = query.plan.count - query.firstTarget
    scale = AnalogRuns.leastScale(query.plan)
    guard targets > 0, let number = history.lineNumber(of: query.service) else { return }
    let line = history.lines[number]
    let columns = history.columns(of: query.plan, in: number)
    if let reached = query.reached, columns[reached] == nil { return }
    gather(line, query, columns, own: history.places[query.run]?.row)
    guard count > 0 else { return }
    measureScale()
    weigh(delay: query.delay)
    carryOn(query)
  }

  /// What a run counts at a target. One that is carried on to it counts for the part of the way
  /// there that it has itself been seen on: the rest is another run's, which counts already.
  func weight(_ run: Int, _ target: Int, remaining: Double) -> Double {
    guard target > lastKnown[run] else { return weights[run] }
    let whole = remaining + changes[run * targets + target]
    return weights[run] * (seenMinutes[run] / max(whole, 1)).clamped(0, 1)
  }

  static func leastScale(_ plan: [PlannedMilestone]) -> Double {
    let planned = (plan.last?.plannedAt ?? 0) - (plan.first?.plannedAt ?? 0)
    return max(AnalogScales.leastScaleMinutes, AnalogScales.leastScalePart * planned)
  }

  // MARK: Reading

  private mutating func gather(
    _ line: RunHistory.Line, _ query: ArrivalQuery, _ columns: [Int?], own: Int?
  ) {
    let here = query.reached.flatMap { columns[$0] }
    var found: [(row: Int, passedAt: Double, delay: Double)] = []
    for row in line.runs.indices where row != own {
      if let here {
        let delay = line.delay(row, here, by: query.now)
        if delay.isFinite { found.append((row, line.actual[row * line.stride + here], delay)) }
      } else if let first = line.itineraries[row].first, line.hasNews(row, by: query.now) {
        // Before departure every run is where it should be: on time at its plan.
        found.append((row, line.planned[row * line.stride + first], 0))
      }
    }
    found.sort { ($0.passedAt, $0.row) > ($1.passedAt, $1.row) }
    found.removeLast(max(0, found.count - AnalogScales.mostRuns))
    let slowness = Self.slowness(
      everyDays: Self.intervalDays(found.map(\.passedAt)), plan: query.plan)
    for run in found {
      append(line, run.row, passedAt: run.passedAt, delay: run.delay, query, columns)
      seenMinutes.append(query.now - run.passedAt)
      recency.append(Self.recency(ageDays: (query.now - run.passedAt) / 1440, slowness))
    }
  }

  private mutating func append(
    _ line: RunHistory.Line, _ row: Int, passedAt: Double, delay: Double, _ query: ArrivalQuery,
    _ columns: [Int?]
  ) {
    var last = -1
    var at = passedAt
    for target in 0..<targets {
      var change = Double.nan
      if let column = columns[query.firstTarget + target] {
        change = line.delay(row, column, by: query.now) - delay
        if change.isFinite {
          last = target
          at = line.actual[row * line.stride + column]
        }
      }
      changes.append(change)
    }
    delays.append(delay)
    lastKnown.append(last)
    lastAt.append(at)
  }

  /// Mean days between runs, newest first; one at least.
  private static func intervalDays(_ newestFirst: [Double]) -> Double {
    guard let newest = newestFirst.first, let oldest = newestFirst.last, newestFirst.count > 1
    else { return 1 }
    let days = (newest - oldest) / 1440 / Double(newestFirst.count - 1)
    return days.clamped(1, AnalogScales.longestIntervalDays)
  }

  /// How much longer than those of a daily train of a day and a half its delays are remembered. The
  /// best smoothing of a level that drifts forgets with the square root of the noise and of the
  /// interval between looks at it; the noise of a journey grows with its length.
  static func slowness(everyDays: Double, plan: [PlannedMilestone]) -> Double {
    let planned = ((plan.last?.plannedAt ?? 0) - (plan.first?.plannedAt ?? 0)) / 1440
    return (everyDays * max(1, planned / AnalogScales.halfLifeJourneyDays)).squareRoot()
  }

  static func recency(ageDays: Double, _ slowness: Double) -> Double {
    let age = max(ageDays, 0) / slowness
    return Arithmetic.exp2(-age / AnalogScales.halfLifeDays)
      + Arithmetic.exp2(-age / AnalogScales.shortHalfLifeDays)
  }

  // MARK: Weighing

  private mutating func measureScale() {
    let runs = Double(count)
    guard let middle = WeightedQuantiles.median(delays, recency),
      let spread = WeightedQuantiles.median(delays.map { abs($0 - middle) }, recency)
    else { return }
    let least = scale
    scale = max(
      least,
      (AnalogScales.spreadRuns * least + runs * spread) / (AnalogScales.spreadRuns + runs))
    let believed = middle * runs / (runs + AnalogScales.usualRuns)
    usualDelay = believed - believed.clamped(-scale, scale)
  }

  private mutating func weigh(delay: Double) {
    bandwidth = scale + AnalogScales.bandwidthPart * abs(delay - usualDelay)
    for run in 0..<count {
      let apart = (delays[run] - delay) / bandwidth
      if abs(apart) <= 1 { alike += 1 }
      weights.append(recency[run] * (Arithmetic.bell(apart) + AnalogScales.unlikeWeight))
    }
  }

  // MARK: Carrying on

  /// The newest runs are still under way, and they are the ones that know today's queue. From where
  /// each was last seen it is carried on as a run that was as late there went on.
  private mutating func carryOn(_ query: ArrivalQuery) {
    let order = (0..<count).sorted { (lastKnown[$0], $1) > (lastKnown[$1], $0) }
    for (position, run) in order.enumerated() where lastKnown[run] < targets - 1 {
      let donors = order[..<position].filter { donor in
        lastKnown[donor] > lastKnown[run] && known(donor, lastKnown[run])
      }
      carryOn(run, donors, query)
    }
  }

  private func known(_ run: Int, _ target: Int) -> Bool {
    target < 0 || changes[run * targets + target].isFinite
  }

  private func change(_ run: Int, _ target: Int) -> Double {
    target < 0 ? 0 : changes[run * targets + target]
  }

  private mutating func carryOn(_ run: Int, _ donors: [Int], _ query: ArrivalQuery) {
    let last = lastKnown[run]
    let delay = delays[run] + change(run, last)
    let stood = query.now - lastAt[run]
    let width = scale + AnalogScales.bandwidthPart * abs(delay - usualDelay)
    var best: (donor: Int, likeness: Double, isPatient: Bool)?
    var longest = 0.0
    var isSurprising = false
    for donor in donors {
      let took = nextMinutes(donor, after: last, query)
      longest = max(longest, took)
      // A run that had gone on by now in its place is no example for one that has not.
      let isPatient = took >= stood
      if !isPatient { isSurprising = true }
      let apart = (delays[donor] + change(donor, last) - delay) / width
      let likeness = recency[donor] * (Arithmetic.bell(apart) + AnalogScales.unlikeWeight)
      guard let present = best else {
        best = (donor, likeness, isPatient)
        continue
      }
      if (isPatient ? 1 : 0, likeness) > (present.isPatient ? 1 : 0, present.likeness) {
        best = (donor, likeness, isPatient)
      }
    }
    // One just seen here says nothing yet, unless it stands longer than others did.
    guard let best, last >= 0 || isSurprising else { return }
    var shift = change(run, last) - change(best.donor, last)
    if !best.isPatient {
      guard stood <= longest * AnalogScales.lostFactor else { return }
      let median = stood * Arithmetic.exp2(1 / AnalogScales.tailPower)
      shift += median - nextMinutes(best.donor, after: last, query)
    }
    for target in last + 1..<targets {
      changes[run * targets + target] = changes[best.donor * targets + target] + shift
    }
    carriedOn += 1
  }

  /// How long a run took from a target to the next one known.
  private func nextMinutes(_ run: Int, after last: Int, _ query: ArrivalQuery) -> Double {
    let start = last < 0 ? query.plannedAnchor : query.plan[query.firstTarget + last].plannedAt
    for target in last + 1..<targets where known(run, target) {
      return query.plan[query.firstTarget + target].plannedAt - start
        + changes[run * targets + target] - change(run, last)
    }
    return 0
  }
}

// MARK: - Moving to today's delay

extension AnalogRuns {
  struct Moved {
    /// Runs known at the target.
    var runs = 0
    /// Their weight together.
    var weight = 0.0
    /// Minutes that the fastest of them made up: what is left to recover.
    var slack = 0.0
  }

  /// The changes at a target as they would have been with today's delay: what a late train can make
  /// up is bounded by the slack. Unknown runs have the value infinity.
  func move(
    _ target: Int, delay: Double, remaining: Double, into values: inout [Double]
  ) -> Moved {
    var moved = Moved()
    var fastest = 0.0
    for run in 0..<count {
      let change = changes[run * targets + target]
      guard change.isFinite else { continue }
      moved.runs += 1
      moved.weight += weight(run, target, remaining: remaining)
      fastest = min(fastest, change)
    }
    guard moved.runs > 0 else {
      moved.slack = AnalogScales.unseenSlackPart * max(remaining, 0)
      for run in 0..<count { values[run] = .infinity }
      return moved
    }
    moved.slack = -fastest
    let slope = recovery(target, moved, remaining)
    let today = delay.clamped(-scale, moved.slack)
    for run in 0..<count {
      let change = changes[run * targets + target]
      values[run] =
        change.isFinite
        ? change + slope * (today - delays[run].clamped(-scale, moved.slack)) : .infinity
    }
    return moved
  }

  /// Minutes of change for each minute of recoverable delay: a ridge line through the runs, which
  /// with few runs stays near what trains do in general.
  private func recovery(_ target: Int, _ moved: Moved, _ remaining: Double) -> Double {
    var (meanDelay, meanChange) = (0.0, 0.0)
    for run in 0..<count {
      let change = changes[run * targets + target]
      guard change.isFinite else { continue }
      let weight = weight(run, target, remaining: remaining)
      meanDelay += weight * delays[run].clamped(-scale, moved.slack)
      meanChange += weight * change
    }
    meanDelay /= moved.weight
    meanChange /= moved.weight
    var (square, product) = (0.0, 0.0)
    for run in 0..<count {
      let change = changes[run * targets + target]
      guard change.isFinite else { continue }
      let apart = delays[run].clamped(-scale, moved.slack) - meanDelay
      let weight = weight(run, target, remaining: remaining)
      square += weight * apart * apart
      product += weight * apart * (change - meanChange)
    }
    let toRuns = Double(moved.runs) / moved.weight
    let ridge = AnalogScales.ridgeRuns * scale * scale
    let slope =
      (product * toRuns + AnalogScales.ridgeSlope * ridge) / (square * toRuns + ridge)
    return slope.clamped(AnalogScales.steepestRecovery, AnalogScales.steepestGrowth)
  }
}
