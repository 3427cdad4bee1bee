import Freight
import Ledger
import Tracking

/// Whether a box has reached a milestone.
package struct WaitQuestion: Codable, Sendable {
  package var id: String
  /// An activity, or `activity@place`.
  package var until: String
  package var trip: Int?

  /// - Throws: ``Failure`` for a milestone that is none.
  package init(id: String, until: String, trip: Int? = nil) throws {
    self.id = id
    self.until = until
    self.trip = trip
    _ = try milestone()
  }

  private func milestone() throws -> (activity: Activity, place: String?) {
    let parts = until.split(separator: "@", maxSplits: 1).map(String.init)
    guard let name = parts.first, let activity = Activity(rawValue: name) else {
      let known = Activity.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure.usage("--until takes one of \(known); not “\(until)”")
    }
    return (activity, parts.count > 1 ? parts[1] : nil)
  }

  /// The line to print when it has happened; nil while it may still happen.
  func reply(_ form: Form, _ outlook: Outlook, _ reader: any LedgerReader) throws -> Reply? {
    let milestone = try milestone()
    let place = try milestone.place.map(outlook.place)
    let lookup = Lookup(outlook, reader)
    let journeys = try lookup.journeys(of: try lookup.subject(id), asOf: nil)
    guard
      let journey = trip.map({ wanted in journeys.first { $0.sequence == wanted } })
        ?? journeys.last
    else { throw Failure.notFound("\(id) has no such trip") }
    let entry = journey.timeline.first {
      $0.activity == milestone.activity && $0.classifier == .actual && $0.isPlausible
        && (place == nil || $0.place == place)
    }
    if let entry {
      return Reply(
        "\(journey.container) \(until) \(outlook.book.local(entry.at, at: entry.place))\n")
    }
    let ends: Set<Journey.State> = [.cancelled, .returned, .delivered, .returningEmpty]
    if ends.contains(journey.state) {
      throw Failure(
        .waitEnded,
        "\(id) is \(journey.state.rawValue); \(until) was not reported and will not be")
    }
    return nil
  }
}
