import Freight
import Testing

@testable import Tracking

@Suite struct EstimateStatementTests {
  private let loading = [
    listed(), report(.train(train), .departed, "Nanchang", "2026-02-02T12:00"),
  ]

  private func statement(_ events: [Event], now: String) throws -> EstimateStatement {
    try #require(
      Corridor.tracker.statement(of: try journey(events), now: time(now).microseconds))
  }

  /// Why the estimate moved between two moments, by what was known at each.
  private func cause(
    _ before: [Event], _ then: String, _ after: [Event], _ now: String
  ) throws -> EstimateCause {
    Corridor.tracker.cause(
      of: try statement(after, now: now), after: try statement(before, now: then),
      try journey(after))
  }

  private func arrived(_ place: String, _ at: String) -> Event {
    report(.train(train), .arrived, place, at)
  }

  private func departed(_ place: String, _ at: String) -> Event {
    report(.train(train), .departed, place, at)
  }

  @Test func itComesBackAsItWasKept() throws {
    let border = loading + [arrived("Khorgos", "2026-02-06T00:00")]
    var said = try statement(border, now: "2026-02-08T00:00")
    said.cause = try cause(loading, "2026-02-03T00:00", border, "2026-02-08T00:00")
    #expect(said.stops.count == 8 && said.stops[3].arrival?.isActual == false)
    #expect(
      said.stops[0].departure == .init(at: time("2026-02-02T12:00").microseconds, isActual: true))
    #expect(try EstimateStatement(record: said.record, madeAt: said.madeAt) == said)
    #expect(throws: JourneyRecord.Failure.self) {
      try EstimateStatement(record: said.record.dropLast(3), madeAt: 0)
    }
  }

  @Test func aWaitAtTheBorderIsNamedWithItsHours() throws {
    // Planned: 84 h to Khorgos, 20 h there.
    let before = loading + [arrived("Khorgos", "2026-02-06T00:00")]
    let cause = try cause(
      before, "2026-02-06T00:00", before + [departed("Khorgos", "2026-02-09T00:00")],
      "2026-02-09T01:00")
    #expect(cause.kind == .border && cause.place?.slug == "khorgos")
    #expect(cause.minutes == 52 * 60 && !cause.isGoingOn)
  }

  @Test func aWaitThatGoesOnIsSaidToDoSo() throws {
    let border = loading + [arrived("Khorgos", "2026-02-06T00:00")]
    let cause = try cause(border, "2026-02-06T00:00", border, "2026-02-09T00:00")
    #expect(cause.kind == .border && cause.isGoingOn && cause.minutes == 52 * 60)
  }

  @Test func beforeTheSeaItIsTheFerryAndAfterItNot() throws {
    let port = loading + [arrived("Aktau", "2026-02-14T00:00")]
    let waiting = try cause(port, "2026-02-14T00:00", port, "2026-02-19T00:00")
    #expect(waiting.kind == .port && waiting.place?.slug == "aktau")
    let landed = port + [arrived("Alat", "2026-02-18T00:00")]
    let landing = try cause(landed, "2026-02-18T00:00", landed, "2026-02-20T00:00")
    #expect(landing.kind == .station && landing.place?.slug == "alat")
  }

  /// Khorgos is the last place of which a time was reported; it is not where the hours went.
  @Test func whereABoxWasOnlySeenItsStandingIsNamed() throws {
    let seen =
      loading + [
        arrived("Khorgos", "2026-02-06T00:00"),
        report(.train(train), .positioned, "Almaty", "2026-02-10T12:00"),
      ]
    let left = seen + [departed("Almaty", "2026-02-11T12:00")]
    let shorter = try cause(seen, "2026-02-13T00:00", left, "2026-02-13T00:01")
    #expect(shorter.kind == .station && shorter.place?.slug == "almaty")
    #expect(shorter.minutes < 0 && !shorter.isGoingOn)
    let there = seen + [report(.train(train), .positioned, "Aktau", "2026-02-13T12:00")]
    let sooner = try cause(seen, "2026-02-13T00:00", there, "2026-02-13T13:00")
    #expect(sooner.kind == .running)
    #expect(sooner.place?.slug == "almaty" && sooner.towards?.slug == "aktau")
  }

  @Test func aQuickRunIsNegative() throws {
    let before = loading + [departed("Khorgos", "2026-02-07T00:00")]
    let after = before + [arrived("Almaty", "2026-02-07T20:00")]
    let cause = try cause(before, "2026-02-07T00:00", after, "2026-02-07T21:00")
    #expect(cause.minutes < 0)
  }

  @Test func anotherTrainAndAnotherWayAreTheirOwnCauses() throws {
    let rolled = [
      listed(), report(box, .loaded, "Nanchang", "2026-02-08T02:00", train: nextTrain),
      report(.train(nextTrain), .departed, "Nanchang", "2026-02-09T12:00"),
    ]
    #expect(
      try cause([listed()], "2026-02-02T03:00", rolled, "2026-02-09T13:00").kind == .train)
    let away = loading + [arrived("Alashankou", "2026-02-06T00:00")]
    #expect(
      try cause(loading, "2026-02-03T00:00", away, "2026-02-06T01:00").kind == .rerouted)
  }

  @Test func whatStandsUnchangedIsWorthNoWord() throws {
    let said = try statement(loading, now: "2026-02-03T00:00")
    let later = try statement(loading, now: "2026-02-03T12:00")
    let seen = time("2026-02-02T12:00").microseconds
    #expect(!later.differs(from: said, silentSince: seen))
    var moved = said
    moved.p50 += 3 * Instant.microsecondsPerHour
    #expect(moved.differs(from: said, silentSince: moved.madeAt))
    var wider = said
    wider.p90 += 12 * Instant.microsecondsPerHour
    #expect(wider.differs(from: said, silentSince: wider.madeAt))
    // Nobody has spoken of it for a month: three days at a time.
    moved.p50 = said.p50 + 48 * Instant.microsecondsPerHour
    moved.p90 = said.p90 + 48 * Instant.microsecondsPerHour
    moved.madeAt = seen + 30 * Instant.microsecondsPerDay
    #expect(!moved.differs(from: said, silentSince: seen))
    moved.p50 += 24 * Instant.microsecondsPerHour
    #expect(moved.differs(from: said, silentSince: seen))
  }
}
