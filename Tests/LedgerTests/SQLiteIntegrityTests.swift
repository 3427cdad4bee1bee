import Foundation
import Freight
import GRDB
import Testing

@testable import Ledger

@Suite struct SQLiteIntegrityTests {
  private let folder: TemporaryFolder
  private let ledger: SQLiteLedger
  private var path: String { folder.path("ledger") }

  init() throws {
    folder = try TemporaryFolder()
    ledger = try SQLiteLedger(path: folder.path("ledger"))
    try ledger.take([Sample.event(try Sample.container(1), key: "k")])
    let box = try Sample.container(1)
    try ledger.write {
      try $0.acknowledge(
        Acknowledgement(
          subject: box, alertKind: "silent", since: 1, acknowledgedAt: 2, by: "Li"))
    }
  }

  @Test(arguments: [
    "DELETE FROM events", "UPDATE events SET recorded = 0", "DELETE FROM inbox",
    "UPDATE inbox SET received = 0", "UPDATE inbox SET sha256 = zeroblob(32)",
    "DELETE FROM bodies", "UPDATE bodies SET body = x'00'", "DELETE FROM acknowledgements",
    "UPDATE acknowledgements SET by = 'Wang'",
  ])
  func whatWasKeptCannotBeChangedBehindItsBack(_ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    let error = #expect(throws: DatabaseError.self) {
      try queue.write { try $0.execute(sql: sql) }
    }
    #expect(error?.message?.contains("append-only") == true)
  }

  @Test(arguments: [
    ("DROP TRIGGER bodies_fixed; UPDATE bodies SET coding = 0, body = x'00'", "message 1"),
    ("DROP TRIGGER bodies_fixed; UPDATE bodies SET coding = 1", "does not unpack"),
    ("DROP TRIGGER bodies_fixed; UPDATE bodies SET coding = 9", "unknown coding"),
    ("DROP TRIGGER events_fixed; UPDATE events SET record = x'FFFF'", "event 1 cannot be read"),
    ("DROP TRIGGER events_fixed; UPDATE events SET key = zeroblob(16)", "match its key"),
    ("DROP TRIGGER events_fixed; UPDATE events SET subject = 77", "missing row of subjects"),
    ("DROP TRIGGER events_fixed; UPDATE events SET message = 77", "missing row of inbox"),
    ("DROP TRIGGER events_fixed; UPDATE events SET thread = 77", "another report"),
  ])
  func damageIsFoundAndNamed(_ sql: String, _ finding: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA foreign_keys = OFF; \(sql)")
    }
    let findings = try ledger.verify(.everything).findings
    #expect(findings.contains { $0.contains(finding) }, "\(findings)")
  }

  @Test func aDamagedPageIsAnErrorAndNotAnAnswer() throws {
    let boxes = try (0..<2_000).map(Sample.container)
    try ledger.take(boxes.map { Sample.event($0) }, message: "many")
    try ledger.close()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    let size = try file.seekToEnd()
    for offset in stride(from: UInt64(Schema.pageSize), to: size, by: Schema.pageSize) {
      try file.seek(toOffset: offset)
      try file.write(contentsOf: Data(repeating: 0xEE, count: 64))
    }
    try file.close()
    let damaged = #expect(throws: LedgerError.self) {
      try SQLiteLedger(readingFrom: path).read { try $0.counts() }
    }
    guard case .damaged = damaged else {
      Issue.record("said \(String(describing: damaged))")
      return
    }
  }

  @Test func aSenderThatReusesOneKeyDoesNotLinkWithoutBound() throws {
    let limit = Appender.versionsPerReport
    let events = try (0..<limit + 50).map {
      Sample.event(try Sample.container(2), key: "same", reason: "\($0)")
    }
    try ledger.take(events, message: "many")
    // Each finds at least its own; the newest of them find each other.
    let late = Sample.event(try Sample.container(3), key: "same", reason: "late")
    try ledger.take([late], message: "late")
    #expect(try ledger.reasons(of: try Sample.container(3)).count == limit)
    #expect(try ledger.reasons(of: try Sample.container(2)).count == limit + 51)
  }
}
