/// A freight container's number: ISO 6346 owner code, category, serial and check digit.
///
/// A number with a wrong check digit is still a number: real carriers send them. It is kept and
/// flagged (``isCheckDigitValid``); only a wrong *shape* is refused.
public struct ContainerNumber: Hashable, Comparable, Sendable {
  /// Eleven characters without separators: `TRHU4307252`.
  public let text: String

  /// Normalises printed forms: `trhu 430725-2`, `TRHU 430725 [2]`, full-width, `'TRHU4307252`.
  /// Ten characters (no check digit) are not accepted here; see ``completing(_:)``.
  public init?(_ written: String) {
    let compact = ContainerNumber.compact(written)
    guard compact.utf8.count == 11, ContainerNumber.hasShape(compact) else { return nil }
    text = compact
  }

  /// A stored number that was normalised before; nil if the shape is wrong.
  public init?(normalised: String) {
    guard normalised.utf8.count == 11, ContainerNumber.hasShape(normalised) else { return nil }
    text = normalised
  }

  /// The full number for ten characters written without their check digit; nil for anything else.
  public static func completing(_ written: String) -> ContainerNumber? {
    let compact = compact(written)
    guard compact.utf8.count == 10, hasShape(compact + "0") else { return nil }
    return ContainerNumber(compact + String(checkDigit(of: compact)))
  }

  /// ISO 6346:2022 §4.2 and annex A: values 10, 12, 13 … for letters (multiples of 11 skipped),
  /// weighted 2^position, modulo 11; a remainder of ten is written 0.
  public var isCheckDigitValid: Bool {
    Int(text.utf8.last ?? 0) - 0x30 == ContainerNumber.checkDigit(of: text.prefix(10))
  }

  /// The number with the check digit that its other ten characters call for.
  public var withCorrectCheckDigit: ContainerNumber {
    let head = String(text.prefix(10))
    return ContainerNumber(normalised: head + String(ContainerNumber.checkDigit(of: head))) ?? self
  }

  /// Valid numbers that differ from this by one mistyped digit or two neighbours swapped:
  /// what a person at a terminal may have meant.
  public var neighbours: [ContainerNumber] {
    var found: Set<ContainerNumber> = []
    let bytes = Array(text.utf8)
    func keep(_ candidate: [UInt8]) {
      if let number = ContainerNumber(normalised: String(decoding: candidate, as: UTF8.self)),
        number.isCheckDigitValid
      {
        found.insert(number)
      }
    }
    for position in 4..<11 {
      for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != bytes[position] {
        var candidate = bytes
        candidate[position] = digit
        keep(candidate)
      }
    }
    for position in 0..<10 where bytes[position] != bytes[position + 1] {
      var candidate = bytes
      candidate.swapAt(position, position + 1)
      keep(candidate)
    }
    return found.sorted()
  }

  public static func < (a: Self, b: Self) -> Bool { a.text < b.text }

  static func checkDigit(of head: some StringProtocol) -> Int {
    var sum = 0
    for (position, byte) in head.utf8.prefix(10).enumerated() {
      sum += value(of: byte) << position
    }
    return sum % 11 % 10
  }

  private static func value(of byte: UInt8) -> Int {
    guard byte >= UInt8(ascii: "A") else { return Int(byte) - 0x30 }
    let raw = Int(byte - UInt8(ascii: "A")) + 10
    return raw + (raw - 1) / 10  // skips 11, 22 and 33
  }

  private static func compact(_ written: String) -> String {
    if written.utf8.count == 11, hasShape(written) { return written }
    return compactIdentifier(written).filter { $0 != "[" && $0 != "]" && $0 != "(" && $0 != ")" }
  }

  private static func hasShape(_ text: String) -> Bool {
    for (position, byte) in text.utf8.enumerated() {
      let isLetter = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      let isDigit = byte >= 0x30 && byte <= 0x39
      guard position < 4 ? isLetter : isDigit else { return false }
    }
    return true
  }
}

extension ContainerNumber: CustomStringConvertible {
  public var description: String { text }
}
