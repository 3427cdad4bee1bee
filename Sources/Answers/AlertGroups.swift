import Freight
import Intake
import Ledger
import Tracking

/// One alert of the highest carrier that shares the cause, with the boxes that it concerns.
package struct AlertGroup {
  package var subject: Subject
  package var alert: Alert
  package var boxes: [ContainerNumber]
  package var acknowledgement: Acknowledgement?
  /// Whether any of the boxes is on a train that never ran.
  package var isSimulated = false
}

package struct AlertGroups {
  private let outlook: Outlook
  private let reader: any LedgerReader

  package init(_ outlook: Outlook, _ reader: any LedgerReader) {
    self.outlook = outlook
    self.reader = reader
  }

  private struct Key: Hashable {
    let subject: Subject
    let kind: Alert.Kind
    let place: PlaceID?
    let due: CivilDate?
  }

  package func open(kind: String?, all: Bool) throws -> [AlertGroup] {
    var groups: [Key: AlertGroup] = [:]
    let tracker = try outlook.informed(by: reader).tracker
    let now = outlook.now
    let raised = try outlook.journeys.list(JourneyFilter(onlyActive: true), in: reader) {
      (
        container: $0.container, isSimulated: $0.assumptions.contains(.simulated),
        alerts: tracker.view(of: $0, now: now, detail: .summary).alerts
      )
    }
    for (container, isSimulated, alerts) in raised {
      for alert in alerts where kind == nil || alert.kind.rawValue == kind {
        let subject = alert.carrier ?? .container(container)
        let key = Key(subject: subject, kind: alert.kind, place: alert.place, due: alert.due)
        var group = groups[key] ?? AlertGroup(subject: subject, alert: alert, boxes: [])
        // A box may have several of a kind at one place.
        if group.boxes.last != container { group.boxes.append(container) }
        if isSimulated { group.isSimulated = true }
        group.alert = group.alert.joined(alert)
        groups[key] = group
      }
    }
    let sorted = groups.values.sorted {
      ($0.alert.kind.rawValue, $0.subject, $0.alert.place?.slug ?? "", $0.alert.since)
        < ($1.alert.kind.rawValue, $1.subject, $1.alert.place?.slug ?? "", $1.alert.since)
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
