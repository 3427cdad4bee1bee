/// A number under which a consignment is known, with its kind: a consignment may have several, one
/// after another or at once, and reissue (переоформление) adds one.
public struct NoteNumber: Hashable, Comparable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// 国际货协运单, накладная СМГС; also an ЭТРАН waybill such as `ЭО560089`.
    case smgs
    case cimSmgs
    case cim
    case billOfLading
    case booking
    /// A forwarder's own number for one of several consignees' goods.
    case house
    case other
  }

  public let kind: Kind
  /// Capitals, without white space.
  public let number: String

  public init?(kind: Kind, _ written: String) {
    let text =
      isCapitals(written)
      ? written
      : foldingFullWidth(written).uppercased().filter { !$0.isWhitespace && $0 != "'" }
    guard !text.isEmpty, text.utf8.count <= Limits.identifierBytes else { return nil }
    self.kind = kind
    number = text
  }

  /// Parses `smgs:12345678`; without a prefix the kind is `other`.
  public init?(_ text: String) {
    if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
      let kind = Kind(rawValue: String(text[..<colon]))
    {
      self.init(kind: kind, String(text[text.utf8.index(after: colon)...]))
    } else {
      self.init(kind: .other, text)
    }
  }

  /// Whether a CIM note number of five digits and a check digit is right: Luhn with multipliers
  /// 2,1,2,1,2 from the left (CIT, GLV-CIM). Nil for other kinds and lengths.
  public var isCheckDigitValid: Bool? {
    guard kind == .cim || kind == .cimSmgs, let digits = asciiDigits(number), digits.count == 6
    else { return nil }
    return luhnCheckDigit(digits.dropLast()) == digits[5]
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.kind.rawValue, a.number) < (b.kind.rawValue, b.number)
  }
}

extension NoteNumber: CustomStringConvertible {
  public var description: String { "\(kind.rawValue):\(number)" }
}
