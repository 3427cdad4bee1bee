import Freight

extension EDIFACT {
  /// A date and time without zone in one of the formats of DE 2379; nil if the text is not of that
  /// format or names no time. Formats with a zone: see ``DateTime``.
  static func localDateTime(_ text: String, format: String) -> LocalDateTime? {
    guard let layout = layouts[format] else { return nil }
    var digits = DigitReader(text)
    guard let date = layout.date(&digits) else { return nil }
    if layout.timeDigits == 0 { return digits.isAtEnd ? LocalDateTime(date: date) : nil }
    guard let hour = digits.take(2), let minute = digits.take(2),
      let second = layout.timeDigits == 6 ? digits.take(2) : 0, digits.isAtEnd
    else { return nil }
    // 24:00 is the end of the day (ISO 8601), and senders use it.
    let isMidnight = hour == 24 && minute == 0 && second == 0
    return LocalDateTime(
      date: isMidnight ? date.adding(days: 1) : date, hour: isMidnight ? 0 : hour, minute: minute,
      second: second, precision: layout.timeDigits == 6 ? .second : .minute)
  }

  private struct Layout: Sendable {
    enum Order: Sendable { case yearFirst, dayFirst }
    var yearDigits: Int
    var order = Order.yearFirst
    var timeDigits: Int

    func date(_ digits: inout DigitReader) -> CivilDate? {
      let parts: (year: Int?, month: Int?, day: Int?)
      switch order {
      case .yearFirst:
        parts = (digits.take(yearDigits), digits.take(2), digits.take(2))
      case .dayFirst:
        let day = digits.take(2)
        let month = digits.take(2)
        parts = (digits.take(yearDigits), month, day)
      }
      guard let year = parts.year, let month = parts.month, let day = parts.day
      else { return nil }
      // Two-digit years are of this century: no message of this format is older than 1987, and
      // none of that age is tracked.
      return CivilDate(year: yearDigits == 2 ? 2000 + year : year, month: month, day: day)
    }
  }

  private static let layouts: [String: Layout] = [
    "2": Layout(yearDigits: 2, order: .dayFirst, timeDigits: 0),
    "4": Layout(yearDigits: 4, order: .dayFirst, timeDigits: 0),
    "5": Layout(yearDigits: 4, order: .dayFirst, timeDigits: 4),
    "101": Layout(yearDigits: 2, timeDigits: 0),
    "102": Layout(yearDigits: 4, timeDigits: 0),
    "201": Layout(yearDigits: 2, timeDigits: 4),
    "202": Layout(yearDigits: 2, timeDigits: 6),
    "203": Layout(yearDigits: 4, timeDigits: 4),
    "204": Layout(yearDigits: 4, timeDigits: 6),
  ]

  /// A value of DTM: on some clock, or on one that the sender names.
  enum DateTime: Equatable {
    case local(LocalDateTime)
    case instant(Instant)

    /// Reads the value and format of a DTM (C507, DE 2380 and 2379); nil if it is none.
    ///
    /// A period (718, 719, 721, 308) is taken at its begin. Without a format its length tells.
    init?(_ value: String, format: String) {
      let format = format.isEmpty ? Self.format(ofLength: value.utf8.count) : format
      if let single = Self.periods[format] {
        guard let dash = Self.dash(in: value, format: format) else { return nil }
        self.init(String(value[..<dash]), format: single)
      } else if let local = Self.offsetFormats[format] {
        guard let cut = value.lastIndex(where: { $0 == "+" || $0 == "-" }),
          let time = localDateTime(String(value[..<cut]), format: local),
          let offset = Self.offsetMinutes(value[cut...])
        else { return nil }
        self = .instant(time.instant(offsetMinutes: offset))
      } else if let local = Self.namedZoneFormats[format] {
        let digits = value.prefix { $0.isASCII && $0.isNumber }
        guard let time = localDateTime(String(digits), format: local) else { return nil }
        let zone = value[digits.endIndex...].trimmingWhitespace().uppercased()
        if let offset = Self.zones[zone] ?? Self.offsetMinutes(zone[...]) {
          self = .instant(time.instant(offsetMinutes: offset))
        } else {
          // A name that several zones share (CST is China's and Chicago's): no better than none.
          self = .local(time)
        }
      } else {
        guard let time = localDateTime(value, format: format) else { return nil }
        self = .local(time)
      }
    }

    private static func format(ofLength length: Int) -> String {
      switch length {
      case 6: "101"
      case 8: "102"
      case 12: "203"
      case 14: "204"
      default: ""
      }
    }

    private static let periods = [
      "308": "303", "713": "201", "717": "101", "718": "102", "719": "203", "721": "205",
    ]
    private static let offsetFormats = ["205": "203", "206": "201", "207": "202", "208": "204"]
    private static let namedZoneFormats = ["301": "201", "302": "202", "303": "203", "304": "204"]

    /// The dash between the two ends: some senders leave it out, and some offsets begin with one.
    private static func dash(in value: String, format: String) -> String.Index? {
      if format == "721" {
        return value.index(value.startIndex, offsetBy: 17, limitedBy: value.endIndex)
      }
      if let dash = value.firstIndex(of: "-") { return dash }
      return value.index(
        value.startIndex, offsetBy: value.utf8.count / 2, limitedBy: value.endIndex)
    }

    /// `+0800`, `-0330`, `+08`.
    private static func offsetMinutes(_ text: Substring) -> Int? {
      guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
      var digits = DigitReader(String(text.dropFirst()))
      guard let hours = digits.take(2), hours <= 14 else { return nil }
      let minutes = digits.isAtEnd ? 0 : digits.take(2)
      guard let minutes, minutes < 60, digits.isAtEnd else { return nil }
      return (hours * 60 + minutes) * (sign == "-" ? -1 : 1)
    }

    /// Zone names (ZZZ) with one meaning, minutes east of UTC.
    private static let zones = [
      "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60,
      "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "MSD": 240, "TRT": 180, "GET": 240,
      "AZT": 240, "HKT": 480, "JST": 540, "KST": 540,
    ]
  }

  /// Takes fixed runs of ASCII digits from a text.
  private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ count: Int) -> Int? {
      guard rest.count >= count else { return nil }
      var value = 0
      for byte in rest.prefix(count) {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      rest = rest.dropFirst(count)
      return value
    }
  }
}
