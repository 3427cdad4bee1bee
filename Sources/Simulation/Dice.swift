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

  /// 0 ..< limit; 0 for a limit below one.
  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(limit, 1))) }

  mutating func chance(_ probability: Double) -> Bool { fraction() < probability }

  /// Hours with a fat tail: lognormal, half below `p50` and nine tenths below `p90`.
  mutating func dwell(p50: Double, p90: Double) -> Double {
    guard p50 > 0, p90 > p50 else { return max(p50, 0) }
    // 1.2816 standard deviations above the mean nine tenths are reached.
    return p50 * Arithmetic.exp(Arithmetic.log(p90 / p50) * normal() / 1.2816)
  }

  /// Twelve fractions' sum is normal enough, and exact on every machine.
  private mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += fraction() }
    return sum
  }
}

/// Logarithm and exponential by additions and products alone: a system's mathematical library may
/// round the last bit otherwise, and the same seed has to give the same bytes everywhere.
enum Arithmetic {
  private static let ln2 = 0.693_147_180_559_945_3

  /// Natural logarithm of a positive number: of its significand by the series of artanh.
  static func log(_ x: Double) -> Double {
    let ratio = (x.significand - 1) / (x.significand + 1)
    var power = ratio
    var sum = 0.0
    for odd in stride(from: 1.0, through: 35, by: 2) {
      sum += power / odd
      power *= ratio * ratio
    }
    return 2 * sum + Double(x.exponent) * ln2
  }

  static func exp(_ x: Double) -> Double {
    let halvings = (x / ln2).rounded()
    let rest = x - halvings * ln2
    var term = 1.0
    var sum = 1.0
    for step in 1...18 {
      term *= rest / Double(step)
      sum += term
    }
    return Double(sign: .plus, exponent: Int(halvings), significand: sum)
  }
}
