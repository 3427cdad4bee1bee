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

package enum TerminalReply: Codable, Sendable {
  case ended(Reply)
  /// What is waited for may still happen.
  case pending
}
