import GRDB
import GRDBSQLite

/// A statement of the connection's cache, bound and stepped without an allocation for each row:
/// an ingest binds some thirty values an event.
struct Prepared {
  private let db: Database
  private let statement: Statement
  private var handle: SQLiteStatement { statement.sqliteStatement }

  /// - Parameter cached: false for a statement that may be stepped while another use of the same
  ///   text is under way.
  init(_ db: Database, _ sql: String, cached: Bool = true) throws {
    self.db = db
    statement = cached ? try db.cachedStatement(sql: sql) : try db.makeStatement(sql: sql)
  }

  func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

  func bind(_ index: Int32, _ value: Int64?) {
    if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
  }

  func bind(_ index: Int32, _ value: Int) { bind(index, Int64(value)) }

  func bind(_ index: Int32, _ value: String?) {
    guard var text = value else {
      sqlite3_bind_null(handle, index)
      return
    }
    text.withUTF8 { utf8 in
      _ = utf8.withMemoryRebound(to: CChar.self) {
        // An empty buffer may have no address, which SQLite would take for NULL.
        $0.isEmpty
          ? sqlite3_bind_text(handle, index, "", 0, copies)
          : sqlite3_bind_text(handle, index, $0.baseAddress, Int32($0.count), copies)
      }
    }
  }

  func bind(_ index: Int32, _ value: [UInt8]?) {
    guard let value else {
      sqlite3_bind_null(handle, index)
      return
    }
    value.withUnsafeBytes { bytes in
      _ =
        bytes.isEmpty
        ? sqlite3_bind_zeroblob(handle, index, 0)
        : sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), copies)
    }
  }

  /// Binds without copying: the bytes must stay where they are until ``run()`` returns.
  func bind(_ index: Int32, borrowing bytes: UnsafeRawBufferPointer) {
    sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), nil)
  }

  /// Executes a statement that returns no rows.
  /// - Returns: the rows that it changed.
  @discardableResult
  func run() throws -> Int {
    let code = sqlite3_step(handle)
    guard code == SQLITE_DONE else { throw failure(code) }
    sqlite3_reset(handle)
    return Int(sqlite3_changes(db.sqliteConnection))
  }

  /// Calls `body` for each row until it returns false.
  func rows(_ body: (Columns) throws -> Bool) throws {
    defer { sqlite3_reset(handle) }
    while true {
      let code = sqlite3_step(handle)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw failure(code) }
      guard try body(Columns(handle: handle)) else { return }
    }
  }

  func first<T>(_ body: (Columns) throws -> T) throws -> T? {
    var found: T?
    try rows {
      found = try body($0)
      return false
    }
    return found
  }

  func all<T>(_ body: (Columns) throws -> T) throws -> [T] {
    var found: [T] = []
    try rows {
      found.append(try body($0))
      return true
    }
    return found
  }

  private func failure(_ code: Int32) -> DatabaseError {
    let extended = sqlite3_extended_errcode(db.sqliteConnection)
    let message = String(cString: sqlite3_errmsg(db.sqliteConnection))
    sqlite3_reset(handle)
    return DatabaseError(
      resultCode: ResultCode(rawValue: extended == SQLITE_OK ? code : extended), message: message,
      sql: statement.sql)
  }
}

/// One row under a statement's cursor; valid until the next step.
struct Columns {
  fileprivate let handle: SQLiteStatement

  func int64(_ index: Int32) -> Int64 { sqlite3_column_int64(handle, index) }
  func int(_ index: Int32) -> Int { Int(int64(index)) }
  func isNull(_ index: Int32) -> Bool { sqlite3_column_type(handle, index) == SQLITE_NULL }
  func optionalInt64(_ index: Int32) -> Int64? { isNull(index) ? nil : int64(index) }

  func text(_ index: Int32) -> String {
    guard let start = sqlite3_column_text(handle, index) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, index))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func optionalText(_ index: Int32) -> String? { isNull(index) ? nil : text(index) }

  func bytes(_ index: Int32) -> [UInt8] { [UInt8](raw(index)) }
  func optionalBytes(_ index: Int32) -> [UInt8]? { isNull(index) ? nil : bytes(index) }

  /// The blob where SQLite holds it.
  func raw(_ index: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: sqlite3_column_blob(handle, index), count: Int(sqlite3_column_bytes(handle, index)))
  }
}

/// SQLITE_TRANSIENT: SQLite takes a copy. The C macro casts −1 to a function pointer, which Swift
/// does not import.
private var copies: sqlite3_destructor_type {
  unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
