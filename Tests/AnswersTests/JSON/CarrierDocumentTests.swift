import Freight
import TestDocuments
import Testing

@testable import Answers
@testable import Tracking

@Suite struct CarrierDocumentTests {
  private let now = "2026-02-11T04:00:00Z"

  @Test func aTrainIsItsBoxesByStateAndPlace() throws {
    let answer = Handmade.trainAnswer(
      now: now,
      [Handmade.atBorder(), Handmade.arrived(Handmade.otherBox)])
    let document = answer.document(Handmade.book, .en).pretty
    try JSONSnapshot.check(document, "train")
    #expect(try SchemaChecker("status").problems(in: document) == [])
  }

  @Test func theShortFormIsARowOfAList() throws {
    let answer = Handmade.trainAnswer(now: now, [Handmade.atBorder()])
    let row = answer.shortDocument(Handmade.book, .en)
    #expect(!row.compact.contains(#""containers":["#))
    #expect(try SchemaChecker("list").problems(in: JSONText.array([row]).compact) == [])
  }

  @Test func aTrainHasArrivedOnlyWhenEveryBoxBoundThereHas() {
    func state(_ journeys: [Journey]) -> Journey.State {
      CarrierSummary(
        subject: .train(Handmade.train), views: journeys.map { Handmade.view($0, now: now) }
      ).state
    }
    let there = Handmade.arrived(Handmade.otherBox)
    #expect(state([Handmade.atBorder(), there]) == .atBorder)
    #expect(state([Handmade.arrived(), there]) == .arrived)
    // Left off and called off: neither is bound there any more.
    #expect(state([there, Handmade.journey(.rolled), Handmade.corrected()]) == .arrived)
    #expect(state([there, Handmade.journey(.returned)]) == .arrived)
    #expect(state([]) == .unknown)
  }

  @Test func aBoxWithTwoAlertsOfOneKindIsOneBox() throws {
    var journey = Handmade.atBorder()
    let held = try #require(journey.findings.first)
    journey.findings.append(held)
    let answer = Handmade.trainAnswer(now: now, [journey])
    let shared = CarrierSummary(subject: .train(Handmade.train), views: answer.views).alerts
    #expect(shared.first { $0.alert.kind == .customsHold }?.boxes == [Handmade.box])
  }

  @Test func oneCauseIsOneAlertThatNamesItsBoxes() throws {
    let answer = Handmade.trainAnswer(
      now: now, [Handmade.atBorder(), Handmade.atBorder(Handmade.otherBox)])
    let document = answer.shortDocument(Handmade.book, .en).compact
    #expect(document.components(of: #""kind":"stalled""#) == 1)
    #expect(document.contains(#""boxes":["CSQU3054383","TRHU4307252"]"#))
  }

  @Test func alertsOfOneKindComeInTheOrderOfTheirPlaces() {
    // One kind at two places concerns the same box: only the place tells them apart.
    let journeys = [Handmade.atBorder(), Handmade.arrived(Handmade.otherBox)]
    let first = Handmade.trainAnswer(now: now, journeys).document(Handmade.book, .en).compact
    let aktau = first.firstRange(of: "Nothing was reported of Aktau")
    let khorgos = first.firstRange(of: "Nothing was reported of Khorgos")
    #expect(aktau?.lowerBound ?? first.endIndex < khorgos?.lowerBound ?? first.startIndex)
  }

  @Test func acknowledgedAlertsSayByWhom() throws {
    let view = Handmade.view(Handmade.atBorder(), now: now)
    let alert = try #require(view.alerts.first { $0.kind == .stalled })
    let group = AlertGroup(
      subject: .train(Handmade.train), alert: alert, boxes: [Handmade.box, Handmade.otherBox],
      acknowledgement: Handmade.acknowledgement)
    let document = JSONText.array([AlertDocument.object(group, book: Handmade.book)]).pretty
    try JSONSnapshot.check(document, "alerts")
    #expect(try SchemaChecker("alerts").problems(in: document) == [])
  }
}

@Suite struct ListDocumentTests {
  @Test func rowsAreOrderedByIDAndOneALine() throws {
    let views = [Handmade.atBorder(), Handmade.arrived(Handmade.otherBox), Handmade.unknownRoute()]
      .map { Handmade.view($0, now: "2026-02-11T04:00:00Z") }
    let text = ListDocument.array(views, book: Handmade.book, language: .en)
    try JSONSnapshot.check(text, "list")
    #expect(try SchemaChecker("list").problems(in: text) == [])
    #expect(text.split(separator: "\n").count == 5)
    #expect(text == ListDocument.array(views.reversed(), book: Handmade.book, language: .en))
  }

  @Test func anEmptyListIsAnEmptyArray() {
    #expect(ListDocument.array([], book: Handmade.book, language: .en) == "[]\n")
  }
}

extension String {
  fileprivate func components(of part: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: part) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
