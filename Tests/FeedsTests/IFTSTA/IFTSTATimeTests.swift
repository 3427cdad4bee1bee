import Freight
import Testing

@testable import Feeds

@Suite struct IFTSTATimeTests {
  private func first(_ times: [String], _ context: DecodingContext = IFTSTASupport.context())
    -> Event?
  {
    let text = IFTSTASupport.status(
      "1+24", time: times.first ?? "DTM+334:", extra: Array(times.dropFirst()))
    return IFTSTASupport.decode(text, in: context).events.first
  }

  @Test func thePlacesClockHoldsBeforeTheFeeds() {
    let event = first(["DTM+334:202602140930:203"])
    #expect(event?.occurredAt.rfc3339 == "2026-02-14T09:30:00+05:00")
    #expect(event?.assumptions == .zone)
  }

  @Test func theFeedsClockHoldsWhereThePlaceHasNone() {
    let event = first(
      ["DTM+334:202602140930:203"], IFTSTASupport.context(places: FeedZoneOnly()))
    #expect(event?.occurredAt.rfc3339 == "2026-02-14T09:30:00+01:00")
  }

  private struct FeedZoneOnly: PlaceDirectory {
    func zone(of place: PlaceReference) -> String? { nil }
    func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? { 60 }
  }

  @Test func withoutAnyClockTheTimeIsRejected() {
    let decoded = IFTSTASupport.decode(
      IFTSTASupport.status("1+24"), in: IFTSTASupport.context(zone: nil, places: NoPlaces()))
    #expect(decoded.events.isEmpty)
    #expect(decoded.rejections.map(\.reason) == [.zoneUnknown])
  }

  @Test(arguments: ["DTM+334:202602140930?+0800:205", "DTM+334:202602140930+0800:205"])
  func anOffsetNeedsNoAssumption(_ dtm: String) {
    let event = first([dtm], IFTSTASupport.context(zone: nil, places: NoPlaces()))
    #expect(event?.occurredAt.rfc3339 == "2026-02-14T09:30:00+08:00")
    #expect(event?.assumptions == [])
  }

  @Test func dayPrecisionIsKept() {
    #expect(first(["DTM+334:20260214:102"])?.occurredAt.precision == .day)
  }

  @Test func statusTimeComesBeforeAllOthers() {
    let status = "CNI+1", body = ["STS+1+24", "DTM+133:202602140100:203"]
    let event = IFTSTASupport.decode(
      IFTSTASupport.message(
        [status] + body + [
          "DTM+186:202602140200:203", "DTM+334:202602140300:203", "LOC+175+KZAAU",
          "EQD+CN+BNLU2000018",
        ])
    ).events.first
    #expect(event?.occurredAt.rfc3339 == "2026-02-14T03:00:00+05:00")
  }

  @Test func withoutStatusTimeTheActualOfTheActivityCounts() {
    let event = first(["DTM+186:202602140200:203"])
    #expect(event?.occurredAt.rfc3339 == "2026-02-14T02:00:00+05:00")
    #expect(event?.classifier == .actual)
  }

  @Test func anExpectedTimeMakesAnEstimate() {
    #expect(first(["DTM+133:202602140100:203"])?.classifier == .estimated)
    #expect(first(["DTM+189:202602140100:203"])?.classifier == .planned)
  }

  @Test func theMessageDateStandsInWithAWarning() {
    let text = IFTSTASupport.status("1+31", time: "DTM+334:")
    let decoded = IFTSTASupport.decode(text)
    #expect(decoded.events.first?.occurredAt.rfc3339 == "2026-02-14T10:00:00+05:00")
    #expect(decoded.warnings.count == 1)
  }

  @Test func noTimeAtAllIsRejected() {
    let decoded = IFTSTASupport.decode(
      IFTSTASupport.message(["CNI+1", "STS+1+24", "LOC+175+KZAAU", "EQD+CN+BNLU2000018"]))
    #expect(decoded.rejections.map(\.reason) == [.missingField])
  }

  @Test(arguments: ["DTM+334:20260231:102", "DTM+334:soon:203", "DTM+334:202602140930:777"])
  func whatIsNoTimeIsRejected(_ dtm: String) {
    let decoded = IFTSTASupport.decode(IFTSTASupport.status("1+24", time: dtm))
    #expect(decoded.events.isEmpty)
    #expect(decoded.rejections.map(\.reason) == [.invalidTime])
  }

  @Test func datedStopsAreArrivalsAndDeparturesOfTheirOwn() {
    let leg = [
      "TDT+20+X9041+2", "LOC+5+CNNCH", "DTM+186:202602020800:203", "LOC+8+KZAAU",
      "DTM+132:202602131800:203", "DTM+189:202602140100:203", "LOC+12+AZALA",
      "DTM+232:20260215:102", "DTM+178::203",
    ]
    let events = IFTSTASupport.decode(IFTSTASupport.status("1+31", extra: leg)).events
    #expect(
      events.dropFirst().map { "\($0.classifier.name) \($0.activity) \($0.place?.key ?? "")" } == [
        "actual departed unlocode=CNNCH", "estimated arrived unlocode=KZAAU",
        "planned departed unlocode=KZAAU", "planned arrived unlocode=AZALA",
      ])
    #expect(events.allSatisfy { $0.conveyance.trainNumber == "X9041" })
  }

  @Test func aBadTimeOfAStopLeavesTheStatusAlone() {
    let leg = ["TDT+20++2", "LOC+8+KZAAU", "DTM+132:20269999:102"]
    let decoded = IFTSTASupport.decode(IFTSTASupport.status("1+31", extra: leg))
    #expect(decoded.events.count == 1)
    #expect(decoded.rejections.map(\.reason) == [.invalidTime])
  }
}
