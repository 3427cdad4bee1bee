import Freight
import RouteBook

/// A carrier's report, with what is the same for every box that it carried.
struct CarrierReport {
  let event: Event
  let place: PlaceID?
  let trust: Int
  let start: Int64
}

/// The standing reports that mention one carrier, in order of time.
struct CarrierReports {
  let all: [CarrierReport]

  init(_ events: [Event], of carrier: Subject, book: RouteBook, policy: Policy) {
    // A version that is about another carrier by now says nothing of this one.
    all = Versions(events).standing.filter { $0.mentioned.contains(carrier) }.map { event in
      CarrierReport(
        event: event, place: event.place.flatMap { book.resolve($0) }.map { book.hub(of: $0) },
        trust: policy.trust(of: event.feed), start: event.start)
    }.sorted { a, b in
      if a.start != b.start { return a.start < b.start }
      if a.event.activity != b.event.activity {
        return a.event.activity.rank < b.event.activity.rank
      }
      return a.event.id < b.event.id
    }
  }

  func during(_ first: Int64, _ last: Int64) -> ArraySlice<CarrierReport> {
    guard first <= last else { return [] }
    return all[all.partition { $0.start >= first }..<all.partition { $0.start > last }]
  }
}
