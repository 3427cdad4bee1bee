import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The log beside a ledger's file, to be flushed without waiting for the connection that writes it.
///
/// SQLite puts its locks on the ledger's file and on the log's index, never on the log: opening and
/// closing it here takes no lock away. It is the same file for as long as a connection is open.
final class WriteAheadLog: Sendable {
  private struct State {
    var descriptor: Int32?
    var failure: LedgerError?
  }

  private let ledger: String
  private let state = Mutex(State())

  init(of ledger: String) { self.ledger = ledger }

  deinit {
    if let descriptor = state.withLock({ $0.descriptor }) { _ = close(descriptor) }
  }

  /// - Throws: ``LedgerError/inputOutput(path:detail:)``, and for a full disk its own. Then every
  ///   later flush fails, too: after a failure the system takes the lost pages for written, and what
  ///   was logged behind a gap is worth nothing.
  func flush() throws(LedgerError) {
    let descriptor = try state.withLock { state throws(LedgerError) in
      if let failure = state.failure { throw failure }
      if let descriptor = state.descriptor { return descriptor }
      return try open(&state)
    }
    guard Self.syncData(descriptor) == 0 else {
      let failure = self.failure()
      state.withLock { $0.failure = failure }
      throw failure
    }
  }

  private func open(_ state: inout State) throws(LedgerError) -> Int32 {
    let descriptor = Self.open(ledger + "-wal")
    guard descriptor >= 0 else { throw failure() }
    state.descriptor = descriptor
    // Its name is durable only when its folder is.
    try LedgerFile.syncFolder(of: ledger)
    return descriptor
  }

  private func failure() -> LedgerError {
    errno == ENOSPC || errno == EDQUOT
      ? .diskFull(path: ledger)
      : .inputOutput(path: ledger + "-wal", detail: String(cString: strerror(errno)))
  }

  private static func open(_ path: String) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, O_RDONLY | O_CLOEXEC)
    #elseif canImport(Musl)
      Musl.open(path, O_RDONLY | O_CLOEXEC)
    #else
      Darwin.open(path, O_RDONLY | O_CLOEXEC)
    #endif
  }

  private static func syncData(_ descriptor: Int32) -> Int32 {
    #if canImport(Darwin)
      fcntl(descriptor, F_FULLFSYNC)
    #else
      fdatasync(descriptor)
    #endif
  }
}
