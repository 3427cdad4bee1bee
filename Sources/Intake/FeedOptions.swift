import Feeds
import Freight

/// How one feed's messages are read.
public struct FeedOptions: Sendable {
  public var feed: String
  /// Nil recognises the format from the bytes.
  public var format: String?
  /// The sender's IANA zone.
  public var zone: String?
  /// The operator's, where the sender's is not known.
  public var fallbackZone: String?
  public var dateOrder: DateOrder?
  public var isStrict: Bool
  /// What the sender's own codes mean.
  public var codes: [String: Activity] = [:]
  public var usesRailwayDay = false
  public var track = Track.all

  public init(
    feed: String, format: String? = nil, zone: String? = nil, dateOrder: DateOrder? = nil,
    isStrict: Bool = false
  ) {
    self.feed = feed
    self.format = format
    self.zone = zone
    self.dateOrder = dateOrder
    self.isStrict = isStrict
  }
}

/// Whose boxes a feed's reports are kept of.
public enum Track: String, Sendable, CaseIterable {
  case all
  /// Only what concerns a box, wagon or train that the ledger knows: platforms list strangers'
  /// boxes too. The bytes are kept whole, so a replay finds what became ours since.
  case ours
}

/// How the messages of one file ended.
public struct IntakeOutcome: Sendable {
  public var format: String?
  public var accepted = 0
  public var duplicates = 0
  public var rejected = 0
  /// Reports that concern nobody of ours, where the feed is set to leave them out.
  public var strangers = 0
  public var warningCount = 0
  /// The first of each, as many as a person reads.
  public var rejections: [Rejection] = []
  public var warnings: [Warning] = []

  public init() {}

  /// Counts all, keeps the first of each.
  mutating func add(_ rejections: [Rejection], _ warnings: [Warning]) {
    rejected += rejections.count
    warningCount += warnings.count
    let room = Limits.rejectionsKeptPerMessage
    self.rejections += rejections.prefix(max(0, room - self.rejections.count))
    self.warnings += warnings.prefix(max(0, room - self.warnings.count))
  }
}
