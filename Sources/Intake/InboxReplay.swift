import Freight
import Ledger
import Tracking

/// Decodes messages of the inbox again, with today's decoders and today's route book. Events that
/// come out the same are duplicates of themselves, so a replay changes only what improved.
public struct InboxReplay<Store: Ledger>: Sendable {
  public let ledger: Store
  public let tracker: Tracker
  private let observer: (any JourneyObserver)?
  private let clock: @Sendable () -> Int64

  /// What replaying one message changed, or would change.
  public struct Change: Hashable, Sendable {
    public var message: Int64
    public var feed: String
    public var name: String?
    /// Events that were not understood before.
    public var added: Int
    public var rejectedBefore: Int
    public var rejectedNow: Int
  }

  /// A message whose bytes the ledger cannot give any more; all others are replayed.
  public struct Unreadable: Hashable, Sendable {
    public var message: Int64
    public var detail: String
  }

  public struct Total: Sendable {
    public var messages = 0
    public var added = 0
    public var rejected = 0
    /// Messages of which anything changed, in the order of the inbox.
    public var changes: [Change] = []
    public var unreadable: [Unreadable] = []
  }

  /// - Parameters:
  ///   - observer: told of journeys that change.
  ///   - clock: UTC µs. What is understood only now was not known before, and no answer as of an earlier
  ///     moment has it.
  public init(
    ledger: Store, tracker: Tracker, observer: (any JourneyObserver)? = nil,
    clock: @escaping @Sendable () -> Int64
  ) {
    self.clock = clock
    self.ledger = ledger
    self.tracker = tracker
    self.observer = observer
  }

  /// - Parameters:
  ///   - ids: the messages to decode again; nil for all.
  ///   - isTrial: finds out what would change, and changes nothing.
  ///   - progress: called with the number of messages done, of how many.
  public func run(
    _ ids: [Int64]?, isTrial: Bool = false, options: (InboxMessage) throws -> FeedOptions,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> Total {
    var total = Total()
    let ids = try ids ?? allMessages()
    for id in ids {
      let message: InboxMessage
      let body: [UInt8]
      do {
        (message, body) = try ledger.read { try Self.message(id, in: $0) }
      } catch LedgerError.damaged(let detail) {
        total.unreadable.append(Unreadable(message: id, detail: detail))
        continue
      }
      let intake = Intake(
        ledger: ledger, tracker: tracker, options: try options(message), clock: clock)
      var outcome = IntakeOutcome()
      // As of its receipt: years are inferred from when it came, not from today.
      try intake.store(
        [intake.prepare(body, receivedAt: message.receivedAt, isReplay: true)], name: message.name,
        receivedAt: message.receivedAt, isTrial: isTrial, into: &outcome)
      total.messages += 1
      total.added += outcome.accepted
      total.rejected += outcome.rejected
      if outcome.accepted > 0 || outcome.rejected != message.rejected {
        total.changes.append(
          Change(
            message: id, feed: message.feed, name: message.name, added: outcome.accepted,
            rejectedBefore: message.rejected, rejectedNow: outcome.rejected))
      }
      progress(total.messages + total.unreadable.count, ids.count)
    }
    if !isTrial { try Journeys(tracker: tracker, observer: observer).projectStale(in: ledger) }
    return total
  }

  private static func message(
    _ id: Int64, in reader: any LedgerReader
  ) throws -> (InboxMessage, [UInt8]) {
    guard let message = try reader.findMessage(id) else { throw LedgerError.noSuchMessage(id) }
    return (message, try reader.body(of: id))
  }

  private func allMessages() throws -> [Int64] {
    var ids: [Int64] = []
    var before: Int64?
    while true {
      let page = try ledger.read { try $0.listMessages(InboxFilter(before: before, limit: 1_000)) }
      ids += page.map(\.id)
      guard let last = page.last, page.count == 1_000 else { return ids.sorted() }
      before = last.id
    }
  }
}
