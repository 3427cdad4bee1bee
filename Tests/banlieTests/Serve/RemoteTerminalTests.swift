import Foundation
import TestServers
import Testing

/// A terminal far away says what one beside the ledger does, and ends with the same code.
@Suite struct RemoteTerminalTests {
  @Test func theSameWordsAndTheSameCodes() async throws {
    let local = try Program()
    try local.run(
      "ingest", local.file("list.csv", loadingList), local.file("track.csv", trackingSheet),
      "--feed", "forwarder", environment: ["BANLIE_NOW": "2026-02-12T02:00:00Z"])
    let server = try await RunningProgram()
    try await server.stop()
    // Its ledger is a copy of the one here.
    let copy = server.folder.appending(path: "l.sqlite")
    for ending in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: copy.path + ending)
    }
    try FileManager.default.copyItem(atPath: local.ledger, toPath: copy.path)
    let served = try await RunningProgram(in: server.folder)
    let token = try served.token()
    let questions = [
      ["status", "TRHU4307252"], ["status", "TRHU4307252", "--json"],
      ["status", "TRHU4307252", "--lang", "zh"], ["status", "X9041@2026-02-02"],
      ["status", "NOPE1234567", "TRHU4307252", "--text"], ["status", "TRHU4307251"],
      ["status", "TRHU4307252", "--as-of", "2026-02-01T00:00:00Z"],
      ["list"], ["list", "trains", "--json"], ["list", "--route", "nowhere"],
      ["list", "--alert", "red"], ["events", "TRHU4307252"], ["events", "X9041", "--json"],
      ["wait", "TRHU4307252", "--until", "reloaded"],
      ["wait", "TRHU4307252", "--until", "delivered", "--timeout", "1s"],
    ]
    for question in questions {
      let near = try await blocking { try Self.run(local, question) }
      let far = try await blocking {
        try Self.run(
          local, question + ["--server", "http://127.0.0.1:\(served.port)"], token: token)
      }
      #expect(near == far, "\(question.joined(separator: " "))")
    }
    let stranger = try await blocking {
      try Self.run(
        local, ["status", "TRHU4307252", "--server", "http://127.0.0.1:\(served.port)"],
        token: "wrong")
    }
    #expect(stranger[0] == "1")
    #expect(stranger[2].contains("BANLIE_TOKEN"))
    try await served.stop()
    let nobody = try await blocking {
      try Self.run(local, ["list", "--server", "http://127.0.0.1:\(served.port)"], token: token)
    }
    #expect(nobody[0] == "1")
  }

  /// Exit code, stdout and stderr.
  private static func run(
    _ program: Program, _ arguments: [String], token: String? = nil
  ) throws -> [String] {
    let (status, out, err) = try program.finish(
      arguments,
      environment: ["BANLIE_NOW": "2026-02-12T02:00:00Z", "BANLIE_TOKEN": token ?? ""])
    return ["\(status)", out, err]
  }
}
