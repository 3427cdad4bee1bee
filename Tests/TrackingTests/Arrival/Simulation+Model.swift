@testable import Tracking

extension SimulatedCorridor {
  /// A model that has seen runs of this corridor up to a moment.
  func model(runs: [RecordedRun], until: Double) -> ArrivalModel {
    ArrivalReplay.learn(runs.map { planned($0) }, until: until)
  }

  /// The run with the route file's typical and minimum times.
  func planned(_ run: RecordedRun) -> RecordedRun {
    var run = run
    let plan = plan(departing: run.stops[0].plannedAt)
    for (index, milestone) in plan.enumerated() {
      run.stops[index].minimumMinutes = milestone.minimumMinutes
      run.stops[index].typical = milestone.typical
    }
    return run
  }

  /// What would be asked of a run that has come as far as `reached`.
  func query(
    _ run: RecordedRun, reached: Int?, elapsed: Double, claims: [SenderClaim] = []
  ) -> ArrivalQuery {
    let at = reached.flatMap { run.stops[$0].actualAt } ?? run.stops[0].plannedAt
    return ArrivalQuery(
      service: run.service, run: run.key, plan: planned(run).plan, reached: reached,
      reachedAt: at, now: at + elapsed, claims: claims)
  }
}
