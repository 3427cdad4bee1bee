import Answers
import Foundation
import Freight
import Tracking

/// What became of one box since an earlier manifest.
package enum ManifestChange: Hashable, Sendable {
  /// Not on the earlier one.
  case listed
  case moved(from: String?, to: String?)
  case train(from: String?, to: String?)
  case alertRaised(Alert.Kind)
  case alertCleared(Alert.Kind)
  /// By how much the P50 moved; positive is later.
  case estimate(hours: Double)

  package var name: String {
    switch self {
    case .listed: "listed"
    case .moved: "moved"
    case .train: "train"
    case .alertRaised: "alertRaised"
    case .alertCleared: "alertCleared"
    case .estimate: "etaMoved"
    }
  }
}

/// A box that the earlier manifest had and this one has not.
package struct ManifestGone: Hashable, Sendable {
  package var container: ContainerNumber
  package var train: String?
  package var state: Journey.State
}

/// The few facts of each box that an earlier manifest is compared by.
struct ManifestFacts {
  struct Key: Hashable {
    var container: ContainerNumber
    var trip: Int?
  }

  struct Fact: Hashable {
    var train: String?
    var place: String?
    var state: Journey.State
    var alerts: [Alert.Kind]
    var estimate: Int64?
  }

  private(set) var facts: [Key: Fact] = [:]

  /// An estimate that moved less is no change worth a line.
  static let estimateHours = 6.0

  mutating func take(_ box: ManifestBox) { facts[Self.key(box)] = Self.fact(box) }

  private static func key(_ box: ManifestBox) -> Key {
    Key(container: box.container, trip: box.trip)
  }

  private static func fact(_ box: ManifestBox) -> Fact {
    Fact(
      train: box.train?.description, place: box.placeName, state: box.state,
      alerts: Set(box.alerts.map(\.kind)).sorted { $0.rawValue < $1.rawValue },
      estimate: box.estimate?.p50.microseconds)
  }

  /// What is new about the box; what is left in the end is gone.
  mutating func compare(_ box: ManifestBox) -> [ManifestChange] {
    guard let before = facts.removeValue(forKey: Self.key(box)) else { return [.listed] }
    let now = Self.fact(box)
    var changes: [ManifestChange] = []
    if before.place != now.place { changes.append(.moved(from: before.place, to: now.place)) }
    if before.train != now.train { changes.append(.train(from: before.train, to: now.train)) }
    changes += now.alerts.filter { !before.alerts.contains($0) }.map { .alertRaised($0) }
    changes += before.alerts.filter { !now.alerts.contains($0) }.map { .alertCleared($0) }
    if let old = before.estimate, let new = now.estimate {
      let hours = Double(new - old) / Double(Instant.microsecondsPerHour)
      if abs(hours) >= Self.estimateHours { changes.append(.estimate(hours: hours)) }
    }
    return changes
  }

  var gone: [ManifestGone] {
    facts.sorted { ($0.key.container, $0.key.trip ?? 0) < ($1.key.container, $1.key.trip ?? 0) }.map
    {
      ManifestGone(container: $0.container, train: $1.train, state: $1.state)
    }
  }
}
