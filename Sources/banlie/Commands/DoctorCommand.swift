import Answers
import ArgumentParser
import Foundation
import Freight
import Intake
import Ledger
import Tracking

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks the ledger, the routes and the surroundings.",
    discussion: """
      --verify reads every byte and folds every journey again, comparing each with what is kept;
      --repair throws the kept journeys away and folds them anew from the events.
      """)

  @Flag(help: "Check everything, however long it takes.")
  var verify = false

  @Flag(help: "Fold all journeys anew.")
  var repair = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let workspace = try Workspace(common)
    Console.say("ledger    \(workspace.ledgerPath)")
    let ledger = try workspace.openForWriting()
    let counts = try ledger.read { try $0.counts() }
    Console.say(
      "holds     \(counted(counts.messages, "message")), \(counted(counts.events, "event")), "
        + "\(counted(counts.journeys, "journey")), \(counted(counts.rejections, "rejection")) kept")
    let book = workspace.book
    Console.say(
      "routes    \(counted(book.routes.count, "route")), \(counted(book.places.count, "place")), "
        + "\(book.digest.prefix(12))")
    for missing in workspace.settings.missingPushSecrets where !missing.secret.isFile {
      // The service may have what this shell has not.
      Console.say("unset     \(missing)")
    }
    if repair { try ledger.write { try $0.markAllStale() } }
    let folded = try workspace.journeys.projectStale(in: ledger)
    if folded > 0 {
      Console.say(
        "folded    \(counted(folded, "box", "boxes")) that \(folded == 1 ? "was" : "were") stale")
    }
    _ = try ledger.read { try workspace.feeds($0) }
    let unset = workspace.settings.missingPushSecrets.filter(\.secret.isFile).map(\.description)
    var problems: [String] = []
    let verification = try ledger.verify(verify ? .everything : .sample(newest: 100))
    problems += verification.findings
    if verify {
      let result = try ledger.read { try workspace.journeys.verify(in: $0) }
      Console.say(
        "compared  \(counted(result.checked, "box", "boxes")) with a fold of the events")
      problems += result.wrong.map { "the journeys kept of \($0.id) differ from their events" }
    }
    for problem in problems + unset { Console.say("problem   \(problem)") }
    guard !problems.isEmpty || unset.isEmpty else {
      throw Failure.failed("\(counted(unset.count, "problem")) with the configuration")
    }
    guard problems.isEmpty else {
      throw Failure.failed(
        "\(counted(problems.count, "problem")); restore a copy if events are damaged, `doctor --repair` if "
          + "only journeys are")
    }
    Console.say("all well")
  }
}
