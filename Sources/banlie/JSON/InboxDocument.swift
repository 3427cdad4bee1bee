import Answers
import Freight
import Intake
import Ledger

/// `inbox list|show|replay|rejections --json`; their schema is Schemas/inbox.schema.json.
enum InboxDocument {
  static func message(_ message: InboxMessage) -> JSONText {
    .fields([
      "message": .integer(message.id), "feed": .string(message.feed),
      "name": .text(message.name), "received": FeedDocument.time(message.receivedAt),
      "sha256": .string(hex(message.sha256)), "bytes": .int(message.size),
      "state": .string(message.state == .decoded ? "decoded" : "received"),
      "format": .text(message.format), "accepted": .int(message.accepted),
      "duplicates": .int(message.duplicates), "rejected": .int(message.rejected),
      "warnings": .int(message.warnings),
    ])
  }

  static func replay<Store>(_ total: InboxReplay<Store>.Total, isTrial: Bool) -> JSONText {
    .fields([
      "dryRun": .flag(isTrial), "messages": .int(total.messages), "added": .int(total.added),
      "rejected": .int(total.rejected),
      "changes": .array(
        total.changes.map { change in
          .fields([
            "message": .integer(change.message), "feed": .string(change.feed),
            "name": .text(change.name), "added": .int(change.added),
            "rejectedBefore": .int(change.rejectedBefore),
            "rejectedNow": .int(change.rejectedNow),
          ])
        }),
      "unreadable": .some(
        total.unreadable.map {
          .fields(["message": .integer($0.message), "detail": .string($0.detail)])
        }),
    ])
  }

  static func rejections(_ rows: [KeptRejection], counts: [String: Int]) -> JSONText {
    .fields([
      "counts": .object(
        counts.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) }),
      "rejections": .array(
        rows.map { row in
          .fields([
            "message": .integer(row.message), "feed": .string(row.feed),
            "position": .text(row.record.position), "reason": .string(row.record.reason),
            "detail": .text(row.record.detail),
          ])
        }),
    ])
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
