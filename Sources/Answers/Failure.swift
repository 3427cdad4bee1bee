/// Why there is no answer, in words for whoever asked.
package struct Failure: Error, Hashable, Sendable {
  package enum Kind: String, Sendable, Codable {
    /// It went wrong here.
    case failed
    /// The question is wrong.
    case usage
    case notFound
    /// Accepted only in part.
    case partial
    /// `wait` ended without what it waited for.
    case waitEnded
  }

  package var kind: Kind
  package var message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  package static func failed(_ message: String) -> Failure { Failure(.failed, message) }
  package static func usage(_ message: String) -> Failure { Failure(.usage, message) }
  package static func notFound(_ message: String) -> Failure { Failure(.notFound, message) }

  /// Everything has been said already.
  package static func silent(_ kind: Kind) -> Failure { Failure(kind, "") }
}
