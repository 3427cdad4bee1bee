import Feeds
import Freight
import Ledger

/// How a pushed message ended.
public struct PushOutcome: Sendable {
  /// Its number in the inbox.
  public var message: Int64
  public var accepted: Int
  public var duplicates: Int
  public var strangers = 0
  public var rejected: Int
  /// The first of them.
  public var rejections: [RejectedRecord]
  /// Whether the sender had pushed it before, under the same name.
  public var isRepeated = false
}

/// A sender used the name of an earlier message for another one.
public struct NameTaken: Error, Hashable, Sendable {
  /// The earlier message, in the inbox.
  public var message: Int64
}

extension Intake {
  /// Keeps one pushed message in a transaction that others may share.
  ///
  /// - Parameter id: the sender's own name for the message. Pushed again under it, the message is one.
  /// - Throws: ``NameTaken``, and what the ledger throws.
  public func keep(
    _ message: Prepared, id: String?, receivedAt: Int64, with writer: any LedgerWriter
  ) throws -> PushOutcome {
    if let id, let known = try writer.reader.findPush(feed: options.feed, id: id) {
      return try repeated(known, message, writer.reader)
    }
    let end = try store(message, name: id, receivedAt: receivedAt, with: writer)
    if let id, end.message > 0 {
      try writer.keepPush(feed: options.feed, id: id, message: end.message)
    }
    return PushOutcome(
      message: end.message, accepted: end.added, duplicates: end.duplicates,
      strangers: end.strangers, rejected: message.rejections.count,
      rejections: message.rejections.prefix(Limits.rejectionsKeptPerMessage).map(
        RejectedRecord.init)
    )
  }

  private func repeated(
    _ known: Int64, _ message: Prepared, _ reader: any LedgerReader
  ) throws -> PushOutcome {
    guard let kept = try reader.findMessage(known) else { throw LedgerError.noSuchMessage(known) }
    guard kept.sha256 == message.body?.sha256 else { throw NameTaken(message: known) }
    let rejections = try reader.listRejections(RejectionFilter(message: known)).map(\.record)
    return PushOutcome(
      message: known, accepted: 0, duplicates: kept.accepted + kept.duplicates,
      rejected: kept.rejected, rejections: rejections, isRepeated: true)
  }
}

extension RejectedRecord {
  public init(_ rejection: Rejection) {
    self.init(
      reason: rejection.reason.rawValue, position: rejection.position.description,
      detail: rejection.detail)
  }
}
