import Answers
import Freight
import RouteBook
import Testing

@Suite struct WordingTests {
  @Test(arguments: [
    (Language.en, "9 Nov 2022", "9 Nov"), (.zh, "2022年11月9日", "11月9日"),
    (.ru, "9 ноя 2022", "9 ноя"),
  ])
  func datesOfOtherYearsSayTheirYear(language: Language, other: String, own: String) throws {
    let now = try RFC3339.parse("2026-11-25T00:00:00Z").microseconds
    let words = Wording(language: language, now: now)
    func date(_ year: Int) throws -> CivilDate {
      try RFC3339.parse("\(year)-11-09T00:00:00Z").localDate
    }
    #expect(words.date(try date(2022)) == other)
    #expect(words.date(try date(2026)) == own)
    #expect(Wording(language: language).date(try date(2022)) == own)
  }

  @Test(arguments: [
    (8_406, "8 406"), (999.6, "1 000"), (1e300, "1e+300"), (-Double.infinity, "-inf"),
  ])
  func anyFigureOfASenderCanBeShown(value: Double, told: String) {
    #expect(Wording(language: .en).grouped(value) == told)
  }

  @Test func shipsDoNotLeaveAsTrainsDo() {
    let words = Wording(language: .zh)
    #expect(words.activity(.departed) == "发车")
    #expect(words.activity(.departed, by: .voyage) == "离港")
    #expect(words.activity(.held, by: .voyage) == words.activity(.held))
  }

  @Test(arguments: [
    (Language.en, "20–27 Feb 2027"), (.zh, "2027年2月20–27日"), (.ru, "20–27 фев 2027"),
  ])
  func aWindowInAnotherYearSaysItOnce(language: Language, told: String) throws {
    let now = try RFC3339.parse("2026-11-25T00:00:00Z").microseconds
    let words = Wording(language: language, now: now)
    let window = words.window(
      try RFC3339.parse("2027-02-20T00:00:00Z"), try RFC3339.parse("2027-02-27T00:00:00Z"))
    #expect(window == told)
  }
}
