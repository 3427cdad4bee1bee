import Answers
import ArgumentParser
import Foundation
import Freight
import Intake
import Ledger
import Tracking

struct AlertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alert", abstract: "What somebody should look at.",
    subcommands: [ListAlerts.self, AcknowledgeAlert.self], defaultSubcommand: ListAlerts.self)

  /// As scripts name it, or as screens do.
  static func kind(_ text: String, option: String) throws -> Alert.Kind {
    guard let kind = Wording.alert(meant: text) else {
      let known = Alert.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure.usage("\(option) is one of \(known), not “\(text)”")
    }
    return kind
  }

  struct ListAlerts: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Open alerts, one for all boxes that share the cause.",
      discussion: "A late train is one alert, not fifty: boxes of one carrier are counted together."
    )

    @Option(help: "Only this kind.")
    var kind: String?

    @Flag(help: "Acknowledged ones too.")
    var all = false

    @Flag(help: "An array of alert objects.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let kind = try kind.map { try AlertCommand.kind($0, option: "--kind").rawValue }
      let ledger = try workspace.openForReading()
      let groups = try ledger.read { reader in
        try AlertGroups(workspace.outlook, reader).open(kind: kind, all: all)
      }
      if json {
        let rows = groups.map { AlertDocument.object($0, book: workspace.book) }
        Console.say(JSONText.array(or: rows, isSingle: false))
      } else {
        Console.write(
          AlertScreen.render(
            groups, book: workspace.book, now: workspace.outlook.now, style: workspace.style))
      }
    }
  }

  struct AcknowledgeAlert: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ack",
      abstract: "Says that an alert has been seen; it returns if it begins anew.",
      discussion: "  banlie alert ack X9041@2026-02-02 stalled --note \"KTZ informed\"")

    @Argument(help: "The box or carrier, as alert list shows it.")
    var id: String

    @Argument(help: "The kind of alert.")
    var kind: String

    @Option(help: "What is being done.")
    var note: String?

    @Option(help: "Who has seen it.")
    var by: String = NSUserName()

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let kind = try AlertCommand.kind(kind, option: "the kind").rawValue
      let ledger = try workspace.openForWriting()
      let group = try ledger.read { reader in
        let subject = try Lookup(workspace.outlook, reader).subject(id)
        return try AlertGroups(workspace.outlook, reader).open(kind: kind, all: true)
          .first { $0.subject == subject }
      }
      guard let group else { throw Failure.notFound("\(id) has no open alert “\(kind)”") }
      try ledger.write { writer in
        try writer.acknowledge(
          Acknowledgement(
            subject: group.subject, alertKind: kind, place: group.alert.place?.slug,
            since: group.alert.since.microseconds, acknowledgedAt: workspace.now, by: by,
            note: note))
      }
      Console.say("\(group.subject.id) \(kind) acknowledged by \(by)")
    }
  }
}
