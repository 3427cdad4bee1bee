import CSQLite
import Foundation

/// The yardstick: the same tables, indexes and rows, in transactions of 5 000 events, through bare
/// prepared statements. What a ledger could reach that did nothing but insert.
struct BareSQLite {
  /// Tables that an ingest fills, in the order in which rows refer to each other.
  static let tables = [
    "inbox", "bodies", "subjects", "events", "links", "contains", "covers", "journeys",
  ]
  private static let batch: Int64 = 5_000

  /// Inserts the rows by which `filled` is ahead of `base` into a copy of `base`.
  /// - Returns: seconds for inserting; reading the rows beforehand is not counted.
  static func insertRows(of filled: String, aheadOf base: String?, into target: String) throws
    -> Double
  {
    let source = try Database(filled)
    defer { source.close() }
    if let base {
      try FileManager.default.copyItem(atPath: base, toPath: target)
    } else {
      try Database.makeEmpty(like: source, at: target)
    }
    let copy = try Database(target)
    defer { copy.close() }
    try copy.run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;"
        + "PRAGMA wal_autocheckpoint = 16384; PRAGMA journal_size_limit = 67108864")
    let rows = try Rows(source: source, from: base.map { try Database($0).highest() } ?? Marks())
    let clock = ContinuousClock()
    let start = clock.now
    try rows.insert(into: copy, batch: batch)
    let duration = start.duration(to: clock.now)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}

/// How far a ledger's tables are filled.
struct Marks {
  var seq: Int64 = 0
  var subject: Int64 = 0
}

/// All rows in memory, grouped by the batch of events that brought them, so that the clock sees
/// inserts alone.
private struct Rows {
  struct Row {
    var table: Int
    var values: [Value]
  }

  enum Value {
    case null
    case integer(Int64)
    case text([UInt8])
    case blob([UInt8])
  }

  private var batches: [[Row]] = []
  private var columns: [Int] = []

  init(source: Database, from marks: Marks) throws {
    let highest = try source.highest()
    let count = Int((highest.seq - marks.seq + 4_999) / 5_000) + 1
    batches = Array(repeating: [], count: count)
    func slot(_ seq: Int64) -> Int { min(max(Int((seq - marks.seq - 1) / 5_000), 0), count - 1) }
    // There is no index from a message to its events, and a scan for each would take an hour.
    try source.run(
      """
      CREATE TEMP TABLE first AS
      SELECT message, min(seq) AS seq FROM events WHERE seq > \(marks.seq) GROUP BY message;
      CREATE INDEX temp.first_message ON first(message)
      """)
    let firstMessage = "(SELECT coalesce(max(message), 0) FROM events WHERE seq <= \(marks.seq))"
    let queries = [
      "SELECT i.*, coalesce((SELECT seq FROM first WHERE message = i.id), 0) FROM inbox i "
        + "WHERE id > \(firstMessage)",
      "SELECT b.*, coalesce((SELECT seq FROM first WHERE message = b.message), 0) "
        + "FROM bodies b WHERE message > \(firstMessage)",
      // A subject is written with the first event that names it.
      "SELECT s.*, coalesce((SELECT min(seq) FROM links WHERE subject = s.id), 0) FROM subjects s "
        + "WHERE id > \(marks.subject)",
      "SELECT *, seq FROM events WHERE seq > \(marks.seq)",
      "SELECT *, seq FROM links WHERE seq > \(marks.seq)",
      "SELECT c.*, coalesce((SELECT min(seq) FROM links WHERE subject = c.carried), 0) FROM contains c "
        + "WHERE carried > \(marks.subject)",
      "SELECT c.*, coalesce((SELECT min(seq) FROM links WHERE subject = c.subject), 0) FROM covers c "
        + "WHERE subject > \(marks.subject)",
      "SELECT *, \(highest.seq) FROM journeys WHERE subject > \(marks.subject)",
    ]
    for (table, query) in queries.enumerated() {
      var width = 0
      try source.each(query) { statement in
        width = Int(sqlite3_column_count(statement)) - 1
        let values = (0..<Int32(width)).map { value(statement, $0) }
        batches[slot(sqlite3_column_int64(statement, Int32(width)))].append(
          Row(table: table, values: values))
      }
      columns.append(width)
    }
  }

