import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// Brings pages home from the write-ahead log while the next transactions run.
///
/// SQLite would do it in the commit that makes the log too long, and everybody who waits for that
/// commit would wait for some thousand pages, every few seconds under load. Here a connection of its own
/// copies most of them beside the writer, in rounds that each find fewer; the writer copies the few
/// that are left after a commit, and then begins the log anew. Only it can tell that none came in
/// between (<https://sqlite.org/wal.html>, “Avoiding excessively large WAL files”).
///
/// A checkpoint that fails costs nothing but the room in the log: it is tried again, and what was
/// committed stays where it is.
final class Checkpointer: Sendable {
  private enum Phase {
    case idle
    case copying
    /// The rest is the writer's.
    case nearlyDone
  }

  private struct State {
    var phase = Phase.idle
    /// Where the next round begins.
    var start: Int
    var connection: DatabaseQueue?
    var isClosed = false
  }

  /// Rounds beside the writer; each finds what came during the one before.
  private static let rounds = 4
  /// So few pages that the writer copies them itself.
  private static let rest = 128

  private let path: String
  private let configuration: Configuration
  /// The length in pages at which the log is to be emptied.
  private let length: Int
  private let state: Mutex<State>
  private let queue = DispatchQueue(label: "ledger.checkpoint")

  init(of path: String, _ configuration: Configuration, atLength pages: Int) {
    self.path = path
    self.configuration = configuration
    length = pages
    state = Mutex(State(start: pages))
  }

  /// Takes SQLite's own checkpoints off the writing connection. The checkpointer must live as long.
  func follow(_ db: Database) {
    // In place of the hook of `wal_autocheckpoint`.
    sqlite3_wal_hook(
      db.sqliteConnection,
      { context, connection, _, pages in
        guard let context, let connection else { return SQLITE_OK }
        let checkpointer = Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue()
        checkpointer.logGrew(to: Int(pages), connection)
        return SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Waits for what is under way. What is left in the log stays there for the next who opens it.
  func close() throws {
    state.withLock { $0.isClosed = true }
    queue.sync {}
    try state.withLock { $0.connection }?.close()
  }

  /// After a commit, on the writer's thread.
  private func logGrew(to pages: Int, _ writer: OpaquePointer) {
    let step = state.withLock { state -> Phase in
      if pages < length { state.start = length }
      switch state.phase {
      case .idle:
        guard pages >= state.start, !state.isClosed else { return .idle }
        state.phase = .copying
        return .copying
      case .copying:
        // Behind for long: then everybody waits, as they would without us.
        return pages >= state.start * 4 ? .nearlyDone : .idle
      case .nearlyDone:
        state.phase = .idle
        // Unless the log begins anew, which a reader of old pages may prevent.
        state.start = pages + length / 4
        return .nearlyDone
      }
    }
    switch step {
    case .idle: break
    case .copying: queue.async { self.copy() }
    case .nearlyDone: sqlite3_wal_checkpoint_v2(writer, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
  }

  private func copy() {
    for _ in 0..<Self.rounds {
      guard let done = try? connection()?.writeWithoutTransaction({ try $0.checkpoint(.passive) }),
        done.walFrameCount - done.checkpointedFrameCount > Self.rest
      else { break }
    }
    state.withLock { $0.phase = .nearlyDone }
  }

  private func connection() throws -> DatabaseQueue? {
    if let open = state.withLock({ $0.connection }) { return open }
    let new = try DatabaseQueue(path: path, configuration: configuration)
    return state.withLock { state in
      guard !state.isClosed else { return nil }
      state.connection = new
      return new
    }
  }
}
