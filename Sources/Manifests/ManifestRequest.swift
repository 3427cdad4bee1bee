import Answers
import Freight
import Ledger
import RouteBook
import Tracking

/// Which manifest: of a day, of part of the boxes, for whom.
package struct ManifestRequest: Hashable, Codable, Sendable {
  package var date: String
  /// UTC µs; nil is the end of that day in the operator's zone, or now while it lasts.
  package var asOf: Int64?
  /// A route file's id.
  package var route: String?
  /// With or without its date.
  package var train: String?
  /// A place's name, code or alias: only boxes that are there.
  package var place: String?
  /// Only this customer's goods, told as that customer may be told.
  package var customer: String?
  /// The manifest's changes since that day's.
  package var since: String?
  /// As of which moment that day's manifest was (UTC µs); nil is the end of the day.
  package var sinceAsOf: Int64?
  /// Keys of ``ManifestColumn``; nil takes the usual ones.
  package var columns: [String]?
  /// Of a csv; nil is the comma.
  package var separator: CSVWriter.Dialect?
  /// Of a csv: whether a double click in Excel must leave numbers of wagons, notes and goods whole
  /// (``CSVWriter/Identifiers/heldAsText``); nil is no.
  package var holdsNumbers: Bool?

  package init(
    date: String, asOf: Int64? = nil, route: String? = nil, train: String? = nil,
    place: String? = nil, customer: String? = nil, since: String? = nil, columns: [String]? = nil,
    separator: CSVWriter.Dialect? = nil, holdsNumbers: Bool? = nil
  ) {
    self.date = date
    self.asOf = asOf
    self.route = route
    self.train = train
    self.place = place
    self.customer = customer
    self.since = since
    self.columns = columns
    self.separator = separator
    self.holdsNumbers = holdsNumbers
  }
}

/// A day in the operator's zone.
package struct ManifestDay: Hashable, Sendable {
  package let date: CivilDate
  package let zone: String
  /// Its first and last microsecond, UTC.
  package let start: Int64
  package let end: Int64

  /// - Throws: ``Failure`` for a zone that nobody knows.
  package init(_ date: CivilDate, zone: String) throws {
    func midnight(_ date: CivilDate) throws -> Int64 {
      let local = LocalDateTime(date: date)
      guard let offset = ZoneClock.offsetMinutes(zone: zone, local: local) else {
        throw Failure.failed("“\(zone)” is no zone of the IANA database")
      }
      return local.instant(offsetMinutes: offset).microseconds
    }
    self.date = date
    self.zone = zone
    start = try midnight(date)
    end = try midnight(date.adding(days: 1)) - 1
  }

  /// `2026-02-10`, `today`, `yesterday`.
  ///
  /// - Parameter now: UTC µs.
  /// - Throws: ``Failure`` for anything else.
  package init(_ text: String, zone: String, now: Int64) throws {
    let offset = ZoneClock.offsetMinutes(zone: zone, utcMicroseconds: now) ?? 0
    let today = Instant(microseconds: now, offsetMinutes: offset).localDate
    switch text {
    case "today": try self.init(today, zone: zone)
    case "yesterday": try self.init(today.adding(days: -1), zone: zone)
    default:
      guard let date = CivilDate(iso: text) else {
        throw Failure.usage(
          "a manifest's date is YYYY-MM-DD, today or yesterday, not “\(text)”")
      }
      try self.init(date, zone: zone)
    }
  }

  /// The moment at which a manifest of this day is drawn up: its end, or now while it lasts.
  package func moment(now: Int64) -> Int64 { min(end, now) }
}

extension ManifestRequest {
  /// Whether what is being written at this moment may belong in it: then it is to be committed first
  /// (``Ledger/SQLiteLedger/settle()``), or the same moment would tell more tomorrow.
  ///
  /// - Parameter now: UTC µs.
  package func isFresh(zone: String, now: Int64) throws -> Bool {
    let moment = try asOf ?? ManifestDay(date, zone: zone, now: now).moment(now: now)
    return moment > now - Self.freshMicroseconds
  }

  /// A transaction that began before may not be over: as long as one could be expected to last at worst.
  private static let freshMicroseconds = 60 * Instant.microsecondsPerMinute
}

/// What a manifest is made with: its day and moment, and the outlook that was in force then.
package struct ManifestScene {
  package let request: ManifestRequest
  package let day: ManifestDay
  /// UTC µs: nothing learnt later is in it.
  package let asOf: Int64
  package let outlook: Outlook
  package let operatorName: String?
  package let columns: [ManifestColumn]
  let place: PlaceID?

  /// - Parameters:
  ///   - outlook: of whoever asks; a customer gets no more than its own goods, whatever is requested.
  ///   - zone: the operator's.
  /// - Throws: ``Failure`` for a request that cannot be met.
  package init(
    _ request: ManifestRequest, _ outlook: Outlook, zone: String, operatorName: String?,
    in reader: any LedgerReader
  ) throws {
    day = try ManifestDay(request.date, zone: zone, now: outlook.now)
    guard day.start <= outlook.now else {
      throw Failure.usage("\(day.date) has not begun yet in \(zone)")
    }
    asOf = request.asOf ?? day.moment(now: outlook.now)
    guard day.start <= asOf, asOf <= outlook.now else {
      throw Failure.usage(
        "a manifest of \(day.date) is as of a moment from that day's begin until now")
    }
    var then = try outlook.inForce(at: asOf, in: reader).informed(by: reader, asOf: asOf)
    then.now = asOf
    if let customer = request.customer, outlook.viewer == .desk {
      then.viewer = .customer(customer)
    }
    if let route = request.route, then.book.findRoute(route) == nil {
      throw Failure.noRoute(route)
    }
    place = try request.place.map(then.place)
    columns = try ManifestColumn.chosen(request.columns, viewer: then.viewer)
    self.outlook = then
    self.request = request
    self.operatorName = operatorName
  }

  /// Whether the day was over.
  var isWhole: Bool { asOf >= day.end }

  /// Whether a trip that the viewer may see belongs in it.
  func holds(_ whole: Journey) -> Bool {
    guard outlook.viewer.sees(whole) else { return false }
    // What is asked about is what may be seen.
    let journey = outlook.viewer.visible(whole)
    if let route = request.route, journey.path?.route != route { return false }
    if let place, journey.position?.place.map(outlook.book.hub) != place { return false }
    guard let train = request.train else { return true }
    return journey.train.map { $0.description == train || $0.number == train } ?? false
  }

  /// Ended within a week before that day, of which some may have been told only then.
  var lateFilter: JourneyFilter {
    var filter = JourneyFilter(route: request.route)
    filter.onlyEnded = true
    filter.endedSince = day.start - Self.lateDays * Instant.microsecondsPerDay
    return filter
  }

  /// Ends are told late, but what is told later still is history.
  private static let lateDays: Int64 = 7

  /// The report of an end before that day; nil for any other trip.
  func lateEnd(of journey: Journey) -> EventID? {
    guard !journey.isUnderWay, let last = journey.lastReport,
      last.at.microseconds < day.start
    else { return nil }
    return journey.position?.evidence
  }

  /// Whether the ledger learnt of that end on that day, though it was before: no manifest has told of it
  /// yet.
  func wasToldLate(_ end: EventID, in reader: any LedgerReader) throws -> Bool {
    guard let told = try reader.findEvent(end) else { return false }
    return told.event.recordedAt >= day.start
  }

  /// Under way, or ended on that day.
  var filter: JourneyFilter {
    var filter = JourneyFilter(route: request.route, onlyActive: true)
    filter.endedSince = day.start
    return filter
  }
}
