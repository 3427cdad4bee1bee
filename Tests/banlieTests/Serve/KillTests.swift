import Crypto
import Foundation
import Freight
import Ledger
import Synchronization
import TestServers
import Testing
import Transport

/// Whatever got its 202 is in the ledger afterwards, once.
@Suite struct KillTests {
  private static let key = SymmetricKey(
    data: Data(base64Encoded: String(RunningProgram.secret.dropFirst(6))) ?? Data())

  private static let clients = 8
  private static let kills = 5

  @Test func killedUnderLoadItLosesAndDoublesNothing() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("kill tests: seed \(seed)")
    var dice = Dice(seed)
    let acknowledged = Acknowledged()
    var folder: URL?
    var sent = 0
    for round in 0..<Self.kills {
      let program = try await RunningProgram(in: folder)
      folder = program.folder
      // Killed by what was acknowledged, not by the clock: a busy machine has no say in how much is tried.
      let enough = acknowledged.count + 15 + Int(dice.next() % 100)
      let patience = Duration.microseconds(Int(dice.next() % 20_000))
      let counts = try await withThrowingTaskGroup(of: Int.self) { group in
        for client in 0..<Self.clients {
          group.addTask {
            try await Self.push(to: program.port, "\(round)-\(client)", acknowledged)
          }
        }
        let latest = ContinuousClock.now + .seconds(60)
        while acknowledged.count < enough, ContinuousClock.now < latest {
          try await Task.sleep(for: .milliseconds(1))
        }
        try await Task.sleep(for: patience)
        try await program.kill()
        #expect(acknowledged.count >= enough, "seed \(seed): too few before kill \(round)")
        return try await group.reduce(0, +)
      }
      sent += counts
    }
    let known = acknowledged.messages.withLock { $0 }
    #expect(known.count > 50, "seed \(seed): too few to tell")
    // It starts again, and takes the same pushes for what they are.
    let program = try await RunningProgram(in: folder)
    let again = try await Self.repeated(Array(known.keys.sorted().prefix(20)), to: program.port)
    for (id, message) in again { #expect(known[id] == message, "seed \(seed): \(id)") }
    try await program.stop()

    let ledger = try SQLiteLedger(readingFrom: program.ledger)
    #expect(try ledger.verify(.everything).findings == [], "seed \(seed)")
    let counts = try await ledger.read { try $0.counts() }
    #expect(counts.messages >= known.count && counts.messages <= sent, "seed \(seed)")
    #expect(counts.events == counts.messages, "seed \(seed): each message is one event")
    for (id, message) in known {
      #expect(
        try await ledger.read { try $0.findPush(feed: "ktz", id: id) } == Int64(message),
        "seed \(seed): \(id) was acknowledged and is gone")
    }
  }

  /// Pushes one report after another until nobody answers.
  /// - Returns: how many were sent.
  private static func push(
    to port: Int, _ name: String, _ acknowledged: Acknowledged
  ) async throws -> Int {
    let transport = try Transport()
    var count = 0
    while true {
      let id = "\(name)-\(count)"
      count += 1
      guard let answer = try? await transport.send(request(id, port)), answer.status == 202,
        let message = Self.message(answer)
      else { return count }
      acknowledged.messages.withLock { $0[id] = message }
    }
  }

  private static func repeated(_ ids: [String], to port: Int) async throws -> [String: Int] {
    let transport = try Transport()
    var messages: [String: Int] = [:]
    for id in ids { messages[id] = message(try await transport.send(request(id, port))) }
    return messages
  }

  private static func message(_ response: Response) -> Int? {
    let json = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
    return json?["message"] as? Int
  }

  /// The same bytes for the same id.
  private static func request(_ id: String, _ port: Int) -> Request {
    let body = Array(
      #"{"container":"TRHU4307252","activity":"gatedIn","occurredAt":"2026-02-01T08:00:00+08:00","reason":"\#(id)"}"#
        .utf8)
    let timestamp = Int64(Date().timeIntervalSince1970)
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("\(id).\(timestamp).".utf8) + body, using: key)
    var request = Request(
      "http://127.0.0.1:\(port)/v1/feeds/ktz/messages",
      method: .post(body, contentType: "application/json"))
    request.headers = [
      ("webhook-id", id), ("webhook-timestamp", "\(timestamp)"),
      ("webhook-signature", "v1,\(Data(code).base64EncodedString())"),
    ]
    return request
  }

  /// The inbox numbers that were acknowledged, by the sender's ids.
  private final class Acknowledged: Sendable {
    let messages = Mutex<[String: Int]>([:])
    var count: Int { messages.withLock { $0.count } }
  }

  private struct Dice {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed | 1 }
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }
}
