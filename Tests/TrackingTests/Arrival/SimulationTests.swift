import Testing

@testable import Tracking

/// On SIMULATED corridors: nothing here says how well real trains are predicted.
@Suite struct SimulationTests {
  private static let seeds: [UInt64] = [1, 2, 3, 4]

  @Test(arguments: SimulatedCorridor.Trouble.allCases)
  func coverageIsHonestAfterTwentyTrains(_ trouble: SimulatedCorridor.Trouble) {
    let corridor = SimulatedCorridor.make(trouble)
    var covered = 0.0
    var queries = 0
    for seed in Self.seeds {
      var replay = ArrivalReplay(
        corridor.runs(50, seed: seed), from: "0000-00-20", to: "0000-00-49", baselines: false)
      replay.play()
      let score = replay.result.model.overall
      covered += score.coverage * Double(score.queries)
      queries += score.queries
    }
    let coverage = covered / Double(queries)
    print("\(corridor.name), seeds \(Self.seeds): coverage \(coverage) of \(queries)")
    #expect((0.75...0.85).contains(coverage), "\(trouble): \(coverage)")
  }
}
