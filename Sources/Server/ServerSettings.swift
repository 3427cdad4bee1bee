import Foundation
import Intake
import Manifests
import RouteBook

/// How `banlie serve` is set up.
package struct ServerSettings: Sendable {
  package var host: String
  package var port: Int
  /// PEM files; nil without TLS.
  package var certificateFile: String?
  package var keyFile: String?
  /// Whether what arrives in the open may come from elsewhere than this machine: a proxy in front
  /// has TLS.
  package var isBehindProxy = false
  package var feeds: [FeedSource] = []
  /// By feed.
  package var pushes: [String: PushSettings] = [:]
  package var operatorName: String?
  /// IANA zone, for days without a place.
  package var zone: String?
  /// Drawn up every day, in `manifestFolder`.
  package var manifests: [ManifestPlan] = []
  package var manifestFolder = URL(fileURLWithPath: "manifests")
  package var language = Language.en
  package var limits = ServerLimits()
  /// A comment this often keeps proxies and dead connections from being silent. A stream learns with it
  /// that its token was revoked.
  package var heartbeat = Duration.seconds(15)

  package init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  package var hasTLS: Bool { certificateFile != nil }

  /// Whether only this machine can reach it.
  package var isLoopback: Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }
}

/// Over one of these a request is answered with the status that says so.
package struct ServerLimits: Sendable {
  package var connections = 1_024
  package var streams = 256
  package var streamsPerToken = 64
  /// Of bodies being read or worked on, all together: what strangers send costs no more than this.
  package var bodyBytesAtOnce = 128 << 20
  /// Whoever has not taken what is sent to him for so long is left.
  package var unreadSeconds = 60
  package var headerBytes = 16 << 10
  package var headerCount = 100
  /// From the first byte of a request's body to the last.
  package var bodySeconds = 30
  /// Without a request on it, a connection is closed.
  package var idleSeconds = 60
  /// Decompressed to compressed, of a body over a megabyte.
  package var decompressionRatio = 100
  /// Items in one page of a list.
  package var pageItems = 1_000

  package init() {}
}

/// How a feed's pushes are known to be its own, and how many it may send.
package struct PushSettings: Sendable {
  /// Any one of these opens the door; several, so that keys can be changed without a gap.
  package var proofs: [PushProof]
  package var bodyBytes: Int
  /// Over a longer time; a burst may be twice as many at once.
  package var perSecond: Double

  /// Where nothing is set.
  package static let usualPerSecond = 1_000.0

  package init(proofs: [PushProof], bodyBytes: Int, perSecond: Double) {
    self.proofs = proofs
    self.bodyBytes = bodyBytes
    self.perSecond = perSecond
  }
}

package enum PushProof: Sendable, Hashable {
  /// Standard Webhooks 1.0: HMAC-SHA256 over id, timestamp and body. The key, decoded.
  case standardWebhooks(key: [UInt8])
  /// `X-Hub-Signature-256`: HMAC-SHA256 over the body. The key as it is.
  case hubSignature(key: [UInt8])
  /// `Authorization: Bearer`; its SHA-256.
  case bearer(sha256: [UInt8])
}
