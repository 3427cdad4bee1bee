import Freight
import Testing
import Tracking

/// Corrected numbers.
@Suite struct AmendRule {
  private let typed = known(ContainerNumber("TRHU4307525"))
  private let third = known(ContainerNumber("MSKU7002021"))

  private func amend(
    _ wrong: ContainerNumber, to right: ContainerNumber, _ at: String
  ) -> Event {
    report(
      wrong, .amended, nil, "2026-02-02T02:00", feed: "report", updated: at,
      details: Details(notes: [note], correctedNumber: .container(right)))
  }

  @Test func aCorrectionTakenBackLeavesEveryBoxAsItWas() throws {
    let before = [listed(), report(box, .arrived, "Khorgos", "2026-02-06T10:00")]
    let there = amend(box, to: typed, "2026-02-07T10:00")
    let back = amend(typed, to: box, "2026-02-07T10:05")
    for events in [before + [there, back], [back, there] + before] {
      let journey = try journey(events)
      #expect(journey.state == .atBorder)
      #expect(journey.placeName == "khorgos")
      #expect(journey.correctedTo == nil)
      #expect(try journeys(events, of: typed).isEmpty)
    }
  }

  @Test func ofTwoCorrectionsOfOneTripTheLastStands() throws {
    let first = amend(typed, to: box, "2026-02-07T10:00")
    let second = amend(typed, to: third, "2026-02-08T10:00")
    for corrections in [[first, second], [second, first]] {
      let events = [listed(typed)] + corrections
      #expect(try journeys(events).isEmpty)
      #expect(try journey(events, of: third).notes == [note])
      #expect(try journey(events, of: typed).correctedTo == third)
    }
  }

  @Test func anAmendedBoxIsOnTheListThatNamesItByTheWrongNumber() throws {
    let list = report(
      .train(train), .composed, "Nanchang", "2026-02-02T02:00", feed: "forwarder",
      details: Details(
        members: [
          Member(container: typed, wagon: chineseWagon),
          Member(container: otherBox, wagon: broadWagon),
        ], isFullStatement: true))
    let events = [listed(typed), list, amend(typed, to: box, "2026-02-03T10:00")]
    let journey = try journey(events)
    #expect(!journey.has(.rolled))
    #expect(journey.state == .booked)
    #expect(journey.carriers.contains { $0.carrier == .wagon(chineseWagon) && $0.to == nil })
  }
}
