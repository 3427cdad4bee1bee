import Freight
import Testing

@testable import Feeds

@Suite struct EDIFACTDateTimesTests {
  private func local(_ hour: Int, _ minute: Int, _ second: Int? = nil, day: Int = 14)
    -> EDIFACT.DateTime?
  {
    CivilDate(year: 2026, month: 2, day: day).flatMap { date in
      LocalDateTime(
        date: date, hour: hour, minute: minute, second: second ?? 0,
        precision: second == nil ? .minute : .second)
    }.map(EDIFACT.DateTime.local)
  }

  private var day: EDIFACT.DateTime? {
    CivilDate(year: 2026, month: 2, day: 14).map { .local(LocalDateTime(date: $0)) }
  }

  private func written(_ value: String, _ format: String) -> String? {
    guard case .instant(let instant) = EDIFACT.DateTime(value, format: format) else { return nil }
    return instant.rfc3339
  }

  @Test func eachLocalFormatIsRead() {
    #expect(EDIFACT.DateTime("260214", format: "101") == day)
    #expect(EDIFACT.DateTime("20260214", format: "102") == day)
    #expect(EDIFACT.DateTime("140226", format: "2") == day)
    #expect(EDIFACT.DateTime("14022026", format: "4") == day)
    #expect(EDIFACT.DateTime("140220260930", format: "5") == local(9, 30))
    #expect(EDIFACT.DateTime("2602140930", format: "201") == local(9, 30))
    #expect(EDIFACT.DateTime("260214093015", format: "202") == local(9, 30, 15))
    #expect(EDIFACT.DateTime("202602140930", format: "203") == local(9, 30))
    #expect(EDIFACT.DateTime("20260214093015", format: "204") == local(9, 30, 15))
  }

  @Test func dayPrecisionStaysDayPrecision() {
    guard case .local(let time) = EDIFACT.DateTime("20260214", format: "102") else {
      Issue.record("no local time")
      return
    }
    #expect(time.precision == .day)
  }

  @Test func offsetsAreKept() {
    #expect(written("202602140930+0800", "205") == "2026-02-14T09:30:00+08:00")
    #expect(written("202602140930-0330", "205") == "2026-02-14T09:30:00-03:30")
    #expect(written("2602140930+0500", "206") == "2026-02-14T09:30:00+05:00")
    #expect(written("20260214093015+0530", "208") == "2026-02-14T09:30:15+05:30")
  }

  @Test func namedZonesAreReadWhereTheirNameHasOneMeaning() {
    #expect(written("202602140930UTC", "303") == "2026-02-14T09:30:00Z")
    #expect(written("202602140930MSK", "303") == "2026-02-14T09:30:00+03:00")
    #expect(written("20260214093015CET", "304") == "2026-02-14T09:30:15+01:00")
    #expect(written("2602140930GMT", "301") == "2026-02-14T09:30:00Z")
    // China's, Cuba's or Chicago's.
    #expect(EDIFACT.DateTime("202602140930CST", format: "303") == local(9, 30))
  }

  @Test func periodsAreTakenAtTheirBegin() {
    #expect(EDIFACT.DateTime("202602140930-202602141130", format: "719") == local(9, 30))
    #expect(EDIFACT.DateTime("202602140930202602141130", format: "719") == local(9, 30))
    #expect(EDIFACT.DateTime("20260214-20260216", format: "718") == day)
    #expect(
      written("202602140930+0800-202602141130+0800", "721") == "2026-02-14T09:30:00+08:00")
  }

  @Test func aMissingFormatIsToldByLength() {
    #expect(EDIFACT.DateTime("202602140930", format: "") == local(9, 30))
    #expect(EDIFACT.DateTime("20260214", format: "") == day)
  }

  @Test func twentyFourHoursIsTheNextDay() {
    #expect(EDIFACT.DateTime("202602132400", format: "203") == local(0, 0))
  }

  @Test(arguments: [
    ("20260231", "102"), ("202602142460", "203"), ("2026021409", "203"), ("20260214x930", "203"),
    ("", "203"), ("202602140930", "999"), ("202602140930", "205"), ("202602140930+9900", "205"),
    ("202602142401", "203"), ("²0260214", "102"), ("202602140930", "801"),
  ])
  func whatIsNoTimeIsNone(_ value: String, _ format: String) {
    #expect(EDIFACT.DateTime(value, format: format) == nil)
  }
}
