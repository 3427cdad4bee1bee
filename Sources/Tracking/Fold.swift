import Freight
import RouteBook

/// Boxes folded one after another from one moment of a history. Wagons, legs, vessels and trains
/// carry many of them; their reports are read, ordered and located once.
public final class Fold<Source: History> {
  private let tracker: Tracker
  private let history: Source
  private var carriers: [Subject: CarrierReports] = [:]
  private var keptReports = 0
  private var placeEvents: [Event]?

  /// Enough for the carriers of a few hundred boxes; past it they are read anew.
  private static var limit: Int { 20_000 }

  public init(_ tracker: Tracker, _ history: Source) {
    self.tracker = tracker
    self.history = history
  }

  /// All trips of a container, oldest first; empty when nothing is known of it.
  public func journeys(of container: ContainerNumber) throws -> [Journey] {
    let mine = try ownEvents(of: container, depth: 0)
    let versions = Versions(mine.events)
    // A version that is about another box by now says nothing of this one.
    let standing = versions.standing.filter { $0.mentioned.contains(.container(container)) }
    let trips = Trips(standing, of: container, book: tracker.book).trips
    let places = try standingPlaceEvents()
    var journeys: [Journey] = []
    for (index, trip) in trips.enumerated() {
      let until =
        index + 1 < trips.count ? trips[index + 1].start - 1 : Tracker.endOfTime
      var fold = TripFold(
        container: container, trip: trip, until: until, superseded: versions.superseded,
        placeEvents: places, tracker: tracker)
      var journey = try fold.journey(carriers: reports)
      journey.sequence = index + 1
      if let correction = mine.corrections.first(where: { trip.events.contains($0) }) {
        journey.state = .cancelled
        if case .container(let number)? = correction.details?.correctedNumber {
          journey.correctedTo = number
        }
      }
      journeys.append(journey)
    }
    return journeys
  }

  // MARK: - Carriers and places

  /// The standing reports that mention a carrier.
  private func reports(of carrier: Subject) throws -> CarrierReports {
    if let kept = carriers[carrier] { return kept }
    let reports = CarrierReports(
      try history.events(mentioning: carrier), of: carrier, book: tracker.book,
      policy: tracker.policy)
    if keptReports + reports.all.count > Self.limit {
      carriers.removeAll(keepingCapacity: true)
      keptReports = 0
    }
    carriers[carrier] = reports
    keptReports += reports.all.count
    return reports
  }

  private func standingPlaceEvents() throws -> [Event] {
    if let placeEvents { return placeEvents }
    let standing = Versions(try history.placeEvents()).standing
    placeEvents = standing
    return standing
  }

  // MARK: - Corrected numbers

  private struct Own {
    var events: [Event] = []
    /// Corrections of this very number to another.
    var corrections: [Event] = []
  }

  /// The box's own reports, with those of the numbers that were corrected to it.
  private func ownEvents(
    of container: ContainerNumber, depth: Int
  ) throws -> Own {
    var own = Own()
    let all = try history.events(mentioning: .container(container))
    for event in all {
      guard event.activity == .amended, event.classifier == .actual,
        case .container(let wrong) = event.subject,
        case .container(let right)? = event.details?.correctedNumber
      else {
        own.events.append(event)
        continue
      }
      if wrong == container {
        own.events.append(event)
        own.corrections.append(event)
      } else if right == container, depth < 4 {
        own.events += try amended(by: event, from: wrong, to: right, depth: depth)
      }
    }
    return own
  }

  /// The reports of the trip that the correction names, as reports of the right number.
  private func amended(
    by correction: Event, from wrong: ContainerNumber, to right: ContainerNumber,
    depth: Int
  ) throws -> [Event] {
    let theirs = try ownEvents(of: wrong, depth: depth + 1)
    let standing = Versions(theirs.events).standing.filter {
      $0.mentioned.contains(.container(wrong))
    }
    let trips = Trips(standing, of: wrong, book: tracker.book).trips
    guard let trip = trips.first(where: { $0.events.contains(correction) }) else { return [] }
    return trip.events.filter { $0 != correction }.map { event in
      var event = event
      if event.subject == .container(wrong) { event.subject = .container(right) }
      if let members = event.details?.members {
        event.details?.members = members.map { member in
          member.container == wrong ? Member(container: right, wagon: member.wagon) : member
        }
      }
      return event
    }
  }
}
