/// Windows for all milestones still to come of one run, and why.
///
/// Never wrong in kind: not in the past, not before the fastest that the way allows, later
/// milestones not before earlier ones at any of the three quantiles.
public struct ArrivalForecast: Sendable {
  public let query: ArrivalQuery
  /// By index into the plan, from ``firstTarget`` on.
  public private(set) var windows: [ArrivalWindow] = []
  let analog: AnalogForecast
  private var factors: [(early: Double, late: Double)] = []
  private var heard: [Int: [ArrivalBasis.Sender]] = [:]
  private var calibrationDays = 0

  public var firstTarget: Int { query.firstTarget }

  init(
    _ query: ArrivalQuery, _ analog: AnalogForecast, _ calibration: WindowCalibration,
    _ senders: SenderBook
  ) {
    self.query = query
    self.analog = analog
    if let first = calibration.firstDay {
      calibrationDays = max(0, WindowCalibration.day(of: query.now) - first)
    }
    scale(calibration)
    if !query.claims.isEmpty { hear(senders) }
    keepPossible()
  }

  /// The window of a planned milestone; nil where it lies behind.
  public func findWindow(at index: Int) -> ArrivalWindow? {
    windows.indices.contains(index - firstTarget) ? windows[index - firstTarget] : nil
  }

  /// Why the window of a planned milestone is what it is; nil where it lies behind.
  public func findBasis(at index: Int) -> ArrivalBasis? {
    let offset = index - firstTarget
    guard windows.indices.contains(offset) else { return nil }
    let target = analog.targets[offset]
    let change = target.p50 - (query.plan[index].plannedAt - query.plannedAnchor)
    let senders = heard.filter { $0.key <= index }.sorted { $0.key < $1.key }.flatMap(\.value)
    return ArrivalBasis(
      rung: target.rung, earlierRuns: target.runs, alikeRuns: analog.runs.alike,
      carriedOnRuns: analog.runs.carriedOn, delayMinutes: query.delay, madeUpMinutes: -change,
      slackMinutes: target.slack, earlyFactor: factors[offset].early,
      lateFactor: factors[offset].late, calibrationDays: calibrationDays,
      outlastedShare: analog.outlastedShare, senders: senders)
  }

  private mutating func scale(_ calibration: WindowCalibration) {
    for (offset, target) in analog.targets.enumerated() {
      let planned = query.plan[firstTarget + offset].plannedAt - query.plannedAnchor
      let bin = HorizonBins.bin(ofMinutes: planned, edges: HorizonBins.calibratedEdges)
      let factor = calibration.factors[bin]
      factors.append(factor)
      windows.append(
        ArrivalWindow(
          p10: query.anchor + target.p50 - factor.early * (target.p50 - target.p10),
          p50: query.anchor + target.p50,
          p90: query.anchor + target.p50 + factor.late * (target.p90 - target.p50)))
    }
  }

  /// A claim moves the window of its milestone; those before it in proportion to the planned time,
  /// and those behind it as far as itself. Of each sender the newest claim on a milestone is heard.
  private mutating func hear(_ senders: SenderBook) {
    var moves: [(index: Int, by: ArrivalWindow)] = []
    for (target, claims) in newestClaims() {
      guard let window = findWindow(at: target) else { continue }
      var moved = window
      for claim in claims {
        guard let blended = senders.blend(moved, claim, now: query.now) else { continue }
        moved = blended.window
        heard[target, default: []].append(blended.sender)
      }
      let by = ArrivalWindow(
        p10: moved.p10 - window.p10, p50: moved.p50 - window.p50, p90: moved.p90 - window.p90)
      moves.append((target, by))
    }
    for offset in windows.indices { shift(offset, moves) }
  }

  /// By target, then by sender's name: the same windows in whatever order the claims are given.
  private func newestClaims() -> [(target: Int, claims: [SenderClaim])] {
    var newest: [Int: [String: SenderClaim]] = [:]
    for claim in query.claims where claim.saidAt <= query.now {
      if let known = newest[claim.target]?[claim.sender],
        (known.saidAt, known.estimatedAt) >= (claim.saidAt, claim.estimatedAt)
      {
        continue
      }
      newest[claim.target, default: [:]][claim.sender] = claim
    }
    return newest.sorted { $0.key < $1.key }.map { target, claims in
      (target, claims.sorted { $0.key < $1.key }.map(\.value))
    }
  }

  private mutating func shift(_ offset: Int, _ moves: [(index: Int, by: ArrivalWindow)]) {
    let index = firstTarget + offset
    let at = query.plan[index].plannedAt
    let nothing = (index: firstTarget - 1, by: ArrivalWindow(p10: 0, p50: 0, p90: 0))
    let before = moves.last { $0.index <= index } ?? nothing
    let after = moves.first { $0.index > index } ?? before
    let start = before.index < firstTarget ? query.plannedAnchor : planned(before.index)
    let span = planned(after.index) - start
    let part = after.index > index && span > 0 ? ((at - start) / span).clamped(0, 1) : 0
    func move(_ value: (ArrivalWindow) -> Double) -> Double {
      value(before.by) + part * (value(after.by) - value(before.by))
    }
    windows[offset].p10 += move(\.p10)
    windows[offset].p50 += move(\.p50)
    windows[offset].p90 += move(\.p90)
  }

  private func planned(_ index: Int) -> Double {
    index < 0 ? query.plannedAnchor : query.plan[index].plannedAt
  }

  private mutating func keepPossible() {
    var floor = query.now
    var before = ArrivalWindow(p10: floor, p50: floor, p90: floor)
    for offset in windows.indices {
      let minimum = max(query.plan[firstTarget + offset].minimumMinutes, 0)
      floor =
        offset == 0 && query.reached != nil
        ? max(query.now, query.reachedAt + minimum) : floor + (offset == 0 ? 0 : minimum)
      before.p10 = max(windows[offset].p10, before.p10, floor)
      before.p50 = max(windows[offset].p50, before.p50, before.p10)
      before.p90 = max(windows[offset].p90, before.p90, before.p50)
      windows[offset] = before
    }
  }
}
