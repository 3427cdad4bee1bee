import Testing

@testable import Simulation

@Suite struct DiceTests {
  @Test func theSameSeedGivesTheSameThrows() {
    var a = Dice(seed: 7)
    var b = Dice(seed: 7)
    var other = Dice(seed: 8)
    let first = (0..<100).map { _ in a.next() }
    #expect(first == (0..<100).map { _ in b.next() })
    #expect(first != (0..<100).map { _ in other.next() })
    // The published first value of SplitMix64 from zero.
    var zero = Dice(seed: 0)
    #expect(zero.next() == 0xE220_A839_7B1D_CDAF)
  }

  /// Known to more digits than are asked for.
  @Test(arguments: [
    (0.5, -0.693_147_180_559_945), (1.0, 0.0), (2.718_281_828_459_045, 1.0),
    (10.0, 2.302_585_092_994_046), (1_234.5, 7.118_421_308_785_234),
  ])
  func logarithmAndExponentialAreRight(x: Double, logarithm: Double) {
    #expect(abs(Arithmetic.log(x) - logarithm) < 1e-12)
    #expect(abs(Arithmetic.exp(logarithm) / x - 1) < 1e-12)
  }

  @Test(arguments: [(24.0, 72.0), (110, 264), (3, 12)])
  func dwellMeetsItsQuantilesAndHasAFatTail(p50: Double, p90: Double) {
    let seed: UInt64 = 41
    var dice = Dice(seed: seed)
    let hours = (0..<20_000).map { _ in dice.dwell(p50: p50, p90: p90) }
    func share(below limit: Double) -> Double {
      Double(hours.count { $0 < limit }) / Double(hours.count)
    }
    #expect(abs(share(below: p50) - 0.5) < 0.02, "seed \(seed)")
    #expect(abs(share(below: p90) - 0.9) < 0.02, "seed \(seed)")
    // One in a hundred or so waits far longer than nine in ten do.
    #expect((0.001...0.05).contains(1 - share(below: p90 * 1.9)), "seed \(seed)")
    #expect(hours.allSatisfy { $0 > 0 }, "seed \(seed)")
  }
}
