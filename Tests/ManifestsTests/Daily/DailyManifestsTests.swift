import Answers
import Foundation
import Freight
import Intake
import Ledger
import RouteBook
import Synchronization
import TestServers
import Testing
import Transport

@testable import Manifests

@Suite struct DailyManifestsTests {
  private func plan(_ targets: [ManifestTarget] = []) -> ManifestPlan {
    var plan = ManifestPlan(name: "morning", hour: 8, minute: 0, zone: Depot.zone)
    plan.formats = [.csv, .json]
    plan.targets = targets
    return plan
  }

  private func depot() throws -> Depot {
    let depot = try Depot()
    try depot.load([(try Depot.box(1), Depot.goods(20_000))])
    try depot.set("2026-02-10T00:00:00Z")
    return depot
  }

  private func daily(
    _ depot: Depot, _ plans: [ManifestPlan], ledger: SQLiteLedger? = nil,
    renewal: Duration = .seconds(600), clock: (@Sendable () -> Int64)? = nil
  ) throws -> DailyManifests {
    DailyManifests(
      plans: plans, ledger: ledger ?? depot.ledger, journeys: Journeys(tracker: depot.tracker),
      folder: depot.folder.appending(path: "manifests"), operatorName: "Depot", language: .en,
      transport: try Transport(), renewal: renewal, clock: clock ?? { depot.now })
  }

  @Test func itIsMadeAtItsMinuteSealedAndNotAgain() async throws {
    let depot = try depot()
    let daily = try daily(depot, [plan()])
    try depot.set("2026-02-09T23:59:59Z")
    // At first the day before is the latest that there was.
    #expect(try await daily.runDue().map(\.date.description) == ["2026-02-09"])
    #expect(try await daily.runDue().isEmpty)
    try depot.set("2026-02-10T00:00:00Z")
    let report = try #require(try await daily.runDue().first)
    #expect(report.date.description == "2026-02-10" && report.error == nil)
    #expect(report.run.files.map(\.name) == ["morning-2026-02-10.csv", "morning-2026-02-10.json"])
    let folder = depot.folder.appending(path: "manifests")
    for file in report.run.files {
      let sealed = try String(
        contentsOf: folder.appending(path: file.name + ".sha256"), encoding: .utf8)
      #expect(sealed == "\(file.sha256)  \(file.name)\n")
      let data = try Data(contentsOf: folder.appending(path: file.name))
      #expect(data.count == file.bytes)
    }
    #expect(try await daily.runDue().isEmpty)
    // A process that starts at the very minute finds it made.
    #expect(try await self.daily(depot, [plan()]).runDue().isEmpty)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(left.allSatisfy { !$0.hasPrefix(".") })
  }

  @Test func severalProcessesMakeADayOnce() async throws {
    let depot = try depot()
    let path = depot.folder.appending(path: "ledger.sqlite").path
    let others = try (0..<4).map { _ in try SQLiteLedger(path: path) }
    let made = try await withThrowingTaskGroup(of: Int.self) { group in
      for ledger in others {
        let daily = try daily(depot, [plan()], ledger: ledger)
        group.addTask { try await daily.runDue().count }
      }
      return try await group.reduce(0, +)
    }
    #expect(made == 1)
  }

  @Test func aProcessThatDiedLeavesItToAnother() async throws {
    let depot = try depot()
    try depot.ledger.write { writer in
      try writer.keepManifestRun(
        ManifestRunRecord(
          plan: "morning", date: "2026-02-10", moment: depot.now, due: depot.now, isOver: false,
          leasedUntil: depot.now + 60_000_000, content: try ManifestRun().text))
    }
    let daily = try daily(depot, [plan()])
    #expect(try await daily.runDue().isEmpty)
    depot.set(depot.now + 61_000_000)
    #expect(try await daily.runDue().map(\.date.description) == ["2026-02-10"])
  }

