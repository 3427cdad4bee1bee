import TestSeeds
import Testing

@testable import Tracking

/// Whatever is known and whatever is asked, a window is never wrong in kind.
@Suite struct InvariantTests {
  @Test(arguments: [0, 1, 2, 3, 5, 20, 45])
  func windowsAreNeverWrongInKind(pastRuns: Int) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededGenerator(seed: seed)
    for trouble in SimulatedCorridor.Trouble.allCases {
      let corridor = SimulatedCorridor.make(trouble)
      let runs = corridor.runs(pastRuns + 1, seed: random.next())
      let model = corridor.model(
        runs: Array(runs.dropLast()), until: runs[pastRuns].stops[0].plannedAt + 20_000)
      for _ in 0..<20 {
        let query = anyQuery(corridor, runs[pastRuns], &random)
        check(model.forecast(query), "seed \(seed), \(trouble), \(pastRuns) runs, \(query)")
      }
    }
  }

  private func anyQuery(
    _ corridor: SimulatedCorridor, _ run: RecordedRun, _ random: inout SeededGenerator
  ) -> ArrivalQuery {
    let reached = Int.random(in: -1..<run.stops.count - 1, using: &random)
    // Mostly within what dwell lasts, at times a month and at times nothing.
    let choices: [Double] = [0, random.between(-5000, 5000), random.between(0, 50_000)]
    let elapsed = choices[Int.random(in: 0..<choices.count, using: &random)]
    let position = reached < 0 ? nil : reached
    var query = corridor.query(
      run, reached: position, elapsed: position == nil ? elapsed : max(elapsed, 0))
    query.claims = (0..<Int.random(in: 0...3, using: &random)).map { _ in
      let saidAt = query.now - random.between(-100, 5000)
      return SenderClaim(
        sender: Bool.random(using: &random) ? "ktz" : "ady",
        target: Int.random(in: 0..<run.stops.count, using: &random), saidAt: saidAt,
        estimatedAt: saidAt + random.between(-1000, 30_000))
    }
    return query
  }

  private func check(_ forecast: ArrivalForecast, _ comment: String) {
    let query = forecast.query
    #expect(forecast.windows.count == query.plan.count - query.firstTarget, "\(comment)")
    var floor = query.now
    var before: ArrivalWindow?
    for (offset, window) in forecast.windows.enumerated() {
      let index = forecast.firstTarget + offset
      let minimum = query.plan[index].minimumMinutes
      if offset == 0 {
        if query.reached != nil { floor = max(floor, query.reachedAt + minimum) }
      } else {
        floor += minimum
      }
      #expect(window.p10 >= floor, "possible: \(comment)")
      #expect(window.p10 <= window.p50 && window.p50 <= window.p90, "ordered: \(comment)")
      #expect(window.p90.isFinite, "\(comment)")
      if let before {
        #expect(
          before.p10 <= window.p10 && before.p50 <= window.p50 && before.p90 <= window.p90,
          "later stops later: \(comment)")
      }
      before = window
      #expect(forecast.findBasis(at: index) != nil, "\(comment)")
    }
  }

  @Test func theWindowOfATrainBeyondItsP90MovesWithTheClock() throws {
    let corridor = SimulatedCorridor.make(.fatTails)
    let runs = corridor.runs(41, seed: 7)
    let model = corridor.model(runs: Array(runs.dropLast()), until: 1e6)
    // At the border; two hours after arrival, then long after everybody else has left.
    let soon = model.forecast(corridor.query(runs[40], reached: 1, elapsed: 120))
    let late = model.forecast(corridor.query(runs[40], reached: 1, elapsed: 20_000))
    let later = model.forecast(corridor.query(runs[40], reached: 1, elapsed: 30_000))
    let soonBasis = try #require(soon.findBasis(at: 2))
    let lateBasis = try #require(late.findBasis(at: 2))
    #expect(!soonBasis.isBeyondWindow)
    #expect(lateBasis.isBeyondWindow)
    let end = runs[40].stops.count - 1
    let lateWindow = try #require(late.findWindow(at: end))
    let laterWindow = try #require(later.findWindow(at: end))
    #expect(laterWindow.p50 > lateWindow.p50 + 9000)
    // What has lasted longer lasts longer still: the window widens too.
    #expect(later.windows[0].widthMinutes > late.windows[0].widthMinutes)
    #expect(late.windows[0].p10 > late.query.now)
  }

  @Test func whatHasLastedIsTakenIntoAccountLongBeforeP90() throws {
    let corridor = SimulatedCorridor.make(.fatTails)
    let runs = corridor.runs(41, seed: 8)
    let model = corridor.model(runs: Array(runs.dropLast()), until: 1e6)
    var last = 0.0
    for hours in [0.0, 6, 12, 24, 48] {
      let forecast = model.forecast(corridor.query(runs[40], reached: 1, elapsed: hours * 60))
      // Out of the border later and later, as the early departures do not come to pass.
      #expect(forecast.windows[0].p50 >= last - 1, "after \(hours) h")
      last = forecast.windows[0].p50
    }
  }

  @Test func nothingIsAskedBehindTheEnd() {
    let corridor = SimulatedCorridor.make(.fatTails)
    let run = corridor.runs(1, seed: 1)[0]
    let arrived = corridor.query(run, reached: run.stops.count - 1, elapsed: 10)
    #expect(ArrivalModel().forecast(arrived).windows.isEmpty)
    let empty = ArrivalQuery(
      service: run.service, run: run.key, plan: [], reached: nil, reachedAt: 0, now: 5)
    #expect(ArrivalModel().forecast(empty).windows.isEmpty)
  }
}
