import ArgumentParser
import Foundation
import Freight
import Intake
import Ledger
import Tracking

struct StatusCommand: ParsableCommand {
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

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if json && text { throw ValidationError("--json and --text exclude each other") }
    if watch && (json || text) { throw ValidationError("--watch draws a screen only") }
  }

  func run() throws {
    if watch { return try StatusWatch(command: self).run() }
    let workspace = try Workspace(common)
    let ledger = try workspace.openForReading()
    let answers = try answers(workspace, ledger: ledger)
    if json {
      let documents = answers.found.map { $0.document(workspace.book, workspace.language) }
      Console.say(JSONText.array(or: documents, isSingle: ids.count == 1 && ids[0] != "-"))
    } else {
      Console.write(render(answers.found, workspace))
    }
    for missing in answers.missing { Console.complain("banlie: \(missing.message)") }
    if let worst = answers.missing.map(\.code).max() { throw Failure.silent(worst) }
  }

  // MARK: - Asking

  func answers(
    _ workspace: Workspace, ledger: SQLiteLedger
  ) throws -> (found: [Answer], missing: [Failure]) {
    let asked = try ids.flatMap { id -> [String] in
      guard id == "-" else { return [id] }
      let data = try FileHandle.standardInput.readToEnd() ?? Data()
      return Lookup.pasted(String(decoding: data, as: UTF8.self))
    }
    let moment = try Workspace.moment(asOf, name: "--as-of")
    return try ledger.read { reader in
      var found: [Answer] = []
      var missing: [Failure] = []
      let workspace = try workspace.inForce(at: moment, in: reader)
      let lookup = Lookup(reader: reader, workspace: workspace)
      for id in asked {
        do {
          found.append(try answer(id, lookup, workspace, asOf: moment))
        } catch let failure as Failure { missing.append(failure) }
      }
      return (found, missing)
    }
  }

  private func answer(
    _ id: String, _ lookup: Lookup, _ workspace: Workspace, asOf moment: Int64?
  ) throws -> Answer {
    let subject = try lookup.subject(id)
    let journeys = try lookup.journeys(of: subject, asOf: moment)
    // The clock of an answer as of a moment is that moment, unless --now says otherwise.
    let now = common.now == nil ? moment ?? workspace.now : workspace.now
    let isBox = subject.kind == .container
    if journeys.isEmpty, isBox {
      throw Failure.notFound(
        "nothing was known of \(subject.id)\(moment == nil ? "" : " at that moment")")
    }
    var chosen = journeys
    if isBox {
      let wanted = trip ?? journeys.count
      guard let journey = journeys.first(where: { $0.sequence == wanted }) else {
        throw Failure.notFound(
          "\(subject.id) has \(journeys.count) trips; there is no trip \(wanted)")
      }
      chosen = [journey]
    }
    let views = chosen.map { workspace.tracker.view(of: $0, now: now) }
    return Answer(
      subject: subject, views: views, tripCount: journeys.count, asOf: moment, now: now)
  }

  // MARK: - Showing

  func render(_ answers: [Answer], _ workspace: Workspace) -> String {
    if text {
      return answers.flatMap(\.views).map {
        StatusText.line($0, book: workspace.book, language: workspace.language) + "\n"
      }.joined()
    }
    return answers.map { $0.screen(workspace.book, workspace.style) }.joined(separator: "\n")
  }
}

/// What is known of one subject at one moment.
struct Answer {
  var subject: Subject
  /// The box's trip; for a carrier or a consignment its boxes.
  var views: [JourneyView]
  var tripCount: Int
  var asOf: Int64?
  var now: Int64
}

/// `--watch`: looks for news every two seconds and redraws only what a person sees.
private struct StatusWatch {
  let command: StatusCommand

  func run() throws {
    guard Console.isInteractive else {
      throw Failure.usage("--watch needs a terminal; without one, ask again when you want to know")
    }
    guard !command.ids.contains("-") else { throw Failure.usage("--watch takes numbers, not -") }
    // The alternate screen leaves the scroll-back as it was.
    Console.write("\u{1B}[?1049h\u{1B}[?25l")
    signal(SIGINT) { _ in
      let restore = "\u{1B}[?25h\u{1B}[?1049l"
      _ = restore.withCString { write(STDOUT_FILENO, $0, strlen($0)) }
      _exit(0)
    }
    defer { Console.write("\u{1B}[?25h\u{1B}[?1049l") }
    var shown = ""
    while true {
      let workspace = try Workspace(command.common)
      let ledger = try workspace.openForReading()
      let answers = try command.answers(workspace, ledger: ledger)
      if let missing = answers.missing.first { throw missing }
      let screen = command.render(answers.found, workspace)
      if screen != shown {
        shown = screen
        let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
        Console.write(
          "\u{1B}[H" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\n") + "\u{1B}[J")
      }
      try ledger.close()
      Thread.sleep(forTimeInterval: 2)
    }
  }
}
