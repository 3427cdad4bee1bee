import Freight

/// An event with its place in the ledger. `event.recordedAt` is set.
public struct RecordedEvent: Hashable, Sendable {
  /// Grows with every append; serves pages, `Last-Event-ID` and the order of arrival.
  public var seq: Int64
  public var event: Event

  public init(seq: Int64, event: Event) {
    self.seq = seq
    self.event = event
  }
}

/// One trip of a container as the fold left it: an opaque snapshot beside the columns that lists
/// filter on. A snapshot of another `version` or `bookDigest` than today's is to be folded again.
public struct JourneyRow: Hashable, Sendable {
  public var subject: Subject
  /// One-based, in order of time.
  public var trip: Int
  public var version: Int
  public var bookDigest: String
  /// Not yet delivered, returned or cancelled.
  public var isActive: Bool
  public var state: String
  public var route: String?
  public var train: String?
  /// Where it is, as the gazetteer's slug.
  public var place: String?
  /// When it was last heard of, UTC microseconds.
  public var lastReportAt: Int64?
  public var snapshot: [UInt8]

  public init(
    subject: Subject, trip: Int, version: Int, bookDigest: String, isActive: Bool, state: String,
    route: String? = nil, train: String? = nil, place: String? = nil, lastReportAt: Int64? = nil,
    snapshot: [UInt8]
  ) {
    self.subject = subject
    self.trip = trip
    self.version = version
    self.bookDigest = bookDigest
    self.isActive = isActive
    self.state = state
    self.route = route
    self.train = train
    self.place = place
    self.lastReportAt = lastReportAt
    self.snapshot = snapshot
  }
}

/// Which journeys to list; every condition that is set must hold.
public struct JourneyFilter: Hashable, Sendable {
  public var kind: Subject.Kind
  public var route: String?
  public var train: String?
  public var place: String?
  public var state: String?
  public var onlyActive: Bool
  /// Beside active trips also those that have ended and were last heard of since then, UTC µs.
  public var endedSince: Int64?
  /// Of those under `endedSince` only the ended ones.
  public var onlyEnded = false
  /// IDs after this one: the next page.
  public var after: String?
  public var limit: Int?

  public init(
    kind: Subject.Kind = .container, route: String? = nil, train: String? = nil,
    place: String? = nil, state: String? = nil, onlyActive: Bool = false, after: String? = nil,
    limit: Int? = nil
  ) {
    self.kind = kind
    self.route = route
    self.train = train
    self.place = place
    self.state = state
    self.onlyActive = onlyActive
    self.after = after
    self.limit = limit
  }

  /// Whether every condition but the limit holds.
  public func keeps(_ row: JourneyRow) -> Bool {
    row.subject.kind == kind && row.subject.id > after ?? "" && isWanted(row)
      && (route == nil || row.route == route) && (train == nil || row.train == train)
      && (place == nil || row.place == place) && (state == nil || row.state == state)
  }

  private func isWanted(_ row: JourneyRow) -> Bool {
    let isRecent = endedSince.map { row.lastReportAt ?? .min >= $0 }
    if onlyEnded { return !row.isActive && isRecent ?? true }
    return !onlyActive || row.isActive || isRecent ?? false
  }
}

/// What was in force from a moment on: configuration, routes, aliases, trust ranks.
public struct KeptVersion: Hashable, Sendable {
  public var kind: String
  public var digest: String
  public var content: [UInt8]
  /// UTC microseconds.
  public var since: Int64
}

/// Somebody has seen an alert and says so. It stays true of that alert only: same kind, place and
/// beginning.
public struct Acknowledgement: Hashable, Sendable {
  public var subject: Subject
  public var alertKind: String
  public var place: String?
  /// When the alert began, UTC microseconds.
  public var since: Int64
  public var acknowledgedAt: Int64
  public var by: String
  public var note: String?

  public init(
    subject: Subject, alertKind: String, place: String? = nil, since: Int64,
    acknowledgedAt: Int64, by: String, note: String? = nil
  ) {
    self.subject = subject
    self.alertKind = alertKind
    self.place = place
    self.since = since
    self.acknowledgedAt = acknowledgedAt
    self.by = by
    self.note = note
  }
}

public struct LedgerCounts: Hashable, Sendable {
  public var messages: Int
  /// Received, not yet decoded.
  public var undecoded: Int
  public var events: Int
  public var subjects: Int
  public var journeys: Int
  public var stale: Int
  public var rejections: Int
}
