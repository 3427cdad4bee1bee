import Freight
import RouteBook
import Testing

@testable import Answers
@testable import Tracking

@Suite struct TellingTests {
  @Test func aNoteIsCalledWhatPeopleCallIt() {
    let note = Handmade.literal(NoteNumber("billOfLading:HLCU123"))
    #expect(Wording(language: .en).note(note) == "B/L HLCU123")
    #expect(Wording(language: .zh).note(note) == "提单 HLCU123")
    #expect(Wording(language: .ru).note(Handmade.note) == "SMGS 30102233")
  }

  /// In lists as in the head: what is loaded while the box is on a ship was loaded on the ship.
  @Test func whatHappensOnAShipIsSaidInShipsWords() {
    var journey = Handmade.journey(.afloat)
    let at = Handmade.time("2026-02-14T10:00:00+05:00")
    journey.carriers.append(
      Journey.CarrierInterval(carrier: .voyage(Handmade.voyage), from: at.microseconds))
    let entry = Journey.TimelineEntry(
      evidence: Handmade.evidence(1), activity: .loaded, classifier: .actual, at: at,
      place: PlaceID("aktau"), asWritten: "Aktau", feed: "x", isPlausible: true, assumptions: [])
    journey.timeline = [entry]
    journey.position = Journey.Position(entry)
    #expect(journey.carrierKind(of: entry) == .voyage)
    let view = Tracker(book: Handmade.book).view(
      of: journey, now: at.microseconds + Instant.microsecondsPerHour)
    let style = ScreenStyle(width: 80, color: false, language: .zh)
    let screen = StatusScreen.render(view, book: Handmade.book, style: style, tripCount: 1)
    #expect(screen.contains("装船"))
    #expect(!screen.contains("装车"))
  }
}
