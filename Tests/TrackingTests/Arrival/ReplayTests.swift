import Testing

@testable import Tracking

@Suite struct ReplayTests {
  private func run(_ date: String, _ delays: [Double?], service: String = "7") -> RecordedRun {
    let day = Double(date.suffix(2)) ?? 0
    return RecordedRun(
      service: ServiceKey(service), date: date,
      stops: delays.enumerated().map { index, delay in
        let planned = day * 1440 + Double(index) * 100
        return RecordedRun.Stop(
          MilestoneKey("m\(index)"), plannedAt: planned, actualAt: delay.map { planned + $0 })
      })
  }

  @Test func everyPairOfSeenStopsOfARunIsAQuery() {
    let runs = [
      run("2020-01-01", [0, 5, 5, 5]), run("2020-01-02", [0, nil, 7, 3]),
      run("2020-01-03", [1, 2]),
    ]
    let result = ArrivalReplay.evaluate(runs, from: "2020-01-02", to: "2020-01-03")
    #expect(result.model.overall.queries == 3 + 1)
    #expect(result.model.horizons.map(\.score.queries) == [2, 2, 0, 0, 0])
    #expect(result.baselines.map(\.name) == Baselines.names)
    #expect(result.baselines.map(\.overall.queries) == [4, 4, 4, 4, 4])
  }

  @Test func baselinesAreWhatTheirNamesSay() {
    let runs = [
      run("2020-01-01", [0, 10]), run("2020-01-02", [0, 30]), run("2020-01-03", [20, 60]),
    ]
    let result = ArrivalReplay.evaluate(runs, from: "2020-01-03", to: "2020-01-03")
    // One query: 100 minutes planned, 140 taken; 110 and 130 before. It left 20 late.
    let errors = result.baselines.map(\.overall.maeMinutes)
    #expect(errors == [60, 40, 20, 20, 20])
    #expect(result.baselines[0].overall.pinball.mean == 30)
  }

  @Test func whatSendersSaidIsComparedWhereTheySaidIt() {
    var runs = [
      run("2020-01-01", [0, 10, 20]), run("2020-01-02", [0, 30, 40]),
      run("2020-01-03", [20, 60, 70]),
    ]
    let stops = runs[2].stops
    // Said on departure, of the last stop alone, and five minutes out.
    runs[2].claims = [
      SenderClaim(
        sender: "ktz", target: 2, saidAt: stops[0].actualAt ?? 0,
        estimatedAt: (stops[2].actualAt ?? 0) - 5)
    ]
    let result = ArrivalReplay.evaluate(runs, from: "2020-01-03", to: "2020-01-03")
    let said = result.baselines.last
    #expect(said?.name == "senders" && said?.overall.queries == 2)
    #expect(said?.overall.maeMinutes == 5)
    #expect(result.model.overall.queries == 3)
  }

  @Test func eachWayFromOneStopToTheNextHasItsOwnScores() {
    let runs = [run("2020-01-01", [0, 10, 20]), run("2020-01-02", [0, 30, nil])]
    let result = ArrivalReplay.evaluate(runs, from: "2020-01-01", to: "2020-01-02")
    #expect(result.segments.count == 2)
    #expect(result.segments.map(\.overall.queries).sorted() == [1, 2])
  }

  @Test func newServicesNewStopsAndStrayRowsAreTaken() {
    let runs = [
      run("2020-01-01", [0, 5, nil]), run("2020-01-02", [nil, nil, nil]),
      run("2020-01-02", [3], service: "8"), run("2020-01-02", [0, -200, 4], service: "9"),
      run("2020-01-03", [0, 1, 2, 3, 4]),
    ]
    let result = ArrivalReplay.evaluate(runs, from: "2020-01-01", to: "2020-01-03")
    #expect(result.model.overall.queries == 1 + 3 + 10)
    #expect(result.services.map(\.name) == ["7", "9"])
    #expect(result.model.overall.maeMinutes.isFinite)
    #expect(
      ArrivalReplay.evaluate([], from: "2020-01-01", to: "2020-01-03").model.overall.queries == 0)
  }

  @Test func twoRunsOfADayAndTimesThatAreNoNumbersAreTaken() {
    let runs = [
      run("2020-01-01", [0, 5, 9]), run("2020-01-01", [3, .nan, .infinity]),
      run("2020-01-01", [7, 8]),
    ]
    let result = ArrivalReplay.evaluate(runs, from: "2020-01-01", to: "2020-01-01")
    #expect(result.model.overall.queries == 3 + 1)
    #expect(result.model.overall.maeMinutes.isFinite)
  }

  @Test func theSameRunsGiveTheSameResultInAnyOrder() {
    let corridor = SimulatedCorridor.make(.regimeChange)
    let runs = corridor.runs(16, seed: 2)
    let one = ArrivalReplay.evaluate(runs, from: "0000-00-05", to: "0000-00-15")
    let other = ArrivalReplay.evaluate(runs.reversed(), from: "0000-00-05", to: "0000-00-15")
    #expect(one.model.overall.queries == other.model.overall.queries)
    #expect(abs(one.model.overall.pinball.mean - other.model.overall.pinball.mean) < 1e-9)
  }

  @Test func whatIsKeptGivesTheSameWindows() throws {
    let corridor = SimulatedCorridor.make(.fatTails)
    let runs = corridor.runs(40, seed: 6)
    let until = try #require(runs[38].stops[1].actualAt)
    let live = corridor.model(runs: runs, until: until)
    #expect(live.calibration.firstDay != nil)
    let made = try #require(live.pooled)
    let pooled = try #require(PooledChanges(record: made.record))
    let calibration = try #require(WindowCalibration(record: live.calibration.record))
    var kept = ArrivalModel(pooled: pooled, calibration: calibration, senders: live.senders)
    for run in runs {
      kept.begin(run.key, of: run.service, plan: corridor.planned(run).plan)
      for stop in run.stops {
        let at = try #require(stop.actualAt)
        try kept.observe(run.key, at: stop.milestone, actual: at, knownAt: at)
      }
    }
    let query = corridor.query(runs[38], reached: 1, elapsed: 0)
    #expect(kept.forecast(query).windows == live.forecast(query).windows)
    #expect(PooledChanges(record: [1, 2]) == nil)
    #expect(WindowCalibration(record: [.nan]) == nil)
  }
}
