import Freight
import GRDB

/// What a check of the whole store found.
public struct Verification: Hashable, Sendable {
  public enum Scope: Hashable, Sendable {
    /// The file's structure, and the newest of everything else.
    case sample(newest: Int)
    case everything
  }

  /// What is wrong, one sentence each; empty in a sound ledger. At most ``findingsLimit``.
  public private(set) var findings: [String] = []
  public private(set) var messagesChecked = 0
  public private(set) var eventsChecked = 0

  public static let findingsLimit = 100

  public var isSound: Bool { findings.isEmpty }

  init(of db: Database, scope: Scope) throws {
    let newest =
      switch scope {
      case .sample(let count): count
      case .everything: -1
      }
    try checkFile(db)
    try checkMessages(SQLiteReader(db: db), newest: newest)
    try checkEvents(SQLiteReader(db: db), newest: newest)
  }

  private mutating func report(_ finding: String) {
    if findings.count < Self.findingsLimit { findings.append(finding) }
  }

  private mutating func checkFile(_ db: Database) throws {
    let lines = try Prepared(db, "PRAGMA integrity_check").all { $0.text(0) }
    for line in lines where line != "ok" { report("file: \(line)") }
    try Prepared(db, "PRAGMA foreign_key_check").rows { row in
      report("\(row.text(0)) row \(row.int64(1)) refers to a missing row of \(row.text(2))")
      return findings.count < Self.findingsLimit
    }
    let application = try Prepared(db, "PRAGMA application_id").first { $0.int64(0) }
    if application != Int64(Schema.applicationID) { report("file: the application id is wrong") }
  }

  private mutating func checkMessages(_ reader: SQLiteReader, newest: Int) throws {
    let statement = try reader.prepare("SELECT id FROM inbox ORDER BY id DESC LIMIT ?")
    statement.bind(1, newest)
    for id in try statement.all({ $0.int64(0) }) {
      messagesChecked += 1
      do { _ = try reader.body(of: id) } catch let error as LedgerError {
        report("\(error)")
      }
    }
  }

  /// Each record must read, and say what its key says.
  private mutating func checkEvents(_ reader: SQLiteReader, newest: Int) throws {
    let statement = try reader.prepare(
      """
      SELECT seq, recorded, record, key, message, kind, name, thread
      FROM events LEFT JOIN subjects ON subjects.id = events.subject
      ORDER BY seq DESC LIMIT ?
      """)
    statement.bind(1, newest)
    try statement.rows { row in
      eventsChecked += 1
      do { check(try SQLiteReader.event(row), against: row) } catch let error as LedgerError {
        report("\(error)")
      }
      return true
    }
  }

  private mutating func check(_ recorded: RecordedEvent, against row: Columns) {
    let event = recorded.event
    if EventID(of: event) != EventID(row.raw(3)) {
      report("event \(recorded.seq) does not match its key")
    }
    if row.int64(5) != Int64(event.subject.kind.rawValue) || row.text(6) != event.subject.id {
      report("event \(recorded.seq) is filed under another subject")
    }
    if row.optionalInt64(7) != ReportThread.number(of: event) {
      report("event \(recorded.seq) is filed under another report")
    }
  }
}
