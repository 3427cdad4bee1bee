import Freight
import Testing

@testable import Tracking

/// The arrival model on journeys of trains.
@Suite struct ArrivalRunTests {
  /// A train that left on a day and was so many hours late at each stop that it was seen at.
  private func run(_ number: Int, lateHours: Double, until stops: Int = 7) throws -> ArrivalRun {
    let start = time("2026-01-01T04:00").microseconds + Int64(number) * 3 * 86_400_000_000
    let tracker = Corridor.tracker
    let key = ScheduleBook.Key(
      route: "nanchang-khorgos-baku", choice: [0, 0, 0], firstStop: 0, lastStop: 7)
    let schedule = try #require(tracker.schedules.schedule(key))
    var run = ArrivalRun(
      key: "X\(number)", container: box, route: key.route, choice: key.choice, firstStop: 0,
      lastStop: 7, start: start, seen: [:])
    for (index, milestone) in schedule.milestones(from: start).enumerated()
    where index <= 2 * stops {
      let share = Double(index) / 13
      let at =
        Int64(milestone.plannedAt * 60_000_000) + Int64(lateHours * share * 3_600_000_000)
      run.seen[index] = ArrivalRun.Seen(at: at, knownAt: at)
    }
    return run
  }

  @Test func aRunIsReadBackAsItWasKept() throws {
    let run = try run(1, lateHours: 30)
    #expect(try ArrivalRun(record: run.record, key: run.key, container: run.container) == run)
    #expect(throws: JourneyRecord.Failure.self) {
      try ArrivalRun(record: [0x1D, 0xFF], key: "x", container: box)
    }
  }

  @Test func aJourneyTellsOfItsRunWithItsEvidence() throws {
    let left = report(.train(train), .departed, "Nanchang", "2026-02-02T12:00")
    let border = report(box, .arrived, "Khorgos", "2026-02-06T10:00")
    let journey = try journey([listed(), left, border])
    let (run, evidence) = try #require(Corridor.tracker.arrivalRun(of: journey))
    #expect(run.key == "\(train)" && run.route == "nanchang-khorgos-baku")
    #expect(run.seen[0]?.at == time("2026-02-02T12:00").microseconds)
    #expect(run.seen[ArrivalRun.Milestones.arrival(2)]?.at == time("2026-02-06T10:00").microseconds)
    #expect(run.seen.count == 2)
    #expect(evidence[0] == left.id && evidence[ArrivalRun.Milestones.arrival(2)] == border.id)
  }

  @Test func earlierTrainsMoveTheWindowAndSaySo() throws {
    let journey = try journey([
      listed(), report(.train(train), .departed, "Nanchang", "2026-02-02T12:00"),
    ])
    let now = time("2026-02-02T14:00").microseconds
    let byPlan = try #require(Corridor.tracker.view(of: journey, now: now).estimate)
    #expect(byPlan.basis == .plan && byPlan.why == nil)
    var tracker = Corridor.tracker
    let runs = try (1...9).map { try run($0, lateHours: 60 + Double($0)) }
    tracker.arrivals = ArrivalWindows([
      "nanchang-khorgos-baku": ArrivalModel(runs, tracker: tracker)
    ])
    let learnt = try #require(tracker.view(of: journey, now: now).estimate)
    #expect(learnt.basis == .route && learnt.why?.earlierRuns == 9)
    // They all came some sixty hours late.
    let later = learnt.p50.hours(since: byPlan.p50)
    #expect((40...80).contains(later), "\(later) h later")
    #expect(learnt.p10 <= learnt.p50 && learnt.p50 <= learnt.p90)
    // The first that was said stays what the plan said.
    #expect(learnt.firstEstimate == byPlan.firstEstimate)
  }

  @Test func noWindowLiesInThePastAndNoStopComesBeforeTheOneBefore() throws {
    var tracker = Corridor.tracker
    let runs = try (1...5).map { try run($0, lateHours: Double($0) * 10) }
    tracker.arrivals = ArrivalWindows([
      "nanchang-khorgos-baku": ArrivalModel(runs, tracker: tracker)
    ])
    let journey = try journey([listed(), report(box, .arrived, "Khorgos", "2026-02-06T10:00")])
    for day in 6..<40 {
      let now = time("2026-02-06T12:00").microseconds + Int64(day - 6) * 86_400_000_000
      let view = tracker.view(of: journey, now: now)
      var last = (p10: now, p50: now, p90: now)
      for stop in view.stops {
        guard let window = stop.estimated.arrival else { continue }
        // Windows are told to the minute.
        #expect(window.p10.microseconds >= last.p10 - 60_000_000, "day \(day)")
        #expect(window.p50.microseconds >= last.p50 - 60_000_000, "day \(day)")
        #expect(window.p90.microseconds >= last.p90 - 60_000_000, "day \(day)")
        last = (window.p10.microseconds, window.p50.microseconds, window.p90.microseconds)
      }
    }
  }

  @Test func aWayThatNobodyWentIsLeftToThePlan() throws {
    var tracker = Corridor.tracker
    tracker.arrivals = ArrivalWindows([:])
    let journey = try journey([listed()])
    let estimate = try #require(
      tracker.view(of: journey, now: time("2026-02-02T14:00").microseconds).estimate)
    #expect(estimate.basis == .plan)
  }
}
