import Answers
import Freight
import RouteBook
import Transport

/// A manifest that is drawn up and sent every day: one entry of `manifests:` in the configuration.
package struct ManifestPlan: Sendable {
  /// Which day a manifest is of.
  package enum Day: String, Sendable {
    /// The day on which it is drawn up, as of that moment.
    case today
    /// The day before, as of its end.
    case yesterday
  }

  package var name: String
  /// On the clock of `zone`.
  package var hour: Int
  package var minute: Int
  package var zone: String
  package var day = Day.today
  /// What goes in; its date and moment are those of the day.
  package var request = ManifestRequest(date: "")
  /// Whether changes since the day before are told.
  package var tellsChanges = false
  package var formats: [ManifestFormat] = [.xlsx]
  package var language: Language?
  package var targets: [ManifestTarget] = []
  /// Files older than this many days are removed from `folder`.
  package var keptDays = 90

  package init(name: String, hour: Int, minute: Int, zone: String) {
    self.name = name
    self.hour = hour
    self.minute = minute
    self.zone = zone
  }
}

package enum ManifestFormat: String, CaseIterable, Sendable, Codable {
  case xlsx, csv, json

  /// RFC 9110 §8.3.
  package var contentType: String {
    switch self {
    case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case .csv: "text/csv; charset=utf-8"
    case .json: "application/json"
    }
  }
}

/// Where a manifest goes.
package struct ManifestTarget: Sendable {
  package enum Way: Sendable {
    /// On this machine; written beside and renamed, so that nobody finds half a file.
    case folder(String)
    /// SFTP, FTP(S): under another name first, then renamed. HTTP(S): PUT. The address ends with `/`.
    case address(Request)
    /// All files of a day in one message.
    case mail(server: Request, from: String, to: [String])
  }

  /// How it is known in records and messages: no secret in it.
  package var name: String
  package var way: Way
  /// A secret that is named and not there.
  package var missingSecret: String?

  package init(name: String, way: Way, missingSecret: String? = nil) {
    self.name = name
    self.way = way
    self.missingSecret = missingSecret
  }
}

/// One day of a plan.
package struct ManifestOccurrence: Hashable, Sendable {
  /// The day that the manifest is of.
  package var date: CivilDate
  /// When it is drawn up, UTC µs.
  package var due: Int64
  /// Nothing learnt later is in it, UTC µs.
  package var moment: Int64
}

extension ManifestPlan {
  /// Of missed days, this many are made up for: the newest.
  package static let caughtUpDays = 7

  /// The occurrence that falls on a date of the plan's zone. In the hour that a clock skips it comes
  /// as the clock is put forward; in one shown twice, the first time.
  package func occurrence(on date: CivilDate) throws -> ManifestOccurrence {
    guard let local = LocalDateTime(date: date, hour: hour, minute: minute),
      let offset = ZoneClock.offsetMinutes(zone: zone, local: local)
    else { throw Failure.failed("manifest \(name): “\(zone)” is no zone of the IANA database") }
    let due = local.instant(offsetMinutes: offset).microseconds
    switch day {
    case .today: return ManifestOccurrence(date: date, due: due, moment: due)
    case .yesterday:
      let day = try ManifestDay(date.adding(days: -1), zone: zone)
      return ManifestOccurrence(date: day.date, due: due, moment: day.end)
    }
  }

  /// As of when the manifest of a day is.
  func moment(of date: CivilDate) throws -> Int64 {
    try occurrence(on: day == .today ? date : date.adding(days: 1)).moment
  }

  /// What is due and has not been drawn up, oldest first.
  ///
  /// - Parameters:
  ///   - last: the newest day that was drawn up, nil if none ever was: then only the latest
  ///     occurrence is due.
  ///   - now: UTC µs.
  package func due(after last: CivilDate?, now: Int64) throws -> [ManifestOccurrence] {
    let offset = ZoneClock.offsetMinutes(zone: zone, utcMicroseconds: now) ?? 0
    let today = Instant(microseconds: now, offsetMinutes: offset).localDate
    // The newest that has come; with a zone's change of date it may even be tomorrow's.
    let candidates = try (-Self.caughtUpDays...1).map { try occurrence(on: today.adding(days: $0)) }
      .filter { $0.due <= now }
    guard let last else { return candidates.suffix(1) }
    return candidates.filter { $0.date > last }.suffix(Self.caughtUpDays)
  }

  /// When the next one comes, UTC µs.
  package func nextDue(now: Int64) throws -> Int64 {
    let offset = ZoneClock.offsetMinutes(zone: zone, utcMicroseconds: now) ?? 0
    let today = Instant(microseconds: now, offsetMinutes: offset).localDate
    return try (-1...2).map { try occurrence(on: today.adding(days: $0)).due }.first { $0 > now }
      ?? now + Instant.microsecondsPerDay
  }

  /// `morning-2026-02-10.xlsx`.
  package func fileName(_ date: CivilDate, _ format: ManifestFormat) -> String {
    "\(name)-\(date).\(format.rawValue)"
  }
}
