import Freight
import GRDB
import GRDBSQLite

/// The ledger as one connection's transaction sees it. The queries stand in the extensions, one file
/// a concern.
struct SQLiteReader: LedgerReader {
  let db: Database
  var shared: SharedEvents?

  func prepare(_ sql: String) throws -> Prepared { try Prepared(db, sql) }

  func count(_ table: String, where condition: String = "1") throws -> Int {
    try prepare("SELECT count(*) FROM \(table) WHERE \(condition)").first { $0.int(0) } ?? 0
  }

  func openBeside() throws -> (any Ledger)? {
    let connection = db.sqliteConnection
    guard sqlite3_txn_state(connection, nil) != SQLITE_TXN_WRITE,
      let path = sqlite3_db_filename(connection, nil)
    else { return nil }
    return try SQLiteLedger(readingFrom: String(cString: path))
  }

  func counts() throws -> LedgerCounts {
    LedgerCounts(
      messages: try count("inbox"), undecoded: try count("inbox", where: "state = 0"),
      events: try count("events"), subjects: try count("subjects"),
      journeys: try count("journeys"), stale: try count("stale"),
      rejections: try count("rejections"))
  }

  func version(kind: String, asOf: Int64?) throws -> KeptVersion? {
    let statement = try prepare(
      """
      SELECT digest, content, coding, size, since FROM versions WHERE kind = ? AND since <= ?
      ORDER BY since DESC, id DESC LIMIT 1
      """)
    statement.bind(1, kind)
    statement.bind(2, asOf ?? Int64.max)
    return try statement.first { row in
      KeptVersion(
        kind: kind, digest: row.text(0),
        content: try Compression.unpack(row.raw(1), coding: row.int(2), size: row.int(3)),
        since: row.int64(4))
    }
  }

  func acknowledgements(of subject: Subject, recordedBy: Int64?) throws -> [Acknowledgement] {
    guard let id = try id(of: subject) else { return [] }
    let statement = try prepare(
      """
      SELECT kind, place, since, acknowledged, by, note FROM acknowledgements
      WHERE subject = ? AND acknowledged <= ? ORDER BY id
      """)
    statement.bind(1, id)
    statement.bind(2, recordedBy ?? Int64.max)
    return try statement.all { row in
      Acknowledgement(
        subject: subject, alertKind: row.text(0), place: row.optionalText(1),
        since: row.int64(2), acknowledgedAt: row.int64(3), by: row.text(4),
        note: row.optionalText(5))
    }
  }
}
