import TestSeeds
import Testing

@testable import Tracking

@Suite struct RunHistoryTests {
  private let service = ServiceKey("s")
  private let run = RunKey("r1")

  private func plan(_ names: [String], from start: Double = 0) -> [PlannedMilestone] {
    names.enumerated().map { index, name in
      PlannedMilestone(MilestoneKey(name), plannedAt: start + Double(index) * 100)
    }
  }

  private func actual(
    _ history: RunHistory, _ run: RunKey, _ milestone: String, by moment: Double = 1e9
  ) -> Double? {
    guard let place = history.places[run], let number = history.number(of: MilestoneKey(milestone)),
      let column = history.lines[place.line].columns[number]
    else { return nil }
    return history.actual(place, column, by: moment)
  }

  @Test func anObservationCountsFromTheMomentItIsKnown() throws {
    var history = RunHistory()
    history.begin(run, of: service, plan: plan(["a", "b"]))
    try history.observe(run, at: MilestoneKey("a"), actual: 5, knownAt: 50)
    #expect(actual(history, run, "a", by: 49) == nil)
    #expect(actual(history, run, "a", by: 50) == 5)
    #expect(actual(history, run, "b") == nil)
  }

  @Test func aCorrectionReplacesAndARetractionTakesBack() throws {
    var history = RunHistory()
    history.begin(run, of: service, plan: plan(["a", "b"]))
    try history.observe(run, at: MilestoneKey("a"), actual: 5, knownAt: 50)
    try history.observe(run, at: MilestoneKey("a"), actual: 7, knownAt: 60)
    #expect(actual(history, run, "a") == 7)
    try history.retract(run, at: MilestoneKey("a"))
    #expect(actual(history, run, "a") == nil)
  }

  @Test func aRunOnAnotherVariantKeepsWhatItDidAndForgetsWhatItPassesBy() throws {
    var history = RunHistory()
    history.begin(run, of: service, plan: plan(["a", "b", "c"]))
    try history.observe(run, at: MilestoneKey("a"), actual: 5, knownAt: 5)
    try history.observe(run, at: MilestoneKey("b"), actual: 105, knownAt: 105)
    history.begin(run, of: service, plan: plan(["a", "x", "c"]))
    #expect(actual(history, run, "a") == 5)
    #expect(actual(history, run, "b") == nil)
    #expect(history.runCount == 1)
    #expect(throws: RunHistory.Failure.notInPlan(run, MilestoneKey("b"))) {
      try history.observe(run, at: MilestoneKey("b"), actual: 1, knownAt: 1)
    }
  }

  @Test func aRunMovedToAnotherServiceLeavesNothingBehind() throws {
    var history = RunHistory()
    history.begin(run, of: service, plan: plan(["a", "b"]))
    try history.observe(run, at: MilestoneKey("a"), actual: 5, knownAt: 5)
    history.begin(run, of: ServiceKey("t"), plan: plan(["a", "b"]))
    #expect(actual(history, run, "a") == nil)
    #expect(history.lines[0].actual.filter(\.isFinite).isEmpty)
    history.remove(run)
    #expect(history.runCount == 0)
  }

  @Test func whatIsNotUnderstoodIsRefused() {
    var history = RunHistory()
    #expect(throws: RunHistory.Failure.unknownRun(run)) {
      try history.observe(run, at: MilestoneKey("a"), actual: 1, knownAt: 1)
    }
    history.begin(run, of: service, plan: plan(["a"]))
    #expect(throws: RunHistory.Failure.notInPlan(run, MilestoneKey("z"))) {
      try history.retract(run, at: MilestoneKey("z"))
    }
    #expect(throws: RunHistory.Failure.notANumber(run, MilestoneKey("a"))) {
      try history.observe(run, at: MilestoneKey("a"), actual: .nan, knownAt: 1)
    }
  }

  @Test func manyMilestonesOnOneServiceAreKeptApart() throws {
    var history = RunHistory()
    let names = (0..<70).map { "m\($0)" }
    history.begin(run, of: service, plan: plan(Array(names.prefix(10))))
    try history.observe(run, at: MilestoneKey("m3"), actual: 3, knownAt: 3)
    history.begin(RunKey("r2"), of: service, plan: plan(names))
    try history.observe(RunKey("r2"), at: MilestoneKey("m69"), actual: 69, knownAt: 69)
    #expect(actual(history, run, "m3") == 3)
    #expect(actual(history, RunKey("r2"), "m69") == 69)
    #expect(actual(history, RunKey("r2"), "m3") == nil)
  }

  @Test func theOrderOfNewsDoesNotMatter() throws {
    let corridor = SimulatedCorridor.make(.portClosures)
    let runs = corridor.runs(12, seed: 3)
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededGenerator(seed: seed)
    let query = corridor.query(runs[11], reached: 2, elapsed: 30)
    var answers: Set<[ArrivalWindow]> = []
    for _ in 0..<4 {
      var model = ArrivalModel()
      for run in runs { model.begin(run.key, of: run.service, plan: corridor.planned(run).plan) }
      let news = runs.flatMap { run in run.stops.map { (run.key, $0) } }.shuffled(using: &random)
      for (run, stop) in news {
        let at = try #require(stop.actualAt)
        try model.observe(run, at: stop.milestone, actual: at, knownAt: at)
      }
      model.advance(to: query.now)
      answers.insert(model.forecast(query).windows)
    }
    #expect(answers.count == 1, "seed \(seed)")
  }
}
