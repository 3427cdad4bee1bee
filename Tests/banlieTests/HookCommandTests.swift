import Foundation
import TestDocuments
import TestServers
import Testing

@Suite struct HookCommandTests {
  private let report =
    #"{"container":"TRHU4307252","activity":"arrived","place":"Khorgos","#
    + #""occurredAt":"2026-02-19T14:20:00+08:00"}"# + "\n"

  /// Subscribes with what a receiver on this machine needs.
  private func add(
    _ program: Program, _ server: FaultServer, _ more: String...
  ) throws -> (id: String, secret: String) {
    let added = try program.run(
      ["hook", "add", server.url("/in"), "--allow-private", "--json"] + more)
    #expect(added.status == 0, "\(added.err)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(added.out.utf8)) as? [String: Any])
    return (
      try #require(object["id"] as? String), object["secret"] as? String ?? ""
    )
  }

  private func report(_ program: Program, at now: String) throws {
    let file = try program.file("report.jsonl", report)
    let taken = try program.run(["ingest", file], environment: ["BANLIE_NOW": now])
    #expect(taken.status == 0, "\(taken.err)")
  }

  @Test func aReceiverIsAddedTriedToldListedAndRemoved() throws {
    let server = try FaultServer { _, peer in peer.answer("204 No Content") }
    defer { server.stop() }
    let program = try Program()
    let (id, secret) = try add(program, server, "--label", "ERP", "--milestones", "arrived")
    #expect(secret.hasPrefix("whsec_"))
    let test = try program.run("hook", "test", id)
    #expect(test.status == 0 && test.out.contains("answered 204"), "\(test.err)")
    try report(program, at: "2026-02-20T00:00:00Z")
    let deliver = try program.run(
      ["hook", "deliver"], environment: ["BANLIE_NOW": "2026-02-20T00:00:10Z"])
    #expect(deliver.status == 0 && deliver.out == "1 delivered, 0 failed\n", "\(deliver.err)")
    #expect(server.requests.count == 2)
    #expect(server.requests.last?.headers["user-agent"]?.hasPrefix("banlie/") == true)

    let list = try program.run("hook", "list", "--json")
    #expect(try SchemaChecker("hooks").problems(in: list.out) == [])
    for part in [#""label": "ERP""#, #""delivered": 1"#, #""state": "active""#] {
      #expect(list.out.contains(part), "\(part) in \(list.out)")
    }
    #expect(!list.out.contains(secret) && !list.out.contains("secret"))
    let deliveries = try program.run("hook", "deliveries", id, "--json")
    #expect(try SchemaChecker("deliveries").problems(in: deliveries.out) == [])
    #expect(deliveries.out.contains(#""status": 204"#))
    let full = try program.run("hook", "deliveries", "--full")
    #expect(full.out.contains("milestone.reached · arrived Khorgos · TRHU4307252"), "\(full.out)")

    #expect(try program.run("hook", "remove", id).status == 0)
    #expect(try program.run("hook", "remove", id).status == 3)
    #expect(try program.run("hook", "list").out.contains("nobody has subscribed"))
  }

  @Test func whatFailsIsSaidAndTriedAgain() throws {
    let server = try FaultServer { _, peer in peer.answer("503 Down") }
    defer { server.stop() }
    let program = try Program()
    let (id, _) = try add(program, server)
    let test = try program.run("hook", "test", id)
    #expect(test.status == 1 && test.err.contains("answered 503"))
    try report(program, at: "2026-02-20T00:00:00Z")
    func deliver(_ now: String) throws -> Program.Result {
      try program.run(["hook", "deliver"], environment: ["BANLIE_NOW": now])
    }
    let first = try deliver("2026-02-20T00:00:10Z")
    #expect(first.status == 1 && first.out == "0 delivered, 1 failed\n")
    #expect(first.err.contains("503"))
    for day in 21...28 { _ = try deliver("2026-02-\(day)T12:00:00Z") }
    // The last wait is a day and up to a fifth more.
    _ = try deliver("2026-03-02T12:00:00Z")
    let dead = try program.run("hook", "deliveries", "--state", "dead")
    #expect(dead.out.contains("dead letter: answered 503"), "\(dead.out)")
    let replay = try program.run("hook", "replay", "--dead", "--hook", id)
    #expect(replay.out == "1 notice to be sent once more\n", "\(replay.err)")
    #expect(try program.run("hook", "deliveries", "--state", "waiting").out.contains("msg_"))
    #expect(try program.run("hook", "pause", id).status == 0)
    #expect(try deliver("2026-03-09T12:00:00Z").out == "0 delivered, 0 failed\n")
    #expect(try program.run("hook", "list").out.contains("paused"))
    #expect(try program.run("hook", "resume", id).status == 0)
    #expect(try deliver("2026-03-09T12:00:01Z").out == "0 delivered, 1 failed\n")
  }

  @Test func mistakesAreSaidBeforeAnythingIsKept() throws {
    let program = try Program()
    let cases: [(arguments: [String], status: Int32, reason: String)] = [
      (["http://127.0.0.1:9/"], 2, "needs --allow-private"),
      (["http://169.254.169.254/"], 2, "not an address of the public Internet"),
      (["ftp://8.8.8.8/"], 2, "only http and https"),
      (["http://u:p@8.8.8.8/"], 2, "no name or password"),
      (["http://8.8.8.8/", "--milestones", "vanished"], 2, "not “vanished”"),
      (["http://8.8.8.8/", "--alerts", "bored"], 2, "not “bored”"),
      (["http://8.8.8.8/", "--eta-moved", "soon"], 2, "--eta-moved takes"),
      (["http://8.8.8.8/", "--route", "moon"], 3, "no route “moon”"),
      (["http://8.8.8.8/", "--containers", "X"], 2, "“X” is no container number"),
      (["http://8.8.8.8/", "--secret-env", "NOBODY_SET_THIS"], 1, "NOBODY_SET_THIS is not there"),
    ]
    for (arguments, status, reason) in cases {
      let result = try program.run(["hook", "add"] + arguments)
      #expect(result.status == status && result.err.contains(reason), "\(result.err)")
    }
    let short = try program.run(
      ["hook", "add", "http://8.8.8.8/", "--secret-env", "SHORT"],
      environment: ["SHORT": "whsec_c2hvcnQ="])
    #expect(short.status == 1 && short.err.contains("24 to 64 bytes"))
    #expect(try program.run("hook", "replay", "msg_x").status == 3)
    #expect(try program.run("hook", "test", "hook_x").status == 3)
    #expect(try program.run("hook", "replay").status == 2)
  }

  @Test func aSecretIsChangedWithoutAGap() throws {
    let server = try FaultServer { _, peer in peer.answer("200 OK") }
    defer { server.stop() }
    let program = try Program()
    let (id, old) = try add(program, server)
    let rotated = try program.run("hook", "rotate", id)
    #expect(rotated.status == 0 && rotated.out.hasPrefix("secret whsec_"))
    #expect(!rotated.out.contains(old))
    try program.run("hook", "test", id)
    let both = server.requests.last?.headers["webhook-signature"] ?? ""
    #expect(both.split(separator: " ").count == 2)
    try program.run(["hook", "test", id], environment: ["BANLIE_NOW": "2026-02-21T00:00:01Z"])
    let one = server.requests.last?.headers["webhook-signature"] ?? ""
    #expect(one.split(separator: " ").count == 1)
  }
}
