import Freight
import RouteBook
import TestSeeds
import Testing

@Suite struct ZoneClockTests {
  private func utc(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0
  ) throws -> Int64 {
    try local(year, month, day, hour, minute, second).wallMicroseconds
  }

  private func local(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0
  ) throws -> LocalDateTime {
    let date = try #require(CivilDate(year: year, month: month, day: day))
    return try #require(LocalDateTime(date: date, hour: hour, minute: minute, second: second))
  }

  private func offset(_ zone: String, _ utcMicroseconds: Int64) -> Int? {
    ZoneClock.offsetMinutes(zone: zone, utcMicroseconds: utcMicroseconds)
  }

  private func offset(_ zone: String, local: LocalDateTime) -> Int? {
    ZoneClock.offsetMinutes(zone: zone, local: local)
  }

  @Test(
    "the zones of the corridor are right in 2026",
    arguments: [
      ("Asia/Shanghai", 480), ("Asia/Urumqi", 360), ("Asia/Almaty", 300), ("Asia/Aqtau", 300),
      ("Asia/Baku", 240), ("Asia/Tbilisi", 240), ("Asia/Ashgabat", 300), ("Europe/Istanbul", 180),
      ("Europe/Moscow", 180), ("Europe/Minsk", 180), ("Asia/Ulaanbaatar", 480),
      ("Europe/Warsaw", 60), ("Europe/Madrid", 60), ("UTC", 0),
    ])
  func zonesOfTheCorridor(_ zone: String, _ minutes: Int) throws {
    #expect(offset(zone, try utc(2026, 2, 2)) == minutes)
  }

  @Test(
    "all of Kazakhstan keeps +05:00 since March 2024", arguments: ["Asia/Almaty", "Asia/Qostanay"])
  func kazakhstanHasOneZone(_ zone: String) throws {
    // Midnight on 1 March in +06:00; the clocks went back to 23:00.
    let change = try utc(2024, 2, 29, 18)
    #expect(offset(zone, change - 1) == 360)
    #expect(offset(zone, change) == 300)
  }

  @Test func anHourShownTwiceIsReadAsTheFirst() throws {
    #expect(offset("Asia/Almaty", local: try local(2024, 2, 29, 22, 59)) == 360)
    #expect(offset("Asia/Almaty", local: try local(2024, 2, 29, 23, 30)) == 360)
    #expect(offset("Asia/Almaty", local: try local(2024, 3, 1)) == 300)
    #expect(offset("Europe/Warsaw", local: try local(2026, 10, 25, 2, 30)) == 120)
    #expect(offset("Europe/Warsaw", local: try local(2026, 10, 25, 3)) == 60)
  }

  @Test func anHourThatIsSkippedIsReadWithTheOffsetBefore() throws {
    #expect(offset("Europe/Warsaw", local: try local(2026, 3, 29, 1, 59)) == 60)
    #expect(offset("Europe/Warsaw", local: try local(2026, 3, 29, 2, 30)) == 60)
    #expect(offset("Europe/Warsaw", local: try local(2026, 3, 29, 3)) == 120)
  }

  @Test func theOffsetChangesWithinTheSecond() throws {
    let change = try utc(2026, 3, 29, 1)
    #expect(offset("Europe/Berlin", change - 1) == 60)
    #expect(offset("Europe/Berlin", change) == 120)
  }

  @Test func whatIsLocalNowReadsBackAsTheSameMoment() throws {
    let seed: UInt64 = 20_260_202
    var generator = SeededGenerator(seed: seed)
    let first = try utc(2015, 1, 1)
    let last = try utc(2035, 1, 1)
    for zone in ["Asia/Almaty", "Europe/Warsaw", "Europe/Istanbul", "Asia/Ulaanbaatar"] {
      for _ in 0..<500 {
        let moment = Int64.random(in: first..<last, using: &generator) / 60_000_000 * 60_000_000
        let minutes = try #require(offset(zone, moment))
        let instant = Instant(microseconds: moment, offsetMinutes: minutes)
        let minuteOfDay = Int(instant.localMicrosecondOfDay / 60_000_000)
        let wall = try #require(
          LocalDateTime(
            date: instant.localDate, hour: minuteOfDay / 60, minute: minuteOfDay % 60))
        let read = try #require(offset(zone, local: wall))
        // Only in an hour shown twice may it be an hour off, and then the earlier one is meant.
        let difference = moment - (wall.wallMicroseconds - Int64(read) * 60_000_000)
        #expect(difference == 0 || difference == 3_600_000_000, "\(zone) \(moment), seed \(seed)")
        if difference != 0 { #expect(offset(zone, moment - difference) == read, "seed \(seed)") }
      }
    }
  }

  @Test("a zone that nobody knows has no offset", arguments: ["", "Asia/Khorgos", "Beijing"])
  func unknownZones(_ zone: String) throws {
    #expect(offset(zone, 0) == nil)
    #expect(offset(zone, local: try local(2026, 2, 2)) == nil)
    #expect(!ZoneClock.isKnown(zone))
  }

  @Test func aFixedOffsetIsNoZone() {
    #expect(ZoneClock.isKnown("Asia/Almaty"))
    #expect(ZoneClock.isKnown("UTC"))
    #expect(!ZoneClock.isKnown("GMT+8"))
    #expect(!ZoneClock.isKnown("EST"))
  }
}
