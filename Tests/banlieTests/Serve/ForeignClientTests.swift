import Foundation
import Freight
import Ledger
import TestServers
import Testing

/// Clients that others wrote, from PyPI: `make servers` puts them into `.build-python`.
@Suite struct ForeignClientTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let tools = root.appending(path: ".build-python/bin")

  private static func tool(_ name: String) -> String { tools.appending(path: name).path }

  private static func isInstalled(_ name: String) -> Bool {
    ServerProcess.isInstalled(tool(name))
  }

  @Test(
    .enabled("standardwebhooks is not installed; see make servers") {
      isInstalled("python") && isInstalled("schemathesis")
    })
  func aSenderWithThePackageStandardWebhooksIsUnderstood() async throws {
    let program = try await RunningProgram()
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "clients.py")
    let out = try await blocking {
      try ServerProcess.output(
        Self.tool("python"), [script.path, "\(program.port)", RunningProgram.secret],
        in: program.folder)
    }
    try await program.stop()
    #expect(
      out == """
        right 202
        repeated 202
        reused 409
        tampered 401
        renamed 401
        stale 401
        early 401
        foreign 401
        unsigned 401
        garbled 400
        clockless 400
        rotated 202

        """)
    let ledger = try SQLiteLedger(readingFrom: program.ledger)
    // The same bytes under another name are the same message.
    let counts = try await ledger.read { try $0.counts() }
    #expect(counts.messages == 1 && counts.events == 1)
  }

  @Test(
    .enabled("standardwebhooks is not installed; see make servers") {
      isInstalled("python") && isInstalled("schemathesis")
    })
  func aReceiverWithThePackageStandardWebhooksBelievesOurNotices() async throws {
    let program = try await RunningProgram()
    let (folder, ledger) = (program.folder, program.ledger)
    let port = Ports.free()
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "receiver.py")
    try "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".write(
      to: folder.appending(path: "key"), atomically: true, encoding: .utf8)
    let receiver = try ServerProcess(
      Self.tool("python"), files: [:], in: folder,
      arguments: [script.path, "\(port)", "key", "received"])
    #expect(try await receiver.waitForPort(port), "\(receiver.log)")
    func banlie(_ arguments: String...) async throws -> String {
      try await blocking {
        try ServerProcess.output(Program.path, arguments + ["--ledger", ledger], in: folder)
      }
    }
    _ = try await banlie(
      "hook", "add", "http://127.0.0.1:\(port)/in", "--allow-private", "--secret-file",
      folder.appending(path: "key").path)
    let now = Instant(microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000).rfc3339
    let lines = ["TRHU4307252", "TCNU7200794"].map {
      #"{"container":"\#($0)","activity":"departed","onTrain":"X9041@2026-02-02","#
        + #""place":"Khorgos","occurredAt":"\#(now)"}"# + "\n"
    }
    try lines.joined().write(
      to: folder.appending(path: "report.jsonl"), atomically: true, encoding: .utf8)
    // Another process takes the report in; the server delivers.
    _ = try await banlie("ingest", "report.jsonl")
    let received = folder.appending(path: "received")
    let text = try await blocking { () -> String in
      for _ in 0..<600 {
        if let text = try? String(contentsOf: received, encoding: .utf8), text.contains("\n") {
          return text
        }
        Thread.sleep(forTimeInterval: 0.1)
      }
      return "nothing came"
    }
    #expect(text == "milestone.reached departed 2\n", "\(program.log)")
    let deliveries = try await banlie("hook", "deliveries", "--json")
    #expect(deliveries.contains(#""state": "delivered""#))
    try await blocking { receiver.stop() }
    try await program.stop()
  }

  @Test(
    .enabled("schemathesis is not installed; see make servers") { isInstalled("schemathesis") })
  func schemathesisFindsNoServerError() async throws {
    let program = try await RunningProgram()
    let token = try program.token()
    let (status, log) = try await blocking {
      try ServerProcess.finish(
        Self.tool("schemathesis"),
        [
          "run", "http://127.0.0.1:\(program.port)/openapi.yaml", "-H",
          "Authorization: Bearer \(token)", "--checks", "not_a_server_error", "--max-examples",
          "15", "--exclude-operation-id", "followStream", "--request-timeout", "10",
        ], in: program.folder)
    }
    try await program.stop()
    #expect(status == 0, "\(log.suffix(4_000))")
  }
}
