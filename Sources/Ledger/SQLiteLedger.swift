import GRDB
import Synchronization

/// The ledger in one SQLite file (WAL, `synchronous` FULL): one writer at a time across processes,
/// any number of readers, each on its own snapshot.
///
/// A staged transaction is committed with `synchronous` NORMAL, which leaves the log unflushed;
/// ``flush()`` flushes the log itself. All that SQLite asks of NORMAL stays its own affair: it
/// flushes the log before a checkpoint, and the file before the log begins anew.
public final class SQLiteLedger: Ledger {
  public struct Options: Sendable {
    /// How long a write waits for another process before it says who is writing.
    public var busyTimeoutSeconds: Double
    /// Page cache of the writing connection.
    public var writerCacheKibibytes: Int
    public var readerCacheKibibytes: Int
    /// Connections that read at the same time.
    public var readers: Int
    /// How far the write-ahead log grows before its pages go home, since batches touch the same
    /// pages again and again.
    public var logMebibytes: Int
    /// A ceiling on the file, for tests of a full disk; nil for none.
    var maximumPages: Int?

    public init(
      busyTimeoutSeconds: Double = 5, writerCacheKibibytes: Int = 48 << 10,
      readerCacheKibibytes: Int = 8 << 10, readers: Int = 5, logMebibytes: Int = 64
    ) {
      self.busyTimeoutSeconds = busyTimeoutSeconds
      self.writerCacheKibibytes = writerCacheKibibytes
      self.readerCacheKibibytes = readerCacheKibibytes
      self.readers = readers
      self.logMebibytes = logMebibytes
    }
  }

  public let path: String
  private let options: Options
  private let reader: any DatabaseReader
  private let pool: DatabasePool?
  private let log: WriteAheadLog
  private let checkpointer: Checkpointer?
  /// What the last transaction left for the next. A transaction takes it out and puts it back after
  /// its commit, so that one that fails leaves nothing behind, here neither.
  private let caches = Mutex(WriterCaches())

