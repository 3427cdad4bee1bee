import Freight
import Intake
import Ledger
import Tracking

/// One report as evidence: with the carrier that it was inherited through, and whether it stands.
package struct EvidenceRow {
  package var event: Event
  package var via: Subject?
  package var isSuperseded: Bool
  package var isPlausible: Bool

  package init(event: Event, via: Subject?, isSuperseded: Bool, isPlausible: Bool) {
    self.event = event
    self.via = via
    self.isSuperseded = isSuperseded
    self.isPlausible = isPlausible
  }

  /// Without what tells of the message it came in, which is about others too.
  package func withoutOrigins(_ box: ContainerNumber) -> EvidenceRow {
    var row = self
    row.event = event.withoutOrigins
    // A note may be another's.
    if case .consignment = event.subject { row.event.subject = .container(box) }
    if case .consignment? = via { row.via = nil }
    return row
  }
}

/// Gathers the reports behind a subject's journeys.
struct Evidence {
  let outlook: Outlook
  let reader: any LedgerReader
  let asOf: Int64?

  /// - Parameter journeys: those of the subject, as its viewer may see them.
  func rows(of subject: Subject, _ journeys: [Journey], superseded: Bool) throws -> [EvidenceRow] {
    guard outlook.viewer.seesAll else {
      // What is told of a train is told of each of its boxes.
      var used: Set<EventID> = []
      let rows = try journeys.flatMap { journey in
        try self.rows(behind: [journey]).map { $0.withoutOrigins(journey.container) }
      }.filter { used.insert($0.event.id).inserted }
      if case .container = subject { return rows }
      return sorted(rows, superseded: false)
    }
    let own = try reader.events(mentioning: subject, from: nil, to: nil, recordedBy: asOf).map(
      \.event)
    guard case .container = subject else {
      let standing = Set(Standing.ids(of: own))
      return sorted(
        own.map { event in
          EvidenceRow(
            event: event, via: nil, isSuperseded: !standing.contains(event.id), isPlausible: true)
        }, superseded: superseded)
    }
    var rows = try self.rows(behind: journeys)
    if superseded {
      let used = Set(rows.map(\.event.id))
      for event in own where !used.contains(event.id) {
        rows.append(EvidenceRow(event: event, via: nil, isSuperseded: true, isPlausible: true))
      }
    }
    // The timeline has its own order; only what it left out must be put between.
    return superseded ? sorted(rows, superseded: true) : rows
  }

  private func rows(behind journeys: [Journey]) throws -> [EvidenceRow] {
    var rows: [EvidenceRow] = []
    var used: Set<EventID> = []
    for entry in journeys.flatMap(\.timeline) where used.insert(entry.evidence).inserted {
      guard let event = try reader.findEvent(entry.evidence)?.event else { continue }
      rows.append(
        EvidenceRow(
          event: event, via: entry.via, isSuperseded: false, isPlausible: entry.isPlausible))
    }
    return rows
  }

  private func sorted(_ rows: [EvidenceRow], superseded: Bool) -> [EvidenceRow] {
    rows.filter { superseded || !$0.isSuperseded }.sorted {
      ($0.event.occurredAt.microseconds, $0.event.id) < (
        $1.event.occurredAt.microseconds, $1.event.id
      )
    }
  }
}
