import Freight
import Testing

@testable import Tracking

/// Estimates of senders as live windows hear them: by how right they have been.
@Suite struct SendersInUseTests {
  private static let almaty = ArrivalRun.Milestones.departure(4)
  private static let end = ArrivalRun.Milestones.arrival(7)

  /// Twelve runs that arrived up to six days early or late, and what a sender had said of each five
  /// days ahead.
  ///
  /// - Parameter error: how much later than it said the runs came, in hours.
  private func runs(error: (Int) -> Int64) throws -> [ArrivalRun] {
    try (0..<12).map { index in
      let start = time("2026-01-02T04:00").microseconds + Int64(index) * 2 * 86_400_000_000
      let milestones = plan(from: start)
      let planned = try #require(milestones.last).plannedAt
      let late = Int64((index * 5) % 12 - 6) * 24 * 3_600_000_000
      let arrival = Int64(planned * 60_000_000) + late
      let said = arrival - error(index) * 3_600_000_000
      var run = ArrivalRun(
        key: "run \(index)", container: box, route: "nanchang-khorgos-baku", choice: [0, 0, 0],
        firstStop: 0, lastStop: 7, start: start,
        seen: [:])
      for (milestone, plan) in milestones.enumerated() {
        let share = max(0, milestone - Self.almaty)
        let at =
          Int64(plan.plannedAt * 60_000_000) + late * Int64(share) / Int64(Self.end - Self.almaty)
        run.seen[milestone] = ArrivalRun.Seen(at: at, knownAt: at)
      }
      run.claims = [
        .init(
          milestone: Self.end, sender: "ktz", saidAt: said - 120 * 3_600_000_000, estimatedAt: said)
      ]
      return run
    }
  }

  private func plan(from start: Int64) -> [PlannedMilestone] {
    let key = ScheduleBook.Key(
      route: "nanchang-khorgos-baku", choice: [0, 0, 0], firstStop: 0, lastStop: 7)
    return Corridor.tracker.schedules.schedule(key)?.milestones(from: start) ?? []
  }

  private let moment = time("2026-02-14T00:00")

  /// On its way to Aktau; the carrier expects it in Baku on the 19th.
  private func window(_ runs: [ArrivalRun], saying: Bool = true) throws -> Estimate {
    var events = [
      listed(), report(.train(train), .departed, "Nanchang", "2026-02-02T12:00"),
      report(.train(train), .departed, "Almaty", "2026-02-12T00:00"),
    ]
    if saying {
      events.append(
        report(
          .train(train), .arrived, "Baku", "2026-02-19T00:00", feed: "ktz",
          updated: "2026-02-14T00:00", classifier: .estimated))
    }
    var tracker = Corridor.tracker
    tracker.arrivals = ArrivalWindows([
      "nanchang-khorgos-baku": ArrivalModel(runs, tracker: tracker)
    ])
    return try #require(
      tracker.view(of: try journey(events), now: moment.microseconds).estimate)
  }

  private func hours(_ from: Instant, _ to: Instant) -> Double {
    Double(to.microseconds - from.microseconds) / 3_600_000_000
  }

  @Test func oneThatHasBeenRightIsFollowed() throws {
    let runs = try runs { _ in 1 }
    let (alone, heard) = (try window(runs, saying: false), try window(runs))
    let said = time("2026-02-19T00:00")
    #expect(alone.why?.senders == [])
    let sender = try #require(heard.why?.senders.first)
    #expect(sender.name == "ktz" && sender.resolved == 12 && sender.share > 0.3)
    #expect(abs(hours(heard.p50, said)) < abs(hours(alone.p50, said)) * 0.7)
    #expect(hours(heard.p10, heard.p90) < hours(alone.p10, alone.p90))
  }

  @Test func oneThatIsAlwaysEarlyIsCorrected() throws {
    let sender = try #require(try window(try runs { _ in 48 }).why?.senders.first)
    #expect(abs(sender.usualErrorMinutes - 48 * 60) < 60)
  }

  @Test func oneThatHasBeenWrongIsHardlyHeard() throws {
    let right = try #require(try window(try runs { _ in 1 }).why?.senders.first)
    let wrong = try #require(
      try window(try runs { Int64($0 % 2 == 0 ? 200 : -90) }).why?.senders.first)
    #expect(wrong.share < right.share / 2)
  }

  @Test func whatIsSaidWithoutSayingWhenIsNotHeard() throws {
    let events = [
      listed(), report(.train(train), .departed, "Almaty", "2026-02-12T00:00"),
      report(.train(train), .arrived, "Baku", "2026-02-19T00:00", classifier: .estimated),
    ]
    let journey = try journey(events)
    #expect(journey.senderEstimates.count == 1 && journey.senderEstimates[0].saidAt == nil)
    let plan = try #require(
      Plan(
        journey, isFirstPlan: false, schedules: Corridor.tracker.schedules, book: Corridor.book))
    #expect(Tracker.claims(of: journey, plan) == [])
  }

  @Test func theFirstWordIsKeptBesideTheNewest() throws {
    let said = [("2026-02-10T00:00", "2026-02-16T00:00"), ("2026-02-14T00:00", "2026-02-19T00:00")]
    let journey = try journey(
      [listed(), report(.train(train), .departed, "Almaty", "2026-02-12T00:00")]
        + said.map { saidAt, at in
          report(
            .train(train), .arrived, "Baku", at, feed: "ktz", updated: saidAt,
            classifier: .estimated)
        })
    let estimate = try #require(journey.senderEstimates.first)
    #expect(estimate.at == time("2026-02-19T00:00"))
    #expect(estimate.first?.saidAt == time("2026-02-10T00:00").microseconds)
    #expect(try JourneyRecord.decode(JourneyRecord.encode(journey)).senderEstimates == [estimate])
    let run = try #require(Corridor.tracker.arrivalRun(of: journey)?.run)
    #expect(run.claims.count == 2)
    #expect(
      try ArrivalRun(record: run.record, key: run.key, container: run.container) == run)
  }
}
