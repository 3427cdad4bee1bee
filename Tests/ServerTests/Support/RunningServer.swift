import Crypto
import EmbeddedRoutes
import Foundation
import Freight
import Intake
import Ledger
import Logging
import Testing
import Tracking
import Transport

@testable import Server

/// A server on a port of its own, over a ledger of its own.
final class RunningServer: Sendable {
  let folder: URL
  let ledger: SQLiteLedger
  let port: Int
  private let task: Task<Void, any Error>
  private let transport: Transport

  static let tracker = Tracker(book: EmbeddedRoutes.book)
  static let key = Array("a key of ours, thirty-two bytes.".utf8)
  static let oldKey = Array("the key before it".utf8)
  static let hubKey = Array("hub".utf8)

  private static func settings() -> ServerSettings {
    var settings = ServerSettings(host: "127.0.0.1", port: 0)
    settings.feeds = ["ktz", "hub", "token", "slow", "silent"].map {
      FeedSource(options: FeedOptions(feed: $0, zone: "Asia/Shanghai"))
    }
    settings.pushes = [
      "ktz": PushSettings(
        proofs: [.standardWebhooks(key: key), .standardWebhooks(key: oldKey)],
        bodyBytes: 64 << 10, perSecond: 1_000),
      "hub": PushSettings(proofs: [.hubSignature(key: hubKey)], bodyBytes: 1_000, perSecond: 1_000),
      "token": PushSettings(
        proofs: [.bearer(sha256: TokenHash.of("open sesame"))], bodyBytes: 1_000, perSecond: 1_000),
      "slow": PushSettings(
        proofs: [.bearer(sha256: TokenHash.of("slowly"))], bodyBytes: 1_000, perSecond: 0.5),
    ]
    settings.limits.headerBytes = 4 << 10
    settings.limits.streams = 3
    return settings
  }

  init(
    before: (SQLiteLedger) throws -> Void = { _ in },
    configure: (inout ServerSettings) -> Void = { _ in }
  ) async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "banlie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    ledger = try SQLiteLedger(path: folder.appending(path: "ledger.sqlite").path)
    try Journeys(tracker: Self.tracker).putInForce(in: ledger, at: 0)
    try before(ledger)
    transport = try Transport(connectionsPerHost: 64)
    var settings = Self.settings()
    configure(&settings)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = BanlieServer(
      ledger: ledger, tracker: Self.tracker, settings: settings, transport: nil, logger: logger,
      clock: { Self.now })
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    task = Task {
      defer { continuation.finish() }
      try await server.run(stoppingAt: []) { continuation.yield($0) }
    }
    port = try #require(await ports.first { _ in true })
  }

  /// One that waits for nobody long.
  static func impatient() async throws -> RunningServer {
    try await RunningServer(configure: {
      $0.limits.bodySeconds = 2
      $0.limits.idleSeconds = 2
    })
  }

  /// What is served, as `GET /path`; ways that are refused left out.
  static func routes() async throws -> Set<String> {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let server = BanlieServer(
      ledger: try SQLiteLedger(path: folder.path), tracker: tracker, settings: settings(),
      transport: nil, logger: Logger(label: "test"), clock: { now })
    return Set(server.routes)
  }

  deinit {
    task.cancel()
    // The system empties its temporary folder in any case.
    try? FileManager.default.removeItem(at: folder)
  }

  static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }

  // MARK: - Tokens

  func token(_ scope: Scope, expiresAt: Int64? = nil) throws -> (secret: String, id: String) {
    let token = NewToken(scope, label: nil, now: Self.now, expiresAt: expiresAt)
    try ledger.write { try $0.addToken(token.record) }
    return (token.secret, token.record.id)
  }

  // MARK: - Asking

  func get(
    _ path: String, token: String? = nil, headers: [(name: String, value: String)] = []
  ) async throws -> Answer {
    var request = Request("http://127.0.0.1:\(port)\(path)")
    request.login = token.map { .bearer($0) }
    request.limits.redirects = 0
    request.headers = headers
    return Answer(try await transport.send(request))
  }

  func post(
    _ path: String, _ body: [UInt8], token: String? = nil,
    headers: [(name: String, value: String)] = []
  ) async throws -> Answer {
    var request = Request(
      "http://127.0.0.1:\(port)\(path)", method: .post(body, contentType: "application/json"))
    request.login = token.map { .bearer($0) }
    request.limits.redirects = 0
    request.headers = headers
    return Answer(try await transport.send(request))
  }

  /// A push with the signature of Standard Webhooks.
  func push(
    _ text: String, id: String = UUID().uuidString, key: [UInt8] = key, seconds: Int64 = 0,
    sent: [UInt8]? = nil, more: [(name: String, value: String)] = []
  ) async throws -> Answer {
    let body = Array(text.utf8)
    return try await post(
      "/v1/feeds/ktz/messages", sent ?? body,
      headers: Self.signature(body, id: id, key: key, seconds: seconds) + more)
  }

  static func signature(
    _ body: [UInt8], id: String, key: [UInt8], seconds: Int64 = 0
  ) -> [(name: String, value: String)] {
    let timestamp = now / 1_000_000 + seconds
    let code = HMAC<SHA256>.authenticationCode(
      for: Array("\(id).\(timestamp).".utf8) + body, using: SymmetricKey(data: key))
    return [
      ("webhook-id", id), ("webhook-timestamp", "\(timestamp)"),
      ("webhook-signature", "v1,\(Data(code).base64EncodedString())"),
    ]
  }

  /// What the tests look at.
  struct Answer {
    let status: Int
    let text: String
    let response: Response

    init(_ response: Response) {
      status = response.status
      text = String(decoding: response.body, as: UTF8.self)
      self.response = response
    }

    var json: [String: Any] {
      get throws {
        try #require(
          try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
      }
    }

    /// The last part of a problem's type.
    var problem: String? {
      get throws {
        guard response.header("content-type") == "application/problem+json" else { return nil }
        return (try json["type"] as? String)?.split(separator: ":").last.map(String.init)
      }
    }
  }
}

/// One report in our own format.
func report(
  _ box: String, _ activity: String = "gatedIn", at time: String = "2026-02-01T08:00:00+08:00"
) -> String {
  #"{"container":"\#(box)","activity":"\#(activity)","occurredAt":"\#(time)","place":"Nanchang"}"#
}

func hexadecimalHMAC(_ body: [UInt8], _ key: [UInt8]) -> String {
  HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: key)).map {
    String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
  }.joined()
}
