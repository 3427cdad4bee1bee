import Freight
import Testing

@testable import Answers

@Suite struct AlertScreenTests {
  private let now = "2026-02-11T04:00:00Z"

  private func head(_ boxes: [ContainerNumber], of subject: Subject) throws -> String {
    let view = Handmade.view(Handmade.atBorder(), now: now)
    let alert = try #require(view.alerts.first { $0.kind == .stalled })
    let screen = AlertScreen.render(
      [AlertGroup(subject: subject, alert: alert, boxes: boxes)], book: Handmade.book,
      now: Handmade.time(now).microseconds,
      style: ScreenStyle(width: 80, color: false, language: .en))
    return String(screen.prefix { $0 != "\n" })
  }

  @Test func oneBoxOfATrainIsNotTheTrain() throws {
    let train = Subject.train(Handmade.train)
    #expect(try head([Handmade.box], of: train) == "train X9041@2026-02-02 (TRHU4307252)")
    #expect(
      try head([Handmade.box, Handmade.otherBox], of: train)
        == "train X9041@2026-02-02 (2 boxes)")
    #expect(try head([Handmade.box], of: .container(Handmade.box)) == "box TRHU4307252")
  }
}
