import Freight
import GRDB

extension SQLiteWriter {
  func append(_ messages: [DecodedMessage], recordedAt: Int64) throws -> AppendOutcome {
    var outcomes: [MessageOutcome] = []
    var replays: [Bool] = []
    for message in messages {
      replays.append(try wasDecoded(message.message))
      outcomes.append(
        MessageOutcome(
          message: message.message, accepted: 0, added: 0, duplicates: 0,
          rejected: message.rejections.count, warnings: message.warnings))
    }

    var appender = try Appender(self, recordedAt: recordedAt)
    var previous: EventID?
    for (index, draft) in Self.drafts(of: messages) {
      let id = messages[index].message
      if draft.key == previous {
        outcomes[index].duplicates += 1
      } else if try appender.insert(draft, message: id) {
        outcomes[index].accepted += 1
        outcomes[index].added += 1
      } else if replays[index], try appender.message(of: draft.key) == id {
        outcomes[index].accepted += 1
      } else {
        outcomes[index].duplicates += 1
      }
      previous = draft.key
    }
    let highestSeq = try rows.highestSeq()
    try appender.finish(highestSeq: highestSeq)

    for (index, message) in messages.enumerated() {
      try keepOutcome(outcomes[index], of: message)
      if replays[index] { try forgetRejections(of: message) }
      try keepRejections(of: message)
    }
    return AppendOutcome(messages: outcomes, highestSeq: highestSeq)
  }

  /// All events of the batches with the place of their message, in the order of the keys; of equal
  /// ones, the first that came stays first.
  private static func drafts(
    of messages: [DecodedMessage]
  ) -> [(message: Int, draft: EventBatch.Draft)] {
    var drafts: [(message: Int, draft: EventBatch.Draft)] = []
    drafts.reserveCapacity(messages.reduce(0) { $0 + $1.events.count })
    for (index, message) in messages.enumerated() {
      drafts += message.events.drafts.lazy.map { (index, $0) }
    }
    // One message's own are in order.
    if messages.count > 1 {
      drafts.sort { a, b in
        a.draft.key == b.draft.key
          ? (a.message, a.draft.ordinal) < (b.message, b.draft.ordinal) : a.draft.key < b.draft.key
      }
    }
    return drafts
  }

  private func wasDecoded(_ message: Int64) throws -> Bool {
    if received[message] != nil { return false }
    let statement = try prepare("SELECT state FROM inbox WHERE id = ?")
    statement.bind(1, message)
    guard let state = try statement.first({ $0.int(0) }) else {
      throw LedgerError.noSuchMessage(message)
    }
    return state == InboxMessage.State.decoded.rawValue
  }

  private func keepOutcome(_ outcome: MessageOutcome, of message: DecodedMessage) throws {
    let end = MessageEnd(
      message, accepted: outcome.accepted, duplicates: outcome.duplicates)
    if received.removeValue(forKey: message.message) == .some(end) { return }
    let update = try prepare(
      """
      UPDATE inbox SET state = ?, format = ?, zone = ?, options = ?, accepted = ?, duplicates = ?,
        rejected = ?, warnings = ?
      WHERE id = ?
      """)
    update.bind(1, InboxMessage.State.decoded.rawValue)
    update.bind(2, end.format)
    update.bind(3, end.zone)
    update.bind(4, end.options)
    update.bind(5, end.accepted)
    update.bind(6, end.duplicates)
    update.bind(7, end.rejected)
    update.bind(8, end.warnings)
    update.bind(9, message.message)
    try update.run()
  }

  private func forgetRejections(of message: DecodedMessage) throws {
    let old = try prepare("DELETE FROM rejections WHERE message = ?")
    old.bind(1, message.message)
    try old.run()
  }

  private func keepRejections(of message: DecodedMessage) throws {
    guard !message.rejections.isEmpty else { return }
    let insert = try prepare(
      """
      INSERT INTO rejections(message, ordinal, reason, position, detail, excerpt)
      VALUES(?, ?, ?, ?, ?, ?)
      """)
    let kept = message.rejections.prefix(Limits.rejectionsKeptPerMessage)
    for (ordinal, record) in kept.enumerated() {
      insert.bind(1, message.message)
      insert.bind(2, ordinal)
      insert.bind(3, record.reason)
      insert.bind(4, record.position)
      insert.bind(5, record.detail)
      insert.bind(6, record.excerpt)
      try insert.run()
    }
  }
}