  /// Opens for reading and writing, and makes the ledger where there is none yet, with permissions
  /// 0600. An older schema is brought up to date.
  /// - Throws: ``LedgerError``.
  public init(path: String, options: Options = Options()) throws {
    self.path = path
    self.options = options
    log = WriteAheadLog(of: path)
    do {
      try LedgerFile.ensureWritable(path)
      let configuration = Connection.configuration(path: path, options: options)
      let pool = try DatabasePool(path: path, configuration: configuration)
      let (found, checkpointer) = try pool.writeWithoutTransaction { db in
        try Connection.setUpWriter(db, options: options)
        let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? Schema.pageSize
        let checkpointer = Checkpointer(
          of: path, configuration, atLength: (options.logMebibytes << 20) / pageSize)
        checkpointer.follow(db)
        return (try Connection.schemaVersion(db), checkpointer)
      }
      // Not through the migrator where there is nothing to migrate: it would wait for a lock.
      if found < Schema.version { try Schema.migrator.migrate(pool) }
      self.pool = pool
      self.checkpointer = checkpointer
      reader = pool
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  /// Opens an existing ledger for reading only, beside whoever writes it.
  /// - Throws: ``LedgerError``; also for an older schema, which reading may not change.
  public init(readingFrom path: String, options: Options = Options()) throws {
    self.path = path
    self.options = options
    log = WriteAheadLog(of: path)
    do {
      try LedgerFile.ensureReadable(path)
      var configuration = Connection.configuration(path: path, options: options)
      configuration.readonly = true
      reader = try DatabaseQueue(path: path, configuration: configuration)
      pool = nil
      checkpointer = nil
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  /// Waits for what is under way and closes the file. Not needed before the process ends: what was
  /// committed is safe.
  public func close() throws {
    do {
      try checkpointer?.close()
      try reader.close()
    } catch {
      throw LedgerError(error, path: path)
    }
  }

  public func read<T>(_ body: (any LedgerReader) throws -> T) throws -> T {
    do {
      return try reader.read { try body(SQLiteReader(db: $0, shared: SharedEvents())) }
    } catch let error as DatabaseError {
      throw LedgerError(error, path: path)
    }
  }

  /// The same off the caller's thread, for async code.
  public func read<T: Sendable>(
    _ body: @escaping @Sendable (any LedgerReader) throws -> T
  ) async throws -> T {
    do {
      return try await reader.read { try body(SQLiteReader(db: $0, shared: SharedEvents())) }
    } catch let error as DatabaseError {
      throw LedgerError(error, path: path)
    }
  }

  public func write<T>(_ body: (any LedgerWriter) throws -> T) throws -> T {
    try transact(.full, body)
  }

  public func stage<T>(_ body: (any LedgerWriter) throws -> T) throws -> T {
    try transact(.normal, body)
  }

  /// Waits until what is being written by now is committed. An event's moment of receipt is taken before its
  /// commit: what is read after this call, as of a moment before it, will be the same for ever.
  ///
  /// On a connection of its own, so that no write of this process waits for it. Blocks.
  ///
  /// - Returns: false where that cannot be waited for: somebody writes for longer than the busy timeout, or
  ///   others may write to the file and this process may not.
  public func settle() throws -> Bool {
    do {
      let queue = try DatabaseQueue(
        path: path, configuration: Connection.configuration(path: path, options: options))
      try queue.writeWithoutTransaction { db in try db.inTransaction(.immediate) { .rollback } }
      try queue.close()
      return true
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_READONLY, .SQLITE_CANTOPEN: return false
      default: throw LedgerError(error, path: path)
      }
    }
  }

  public func flush() throws { try log.flush() }

  private func transact<T>(
    _ synchronous: Synchronous, _ body: (any LedgerWriter) throws -> T
  ) throws -> T {
    guard let pool else { throw LedgerError.readOnly(path: path) }
    do {
      return try pool.writeWithoutTransaction { db in
        let taken = caches.withLock { caches in
          let taken = caches
          caches = WriterCaches()
          return taken
        }
        if taken.synchronous != synchronous {
          try db.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue)")
        }
        let writer = SQLiteWriter(db: db, caches: taken)
        var result: T?
        try db.inTransaction(.immediate) {
          result = try body(writer)
          try writer.dropExpectations()
          return .commit
        }
        caches.withLock {
          $0 = writer.caches
          $0.synchronous = synchronous
        }
        guard let result else { throw LedgerError.closed }
        return result
      }
    } catch let error as DatabaseError {
      throw LedgerError(error, path: path)
    }
  }

  public func verify(_ scope: Verification.Scope) throws -> Verification {
    do {
      return try reader.read { try Verification(of: $0, scope: scope) }
    } catch let error as DatabaseError {
      throw LedgerError(error, path: path)
    }
  }
}

/// How every connection is set up.
private enum Connection {
  static func configuration(path: String, options: SQLiteLedger.Options) -> Configuration {
    var configuration = Configuration()
    configuration.label = "ledger"
    configuration.busyMode = .timeout(options.busyTimeoutSeconds)
    configuration.maximumReaderCount = options.readers
    // The references are declared and `verify` checks them. Every id is made in the transaction
    // that uses it, so that checking each again would only cost the ingest.
    configuration.foreignKeysEnabled = false
    let readerCache = options.readerCacheKibibytes
    configuration.prepareDatabase { db in
      try check(db, path: path)
      try db.execute(sql: "PRAGMA cache_size = \(-readerCache); PRAGMA temp_store = MEMORY")
    }
    return configuration
  }

  /// Before anything is changed: is this a ledger, and one that we know?
  private static func check(_ db: Database, path: String) throws {
    guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
      throw LedgerError.notALedger(path: path)
    }
    let found = try schemaVersion(db)
    if found > Schema.version {
      throw LedgerError.newerVersion(path: path, found: found, supported: Schema.version)
    }
    if found < Schema.version, db.configuration.readonly {
      throw LedgerError.olderVersion(path: path, found: found, supported: Schema.version)
    }
  }

  static func schemaVersion(_ db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
  }

  static func setUpWriter(_ db: Database, options: SQLiteLedger.Options) throws {
    try db.execute(
      sql: """
        PRAGMA cache_size = \(-options.writerCacheKibibytes);
        PRAGMA journal_size_limit = \(options.logMebibytes << 20)
        """)
    if let pages = options.maximumPages {
      try db.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
  }
}
