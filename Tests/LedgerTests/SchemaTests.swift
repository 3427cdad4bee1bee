import Foundation
import Freight
import GRDB
import Testing

@testable import Ledger

@Suite struct SchemaTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path("ledger") }

  init() throws { folder = try TemporaryFolder() }

  /// A ledger as an older version wrote it, as text: schema, rows and header fields.
  private func openFixture(_ version: Int = 1) throws -> SQLiteLedger {
    let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/ledger-\(version).sql")
    let queue = try DatabaseQueue(path: path)
    let sql = try String(contentsOf: fixture, encoding: .utf8)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
    return try SQLiteLedger(path: path)
  }

  @Test func aLedgerOfVersion1OpensWithAllThatItHeld() throws {
    let ledger = try openFixture()
    let counts = try ledger.read { try $0.counts() }
    #expect(counts.messages == 2)
    #expect(counts.events == 4)
    #expect(counts.rejections == 1)
    #expect(try ledger.verify(.everything).findings == [])
    try ledger.read { reader throws in
      let box = try Sample.container(1)
      #expect(
        try reader.events(mentioning: box).map(\.event.reason) == ["погружен", nil, "位于阿腾科里"])
      #expect(try reader.carriers(of: box) == [.wagon(try Sample.wagon(1))])
      #expect(try reader.journeys(of: box).map(\.state) == ["underway"])
      #expect(try reader.body(of: 1) == Array("fixture one".utf8))
      #expect(try reader.version(kind: "routes", asOf: nil)?.digest == "d1")
      #expect(try reader.acknowledgements(of: box, recordedBy: nil).map(\.by) == ["Li"])
    }
    // It goes on where the older version stopped.
    try ledger.take([Sample.event(try Sample.container(9))], message: "new")
    #expect(try ledger.read { try $0.counts() }.events == 5)
  }

  @Test func aLedgerOfVersion2KeepsItsFeeds() throws {
    let ledger = try openFixture(2)
    #expect(try ledger.verify(.everything).findings == [])
    try ledger.read { reader throws in
      #expect(try reader.counts().events == 4)
      #expect(try reader.listFeeds().map(\.name) == ["ktz"])
      let poll = try #require(try reader.findPoll(of: "ktz"))
      #expect(poll.isPaused && poll.failures == 2 && poll.etag == "\"abc\"" && poll.cursor == "7")
      #expect(
        try reader.hasTaken(
          TakenFile(feed: "ktz", name: "a.csv", sizeBytes: 120, modified: "2026-02-19 10:00")))
      #expect(try reader.listTokens() == [])
    }
  }

  @Test func aLedgerOfVersion3KeepsItsTokensAndPushes() throws {
    let ledger = try openFixture(3)
    #expect(try ledger.verify(.everything).findings == [])
    try ledger.read { reader throws in
      #expect(try reader.listTokens().map(\.scope) == ["feed:ktz"])
      #expect(try reader.findPush(feed: "ktz", id: "msg_1") == 1)
      #expect(try reader.listSubscriptions() == [])
      #expect(try reader.nextNoticeDue() == nil)
    }
  }

  @Test func aLedgerOfVersion4KeepsItsSubscriptionsAndNotices() throws {
    let ledger = try openFixture(4)
    #expect(try ledger.verify(.everything).findings == [])
    try ledger.read { reader throws in
      #expect(try reader.listSubscriptions().map(\.id) == ["hook_fixture1"])
      let notice = try #require(try reader.findNotice("msg_01fixture"))
      #expect(notice.state == .delivered && notice.type == "alert.raised")
      #expect(try reader.attempts(of: notice.id).map(\.status) == [204])
      #expect(try reader.listManifestRuns(plan: nil, limit: 10) == [])
    }
  }

  @Test func aLedgerOfVersion5KeepsItsRunsAndManifests() throws {
    let ledger = try openFixture(5)
    #expect(try ledger.verify(.everything).findings == [])
    try ledger.read { reader throws in
      let service = "nanchang-khorgos-baku"
      #expect(try reader.listArrivalServices() == [ArrivalService(name: service, changes: 1)])
      #expect(
        try reader.findArrivalRun(service: service, run: "X9041@2026-02-02")?.isOver == true)
      #expect(try reader.listManifestRuns(plan: "daily", limit: 10).map(\.date) == ["2026-02-20"])
      #expect(try reader.tallyEstimates(service: service, trips: 10).trips == 0)
    }
  }

  @Test func aLedgerOfVersion6KeepsWhatWasSaidOfArrivals() throws {
    let ledger = try openFixture(6)
    #expect(try ledger.verify(.everything).findings == [])
    let tally = try ledger.read {
      try $0.tallyEstimates(service: "nanchang-khorgos-baku", trips: 10)
    }
    #expect(tally.trips == 1 && tally.said == 3 && tally.held == 2)
  }

  @Test func aLedgerOfVersion7KnowsHowOftenRunsChanged() throws {
    let ledger = try openFixture(7)
    #expect(try ledger.verify(.everything).findings == [])
    let services = try ledger.read { try $0.listArrivalServices() }
    #expect(services == [ArrivalService(name: "nanchang-khorgos-baku", changes: 1)])
  }

  /// A published migration is never edited: what it makes is what the kept fixture has.
  @Test(arguments: 1..<Schema.version)
  func migratedAndNewLedgersHaveTheSameSchema(version: Int) throws {
    try openFixture(version).close()
    let fresh = folder.path("fresh")
    try SQLiteLedger(path: fresh).close()
    func schema(_ path: String) throws -> [String] {
      try DatabaseQueue(path: path).read {
        try String.fetchAll(
          $0,
          sql: """
            SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema
            WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name
            """)
      }
    }
    #expect(try schema(path) == schema(fresh))
  }

  @Test func hotQueriesUseTheirIndexes() throws {
    try SQLiteLedger(path: path).close()
    let queue = try DatabaseQueue(path: path)
    func plan(_ sql: String) throws -> String {
      try queue.read { db in
        let bound = sql.replacing(/\?\d/, with: "1")
        return try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(bound)")
          .map { "\($0["detail"] ?? "")" }.joined(separator: "; ")
      }
    }
    #expect(
      try plan("SELECT seq FROM events WHERE thread = 1 LIMIT 2")
        .contains("COVERING INDEX events_thread"))
    #expect(try plan("SELECT carrier FROM contains WHERE carried = 1").contains("contains_carried"))
    #expect(
      try plan("SELECT min(seq) FROM events INDEXED BY events_recorded WHERE recorded > 1")
        .contains("COVERING INDEX events_recorded"))
    // Nor is it taken for what it is not good for.
    #expect(
      try plan(SQLiteReader.mentioning)
        == "SEARCH l USING PRIMARY KEY (subject=? AND day>? AND day<?); "
        + "SEARCH e USING INTEGER PRIMARY KEY (rowid=?)")
    #expect(
      try plan("SELECT 1 FROM estimates WHERE subject = 1 AND trip = 'a'").contains(
        "estimates_subject"))
  }
}
