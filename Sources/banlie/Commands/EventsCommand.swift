import ArgumentParser
import Foundation
import Freight
import Intake
import Ledger
import Tracking

struct EventsCommand: ParsableCommand {
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

  @OptionGroup var common: CommonOptions

  func run() throws {
    let workspace = try Workspace(common)
    let ledger = try workspace.openForReading()
    let moment = try Workspace.moment(asOf, name: "--as-of")
    let rows = try ledger.read { reader in
      let subject = try Lookup(reader: reader, workspace: workspace).subject(id)
      return try Evidence(workspace: workspace, reader: reader, asOf: moment)
        .rows(of: subject, trip: trip, superseded: superseded)
    }
    if json {
      Console.write(EventsDocument.array(rows, book: workspace.book))
    } else {
      Console.write(EventsScreen.render(rows, book: workspace.book, style: workspace.style))
    }
  }
}

/// One report as evidence: with the carrier that it was inherited through, and whether it stands.
struct EvidenceRow {
  var event: Event
  var via: Subject?
  var isSuperseded: Bool
  var isPlausible: Bool
}

/// Gathers the reports behind a subject's journeys.
struct Evidence {
  let workspace: Workspace
  let reader: any LedgerReader
  let asOf: Int64?

  func rows(of subject: Subject, trip: Int?, superseded: Bool) throws -> [EvidenceRow] {
    let own = try reader.events(mentioning: subject, from: nil, to: nil, recordedBy: asOf).map(
      \.event)
    guard case .container(let container) = subject else {
      let standing = Set(Standing.ids(of: own))
      return sorted(
        own.map { event in
          EvidenceRow(
            event: event, via: nil, isSuperseded: !standing.contains(event.id), isPlausible: true)
        }, superseded: superseded)
    }
    let journeys = try workspace.journeys.list(of: container, in: reader, asOf: asOf)
      .filter { trip == nil || $0.sequence == trip }
    var rows: [EvidenceRow] = []
    var used: Set<EventID> = []
    for entry in journeys.flatMap(\.timeline) where used.insert(entry.evidence).inserted {
      let event =
        try own.first { $0.id == entry.evidence }
        ?? reader.findEvent(entry.evidence)?.event
      guard let event else { continue }
      rows.append(
        EvidenceRow(
          event: event, via: entry.via, isSuperseded: false, isPlausible: entry.isPlausible))
    }
    if superseded, trip == nil {
      for event in own where !used.contains(event.id) {
        rows.append(EvidenceRow(event: event, via: nil, isSuperseded: true, isPlausible: true))
      }
    }
    // The timeline has its own order; only what it left out must be put between.
    return superseded ? sorted(rows, superseded: true) : rows
  }

  private func sorted(_ rows: [EvidenceRow], superseded: Bool) -> [EvidenceRow] {
    rows.filter { superseded || !$0.isSuperseded }.sorted {
      ($0.event.occurredAt.microseconds, $0.event.id) < (
        $1.event.occurredAt.microseconds, $1.event.id
      )
    }
  }
}
