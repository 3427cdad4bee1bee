import Foundation
import Freight
import Intake
import Ledger
import Testing
import Tracking

@Suite struct EstimateKeeperTests {
  /// A desk whose clock is set by hand and that keeps what it says.
  private struct Room {
    let desk: Desk
    private let clock = HandClock()

    init() throws { desk = try Desk() }

    var keeper: EstimateKeeper {
      let clock = clock
      return EstimateKeeper(tracker: desk.tracker, clock: { clock.now })
    }

    func set(_ time: String) throws { try clock.set(time) }

    func take(_ lines: String..., at time: String) throws {
      try set(time)
      try desk.ingest(lines.joined(separator: "\n"), at: time, projecting: false)
      try Journeys(tracker: desk.tracker, observer: keeper).projectStale(in: desk.ledger)
    }

    func said(of box: ContainerNumber) throws -> [EstimateStatement] {
      let journey = try #require(try desk.journeys(of: box).last)
      return try desk.ledger.read { reader in
        try reader.estimates(of: journey, desk.tracker).map {
          try EstimateStatement(record: $0.record, madeAt: $0.madeAt)
        }
      }
    }

    func tally() throws -> EstimateTally {
      try desk.ledger.read {
        try $0.tallyEstimates(service: "nanchang-khorgos-baku", trips: 100)
      }
    }
  }

  @Test func theFirstWindowAndEachThatDiffersAreKeptWithTheReason() throws {
    let room = try Room()
    let box = try container(1)
    try room.take(
      line(box, .departed, "Nanchang", "2026-02-02T12:00:00+08:00"), at: "2026-02-02T05:00:00Z")
    let first = try #require(try room.said(of: box).first)
    #expect(first.cause == nil && first.place.slug == "baku")
    // As planned, more or less: nothing to say.
    try room.take(
      line(box, .passed, "Zhengzhou", "2026-02-03T08:00:00+08:00"), at: "2026-02-03T02:00:00Z")
    #expect(try room.said(of: box).count == 1)
    try room.take(
      line(box, .arrived, "Khorgos", "2026-02-06T12:00:00+08:00"), at: "2026-02-06T05:00:00Z")
    let atBorder = try room.said(of: box).count
    try room.take(
      line(box, .departed, "Khorgos", "2026-02-12T12:00:00+08:00"), at: "2026-02-12T05:00:00Z")
    let said = try room.said(of: box)
    #expect(said.count == atBorder + 1 && said.first == first)
    let cause = try #require(said.last?.cause)
    #expect(cause.kind == .border && cause.place?.slug == "khorgos" && cause.minutes > 72 * 60)
  }

  @Test func whatWasSaidBeforeTheNoteWasIssuedStaysTheTripsOwn() throws {
    let room = try Room()
    let box = try container(3)
    try room.take(
      """
      {"container":"\(box)","activity":"loaded","place":"Nanchang","origin":"Nanchang",\
      "destination":"Baku","occurredAt":"2026-02-02T08:00:00+08:00","onTrain":"X9041@2026-02-02"}
      """, at: "2026-02-02T05:00:00Z")
    let key = try #require(try room.desk.journeys(of: box).last?.key)
    let first = try room.said(of: box)
    #expect(first.count == 1)
    try room.take(
      """
      {"container":"\(box)","activity":"noteIssued","notes":["smgs:30102233"],\
      "occurredAt":"2026-02-03T08:00:00+08:00"}
      """, at: "2026-02-03T05:00:00Z")
    #expect(try room.desk.journeys(of: box).last?.key != key)
    #expect(try room.said(of: box).first == first.first)
  }

  @Test func theClockAloneMovesAWindowThatHasPassed() throws {
    let room = try Room()
    let box = try container(2)
    try room.take(
      line(box, .arrived, "Khorgos", "2026-02-06T12:00:00+08:00"), at: "2026-02-06T05:00:00Z")
    let before = try room.said(of: box).count
    #expect(try room.keeper.sweep(room.desk.ledger) == 0)
    try room.set("2026-02-14T05:00:00Z")
    #expect(try room.keeper.sweep(room.desk.ledger) == 1)
    #expect(try room.keeper.sweep(room.desk.ledger) == 0)
    let last = try #require(try room.said(of: box).last)
    #expect(try room.said(of: box).count == before + 1)
    #expect(
      last.cause?.kind == .border && last.cause?.isGoingOn == true,
      "\(String(describing: last.cause))")
  }

  @Test func whatWasSaidIsJudgedByTheArrivalAndAgainWhereThatIsCorrected() throws {
    let room = try Room()
    let box = try container(3)
    try room.take(
      line(box, .departed, "Nanchang", "2026-02-02T12:00:00+08:00"), at: "2026-02-02T05:00:00Z")
    #expect(try room.tally().trips == 0)
    let first = try #require(try room.said(of: box).first)
    let arrival = Instant(microseconds: first.p50, precision: .minute).rfc3339
    try room.take(
      line(box, .arrived, "Baku", arrival, key: "a", updated: arrival), at: "2026-03-01T00:00:00Z")
    #expect(
      try room.tally() == EstimateTally(trips: 1, said: 1, held: 1, errorMinutes: 0))
    let late = Instant(
      microseconds: first.p90 + Instant.microsecondsPerDay, precision: .minute
    ).rfc3339
    try room.take(
      line(box, .arrived, "Baku", late, key: "a", updated: late), at: "2026-03-03T00:00:00Z")
    let corrected = try room.tally()
    #expect(corrected.trips == 1 && corrected.held == 0 && corrected.errorMinutes >= 1_440)
  }

  @Test func aTripOfWhichNothingWasSaidIsNotJudged() throws {
    let room = try Room()
    let box = try container(4)
    try room.take(
      line(box, .departed, "Nanchang", "2026-02-02T12:00:00+08:00"),
      line(box, .arrived, "Baku", "2026-02-25T12:00:00+04:00"), at: "2026-03-01T00:00:00Z")
    #expect(try room.said(of: box) == [])
    #expect(try room.tally().trips == 0)
  }
}
