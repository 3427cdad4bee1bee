import Answers
import ArgumentParser

struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Boxes, trains or consignments under way, filtered.",
    discussion: """
        banlie list containers --alert late
        banlie list containers --at khorgos
        banlie list trains --route nanchang-khorgos-baku
        banlie list containers --train X9041@2026-02-02 --json
      """)

  @Argument(help: "containers, trains or consignments.")
  var what: ListQuestion.What = .containers

  @Option(help: "Only this route.")
  var route: String?

  @Option(help: "Only this train, with or without its date.")
  var train: String?

  @Option(name: .customLong("at"), help: "Only what is at this place: a name, code or alias.")
  var place: String?

  @Option(
    help:
      "Only what has this alert: stalled, silent, late, offRoute, customsHold, rolled, leftTrain, missedMilestone, reloadNotReported or implausible."
  )
  var alert: String?

  @Flag(help: "Finished trips too.")
  var all = false

  @Flag(help: "An array of short objects, ordered by ID.")
  var json = false

  @OptionGroup var remote: RemoteOptions

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let question = ListQuestion(
      what, route: route, train: train, place: place, alert: alert, all: all)
    try await Terminal(common, remote).show(.list(question), json ? .json : nil)
  }
}

extension ListQuestion.What: ExpressibleByArgument {}
