import Foundation
import Freight
import GRDB
import TestSeeds
import Testing

@testable import Ledger

@Suite struct SQLiteOpeningTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("ledger") }

  init() throws { folder = try TemporaryFolder() }

  @Test func aNewLedgerIsReadableByItsOwnerOnly() throws {
    let ledger = try SQLiteLedger(path: path)
    try ledger.take([Sample.event(try Sample.container(1))])
    for name in ["ledger", "ledger-wal", "ledger-shm"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
  }

  @Test func makingALedgerLeavesNothingElseInTheFolder() throws {
    try SQLiteLedger(path: path).close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.root) == ["ledger"])
  }

  @Test(arguments: [true, false])
  func whoSettlesSeesWhatWasBeingWritten(isReadOnly: Bool) async throws {
    let writing = try SQLiteLedger(path: path)
    let other =
      isReadOnly ? try SQLiteLedger(readingFrom: path) : try SQLiteLedger(path: path)
    let hasBegun = DispatchSemaphore(value: 0)
    let mayEnd = DispatchSemaphore(value: 0)
    let event = Sample.event(try Sample.container(1))
    Thread.detachNewThread {
      // Failures show in the count below.
      try? writing.write { writer in
        hasBegun.signal()
        let id = try writer.receive(Sample.message("message")).message
        let message = DecodedMessage(message: id, format: "test", events: [event], rejections: [])
        _ = try writer.append([message], recordedAt: 1)
        mayEnd.wait()
      }
    }
    let count = try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        hasBegun.wait()
        Thread.detachNewThread {
          Thread.sleep(forTimeInterval: 0.05)
          mayEnd.signal()
        }
        continuation.resume(
          with: Result {
            let isSettled = try other.settle()
            return isSettled ? try other.read { try $0.highestSeq() } : -1
          })
      }
    }
    #expect(count == 1)
  }

  @Test func whoeverWritesForTooLongIsNotWaitedFor() throws {
    let writing = try SQLiteLedger(path: path)
    let other = try SQLiteLedger(readingFrom: path, options: .init(busyTimeoutSeconds: 0.05))
    let isSettled = try writing.write { _ in try other.settle() }
    #expect(!isSettled)
    #expect(try other.settle())
  }

  @Test func readingWhereThereIsNoLedgerMakesNone() throws {
    #expect(throws: LedgerError.missing(path: path)) { try SQLiteLedger(readingFrom: path) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test(arguments: ["", "a list of boxes, in text, and certainly no ledger of ours\n"])
  func anotherFileIsNotTouched(_ content: String) throws {
    try Data(content.utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: LedgerError.notALedger(path: path)) { try SQLiteLedger(path: path) }
    #expect(throws: LedgerError.notALedger(path: path)) { try SQLiteLedger(readingFrom: path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(content.utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.root) == ["ledger"])
  }

  @Test func anotherProgramsDatabaseIsNotTouched() throws {
    let other = try DatabaseQueue(path: path)
    try other.write { try $0.execute(sql: "CREATE TABLE photos(id); PRAGMA user_version = 7") }
    try other.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(throws: LedgerError.notALedger(path: path)) { try SQLiteLedger(path: path) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test func aLedgerOfANewerVersionIsNotTouched() throws {
    try SQLiteLedger(path: path).close()
    try edit("PRAGMA user_version = 99")
    let expected = LedgerError.newerVersion(path: path, found: 99, supported: Schema.version)
    #expect(throws: expected) { try SQLiteLedger(path: path) }
    #expect(throws: expected) { try SQLiteLedger(readingFrom: path) }
  }

  @Test func aLedgerOfAnOlderVersionIsNotChangedByReading() throws {
    try SQLiteLedger(path: path).close()
    try edit("PRAGMA user_version = 0")
    #expect(throws: LedgerError.olderVersion(path: path, found: 0, supported: Schema.version)) {
      try SQLiteLedger(readingFrom: path)
    }
  }

  @Test(arguments: ["/proc/ledger", "/nowhere/at/all/ledger"])
  func aFolderThatTakesNoFilesIsNamed(_ path: String) {
    #expect(throws: LedgerError.unwritableFolder(path: path)) { try SQLiteLedger(path: path) }
  }

  @Test func writingThroughALedgerOpenedForReadingIsRefused() throws {
    try SQLiteLedger(path: path).close()
    let ledger = try SQLiteLedger(readingFrom: path)
    #expect(throws: LedgerError.readOnly(path: path)) {
      try ledger.take([Sample.event(try Sample.container(1))])
    }
  }

  @Test func aReaderSeesWhatAnotherConnectionWroteMeanwhile() throws {
    let writing = try SQLiteLedger(path: path)
    let reading = try SQLiteLedger(readingFrom: path)
    #expect(try reading.read { try $0.highestSeq() } == 0)
    try writing.take([Sample.event(try Sample.container(1))])
    #expect(try reading.read { try $0.highestSeq() } == 1)
  }

  @Test func aSecondWriterWaitsThenSaysWhoIsWriting() throws {
    let first = try SQLiteLedger(path: path)
    let second = try SQLiteLedger(
      path: path, options: SQLiteLedger.Options(busyTimeoutSeconds: 0.05))
    try first.write { writer in
      _ = try writer.receive(Sample.message("first"))
      #if os(Linux)
        let holder: Int32? = getpid()
      #else
        let holder: Int32? = nil
      #endif
      #expect(throws: LedgerError.busy(path: path, holder: holder)) {
        try second.take([Sample.event(try Sample.container(1))])
      }
    }
    try second.take([Sample.event(try Sample.container(1))])
    #expect(try first.read { try $0.counts() }.messages == 2)
  }

  @Test func theHolderOfTheWriteLockIsFoundAmongOtherLocks() {
    let locks = """
      1: POSIX  ADVISORY  READ 11 08:02:131 123 123
      2: FLOCK  ADVISORY  WRITE 12 08:02:131 0 EOF
      2: -> POSIX  ADVISORY  WRITE 13 08:02:131 120 120
      3: POSIX  ADVISORY  WRITE 14 08:02:999 120 120
      4: POSIX  ADVISORY  WRITE 15 08:02:131 121 122
      5: POSIX  ADVISORY  WRITE 16 08:02:131 120 120

      """
    #expect(LockHolder.holder(in: locks, inode: 131) == 16)
    #expect(LockHolder.holder(in: locks, inode: 7) == nil)
  }

  @Test func aFullDiskIsNamedAndLeavesWhatWasThere() throws {
    try SQLiteLedger(path: path).take([Sample.event(try Sample.container(1))], message: "kept")
    var options = SQLiteLedger.Options()
    options.maximumPages = 60
    let ledger = try SQLiteLedger(path: path, options: options)
    var generator = SeededGenerator(seed: 1)
    let noise = (0..<1_000_000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    #expect(throws: LedgerError.diskFull(path: path)) {
      try ledger.write { try $0.receive(NewMessage(feed: "f", receivedAt: 1, body: noise)) }
    }
    try ledger.take([Sample.event(try Sample.container(2))], message: "after")
    #expect(try ledger.read { try $0.counts() }.messages == 2)
    #expect(try ledger.verify(.everything).findings == [])
  }

  /// Changes the file behind the ledger's back.
  private func edit(_ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }
}
