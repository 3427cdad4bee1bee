/// The few functions that the standard library lacks. Written out, so that an estimate has the same
/// bits on every machine and the core imports nothing.
enum Arithmetic {
  private static let naturalLogOf2 = 0.693_147_180_559_945_3

  /// 2 to the power of `exponent`; relative error below 1e-11. Zero far below the smallest double.
  static func exp2(_ exponent: Double) -> Double {
    guard exponent > -1000 else { return 0 }
    let bounded = min(exponent, 1000)
    let whole = bounded.rounded()
    let x = (bounded - whole) * naturalLogOf2
    // Taylor to the ninth degree: |x| <= 0.35.
    var sum = 1 + x / 9
    for degree in stride(from: 8.0, through: 1, by: -1) { sum = 1 + x / degree * sum }
    return Double(sign: .plus, exponent: Int(whole), significand: sum)
  }

  /// The logarithm to base 2 of a positive number; absolute error below 1e-12.
  static func log2(_ value: Double) -> Double {
    var exponent = Double(value.exponent)
    var mantissa = value.significand
    if mantissa > 1.414_213_562_373_095 {
      mantissa /= 2
      exponent += 1
    }
    let z = (mantissa - 1) / (mantissa + 1)
    let square = z * z
    // The series of the inverse hyperbolic tangent: |z| <= 0.172.
    var sum = 1.0 / 15
    for divisor in stride(from: 13.0, through: 1, by: -2) { sum = 1 / divisor + square * sum }
    return exponent + 2 * z * sum / naturalLogOf2
  }

  /// `value` to the power of `exponent`, for a positive `value`.
  static func power(_ value: Double, _ exponent: Double) -> Double {
    exp2(exponent * log2(value))
  }

  /// exp(-x²/2): 1 for equal delays, 0.6 one bandwidth apart.
  static func bell(_ x: Double) -> Double { exp2(-0.5 / naturalLogOf2 * x * x) }
}

extension Double {
  func clamped(_ low: Double, _ high: Double) -> Double { Swift.min(Swift.max(self, low), high) }
}
