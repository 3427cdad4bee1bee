import Testing

@testable import Answers

@Suite struct TextTableTests {
  private func table(width: Int) -> String {
    var table = TextTable(columns: [("box", 11), ("where", 30), ("alerts", 0)])
    table.rows = [
      ["TRHU4307252", "Almaty, standing", "late, stalled"],
      ["TCNU7200794", "阿拉木图", ""],
    ]
    return table.render(ScreenStyle(width: width, color: false, language: .en))
  }

  @Test func whatFitsStandsInOneLine() {
    #expect(
      table(width: 80) == """
        box          where             alerts
        TRHU4307252  Almaty, standing  late, stalled
        TCNU7200794  阿拉木图

        """)
  }

  @Test func whatDoesNotFitGoesOnBelowAndNothingIsLost() {
    #expect(
      table(width: 32) == """
        box          where     alerts
        TRHU4307252  Almaty,   late,
                     standing  stalled
        TCNU7200794  阿拉木图

        """)
  }

  @Test func inAPipeARowIsOneLine() {
    var table = TextTable(columns: [("alerts", 0)])
    table.rows = [[String(repeating: "late ", count: 100)]]
    let text = table.render(ScreenStyle(width: 0, color: false, language: .en))
    #expect(text.split(separator: "\n").count == 2)
  }

  @Test func numbersAreNotBrokenForAnyWidth() {
    for width in 0...60 { #expect(table(width: width).contains("TRHU4307252")) }
  }
}
