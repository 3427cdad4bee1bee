import Freight
import RouteBook
import Tracking

/// What the boxes of a train, wagon, vessel or consignment have in common.
package struct CarrierSummary {
  package struct SharedAlert {
    package var alert: Alert
    package var boxes: [ContainerNumber]
    package var count: Int { boxes.count }
  }

  package let subject: Subject
  package let views: [JourneyView]

  package init(subject: Subject, views: [JourneyView]) {
    self.subject = subject
    self.views = views
  }

  /// Arrived only when every box bound there has; else what most of those on the way are doing.
  package var state: Journey.State {
    let apart: Set<Journey.State> = [.cancelled, .rolled, .returned]
    let states = views.map(\.journey.state).filter { !apart.contains($0) }
    let finished: Set<Journey.State> = [.arrived, .delivered, .returningEmpty]
    guard !states.isEmpty else { return views.first?.journey.state ?? .unknown }
    if states.allSatisfy({ finished.contains($0) }) {
      return states.allSatisfy { $0 != .arrived } ? .delivered : .arrived
    }
    let moving = states.filter { !finished.contains($0) }
    // Of states that as many boxes are in, that of the box furthest along.
    let ahead = views.filter { !finished.union(apart).contains($0.journey.state) }
      .sorted { ($0.journey.coveredKilometres ?? 0) > ($1.journey.coveredKilometres ?? 0) }
      .map(\.journey.state)
    let counts = Dictionary(grouping: moving) { $0 }.mapValues(\.count)
    let most = counts.values.max() ?? 0
    return ahead.first { counts[$0] == most } ?? .unknown
  }

  /// A box that stands for most.
  package var lead: JourneyView? {
    let wanted = state
    return views.first { $0.journey.state == wanted } ?? views.first
  }

  package var byStateAndPlace: [(state: Journey.State, place: PlaceID?, count: Int)] {
    struct Key: Hashable {
      let state: Journey.State
      let place: PlaceID?
    }
    var counts: [Key: Int] = [:]
    for view in views {
      counts[Key(state: view.journey.state, place: view.journey.position?.place), default: 0] += 1
    }
    return counts.map { ($0.key.state, $0.key.place, $0.value) }.sorted {
      ($1.2, $0.0.rawValue, $0.1?.slug ?? "") < ($0.2, $1.0.rawValue, $1.1?.slug ?? "")
    }
  }

  /// One alert for all boxes that share its kind, place and carrier; late, of those due on one day.
  package var alerts: [SharedAlert] {
    struct Key: Hashable {
      let kind: Alert.Kind
      let place: PlaceID?
      let carrier: Subject?
      let due: CivilDate?
    }
    var shared: [Key: SharedAlert] = [:]
    for view in views {
      for alert in view.alerts where alert.kind != .implausible {
        let carrier = alert.carrier == subject ? subject : alert.carrier
        let key = Key(
          kind: alert.kind, place: alert.place, carrier: carrier, due: alert.due)
        var entry = shared[key] ?? SharedAlert(alert: alert, boxes: [])
        entry.alert = entry.alert.joined(alert)
        // A box may have several of a kind at one place.
        if entry.boxes.last != view.journey.container {
          entry.boxes.append(view.journey.container)
        }
        shared[key] = entry
      }
    }
    func key(_ entry: SharedAlert) -> [String] {
      [
        entry.alert.kind.rawValue, entry.alert.place?.slug ?? "", entry.alert.carrier?.id ?? "",
        entry.boxes.first?.text ?? "",
      ]
    }
    return shared.values.sorted { a, b in
      a.count == b.count ? key(a).lexicographicallyPrecedes(key(b)) : a.count > b.count
    }
  }
}

extension Alert {
  /// Of what is late, the day that it is due on: a box that joined from another train has another.
  package var due: CivilDate? { kind == .late ? since.localDate : nil }
}
