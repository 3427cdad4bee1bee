import Foundation
import Freight
import Testing

@testable import Feeds

@Suite struct TAFPlaceAndTimeTests {
  private typealias Support = TAFSupport

  private func event(_ text: String, _ context: DecodingContext = Support.context()) throws -> Event
  {
    try #require(Support.decode(text, in: context).events.first)
  }

  // MARK: - Places

  @Test func aPlaceIsCountryAndFiveDigitsWithItsName() throws {
    let place = try event(Support.running(location: Support.location("nl", "1331", name: "Venlo")))
      .place
    #expect(place?.codes == [.other(list: "taf", code: "NL01331")] && place?.text == "Venlo")
  }

  @Test func aCodeIsNotTakenForAnotherLists() throws {
    // Six digits would be an ESR code; TAF has five, and a country that uses both proves nothing.
    for (country, code) in [("KZ", "70840"), ("BY", "13060"), ("LT", "12345")] {
      let place = try event(Support.running(location: Support.location(country, code))).place
      #expect(place?.codes == [.other(list: "taf", code: country + code)])
    }
    let place = try event(Support.running(location: Support.location("KZ", "708402"))).place
    #expect(place?.codes == [])
  }

  @Test func thePlaceholderCodeIsNoPlace() throws {
    let place = try event(
      Support.running(location: Support.location("SE", "99999", name: "Hallsberg"))
    )
    .place
    #expect(place?.codes == [] && place?.text == "Hallsberg")
  }

  // MARK: - Times

  @Test(arguments: [
    ("2026-02-14T09:31:00+1:00", "2026-02-14T09:31:00+01:00"),
    ("2026-02-14T09:31:00.500Z", "2026-02-14T09:31:00.5Z"),
    ("2026-02-14T09:31+02:00", "2026-02-14T09:31:00+02:00"),
  ])
  func offsetsAreKept(_ text: String, _ expected: String) throws {
    let event = try event(Support.running(time: text))
    #expect(event.occurredAt.rfc3339 == expected)
    #expect(event.assumptions == [])
  }

  @Test func withoutOffsetThePlacesClockCountsThenTheFeeds() throws {
    let naive = "2026-02-14T09:31:00"
    let feeds = try event(Support.running(time: naive))
    #expect(feeds.occurredAt.offsetMinutes == 60 && feeds.assumptions == .zone)
    let places = try event(Support.running(location: Support.location("LT", "1"), time: naive))
    #expect(places.occurredAt.offsetMinutes == 120 && places.assumptions == .zone)
    let decoded = Support.decode(
      Support.running(time: naive), in: Support.context(zone: nil, places: NoPlaces()))
    #expect(decoded.rejections.map(\.reason) == [.zoneUnknown])
  }

  @Test func withoutAMessageTimeTheReceiptStandsForIt() throws {
    let event = try event(Support.running(header: ""))
    #expect(event.updatedAt == JSONTest.received && event.assumptions == .updateTime)
    let naive = Support.running(header: Support.header("4005", time: "2026-02-14T10:00:00"))
    let context = Support.context(zone: nil, places: NoPlaces())
    let decoded = Support.decode(naive, in: context)
    #expect(decoded.events.first?.assumptions == .updateTime && decoded.warnings.count == 1)
  }

  // MARK: - Consists

  @Test func wagonsStandInTheOrderOfTheTrain() throws {
    let numbers = (1...3).map { Support.wagonNumber($0) }
    let text = Support.composition(
      Support.wagon(numbers[2], position: 3) + Support.wagon(numbers[0], position: 1, load: "0")
        + Support.wagon(numbers[1], position: 2))
    let decoded = Support.decode(text)
    let train = try #require(decoded.events.first)
    #expect(train.details?.members?.compactMap { $0.wagon?.text } == numbers)
    #expect(train.details?.isFullStatement == true)
    // The empty one has nothing to tell but that it is there.
    #expect(decoded.events.dropFirst().map(\.subject.id) == Array(numbers.dropFirst()))
  }

  @Test func aConsistWithAnUnreadableWagonIsNoFullStatement() throws {
    let text = Support.composition(
      Support.wagon(Support.wagonNumber(1), position: 1) + Support.wagon("none", position: 2))
    let decoded = Support.decode(text)
    #expect(decoded.rejections.map(\.reason) == [.invalidIdentifier])
    #expect(decoded.events.first?.details?.members?.count == 1)
    #expect(decoded.events.first?.details?.isFullStatement == false)
  }

  @Test func aWagonNamedTwiceCountsOnce() throws {
    let wagon = Support.wagon(Support.wagonNumber(1), position: 1)
    let decoded = Support.decode(Support.composition(wagon + wagon))
    #expect(decoded.events.count == 2 && decoded.warnings.count == 1)
  }

  @Test func boxesAreOnTheirWagonAndOnTheTrain() throws {
    let decoded = TAF.decode(try Support.fixture("composition-3003"), in: Support.context())
    let boxes = decoded.events.filter { $0.classifier == .actual }.flatMap { event in
      (event.details?.members ?? []).compactMap(\.container)
    }
    #expect(Dictionary(grouping: boxes) { $0 }.values.allSatisfy { $0.count == 2 })
    // Later sections are plans, and a wagon set out on the way was not left off.
    let later = decoded.events.filter { $0.classifier == .estimated }
    #expect(later.count == 2 && later.allSatisfy { $0.details?.isFullStatement == false })
  }
}
