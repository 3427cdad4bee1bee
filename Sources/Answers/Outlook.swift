import Freight
import Intake
import Ledger
import RouteBook
import Tracking

/// What every answer is given with: routes and policy, the present moment, a language, and who asks.
package struct Outlook: Sendable {
  package var tracker: Tracker
  /// UTC µs: the clock, or what somebody says it is.
  package var now: Int64
  /// Whether `now` was said; else an answer as of a moment has that moment's clock.
  package var isNowFixed: Bool
  package var language: Language
  package var viewer: Viewer
  /// For a process that answers again and again.
  package var shelf: ArrivalShelf?

  package init(
    tracker: Tracker, now: Int64, isNowFixed: Bool = false, language: Language = .en,
    viewer: Viewer = .desk
  ) {
    self.tracker = tracker
    self.now = now
    self.isNowFixed = isNowFixed
    self.language = language
    self.viewer = viewer
  }

  package var book: RouteBook { tracker.book }
  package var journeys: Journeys { Journeys(tracker: tracker) }

  /// With the routes and the policy of another moment, as far as the ledger knows them.
  package func inForce(at moment: Int64?, in reader: any LedgerReader) throws -> Outlook {
    guard let moment else { return self }
    var copy = self
    copy.tracker = try Journeys.tracker(inForceAt: moment, in: reader, otherwise: tracker)
    if !isNowFixed { copy.now = moment }
    return copy
  }

  /// With what the ledger's history says of arrivals.
  ///
  /// - Parameters:
  ///   - routes: those asked about; nil is all.
  ///   - asOf: as it was known then (UTC µs); nil is now.
  package func informed(
    about routes: Set<String>? = nil, by reader: any LedgerReader, asOf: Int64? = nil
  ) throws -> Outlook {
    var copy = self
    copy.tracker.arrivals = try ArrivalHistory(reader, tracker, shelf: shelf)
      .windows(for: routes, asOf: asOf)
    return copy
  }

  /// The place meant by a name, a code or an alias; a port or border by its hub.
  package func place(_ text: String) throws -> PlaceID {
    guard let reference = PlaceReference(text: text), let place = book.resolve(reference) else {
      let plain = "there is no place “\(text)”"
      throw Failure.notFound("\(plain); see banlie place find", plain: plain)
    }
    return book.hub(of: place)
  }
}
