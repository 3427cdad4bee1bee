import Freight
import GRDB

/// One transaction under way.
final class SQLiteWriter: LedgerWriter {
  let db: Database
  var caches: WriterCaches
  /// Messages that this transaction has received and not appended yet, each with the end that stands in
  /// its row already.
  var received: [Int64: MessageEnd?] = [:]
  /// The newest of the inbox, once it was asked for.
  private var newestMessage: Int64?

  init(db: Database, caches: WriterCaches) {
    self.db = db
    self.caches = caches
  }

  var reader: any LedgerReader { rows }
  var rows: SQLiteReader { SQLiteReader(db: db) }

  func prepare(_ sql: String) throws -> Prepared { try Prepared(db, sql) }

  func attempt<T>(_ body: () throws -> T) throws -> T {
    try prepare("SAVEPOINT attempt").run()
    let before = received
    do {
      let result = try body()
      try prepare("RELEASE attempt").run()
      return result
    } catch {
      // Ids and pairs learnt inside are about to disappear.
      caches = WriterCaches()
      received = before
      newestMessage = nil
      // On a full disk SQLite may already have undone the whole transaction.
      guard db.isInsideTransaction else { throw TransactionLost(cause: error) }
      try db.execute(sql: "ROLLBACK TO attempt; RELEASE attempt")
      throw error
    }
  }

  // MARK: - Inbox

  func receive(_ message: NewMessage) throws -> Receipt {
    let size = message.body.bytes.count
    guard size <= Limits.messageBytes else { throw LedgerError.messageTooLarge(bytes: size) }
    // Nearly every message is new: the index that would tell is asked by the insert itself.
    let row = try prepare(
      """
      INSERT INTO inbox(feed, hint, name, received, sha256, size, state, format, zone, options,
        accepted, duplicates, rejected, warnings)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT(feed, sha256) DO NOTHING
      """)
    row.bind(1, message.feed)
    row.bind(2, message.formatHint)
    row.bind(3, message.name)
    row.bind(4, message.receivedAt)
    row.bind(5, message.body.sha256)
    row.bind(6, size)
    let end = message.expected
    let state: InboxMessage.State = end == nil ? .received : .decoded
    row.bind(7, state.rawValue)
    row.bind(8, end?.format)
    row.bind(9, end?.zone)
    row.bind(10, end?.options)
    row.bind(11, end?.accepted ?? 0)
    row.bind(12, end?.duplicates ?? 0)
    row.bind(13, end?.rejected ?? 0)
    row.bind(14, end?.warnings ?? 0)
    guard try row.run() > 0 else { return .duplicate(try number(of: message)) }
    let id = db.lastInsertedRowID

    let body = try prepare("INSERT INTO bodies(message, coding, body) VALUES(?, ?, ?)")
    body.bind(1, id)
    body.bind(2, message.body.coding)
    body.bind(3, message.body.packed)
    try body.run()
    received[id] = .some(end)
    newestMessage = id
    return .new(id)
  }

  /// The number that the next new message gets.
  func nextMessage() throws -> Int64 {
    let newest =
      try newestMessage ?? prepare("SELECT coalesce(max(id), 0) FROM inbox").first { $0.int64(0) }
    newestMessage = newest
    return (newest ?? 0) + 1
  }

  /// Before the commit: a message that was not appended has not come to the end that was expected.
  func dropExpectations() throws {
    for case (let message, _?) in received {
      let undecoded = try prepare(
        """
        UPDATE inbox SET state = ?, format = NULL, zone = NULL, options = NULL, accepted = 0,
          duplicates = 0, rejected = 0, warnings = 0
        WHERE id = ?
        """)
      undecoded.bind(1, InboxMessage.State.received.rawValue)
      undecoded.bind(2, message)
      try undecoded.run()
    }
  }

  /// The kept message of those bytes from that feed.
  private func number(of message: NewMessage) throws -> Int64 {
    let known = try prepare("SELECT id FROM inbox WHERE feed = ? AND sha256 = ?")
    known.bind(1, message.feed)
    known.bind(2, message.body.sha256)
    guard let id = try known.first({ $0.int64(0) }) else {
      throw LedgerError.damaged("the inbox refuses a message that it does not have")
    }
    return id
  }

  // MARK: - Journeys

