import Crypto
import Foundation

/// A symmetric key of Standard Webhooks 1.0 (“Signature scheme”).
package struct WebhookKey: Hashable, Sendable {
  /// As long as the specification wants them.
  package static let bytes = 24...64

  private let key: [UInt8]

  /// - Parameter text: base64 behind `whsec_`. Nil for anything else.
  package init?(_ text: String) {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard text.hasPrefix("whsec_"), let data = Data(base64Encoded: String(text.dropFirst(6))),
      Self.bytes.contains(data.count)
    else { return nil }
    key = Array(data)
  }

  /// A new one of 256 random bits, as text.
  package static func random() -> String {
    var random = SystemRandomNumberGenerator()
    let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    return "whsec_" + Data(bytes).base64EncodedString()
  }

  /// `v1,` and the HMAC-SHA256 of `id.timestamp.body`.
  ///
  /// - Parameter timestamp: of the attempt, UTC seconds.
  package func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
    var code = HMAC<SHA256>(key: SymmetricKey(data: key))
    code.update(data: Array("\(id).\(timestamp).".utf8))
    code.update(data: body)
    return "v1," + Data(code.finalize()).base64EncodedString()
  }
}

/// Names that sort by the time at which they were given out and tell nothing else.
enum TimeOrderedID {
  private static let letters = Array("0123456789abcdefghjkmnpqrstvwxyz")

  /// Ten letters of milliseconds, sixteen of chance.
  ///
  /// - Parameter now: UTC µs.
  static func make(at now: Int64) -> String {
    let milliseconds = UInt64(max(0, now)) / 1_000
    let time = (0..<10).reversed().map { letters[Int(milliseconds >> (5 * UInt64($0)) & 31)] }
    return String(time) + random(letters: 16)
  }

  static func random(letters count: Int) -> String {
    var random = SystemRandomNumberGenerator()
    return String((0..<count).map { _ in letters[Int.random(in: 0..<32, using: &random)] })
  }
}
