import Foundation
import Freight
import Testing

@testable import Ledger

/// Children that are killed while they write. What they were told is kept must be there; of the
/// rest, whole transactions or nothing.
@Suite struct CrashTests {
  private static let eventsPerMessage = 40

  @Test func aWriterKilledAtAnyMomentLeavesWholeBatchesOnly() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("ledger")
    let notes = folder.path("acknowledged")
    try SQLiteLedger(path: path).close()
    for (round, milliseconds) in [5, 20, 60, 120, 250].enumerated() {
      await #expect(processExitsWith: .signal(SIGKILL), "round \(round)") {
        [
          path = path as String, notes = notes as String, round = round as Int,
          milliseconds = milliseconds as Int
        ] in
        try CrashTests.write(
          to: path, acknowledging: notes, round: round, killedAfter: milliseconds)
      }
      try CrashTests.check(path, acknowledged: notes)
    }
    // The last child had time to be told of some, or nothing was tested.
    #expect(FileManager.default.fileExists(atPath: notes))
  }

  /// Writes without end; a second thread kills the process.
  private static func write(
    to path: String, acknowledging notes: String, round: Int, killedAfter milliseconds: Int
  ) throws {
    let ledger = try SQLiteLedger(path: path)
    let file = open(notes, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    Thread.detachNewThread {
      usleep(UInt32(milliseconds) * 1_000)
      kill(getpid(), SIGKILL)
    }
    for number in 0... {
      let name = "round \(round) message \(number)"
      let events = try (0..<eventsPerMessage).map {
        Sample.event(
          try Sample.container($0), onDay: number, key: "\(name) \($0)",
          wagon: try Sample.wagon($0 % 7), reason: name)
      }
      try ledger.take(events, message: name)
      let line = Array("\(name)\n".utf8)
      _ = Foundation.write(file, line, line.count)
    }
  }

  private static func check(_ path: String, acknowledged notes: String) throws {
    let ledger = try SQLiteLedger(path: path)
    let told =
      FileManager.default.fileExists(atPath: notes)
      ? try String(contentsOfFile: notes, encoding: .utf8).split(separator: "\n") : []
    try ledger.read { reader throws in
      let messages = try reader.listMessages(InboxFilter(limit: .max))
      let kept = Set(messages.compactMap(\.name))
      for name in told { #expect(kept.contains("\(name).json")) }
      for message in messages {
        #expect(message.state == .decoded)
        #expect(message.accepted == eventsPerMessage)
      }
      #expect(try reader.counts().events == messages.count * eventsPerMessage)
    }
    #expect(try ledger.verify(.everything).findings == [])
  }

  @Test func twoProcessesWriteOneLedger() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("ledger")
    let ledger = try SQLiteLedger(path: path)
    let here = Task.detached {
      for number in 0..<60 {
        try ledger.take(
          [Sample.event(try Sample.container(number), reason: "here")], message: "here \(number)")
      }
    }
    await #expect(processExitsWith: .success) { [path = path as String] in
      let ledger = try SQLiteLedger(path: path)
      for number in 0..<60 {
        try ledger.take(
          [Sample.event(try Sample.container(number), reason: "there")],
          message: "there \(number)")
      }
    }
    try await here.value
    let counts = try await ledger.read { try $0.counts() }
    #expect(counts.messages == 120)
    #expect(counts.events == 120)
    #expect(counts.subjects == 60)
    #expect(try ledger.verify(.everything).findings == [])
  }

  /// The file may not grow past a size, as on a full disk (EFBIG for ENOSPC).
  @Test func aFileThatCannotGrowLeavesWhatWasThere() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("ledger")
    let kept = Sample.event(try Sample.container(1), reason: "kept")
    try SQLiteLedger(path: path).take([kept], message: "kept")
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1 << 20, rlim_max: 1 << 20)
      #if os(Linux)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      let ledger = try SQLiteLedger(path: path)
      var failure: LedgerError?
      for number in 0..<200 where failure == nil {
        let events = try (0..<200).map { Sample.event(try Sample.container($0), onDay: number) }
        do { try ledger.take(events, message: "\(number)") } catch let error as LedgerError {
          failure = error
        }
      }
      switch failure {
      case .diskFull, .inputOutput: break
      default: Issue.record("said \(String(describing: failure))")
      }
    }
    let ledger = try SQLiteLedger(path: path)
    let messages = try await ledger.read { try $0.listMessages(InboxFilter(limit: .max)) }
    #expect(messages.last?.name == "kept.json")
    #expect(messages.allSatisfy { $0.accepted == 200 || $0.name == "kept.json" })
    #expect(try ledger.verify(.everything).findings == [])
  }
}
