import Foundation
import Ledger
import Transport

/// Posts one notice to its receiver.
struct Courier: Sendable {
  let transport: Transport
  /// What an environment variable or a file holds; nil where there is none.
  let secret: @Sendable (Subscription.Secret.Source) -> String?

  /// From the first byte to the answer.
  static let timeoutSeconds = 20

  /// What became of one try.
  struct Answer: Sendable {
    var attempt: DeliveryAttempt
    var retryAfterSeconds: Int?

    var isDelivered: Bool { attempt.error == nil }
    var isGone: Bool { attempt.status == 410 }
  }

  /// - Parameter now: UTC µs.
  func post(_ body: [UInt8], name: String, to subscription: Subscription, now: Int64) async
    -> Answer
  {
    let start = ContinuousClock.now
    var status: Int?
    var retryAfter: Int?
    var failure: String?
    do {
      let response = try await transport.send(
        try request(body, name: name, to: subscription, now: now))
      status = response.status
      retryAfter = response.retryAfterSeconds
      switch response.status {
      case 200..<300: break
      case 300..<400: failure = "answered \(response.status); redirects are not followed"
      default: failure = "answered \(response.status)"
      }
    } catch { failure = "\(error)" }
    let milliseconds = Int(start.duration(to: .now) / .milliseconds(1))
    return Answer(
      attempt: DeliveryAttempt(at: now, milliseconds: milliseconds, status: status, error: failure),
      retryAfterSeconds: retryAfter)
  }

  private func request(
    _ body: [UInt8], name: String, to subscription: Subscription, now: Int64
  ) throws -> Request {
    var request = Request(
      subscription.url, method: .post(body, contentType: "application/json; charset=utf-8"))
    let seconds = now / 1_000_000
    let signatures = try keys(of: subscription, now: now).map {
      $0.signature(id: name, timestamp: seconds, body: body)
    }
    request.headers = [
      ("webhook-id", name), ("webhook-timestamp", "\(seconds)"),
      ("webhook-signature", signatures.joined(separator: " ")),
    ]
    request.reach = subscription.reach
    request.discardsBody = true
    request.limits.totalSeconds = Self.timeoutSeconds
    request.limits.connectSeconds = Self.timeoutSeconds / 2
    request.limits.idleSeconds = Self.timeoutSeconds
    return request
  }

  /// Those in force, the newest first.
  private func keys(of subscription: Subscription, now: Int64) throws -> [WebhookKey] {
    try subscription.secrets.filter { $0.until.map { now < $0 } ?? true }.map { held in
      let name = held.source.name
      guard let text = secret(held.source) else { throw NoticeError.missingSecret(name) }
      guard let key = WebhookKey(text) else { throw NoticeError.unusableSecret(name) }
      return key
    }
  }
}

extension Subscription {
  /// Where its address may lead.
  package var reach: Reach { allowsPrivate ? .pinned : .publicInternet }
}

extension Subscription.Secret.Source {
  /// What to call it; never what it is.
  package var name: String {
    switch self {
    case .kept: "kept in the ledger"
    case .environment(let name): name
    case .file(let path): path
    }
  }

  /// What it is; nil where there is none.
  package var text: String? {
    switch self {
    case .kept(let text): text
    case .environment(let name): ProcessInfo.processInfo.environment[name]
    case .file(let path): try? String(contentsOfFile: path, encoding: .utf8)
    }
  }
}
