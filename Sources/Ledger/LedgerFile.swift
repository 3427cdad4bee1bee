import GRDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The file in its folder: made in one step, and refused with the reason before SQLite touches it.
enum LedgerFile {
  static func ensureReadable(_ path: String) throws {
    guard exists(path) else { throw LedgerError.missing(path: path) }
    guard access(path, R_OK) == 0 else { throw LedgerError.unreadable(path: path) }
  }

  static func ensureWritable(_ path: String) throws {
    guard exists(path) else { return try create(path) }
    guard access(path, R_OK) == 0 else { throw LedgerError.unreadable(path: path) }
    guard access(path, W_OK) == 0 else { throw LedgerError.readOnly(path: path) }
    // The log and its index stand beside the file.
    guard access(folder(of: path), W_OK | X_OK) == 0 else {
      throw LedgerError.unwritableFolder(path: path)
    }
  }

  /// Makes the whole ledger under another name and then links it to its own, so that nobody ever
  /// sees half of one, and of two processes that make it at once one finds the other's.
  private static func create(_ path: String) throws {
    let draft = "\(path).new-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    let descriptor = open(draft, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let number = errno
      if number == ENOSPC || number == EDQUOT { throw LedgerError.diskFull(path: path) }
      throw LedgerError.unwritableFolder(path: path)
    }
    Self.close(descriptor)
    defer {
      for suffix in ["", "-journal", "-wal", "-shm"] { unlink(draft + suffix) }
    }
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA page_size = \(Schema.pageSize)") }
    let queue = try DatabaseQueue(path: draft, configuration: configuration)
    try Schema.migrator.migrate(queue)
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
    try queue.close()
    guard link(draft, path) == 0 || errno == EEXIST else {
      throw LedgerError.inputOutput(path: path, detail: String(cString: strerror(errno)))
    }
    try syncFolder(of: path)
  }

  /// A new name is durable only when its folder is.
  static func syncFolder(of path: String) throws(LedgerError) {
    let descriptor = open(folder(of: path), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { Self.close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw LedgerError.inputOutput(path: path, detail: String(cString: strerror(errno)))
    }
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  #if canImport(Glibc)
    private static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }
  #elseif canImport(Musl)
    private static func close(_ descriptor: Int32) { _ = Musl.close(descriptor) }
  #else
    private static func close(_ descriptor: Int32) { _ = Darwin.close(descriptor) }
  #endif
}

extension LedgerError {
  /// The reason in our words: SQLite's codes mean what <https://sqlite.org/rescode.html> says.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as LedgerError: self = error
    case let error as DatabaseError: self.init(error, path: path)
    default: self = .store(code: 0, detail: "\(error)")
    }
  }

  init(_ error: DatabaseError, path: String) {
    let detail = error.message ?? "no message"
    switch error.resultCode {
    case .SQLITE_NOTADB: self = .notALedger(path: path)
    case .SQLITE_CORRUPT: self = .damaged(detail)
    case .SQLITE_FULL: self = .diskFull(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self = .busy(path: path, holder: LockHolder.writer(of: path))
    case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path)
    case .SQLITE_CANTOPEN: self = .unwritableFolder(path: path)
    case .SQLITE_IOERR: self = .inputOutput(path: path, detail: detail)
    default: self = .store(code: error.extendedResultCode.rawValue, detail: detail)
    }
  }
}
