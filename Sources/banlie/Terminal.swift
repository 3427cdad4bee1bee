import Answers
import Ledger

/// Where questions of the terminal are answered: from the ledger here.
struct Terminal {
  private let workspace: Workspace

  init(_ options: CommonOptions) throws { workspace = try Workspace(options) }

  /// - Parameter form: nil is a screen as wide as this terminal.
  /// - Returns: nil for a `wait` that goes on.
  func ask(_ question: Question, _ form: Form?) throws -> Reply? {
    let form = form ?? .screen(width: Console.width, color: Console.usesColor)
    let ledger = try workspace.openForReading()
    // Closed with the process; what it read needs no flushing.
    return try ledger.read { try question.reply(form, workspace.outlook, $0) }
  }

  /// Asks, shows the answer, and ends as it says.
  func show(_ question: Question, _ form: Form?) throws {
    guard let reply = try ask(question, form) else { return }
    Console.write(reply.out)
    for complaint in reply.complaints { Console.complain("banlie: \(complaint)") }
    if let failure = reply.failure { throw Failure.silent(failure) }
  }
}
