/// RFC 3339 §5.6 by hand, on UTF-8: hot paths parse a time for each event.
///
/// Beyond the RFC a few forms are read that real senders write: a space for the `T`, no seconds
/// (minute precision), a bare date (day precision, needs an offset from the caller), one-digit
/// offset hours (`+1:00`) and offsets without a colon (`+0800`).
public enum RFC3339 {
  public enum Failure: Error, Equatable, Sendable {
    case notATime
    /// A date and time without `Z` or offset: the caller must know the zone.
    case offsetMissing(LocalDateTime)
    /// A form that is right, of a date or time that does not exist.
    case noSuchTime
  }

  /// Parses `text`; throws ``Failure``.
  public static func parse(_ text: some StringProtocol) throws(Failure) -> Instant {
    var copy = String(text)
    let result: Result<Instant, Failure> = copy.withUTF8 { bytes in
      var scanner = Scanner(bytes: bytes)
      do throws(Failure) { return .success(try scanner.instant()) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Parses, and reads a time without offset on the clock that `offsetMinutes` gives for it.
  /// - Returns: the instant and whether its offset was assumed.
  public static func parse(
    _ text: some StringProtocol, assuming offsetMinutes: (LocalDateTime) -> Int
  ) throws(Failure) -> (instant: Instant, assumedOffset: Bool) {
    do {
      return (try parse(text), false)
    } catch {
      guard case .offsetMissing(let local) = error else { throw error }
      return (local.instant(offsetMinutes: offsetMinutes(local)), true)
    }
  }

  private struct Scanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var at = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func instant() throws(Failure) -> Instant {
      guard bytes.count <= 40 else { throw .notATime }
      let year = try digits(4)
      try expect(UInt8(ascii: "-"))
      let month = try digits(2)
      try expect(UInt8(ascii: "-"))
      let day = try digits(2)
      guard let date = CivilDate(year: year, month: month, day: day) else { throw .noSuchTime }
      if at == bytes.count { throw .offsetMissing(LocalDateTime(date: date)) }
      guard bytes[at] == UInt8(ascii: "T") || bytes[at] == UInt8(ascii: "t") || bytes[at] == 0x20
      else { throw .notATime }
      at += 1
      let hour = try digits(2)
      try expect(UInt8(ascii: ":"))
      let minute = try digits(2)
      var second = 0
      var microsecond = 0
      var precision = Instant.Precision.minute
      if peek == UInt8(ascii: ":") {
        at += 1
        second = try digits(2)
        precision = .second
        microsecond = try fraction()
      }
      // RFC 3339 §5.6 allows the leap second :60; it is read as the second before it.
      if second == 60 { second = 59 }
      guard
        let local = LocalDateTime(
          date: date, hour: hour, minute: minute, second: second, microsecond: microsecond,
          precision: precision)
      else { throw .noSuchTime }
      if at == bytes.count { throw .offsetMissing(local) }
      return local.instant(offsetMinutes: try offset())
    }

    var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func expect(_ byte: UInt8) throws(Failure) {
      guard peek == byte else { throw .notATime }
      at += 1
    }

    mutating func digits(_ count: Int) throws(Failure) -> Int {
      guard at + count <= bytes.count else { throw .notATime }
      var value = 0
      for _ in 0..<count {
        let digit = bytes[at] &- 0x30
        guard digit <= 9 else { throw .notATime }
        value = value * 10 + Int(digit)
        at += 1
      }
      return value
    }

    mutating func fraction() throws(Failure) -> Int {
      guard peek == UInt8(ascii: ".") || peek == UInt8(ascii: ",") else { return 0 }
      at += 1
      var value = 0
      var scale = 100_000
      let start = at
      while let byte = peek, byte >= 0x30, byte <= 0x39 {
        value += Int(byte - 0x30) * scale
        scale /= 10
        at += 1
      }
      guard at > start else { throw .notATime }
      return value
    }

    mutating func offset() throws(Failure) -> Int {
      guard let sign = peek else { throw .notATime }
      at += 1
      if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") {
        guard at == bytes.count else { throw .notATime }
        return 0
      }
      guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { throw .notATime }
      let rest = bytes.count - at
      let hours: Int
      var minutes = 0
      switch rest {
      case 5, 4:  // 08:00, 0800 or 1:00
        hours = try digits(rest == 4 && bytes[at + 1] == UInt8(ascii: ":") ? 1 : 2)
        if peek == UInt8(ascii: ":") { at += 1 }
        minutes = try digits(2)
      case 2: hours = try digits(2)
      default: throw .notATime
      }
      guard at == bytes.count, hours <= 23, minutes <= 59 else { throw .noSuchTime }
      let total = hours * 60 + minutes
      return sign == UInt8(ascii: "-") ? -total : total
    }
  }
}

extension Instant: CustomStringConvertible {
  /// RFC 3339 with the original offset: `2026-02-02T08:00:00+08:00`. A fraction only where there
  /// is one. Day precision is printed as its first instant; say the precision beside it.
  public var description: String { rfc3339 }

  public var rfc3339: String {
    let time = localMicrosecondOfDay
    let seconds = Int(time / 1_000_000)
    var text =
      "\(localDate)T\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    var fraction = Int(time % 1_000_000)
    if fraction != 0 {
      var width = 6
      while fraction % 10 == 0 {
        fraction /= 10
        width -= 1
      }
      text += ".\(padded(fraction, width))"
    }
    if offsetMinutes == 0 { return text + "Z" }
    let magnitude = abs(offsetMinutes)
    return text
      + "\(offsetMinutes < 0 ? "-" : "+")\(padded(magnitude / 60, 2)):\(padded(magnitude % 60, 2))"
  }
}
