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
      if let kind, Alert.Kind(rawValue: kind) == nil {
        let known = Alert.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure.usage("--kind is one of \(known), not “\(kind)”")
      }
      let ledger = try workspace.openForReading()
      let groups = try ledger.read { reader in
        try AlertGroups(workspace: workspace, reader: reader).open(kind: kind, all: all)
      }
      if json {
        let rows = groups.map { AlertDocument.object($0, book: workspace.book) }
        Console.say(JSONText.array(or: rows, isSingle: false))
      } else {
        Console.write(AlertScreen.render(groups, book: workspace.book, style: workspace.style))
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
      let ledger = try workspace.openForWriting()
      let group = try ledger.read { reader in
        let subject = try Lookup(reader: reader, workspace: workspace).subject(id)
        return try AlertGroups(workspace: workspace, reader: reader).open(kind: kind, all: true)
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

/// One alert of the highest carrier that shares the cause, with the boxes that it concerns.
struct AlertGroup {
  var subject: Subject
  var alert: Alert
  var boxes: [ContainerNumber]
  var acknowledgement: Acknowledgement?
}

struct AlertGroups {
  let workspace: Workspace
  let reader: any LedgerReader

  private struct Key: Hashable {
    let subject: Subject
    let kind: Alert.Kind
    let place: PlaceID?
  }

  func open(kind: String?, all: Bool) throws -> [AlertGroup] {
    var groups: [Key: AlertGroup] = [:]
    let tracker = workspace.tracker
    try workspace.journeys.list(JourneyFilter(onlyActive: true), in: reader) { journey in
      for alert in tracker.view(of: journey, now: workspace.now, detail: .summary).alerts
      where kind == nil || alert.kind.rawValue == kind {
        let subject = alert.carrier ?? .container(journey.container)
        let key = Key(subject: subject, kind: alert.kind, place: alert.place)
        groups[key, default: AlertGroup(subject: subject, alert: alert, boxes: [])].boxes
          .append(journey.container)
        // The group began when the first of its boxes did.
        if let present = groups[key], alert.since < present.alert.since {
          groups[key]?.alert = alert
        }
      }
    }
    let sorted = groups.values.sorted {
      ($0.alert.kind.rawValue, $0.subject, $0.alert.place?.slug ?? "")
        < ($1.alert.kind.rawValue, $1.subject, $1.alert.place?.slug ?? "")
    }
    return try sorted.compactMap { group in
      var group = group
      group.acknowledgement = try reader.acknowledgements(of: group.subject, recordedBy: nil).last {
        $0.alertKind == group.alert.kind.rawValue && $0.place == group.alert.place?.slug
          && $0.since == group.alert.since.microseconds
      }
      return all || group.acknowledgement == nil ? group : nil
    }
  }
}
