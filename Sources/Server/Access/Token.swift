import Crypto
import Foundation
import Freight
import Ledger

/// What a token opens.
package enum Scope: Hashable, Sendable {
  /// Everything, to read.
  case desk
  /// Pushing messages of one feed; nothing to read.
  case feed(String)
  /// What concerns one customer's goods.
  case customer(String)
  /// One trip of one box, by its key.
  case share(ContainerNumber, trip: String)
}

extension Scope: CustomStringConvertible {
  /// As tokens are kept with it.
  package var description: String {
    switch self {
    case .desk: "operator"
    case .feed(let name): "feed:\(name)"
    case .customer(let name): "customer:\(name)"
    case .share(let container, let trip): "share:\(container.text)/\(trip)"
    }
  }

  package init?(_ text: String) {
    if text == "operator" {
      self = .desk
      return
    }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    switch parts[0] {
    case "feed": self = .feed(parts[1])
    case "customer": self = .customer(parts[1])
    case "share":
      let ends = parts[1].split(separator: "/", maxSplits: 1).map(String.init)
      guard ends.count == 2, let container = ContainerNumber(ends[0]) else { return nil }
      self = .share(container, trip: ends[1])
    default: return nil
    }
  }
}

/// A new token: the secret, shown once, and what the ledger keeps of it.
package struct NewToken: Sendable {
  package let secret: String
  package let record: TokenRecord

  /// 256 random bits: as many as its hash, so that guessing one is guessing the other.
  ///
  /// - Parameter now: UTC µs.
  package init(_ scope: Scope, label: String?, now: Int64, expiresAt: Int64?) {
    var random = SystemRandomNumberGenerator()
    let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    // Share links are addresses, so without a prefix and in letters that need no escaping.
    let letters = Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    if case .share = scope { secret = letters } else { secret = "bnl_" + letters }
    let hash = TokenHash.of(secret)
    record = TokenRecord(
      id: hash.prefix(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(),
      hash: hash, scope: scope.description, label: label, createdAt: now, expiresAt: expiresAt)
  }
}

package enum TokenHash {
  /// One round is enough for what is as random as the hash itself.
  package static func of(_ secret: String) -> [UInt8] {
    Array(SHA256.hash(data: Array(secret.utf8)))
  }
}
