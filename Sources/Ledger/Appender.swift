import Freight
import GRDB

/// Puts the events of one batch into the tables, and at the end what follows from them: links,
/// versions of one report, journeys that became stale. Statements are prepared once a batch.
struct Appender {
  /// Versions of one report that are linked to each other: the newest this many. A sender that gives
  /// every report the same id must not make each one slower than the last.
  static let versionsPerReport = 1_000
  private let writer: SQLiteWriter
  private let recordedAt: Int64
  private var links: [Link] = []
  private var threads: Set<Int64> = []
  private var touched: Set<Int64> = []
  private var earliest = Int64.max
  private var hasPlaceNews = false
  private var places = PlaceNames()

  /// A box whose trips were all over this long before a carrier's report is not concerned by it:
  /// wagons come back under other boxes for years.
  private static let afterTheEnd = 30 * Instant.microsecondsPerDay

  private let insertEvent: Prepared
  private let eventMessage: Prepared
  private let insertContains: Prepared
  private let insertCovers: Prepared

  /// A row of `links`, in the order of its key.
  private struct Link: Comparable {
    let subject: Int64
    let day: Int
    let seq: Int64

    static func < (a: Self, b: Self) -> Bool {
      if a.subject != b.subject { return a.subject < b.subject }
      return a.day == b.day ? a.seq < b.seq : a.day < b.day
    }
  }

  init(_ writer: SQLiteWriter, recordedAt: Int64) throws {
    self.writer = writer
    self.recordedAt = recordedAt
    insertEvent = try writer.prepare(
      """
      INSERT INTO events(key, thread, subject, recorded, message, record) VALUES(?, ?, ?, ?, ?, ?)
      ON CONFLICT(key) DO NOTHING
      """)
    eventMessage = try writer.prepare("SELECT message FROM events WHERE key = ?")
    insertContains = try writer.prepare(
      "INSERT INTO contains(carrier, carried) VALUES(?, ?) ON CONFLICT DO NOTHING")
    insertCovers = try writer.prepare(
      "INSERT INTO covers(note, subject) VALUES(?, ?) ON CONFLICT DO NOTHING")
  }

  /// - Returns: false if the ledger has the event already.
  mutating func insert(_ draft: EventBatch.Draft, message: Int64) throws -> Bool {
    let event = draft.event
    let subject = try writer.intern(event.subject)
    insertEvent.bind(2, draft.thread)
    insertEvent.bind(3, subject)
    insertEvent.bind(4, recordedAt)
    insertEvent.bind(5, message)
    let inserted = try draft.key.withBytes { key in
      try draft.record.withUnsafeBytes { record in
        insertEvent.bind(1, borrowing: key)
        insertEvent.bind(6, borrowing: record)
        return try insertEvent.run() > 0
      }
    }
    guard inserted else { return false }
    if let thread = draft.thread { threads.insert(thread) }
    earliest = min(earliest, event.occurredAt.microseconds)
    if case .place = event.subject { hasPlaceNews = true }
    places.take(event)
    try connect(event, subject: subject, seq: writer.db.lastInsertedRowID)
    return true
  }

  /// The message that brought the event of that key.
  func message(of key: EventID) throws -> Int64? {
    eventMessage.bind(1, key.withBytes { [UInt8]($0) })
    return try eventMessage.first { $0.int64(0) }
  }

  /// Notes what the event mentions, carries and is covered by.
  private mutating func connect(_ event: Event, subject: Int64, seq: Int64) throws {
    let day = LinkDay(of: event).number
    // Most of what a report names is its own subject again, whose number is at hand.
    func number(_ named: Subject) throws -> Int64 {
      named == event.subject ? subject : try writer.intern(named)
    }
    for mentioned in event.mentioned {
      let id = try number(mentioned)
      links.append(Link(subject: id, day: day, seq: seq))
      touched.insert(id)
    }
    for (carrier, carried) in event.containments {
      let pair = WriterCaches.Pair(first: try number(carrier), second: try number(carried))
      guard writer.caches.rememberContained(pair) else { continue }
      insertContains.bind(1, pair.first)
      insertContains.bind(2, pair.second)
      try insertContains.run()
    }
    guard let details = event.details, event.subject.isCovered else { return }
    for note in details.notes + details.cargo.compactMap(\.note) {
      let pair = WriterCaches.Pair(first: try writer.intern(.consignment(note)), second: subject)
      guard writer.caches.rememberCovered(pair) else { continue }
      insertCovers.bind(1, pair.first)
      insertCovers.bind(2, pair.second)
      try insertCovers.run()
    }
  }

