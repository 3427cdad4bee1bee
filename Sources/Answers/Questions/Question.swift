import Freight
import Ledger
import RouteBook
import Tracking

/// What people ask at a terminal, the same whether the ledger is here or far away.
package enum Question: Codable, Sendable {
  case status(StatusQuestion)
  case list(ListQuestion)
  case events(EventsQuestion)
  case estimates(EstimatesQuestion)
  case wait(WaitQuestion)

  /// - Returns: nil for a `wait` that goes on.
  /// - Throws: ``Failure`` and what the ledger throws.
  package func reply(
    _ form: Form, _ outlook: Outlook, _ reader: any LedgerReader
  ) throws -> Reply? {
    switch self {
    case .status(let question): try question.reply(form, outlook, reader)
    case .list(let question): try question.reply(form, outlook, reader)
    case .events(let question): try question.reply(form, outlook, reader)
    case .estimates(let question): try question.reply(form, outlook, reader)
    case .wait(let question): try question.reply(form, outlook, reader)
    }
  }
}

/// The form of an answer.
package enum Form: Codable, Sendable, Hashable {
  case json
  /// One chat line a box.
  case text
  /// - Parameter width: 0 in a pipe.
  case screen(width: Int, color: Bool)

  func style(_ language: Language) -> ScreenStyle {
    guard case .screen(let width, let color) = self else {
      return ScreenStyle(width: 0, color: false, language: language)
    }
    // As wide as terminals are: it may have been asked from far away.
    return ScreenStyle(width: min(max(width, 0), 1_000), color: color, language: language)
  }
}

/// What the terminal shows, and how the command ends.
package struct Reply: Codable, Sendable, Hashable {
  package var out: String
  /// For stderr: what could not be answered.
  package var complaints: [String]
  /// The worst of them; nil where all is well.
  package var failure: Failure.Kind?

  package init(_ out: String, complaints: [String] = [], failure: Failure.Kind? = nil) {
    self.out = out
    self.complaints = complaints
    self.failure = failure
  }
}
