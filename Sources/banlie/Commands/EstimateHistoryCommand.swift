import Answers
import ArgumentParser

struct EstimateHistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "What was said of an arrival, why it changed, and how it held.",
    discussion: """
        banlie eta history TRHU4307252
        banlie eta history X9041@2026-02-02       boxes of which the same was said are shown once

      The first window is kept, and each that differs from the one before: its middle by three hours \
      or an end by twelve. Nothing is written over.
      """)

  @Argument(help: "Any number that status takes.")
  var id: String

  @Option(help: "Which trip of a box; the latest if not said.")
  var trip: Int?

  @Option(help: "Only what had been said then.")
  var asOf: String?

  @Flag(help: "An array, one object for boxes of which the same was said.")
  var json = false

  @OptionGroup var remote: RemoteOptions

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let question = EstimatesQuestion(
      id: id, trip: trip, asOf: try Workspace.moment(asOf, name: "--as-of"))
    try await Terminal(common, remote).show(.estimates(question), json ? .json : nil)
  }
}
