import Freight
import Ledger
import Testing

@testable import Intake

@Suite struct PushIntakeTests {
  private let desk: Desk

  init() throws { desk = try Desk() }

  private func push(
    _ text: String, id: String?, feed: String = "ktz", track: Track = .all
  ) throws -> Push {
    var options = FeedOptions(feed: feed, format: "banlie-json", zone: "Asia/Shanghai")
    options.track = track
    let at = try RFC3339.parse("2026-02-20T00:00:00Z").microseconds
    let message = Intake(ledger: desk.ledger, tracker: desk.tracker, options: options).prepare(
      Array(text.utf8), receivedAt: at)
    return Push(message: message, options: options, id: id, receivedAt: at)
  }

  private func keep(_ pushes: [Push]) throws -> [Result<PushOutcome, NameTaken>] {
    try desk.ledger.write { try PushIntake.keep(pushes, with: $0, clock: { 0 }).ends }
  }

  private func report(_ number: Int) throws -> String {
    try line(try container(number), .gatedIn, "Nanchang", "2026-02-01T08:00:00+08:00")
  }

  @Test func eachOfAGroupIsToldItsOwnEnd() throws {
    let ends = try keep([
      try push(try report(1), id: "a"), try push(try report(2) + "\n{}", id: "b"),
      try push(try report(1), id: "c", feed: "adp"), try push(try report(3), id: nil),
    ]).map { try $0.get() }
    #expect(ends.map(\.message) == [1, 2, 3, 4])
    #expect(ends.map(\.accepted) == [1, 1, 1, 1])
    #expect(ends.map(\.rejected) == [0, 1, 0, 0])
    #expect(try desk.counts().events == 4)
    #expect(try desk.ledger.read { try $0.findPush(feed: "adp", id: "c") } == 3)
    #expect(try desk.ledger.verify(.everything).findings == [])
  }

  @Test func whatComesTwiceInOneGroupIsOne() throws {
    let ends = try keep([
      try push(try report(1), id: "a"), try push(try report(1), id: "a"),
      try push(try report(1), id: "b"), try push(try report(2), id: "a"),
    ])
    #expect(try ends[0].get().accepted == 1)
    let again = try ends[1].get()
    #expect(again.isRepeated && again.message == 1 && again.accepted == 0 && again.duplicates == 1)
    // The same bytes under another name are the same message, told anew.
    let renamed = try ends[2].get()
    #expect(!renamed.isRepeated && renamed.message == 1 && renamed.accepted == 0)
    #expect(throws: NameTaken(message: 1)) { try ends[3].get() }
    #expect(try desk.counts().messages == 1)
    #expect(try desk.counts().events == 1)
    #expect(try desk.ledger.read { try $0.findMessage(1)?.accepted } == 1)
  }

  @Test func strangersAreToldFromWhatTheGroupBroughtBeforeThem() throws {
    let ends = try keep([
      try push(try report(1), id: "a"),
      try push(try report(1) + "\n" + report(2), id: "b", feed: "platform", track: .ours),
    ]).map { try $0.get() }
    #expect(ends[1].accepted == 1)
    #expect(ends[1].strangers == 1)
  }

  /// Together or one by one, the ledger is the same.
  @Test func groupsOfAnySizeLeaveTheSameLedger() throws {
    let texts = try (0..<40).map { number in
      try report(number % 13) + (number % 5 == 0 ? "\n" + report(number % 7 + 20) : "")
    }
    let pushes = try texts.enumerated().map { number, text in
      try push(text, id: number % 9 == 8 ? "m\(number - 3)" : "m\(number)")
    }
    func told(_ end: Result<PushOutcome, NameTaken>) -> [Int64] {
      switch end {
      case .success(let end): [end.message, Int64(end.accepted), Int64(end.duplicates)]
      case .failure(let taken): [-taken.message]
      }
    }
    var all: [[[Int64]]] = []
    var inboxes: [[InboxMessage]] = []
    for size in [1, 3, 40] {
      let desk = try Desk()
      var ends: [[Int64]] = []
      for start in stride(from: 0, to: pushes.count, by: size) {
        let group = Array(pushes[start..<min(start + size, pushes.count)])
        ends += try desk.ledger.write {
          try PushIntake.keep(group, with: $0, clock: { 0 }).ends.map(told)
        }
      }
      all.append(ends)
      inboxes.append(
        try desk.ledger.read { reader in
          try (1...Int64(reader.counts().messages)).compactMap { try reader.findMessage($0) }
        })
      #expect(try desk.ledger.verify(.everything).findings == [])
    }
    #expect(all[0] == all[1])
    #expect(all[0] == all[2])
    // Repeats of a report under other names and bytes add nothing, and the rows say so.
    #expect(inboxes[0].contains { $0.duplicates > 0 })
    #expect(inboxes[0] == inboxes[1])
    #expect(inboxes[0] == inboxes[2])
  }
}