  func replaceJourneys(
    of subject: Subject, with rows: [JourneyRow], foldedThrough seq: Int64
  ) throws {
    let id = try intern(subject)
    let old = try prepare("DELETE FROM journeys WHERE subject = ?")
    old.bind(1, id)
    try old.run()
    let insert = try prepare(
      """
      INSERT INTO journeys(subject, trip, version, book, active, state, route, train, place,
        reported, snapshot)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    for row in rows {
      insert.bind(1, id)
      insert.bind(2, row.trip)
      insert.bind(3, row.version)
      insert.bind(4, row.bookDigest)
      insert.bind(5, row.isActive ? 1 : 0)
      insert.bind(6, row.state)
      insert.bind(7, row.route)
      insert.bind(8, row.train)
      insert.bind(9, row.place)
      insert.bind(10, row.lastReportAt)
      insert.bind(11, row.snapshot)
      try insert.run()
    }
    let fresh = try prepare("DELETE FROM stale WHERE subject = ? AND seq <= ?")
    fresh.bind(1, id)
    fresh.bind(2, seq)
    try fresh.run()
  }

  func markAllStale() throws {
    let all = try prepare(
      """
      INSERT INTO stale(subject, seq)
      SELECT id, (SELECT coalesce(max(seq), 0) FROM events) FROM subjects WHERE kind = ?
      ON CONFLICT(subject) DO NOTHING
      """)
    all.bind(1, Int(Subject.Kind.container.rawValue))
    try all.run()
  }

  // MARK: - What was in force, and what people said

  func recordVersion(kind: String, digest: String, content: [UInt8], at: Int64) throws -> Bool {
    let latest = try prepare("SELECT digest FROM versions WHERE kind = ? ORDER BY id DESC LIMIT 1")
    latest.bind(1, kind)
    if try latest.first({ $0.text(0) }) == digest { return false }
    let packed = Compression.pack(content)
    let insert = try prepare(
      "INSERT INTO versions(kind, digest, since, size, coding, content) VALUES(?, ?, ?, ?, ?, ?)")
    insert.bind(1, kind)
    insert.bind(2, digest)
    insert.bind(3, at)
    insert.bind(4, content.count)
    insert.bind(5, packed.coding)
    insert.bind(6, packed.bytes)
    try insert.run()
    return true
  }

  func acknowledge(_ acknowledgement: Acknowledgement) throws {
    let insert = try prepare(
      """
      INSERT INTO acknowledgements(subject, kind, place, since, acknowledged, by, note)
      VALUES(?, ?, ?, ?, ?, ?, ?)
      """)
    insert.bind(1, try intern(acknowledgement.subject))
    insert.bind(2, acknowledgement.alertKind)
    insert.bind(3, acknowledgement.place)
    insert.bind(4, acknowledgement.since)
    insert.bind(5, acknowledgement.acknowledgedAt)
    insert.bind(6, acknowledgement.by)
    insert.bind(7, acknowledgement.note)
    try insert.run()
  }

  // MARK: - Subjects

  /// The number that stands for the subject inside this ledger, given out on first mention.
  func intern(_ subject: Subject) throws -> Int64 {
    if let id = caches.subjects[subject] { return id }
    let id = try rows.id(of: subject) ?? insert(subject)
    caches.remember(subject, id)
    return id
  }

  private func insert(_ subject: Subject) throws -> Int64 {
    let statement = try prepare("INSERT INTO subjects(kind, name) VALUES(?, ?)")
    statement.bind(1, Int(subject.kind.rawValue))
    statement.bind(2, subject.id)
    try statement.run()
    return db.lastInsertedRowID
  }
}

/// The store gave up the whole transaction, not only the attempt that failed.
struct TransactionLost: Error {
  let cause: any Error
}

/// When a commit is durable: as it returns, or with the next flush of the log.
enum Synchronous: String {
  case full = "FULL"
  case normal = "NORMAL"
}

/// What a writer need not look up again. Rows of these tables are never deleted, so that whatever was
/// committed once stays true; the sizes are bounded by forgetting all.
struct WriterCaches: Sendable {
  struct Pair: Hashable, Sendable {
    let first: Int64
    let second: Int64
  }

  private static let limit = 1 << 17

  /// What the connection is set to; nil where that is not known.
  var synchronous: Synchronous?
  private(set) var subjects: [Subject: Int64] = [:]
  /// Rows that `contains` and `covers` have.
  private var contained: Set<Pair> = []
  private var covered: Set<Pair> = []

  mutating func remember(_ subject: Subject, _ id: Int64) {
    if subjects.count >= Self.limit { subjects.removeAll(keepingCapacity: true) }
    subjects[subject] = id
  }

  /// - Returns: whether the pair is to be inserted.
  mutating func rememberContained(_ pair: Pair) -> Bool { Self.remember(pair, in: &contained) }
  mutating func rememberCovered(_ pair: Pair) -> Bool { Self.remember(pair, in: &covered) }

  private static func remember(_ pair: Pair, in set: inout Set<Pair>) -> Bool {
    if set.count >= limit { set.removeAll(keepingCapacity: true) }
    return set.insert(pair).inserted
  }
}
