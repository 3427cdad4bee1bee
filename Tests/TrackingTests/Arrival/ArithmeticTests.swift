import Foundation
import TestSeeds
import Testing

@testable import Tracking

@Suite struct ArithmeticTests {
  @Test func powersAndLogarithmsAgreeWithTheSystems() {
    for step in -400...400 {
      let x = Double(step) / 7.3
      #expect(abs(Arithmetic.exp2(x) / Foundation.exp2(x) - 1) < 1e-10)
      let value = Foundation.exp2(x)
      #expect(abs(Arithmetic.log2(value) - Foundation.log2(value)) < 1e-11)
      #expect(abs(Arithmetic.bell(x) - exp(-x * x / 2)) < 1e-10)
    }
    #expect(Arithmetic.exp2(-5000) == 0)
    #expect(Arithmetic.exp2(5000).isFinite)
  }

  @Test func quantilesFollowTheMidpointRule() throws {
    var quantiles = WeightedQuantiles(count: 4)
    let values = [30.0, 10, 20, .infinity]
    let even = quantiles.at((0, 0.5, 1), values: values[...], weights: [1, 1, 1, 0][...])
    let found = try #require(even)
    #expect(found == (10, 20, 30))
    let uneven = quantiles.at((0.1, 0.5, 0.9), values: values[...], weights: [8, 1, 1, 0][...])
    let weighted = try #require(uneven)
    // Middles of the weights lie at .05, .15 and .6.
    #expect(abs(weighted.0 - 15) < 1e-9)
    #expect(abs(weighted.1 - (20 + 10 * 0.35 / 0.45)) < 1e-9)
    #expect(weighted.2 == 30)
    let nothing = quantiles.at((0, 0, 0), values: values[...], weights: [0, 0, 0, 0][...])
    #expect(nothing == nil)
  }

  /// One in ten of the next values lies below the P10, however few were seen.
  @Test(arguments: [6, 12, 30])
  func quantilesOfTheNextValueAreRightForFewValues(count: Int) throws {
    var random = SeededGenerator(seed: 5)
    var inside = 0
    for _ in 0..<4000 {
      let values = (0..<count).map { _ in random.unit() }
      var quantiles = WeightedQuantiles(count: count)
      let found = quantiles.ofNext(
        AnalogScales.levels, values: values[...],
        weights: Array(repeating: 1.0, count: count)[...], effectiveCount: Double(count))
      let window = try #require(found)
      let next = random.unit()
      if window.0 <= next, next <= window.2 { inside += 1 }
    }
    // Beyond the smallest and the largest of six nobody has looked.
    let expected = count < 9 ? 0.71 : 0.8
    #expect(abs(Double(inside) / 4000 - expected) < 0.025)
  }

  @Test func aTypicalTimeGoesThroughItsTwoPoints() {
    let time = TypicalTime(p50Minutes: 1000, p90Minutes: 4000)
    #expect(abs(time.minutes(atLevel: 0.5) - 1000) < 1e-6)
    #expect(abs(time.minutes(atLevel: 0.9) - 4000) < 1e-6)
    #expect(abs(time.minutes(atLevel: 0.1) - 250) < 1e-6)
    #expect(TypicalTime(p50Minutes: 60, p90Minutes: 60).minutes(atLevel: 0.99) == 60)
    #expect(TypicalTime(p50Minutes: 0, p90Minutes: 0).minutes(atLevel: 0.2) == 0)
  }
}
