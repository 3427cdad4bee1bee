import Freight
import Testing

@testable import Manifests

@Suite struct ManifestPlanTests {
  private func plan(_ hour: Int, _ minute: Int = 0, zone: String) -> ManifestPlan {
    ManifestPlan(name: "morning", hour: hour, minute: minute, zone: zone)
  }

  private func moment(_ text: String) throws -> Int64 { try RFC3339.parse(text).microseconds }

  @Test func itIsDueOnceADayOnTheClockOfItsZone() throws {
    let plan = plan(8, zone: "Asia/Shanghai")
    let before = try plan.due(
      after: CivilDate(iso: "2026-02-09"), now: moment("2026-02-09T23:59:59Z"))
    #expect(before == [])
    let due = try plan.due(after: CivilDate(iso: "2026-02-09"), now: moment("2026-02-10T00:00:00Z"))
    #expect(due.map(\.date.description) == ["2026-02-10"])
    #expect(due.first?.moment == (try moment("2026-02-10T00:00:00Z")))
    #expect(
      try plan.due(after: CivilDate(iso: "2026-02-10"), now: moment("2026-02-10T10:00:00Z")) == [])
  }

  @Test func theDayBeforeIsAsOfItsEnd() throws {
    var plan = plan(0, 5, zone: "Asia/Almaty")
    plan.day = .yesterday
    let due = try #require(try plan.due(after: nil, now: moment("2026-02-10T00:05:00+05:00")).last)
    #expect(due.date.description == "2026-02-09")
    #expect(due.moment == (try moment("2026-02-10T00:00:00+05:00")) - 1)
  }

  @Test func daysThatWereMissedAreMadeUpForTheOldestFirst() throws {
    let plan = plan(8, zone: "UTC")
    let due = try plan.due(after: CivilDate(iso: "2026-02-05"), now: moment("2026-02-08T09:00:00Z"))
    #expect(due.map(\.date.description) == ["2026-02-06", "2026-02-07", "2026-02-08"])
    let long = try plan.due(
      after: CivilDate(iso: "2025-01-01"), now: moment("2026-02-08T09:00:00Z"))
    #expect(long.count == ManifestPlan.caughtUpDays && long.last?.date.description == "2026-02-08")
  }

  @Test func atFirstOnlyTheLatestIsMade() throws {
    let due = try plan(8, zone: "UTC").due(after: nil, now: moment("2026-02-08T07:00:00Z"))
    #expect(due.map(\.date.description) == ["2026-02-07"])
  }

  /// Clocks in Berlin go from 02:00 to 03:00 on 29 March 2026 and from 03:00 to 02:00 on 25 October.
  @Test func whereAClockChangesItComesOnceThatDay() throws {
    let plan = plan(2, 30, zone: "Europe/Berlin")
    for (day, changes) in [
      ("2026-03-29", "2026-03-29T01:30:00Z"), ("2026-10-25", "2026-10-25T00:30:00Z"),
    ] {
      let date = try #require(CivilDate(iso: day))
      #expect(try plan.occurrence(on: date).due == (try moment(changes)))
      // Every minute of three days: each day's is due exactly once.
      var last = date.adding(days: -2)
      var made: [String] = []
      let start = try moment("\(date.adding(days: -1))T00:00:00Z")
      for minute in 0..<(3 * 1_440) {
        for due in try plan.due(after: last, now: start + Int64(minute) * 60_000_000) {
          made.append(due.date.description)
          last = due.date
        }
      }
      #expect(made == [-1, 0, 1].map { date.adding(days: $0).description })
    }
  }

  @Test func aDayIsAsLongAsItsClockMakesIt() throws {
    func hours(_ day: String) throws -> Int64 {
      let day = try ManifestDay(try #require(CivilDate(iso: day)), zone: "Europe/Berlin")
      return (day.end + 1 - day.start) / Instant.microsecondsPerHour
    }
    #expect(try hours("2026-03-28") == 24)
    #expect(try hours("2026-03-29") == 23)
    #expect(try hours("2026-10-25") == 25)
  }

  @Test func theNextOneIsAlwaysAhead() throws {
    let plan = plan(8, zone: "Asia/Shanghai")
    #expect(
      try plan.nextDue(now: moment("2026-02-10T00:00:00Z")) == (try moment("2026-02-11T00:00:00Z")))
    #expect(
      try plan.nextDue(now: moment("2026-02-09T23:59:00Z")) == (try moment("2026-02-10T00:00:00Z")))
  }
}
