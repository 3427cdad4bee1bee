import Freight

/// What the fold may read: every report that mentions a subject. The ledger answers from its index,
/// a test from an array.
public protocol History {
  /// Reports whose subject or members include `subject`; in any order, all versions, with ids.
  func events(mentioning subject: Subject) throws -> [Event]

  /// Reports on places as such (closed ports, embargoes).
  func placeEvents() throws -> [Event]
}

/// A history in memory.
public struct EventList: History {
  private var bySubject: [Subject: [Event]] = [:]
  private var places: [Event] = []

  public init(_ events: [Event]) {
    var threads: [Thread: Set<Subject>] = [:]
    for event in events {
      guard let thread = Thread(event) else { continue }
      threads[thread, default: []].formUnion(event.mentioned)
    }
    for event in events {
      if case .place = event.subject { places.append(event) }
      // All versions of a report concern all that any version mentions.
      let concerned = Thread(event).flatMap { threads[$0] } ?? Set(event.mentioned)
      for subject in concerned { bySubject[subject, default: []].append(event) }
    }
  }

  public func events(mentioning subject: Subject) -> [Event] { bySubject[subject] ?? [] }

  public func placeEvents() -> [Event] { places }
}

/// The report of which an event is one version: its feed and the sender's own key.
struct Thread: Hashable {
  let feed: String
  let key: String

  init?(_ event: Event) {
    guard let key = event.senderKey else { return nil }
    feed = event.feed
    self.key = key
  }
}
