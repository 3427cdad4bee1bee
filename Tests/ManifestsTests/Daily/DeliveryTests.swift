import Foundation
import Freight
import Intake
import TestServers
import Testing
import Transport

@testable import Manifests

/// Manifests on their way to real servers.
@Suite struct DeliveryTests {
  private static let python = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../.build-python/bin/python").standardized.path
  private static var hasSMTP: Bool {
    guard ServerProcess.isInstalled(python) else { return false }
    let folder = FileManager.default.temporaryDirectory
    return (try? ServerProcess.output(python, ["-c", "import aiosmtpd"], in: folder)) != nil
  }

  private func report(_ depot: Depot, to target: ManifestTarget) async throws -> ManifestRun {
    var plan = ManifestPlan(name: "morning", hour: 8, minute: 0, zone: Depot.zone)
    plan.formats = [.xlsx, .csv]
    plan.language = .zh
    plan.targets = [target]
    let daily = DailyManifests(
      plans: [plan], ledger: depot.ledger, journeys: Journeys(tracker: depot.tracker),
      folder: depot.folder.appending(path: "manifests"), operatorName: "Depot", language: .en,
      transport: try Transport(), clock: { depot.now })
    return try #require(try await daily.runDue().last).run
  }

  private func depot() throws -> Depot {
    let depot = try Depot()
    try depot.load([(try Depot.box(1), Depot.goods(20_000))])
    try depot.set("2026-02-10T00:00:00Z")
    return depot
  }

  @Test(.enabled("aiosmtpd is not installed: make servers") { hasSMTP })
  func aMailHasTheSheetsAttachedAndReachesAllOrNobody() async throws {
    let depot = try depot()
    let port = Ports.free()
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "post_office.py")
    let office = try ServerProcess(
      Self.python, files: [:], in: depot.folder, arguments: [script.path, "\(port)", "mails"])
    defer { office.stop() }
    try #require(await office.waitForPort(port), "\(office.log)")
    func target(_ to: [String]) -> ManifestTarget {
      ManifestTarget(
        name: "mail",
        way: .mail(server: Request("smtp://127.0.0.1:\(port)"), from: "ops@example.cn", to: to))
    }
    let refused = try await report(depot, to: target(["boss@example.cn", "nobody@example.cn"]))
    #expect(refused.deliveries.first?.state == .waiting)
    #expect(!FileManager.default.fileExists(atPath: depot.folder.appending(path: "mails").path))

    try depot.set("2026-02-11T00:00:00Z")
    let run = try await report(depot, to: target(["boss@example.cn", "li@example.cn"]))
    #expect(run.deliveries.map(\.state) == [.delivered], "\(run.deliveries)")
    struct Mail: Decodable {
      var from: String
      var to: [String]
      var subject: String
      var id: String
      var date: String
      var text: String
      var files: [String: String]
    }
    // What was refused the day before came to the others first.
    let mails = try String(contentsOf: depot.folder.appending(path: "mails"), encoding: .utf8)
      .split(separator: "\n").map { try JSONDecoder().decode(Mail.self, from: Data($0.utf8)) }
    #expect(
      mails.map(\.id).map { String($0.prefix(19)) } == [
        "<morning-2026-02-10", "<morning-2026-02-11",
      ])
    #expect(
      mails.map(\.date) == ["Tue, 10 Feb 2026 08:00:00 +0800", "Wed, 11 Feb 2026 08:00:00 +0800"])
    let mail = try #require(mails.last)
    #expect(mail.from == "ops@example.cn" && mail.to == ["boss@example.cn", "li@example.cn"])
    #expect(mail.subject == "班列运踪日报 2026-02-11" && mail.id.hasSuffix("@example.cn>"))
    #expect(mail.text.hasPrefix("班列运踪日报 2026-02-11"))
    #expect(
      mail.files == Dictionary(uniqueKeysWithValues: run.files.map { ($0.name, $0.sha256) }))
  }

  @Test(
    .enabled(
      if: ServerProcess.isInstalled(SSHServer.program),
      "OpenSSH's server is not installed: make servers"))
  func anSFTPFolderGetsWholeFilesUnderTheirNames() async throws {
    let depot = try depot()
    let server = try await SSHServer(in: depot.folder)
    defer { server.stop() }
    var request = Request("sftp://127.0.0.1:\(server.port)\(server.out.path)/")
    request.trust.knownHostsFile = server.knownHosts
    request.login = .key(user: NSUserName(), privateKeyFile: server.userKey, passphrase: nil)
    let run = try await report(depot, to: ManifestTarget(name: "sftp", way: .address(request)))
    #expect(run.deliveries.map(\.state) == [.delivered], "\(run.deliveries) \(server.log)")
    for file in run.files {
      let sent = try Data(contentsOf: server.out.appending(path: file.name))
      let made = try Data(
        contentsOf: depot.folder.appending(path: "manifests").appending(path: file.name))
      #expect(sent == made)
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: server.out.path).sorted()
        == run.files.flatMap { [$0.name, $0.name + ".sha256"] }.sorted())
  }
}
