import Freight
import Testing
import Tracking

@testable import Answers

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

  @Test func aSharedBoxThatIsNotHeldLooksTheSame() {
    var free = Self.held([mine, theirs])
    free.state = .atBorder
    free.position?.activity = .arrived
    let state = Viewer.customer("华茂").visible(free).state
    #expect(state == Viewer.customer("华茂").visible(Self.held([mine, theirs])).state)
  }
}
