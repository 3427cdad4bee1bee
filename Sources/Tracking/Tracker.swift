import Freight
import RouteBook

/// Events to journeys: a pure function of the reports, the route book and the policy. Any order of
/// arrival, any duplication gives the same journeys.
public struct Tracker: Sendable {
  public let book: RouteBook
  public let policy: Policy
  let schedules: ScheduleBook

  public init(book: RouteBook, policy: Policy = Policy()) {
    self.book = book
    self.policy = policy
    schedules = ScheduleBook(book)
  }

  /// All trips of a container, oldest first; empty when nothing is known of it.
  public func journeys(
    of container: ContainerNumber, in history: some History
  ) throws -> [Journey] {
    let mine = try ownEvents(of: container, in: history, depth: 0)
    let versions = Versions(mine.events)
    // A version that is about another box by now says nothing of this one.
    let standing = versions.standing.filter { $0.mentioned.contains(.container(container)) }
    let trips = Trips(standing, of: container, book: book).trips
    let places = try Versions(history.placeEvents()).standing
    var journeys: [Journey] = []
    for (index, trip) in trips.enumerated() {
      let until =
        index + 1 < trips.count ? trips[index + 1].start - 1 : Self.endOfTime
      var fold = TripFold(
        container: container, trip: trip, until: until, superseded: versions.superseded,
        placeEvents: places, book: book, policy: policy)
      var journey = try fold.journey(in: history)
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

  /// Beyond any report: the year 9999.
  static let endOfTime = Int64(2_932_896) * Instant.microsecondsPerDay

  // MARK: - Corrected numbers

  private struct Own {
    var events: [Event] = []
    /// Corrections of this very number to another.
    var corrections: [Event] = []
  }

  /// The box's own reports, with those of the numbers that were corrected to it.
  private func ownEvents(
    of container: ContainerNumber, in history: some History, depth: Int
  ) throws -> Own {
    var own = Own()
    let all = try history.events(
      mentioning: .container(container), during: -Self.endOfTime...Self.endOfTime)
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
        own.events += try amended(by: event, from: wrong, to: right, in: history, depth: depth)
      }
    }
    return own
  }

  /// The reports of the trip that the correction names, as reports of the right number.
  private func amended(
    by correction: Event, from wrong: ContainerNumber, to right: ContainerNumber,
    in history: some History, depth: Int
  ) throws -> [Event] {
    let theirs = try ownEvents(of: wrong, in: history, depth: depth + 1)
    let standing = Versions(theirs.events).standing.filter {
      $0.mentioned.contains(.container(wrong))
    }
    let trips = Trips(standing, of: wrong, book: book).trips
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