  private func value(_ statement: OpaquePointer, _ column: Int32) -> Value {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement, column))
    case SQLITE_TEXT: .text(bytes(statement, column))
    case SQLITE_BLOB: .blob(bytes(statement, column))
    default: .null
    }
  }

  private func bytes(_ statement: OpaquePointer, _ column: Int32) -> [UInt8] {
    let count = Int(sqlite3_column_bytes(statement, column))
    return Array(
      UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: count))
  }

  func insert(into target: Database, batch: Int64) throws {
    let statements = try zip(BareSQLite.tables, columns).map { table, width in
      let marks = Array(repeating: "?", count: max(width, 1)).joined(separator: ",")
      return width == 0
        ? nil : try target.prepare("INSERT OR IGNORE INTO \(table) VALUES(\(marks))")
    }
    for rows in batches where !rows.isEmpty {
      try target.run("BEGIN IMMEDIATE")
      for row in rows {
        guard let statement = statements[row.table] else { continue }
        for (index, value) in row.values.enumerated() {
          let position = Int32(index + 1)
          switch value {
          case .null: sqlite3_bind_null(statement, position)
          case .integer(let number): sqlite3_bind_int64(statement, position, number)
          case .text(let bytes):
            bytes.withUnsafeBytes {
              _ = sqlite3_bind_text(
                statement, position, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count), nil
              )
            }
          case .blob(let bytes):
            bytes.withUnsafeBytes {
              _ = sqlite3_bind_blob(statement, position, $0.baseAddress, Int32($0.count), nil)
            }
          }
        }
        guard sqlite3_step(statement) == SQLITE_DONE else { throw target.failure("insert") }
        sqlite3_reset(statement)
      }
      try target.run("COMMIT")
    }
    for statement in statements { sqlite3_finalize(statement) }
  }
}

/// The few calls of SQLite that are needed here.
struct Database {
  private let handle: OpaquePointer

  init(_ path: String) throws {
    var opened: OpaquePointer?
    guard
      sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK,
      let opened
    else { throw BenchError("cannot open \(path)") }
    handle = opened
  }

  /// The same schema, without rows.
  static func makeEmpty(like source: Database, at path: String) throws {
    let empty = try Database(path)
    defer { empty.close() }
    try empty.run("PRAGMA page_size = 4096")
    var statements: [String] = []
    try source.each(
      "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
        + "ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END"
    ) { statements.append(String(cString: sqlite3_column_text($0, 0))) }
    for statement in statements { try empty.run(statement) }
  }

  func close() { sqlite3_close_v2(handle) }

  func run(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure(sql) }
  }

  func prepare(_ sql: String) throws -> OpaquePointer? {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
      throw failure(sql)
    }
    return statement
  }

  func each(_ sql: String, _ body: (OpaquePointer) throws -> Void) throws {
    guard let statement = try prepare(sql) else { throw failure(sql) }
    defer { sqlite3_finalize(statement) }
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: try body(statement)
      case SQLITE_DONE: return
      default: throw failure(sql)
      }
    }
  }

  func integer(_ sql: String) throws -> Int64 {
    var result: Int64 = 0
    try each(sql) { result = sqlite3_column_int64($0, 0) }
    return result
  }

  func highest() throws -> Marks {
    Marks(
      seq: try integer("SELECT coalesce(max(seq), 0) FROM events"),
      subject: try integer("SELECT coalesce(max(id), 0) FROM subjects"))
  }

  func failure(_ what: String) -> BenchError {
    BenchError("\(what): \(String(cString: sqlite3_errmsg(handle)))")
  }
}
