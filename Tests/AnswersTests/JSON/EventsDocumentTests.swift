import Freight
import TestDocuments
import Testing

@testable import Answers

@Suite struct EventsDocumentTests {
  @Test func everyFieldOfAReportIsShown() throws {
    let rows = [
      EvidenceRow(
        event: Handmade.fullEvent, via: .train(Handmade.train), isSuperseded: true,
        isPlausible: false),
      EvidenceRow(
        event: Handmade.bareEvent, via: nil, isSuperseded: false, isPlausible: true),
    ]
    let text = EventsDocument.array(rows, book: Handmade.book)
    try JSONSnapshot.check(text, "events")
    #expect(try SchemaChecker("events").problems(in: text) == [])
  }

  @Test func carryingNothingIsNotTheSameAsSayingNothing() {
    func text(_ members: [Member]?) -> String {
      var event = Handmade.bareEvent
      event.details = Details(members: members)
      return EventsDocument.array(
        [EvidenceRow(event: event, via: nil, isSuperseded: false, isPlausible: true)],
        book: Handmade.book)
    }
    #expect(text([]).contains(#""members": []"#))
    #expect(!text(nil).contains("details"))
  }
}
