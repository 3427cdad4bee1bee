import Freight

/// Who is told what, in the words of whoever tells. Times are UTC microseconds.
public struct SubscriptionRecord: Hashable, Sendable {
  public enum State: Int, Sendable {
    case active
    /// Notices gather and wait.
    case paused
    /// The receiver said that it is gone: nothing is made for it any more.
    case gone
  }

  /// A short public name.
  public var id: String
  public var definition: String
  public var createdAt: Int64
  /// The newest event when it was made: what came before is no news.
  public var sinceSeq: Int64
  public var state: State

  public init(
    id: String, definition: String, createdAt: Int64, sinceSeq: Int64, state: State = .active
  ) {
    self.id = id
    self.definition = definition
    self.createdAt = createdAt
    self.sinceSeq = sinceSeq
    self.state = state
  }
}

/// A notice on its way into the outbox.
public struct NewNotice: Hashable, Sendable {
  /// Time-ordered and opaque; the receiver's key against doubles.
  public var name: String
  public var subscription: String
  /// What those that may share one notice have in common.
  public var cause: String
  public var type: String
  public var body: [UInt8]
  public var createdAt: Int64
  /// Sent then at the earliest.
  public var dueAt: Int64

  public init(
    name: String, subscription: String, cause: String, type: String, body: [UInt8],
    createdAt: Int64, dueAt: Int64
  ) {
    self.name = name
    self.subscription = subscription
    self.cause = cause
    self.type = type
    self.body = body
    self.createdAt = createdAt
    self.dueAt = dueAt
  }
}

/// A notice in the outbox.
public struct NoticeRecord: Hashable, Sendable {
  public enum State: Int, Sendable, CaseIterable {
    case waiting, delivered
    /// Given up: a dead letter.
    case dead
  }

  public var id: Int64
  public var name: String
  public var subscription: String
  public var cause: String
  public var type: String
  public var body: [UInt8]
  public var createdAt: Int64
  /// Of one that waits: when it is tried next.
  public var dueAt: Int64
  /// Tries so far.
  public var attempts: Int
  public var state: State
  public var endedAt: Int64?
}

public struct NoticeFilter: Hashable, Sendable {
  public var subscription: String?
  public var state: NoticeRecord.State?
  /// Made at or after then.
  public var since: Int64?
  public var limit: Int

  public init(
    subscription: String? = nil, state: NoticeRecord.State? = nil, since: Int64? = nil,
    limit: Int = 100
  ) {
    self.subscription = subscription
    self.state = state
    self.since = since
    self.limit = limit
  }
}

public struct NoticeCount: Hashable, Sendable {
  public var subscription: String
  public var state: NoticeRecord.State
  public var count: Int
  /// When the oldest of them was made.
  public var oldestAt: Int64
}

/// One try to deliver a notice.
public struct DeliveryAttempt: Hashable, Sendable {
  /// One-based; given by the ledger.
  public internal(set) var number: Int
  public var at: Int64
  public var milliseconds: Int
  /// HTTP's; nil where no answer came.
  public var status: Int?
  public var error: String?

  public init(at: Int64, milliseconds: Int, status: Int? = nil, error: String? = nil) {
    number = 0
    self.at = at
    self.milliseconds = milliseconds
    self.status = status
    self.error = error
  }
}

/// What becomes of a notice after a try.
public enum NoticeFate: Hashable, Sendable {
  case delivered
  /// Tried again then.
  case again(at: Int64)
  case dead
}

/// What subscribers know of a box, in the announcer's own words.
public struct AnnouncedRecord: Hashable, Sendable {
  public var subject: Subject
  /// The newest event that it takes into account.
  public var seq: Int64
  public var content: String

  public init(subject: Subject, seq: Int64, content: String) {
    self.subject = subject
    self.seq = seq
    self.content = content
  }
}
