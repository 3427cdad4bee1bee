import Testing

@testable import Tracking

@Suite struct SparseHistoryTests {
  private let corridor = SimulatedCorridor.make(.fatTails)
  private let end = 11

  /// Windows of the end of the journey as asked on the way, from a history of `count` runs.
  private func forecast(after count: Int, reached: Int?) -> ArrivalForecast {
    let runs = corridor.runs(count + 1, seed: 21)
    let model = corridor.model(runs: Array(runs.dropLast()), until: 200_000)
    var query = corridor.query(runs[count], reached: reached, elapsed: 0)
    let shift = 210_000 - query.now
    query.plan = query.plan.map { milestone in
      var milestone = milestone
      milestone.plannedAt += shift
      return milestone
    }
    query.reachedAt += shift
    query.now += shift
    return model.forecast(query)
  }

  @Test(arguments: [0, 1, 3])
  func fewRunsGiveAWindowOfReasonableSize(count: Int) throws {
    for reached in [nil, 0, 3] {
      let forecast = forecast(after: count, reached: reached)
      let window = try #require(forecast.findWindow(at: end))
      let planned = forecast.query.plan[end].plannedAt - forecast.query.anchor
      #expect(window.p50 - forecast.query.anchor > 0.8 * planned, "after \(count) runs")
      #expect(window.p50 - forecast.query.anchor < 2.5 * planned, "after \(count) runs")
      #expect((12 * 60...20 * 1440).contains(window.widthMinutes), "after \(count) runs")
    }
  }

  @Test func theBasisNamesTheBestEvidence() throws {
    #expect(try #require(forecast(after: 0, reached: 1).findBasis(at: end)).rung == .typical)
    #expect(try #require(forecast(after: 3, reached: 1).findBasis(at: end)).rung == .route)
    var query = forecast(after: 0, reached: 1).query
    query.plan = query.plan.map { PlannedMilestone($0.milestone, plannedAt: $0.plannedAt) }
    #expect(try #require(ArrivalModel().forecast(query).findBasis(at: end)).rung == .plan)
  }

  @Test func aNewServiceLearnsFromThoseThatSharedItsSegments() throws {
    let runs = corridor.runs(31, seed: 22)
    let model = corridor.model(runs: Array(runs.dropLast()), until: 1e6)
    var query = corridor.query(runs[30], reached: 1, elapsed: 0)
    let known = model.forecast(query)
    query.service = ServiceKey("another route over the same places")
    query.plan = query.plan.map { PlannedMilestone($0.milestone, plannedAt: $0.plannedAt) }
    let new = model.forecast(query)
    #expect(try #require(new.findBasis(at: end)).rung == .segments)
    let gap = new.windows[10 - 1].p50 - known.windows[10 - 1].p50
    #expect(abs(gap) < known.windows[10 - 1].widthMinutes / 2)
  }

  @Test func aQueueAheadIsSeenInTheTrainsThatStandInIt() throws {
    // Eight trains went through; the three behind them have not left the border since.
    var runs = corridor.runs(14, seed: 23)
    let now = try #require(runs[13].stops[0].actualAt)
    let free = corridor.model(runs: Array(runs.dropLast()), until: now)
    for run in 8...10 {
      for stop in 2..<runs[run].stops.count { runs[run].stops[stop].actualAt = nil }
    }
    let queued = corridor.model(runs: Array(runs.dropLast()), until: now)
    let query = corridor.query(runs[13], reached: 0, elapsed: 1)
    // Out of the border (the second milestone to come) as if the queue lasted; at the end too.
    let before = free.forecast(query).windows
    let after = queued.forecast(query).windows
    #expect(after[1].p50 > before[1].p50)
    #expect(after[1].p90 > before[1].p90 + 1440)
    #expect(after[end - 1].p90 > before[end - 1].p90 + 1440)
    let basis = try #require(queued.forecast(query).findBasis(at: end))
    #expect(basis.carriedOnRuns >= 2)
  }
}
