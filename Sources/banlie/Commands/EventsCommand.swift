import Answers
import ArgumentParser

struct EventsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "The evidence: every report behind an answer, with its source.",
    discussion: """
        banlie events TRHU4307252
        banlie events TRHU4307252 --superseded     corrected versions too
      """)

  @Argument(help: "Any number that status takes.")
  var id: String

  @Flag(help: "Versions that a later one replaced, and reports taken back.")
  var superseded = false

  @Option(help: "Which trip of a box; all if not said.")
  var trip: Int?

  @Option(help: "Only what the ledger knew then.")
  var asOf: String?

  @Flag(help: "An array of event objects.")
  var json = false

  @OptionGroup var remote: RemoteOptions

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let question = EventsQuestion(
      id: id, trip: trip, superseded: superseded,
      asOf: try Workspace.moment(asOf, name: "--as-of"))
    try await Terminal(common, remote).show(.events(question), json ? .json : nil)
  }
}
