import Freight

/// A spreadsheet's dates: days since its epoch, the time of day as the fraction.
struct SheetSerial: Sendable {
  /// How a cell's style shows its number.
  enum Kind: UInt8, Sendable { case number, date }

  /// Workbooks from old Macs count from 1904-01-01, all others from 1899-12-31.
  var isFrom1904 = false

  /// What numbers in a date column may be without being formatted as dates: 1982 … 2064.
  static let plausible = 30_000.0..<60_000.0

  /// The date, and the time to the second where there is one. Nil for the day that never was:
  /// 1900-02-29, which Lotus 1-2-3 invented and Excel keeps as serial 60.
  func local(_ serial: Double) -> LocalDateTime? {
    // 9999-12-31 is 2958465.
    guard serial.isFinite, serial >= 0, serial < 2_958_466 else { return nil }
    var days = Int(serial.rounded(.down))
    var second = Int(((serial - serial.rounded(.down)) * 86_400).rounded())
    if second == 86_400 {
      days += 1
      second = 0
    }
    if !isFrom1904, days == 60 { return nil }
    let epoch = isFrom1904 ? -24_107 : days < 60 ? -25_568 : -25_569
    let date = CivilDate(daysSinceEpoch: days + epoch)
    // Midnight is how a sheet writes a day without a time.
    guard second > 0 else { return LocalDateTime(date: date) }
    return LocalDateTime(
      date: date, hour: second / 3_600, minute: second / 60 % 60, second: second % 60,
      precision: second % 60 == 0 ? .minute : .second)
  }

  /// Minutes of the day.
  func minutes(_ fraction: Double) -> Int { min(1_439, max(0, Int((fraction * 1_440).rounded()))) }
}
