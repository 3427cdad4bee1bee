import Freight
import RouteBook

/// A question of a terminal far away, with all that its answer depends on there.
package struct TerminalRequest: Codable, Sendable {
  package var question: Question
  package var form: Form
  package var language: Language
  /// UTC µs; nil is the clock of whoever answers.
  package var now: Int64?
  package var isNowFixed: Bool

  package init(
    question: Question, form: Form, language: Language, now: Int64?, isNowFixed: Bool
  ) {
    self.question = question
    self.form = form
    self.language = language
    self.now = now
    self.isNowFixed = isNowFixed
  }
}

extension TerminalRequest {
  /// More than anybody pastes; each costs a millisecond.
  package static let idsAtOnce = 500

  /// For whoever answers strangers: what no calendar has and what takes all day is refused.
  /// - Throws: ``Failure``.
  package func check() throws {
    var moments = [now]
    switch question {
    case .status(let status):
      moments.append(status.asOf)
      guard status.ids.count <= Self.idsAtOnce else {
        throw Failure.usage(
          "\(status.ids.count) numbers in one question, over the limit idsAtOnce, \(Self.idsAtOnce)"
        )
      }
    case .events(let events): moments.append(events.asOf)
    case .estimates(let estimates): moments.append(estimates.asOf)
    case .list, .wait: break
    }
    guard moments.compactMap(\.self).allSatisfy(Instant.calendar.contains) else {
      throw Failure.usage("a moment of this question is in no year from 1 to 9999")
    }
  }
}

package enum TerminalReply: Codable, Sendable {
  case ended(Reply)
  /// What is waited for may still happen.
  case pending
}
