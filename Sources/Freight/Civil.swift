/// A calendar date of the proleptic Gregorian calendar, without a zone.
///
/// Sheets and trains speak in dates: `X9041@2026-02-02` is a train's *planned local* departure date.
public struct CivilDate: Hashable, Comparable, Sendable {
  // Few bytes: a journey holds dozens of dates, a manifest millions.
  private let storedYear: Int32
  private let storedMonth: UInt8
  private let storedDay: UInt8

  public var year: Int { Int(storedYear) }
  public var month: Int { Int(storedMonth) }
  public var day: Int { Int(storedDay) }

  private init(_ year: Int, _ month: Int, _ day: Int) {
    storedYear = Int32(clamping: year)
    storedMonth = UInt8(truncatingIfNeeded: month)
    storedDay = UInt8(truncatingIfNeeded: day)
  }

  /// Nil unless the date exists in the calendar (31 April and 29 February 2026 do not).
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= CivilDate.daysInMonth(year: year, month: month)
    else { return nil }
    self.init(year, month, day)
  }

  /// The date that many days after 1970-01-01 (Howard Hinnant's `civil_from_days`). Beyond the years that
  /// 32 bits hold the year is the last that they do.
  public init(daysSinceEpoch days: Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    self.init(
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// Parses `2026-02-02` and nothing else.
  public init?(iso text: some StringProtocol) {
    var parts = [0, 0, 0]
    var part = 0
    var position = 0
    for byte in text.utf8 {
      if position == 4 || position == 7 {
        guard byte == UInt8(ascii: "-") else { return nil }
        part += 1
      } else {
        guard position < 10, byte >= 0x30, byte <= 0x39 else { return nil }
        parts[part] = parts[part] * 10 + Int(byte - 0x30)
      }
      position += 1
    }
    guard position == 10 else { return nil }
    self.init(year: parts[0], month: parts[1], day: parts[2])
  }

  /// Days since 1970-01-01 (Howard Hinnant's `days_from_civil`).
  public var daysSinceEpoch: Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  public static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    default: 31
    }
  }

  public func adding(days: Int) -> CivilDate { CivilDate(daysSinceEpoch: daysSinceEpoch + days) }
}

extension CivilDate: CustomStringConvertible {
  /// `2026-02-02`
  public var description: String {
    guard (0...9_999).contains(year) else {
      return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
    // Written in place: dates are in every line of every list.
    return String(unsafeUninitializedCapacity: 10) { buffer in
      func put(_ value: Int, at index: Int) {
        buffer[index] = UInt8(0x30 + value / 10)
        buffer[index + 1] = UInt8(0x30 + value % 10)
      }
      put(year / 100, at: 0)
      put(year % 100, at: 2)
      buffer[4] = UInt8(ascii: "-")
      put(month, at: 5)
      buffer[7] = UInt8(ascii: "-")
      put(day, at: 8)
      return 10
    }
  }
}

/// A date and time of day as written, before anybody said in which zone.
public struct LocalDateTime: Hashable, Sendable {
  public let date: CivilDate
  /// Microseconds since local midnight.
  public let microsecondOfDay: Int64
  public let precision: Instant.Precision

  public init(date: CivilDate) {
    self.date = date
    microsecondOfDay = 0
    precision = .day
  }

  /// Nil unless it is a time of a 24-hour day; 24:00 and leap seconds are not.
  public init?(
    date: CivilDate, hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0,
    precision: Instant.Precision = .minute
  ) {
    guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second),
      (0..<1_000_000).contains(microsecond)
    else { return nil }
    self.date = date
    microsecondOfDay = Int64((hour * 60 + minute) * 60 + second) * 1_000_000 + Int64(microsecond)
    self.precision = precision
  }

  /// Microseconds since 1970-01-01T00:00 on the same wall clock.
  public var wallMicroseconds: Int64 {
    Int64(date.daysSinceEpoch) * Instant.microsecondsPerDay + microsecondOfDay
  }

  public func instant(offsetMinutes: Int) -> Instant {
    Instant(
      microseconds: wallMicroseconds - Int64(offsetMinutes) * 60_000_000,
      offsetMinutes: offsetMinutes, precision: precision)
  }
}

/// The value of a run of ASCII digits; nil if anything else is in it, or nothing.
func decimal(_ bytes: some Collection<UInt8>) -> Int? {
  guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
  var value = 0
  for byte in bytes {
    guard byte >= 0x30, byte <= 0x39 else { return nil }
    value = value * 10 + Int(byte - 0x30)
  }
  return value
}

func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return digits.utf8.count >= width
    ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}
