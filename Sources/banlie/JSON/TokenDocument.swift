import Answers
import Freight
import Ledger

/// One element of `token list --json`.
enum TokenDocument {
  /// - Parameter secret: of a token just made; never known again.
  static func object(_ token: TokenRecord, secret: String? = nil) -> JSONText {
    func time(_ moment: Int64?) -> JSONText? {
      moment.map { .string(Instant(microseconds: $0).rfc3339) }
    }
    return .fields([
      "id": .string(token.id), "token": .text(secret), "scope": .string(token.scope),
      "label": .text(token.label), "createdAt": time(token.createdAt),
      "expiresAt": time(token.expiresAt), "revokedAt": time(token.revokedAt),
    ])
  }
}
