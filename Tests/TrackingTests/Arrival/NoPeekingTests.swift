import TestSeeds
import Testing

@testable import Tracking

/// A value that is not known yet must not change an answer, however absurd it is.
@Suite struct NoPeekingTests {
  @Test func absurdValuesNotKnownYetChangeNoAnswer() throws {
    let corridor = SimulatedCorridor.make(.portClosures)
    let runs = corridor.runs(20, seed: 11).map { corridor.planned($0) }
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededGenerator(seed: seed)
    for _ in 0..<8 {
      let asked = Int.random(in: 0..<runs.count, using: &random)
      let reached = Int.random(in: -1..<runs[asked].stops.count - 1, using: &random)
      let query = corridor.query(
        runs[asked], reached: reached < 0 ? nil : reached, elapsed: reached < 0 ? 0 : 90)
      let honest = try model(runs, before: query.now, poison: nil).forecast(query)
      for poison in [-1e9, query.now, .greatestFiniteMagnitude] {
        let poisoned = try model(runs, before: query.now, poison: poison).forecast(query)
        #expect(poisoned.windows == honest.windows, "seed \(seed), \(poison), \(query)")
      }
    }
  }

  /// All that was known by `moment`; the rest is absent, or poison with its true time of news.
  private func model(
    _ runs: [RecordedRun], before moment: Double, poison: Double?
  ) throws -> ArrivalModel {
    var model = ArrivalModel()
    for run in runs {
      model.begin(run.key, of: run.service, plan: run.plan)
      for stop in run.stops {
        let at = try #require(stop.actualAt)
        if at <= moment {
          try model.observe(run.key, at: stop.milestone, actual: at, knownAt: at)
        } else if let poison {
          try model.observe(run.key, at: stop.milestone, actual: poison, knownAt: at)
        }
      }
    }
    model.advance(to: moment)
    return model
  }

  @Test(arguments: [1.0, 1e9])
  func theReplayAnswersTheSameWhateverComesLater(later: Double) throws {
    let corridor = SimulatedCorridor.make(.regimeChange)
    let runs = corridor.runs(18, seed: 12)
    let honest = answers(runs)
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededGenerator(seed: seed)
    let asked = honest.keys.sorted { ($0.at, $0.run.name) < ($1.at, $1.run.name) }
    for _ in 0..<5 {
      let question = try #require(asked.randomElement(using: &random))
      // All that happened at that moment or later happens much later or is never heard of, except
      // what is asked about.
      var poisoned = runs
      for run in runs.indices {
        for stop in runs[run].stops.indices {
          guard let at = runs[run].stops[stop].actualAt, at >= question.at,
            runs[run].key != question.run || at > question.at
          else { continue }
          poisoned[run].stops[stop].actualAt =
            Bool.random(using: &random) ? nil : question.at + later * random.between(1, 2)
        }
      }
      #expect(
        answers(poisoned)[question] == honest[question],
        "seed \(seed), \(question.run.name) at \(question.at)")
    }
  }

  private struct Question: Hashable {
    var run: RunKey
    var at: Double
  }

  private func answers(_ runs: [RecordedRun]) -> [Question: [ArrivalWindow]] {
    var answers: [Question: [ArrivalWindow]] = [:]
    var replay = ArrivalReplay(runs, from: "0000", to: "9999", baselines: false)
    replay.onForecast = { forecast in
      let question = Question(run: forecast.query.run, at: forecast.query.now)
      answers[question] = forecast.windows
    }
    replay.play()
    return answers
  }
}
