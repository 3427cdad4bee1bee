import Freight
import Intake
import Ledger
import Testing
import Tracking

@testable import Notices

@Suite struct AnnouncerTests {
  @Test func aTrainOfFiftyBoxesThatDepartsIsOneNoticeForEachSubscriber() throws {
    let office = try Office()
    let boxes = try (1...50).map(Office.box)
    try office.load(boxes)
    let (one, two) = (try office.subscribe(), try office.subscribe())
    try office.set("2026-02-03T00:00:00Z")
    try office.report(Office.train(.departed, "南昌", "2026-02-02T12:00:00+08:00"))
    for subscriber in [one, two] {
      #expect(
        try office.said(to: subscriber) == ["departed nanchang train X9041@2026-02-02 50 boxes"])
    }
    let body = try #require(try office.notices(for: one).first)
    #expect(body.type == .milestone && body.timestamp == "2026-02-02T12:00:00+08:00")
    #expect(body.boxes == boxes.map(\.text).sorted())
    #expect(body.data.boxes.allSatisfy { $0.at == "2026-02-02T12:00:00+08:00" })
    #expect(body.data.place?.name == "Nanchang")
  }

  @Test func oneCauseThatComesInPartsIsStillOneNotice() throws {
    let office = try Office()
    let boxes = try (1...4).map(Office.box)
    try office.load(boxes)
    try office.subscribe()
    try office.set("2026-02-07T00:00:00Z")
    for box in boxes {
      try office.report(Office.line(box, .arrived, "霍尔果斯", "2026-02-06T14:20:00+08:00"))
    }
    #expect(try office.said() == ["arrived khorgos train X9041@2026-02-02 4 boxes"])
  }

  @Test func whatWasKnownBeforeSomebodySubscribedIsNoNews() throws {
    let office = try Office(at: "2026-02-07T00:00:00Z")
    let box = try Office.box(1)
    try office.load([box])
    try office.report(Office.line(box, .arrived, "霍尔果斯", "2026-02-06T14:20:00+08:00"))
    try office.subscribe { $0.alerts = .none }
    try office.announcer.sweep(office.ledger)
    // Another feed tells the same once more.
    try office.report(
      Office.line(box, .arrived, "霍尔果斯", "2026-02-06T14:00:00+08:00"), feed: "carrier")
    #expect(try office.said() == [])
    try office.report(Office.line(box, .departed, "霍尔果斯", "2026-02-06T20:00:00+08:00"))
    #expect(try office.said() == ["departed khorgos train X9041@2026-02-02 [\"\(box.text)\"]"])
  }

  @Test func nothingIsToldTwice() throws {
    let office = try Office()
    let box = try Office.box(1)
    try office.subscribe()
    try office.set("2026-02-07T00:00:00Z")
    let report = Office.line(box, .arrived, "霍尔果斯", "2026-02-06T14:20:00+08:00")
    try office.report(report)
    #expect(try office.said().count == 1)
    try office.report(report, feed: "carrier")
    try office.report(Office.line(box, .arrived, "Khorgos", "2026-02-06T15:00:00+08:00"))
    try office.ledger.write { try $0.markAllStale() }
    try office.journeys.projectStale(in: office.ledger)
    try office.announcer.sweep(office.ledger)
    #expect(try office.said().count == 1)
  }

  /// The train's departure was reported before anybody knew what it carried.
  @Test func aMilestoneThatIsOnlyNowKnownToConcernABoxIsNews() throws {
    let office = try Office(at: "2026-02-03T00:00:00Z")
    let box = try Office.box(1)
    try office.subscribe()
    try office.report(Office.train(.departed, "南昌", "2026-02-02T12:00:00+08:00"))
    try office.report(Office.line(box, .gatedIn, "南昌", "2026-02-01T12:00:00+08:00"))
    try office.load([box])
    #expect(
      try office.said().map { $0.split(separator: " ")[0] } == ["gatedIn", "departed"])
  }

  @Test func whatIsLongPastIsNoNews() throws {
    let office = try Office(at: "2026-06-01T00:00:00Z")
    let box = try Office.box(1)
    try office.subscribe { $0.alerts = .none }
    try office.report(Office.line(box, .arrived, "霍尔果斯", "2026-02-06T14:20:00+08:00"))
    #expect(try office.said() == [])
  }

  @Test func alertsAreRaisedByTheClockAndClearedByNews() throws {
    let office = try Office()
    let boxes = try (1...3).map(Office.box)
    try office.load(boxes)
    let desk = try office.subscribe {
      $0.milestones = .none
      $0.alerts = .only(["silent"])
    }
    try office.set("2026-02-03T00:00:00Z")
    try office.report(Office.train(.departed, "南昌", "2026-02-02T12:00:00+08:00"))
    try office.announcer.sweep(office.ledger)
    #expect(try office.said(to: desk) == [])
    try office.set("2026-02-05T12:00:00Z")
    try office.announcer.sweep(office.ledger)
    try office.announcer.sweep(office.ledger)
    let raised = "+silent nanchang train X9041@2026-02-02 "
    let names = boxes.map(\.text).sorted()
    #expect(try office.said(to: desk) == [raised + "\(names)"])
    let detail = try office.notices(for: desk).first?.data.detail
    #expect(detail == "No report for 80 h from feed forwarder; the limit is 48 h.")
    try office.report(Office.train(.arrived, "霍尔果斯", "2026-02-05T19:00:00+08:00"))
    #expect(
      try office.said(to: desk)
        == [raised + "\(names)", "-silent nanchang train X9041@2026-02-02 \(names)"])
  }

  @Test func anEstimateIsToldOnceItHasMovedFarEnough() throws {
    let office = try Office()
    let box = try Office.box(1)
    try office.load([box])
    let desk = try office.subscribe {
      $0.milestones = .none
      $0.alerts = .none
      $0.estimateHours = 12
    }
    let broad = try office.subscribe {
      $0.milestones = .none
      $0.alerts = .none
      $0.estimateHours = 240
    }
    try office.set("2026-02-02T12:00:00Z")
    try office.report(Office.train(.departed, "南昌", "2026-02-02T12:00:00+08:00"))
    #expect(try office.said() == [])
    // Three days late at the border.
    try office.set("2026-02-10T12:00:00Z")
    try office.report(Office.train(.arrived, "霍尔果斯", "2026-02-10T12:00:00+08:00"))
    #expect(try office.said(to: desk) == ["eta baku train X9041@2026-02-02 [\"\(box.text)\"]"])
    #expect(try office.said(to: broad) == [])
    let told = try #require(try office.notices(for: desk).first?.data.boxes.first)
    let before = try RFC3339.parse(try #require(told.before)).microseconds
    let now = try RFC3339.parse(try #require(told.eta)).microseconds
    #expect(now - before >= 12 * Instant.microsecondsPerHour)
    let cause = try #require(told.cause)
    #expect(cause.kind == "running" && cause.minutes > 12 * 60)
    #expect(cause.text.contains("longer than expected"))
    try office.announcer.sweep(office.ledger)
    #expect(try office.said(to: desk).count == 1)
  }

  @Test func theFirstMoveAfterSubscribingIsTold() throws {
    let office = try Office()
    try office.load([try Office.box(1)])
    try office.set("2026-02-02T12:00:00Z")
    try office.report(Office.train(.departed, "南昌", "2026-02-02T12:00:00+08:00"))
    let desk = try office.subscribe {
      $0.milestones = .none
      $0.alerts = .none
      $0.estimateHours = 12
    }
    try office.set("2026-02-10T12:00:00Z")
    try office.report(Office.train(.arrived, "霍尔果斯", "2026-02-10T12:00:00+08:00"))
    #expect(try office.said(to: desk).count == 1)
  }

  @Test func filtersKeepOutWhatNobodyAskedFor() throws {
    let office = try Office()
    let boxes = try (1...3).map(Office.box)
    try office.load(boxes)
    let some = try office.subscribe {
      $0.filter.containers = [boxes[1].text]
      $0.milestones = .only(["departed"])
    }
    let place = try office.subscribe { $0.filter.place = "khorgos" }
    let train = try office.subscribe { $0.filter.train = "X9041" }
    let other = try office.subscribe { $0.filter.train = "X9042" }
    let route = try office.subscribe { $0.filter.route = "xian-khorgos-aktau" }
    try office.set("2026-02-07T00:00:00Z")
    try office.report(
      Office.train(.departed, "南昌", "2026-02-02T12:00:00+08:00"),
      Office.train(.arrived, "霍尔果斯", "2026-02-06T14:20:00+08:00"))
    let names = boxes.map(\.text).sorted()
    #expect(
      try office.said(to: some)
        == ["departed nanchang train X9041@2026-02-02 [\"\(boxes[1].text)\"]"])
    #expect(try office.said(to: place) == ["arrived khorgos train X9041@2026-02-02 \(names)"])
    #expect(try office.said(to: train).count == 2)
    #expect(try office.said(to: other) == [])
    #expect(try office.said(to: route) == [])
  }

  /// Boxes that overtake each other may not make one of them hear of its arrival before its departure.
  @Test func noBoxHearsOfThingsInAnotherOrderThanTheyHappened() throws {
    let office = try Office()
    let (fast, slow) = (try Office.box(1), try Office.box(2))
    try office.load([fast, slow])
    try office.subscribe()
    try office.set("2026-02-12T00:00:00Z")
    try office.report(
      Office.line(fast, .arrived, "霍尔果斯", "2026-02-06T10:00:00+08:00"),
      Office.line(fast, .departed, "霍尔果斯", "2026-02-06T20:00:00+08:00"),
      Office.line(slow, .departed, "霍尔果斯", "2026-02-08T20:00:00+08:00"),
      Office.line(slow, .arrived, "霍尔果斯", "2026-02-08T10:00:00+08:00"))
    try office.report(
      Office.line(slow, .gatedIn, "南昌", "2026-02-01T10:00:00+08:00"))
    let told = try office.notices()
    for box in [fast, slow] {
      let times = told.flatMap(\.data.boxes).filter { $0.id == box.text }.compactMap(\.at)
      let late = times.filter { !$0.hasPrefix("2026-02-01") }
      #expect(late == late.sorted(), "\(box): \(times)")
    }
  }

  @Test func whatCannotBeKeptIsNotTold() throws {
    let office = try Office()
    let box = try Office.box(1)
    try office.subscribe()
    struct Failing: JourneyObserver {
      struct Failure: Error {}
      let announcer: Announcer
      func isInterested(_ reader: any LedgerReader) -> Bool { true }
      func journeysChanged(_ folded: [FoldedJourneys], in writer: any LedgerWriter) throws {
        try announcer.journeysChanged(folded, in: writer)
        throw Failure()
      }
    }
    let failing = Journeys(tracker: office.tracker, observer: Failing(announcer: office.announcer))
    try office.set("2026-02-07T00:00:00Z")
    #expect(throws: Failing.Failure.self) {
      try office.report(
        Office.line(box, .arrived, "霍尔果斯", "2026-02-06T14:20:00+08:00"), journeys: failing)
    }
    #expect(try office.said() == [])
    #expect(try office.ledger.read { try $0.journeys(of: .container(box)) } == [])
    // Nothing is lost by it.
    try office.journeys.projectStale(in: office.ledger)
    #expect(try office.said().count == 1)
  }

  @Test func whoIsPausedMissesNothingAndWhoIsGoneGetsNothing() throws {
    let office = try Office()
    let box = try Office.box(1)
    let (paused, gone) = (try office.subscribe(), try office.subscribe())
    try office.ledger.write { writer in
      for (id, state) in [(paused, SubscriptionRecord.State.paused), (gone, .gone)] {
        var record = try #require(try writer.reader.findSubscription(id))
        record.state = state
        try writer.keepSubscription(record)
      }
    }
    try office.set("2026-02-07T00:00:00Z")
    try office.report(Office.line(box, .arrived, "霍尔果斯", "2026-02-06T14:20:00+08:00"))
    #expect(try office.said(to: paused).count == 1)
    #expect(try office.said(to: gone) == [])
  }

  @Test func simulatedReportsAreToldAsSuch() throws {
    let office = try Office(at: "2026-02-07T00:00:00Z")
    try office.subscribe()
    try office.report(
      Office.line(
        try Office.box(1), .arrived, "霍尔果斯", "2026-02-06T14:20:00+08:00", #""simulated":true"#),
      Office.line(try Office.box(2), .arrived, "霍尔果斯", "2026-02-06T14:20:00+08:00"))
    #expect(try office.notices().map(\.data.simulated) == [true, nil])
  }
}
