/// A moment in the world, kept as it was told to us: when (UTC microseconds), on whose clock
/// (the original offset), and how finely (a sheet's `12.05` is a whole day, not midnight).
///
/// Ordering is by `microseconds`, then precision, then offset, so that it agrees with equality.
public struct Instant: Hashable, Sendable {
  public enum Precision: UInt8, Sendable, CaseIterable {
    case second = 0
    case minute = 1
    /// The interval of 24 hours that begins at `microseconds`.
    case day = 2
  }

  /// UTC microseconds since 1970-01-01T00:00:00Z; with day precision the local day's first instant.
  public let microseconds: Int64
  /// The offset that the sender wrote, or that its zone had then: minutes east of UTC.
  /// Beyond what 32 bits hold it is the last that they do.
  public var offsetMinutes: Int { Int(storedOffset) }
  private let storedOffset: Int32
  public let precision: Precision

  /// The years 0001 to 9999, as RFC 3339 has them, UTC µs.
  public static let calendar: ClosedRange<Int64> =
    -62_135_596_800_000_000...253_402_300_799_999_999
  public static let microsecondsPerMinute: Int64 = 60_000_000
  public static let microsecondsPerHour: Int64 = 3_600_000_000
  public static let microsecondsPerDay: Int64 = 86_400_000_000

  public init(microseconds: Int64, offsetMinutes: Int = 0, precision: Precision = .second) {
    self.microseconds = microseconds
    storedOffset = Int32(clamping: offsetMinutes)
    self.precision = precision
  }

  /// The last microsecond that this instant may mean: itself, but for a day its end.
  public var latestMicroseconds: Int64 {
    precision == .day ? microseconds + Self.microsecondsPerDay - 1 : microseconds
  }

  /// Days since the epoch in UTC: the time-ordered head of ledger keys.
  public var utcDay: Int { floorDivide(microseconds, Self.microsecondsPerDay) }

  /// The calendar date on the sender's own clock.
  public var localDate: CivilDate {
    CivilDate(
      daysSinceEpoch: floorDivide(
        microseconds + Int64(offsetMinutes) * Self.microsecondsPerMinute, Self.microsecondsPerDay))
  }

  /// Microseconds since midnight on the sender's own clock.
  public var localMicrosecondOfDay: Int64 {
    let wall = microseconds + Int64(offsetMinutes) * Self.microsecondsPerMinute
    return wall - Int64(floorDivide(wall, Self.microsecondsPerDay)) * Self.microsecondsPerDay
  }

  public func adding(hours: Double) -> Instant {
    adding(microseconds: Int64((hours * Double(Self.microsecondsPerHour)).rounded()))
  }

  public func adding(microseconds delta: Int64) -> Instant {
    Instant(
      microseconds: microseconds + delta, offsetMinutes: offsetMinutes, precision: precision)
  }

  /// The same moment on another clock.
  public func at(offsetMinutes: Int) -> Instant {
    Instant(microseconds: microseconds, offsetMinutes: offsetMinutes, precision: precision)
  }

  /// Hours from `earlier` to this.
  public func hours(since earlier: Instant) -> Double {
    Double(microseconds - earlier.microseconds) / Double(Self.microsecondsPerHour)
  }
}

extension Instant: Comparable {
  public static func < (a: Self, b: Self) -> Bool {
    (a.microseconds, a.precision.rawValue, a.offsetMinutes)
      < (b.microseconds, b.precision.rawValue, b.offsetMinutes)
  }
}

func floorDivide(_ a: Int64, _ b: Int64) -> Int {
  let quotient = a / b
  return Int(a % b < 0 ? quotient - 1 : quotient)
}
