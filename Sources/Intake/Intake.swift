import Feeds
import Freight
import Ledger
import Tracking

/// The only writer: bytes into the inbox, decoded into events and rejections, journeys projected.
///
/// One message's inbox row, events, rejections and stale marks are one transaction. Folding journeys
/// waits until no message does: a long file would fold a box again for every report of it. Answers
/// are never behind: one box is folded from its events, a list folds what is stale.
public struct Intake<Store: Ledger>: Sendable {
  public let ledger: Store
  public let tracker: Tracker
  public let options: Options
  private let observer: (any JourneyObserver)?
  private let clock: (@Sendable () -> Int64)?

  public typealias Options = FeedOptions

  /// - Parameters:
  ///   - observer: told of journeys that change.
  ///   - clock: UTC µs, asked in the transaction that keeps a message: a file that took an hour to read
  ///     was not known when its reading began, and whoever asked as of then is to be told the same
  ///     again. Only an answer as of the moments that such a transaction lasts may have missed it. Nil
  ///     where the moment of receipt is all that counts.
  public init(
    ledger: Store, tracker: Tracker, options: Options, observer: (any JourneyObserver)? = nil,
    clock: (@Sendable () -> Int64)? = nil
  ) {
    self.ledger = ledger
    self.tracker = tracker
    self.options = options
    self.observer = observer
    self.clock = clock
  }

  public typealias Outcome = IntakeOutcome

  public typealias Prepared = PreparedMessage

  // MARK: - Decoding

  /// Pure and slow: run it beside the writer.
  ///
  /// - Parameters:
  ///   - firstLine: the line of the file that the message begins on, less one.
  ///   - isReplay: it came long ago, which is kept with its reports: the ledger learns them only now.
  public func prepare(
    _ body: [UInt8], receivedAt: Int64, firstLine: Int = 0, isReplay: Bool = false
  ) -> Prepared {
    var (format, decoded) = MessageDecoder(book: tracker.book, options: options).decode(
      body, receivedAt: receivedAt, firstLine: firstLine)
    if isReplay {
      for index in decoded.events.indices { decoded.events[index].receivedAt = receivedAt }
    }
    var prepared = Prepared(size: body.count, format: format)
    // One that is too large is not kept.
    if body.count <= Limits.messageBytes { prepared.body = MessageBody(body) }
    prepared.rejections = decoded.rejections
    prepared.warnings = decoded.warnings
    switch options.track {
    case .all: prepared.events = EventBatch(decoded.events)
    case .ours: prepared.unsifted = decoded.events
    }
    return prepared
  }

  // MARK: - Storing

  /// Ends a transaction without a trace once it is known what it would have done.
  private struct Trial: Error {
    let ends: [End]
  }

  /// Stores prepared messages in one transaction and adds their ends to the outcome.
  ///
  /// - Parameter isTrial: finds out what would come of it, and keeps nothing.
  func store(
    _ messages: [Prepared], name: String?, receivedAt: Int64, isTrial: Bool = false,
    into outcome: inout Outcome
  ) throws {
    let ends: [End]
    do {
      ends = try ledger.write { writer in
        let ends = try messages.map { message in
          try store(message, name: name, receivedAt: receivedAt, with: writer)
        }
        if isTrial { throw Trial(ends: ends) }
        return ends
      }
    } catch let trial as Trial { ends = trial.ends }
    for (message, end) in zip(messages, ends) {
      outcome.format = outcome.format ?? message.format
      outcome.accepted += end.added
      outcome.duplicates += end.duplicates
      outcome.strangers += end.strangers
      outcome.add(message.rejections, message.warnings)
    }
  }

  /// How one message ended.
  struct End {
    /// Zero for one that is too large to be kept.
    var message: Int64 = 0
    var added = 0
    var duplicates = 0
    var strangers = 0
  }

  func store(
    _ message: Prepared, name: String?, receivedAt: Int64, with writer: any LedgerWriter
  ) throws -> End {
    var end = End()
    guard let body = message.body else { return end }
    let receipt = try writer.receive(
      NewMessage(
        feed: options.feed, formatHint: options.format, name: name, receivedAt: receivedAt,
        body: body))
    end.message = receipt.message
    var events = message.events
    if options.track == .ours {
      let ours = try Sieve(writer.reader).sift(message.unsifted)
      end.strangers = message.unsifted.count - ours.count
      events = EventBatch(ours)
    }
    let outcome = try writer.append(
      [
        DecodedMessage(
          message: receipt.message, format: message.format ?? "unknown", zone: options.zone,
          events: events,
          rejections: message.rejections.map(RejectedRecord.init),
          warnings: message.warnings.count)
      ], recordedAt: max(receivedAt, clock?() ?? receivedAt))
    end.added = outcome.messages.first?.added ?? 0
    end.duplicates = events.count - end.added
    return end
  }

  /// Takes one whole message, stores it and brings journeys up to date.
  public func ingest(message body: [UInt8], name: String? = nil, receivedAt: Int64) throws
    -> Outcome
  {
    var outcome = Outcome()
    try store(
      [prepare(body, receivedAt: receivedAt)], name: name, receivedAt: receivedAt, into: &outcome)
    try Journeys(tracker: tracker, observer: observer).projectStale(in: ledger)
    return outcome
  }
}

/// What decoding made of one message, before it is stored.
public struct PreparedMessage: Sendable {
  var size: Int
  /// Nil for a message too large to be kept.
  var body: MessageBody?
  public internal(set) var format: String?
  var events = EventBatch([])
  /// Before it is known which of them concern us.
  var unsifted: [Event] = []
  public internal(set) var rejections: [Rejection] = []
  var warnings: [Warning] = []

  /// Reports that could be read.
  public var understood: Int { events.count + unsifted.count }
}
