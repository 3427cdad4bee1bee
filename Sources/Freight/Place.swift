/// The gazetteer's name for a place: a stable slug such as `altynkol`.
public struct PlaceID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let slug: String
  public init(_ slug: String) { self.slug = slug }
  public static func < (a: Self, b: Self) -> Bool { a.slug < b.slug }
  public var description: String { slug }
}

/// A place's code in one of the lists that senders use.
public enum PlaceCode: Hashable, Comparable, Sendable {
  /// UN/LOCODE, five characters without a space: `KZAAU`.
  case unlocode(String)
  /// A 1520-mm network station, six digits (or the four of a train index).
  case esr(String)
  /// The three capitals of 12306.
  case telecode(String)
  /// Our own gazetteer.
  case gazetteer(PlaceID)
  /// A code of another list, kept as it came: the list's name and the code.
  case other(list: String, code: String)
}

/// A place as a sender wrote it: any codes, and the text. What it *is* the gazetteer says, when
/// journeys are folded, so that an alias learnt today explains the reports of last week.
public struct PlaceReference: Hashable, Sendable {
  public let codes: [PlaceCode]
  public let text: String?

  /// Nil when there is neither a code nor a text.
  public init?(codes: [PlaceCode] = [], text: String? = nil) {
    let trimmed = text.map { $0.trimmingWhitespace() }.flatMap { $0.isEmpty ? nil : $0 }
    guard !codes.isEmpty || trimmed != nil else { return nil }
    self.codes = codes
    self.text = trimmed
  }

  public init(_ id: PlaceID) {
    codes = [.gazetteer(id)]
    text = nil
  }

  /// What to show where the gazetteer does not know the place.
  public var asWritten: String {
    text ?? codes.first.map(\.code) ?? ""
  }
}

extension PlaceCode {
  public var code: String {
    switch self {
    case .unlocode(let code), .esr(let code), .telecode(let code), .other(_, let code): code
    case .gazetteer(let id): id.slug
    }
  }
}

/// A six-digit station code of the 1520-mm network (ESR, код станции).
public struct StationCode: Hashable, Sendable {
  public let text: String

  /// Six digits; five are taken as a code without its check digit, which is added.
  public init?(_ written: String) {
    let compact = compactIdentifier(written)
    guard let digits = asciiDigits(compact) else { return nil }
    switch digits.count {
    case 6: text = compact
    case 5: text = compact + String(StationCode.checkDigit(of: digits))
    default: return nil
    }
  }

  /// Weights 1…5 over the first five digits, modulo 11; if that gives ten, weights 3…7; if ten
  /// again, 0.
  public var isCheckDigitValid: Bool {
    guard let digits = asciiDigits(text) else { return false }
    return StationCode.checkDigit(of: Array(digits.prefix(5))) == digits[5]
  }

  static func checkDigit(of digits: [Int]) -> Int {
    for first in [1, 3] {
      let sum = digits.enumerated().reduce(0) { $0 + $1.element * ($1.offset + first) } % 11
      if sum < 10 { return sum }
    }
    return 0
  }
}

extension StringProtocol {
  /// Without white space at its ends, Unicode's and the byte order mark included.
  public func trimmingWhitespace() -> String {
    let text = String(self)
    // What begins and ends with a visible character of ASCII, Cyrillic or Chinese has nothing to lose;
    // none of these attaches to the one before it.
    func isVisible(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0x21..<0x7F, 0x410...0x44F, 0x4E00...0x9FFF: true
      default: false
      }
    }
    if let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
      isVisible(first), isVisible(last)
    {
      return text
    }
    func isSpace(_ character: Character) -> Bool {
      character.isWhitespace || character == "\u{FEFF}" || character == "\u{200B}"
    }
    guard let first = firstIndex(where: { !isSpace($0) }),
      let last = lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(self[first...last])
  }
}
