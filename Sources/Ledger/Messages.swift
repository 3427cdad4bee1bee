import Freight

/// A message as it arrived, before anything was understood of it.
public struct NewMessage: Sendable {
  public var feed: String
  /// The format to decode with, where the feed or the command line fixed one.
  public var formatHint: String?
  /// The file's name, or whatever else the message was known by.
  public var name: String?
  /// UTC microseconds.
  public var receivedAt: Int64
  public var body: MessageBody
  /// How it will most likely end, where it was decoded beforehand and is appended in the transaction
  /// that receives it: then its row is written once. Until it is appended, the row says so too early;
  /// whatever comes true instead is what is committed.
  public var expected: MessageEnd?

  public init(
    feed: String, formatHint: String? = nil, name: String? = nil, receivedAt: Int64,
    body: MessageBody, expected: MessageEnd? = nil
  ) {
    self.feed = feed
    self.formatHint = formatHint
    self.name = name
    self.receivedAt = receivedAt
    self.body = body
    self.expected = expected
  }

  public init(
    feed: String, formatHint: String? = nil, name: String? = nil, receivedAt: Int64,
    body: [UInt8]
  ) {
    self.init(
      feed: feed, formatHint: formatHint, name: name, receivedAt: receivedAt,
      body: MessageBody(body))
  }
}

/// Whether the bytes were new; the id is that of the message that holds them.
public enum Receipt: Hashable, Sendable {
  case new(Int64)
  case duplicate(Int64)

  public var message: Int64 {
    switch self {
    case .new(let id), .duplicate(let id): id
    }
  }
}

/// What became of a pushed message.
public enum PushReceipt: Hashable, Sendable {
  case received(Receipt)
  /// The name is that of an earlier message, of the same bytes or of others; nothing was kept.
  case known(Int64)
}

/// What the inbox says of a message that was decoded.
public struct MessageEnd: Hashable, Sendable {
  var format: String
  var zone: String?
  var options: String?
  var accepted: Int
  var duplicates: Int
  var rejected: Int
  var warnings: Int

  init(_ message: DecodedMessage, accepted: Int, duplicates: Int) {
    format = message.format
    zone = message.zone
    options = message.options
    self.accepted = accepted
    self.duplicates = duplicates
    rejected = message.rejections.count
    warnings = message.warnings
  }

  /// That every event of it is new.
  public init(allNewIn message: DecodedMessage) {
    self.init(message, accepted: message.events.count, duplicates: 0)
  }
}

/// What a decoder made of one message of the inbox.
public struct DecodedMessage: Sendable {
  /// The inbox row.
  public var message: Int64
  public var format: String
  /// The zone that local times were read in, and other options as text, so that a replay can
  /// repeat or change them knowingly.
  public var zone: String?
  public var options: String?
  public var events: EventBatch
  public var rejections: [RejectedRecord]
  public var warnings: Int

  public init(
    message: Int64, format: String, zone: String? = nil, options: String? = nil,
    events: EventBatch, rejections: [RejectedRecord] = [], warnings: Int = 0
  ) {
    self.message = message
    self.format = format
    self.zone = zone
    self.options = options
    self.events = events
    self.rejections = rejections
    self.warnings = warnings
  }

  public init(
    message: Int64, format: String, zone: String? = nil, options: String? = nil,
    events: [Event], rejections: [RejectedRecord] = [], warnings: Int = 0
  ) {
    self.init(
      message: message, format: format, zone: zone, options: options, events: EventBatch(events),
      rejections: rejections, warnings: warnings)
  }
}

/// A record that could not be used. The first ``Freight/Limits/rejectionsKeptPerMessage`` of a
/// message are kept, all are counted.
public struct RejectedRecord: Hashable, Sendable {
  /// The stable name: `invalidIdentifier`.
  public var reason: String
  /// In the format's own terms: `line 7, column 3`.
  public var position: String
  public var detail: String
  /// The beginning of the record's own bytes, to show beside the reason.
  public var excerpt: [UInt8]?

  public init(reason: String, position: String, detail: String, excerpt: [UInt8]? = nil) {
    self.reason = reason
    self.position = position
    self.detail = detail
    self.excerpt = excerpt
  }
}

/// A rejected record as the ledger keeps it.
public struct KeptRejection: Hashable, Sendable {
  public var message: Int64
  public var feed: String
  /// Zero-based place among the message's rejections.
  public var ordinal: Int
  public var record: RejectedRecord
}

/// How one message ended.
public struct MessageOutcome: Hashable, Sendable {
  public var message: Int64
  /// Events that are in the ledger because of this message. On a replay, those it brought before
  /// are among them.
  public var accepted: Int
  /// Of `accepted`, those that this append added.
  public var added: Int
  /// Events that another message, or an earlier record of this one, had told already.
  public var duplicates: Int
  public var rejected: Int
  public var warnings: Int
}

/// What an append did.
public struct AppendOutcome: Hashable, Sendable {
  /// In the order given.
  public var messages: [MessageOutcome]
  /// The ledger's newest sequence number afterwards.
  public var highestSeq: Int64

  public var accepted: Int { messages.reduce(0) { $0 + $1.accepted } }
  public var duplicates: Int { messages.reduce(0) { $0 + $1.duplicates } }
  public var rejected: Int { messages.reduce(0) { $0 + $1.rejected } }
}

/// An inbox row, without the bytes.
public struct InboxMessage: Hashable, Sendable {
  public enum State: Int, Sendable, CaseIterable {
    /// Kept, not yet decoded: the process stopped in between, or decoding was put off.
    case received = 0
    case decoded = 1
  }

  public var id: Int64
  public var feed: String
  public var formatHint: String?
  public var name: String?
  public var receivedAt: Int64
  public var sha256: [UInt8]
  /// Bytes as received; on disk they are compressed.
  public var size: Int
  public var state: State
  public var format: String?
  public var zone: String?
  public var options: String?
  public var accepted: Int
  public var duplicates: Int
  public var rejected: Int
  public var warnings: Int
}

public struct InboxFilter: Hashable, Sendable {
  public var feed: String?
  public var state: InboxMessage.State?
  public var hasRejections: Bool
  /// Messages with a smaller id: the next page.
  public var before: Int64?
  public var limit: Int

  public init(
    feed: String? = nil, state: InboxMessage.State? = nil, hasRejections: Bool = false,
    before: Int64? = nil, limit: Int = 100
  ) {
    self.feed = feed
    self.state = state
    self.hasRejections = hasRejections
    self.before = before
    self.limit = limit
  }
}

public struct RejectionFilter: Hashable, Sendable {
  public var message: Int64?
  public var feed: String?
  public var reason: String?
  public var limit: Int

  public init(
    message: Int64? = nil, feed: String? = nil, reason: String? = nil, limit: Int = 1_000
  ) {
    self.message = message
    self.feed = feed
    self.reason = reason
    self.limit = limit
  }
}
