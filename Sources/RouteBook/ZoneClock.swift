import Foundation
import Freight
import Synchronization

/// Offsets of IANA zones, from the time-zone data that comes with Foundation.
///
/// Every change of offset since 1972 fell on a quarter of an hour, so an offset looked up once holds
/// for its quarter and is kept.
public enum ZoneClock {
  /// Minutes east of UTC in a zone at a moment; nil for a zone that nobody knows.
  public static func offsetMinutes(zone: String, utcMicroseconds: Int64) -> Int? {
    kept.withLock { $0.offset(zone: zone, utcMicroseconds: utcMicroseconds) }
  }

  /// Minutes east of UTC when the zone's wall clock shows `local`. Of an hour that the clock shows
  /// twice the first is meant; one that it skips is read with the offset before the change.
  public static func offsetMinutes(zone: String, local: LocalDateTime) -> Int? {
    let wall = local.wallMicroseconds
    guard let guess = offsetMinutes(zone: zone, utcMicroseconds: wall) else { return nil }
    let day = Instant.microsecondsPerDay
    // The offsets on either side of any change nearby; the earlier one first.
    guard let before = offsetMinutes(zone: zone, utcMicroseconds: wall - day),
      let after = offsetMinutes(zone: zone, utcMicroseconds: wall + day)
    else { return guess }
    for offset in [before, guess, after] {
      let utc = wall - Int64(offset) * Instant.microsecondsPerMinute
      if offsetMinutes(zone: zone, utcMicroseconds: utc) == offset { return offset }
    }
    return before
  }

  private static let kept = Mutex(Kept())

  private struct Kept {
    private struct Key: Hashable {
      let zone: String
      let quarter: Int64
    }

    private var zones: [String: TimeZone?] = [:]
    private var offsets: [Key: Int] = [:]
    private static let limit = 20_000

    mutating func offset(zone name: String, utcMicroseconds: Int64) -> Int? {
      let key = Key(zone: name, quarter: utcMicroseconds / 900_000_000)
      if let known = offsets[key] { return known }
      if zones[name] == nil { zones[name] = .some(TimeZone(identifier: name)) }
      guard let zone = zones[name] ?? nil else { return nil }
      let date = Date(timeIntervalSince1970: Double(key.quarter) * 900)
      let minutes = zone.secondsFromGMT(for: date) / 60
      if offsets.count >= Self.limit { offsets.removeAll(keepingCapacity: true) }
      offsets[key] = minutes
      return minutes
    }
  }
}
