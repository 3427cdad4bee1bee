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
  /// As a terminal says it.
  package var message: String
  private let plainMessage: String?

  /// - Parameter plain: the same without what only a terminal has; nil where nothing is.
  package init(_ kind: Kind, _ message: String, plain: String? = nil) {
    self.kind = kind
    self.message = message
    plainMessage = plain
  }

  /// For whoever asks over HTTP: there are parameters, and neither options nor commands.
  package var plain: String { plainMessage ?? message }

  package static func failed(_ message: String) -> Failure { Failure(.failed, message) }
  package static func usage(_ message: String, plain: String? = nil) -> Failure {
    Failure(.usage, message, plain: plain)
  }
  package static func notFound(_ message: String, plain: String? = nil) -> Failure {
    Failure(.notFound, message, plain: plain)
  }
  package static func noRoute(_ id: String) -> Failure {
    let plain = "there is no route “\(id)”"
    return .notFound("\(plain); see banlie route list", plain: plain)
  }

  /// Everything has been said already.
  package static func silent(_ kind: Kind) -> Failure { Failure(kind, "") }
}

extension Failure: CustomStringConvertible {
  /// As logs have it.
  package var description: String { message }
}
