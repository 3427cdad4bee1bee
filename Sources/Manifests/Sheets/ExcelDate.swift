import Freight

/// Excel's days: numbers since the last day of 1899, by a calendar in which 1900 had a 29 February
/// (ECMA-376 Part 1, 18.17.4.1). Before March of that year a date goes as text.
enum ExcelDate {
  /// 1970-01-01.
  private static let epoch = 25_569
  /// 1900-03-01.
  private static let first = 61

  static func serial(_ date: CivilDate) -> Double? {
    let day = date.daysSinceEpoch + epoch
    return day >= first ? Double(day) : nil
  }

  /// On the instant's own clock, to the second.
  static func serial(_ instant: Instant) -> Double? {
    guard let day = serial(instant.localDate) else { return nil }
    guard instant.precision != .day else { return day }
    return day + Double(instant.localMicrosecondOfDay / 1_000_000) / 86_400
  }

  /// `A`, `Z`, `AA`.
  static func letters(ofColumn column: Int) -> String {
    var letters = ""
    var rest = column + 1
    while rest > 0 {
      letters = String(Unicode.Scalar(UInt8(65 + (rest - 1) % 26))) + letters
      rest = (rest - 1) / 26
    }
    return letters
  }
}
