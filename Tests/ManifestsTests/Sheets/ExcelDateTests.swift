import Freight
import Testing

@testable import Manifests

@Suite struct ExcelDateTests {
  @Test func daysAreExcels() {
    #expect(CivilDate(iso: "1900-03-01").flatMap(ExcelDate.serial) == 61)
    #expect(CivilDate(iso: "2026-02-02").flatMap(ExcelDate.serial) == 46_055)
    #expect(CivilDate(iso: "9999-12-31").flatMap(ExcelDate.serial) == 2_958_465)
    #expect(CivilDate(iso: "1900-02-28").flatMap(ExcelDate.serial) == nil)
  }

  @Test func timesAreOnTheInstantsOwnClock() {
    let noon = Instant(microseconds: 1_769_990_400_000_000 + 900_000, offsetMinutes: 720)
    #expect(ExcelDate.serial(noon) == 46_055.5)
    let day = Instant(microseconds: 1_769_990_400_000_000, offsetMinutes: 480, precision: .day)
    #expect(ExcelDate.serial(day) == 46_055)
  }

  @Test func columnsHaveLetters() {
    #expect(
      [0, 25, 26, 701, 702, 16_383].map(ExcelDate.letters) == ["A", "Z", "AA", "ZZ", "AAA", "XFD"])
  }
}
