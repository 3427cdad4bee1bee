import Freight
import Ledger
import Tracking

/// Decodes messages of the inbox again, with today's decoders and today's route book. Events that
/// come out the same are duplicates of themselves, so a replay changes only what improved.
public struct InboxReplay<Store: Ledger>: Sendable {
  public let ledger: Store
  public let tracker: Tracker

  public struct Total: Sendable {
    public var messages = 0
    public var added = 0
    public var rejected = 0
  }

  public init(ledger: Store, tracker: Tracker) {
    self.ledger = ledger
    self.tracker = tracker
  }

  /// - Parameter ids: the messages to decode again; nil for all.
  public mutating func run(
    _ ids: [Int64]?, options: (InboxMessage) throws -> FeedOptions,
    progress: (Int) -> Void = { _ in }
  ) throws -> Total {
    var total = Total()
    for id in try ids ?? allMessages() {
      let (message, body) = try ledger.read { reader in
        guard let message = try reader.findMessage(id) else { throw LedgerError.noSuchMessage(id) }
        return (message, try reader.body(of: id))
      }
      let intake = Intake(ledger: ledger, tracker: tracker, options: try options(message))
      var outcome = Intake<Store>.Outcome()
      // As of its receipt: years are inferred from when it came, not from today.
      try intake.store(
        [intake.prepare(body, receivedAt: message.receivedAt)], name: message.name,
        receivedAt: message.receivedAt, into: &outcome)
      total.messages += 1
      total.added += outcome.accepted
      total.rejected += outcome.rejected
      progress(total.messages)
    }
    try Journeys(tracker: tracker).projectStale(in: ledger)
    return total
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
