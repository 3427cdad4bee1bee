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
    let states = views.map(\.journey.state).filter { !Self.apart.contains($0) }
    guard !states.isEmpty else { return views.first?.journey.state ?? .unknown }
    if states.allSatisfy({ Self.finished.contains($0) }) {
      return states.allSatisfy { $0 != .arrived } ? .delivered : .arrived
    }
    return Self.largest(moving, by: \.journey.state)?.journey.state ?? .unknown
  }

  private static let apart: Set<Journey.State> = [.cancelled, .rolled, .returned]
  private static let finished: Set<Journey.State> = [.arrived, .delivered, .returningEmpty]

  /// The boxes that are still under way with it.
  private var moving: [JourneyView] {
    views.filter { !Self.finished.union(Self.apart).contains($0.journey.state) }
  }

  /// A box that stands for most: of those in the state of most, one of those at the place where most of them are.
  package var lead: JourneyView? {
    let wanted = state
    let like = views.filter { $0.journey.state == wanted }
    let onTheWay = like.filter { view in !view.alerts.contains { $0.kind == .offRoute } }
    let candidates = onTheWay.isEmpty ? like : onTheWay
    return Self.largest(candidates, by: { $0.journey.position?.place }) ?? views.first
  }

  /// How many places boxes on the way are at or between, besides the lead's.
  package var otherPlaces: Int {
    let places = Set(moving.map { $0.journey.position?.place })
    return places.subtracting([lead?.journey.position?.place]).count
  }

  /// Of the most boxes that are alike, the one furthest along; of as many, those furthest along. Whatever is still
  /// alike then goes by number: the order of boxes decides nothing.
  private static func largest<Key: Hashable>(
    _ views: [JourneyView], by key: (JourneyView) -> Key
  ) -> JourneyView? {
    func isAhead(_ a: JourneyView, _ b: JourneyView) -> Bool {
      let (left, right) = (a.journey.coveredKilometres ?? 0, b.journey.coveredKilometres ?? 0)
      return left == right ? a.journey.container < b.journey.container : left > right
    }
    let groups = Dictionary(grouping: views, by: key).values.compactMap { group in
      group.min(by: isAhead).map { (lead: $0, count: group.count) }
    }
    return groups.min { a, b in
      a.count == b.count ? isAhead(a.lead, b.lead) : a.count > b.count
    }?.lead
  }

  /// By the places' names; where one is none that is known, as it was written.
  package func byStateAndPlace(
    _ book: RouteBook, _ language: Language
  ) -> [(state: Journey.State, place: String, count: Int)] {
    struct Key: Hashable {
      let state: Journey.State
      let place: String
    }
    var counts: [Key: Int] = [:]
    for view in views {
      let place = view.journey.position.map { book.name(of: $0, language) } ?? ""
      counts[Key(state: view.journey.state, place: place), default: 0] += 1
    }
    return counts.map { ($0.key.state, $0.key.place, $0.value) }.sorted {
      ($1.2, $0.0.rawValue, $0.1) < ($0.2, $1.0.rawValue, $1.1)
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
