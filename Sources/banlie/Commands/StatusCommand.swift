import Answers
import ArgumentParser
import Foundation

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Where a box, wagon, train, voyage or consignment is, and how we know.",
    discussion: """
        banlie status TRHU4307252
        banlie status X9041@2026-02-02         a train; its number alone lists its runs
        banlie status smgs:30102233            all boxes under a note
        pbpaste | banlie status - --text       one chat line a box, for pasted numbers
        banlie status TRHU4307252 --as-of 2026-02-10T08:00:00+08:00
      """)

  @Argument(help: "Numbers as printed, or - to read pasted text.")
  var ids: [String]

  @Flag(help: "A stable document; an array for several.")
  var json = false

  @Flag(help: "One chat line a box.")
  var text = false

  @Option(help: "Answer as the ledger stood then: what was learnt later is left out.")
  var asOf: String?

  @Option(help: "Which trip of the box; the latest if not said.")
  var trip: Int?

  @Flag(help: "Redraw in place as news come in; ends with Ctrl-C.")
  var watch = false

  @OptionGroup var remote: RemoteOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if json && text { throw ValidationError("--json and --text exclude each other") }
    if watch && (json || text) { throw ValidationError("--watch draws a screen only") }
  }

  func run() async throws {
    if watch { return try await StatusWatch(command: self).run() }
    try await Terminal(common, remote).show(
      .status(try question()), json ? .json : text ? .text : nil)
  }

  func question() throws -> StatusQuestion {
    let asked = try ids.flatMap { id -> [String] in
      guard id == "-" else { return [id] }
      let data = try FileHandle.standardInput.readToEnd() ?? Data()
      return Lookup.pasted(String(decoding: data, as: UTF8.self))
    }
    return StatusQuestion(
      ids: asked, trip: trip, asOf: try Workspace.moment(asOf, name: "--as-of"),
      isSingle: ids.count == 1 && ids[0] != "-")
  }
}

/// `--watch`: looks for news and redraws only what a person sees.
private struct StatusWatch {
  let command: StatusCommand

  func run() async throws {
    guard Console.isInteractive else {
      throw Failure.usage("--watch needs a terminal; without one, ask again when you want to know")
    }
    guard !command.ids.contains("-") else { throw Failure.usage("--watch takes numbers, not -") }
    let question = Question.status(try command.question())
    // The alternate screen leaves the scroll-back as it was.
    Console.steer("\u{1B}[?1049h\u{1B}[?25l")
    signal(SIGINT) { _ in
      let restore = "\u{1B}[?25h\u{1B}[?1049l"
      _ = restore.withCString { write(STDOUT_FILENO, $0, strlen($0)) }
      _exit(0)
    }
    defer { Console.steer("\u{1B}[?25h\u{1B}[?1049l") }
    var shown = ""
    let terminal = try Terminal(command.common, command.remote)
    var bookmark = Terminal.Bookmark()
    while true {
      let reply = try await terminal.ask(question, nil)
      if let missing = reply?.complaints.first { throw Failure.notFound(missing) }
      if let screen = reply?.out, screen != shown {
        shown = screen
        let lines = Columns.harmless(screen).split(
          separator: "\n", omittingEmptySubsequences: false)
        Console.steer(
          "\u{1B}[H" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\n") + "\u{1B}[J")
      }
      try await terminal.news(&bookmark, within: 60)
    }
  }
}
