/// What can go wrong with a ledger. None of these leaves a trace in it.
public enum LedgerError: Error, Hashable, Sendable {
  /// There is no file at the path.
  case missing(path: String)
  /// There is a file, and it is something else: not SQLite, or another program's.
  case notALedger(path: String)
  /// A newer Banlie wrote it.
  case newerVersion(path: String, found: Int, supported: Int)
  /// An older Banlie wrote it, and opening for reading may not bring it up to date.
  case olderVersion(path: String, found: Int, supported: Int)
  /// The folder does not exist, or nothing may be written in it.
  case unwritableFolder(path: String)
  /// The file may not be written, or the ledger was opened for reading.
  case readOnly(path: String)
  /// The file may not be read.
  case unreadable(path: String)
  case diskFull(path: String)
  /// Another process is writing, longer than this one waits.
  case busy(path: String, holder: Int32?)
  /// Bytes on disk are not what was written; what is wrong with them.
  case damaged(String)
  /// The operating system failed to read or write.
  case inputOutput(path: String, detail: String)
  case noSuchMessage(Int64)
  case messageTooLarge(bytes: Int)
  /// The queue of writes is full; try again.
  case overloaded(limit: Int)
  /// The committer was shut down.
  case closed
  /// Anything else that the store said.
  case store(code: Int32, detail: String)
}

extension LedgerError: CustomStringConvertible {
  /// What was found and what to do, in one sentence.
  public var description: String {
    switch self {
    case .missing(let path):
      "there is no ledger at \(path); `banlie ingest` makes one"
    case .notALedger(let path):
      "\(path) exists and is not a Banlie ledger; it was not touched, name another path"
    case .newerVersion(let path, let found, let supported):
      "\(path) was written by a newer Banlie (schema \(found), this one knows \(supported)); update"
    case .olderVersion(let path, let found, let supported):
      """
      \(path) has the older schema \(found) of \(supported); run `banlie doctor` once with write \
      access to bring it up to date
      """
    case .unwritableFolder(let path):
      "cannot write in the folder of \(path); make it, or change its permissions"
    case .readOnly(let path):
      "\(path) can only be read here; change its permissions or name another ledger"
    case .unreadable(let path):
      "\(path) may not be read; change its permissions"
    case .diskFull(let path):
      "the disk of \(path) is full; nothing of this was kept, free some space and repeat"
    case .busy(let path, let holder?):
      "\(path) is being written by process \(holder); wait for it to end, or repeat"
    case .busy(let path, nil):
      "\(path) is being written by another process; wait for it to end, or repeat"
    case .damaged(let what):
      "the ledger is damaged: \(what); restore a copy, or run `banlie doctor`"
    case .inputOutput(let path, let detail):
      "the system could not read or write \(path): \(detail)"
    case .noSuchMessage(let id):
      "the inbox has no message \(id)"
    case .messageTooLarge(let bytes):
      "a message of \(bytes) bytes is over the limit messageBytes"
    case .overloaded(let limit):
      "\(limit) writes are waiting already; repeat in a moment"
    case .closed:
      "the ledger is being closed"
    case .store(let code, let detail):
      "the store failed (\(code)): \(detail)"
    }
  }
}
