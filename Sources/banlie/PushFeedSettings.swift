import Foundation
import Freight
import Server
import Yams

// How a feed proves what it pushes: `push` in `banlie.yaml`.
extension SettingsReader {
  func push(
    _ node: Node, missing: inout [(node: Node, secret: Secret)]
  ) throws -> PushSettings {
    var settings = PushSettings(
      proofs: [], bodyBytes: Limits.messageBytes, perSecond: PushSettings.usualPerSecond)
    for (key, value) in try mapping(node) {
      switch key.string {
      case "standardWebhooks":
        settings.proofs += try secrets(value, &missing).map {
          .standardWebhooks(key: try webhookKey($0, value))
        }
      case "hubSignature":
        settings.proofs += try secrets(value, &missing).map { .hubSignature(key: Array($0.utf8)) }
      case "bearer":
        if let token = try present(value, &missing) {
          settings.proofs.append(.bearer(sha256: TokenHash.of(token)))
        }
      case "maxBytes":
        settings.bodyBytes = try wholeNumber(value)
        guard (1...Limits.messageBytes).contains(settings.bodyBytes) else {
          throw wrong(value, "maxBytes is at most \(Limits.messageBytes) (messageBytes)")
        }
      case "perSecond":
        settings.perSecond = try number(value)
        guard settings.perSecond > 0 else { throw wrong(value, "perSecond is more than zero") }
      default: throw wrong(key, "unknown key “\(key.string ?? "")”")
      }
    }
    return settings
  }

  /// `{secret: {env: A}}`, or `{secrets: [{env: NEW}, {file: OLD}]}` while a key is being changed.
  private func secrets(
    _ node: Node, _ missing: inout [(node: Node, secret: Secret)]
  ) throws -> [String] {
    var nodes: [Node] = []
    for (key, value) in try mapping(node) {
      switch key.string {
      case "secret": nodes.append(value)
      case "secrets":
        guard let list = value.sequence else { throw wrong(value, "secrets is a list") }
        nodes += list
      default: throw wrong(key, "unknown key “\(key.string ?? "")”")
      }
    }
    guard !nodes.isEmpty else { throw wrong(node, "expected secret or secrets") }
    return try nodes.compactMap { try present($0, &missing) }
  }

  private func present(
    _ node: Node, _ missing: inout [(node: Node, secret: Secret)]
  ) throws -> String? {
    let secret = try secret(node)
    // An empty key would let anybody in.
    if let text = secret.text, !text.isEmpty { return text }
    missing.append((node, secret))
    return nil
  }

  /// Standard Webhooks 1.0, “Signature scheme”: base64 behind `whsec_`.
  private func webhookKey(_ secret: String, _ node: Node) throws -> [UInt8] {
    let text = secret.hasPrefix("whsec_") ? String(secret.dropFirst(6)) : secret
    guard let key = Data(base64Encoded: text), !key.isEmpty else {
      throw wrong(node, "a secret of Standard Webhooks is base64 behind whsec_; this one is not")
    }
    return Array(key)
  }
}
