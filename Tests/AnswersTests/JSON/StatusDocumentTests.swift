import Freight
import RouteBook
import TestDocuments
import Testing

@testable import Answers
@testable import Tracking

@Suite struct StatusDocumentTests {
  struct Case: CustomTestStringConvertible {
    let name: String
    let journey: Journey
    let now: String
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "booked", journey: Handmade.journey(.booked), now: "2026-02-02T04:00:00Z"),
    Case(name: "underway", journey: Handmade.underway(), now: "2026-02-03T04:00:00Z"),
    Case(name: "at-border", journey: Handmade.atBorder(), now: "2026-02-11T04:00:00Z"),
    Case(name: "afloat", journey: Handmade.afloat(), now: "2026-02-15T04:00:00Z"),
    Case(name: "arrived", journey: Handmade.arrived(), now: "2026-02-15T12:00:00Z"),
    Case(name: "unknown-route", journey: Handmade.unknownRoute(), now: "2026-02-05T12:00:00Z"),
    Case(name: "corrected", journey: Handmade.corrected(), now: "2026-02-05T12:00:00Z"),
  ]

  @Test(arguments: cases) func eachStateGivesItsDocument(_ example: Case) throws {
    let document = Handmade.answer(example.journey, now: example.now)
      .document(Handmade.book, .en).pretty
    try JSONSnapshot.check(document, example.name)
    #expect(try SchemaChecker("status").problems(in: document) == [])
  }

  @Test func namesComeInTheLanguageAskedForAndAlertsStayEnglish() throws {
    let document = Handmade.answer(Handmade.atBorder(), now: "2026-02-11T04:00:00Z")
      .document(Handmade.book, .zh).compact
    #expect(document.contains(#""name":"霍尔果斯""#))
    #expect(document.contains(#""name":"南昌—霍尔果斯—巴库""#))
    #expect(document.contains("Held by customs (CN export) at Khorgos"))
  }

  @Test func timesAreOnThePlacesClock() {
    let document = Handmade.answer(Handmade.afloat(), now: "2026-02-15T04:00:00Z")
      .document(Handmade.book, .en).compact
    #expect(document.contains(#""since":"2026-02-14T20:00:00+05:00""#))
    #expect(document.contains(#""p50":"2026-02-16T05:00:00+04:00""#))
  }

  @Test func anEstimateHasNoFractionsOfAMinute() throws {
    let document = Handmade.answer(Handmade.atBorder(), now: "2026-02-11T04:00:07.123456Z")
      .document(Handmade.book, .en).compact
    let times = document.matches(of: /"p[159]0":"[0-9-]+T[0-9]+:[0-9]+:(?<rest>[^"]+)"/)
    #expect(times.count > 3)
    #expect(times.allSatisfy { $0.output.rest.hasPrefix("00+") })
  }

  @Test func aWholeDayKeepsItsOwnClockAndSaysSo() {
    var journey = Handmade.atBorder()
    // Told in Moscow: on Khorgos' clock the same day would begin at five in the morning.
    journey.position?.since = Handmade.day("2026-02-06", offsetMinutes: 180)
    let document = Handmade.answer(journey, now: "2026-02-07T04:00:00Z")
      .document(Handmade.book, .en).compact
    #expect(document.contains(#""since":"2026-02-06T00:00:00+03:00","precision":"day""#))
  }

  @Test func theClockIsNamedOnlyWhereItIsNotTheMomentAskedAbout() {
    let journey = Handmade.underway()
    func head(_ asOf: String?) -> String {
      Handmade.answer(journey, now: "2026-02-03T04:00:00Z", asOf: asOf)
        .document(Handmade.book, .en).compact
    }
    #expect(head(nil).contains(#""asOf":"2026-02-03T04:00:00Z""#))
    #expect(!head(nil).contains(#""now""#))
    #expect(!head("2026-02-03T04:00:00Z").contains(#""now""#))
    let past = head("2026-02-02T12:00:00Z")
    #expect(past.contains(#""asOf":"2026-02-02T12:00:00Z","now":"2026-02-03T04:00:00Z""#))
  }

  @Test func noStringIsEmptyAndNothingIsNull() {
    for example in Self.cases {
      let document = Handmade.answer(example.journey, now: example.now)
        .document(Handmade.book, .ru).compact
      #expect(!document.contains(#":"""#), "\(example.name)")
      #expect(!document.contains("null"), "\(example.name)")
    }
  }
}

@Suite struct AlertDetailTests {
  private func sentence(
    _ kind: Alert.Kind, place: String? = "khorgos", detail: String? = nil, hours: Double? = nil,
    limit: Double? = nil
  ) -> String {
    let alert = Alert(
      kind: kind, since: Handmade.time("2026-02-06T02:00:00Z"), place: place.map(PlaceID.init),
      detail: detail, hours: hours, limitHours: limit, evidence: [])
    return AlertDetail(alert: alert, book: Handmade.book).sentence
  }

  @Test func clocksTellTheirHoursAndTheLimit() {
    #expect(
      sentence(.stalled, detail: "portClosed", hours: 80.4, limit: 72)
        == "Standing at Khorgos for 80 h; the limit there is 72 h: the port is closed.")
    #expect(
      sentence(.silent, detail: "cr", hours: 50, limit: 48)
        == "No report for 50 h from feed cr; the limit is 48 h.")
    #expect(
      sentence(.late, place: "baku", hours: 30, limit: 24)
        == "30 h behind plan: due at Baku 2026-02-06T06:00:00+04:00; the limit is 24 h.")
  }

  @Test func everyKindIsASentence() {
    for kind in Alert.Kind.allCases {
      for place in [nil, "khorgos", "nowhere"] as [String?] {
        let text = sentence(kind, place: place, hours: 30, limit: 24)
        #expect(text.hasSuffix("."), "\(kind)")
        #expect(text.first?.isUppercase == true || text.first?.isNumber == true, "\(kind)")
        #expect(!text.contains("  "), "\(kind)")
      }
    }
  }
}
