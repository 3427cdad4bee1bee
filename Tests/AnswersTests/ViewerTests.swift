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
