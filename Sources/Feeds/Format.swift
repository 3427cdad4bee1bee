import Freight

/// A wire format: bytes in, events and rejections out. Pure: no I/O, no clock, no state.
///
/// Adding a format is adding a folder here with a type that conforms, and one line in ``Formats``.
public protocol Format: Sendable {
  /// The name on the command line and in the configuration: `iftsta`.
  static var name: String { get }

  /// How well the bytes look like this format, 0 (not at all) … 100 (its signature is there).
  /// Looks at a prefix only and never throws.
  static func recognise(_ prefix: [UInt8]) -> Int

  /// Decodes one message. Never throws: what cannot be used is a ``Rejection`` in the result, and
  /// the good records of a bad message still count.
  static func decode(_ message: [UInt8], in context: DecodingContext) -> Decoded
}

/// What a decoder is told about the message, and what it may ask.
public struct DecodingContext: Sendable {
  /// The configured source.
  public var feed: String
  /// When the bytes were received (UTC): infers years, stands for missing update times.
  public var receivedAt: Instant
  /// The feed's zone, an IANA name, for local times at places whose zone is unknown.
  public var zone: String?
  public var dateOrder: DateOrder?
  /// Deviations that real senders commit (a wrong UNZ count) reject the record instead of warning.
  public var isStrict: Bool
  /// The operator's zone, where neither place nor feed has one. A format whose senders keep one zone
  /// of their own (Moscow, on the 1520-mm network) prefers that.
  public var fallbackZone: String?
  /// What this sender's own codes mean, from the feed's configuration; before any built-in table.
  public var codes: [String: Activity] = [:]
  /// Whether a date without a time is a railway day, which begins at 18:00 of the evening before.
  public var usesRailwayDay = false
  public var places: any PlaceDirectory

  public init(
    feed: String, receivedAt: Instant, zone: String? = nil, dateOrder: DateOrder? = nil,
    isStrict: Bool = false, places: any PlaceDirectory = NoPlaces()
  ) {
    self.feed = feed
    self.receivedAt = receivedAt
    self.zone = zone
    self.dateOrder = dateOrder
    self.isStrict = isStrict
    self.places = places
  }
}

/// `12.05`: 5 December to a Chinese sender, 12 May to a Russian one.
public enum DateOrder: String, Sendable, CaseIterable {
  case monthDay, dayMonth
}

/// What decoding needs to know about places and clocks: which zone a place keeps, and that zone's
/// offset at a local time. The route book answers; decoders only ask.
public protocol PlaceDirectory: Sendable {
  /// The IANA zone of the place, or nil where it is unknown.
  func zone(of place: PlaceReference) -> String?
  /// Minutes east of UTC on the zone's wall clock; nil for a zone nobody knows.
  func offsetMinutes(zone: String, at local: LocalDateTime) -> Int?
}

/// A directory that knows nothing: times without offset are then rejected, not guessed.
public struct NoPlaces: PlaceDirectory {
  public init() {}
  public func zone(of place: PlaceReference) -> String? { nil }
  public func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? { nil }
}

extension DecodingContext {
  /// Places a local time: by the zone of its place, else the feed's, with the assumption flagged;
  /// nil where neither is known.
  public func instant(
    _ local: LocalDateTime, at place: PlaceReference?
  ) -> (instant: Instant, assumptions: Assumptions)? {
    if let place, let zone = places.zone(of: place),
      let offset = places.offsetMinutes(zone: zone, at: local)
    {
      return (local.instant(offsetMinutes: offset), .zone)
    }
    if let zone = zone ?? fallbackZone, let offset = places.offsetMinutes(zone: zone, at: local) {
      return (local.instant(offsetMinutes: offset), .zone)
    }
    return nil
  }
}

/// The outcome of one message.
public struct Decoded: Sendable {
  public var events: [Event] = []
  public var rejections: [Rejection] = []
  /// Deviations that did not cost a record: said, counted, harmless.
  public var warnings: [Warning] = []

  public init(events: [Event] = [], rejections: [Rejection] = [], warnings: [Warning] = []) {
    self.events = events
    self.rejections = rejections
    self.warnings = warnings
  }
}

/// A record that could not be used, and why.
public struct Rejection: Error, Hashable, Sendable {
  public var reason: Reason
  public var position: Position
  /// What was found there and what to do, in one sentence.
  public var detail: String

  public init(_ reason: Reason, at position: Position, _ detail: String) {
    self.reason = reason
    self.position = position
    self.detail = detail
  }

  /// The names; each has a test that produces it. Stable: scripts and metrics count them.
  public enum Reason: String, Error, Sendable, CaseIterable {
    // The message as a whole
    case empty, unknownFormat, tooLarge, binary, wrongEncoding, tooManyRecords, tooDeep
    case truncated, malformed, legacyXls, unsupportedMessage, unsupportedDirectory, doctypeRefused
    // The envelope of an interchange
    case malformedEnvelope, countMismatch, referenceMismatch, segmentTooLong
    // A sheet
    case noHeader, noSubjectColumn, rowTooLong
    // One record
    case missingField, wrongType, invalidIdentifier, unknownSubject, invalidTime, zoneUnknown
    case yearUnknown, ambiguousDate, invalidNumber, invalidCode, wrongCheckDigit, textTooLong
    case recordTooLarge, tooManyMembers
  }
}

/// A deviation that cost nothing.
public struct Warning: Hashable, Sendable {
  public var position: Position
  public var detail: String

  public init(at position: Position, _ detail: String) {
    self.position = position
    self.detail = detail
  }
}
