import Freight

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same throws on every machine.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// Dice of their own for a part, so that a change in one part leaves the others as they were.
  init(seed: UInt64, part: Int) {
    var mother = Dice(seed: seed &+ UInt64(truncatingIfNeeded: part) &* 0x9E37_79B9_7F4A_7C15)
    state = mother.next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 0 ..< 1
  mutating func fraction() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  mutating func within(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + fraction() * (range.upperBound - range.lowerBound)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(limit, 1))) }

  mutating func chance(_ probability: Double) -> Bool { fraction() < probability }

  mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

  /// Hours with a fat tail: half below `p50`, nine tenths below `p90`. Between the quantiles and
  /// beyond, the curve is piecewise exponential, so that one in a hundred is about twice `p90`.
  mutating func dwell(p50: Double, p90: Double) -> Double {
    let u = fraction()
    if u < 0.5 { return p50 * (0.45 + 1.1 * u) }
    if u < 0.9 { return p50 + (p90 - p50) * (u - 0.5) / 0.4 }
    // −log2 of what is left of the last tenth, without a logarithm: halvings.
    var left = (1 - u) / 0.1
    var hours = p90
    while left < 0.5 {
      hours += (p90 - p50) * 0.6
      left *= 2
    }
    return hours + (p90 - p50) * 0.6 * (1 - left) * 2
  }
}
