import Feeds
import Foundation
import Freight
import Intake
import Ledger
import Testing
import Tracking

@Suite struct IntakeTests {
  @Test func theSameBytesAgainChangeNothing() throws {
    let desk = try Desk()
    let text = try line(container(1), .arrived, "Khorgos", "2026-02-06T10:00:00+08:00") + "\n"
    #expect(try desk.ingest(text).accepted == 1)
    let before = try desk.journeys(of: container(1))
    let again = try desk.ingest(text, at: "2026-02-21T00:00:00Z")
    #expect(again.accepted == 0 && again.duplicates == 1)
    #expect(try desk.journeys(of: container(1)) == before)
    #expect(try desk.counts().events == 1)
  }

  @Test func theGoodRecordsOfABadFileStillCount() throws {
    let desk = try Desk()
    let outcome = try desk.ingest(
      [
        line(container(1), .arrived, "Khorgos", "2026-02-06T10:00:00+08:00"), "{\"activity\": ",
        line(container(2), .arrived, "Khorgos", "2026-02-06T10:00:00+08:00"), "",
      ].joined(separator: "\n"))
    #expect(outcome.accepted == 2 && outcome.rejected == 1)
    #expect(outcome.rejections.first?.position.description.contains("line 2") == true)
    let kept = try desk.ledger.read { try $0.listRejections(RejectionFilter()) }
    #expect(kept.count == 1)
  }