  /// Its delivery took longer than anybody would wait, and another has begun.
  @Test func aProcessThatWasTooSlowWritesNothingOverTheOneThatTookOver() async throws {
    let depot = try depot()
    let taken = ManifestRunRecord(
      plan: "morning", date: "2026-02-10", moment: depot.now, due: depot.now, isOver: false,
      leasedUntil: .max, content: try ManifestRun().text)
    let server = try FaultServer { [ledger = depot.ledger] _, peer in
      try? ledger.write { try $0.keepManifestRun(taken) }
      peer.answer("201 Created")
    }
    defer { server.stop() }
    let target = ManifestTarget(name: "web", way: .address(Request(server.url("/in/"))))
    let error = await #expect(throws: Failure.self) {
      try await daily(depot, [plan([target])]).runDue()
    }
    #expect(error?.message.contains("another process took it over") == true)
    let kept = try await depot.ledger.read {
      try $0.findManifestRun(plan: "morning", date: "2026-02-10")
    }
    #expect(kept == taken)
  }

  @Test func whatTakesLongIsHeldAsLongAsItTakes() async throws {
    let depot = try depot()
    let held = Mutex<[Int64]>([])
    let server = try FaultServer { [ledger = depot.ledger] _, peer in
      // The receiver takes longer than a hold lasts.
      for _ in 0..<2_000 where held.withLock({ Set($0).count < 3 }) {
        let record = try? ledger.read {
          try $0.findManifestRun(plan: "morning", date: "2026-02-10")
        }
        if let until = record?.leasedUntil { held.withLock { $0.append(until) } }
        depot.advance(seconds: 600)
        peer.sleep(0.01)
      }
      peer.answer("201 Created")
    }
    defer { server.stop() }
    let target = ManifestTarget(name: "web", way: .address(Request(server.url("/in/"))))
    let reports = try await daily(depot, [plan([target])], renewal: .milliseconds(5)).runDue()
    #expect(reports.map { $0.run.deliveries.map(\.state) } == [[.delivered]])
    let seen = held.withLock { $0 }
    #expect(seen == seen.sorted() && Set(seen).count >= 3, "\(seen)")
  }

  /// However far it has come: the clock is asked between its steps.
  @Test func aStopCostsAManifestNoTry() async throws {
    var stopped = 0
    for last in 1... {
      let depot = try depot()
      let asked = Mutex(0)
      let daily = try daily(
        depot, [plan()],
        clock: {
          let count = asked.withLock { asked in
            asked += 1
            return asked
          }
          if count == last { withUnsafeCurrentTask { $0?.cancel() } }
          return depot.now
        })
      let reports = try await Task { () -> [DailyManifests.Report]? in
        do { return try await daily.runDue() } catch is CancellationError { return nil }
      }.value
      let record = try await depot.ledger.read {
        try $0.findManifestRun(plan: "morning", date: "2026-02-10")
      }
      let run = try record.map { try ManifestRun($0) }
      if run?.made == nil {
        stopped += 1
        #expect(run?.attempts ?? 0 == 0, "stopped at \(last)")
        #expect(record?.leasedUntil ?? 0 == 0)
        // Whoever comes next begins at once.
        #expect(try await self.daily(depot, [plan()]).runDue().first?.run.attempts == 1)
      } else {
        #expect(run?.attempts == 1 && run?.error == nil)
      }
      if asked.withLock({ $0 }) < last {
        #expect(reports?.count == 1)
        break
      }
    }
    #expect(stopped >= 3)
  }

  @Test func aStopCostsADeliveryNoTry() async throws {
    let depot = try depot()
    let server = try FaultServer { _, peer in peer.hold() }
    defer { server.stop() }
    let target = ManifestTarget(name: "web", way: .address(Request(server.url("/in/"))))
    let daily = try daily(depot, [plan([target])])
    let task = Task { try await daily.runDue() }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    let record = try await depot.ledger.read {
      try $0.findManifestRun(plan: "morning", date: "2026-02-10")
    }
    let run = try ManifestRun(try #require(record))
    #expect(run.deliveries.map(\.attempts) == [0] && run.attempts == 1)
    #expect(run.deliveries.map(\.state) == [.waiting])
    #expect(record?.leasedUntil == 0 && record?.due == depot.now)
  }

  @Test func whatIsDeliveredToAFolderIsWhole() async throws {
    let depot = try depot()
    let out = depot.folder.appending(path: "out/deep")
    let target = ManifestTarget(name: "folder out", way: .folder(out.path))
    let report = try #require(try await daily(depot, [plan([target])]).runDue().first)
    #expect(report.run.deliveries.map(\.state) == [.delivered])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: out.path).sorted() == [
        "morning-2026-02-10.csv", "morning-2026-02-10.csv.sha256", "morning-2026-02-10.json",
        "morning-2026-02-10.json.sha256",
      ])
  }

  @Test func aDeliveryThatFailsIsTriedAgainAndNotTheOneThatWent() async throws {
    let isUp = Mutex(false)
    let server = try FaultServer { _, peer in
      peer.answer(isUp.withLock { $0 } ? "201 Created" : "503 Down")
    }
    defer { server.stop() }
    let depot = try depot()
    let out = depot.folder.appending(path: "out")
    let plan = plan([
      ManifestTarget(name: "web", way: .address(Request(server.url("/in/")))),
      ManifestTarget(name: "folder", way: .folder(out.path)),
    ])
    let daily = try daily(depot, [plan])
    let first = try #require(try await daily.runDue().first)
    #expect(first.run.deliveries.map(\.state) == [.waiting, .delivered])
    #expect(first.error?.contains("503") == true)
    #expect(try await daily.runDue().isEmpty)
    try FileManager.default.removeItem(at: out)
    isUp.withLock { $0 = true }
    depot.set(depot.now + 61_000_000)
    let second = try #require(try await daily.runDue().first)
    #expect(second.run.deliveries.map(\.state) == [.delivered, .delivered] && second.error == nil)
    #expect(!FileManager.default.fileExists(atPath: out.path))
    let puts = server.requests.suffix(4).map(\.line)
    #expect(
      puts
        == ["csv", "csv.sha256", "json", "json.sha256"].map {
          "PUT /in/morning-2026-02-10.\($0) HTTP/1.1"
        })
  }

  @Test func aTargetThatNeverAnswersIsGivenUpAndSaid() async throws {
    let server = try FaultServer { _, peer in peer.answer("500 No") }
    defer { server.stop() }
    let depot = try depot()
    let daily = try daily(
      depot, [plan([ManifestTarget(name: "web", way: .address(Request(server.url("/"))))])])
    for _ in 0..<ManifestRetries.delays.count + 3 {
      try await daily.runDue()
      depot.set(depot.now + 12 * Instant.microsecondsPerHour)
    }
    let record = try #require(
      try await depot.ledger.read { try $0.findManifestRun(plan: "morning", date: "2026-02-10") })
    let run = try ManifestRun(record)
    #expect(run.deliveries.map(\.state) == [.dead] && record.isOver)
    #expect(run.deliveries.first?.attempts == ManifestRetries.delays.count + 1)
  }

  @Test func aSecretThatIsNotSetIsSaid() async throws {
    let depot = try depot()
    let target = ManifestTarget(
      name: "sftp", way: .address(Request("sftp://127.0.0.1:9/")), missingSecret: "env SFTP")
    let report = try #require(try await daily(depot, [plan([target])]).runDue().first)
    #expect(report.error == "env SFTP is not set")
  }

  @Test func changesAreThoseSinceTheFileOfTheDayBefore() async throws {
    let depot = try depot()
    var plan = plan()
    plan.formats = [.json]
    plan.tellsChanges = true
    let daily = try daily(depot, [plan])
    try await daily.runDue()
    // In the afternoon, after the morning's file.
    try depot.set("2026-02-10T09:00:00Z")
    try depot.move("X9041@2026-02-02", .arrived, "霍尔果斯", "2026-02-10T16:00:00+08:00")
    try depot.set("2026-02-11T00:00:00Z")
    try await daily.runDue()
    let file = depot.folder.appending(path: "manifests/morning-2026-02-11.json")
    let document = try JSONDecoder().decode(ManifestDocument.self, from: Data(contentsOf: file))
    #expect(document.boxes.flatMap { $0.changes ?? [] }.map(\.change).contains("moved"))
  }

  @Test func oldFilesGo() async throws {
    let depot = try depot()
    let folder = depot.folder.appending(path: "manifests")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in [
      "morning-2025-11-11.csv", "morning-2025-11-13.csv", "morning-notes.txt",
      "other-2020-01-01.csv",
    ] {
      try Data("x".utf8).write(to: folder.appending(path: name))
    }
    try await daily(depot, [plan()]).runDue()
    let left = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    #expect(!left.contains("morning-2025-11-11.csv"))
    #expect(
      left.isSuperset(of: ["morning-2025-11-13.csv", "morning-notes.txt", "other-2020-01-01.csv"]))
  }
}