  /// Writes what follows from the inserted events.
  mutating func finish(highestSeq: Int64) throws {
    for thread in threads.sorted() { try linkVersions(of: thread) }
    try flushLinks()
    try places.flush(writer.db)
    try markStale(highestSeq: highestSeq)
  }

  /// Links every version of a report to what any version mentions, on every version's day, whatever
  /// the order they came in: whoever folds one subject or one week must see which version stands.
  private mutating func linkVersions(of thread: Int64) throws {
    // From the index alone; nearly every report has one version.
    let several = try writer.prepare("SELECT seq FROM events WHERE thread = ? LIMIT 2")
    several.bind(1, thread)
    guard try several.all({ $0.int64(0) }).count > 1 else { return }

    let statement = try writer.prepare(
      """
      SELECT seq, recorded, record, key, message FROM events WHERE thread = ? ORDER BY seq DESC LIMIT ?
      """)
    statement.bind(1, thread)
    statement.bind(2, Self.versionsPerReport)
    let sharing = try statement.all(SQLiteReader.event)
    let reports = Dictionary(grouping: sharing) { [$0.event.feed, $0.event.senderKey ?? ""] }
    for versions in reports.values where versions.count > 1 {
      // What an earlier version said of an earlier time changes, too.
      earliest = min(earliest, versions.map { $0.event.occurredAt.microseconds }.min() ?? earliest)
      let days = Set(versions.map { LinkDay(of: $0.event).number })
      let subjects = Set(try versions.flatMap { try $0.event.mentioned.map(writer.intern) })
      for subject in subjects {
        for day in days {
          links += versions.map { Link(subject: subject, day: day, seq: $0.seq) }
        }
      }
      touched.formUnion(subjects)
    }
  }

  /// In the order of the table, so that each of its pages is visited once a batch.
  private mutating func flushLinks() throws {
    links.sort()
    let insert = try writer.prepare(
      "INSERT INTO links(subject, day, seq) VALUES(?, ?, ?) ON CONFLICT DO NOTHING")
    for link in links {
      insert.bind(1, link.subject)
      insert.bind(2, link.day)
      insert.bind(3, link.seq)
      try insert.run()
    }
  }

  /// Marks the containers among what was touched, and those that it carries, however deep.
  private func markStale(highestSeq: Int64) throws {
    let reached = try Containment(writer.db).reached(from: touched)
    let mark = try writer.prepare(
      """
      INSERT INTO stale(subject, seq) SELECT id, ?2 FROM subjects
      WHERE id = ?1 AND kind = ?3 AND (?4
        OR NOT EXISTS (SELECT 1 FROM journeys WHERE subject = ?1)
        OR EXISTS (SELECT 1 FROM journeys WHERE subject = ?1 AND (active = 1 OR reported > ?5)))
      ON CONFLICT(subject) DO UPDATE SET seq = excluded.seq
      """)
    for subject in reached.sorted() {
      mark.bind(1, subject)
      mark.bind(2, highestSeq)
      mark.bind(3, Int(Subject.Kind.container.rawValue))
      mark.bind(4, touched.contains(subject) ? 1 : 0)
      mark.bind(5, earliest == .max ? 0 : earliest - Self.afterTheEnd)
      try mark.run()
    }
    guard hasPlaceNews else { return }
    // A closed port concerns all that may come there.
    let markActive = try writer.prepare(
      """
      INSERT INTO stale(subject, seq) SELECT DISTINCT subject, ?1 FROM journeys WHERE active = 1
      ON CONFLICT(subject) DO UPDATE SET seq = excluded.seq
      """)
    markActive.bind(1, highestSeq)
    try markActive.run()
  }
}

extension Subject {
  /// Whether a note named in a report on this covers it, and not the other way about.
  fileprivate var isCovered: Bool {
    switch self {
    case .container, .wagon, .train, .trainLeg, .voyage: true
    case .consignment, .place: false
    }
  }
}
