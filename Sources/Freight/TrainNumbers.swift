/// A block train of ours: Chinese number and *planned local* departure date, `X9041@2026-02-02`.
///
/// The identity never changes, though the train leave late; the number alone is used again next week.
public struct TrainID: Hashable, Comparable, Sendable {
  public let number: String
  public let plannedDeparture: CivilDate

  public init?(number written: String, plannedDeparture: CivilDate) {
    guard let number = TrainID.normalised(number: written) else { return nil }
    self.number = number
    self.plannedDeparture = plannedDeparture
  }

  /// Parses `X9041@2026-02-02`.
  public init?(_ text: String) {
    guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")),
      let date = CivilDate(iso: text[text.utf8.index(after: at)...])
    else { return nil }
    self.init(number: String(text[..<at]), plannedDeparture: date)
  }

  /// `X9041`, from `x9041次`, `Ｘ9041`, `X9041/2`; nil unless it is letters then digits.
  public static func normalised(number written: String) -> String? {
    // Behind the slash stands the number of the way back.
    let first = written.firstIndex { $0 == "/" || $0 == "／" }.map { String(written[..<$0]) }
    var text = compactIdentifier(first ?? written)
    if text.hasSuffix("次") { text.removeLast() }
    let letters = text.utf8.prefix { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }.count
    let digits = text.utf8.dropFirst(letters)
    guard letters <= 2, (2...6).contains(digits.count),
      digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    else { return nil }
    return text
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.plannedDeparture, a.number) < (b.plannedDeparture, b.number)
  }
}

extension TrainID: CustomStringConvertible {
  public var description: String { "\(number)@\(plannedDeparture)" }
}

/// A train index of the 1520-mm network: forming station, consist number, station of destination.
///
/// `7084-087-1306` (4-3-4 digits) or `035004766035601` (6-3-6, no separators).
public struct TrainIndex: Hashable, Comparable, Sendable {
  /// Station codes as written: four digits in the short form, six in the long one.
  public let forming: String
  public let consist: String
  public let destination: String

  /// Reads both forms, with dashes, spaces, `+` or none between the groups.
  public init?(_ written: String) {
    var digits = ""
    /// How many digits stood before each separator.
    var breaks: [Int] = []
    for scalar in foldingFullWidth(written).unicodeScalars {
      switch scalar {
      case "0"..."9": digits.unicodeScalars.append(scalar)
      case " ", "-", "+", "–", "—", "/":
        let count = digits.utf8.count
        if count > breaks.last ?? 0 { breaks.append(count) }
      default: return nil
      }
    }
    let count = digits.utf8.count
    guard count == 11 || count == 15 else { return nil }
    let station = count == 11 ? 4 : 6
    if breaks.last == count { breaks.removeLast() }
    guard breaks.isEmpty || breaks == [station, station + 3] else { return nil }
    forming = String(digits.prefix(station))
    consist = String(digits.dropFirst(station).prefix(3))
    destination = String(digits.suffix(station))
  }

  public static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}

extension TrainIndex: CustomStringConvertible {
  /// Always with dashes: `7084-087-1306`.
  public var description: String { "\(forming)-\(consist)-\(destination)" }
}

/// One operating train on one network: on 1520 mm its train index and forming date; elsewhere the
/// company that numbers it, its operating number and the date it starts on (TAF TSI).
///
/// Never keyed by a train number alone. A leg moves only what is aboard then.
public struct TrainLegID: Hashable, Comparable, Sendable {
  /// `7084-087-1306`, or company and number: `9001/40030`.
  public let designation: String
  public let formed: CivilDate

  public init(index: TrainIndex, formed: CivilDate) {
    designation = index.description
    self.formed = formed
  }

  /// - Parameters:
  ///   - company: the code of whoever numbers the train, up to ten letters and digits.
  ///   - number: the operating number, up to ten letters and digits.
  public init?(company: String, number: String, formed: CivilDate) {
    let parts = [compactIdentifier(company), compactIdentifier(number)]
    guard parts.allSatisfy({ TrainLegID.isPart($0) }) else { return nil }
    designation = parts.joined(separator: "/")
    self.formed = formed
  }

  /// Parses `7084-087-1306@2026-02-06` and `9001/40030@2026-02-14`.
  public init?(_ text: String) {
    guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")),
      let date = CivilDate(iso: text[text.utf8.index(after: at)...])
    else { return nil }
    let written = String(text[..<at])
    if let index = TrainIndex(written) {
      self.init(index: index, formed: date)
    } else if let slash = written.utf8.firstIndex(of: UInt8(ascii: "/")) {
      self.init(
        company: String(written[..<slash]),
        number: String(written[written.utf8.index(after: slash)...]),
        formed: date)
    } else {
      return nil
    }
  }

  private static func isPart(_ text: String) -> Bool {
    (1...10).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.formed, a.designation) < (b.formed, b.designation)
  }
}

extension TrainLegID: CustomStringConvertible {
  public var description: String { "\(designation)@\(formed)" }
}

/// One sailing: the vessel (IMO number or name) and its voyage number or sailing date.
public struct VoyageID: Hashable, Comparable, Sendable {
  /// `IMO9321483`, or the name in capitals with single spaces: `BEKET ATA`.
  public let vessel: String
  /// `2103S` or `2026-02-14`.
  public let voyage: String

  public init?(vessel written: String, voyage: String) {
    let name =
      isCapitals(written)
      ? written
      : foldingFullWidth(written).uppercased().split { $0.isWhitespace }.joined(separator: " ")
    let number =
      isCapitals(voyage)
      ? voyage : foldingFullWidth(voyage).uppercased().filter { !$0.isWhitespace }
    guard !name.isEmpty, name.utf8.count <= 64, !name.contains("/"), !number.isEmpty,
      number.utf8.count <= 32
    else { return nil }
    vessel = name
    self.voyage = number
  }

  /// Parses `BEKET ATA/2026-02-14` and `IMO9321483/2103S`.
  public init?(_ text: String) {
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    self.init(
      vessel: String(text[..<slash]), voyage: String(text[text.utf8.index(after: slash)...]))
  }

  /// Whether an `IMO` number's check digit is right: digits weighted 7…2, the sum's last digit
  /// (IMO resolution A.1117(30)). Nil for a vessel known by name.
  public var isIMOValid: Bool? {
    guard vessel.hasPrefix("IMO"), let digits = asciiDigits(vessel.dropFirst(3)), digits.count == 7
    else { return nil }
    let sum = zip(digits, [7, 6, 5, 4, 3, 2]).reduce(0) { $0 + $1.0 * $1.1 }
    return sum % 10 == digits[6]
  }

  public static func < (a: Self, b: Self) -> Bool { (a.vessel, a.voyage) < (b.vessel, b.voyage) }
}

extension VoyageID: CustomStringConvertible {
  public var description: String { "\(vessel)/\(voyage)" }
}