  @Test func aLongFileIsTakenAsConsecutiveMessagesAndItsLinesKeepTheirNumbers() throws {
    let desk = try Desk()
    var lines: [String] = []
    var size = 0
    var number = 0
    while size < Limits.messageBytes + (3 << 20) {
      let text = try line(
        container(number % 1_000), .positioned, "Khorgos",
        "2026-02-06T10:00:00.\(100_000 + number)Z")
      lines.append(text)
      size += text.utf8.count + 1
      number += 1
    }
    lines[lines.count - 2] = "not json"
    let outcome = try desk.ingest(lines.joined(separator: "\n") + "\n", chunk: 300_000)
    #expect(outcome.accepted == lines.count - 1)
    #expect(
      outcome.rejections.first?.position.description.contains("line \(lines.count - 1)") == true)
    #expect(try desk.counts().messages > 4)
    let again = try desk.ingest(lines.joined(separator: "\n") + "\n", chunk: 77_777)
    #expect(again.accepted == 0, "cut the same, whatever the size of the reads")
  }

  @Test func oneDocumentOverTheLimitIsTooLargeAndNothingOfItIsKept() throws {
    let desk = try Desk()
    let element = try line(container(1), .arrived, "Khorgos", "2026-02-06T10:00:00+08:00")
    let count = Limits.messageBytes / element.utf8.count + 10
    let outcome = try desk.ingest(
      "[" + Array(repeating: element, count: count).joined(separator: ",") + "]")
    #expect(outcome.rejections.map(\.reason) == [.tooLarge])
    #expect(try desk.counts().events == 0)
  }

  @Test(arguments: [
    ("", Rejection.Reason.empty), (" \n\t\n", .empty), ("hello, is it there yet?", .unknownFormat),
    ("\u{0}\u{1}\u{2}\u{3}", .binary),
  ])
  func whatIsNoMessageIsANamedRejection(text: String, reason: Rejection.Reason) throws {
    let outcome = try Desk().ingest(text)
    #expect(outcome.rejections.map(\.reason) == [reason])
    #expect(outcome.accepted == 0)
  }

  @Test func anAnswerAsOfAMomentIsWhatWasAnsweredThen() throws {
    let desk = try Desk()
    let box = try container(7)
    let steps = [
      ("2026-02-02T12:00:00Z", try line(box, .loaded, "Nanchang", "2026-02-02T02:00:00+08:00")),
      (
        "2026-02-06T12:00:00Z",
        try line(
          box, .arrived, "Khorgos", "2026-02-06T10:00:00+08:00", key: "a",
          updated: "2026-02-06T11:00:00Z")
      ),
      ("2026-02-10T12:00:00Z", try line(box, .arrived, "Almaty", "2026-02-10T10:00:00+05:00")),
      (
        // The correction of an earlier report, and a late one.
        "2026-02-11T12:00:00Z",
        try line(
          box, .arrived, "Khorgos", "2026-02-07T10:00:00+08:00", key: "a",
          updated: "2026-02-11T11:00:00Z")
      ),
      ("2026-02-12T12:00:00Z", try line(box, .arrived, "Altynkol", "2026-02-08T10:00:00+05:00")),
    ]
    var answers: [(moment: String, journeys: [Journey])] = []
    for (moment, text) in steps {
      try desk.ingest(text, at: moment)
      answers.append((moment, try desk.journeys(of: box)))
    }
    for answer in answers {
      #expect(
        try desk.journeys(of: box, asOf: answer.moment) == answer.journeys, "as of \(answer.moment)"
      )
    }
    #expect(Set(answers.map(\.journeys)).count == steps.count, "each step told something new")
  }

  /// Somebody asks while a long file is being read.
  @Test func whatIsKeptLaterWasNotKnownWhenItsReadingBegan() throws {
    let desk = try Desk()
    let began = try RFC3339.parse("2026-02-20T00:00:00Z").microseconds
    let asked = began + 60_000_000
    let kept = asked + 60_000_000
    let intake = Intake(
      ledger: desk.ledger, tracker: desk.tracker,
      options: FeedOptions(feed: "forwarder", zone: "Asia/Shanghai"), clock: { kept })
    func answer() throws -> [Journey] {
      try desk.ledger.read {
        try Journeys(tracker: desk.tracker).list(of: container(1), in: $0, asOf: asked)
      }
    }
    try desk.ingest(
      line(container(1), .departed, "Nanchang", "2026-02-02T10:00:00+08:00") + "\n")
    let answered = try answer()
    let text = try line(container(1), .arrived, "Khorgos", "2026-02-06T10:00:00+08:00") + "\n"
    _ = try intake.ingest(message: Array(text.utf8), receivedAt: began)
    #expect(try answer() == answered)
    #expect(try desk.journeys(of: container(1)) != answered)
  }

  @Test func anAnswerAsOfAMomentIsGivenWithTheRoutesAndTrustOfThatMoment() throws {
    let desk = try Desk()
    let box = try container(7)
    var policy = Policy()
    policy.feeds["forwarder"] = Policy.FeedPolicy(trust: 70, expectedIntervalHours: 9)
    policy.lateHours = 7
    let alias = "阿腾科里换装站"
    let second = Tracker(
      book: desk.tracker.book.adding(aliases: [PlaceID("altynkol"): [alias]]), policy: policy)
    try desk.ingest(
      try line(box, .arrived, alias, "2026-02-06T10:00:00Z"), at: "2026-02-06T12:00:00Z")
    try Journeys(tracker: second).putInForce(in: desk.ledger, at: 1_780_000_000_000_000)
    func place(at moment: Int64) throws -> (PlaceID?, Policy) {
      try desk.ledger.read { reader in
        let tracker = try Journeys.tracker(inForceAt: moment, in: reader, otherwise: desk.tracker)
        let journeys = try Journeys(tracker: tracker).list(of: box, in: reader, asOf: moment)
        return (journeys.last?.position?.place, tracker.policy)
      }
    }
    let before = try place(at: 1_779_000_000_000_000)
    #expect(before.0 == nil && before.1 == desk.tracker.policy)
    let after = try place(at: 1_781_000_000_000_000)
    #expect(after.0 == PlaceID("altynkol") && after.1 == policy)
  }

  @Test func keptJourneysAreWhatTheFoldMakesOfTheEvents() throws {
    let desk = try Desk()
    for number in 0..<20 {
      try desk.ingest(try line(container(number), .loaded, "Nanchang", "2026-02-02T02:00:00+08:00"))
      try desk.ingest(try line(container(number), .arrived, "Khorgos", "2026-02-06T10:00:00+08:00"))
    }
    let result = try desk.ledger.read { try Journeys(tracker: desk.tracker).verify(in: $0) }
    #expect(result.checked == 20)
    #expect(result.wrong.isEmpty)
  }

  @Test func aStaleJourneyIsFoldedForWhoeverAsks() throws {
    let desk = try Desk()
    let box = try container(3)
    // Stored, not yet projected: as a reader finds it beside a long ingest.
    try desk.ingest(
      try line(box, .arrived, "Khorgos", "2026-02-06T10:00:00+08:00"), projecting: false)
    #expect(try desk.counts().stale == 1)
    let journeys = try desk.journeys(of: box)
    #expect(journeys.first?.position?.place == PlaceID("khorgos"), "\(journeys)")
  }

  @Test func foldingEndsBetweenTwoBatches() throws {
    let desk = try Desk()
    for number in [3, 1, 2] {
      let text = try line(container(number), .loaded, "Nanchang", "2026-02-02T02:00:00+08:00")
      try desk.ingest(text, projecting: false)
    }
    let waiting = try desk.ledger.read { try $0.stale(limit: .max) }
    #expect(waiting.count == 3)
    let journeys = Journeys(tracker: desk.tracker)
    #expect(try journeys.projectStale(in: desk.ledger, until: { true }) == 0)
    #expect(try desk.ledger.read { try $0.stale(limit: .max) } == waiting)
    #expect(try journeys.projectStale(in: desk.ledger, pace: .considerate) == 3)
  }

  private struct Refusal: Error, Equatable {}

  private struct RefusingObserver: JourneyObserver {
    let box: ContainerNumber
    func isInterested(_ reader: any LedgerReader) throws -> Bool { true }
    func journeysChanged(_ folded: [FoldedJourneys], in writer: any LedgerWriter) throws {
      if folded.contains(where: { $0.container == box }) { throw Refusal() }
    }
  }

  @Test func aBoxThatCannotBeFoldedHoldsUpNoOther() throws {
    let desk = try Desk()
    let lines = try (1...5).map {
      try line(container($0), .loaded, "Nanchang", "2026-02-02T02:00:00+08:00")
    }
    try desk.ingest(lines.joined(separator: "\n"), projecting: false)
    let box = try container(2)
    let journeys = Journeys(tracker: desk.tracker, observer: RefusingObserver(box: box))
    #expect(throws: Refusal()) { try journeys.projectStale(in: desk.ledger) }
    #expect(try desk.ledger.read { try $0.stale(limit: .max) } == [.container(box)])
  }

  @Test func newsIsFoldedInTurnWithABacklog() throws {
    let desk = try Desk()
    let old = try (1...350).map {
      try line(container($0), .loaded, "Nanchang", "2026-02-02T02:00:00+08:00")
    }
    try desk.ingest(old.joined(separator: "\n"), projecting: false)
    let news = try container(900)
    let text = try line(news, .loaded, "Nanchang", "2026-02-03T02:00:00+08:00")
    var folded: [Int] = []
    let journeys = Journeys(tracker: desk.tracker)
    _ = try journeys.projectStale(
      in: desk.ledger, pace: .considerate,
      progress: { done in
        if folded.isEmpty { _ = try? desk.ingest(text, projecting: false) }
        folded.append(done)
      })
    // Behind the first batch and before the last.
    #expect(folded == [100, 101, 201, 301, 351])
    #expect(try desk.journeys(of: news).count == 1)
  }

  @Test func listsAreNotBehindWhateverIsStale() throws {
    let desk = try Desk()
    let boxes = try (0..<6).map(container)
    for box in boxes.prefix(4) {
      try desk.ingest(try line(box, .loaded, "Nanchang", "2026-02-02T02:00:00+08:00"))
    }
    // One moved on, two were never heard of before, between kept ones and after them.
    for box in [boxes[1], boxes[4], boxes[5]] {
      try desk.ingest(
        try line(box, .arrived, "Khorgos", "2026-02-06T10:00:00+08:00"), projecting: false)
    }
    let filters = [
      JourneyFilter(), JourneyFilter(onlyActive: true), JourneyFilter(place: "khorgos"),
      JourneyFilter(place: "nanchang"), JourneyFilter(limit: 3),
      JourneyFilter(after: boxes[1].text), JourneyFilter(after: boxes[0].text, limit: 2),
    ]
    let before = try filters.map { try desk.listed($0) }
    #expect(before[0].map(\.container) == boxes.sorted())
    #expect(before[2].map(\.container) == [boxes[1], boxes[4], boxes[5]].sorted())
    #expect(before[4].count == 3)
    try Journeys(tracker: desk.tracker).projectStale(in: desk.ledger)
    #expect(try filters.map { try desk.listed($0) } == before)
  }

  @Test func anotherPolicyIsAnotherFoldForListsToo() throws {
    let desk = try Desk()
    let box = try container(3)
    try desk.ingest(try line(box, .arrived, "Khorgos", "2026-02-06T10:00:00+08:00"))
    var policy = Policy()
    // Of what was received in February nothing is to be believed any more.
    policy.futureToleranceHours = -1_000_000
    let other = Tracker(book: desk.tracker.book, policy: policy)
    #expect(try desk.listed(by: other).first?.position == nil)
    #expect(try desk.listed().first?.position != nil)
    try Journeys(tracker: other).putInForce(in: desk.ledger, at: 1)
    #expect(try desk.counts().stale == 1)
    #expect(try desk.listed(by: other).first?.position == nil)
  }
}
