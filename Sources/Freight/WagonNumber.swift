/// A wagon's number in one of the three systems of the corridor.
public struct WagonNumber: Hashable, Comparable, Sendable {
  public enum System: UInt8, Sendable, CaseIterable {
    /// Twelve digits, UIC leaflet 438-2, check digit last (1435 mm, Europe).
    case uic = 12
    /// Eight digits of the 1520-mm network, check digit last.
    case broadGauge = 8
    /// Seven digits of China Railway (5xxxxxx are flat wagons); no public check rule.
    case chinese = 7
  }

  /// Digits only.
  public let text: String

  /// Normalises printed forms: `31 RIV 81 ÖBB 665 0 286-0`, `37.84.4667.019-2`, `9400 3894`, and
  /// spreadsheet damage: `94003894.0`, `9.4003894e7`.
  public init?(_ written: String) {
    let digits = WagonNumber.digits(of: written)
    guard System(rawValue: UInt8(truncatingIfNeeded: digits.utf8.count)) != nil,
      digits.utf8.count <= 12
    else { return nil }
    text = digits
  }

  public var system: System {
    switch text.utf8.count {
    case 12: .uic
    case 8: .broadGauge
    default: .chinese
    }
  }

  /// Nil where the system has no public rule (Chinese numbers).
  public var isCheckDigitValid: Bool? {
    guard system != .chinese, let digits = asciiDigits(text), let last = digits.last
    else { return nil }
    return luhnCheckDigit(digits.dropLast()) == last
  }

  /// The gauge that wagons of this system run on, in millimetres.
  public var gaugeMillimetres: Int { system == .broadGauge ? 1520 : 1435 }

  public static func < (a: Self, b: Self) -> Bool { a.text < b.text }

  private static func digits(of written: String) -> String {
    if written.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) { return written }
    let folded = foldingFullWidth(written)
    if let whole = wholeNumber(spreadsheet: folded) { return whole }
    // Country and keeper marks (RIV, ÖBB, FS, PL-PKPC) stand between the digits: letters drop out.
    var kept = ""
    var hasLetters = false
    for scalar in folded.unicodeScalars {
      switch scalar {
      case "0"..."9": kept.unicodeScalars.append(scalar)
      case " ", ".", "-", "/", "'", "\n", "\r", "\t", "\u{A0}", "–", "№", ":": continue
      default:
        guard scalar.properties.isAlphabetic else { return "" }
        hasLetters = true
      }
    }
    // Only the twelve-digit marking carries letters; TRHU4307252 is a box.
    return hasLetters && kept.utf8.count != 12 ? "" : kept
  }

  /// `9.4003894e7` and `94003894.0`, as spreadsheets write wagon numbers they took for floats.
  private static func wholeNumber(spreadsheet text: String) -> String? {
    let lower = text.lowercased()
    let parts = lower.split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count <= 2, let mantissa = parts.first else { return nil }
    let pieces = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    guard pieces.count == 2, asciiDigits(pieces[0]) != nil, !pieces[0].isEmpty,
      asciiDigits(pieces[1]) != nil, !pieces[1].isEmpty
    else { return nil }
    var exponent = 0
    if parts.count == 2 {
      guard let value = Int(parts[1].drop { $0 == "+" }), (0...12).contains(value)
      else { return nil }
      exponent = value
    }
    guard parts.count == 2 || pieces[1].allSatisfy({ $0 == "0" }) else { return nil }
    let fraction =
      pieces[1].count > exponent
      ? pieces[1]
      : pieces[1]
        + String(
          repeating: "0", count: exponent - pieces[1].count)
    guard fraction.dropFirst(exponent).allSatisfy({ $0 == "0" }) else { return nil }
    return String(pieces[0] + fraction.prefix(exponent))
  }
}

extension WagonNumber: CustomStringConvertible {
  public var description: String { text }
}
