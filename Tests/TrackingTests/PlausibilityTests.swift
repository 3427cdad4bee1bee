import Freight
import Testing
import Tracking

/// What cannot be true is kept, and steers nothing.
@Suite struct DoubtedReports {
  @Test func aReportOfNextYearOpensNoTrip() throws {
    let journey = try journey([
      listed(), report(box, .arrived, "Almaty", "2026-02-10T10:00"),
      report(box, .gatedIn, "Nanchang", "2027-02-01T10:00", feed: "yard"),
    ])
    #expect(journey.placeName == "almaty")
    #expect(alerts(journey, now: "2026-02-10T12:00").contains(.implausible))
  }

  @Test func aListThatComesBeforeItsTrainLeavesOpensATrip() throws {
    let early = report(
      box, .loaded, "Nanchang", "2026-02-02", key: "1", wagon: chineseWagon, train: train,
      recorded: "2026-01-30T10:00",
      details: Details(
        origin: PlaceReference(text: "Nanchang"), destination: PlaceReference(text: "Baku"),
        plannedDeparture: train.plannedDeparture))
    let journey = try journey([early])
    #expect(journey.state == .booked)
    #expect(journey.train == train)
    #expect(alerts(journey, now: "2026-01-30T12:00").isEmpty)
  }

  @Test func aListOfNextYearIsDoubted() throws {
    let wrongYear = known(TrainID("X9041@2027-02-02"))
    let journey = try journey([
      listed(on: nil, train: wrongYear, at: "2027-02-02")
    ])
    #expect(journey.state == .unknown)
  }

  @Test func aWrongYearTakesTheTripNoOtherWay() throws {
    let events = [
      listed(), report(box, .arrived, "Khorgos", "2026-02-05T10:00"),
      report(box, .arrived, "Alashankou", "2027-02-05T10:00"),
    ]
    #expect(try journey(events).path?.choice == [0, 0, 0])
  }

  @Test func aWrongDateDoesNotTakeTheBoxOffItsWagon() throws {
    let journey = try journey([
      listed(), report(box, .positioned, "Xi'an", "2026-02-03T08:00"),
      report(box, .arrived, "Aktau", "2026-02-03T10:00"),
      report(.wagon(chineseWagon), .departed, "Xi'an", "2026-02-03T12:00"),
      report(.wagon(chineseWagon), .arrived, "Khorgos", "2026-02-06T10:00"),
      report(.wagon(chineseWagon), .arrived, "Altynkol", "2026-02-06T20:00"),
    ])
    #expect(journey.placeName == "altynkol")
    #expect(journey.timeline.contains { $0.place?.slug == "aktau" && !$0.isPlausible })
  }
}
