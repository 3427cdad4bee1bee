import Answers
import ArgumentParser
import Foundation
import Ledger

/// Where questions are answered from.
struct RemoteOptions: ParsableArguments {
  @Option(help: "Ask a running banlie serve instead of a ledger here. Also BANLIE_SERVER.")
  var server: String?

  @Option(
    help:
      "A file with the token for --server. Also BANLIE_TOKEN_FILE; BANLIE_TOKEN holds the token itself."
  )
  var tokenFile: String?

  @Option(
    help:
      "A PEM file with the authorities that may have signed the server's certificate, instead of those of the system. Also BANLIE_AUTHORITIES."
  )
  var authorities: String?

  /// The server to ask; nil for the ledger here.
  func server(_ options: CommonOptions) throws -> RemoteServer? {
    if server != nil, options.ledger != nil {
      throw Failure.usage("--server and --ledger exclude each other")
    }
    let environment = ProcessInfo.processInfo.environment
    let address = server ?? (options.ledger == nil ? environment["BANLIE_SERVER"] : nil)
    return try address.map { try RemoteServer($0, tokenFile: tokenFile, authorities: authorities) }
  }
}

/// A terminal and what answers it: the ledger here, or a server far away. Either gives the same words
/// and ends with the same code.
struct Terminal {
  private enum Desk {
    case here(CommonOptions)
    case there(RemoteServer, CommonOptions)
  }

  private let desk: Desk

  init(_ options: CommonOptions, _ remote: RemoteOptions) throws {
    desk = try remote.server(options).map { .there($0, options) } ?? .here(options)
  }

  /// - Parameter form: nil is a screen as wide as this terminal.
  /// - Returns: nil for a `wait` that goes on.
  func ask(_ question: Question, _ form: Form?) async throws -> Reply? {
    let form = form ?? .screen(width: Console.width, color: Console.usesColor)
    switch desk {
    case .here(let options): return try Self.ask(question, form, Workspace(options))
    case .there(let server, let options):
      return try await server.ask(
        TerminalRequest(
          question: question, form: form, language: try Workspace.language(options),
          now: try Workspace.fixedMoment(options), isNowFixed: options.now != nil))
    }
  }

  private static func ask(
    _ question: Question, _ form: Form, _ workspace: Workspace
  ) throws -> Reply? {
    let ledger = try workspace.openForReading()
    // Closed with the process; what it read needs no flushing.
    return try ledger.read { try question.reply(form, workspace.outlook, $0) }
  }

  /// Asks, shows the answer, and ends as it says.
  func show(_ question: Question, _ form: Form?) async throws {
    guard let reply = try await ask(question, form) else { return }
    Console.write(reply.out)
    try Self.end(reply)
  }

  /// Says what could not be answered.
  static func end(_ reply: Reply) throws {
    for complaint in reply.complaints { Console.complain("banlie: \(complaint)") }
    if let failure = reply.failure { throw Failure.silent(failure) }
  }

  /// What to go on with in ``news(_:)``.
  struct Bookmark {
    fileprivate var seq: Int64?
  }

  /// Waits until there may be something new, at most for the time given.
  func news(_ bookmark: inout Bookmark, within seconds: Double) async throws {
    guard case .there(let server, _) = desk else {
      try await Task.sleep(for: .seconds(min(2, seconds)))
      return
    }
    let after = bookmark.seq
    bookmark.seq = try await withThrowingTaskGroup(of: Int64?.self) { group in
      group.addTask { try await server.news(after: after) }
      group.addTask {
        // Clocks alone change a screen, too.
        try await Task.sleep(for: .seconds(min(60, seconds)))
        return after
      }
      defer { group.cancelAll() }
      return try await group.next() ?? after
    }
  }
}
