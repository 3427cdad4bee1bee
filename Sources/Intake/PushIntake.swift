import Feeds
import Freight
import Ledger

/// One pushed message, decoded, on its way into the ledger.
public struct Push: Sendable {
  var message: PreparedMessage
  var options: FeedOptions
  /// The sender's own name for it. Pushed again under it, the message is one.
  var id: String?
  /// UTC µs.
  var receivedAt: Int64

  public init(message: PreparedMessage, options: FeedOptions, id: String?, receivedAt: Int64) {
    self.message = message
    self.options = options
    self.id = id
    self.receivedAt = receivedAt
  }
}

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

/// Keeps pushed messages of any feeds together in one transaction: what follows from their events is
/// written once for all of them.
public struct PushIntake {
  private struct Waiting {
    var index: Int
    var decoded: DecodedMessage
    var strangers: Int
  }

  private let pushes: [Push]
  private let writer: any LedgerWriter
  private let clock: @Sendable () -> Int64
  private var ends: [Result<PushOutcome, NameTaken>?]
  private var batch: [Waiting] = []
  /// The messages of the batch.
  private var numbers: Set<Int64> = []

  private init(
    _ pushes: [Push], _ writer: any LedgerWriter, _ clock: @escaping @Sendable () -> Int64
  ) {
    self.pushes = pushes
    self.writer = writer
    self.clock = clock
    ends = Array(repeating: nil, count: pushes.count)
  }

  /// - Parameter clock: UTC µs, asked in the transaction: when the ledger learns what was pushed.
  /// - Returns: how each ended, in their order, and the ledger's newest event after them.
  /// - Throws: what the ledger throws; then none is kept.
  public static func keep(
    _ pushes: [Push], with writer: any LedgerWriter, clock: @escaping @Sendable () -> Int64
  ) throws -> (ends: [Result<PushOutcome, NameTaken>], seq: Int64) {
    var intake = PushIntake(pushes, writer, clock)
    for index in pushes.indices { try intake.take(index) }
    try intake.flush()
    return (intake.ends.compactMap(\.self), try writer.reader.highestSeq())
  }

  private mutating func take(_ index: Int) throws {
    let push = pushes[index]
    guard let body = push.message.body else { return try passOver(push, index) }
    // Of what is sifted nobody knows beforehand how much is ours.
    let isSifted = push.options.track == .ours
    var decoded = decoded(push, push.message.events)
    let message = NewMessage(
      feed: push.options.feed, formatHint: push.options.format, name: push.id,
      receivedAt: push.receivedAt, body: body,
      expected: isSifted ? nil : MessageEnd(allNewIn: decoded))
    switch try receive(message, as: push.id) {
    case .known(let known): return try repeated(known, push, index)
    case .received(let receipt): decoded.message = receipt.message
    }
    // The same bytes under two names, and who is ours, are told from what is in the tables already.
    if numbers.contains(decoded.message) || isSifted { try flush() }
    var strangers = 0
    if isSifted {
      let ours = try Sieve(writer.reader).sift(push.message.unsifted)
      strangers = push.message.unsifted.count - ours.count
      decoded.events = EventBatch(ours)
    }
    batch.append(Waiting(index: index, decoded: decoded, strangers: strangers))
    numbers.insert(decoded.message)
  }

  private func receive(_ message: NewMessage, as id: String?) throws -> PushReceipt {
    if let id { return try writer.receive(message, pushedAs: id) }
    return .received(try writer.receive(message))
  }

  /// One whose bytes are not kept.
  private mutating func passOver(_ push: Push, _ index: Int) throws {
    if let id = push.id,
      let known = try writer.reader.findPush(feed: push.options.feed, id: id)
    {
      return try repeated(known, push, index)
    }
    ends[index] = .success(outcome(of: push, message: 0))
  }

  private func decoded(_ push: Push, _ events: EventBatch) -> DecodedMessage {
    DecodedMessage(
      message: 0, format: push.message.format ?? "unknown", zone: push.options.zone, events: events,
      rejections: push.message.rejections.map(RejectedRecord.init),
      warnings: push.message.warnings.count)
  }

  private mutating func flush() throws {
    guard !batch.isEmpty else { return }
    let latest = batch.map { pushes[$0.index].receivedAt }.max() ?? 0
    let outcome = try writer.append(batch.map(\.decoded), recordedAt: max(latest, clock()))
    for (waiting, end) in zip(batch, outcome.messages) {
      var told = self.outcome(of: pushes[waiting.index], message: waiting.decoded.message)
      told.accepted = end.added
      told.duplicates = waiting.decoded.events.count - end.added
      told.strangers = waiting.strangers
      ends[waiting.index] = .success(told)
    }
    batch = []
    numbers = []
  }

  private func outcome(of push: Push, message: Int64) -> PushOutcome {
    PushOutcome(
      message: message, accepted: 0, duplicates: 0, rejected: push.message.rejections.count,
      rejections: push.message.rejections.prefix(Limits.rejectionsKeptPerMessage).map(
        RejectedRecord.init))
  }

  private mutating func repeated(_ known: Int64, _ push: Push, _ index: Int) throws {
    // Told from what is in the tables.
    if numbers.contains(known) { try flush() }
    let reader = writer.reader
    guard let kept = try reader.findMessage(known) else { throw LedgerError.noSuchMessage(known) }
    guard kept.sha256 == push.message.body?.sha256 else {
      ends[index] = .failure(NameTaken(message: known))
      return
    }
    let rejections = try reader.listRejections(RejectionFilter(message: known)).map(\.record)
    ends[index] = .success(
      PushOutcome(
        message: known, accepted: 0, duplicates: kept.accepted + kept.duplicates,
        rejected: kept.rejected, rejections: rejections, isRepeated: true))
  }
}

extension RejectedRecord {
  public init(_ rejection: Rejection) {
    self.init(
      reason: rejection.reason.rawValue, position: rejection.position.description,
      detail: rejection.detail)
  }
}
