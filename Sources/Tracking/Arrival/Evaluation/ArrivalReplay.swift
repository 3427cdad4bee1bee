/// One window against what happened.
public struct ScoredWindow: Sendable {
  public var service: ServiceKey
  public var run: RunKey
  public var plan: [PlannedMilestone]
  /// Where the run was, and the milestone asked about, as indices into the plan.
  public var from: Int
  public var target: Int
  public var askedAt: Double
  public var window: ArrivalWindow
  public var actual: Double
}

/// Replays recorded runs event by event and has the model answer at each: from every milestone of a
/// run, when will it be at every later one?
///
/// No answer can peek, by construction: events go into the model in the order in which they
/// happened, and the questions of a moment are all asked before any event of that moment, of
/// whatever run, is told. A question knows the moment itself and the plan of its own run.
public struct ArrivalReplay {
  /// Windows made earlier than this before the first day scored cannot matter to its calibration.
  static let calibrationDays = 60.0

  private let runs: [RecordedRun]
  private let isScored: [Bool]
  private let plans: [[PlannedMilestone]]
  private let isBaselineWanted: Bool
  /// As it stands after the last moment played: ready for the next one, live.
  public private(set) var model = ArrivalModel()
  private var sums = ScoreSums()
  private var sumsByService: [ServiceKey: ScoreSums] = [:]
  private var sumsBySegment: [Segment: ScoreSums] = [:]
  private var baselines = Baselines()
  private var hasBegun: [Bool]
  /// Called with each question and its answer, as soon as it is given.
  public var onForecast: ((ArrivalForecast) -> Void)?
  /// Called with each window scored: for tables by segment, for plots.
  public var onScore: ((ScoredWindow) -> Void)?

  private struct Segment: Hashable {
    var from: MilestoneKey
    var to: MilestoneKey
    var name: String { "\(from.name) → \(to.name)" }
  }

  private struct Moment {
    var at: Double
    var run: Int
    var stop: Int
  }

  /// Scores runs that depart from day to day (`2020-01-21`, both included); all others that came
  /// before are history.
  public init(_ runs: [RecordedRun], from: String, to: String, baselines: Bool = true) {
    self.runs = Self.replayable(runs)
    isScored = runs.map { from <= $0.date && $0.date <= to }
    plans = runs.map(\.plan)
    hasBegun = Array(repeating: false, count: runs.count)
    isBaselineWanted = baselines
  }

  /// With keys made unique, and times that are no numbers left out: so each can be told.
  private static func replayable(_ runs: [RecordedRun]) -> [RecordedRun] {
    var uses: [RunKey: Int] = [:]
    return runs.map { run in
      var run = run
      let use = uses[run.key, default: 0] + 1
      uses[run.key] = use
      if use > 1 { run.key = RunKey("\(run.key.name)#\(use)") }
      for stop in run.stops.indices where run.stops[stop].actualAt?.isFinite == false {
        run.stops[stop].actualAt = nil
      }
      return run
    }
  }

  public static func evaluate(
    _ runs: [RecordedRun], from: String, to: String
  ) -> ArrivalEvaluation {
    var replay = ArrivalReplay(runs, from: from, to: to)
    replay.play()
    return replay.result
  }

  public var result: ArrivalEvaluation {
    let services = sumsByService.sorted { $0.key.name < $1.key.name }
    let segments = sumsBySegment.map { $0.value.table($0.key.name) }.sorted { $0.name < $1.name }
    return ArrivalEvaluation(
      model: sums.table("model"), services: services.map { $1.table($0.name) },
      segments: segments, baselines: baselines.tables)
  }

  /// The model that has seen all runs up to a moment, and judged its own windows on the way.
  public static func learn(_ runs: [RecordedRun], until: Double) -> ArrivalModel {
    var replay = ArrivalReplay(runs, from: "~", to: "", baselines: false)
    replay.play(warmFrom: until - calibrationDays * 1440, until: until)
    replay.model.advance(to: until)
    return replay.model
  }

  public mutating func play() {
    let scored = zip(runs, isScored).filter(\.1).flatMap { $0.0.stops.compactMap(\.actualAt) }
    guard let first = scored.min(), let last = scored.max() else { return }
    play(warmFrom: first - Self.calibrationDays * 1440, until: last)
  }

  private mutating func play(warmFrom warm: Double, until last: Double) {
    let moments = moments()
    var start = 0
    while start < moments.count, moments[start].at <= last {
      let at = moments[start].at
      let end = moments[start...].firstIndex { $0.at > at } ?? moments.count
      model.advance(to: at)
      for moment in moments[start..<end] {
        begin(moment.run)
        if at >= warm { ask(moment) }
      }
      for moment in moments[start..<end] { tell(moment) }
      start = end
    }
  }

  private func moments() -> [Moment] {
    var moments: [Moment] = []
    for (run, recorded) in runs.enumerated() {
      for (stop, recorded) in recorded.stops.enumerated() {
        guard let at = recorded.actualAt else { continue }
        moments.append(Moment(at: at, run: run, stop: stop))
      }
    }
    return moments.sorted { ($0.at, $0.run, $0.stop) < ($1.at, $1.run, $1.stop) }
  }

  private mutating func begin(_ run: Int) {
    guard !hasBegun[run] else { return }
    hasBegun[run] = true
    model.begin(runs[run].key, of: runs[run].service, plan: plans[run])
  }

  private mutating func tell(_ moment: Moment) {
    let run = runs[moment.run]
    do throws(RunHistory.Failure) {
      try model.observe(
        run.key, at: run.stops[moment.stop].milestone, actual: moment.at, knownAt: moment.at)
    } catch {
      preconditionFailure("a recorded run has its own milestones: \(error)")
    }
    for claim in run.claims where claim.target == moment.stop && claim.saidAt < moment.at {
      model.senders.judge(
        claim, actual: moment.at,
        ownP50: run.expected(at: claim.target, saidAt: claim.saidAt))
    }
  }

  private mutating func ask(_ moment: Moment) {
    let run = runs[moment.run]
    guard moment.stop < run.stops.count - 1 else { return }
    let query = ArrivalQuery(
      service: run.service, run: run.key, plan: plans[moment.run], reached: moment.stop,
      reachedAt: moment.at, now: moment.at, claims: run.claims.filter { $0.saidAt <= moment.at })
    let forecast = model.forecast(query)
    onForecast?(forecast)
    model.promise(forecast)
    guard isScored[moment.run] else { return }
    score(forecast, run)
  }

  private mutating func score(_ forecast: ArrivalForecast, _ run: RecordedRun) {
    let query = forecast.query
    let past = isBaselineWanted ? model.history.remainingMinutes(query) : []
    for (offset, window) in forecast.windows.enumerated() {
      let target = forecast.firstTarget + offset
      guard let actual = run.stops[target].actualAt else { continue }
      let planned = run.stops[target].plannedAt - query.plannedAnchor
      sums.add(window, actual: actual, plannedMinutes: planned)
      sumsByService[run.service, default: ScoreSums()].add(
        window, actual: actual, plannedMinutes: planned)
      if offset == 0, let reached = query.reached {
        let segment = Segment(
          from: query.plan[reached].milestone, to: query.plan[target].milestone)
        sumsBySegment[segment, default: ScoreSums()].add(
          window, actual: actual, plannedMinutes: planned)
      }
      onScore?(
        ScoredWindow(
          service: run.service, run: run.key, plan: query.plan, from: query.firstTarget - 1,
          target: target, askedAt: query.now, window: window, actual: actual))
      if isBaselineWanted {
        baselines.add(query, target: target, past: past[offset], actual: actual)
      }
    }
  }
}
