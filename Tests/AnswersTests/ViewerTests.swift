import Freight
import Testing

@testable import Answers
@testable import Tracking

@Suite struct ViewerTests {
  private static func held(_ cargo: [Cargo]) -> Journey {
    var journey = Handmade.atBorder()
    journey.state = .held
    journey.position?.activity = .customsSelected
    journey.position?.at = Handmade.time("2026-02-07T09:00:00+08:00")
    journey.position?.rawCode = "CUS"
    journey.cargo = cargo
    return journey
  }

  private let mine = Cargo(description: "大理石", customer: "华茂")
  private let theirs = Cargo(description: "棉布", customer: "腾达")

  @Test func whoHasTheBoxToHimselfIsToldWhatHoldsIt() {
    let seen = Viewer.customer("华茂").visible(Self.held([mine]))
    #expect(seen.state == .held)
    #expect(seen.position?.activity == .customsSelected)
  }

  @Test func whoSharesItIsToldWhereItStandsAndNoMore() {
    let whole = Self.held([mine, theirs])
    let seen = Viewer.customer("华茂").visible(whole)
    #expect(seen.state == .standing)
    #expect(seen.position?.activity == .positioned)
    #expect(seen.position?.rawCode == nil)
    #expect(seen.position?.place == whole.position?.place)
    #expect(seen.position?.at == whole.position?.since)
    #expect(seen.cargo == [mine])
  }

  /// Silence is judged by the interval of the feed that spoke last, whose name a customer does not learn.
  @Test func whoeverAsksItIsJudgedByTheSame() {
    var journey = Handmade.atBorder()
    journey.cargo = [mine]
    journey.lastReport?.feed = "slow"
    var policy = Policy()
    policy.feeds["slow"] = Policy.FeedPolicy(expectedIntervalHours: 2_000)
    let tracker = Tracker(book: Handmade.book, policy: policy)
    let now = Handmade.time("2026-03-20T09:00:00+08:00").microseconds
    let desk = VisibleJourney(journey, .desk).view(by: tracker, now: now)
    let customer = VisibleJourney(journey, .customer("华茂")).view(by: tracker, now: now)
    #expect(customer.alerts.map(\.kind) == desk.alerts.map(\.kind))
    #expect(!desk.alerts.contains { $0.kind == .silent })
    #expect(customer.estimate?.p50 == desk.estimate?.p50)
    #expect(customer.journey.lastReport?.feed == "")
  }

  @Test func whoSharesABoxIsNotToldOfWhatOthersGoodsAreHeldFor() {
    var journey = Self.held([mine, theirs])
    journey.findings = [
      Journey.Finding(
        kind: .customsHold, since: Handmade.time("2026-02-07T09:00:00+08:00").microseconds,
        evidence: [Handmade.evidence(9)])
    ]
    let tracker = Tracker(book: Handmade.book)
    let now = Handmade.time("2026-03-20T09:00:00+08:00").microseconds
    let desk = VisibleJourney(journey, .desk).view(by: tracker, now: now)
    let customer = VisibleJourney(journey, .customer("华茂")).view(by: tracker, now: now)
    #expect(desk.alerts.contains { $0.kind == .customsHold })
    #expect(!customer.alerts.contains { $0.kind == .customsHold })
    #expect(customer.alerts.allSatisfy { $0.detail == nil })
    #expect(customer.journey.findings.isEmpty)
  }

  @Test func whoHasALinkIsToldWhatHappensToABoxWhoseGoodsAreAllOnes() {
    let finding = Journey.Finding(
      kind: .customsHold, since: Handmade.time("2026-02-07T09:00:00+08:00").microseconds,
      evidence: [Handmade.evidence(9)])
    let tracker = Tracker(book: Handmade.book)
    let now = Handmade.time("2026-03-20T09:00:00+08:00").microseconds
    func told(_ cargo: [Cargo]) -> JourneyView {
      var journey = Self.held(cargo)
      journey.findings = [finding]
      return VisibleJourney(journey, .guest).view(by: tracker, now: now)
    }
    let own = told([mine])
    #expect(own.journey.state == .held)
    #expect(own.alerts.contains { $0.kind == .customsHold })
    #expect(own.journey.cargo.isEmpty && own.journey.seals.isEmpty && own.journey.notes.isEmpty)
    var (a, b) = (Cargo(description: "大理石"), Cargo(description: "棉布"))
    a.note = NoteNumber("smgs:30102233")
    b.note = NoteNumber("smgs:30102244")
    for others in [[mine, theirs], [a, b]] {
      let shared = told(others)
      #expect(shared.journey.state == .standing)
      #expect(!shared.alerts.contains { $0.kind == .customsHold })
      #expect(shared.alerts.contains { $0.kind == .stalled })
      #expect(shared.alerts.allSatisfy { $0.detail == nil })
    }
  }

  /// What is done with the empty box, and where, is another's business.
  @Test func ofTheEmptyBoxNothingIsTold() {
    var journey = Handmade.atBorder()
    journey.cargo = [mine]
    journey.state = .returningEmpty
    func entry(_ activity: Activity, _ place: String, _ time: String, _ number: UInt64)
      -> Journey.TimelineEntry
    {
      Journey.TimelineEntry(
        evidence: Handmade.evidence(number), activity: activity, classifier: .actual,
        at: Handmade.time(time), place: PlaceID(place), asWritten: place, feed: "x",
        isPlausible: true, assumptions: [])
    }
    journey.timeline = [
      entry(.arrived, "baku", "2026-02-20T09:00:00+04:00", 1),
      entry(.delivered, "baku", "2026-02-21T09:00:00+04:00", 2),
      entry(.gatedIn, "aktau", "2026-02-25T09:00:00+05:00", 3),
      entry(.emptyReturned, "aktau", "2026-02-26T09:00:00+05:00", 4),
    ]
    journey.position = Journey.Position(journey.timeline[3])
    let seen = Viewer.customer("华茂").visible(journey)
    #expect(seen.timeline.map(\.activity) == [.arrived, .delivered])
    #expect(seen.position?.place == PlaceID("baku"))
    #expect(seen.position?.activity == .delivered)
    #expect(seen.lastReport?.at == journey.timeline[1].at)
    #expect(seen.state == .delivered)
  }

  @Test func whenTheBoxWentIntoAnothersTripIsNotTold() {
    var journey = Handmade.atBorder()
    journey.cargo = [mine]
    journey.closedAt = Handmade.time("2026-03-15T02:00:00Z").microseconds
    let seen = Viewer.customer("华茂").visible(journey)
    #expect(seen.closedAt == journey.lastAt)
    #expect(!seen.isUnderWay)
  }

  @Test func aSharedBoxThatIsNotHeldLooksTheSame() {
    var free = Self.held([mine, theirs])
    free.state = .atBorder
    free.position?.activity = .arrived
    let state = Viewer.customer("华茂").visible(free).state
    #expect(state == Viewer.customer("华茂").visible(Self.held([mine, theirs])).state)
  }
}
