import Foundation
import Freight
import Synchronization

/// Offsets of IANA zones, from the time-zone data that comes with Foundation; it needs none of the
/// machine's.
public enum ZoneClock {
  /// Whether this is a zone of the IANA database, such as `Asia/Almaty`. Fixed offsets that merely
  /// look like zones (`GMT+8`, `EST`) are not: they know no history.
  public static func isKnown(_ zone: String) -> Bool {
    (zone == "UTC" || zone.utf8.contains(UInt8(ascii: "/")))
      && kept.withLock { $0.find(zone) } != nil
  }

  /// Minutes east of UTC in a zone at a moment; nil for a zone that nobody knows.
  public static func offsetMinutes(zone: String, utcMicroseconds: Int64) -> Int? {
    guard let zone = kept.withLock({ $0.find(zone) }) else { return nil }
    return offset(zone, utcMicroseconds)
  }

  /// Minutes east of UTC when the zone's wall clock shows `local`; nil for a zone that nobody knows.
  /// Of an hour that the clock shows twice the first is meant; one that it skips is read with the
  /// offset before the change.
  public static func offsetMinutes(zone: String, local: LocalDateTime) -> Int? {
    guard let zone = kept.withLock({ $0.find(zone) }) else { return nil }
    let wall = local.wallMicroseconds
    // A day to either side of the wall time read as UTC is beyond any change of the clock nearby.
    let before = offset(zone, wall - Instant.microsecondsPerDay)
    let after = offset(zone, wall + Instant.microsecondsPerDay)
    guard before != after else { return before }
    for candidate in [before, after] {
      let utc = wall - Int64(candidate) * Instant.microsecondsPerMinute
      if offset(zone, utc) == candidate { return candidate }
    }
    return before
  }

  private static func offset(_ zone: TimeZone, _ utcMicroseconds: Int64) -> Int {
    let date = Date(timeIntervalSince1970: Double(utcMicroseconds) / 1_000_000)
    return zone.secondsFromGMT(for: date) / 60
  }

  private static let kept = Mutex(Kept())

  /// Asking a zone for an offset is cheap, finding the zone by its name is not.
  private struct Kept {
    private var zones: [String: TimeZone] = [:]

    mutating func find(_ name: String) -> TimeZone? {
      if let known = zones[name] { return known }
      guard let zone = TimeZone(identifier: name) else { return nil }
      zones[name] = zone
      return zone
    }
  }
}
