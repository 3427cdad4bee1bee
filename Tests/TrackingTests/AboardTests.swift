import Freight
import Testing
import Tracking

/// What ends a ride, and what does not.
@Suite struct EndOfARide {
  /// Listed for a place before the end of the route.
  private let bound = report(
    box, .loaded, "Nanchang", "2026-02-02T02:00", train: train,
    details: Details(
      origin: PlaceReference(text: "Nanchang"), destination: PlaceReference(text: "Almaty"),
      notes: [note]))

  @Test func whatIsOnlyExpectedOfAWagonDoesNotTakeTheBoxOff() throws {
    let journey = try journey([
      listed(), report(box, .reloaded, "Altynkol", "2026-02-07T10:00", wagon: broadWagon),
      report(
        .wagon(broadWagon), .arrived, "Aktau", "2026-02-12T12:00", classifier: .estimated),
      report(.wagon(broadWagon), .positioned, "Beyneu", "2026-02-12T18:00"),
      report(.wagon(broadWagon), .arrived, "Aktau", "2026-02-13T18:00"),
    ])
    #expect(journey.placeName == "aktau")
    #expect(!journey.has(.reloadNotReported))
    #expect(journey.carriers.last { $0.carrier == .wagon(broadWagon) }?.to == nil)
  }

  @Test func anEstimatedLandingLeavesTheBoxOnItsShip() throws {
    let journey = try journey([
      listed(), report(box, .loaded, "Aktau", "2026-02-13T10:00", voyage: voyage),
      report(.voyage(voyage), .arrived, "Alat", "2026-02-15", classifier: .estimated),
      report(.voyage(voyage), .departed, "Aktau", "2026-02-16T08:00"),
      report(.voyage(voyage), .arrived, "Alat", "2026-02-17T20:00"),
    ])
    #expect(journey.placeName == "alat")
    #expect(!journey.has(.reloadNotReported))
  }

  /// A day's own report may mean its last hour.
  @Test func aDayOfTheBoxesOwnDoesNotOutrunTheHoursOfItsWagon() throws {
    let journey = try journey([
      listed(), report(box, .reloaded, "Altynkol", "2026-02-07T10:00", wagon: broadWagon),
      report(box, .arrived, "Aktau", "2026-02-12"),
      report(.wagon(broadWagon), .positioned, "Almaty", "2026-02-12T06:00"),
      report(.wagon(broadWagon), .arrived, "Aktau", "2026-02-12T20:00"),
    ])
    #expect(journey.carriers.last { $0.carrier == .wagon(broadWagon) }?.end == nil)
    #expect(journey.timeline.contains { $0.place?.slug == "almaty" })
  }

  @Test func theBoxSeenBeyondTheBreakHasLeftTheWagonOfTheOtherGauge() throws {
    let journey = try journey([listed(), report(box, .arrived, "Almaty", "2026-02-10T12:00")])
    let wagon = try #require(journey.carriers.first { $0.carrier == .wagon(chineseWagon) })
    #expect(wagon.end == .gaugeBreak)
    #expect(wagon.to == time("2026-02-10T12:00").microseconds)
    #expect(journey.hasOpen(.reloadNotReported))
    // The break on the way that the trip takes, not the one of the route's other variant.
    #expect(journey.findings.first { $0.kind == .reloadNotReported }?.place?.slug == "altynkol")
    let north = try TrackingTests.journey([
      listed(), report(box, .arrived, "Alashankou", "2026-02-06T12:00"),
      report(box, .arrived, "Almaty", "2026-02-10T12:00"),
    ])
    #expect(north.findings.first { $0.kind == .reloadNotReported }?.place?.slug == "dostyk")
  }

  @Test func aReportedReloadIsNotMissed() throws {
    let journey = try journey([
      listed(),
      report(
        box, .reloaded, "Altynkol", "2026-02-08", wagon: broadWagon,
        details: Details(fromWagon: chineseWagon)),
      report(box, .arrived, "Almaty", "2026-02-10T12:00"),
    ])
    #expect(!journey.has(.reloadNotReported))
  }

  @Test func aBoxBoundForNearerStaysThereWhenItsTrainGoesOn() throws {
    let journey = try journey([
      bound, report(.train(train), .arrived, "Almaty", "2026-02-09T10:00"),
      report(box, .discharged, "Almaty", "2026-02-09T15:00"),
      report(.train(train), .arrived, "Aktau", "2026-02-14T10:00"),
    ])
    #expect(journey.state == .arrived)
    #expect(journey.placeName == "almaty")
    #expect(journey.carriers.first { $0.carrier == .train(train) }?.end == .ended)
  }

  /// Asking for its alerts once ended the process.
  @Test func aBoxReportedBeyondItsDestinationIsAnsweredFor() throws {
    let journey = try journey([bound, report(box, .arrived, "Aktau", "2026-02-14T10:00")])
    #expect(journey.placeName == "aktau")
    #expect(alerts(journey, now: "2026-02-14T12:00").contains(.missedMilestone))
  }
}
