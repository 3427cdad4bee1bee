import Answers
import Foundation
import Freight
import Tracking

/// What subscribers have been told of one box, so that nothing is told twice.
struct Announced: Hashable, Codable {
  var trips: [Trip] = []

  struct Trip: Hashable, Codable {
    var key: String
    var sequence: Int
    /// `departed@khorgos`.
    var milestones: Set<String> = []
    /// Heads of the reports' identities: the same report is no news under another place name.
    var evidence: Set<String> = []
    var alerts: Set<AlertMark> = []
  }

  /// An alert that is on.
  struct AlertMark: Hashable, Codable {
    var kind: String
    var place: String?
    /// Whom it was raised for.
    var subject: Named

    /// The same trouble under another carrier is no news.
    func isSame(as other: AlertMark) -> Bool { kind == other.kind && place == other.place }
  }

  /// What a subscriber is to be told of one trip.
  struct News {
    var milestones: [Journey.TimelineEntry] = []
    var raised: [Alert] = []
    var cleared: [AlertMark] = []
  }

  /// Milestones older than this are history, whoever reports them now.
  static let oldestNews = 30 * Instant.microsecondsPerDay

  /// Takes the trip as it is now.
  ///
  /// - Parameters:
  ///   - hasTimeline: false for a journey out of the cache, which has none.
  /// - Returns: what is new about it.
  mutating func take(_ view: JourneyView, hasTimeline: Bool) -> News {
    let journey = view.journey
    let index = self.index(of: journey)
    var news = News()
    trips[index].key = journey.key
    trips[index].sequence = journey.sequence
    if hasTimeline {
      for entry in journey.timeline where entry.isMilestone {
        let isKnown =
          !trips[index].milestones.insert(entry.milestoneKey).inserted
          || trips[index].evidence.contains(entry.evidenceHead)
        trips[index].evidence.insert(entry.evidenceHead)
        if !isKnown, entry.at.microseconds >= view.now - Self.oldestNews {
          news.milestones.append(entry)
        }
      }
    }
    let marks = view.alerts.map { $0.mark(in: journey) }
    for (alert, mark) in zip(view.alerts, marks)
    where !trips[index].alerts.contains(where: mark.isSame) {
      news.raised.append(alert)
    }
    news.cleared = trips[index].alerts.filter { mark in !marks.contains(where: mark.isSame) }
      .sorted { ($0.kind, $0.place ?? "") < ($1.kind, $1.place ?? "") }
    // One of each: a second implausible report at the same place is no other alert.
    trips[index].alerts = Set(
      Dictionary(grouping: marks) { [$0.kind, $0.place ?? ""] }.values.compactMap(\.first))
    return news
  }

  /// By its key; a trip whose key has become another (a booking number came) by its number.
  private mutating func index(of journey: Journey) -> Int {
    if let index = trips.firstIndex(where: { $0.key == journey.key }) { return index }
    if let index = trips.firstIndex(where: { $0.sequence == journey.sequence }) { return index }
    trips.append(Trip(key: journey.key, sequence: journey.sequence))
    return trips.count - 1
  }

  /// Forgets trips that are none any more, and what is long over.
  mutating func keepOnly(_ journeys: [Journey]) {
    let recent = Set(journeys.suffix(2).map(\.key))
    trips.removeAll { !recent.contains($0.key) }
  }
}

/// A subject as documents name it.
struct Named: Hashable, Codable, Sendable {
  var kind: String
  var id: String

  init(_ subject: Subject) {
    kind = subject.kind.name
    id = subject.id
  }
}

extension Alert {
  func mark(in journey: Journey) -> Announced.AlertMark {
    Announced.AlertMark(
      kind: kind.rawValue, place: place?.slug,
      subject: Named(carrier ?? .container(journey.container)))
  }
}

extension Activity {
  /// Whether subscribers are told of it. Reports of where something is on its way are not worth a
  /// message each, and a corrected number is the operator's own doing.
  package var isMilestone: Bool {
    switch self {
    case .positioned, .passed, .composed, .amended, .unmapped: false
    default: true
    }
  }
}

extension Journey.TimelineEntry {
  var isMilestone: Bool { activity.isMilestone && classifier == .actual && isPlausible }

  var milestoneKey: String { "\(activity.rawValue)@\(place?.slug ?? "~" + asWritten)" }

  var evidenceHead: String { String("\(evidence)".suffix(8)) }

  /// What the box was aboard when it happened: the vessel or the train, else the box itself. All that
  /// happens to boxes of one train at one place is one notice.
  func subject(in journey: Journey) -> Subject {
    if case .voyage = via { return via ?? .container(journey.container) }
    let moment = at.microseconds
    let train = journey.carriers.last {
      guard case .train = $0.carrier else { return false }
      return $0.from <= moment && moment <= $0.to ?? .max
    }
    if let train { return train.carrier }
    if case .trainLeg = via { return via ?? .container(journey.container) }
    return .container(journey.container)
  }
}
