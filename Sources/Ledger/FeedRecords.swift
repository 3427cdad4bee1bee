/// A feed that was added by command: its part of the configuration, as text.
public struct FeedDefinition: Hashable, Sendable {
  public var name: String
  /// YAML, as it would stand in `banlie.yaml`; names secrets, never holds them.
  public var definition: String
  /// UTC microseconds.
  public var addedAt: Int64

  public init(name: String, definition: String, addedAt: Int64) {
    self.name = name
    self.definition = definition
    self.addedAt = addedAt
  }
}

/// How polling of a feed stands. Times are UTC microseconds.
public struct PollRecord: Hashable, Sendable {
  public var feed: String
  public var isPaused = false
  /// When it is asked next; nil is at once.
  public var dueAt: Int64?
  public var attemptedAt: Int64?
  public var succeededAt: Int64?
  /// When it last brought something new.
  public var newsAt: Int64?
  /// Failures in a row.
  public var failures = 0
  /// Whether the circuit is open: asked rarely until it answers.
  public var isOpen = false
  /// Of the latest failure; nil after a success.
  public var error: String?
  /// Of the document as last taken.
  public var etag: String?
  public var lastModified: String?
  /// How far a mailbox or a numbered source was read, in its own terms.
  public var cursor: String?

  public init(feed: String) { self.feed = feed }
}

/// A file of a folder, as the server lists it.
public struct TakenFile: Hashable, Sendable {
  public var feed: String
  public var name: String
  /// −1 where the server does not say.
  public var sizeBytes: Int
  /// As listed; empty where the server does not say.
  public var modified: String

  public init(feed: String, name: String, sizeBytes: Int, modified: String) {
    self.feed = feed
    self.name = name
    self.sizeBytes = sizeBytes
    self.modified = modified
  }
}
