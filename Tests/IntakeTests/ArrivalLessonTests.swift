import Foundation
import Freight
import Intake
import Ledger
import Testing
import Tracking

@Suite struct ArrivalLessonTests {
  private static let service = "nanchang-khorgos-baku"

  /// Fourteen boxes, one every second day, each told of as it goes.
  private func desk(_ clock: HandClock) throws -> Desk {
    let desk = try Desk()
    var reports: [(at: Int64, line: String)] = []
    let first = try RFC3339.parse("2026-01-01T12:00:00Z").microseconds
    for number in 1...14 {
      let box = try container(number)
      let start = first + Int64(number) * 2 * Instant.microsecondsPerDay
      let way: [(Activity, String, Double)] = [
        (.departed, "Nanchang", 0), (.arrived, "Khorgos", 4), (.departed, "Khorgos", 5),
        (.arrived, "Aktau", 11), (.departed, "Aktau", 14), (.arrived, "Baku", 17),
      ]
      for (activity, place, day) in way {
        let late = day * Double(number % 5) * 0.03
        let at = start + Int64((day + late) * Double(Instant.microsecondsPerDay))
        let time = Instant(microseconds: at, precision: .minute).rfc3339
        reports.append((at, try line(box, activity, place, time)))
      }
    }
    for (at, line) in reports.sorted(by: { $0.at < $1.at }) {
      try desk.ingest(line, at: Instant(microseconds: at).rfc3339, projecting: false)
    }
    clock.set(first + 60 * Instant.microsecondsPerDay)
    return desk
  }

  private func keeper(_ desk: Desk, _ clock: HandClock) -> EstimateKeeper {
    EstimateKeeper(tracker: desk.tracker, clock: { clock.now })
  }

  private func lesson(_ desk: Desk) throws -> KeptVersion? {
    try desk.ledger.read { try $0.version(kind: "arrival \(Self.service)", asOf: nil) }
  }

  @Test func windowsAreCalibratedOnceADayByHowTheyHeld() throws {
    let clock = HandClock()
    let desk = try desk(clock)
    let keeper = keeper(desk, clock)
    try Journeys(tracker: desk.tracker, observer: keeper).projectStale(in: desk.ledger)
    // The runs come out of the same fold: what they teach is learnt with the next look.
    try keeper.sweep(desk.ledger)
    let first = try #require(try lesson(desk))
    try keeper.sweep(desk.ledger)
    #expect(try lesson(desk) == first)
    clock.set(clock.now + Instant.microsecondsPerDay)
    try keeper.sweep(desk.ledger)
    let second = try #require(try lesson(desk))
    #expect(second.since == first.since + Instant.microsecondsPerDay)
    // As of then, what was in force then.
    let then = try desk.ledger.read {
      try $0.version(kind: "arrival \(Self.service)", asOf: first.since)
    }
    #expect(then == first)
  }

  @Test func anAnswerTellsForHowLongItsWindowsHaveBeenWatched() throws {
    let clock = HandClock()
    let desk = try desk(clock)
    try Journeys(tracker: desk.tracker).projectStale(in: desk.ledger)
    let box = try container(20)
    try desk.ingest(
      try line(box, .departed, "Nanchang", "2026-03-01T12:00:00+08:00"),
      at: "2026-03-01T12:00:00Z")
    func days() throws -> Int? {
      let journey = try #require(try desk.journeys(of: box).last)
      return try desk.ledger.read { reader in
        var tracker = desk.tracker
        tracker.arrivals = try ArrivalHistory(reader, tracker).windows(for: nil, asOf: nil)
        let now = try RFC3339.parse("2026-03-02T12:00:00Z").microseconds
        return tracker.view(of: journey, now: now).estimate?.why?.calibrationDays
      }
    }
    #expect(try days() == 0)
    try keeper(desk, clock).sweep(desk.ledger)
    #expect(try days() ?? 0 > 0)
  }
}
