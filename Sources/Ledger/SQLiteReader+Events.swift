import Freight

extension SQLiteReader {
  func highestSeq() throws -> Int64 {
    try prepare("SELECT coalesce(max(seq), 0) FROM events").first { $0.int64(0) } ?? 0
  }

  func events(
    mentioning subject: Subject, from: Int64?, to: Int64?, recordedBy: Int64?
  ) throws -> [RecordedEvent] {
    guard let id = try id(of: subject) else { return [] }
    let statement = try prepare(Self.mentioning)
    bindWindow(statement, from: from, to: to, recordedBy: recordedBy)
    statement.bind(4, id)
    let found = try statement.all(sharedEvent)
    // They come day by day: most boxes' reports came in that order, too. Versions of a report are
    // linked under each other's days.
    guard zip(found, found.dropFirst()).contains(where: { $0.seq >= $1.seq }) else { return found }
    var seen: Set<Int64> = []
    return found.sorted { $0.seq < $1.seq }.filter { seen.insert($0.seq).inserted }
  }

  /// Without a sort or a table aside, since it is asked for every box and every wagon.
  static let mentioning = """
    SELECT e.seq, e.recorded, e.record, e.key, e.message
    FROM links l CROSS JOIN events e ON e.seq = l.seq
    WHERE l.subject = ?4 AND l.day BETWEEN ?1 AND ?2 AND e.recorded <= ?3
    """

  func placeEvents(from: Int64?, to: Int64?, recordedBy: Int64?) throws -> [RecordedEvent] {
    let statement = try prepare(
      """
      SELECT seq, recorded, record, key, message FROM events
      WHERE seq IN (
        SELECT links.seq FROM subjects CROSS JOIN links ON links.subject = subjects.id
        WHERE subjects.kind = ?4 AND links.day BETWEEN ?1 AND ?2)
        AND recorded <= ?3
      ORDER BY seq
      """)
    bindWindow(statement, from: from, to: to, recordedBy: recordedBy)
    statement.bind(4, Int(Subject.Kind.place.rawValue))
    return try statement.all(Self.event)
  }

  func events(after seq: Int64, limit: Int) throws -> [RecordedEvent] {
    let statement = try prepare(
      "SELECT seq, recorded, record, key, message FROM events WHERE seq > ? ORDER BY seq LIMIT ?")
    statement.bind(1, seq)
    statement.bind(2, limit)
    return try statement.all(Self.event)
  }

  func findEvent(_ key: EventID) throws -> RecordedEvent? {
    let statement = try prepare(
      "SELECT seq, recorded, record, key, message FROM events WHERE key = ?")
    statement.bind(1, key.withBytes { [UInt8]($0) })
    return try statement.first(Self.event)
  }

  private func bindWindow(_ statement: Prepared, from: Int64?, to: Int64?, recordedBy: Int64?) {
    statement.bind(1, from.map { Int64(LinkDay(of: $0).number) - 1 } ?? Int64.min)
    statement.bind(2, to.map { Int64(LinkDay(of: $0).number) } ?? Int64.max)
    statement.bind(3, recordedBy ?? Int64.max)
  }

  private func sharedEvent(_ row: Columns) throws -> RecordedEvent {
    guard let shared else { return try Self.event(row) }
    return try shared.event(row.int64(0)) { try Self.event(row) }
  }

  /// A row of seq, recorded, record, key, message.
  static func event(_ row: Columns) throws -> RecordedEvent {
    let seq = row.int64(0)
    do {
      let event = try EventRecord.decode(
        row.raw(2), recordedAt: row.int64(1), message: row.int64(4),
        id: EventID(row.raw(3)) ?? .none)
      return RecordedEvent(seq: seq, event: event)
    } catch EventRecord.Failure.newerVersion(let version) {
      throw LedgerError.store(
        code: 0, detail: "event \(seq) has the newer record version \(version); update")
    } catch EventRecord.Failure.damaged(let what) {
      throw LedgerError.damaged("event \(seq) cannot be read: \(what)")
    }
  }
}

/// The day under which an event is linked to its subjects: the UTC day of `occurredAt`.
struct LinkDay: Hashable {
  let number: Int

  init(of microseconds: Int64) { number = Instant(microseconds: microseconds).utcDay }
  init(of event: Event) { number = event.occurredAt.utcDay }
}
