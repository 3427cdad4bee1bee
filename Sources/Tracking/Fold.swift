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
    let mine = try ownEvents(of: container)
    let standing = standing(mine.events, of: container)
    let trips = trips(standing, of: container)
    let places = try standingPlaceEvents()
    var journeys: [Journey] = []
    for (index, trip) in trips.enumerated() {
      let next = index + 1 < trips.count ? trips[index + 1].start : nil
      var fold = TripFold(
        container: container, trip: trip, until: next.map { $0 - 1 } ?? Tracker.endOfTime,
        aliases: mine.aliases,
        placeEvents: places, tracker: tracker)
      var journey = try fold.journey(carriers: reports)
      journey.sequence = index + 1
      if let correction = mine.correction(of: trip) {
        journey.state = .cancelled
        if case .container(let number)? = correction.details?.correctedNumber {
          journey.correctedTo = number
        }
      }
      if journey.state.isActive { journey.closedAt = next }
      journeys.append(journey)
    }
    return journeys
  }

  /// A version that is about another box by now says nothing of this one.
  private func standing(_ events: [Event], of container: ContainerNumber) -> [Event] {
    Versions(events).standing.filter { $0.mentioned.contains(.container(container)) }
  }

  /// A number that somebody corrected by mistake, and back, never was a box.
  private func trips(_ standing: [Event], of container: ContainerNumber) -> [Trips.Trip] {
    Trips(standing, of: container, book: tracker.book, policy: tracker.policy).trips.filter {
      trip in
      trip.events.contains { $0.activity != .amended }
    }
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

  /// The box's own reports, with those of the numbers that were corrected to it.
  ///
  /// - Parameter path: the numbers on the way to which it was corrected, so that no circle is followed.
  private func ownEvents(
    of container: ContainerNumber, path: Set<ContainerNumber> = []
  ) throws -> OwnReports {
    var own = OwnReports()
    var corrections: [Correction] = []
    for event in try history.events(mentioning: .container(container)) {
      guard let correction = Correction(event) else {
        own.events.append(event)
        continue
      }
      corrections.append(correction)
    }
    for correction in corrections {
      // Corrected back later: then it was no correction.
      let isUndone = corrections.contains {
        $0.wrong == correction.right && $0.right == correction.wrong
          && OwnReports.isEarlier(correction.event, $0.event)
      }
      if correction.wrong == container {
        own.events.append(correction.event)
        if !isUndone { own.corrections.append(correction.event) }
      } else if !isUndone, !path.contains(correction.wrong) {
        let theirs = try amended(by: correction, path: path.union([container]))
        guard !theirs.isEmpty else { continue }
        own.events += theirs
        own.aliases.insert(correction.wrong)
      }
    }
    return own
  }

  /// The reports of the trip that the correction names, as reports of the right number; none where another
  /// correction of that trip stands.
  private func amended(by correction: Correction, path: Set<ContainerNumber>) throws -> [Event] {
    let wrong = correction.wrong
    let theirs = try ownEvents(of: wrong, path: path)
    let trips = trips(standing(theirs.events, of: wrong), of: wrong)
    guard let trip = trips.first(where: { $0.events.contains(correction.event) }),
      theirs.correction(of: trip) == correction.event
    else { return [] }
    return trip.events.filter { $0 != correction.event }.map { event in
      var event = event
      if event.subject == .container(wrong) { event.subject = .container(correction.right) }
      if let members = event.details?.members {
        event.details?.members = members.map { member in
          member.container == wrong
            ? Member(container: correction.right, wagon: member.wagon) : member
        }
      }
      return event
    }
  }
}

private struct OwnReports {
  var events: [Event] = []
  /// Standing corrections of this very number to another.
  var corrections: [Event] = []
  /// Numbers that were corrected to this one.
  var aliases: Set<ContainerNumber> = []

  /// Of several corrections of one trip the last stands.
  func correction(of trip: Trips.Trip) -> Event? {
    corrections.filter(trip.events.contains).max(by: OwnReports.isEarlier)
  }

  static func isEarlier(_ a: Event, _ b: Event) -> Bool {
    (a.listedAt, a.id) < (b.listedAt, b.id)
  }
}

/// From one number to another.
private struct Correction {
  var event: Event
  var wrong: ContainerNumber
  var right: ContainerNumber

  init?(_ event: Event) {
    guard event.activity == .amended, event.classifier == .actual,
      case .container(let wrong) = event.subject,
      case .container(let right)? = event.details?.correctedNumber
    else { return nil }
    self.event = event
    self.wrong = wrong
    self.right = right
  }
}
