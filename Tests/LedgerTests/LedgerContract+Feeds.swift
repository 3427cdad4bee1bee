import Freight
import Testing

@testable import Ledger

extension LedgerContract {
  // MARK: - Feeds

  static let feeds = [
    Rule("a feed is kept by its name, replaced and removed") { ledger throws in
      try ledger.write { writer in
        try writer.keepFeed(FeedDefinition(name: "ktz", definition: "a", addedAt: 1))
        try writer.keepFeed(FeedDefinition(name: "adp", definition: "b", addedAt: 2))
        try writer.keepFeed(FeedDefinition(name: "ktz", definition: "c", addedAt: 3))
      }
      #expect(
        try ledger.read { try $0.listFeeds() } == [
          FeedDefinition(name: "adp", definition: "b", addedAt: 2),
          FeedDefinition(name: "ktz", definition: "c", addedAt: 3),
        ])
      #expect(try ledger.write { try $0.removeFeed("ktz") })
      #expect(try ledger.write { try !$0.removeFeed("ktz") })
      #expect(try ledger.read { try $0.listFeeds() }.map(\.name) == ["adp"])
    },
    Rule("how a poll stands is kept whole") { ledger throws in
      var poll = PollRecord(feed: "ktz")
      try ledger.write { try $0.keepPoll(poll) }
      #expect(try ledger.read { try $0.findPoll(of: "ktz") } == poll)
      poll.isPaused = true
      poll.dueAt = 1
      poll.attemptedAt = 2
      poll.succeededAt = 3
      poll.newsAt = 4
      poll.failures = 5
      poll.isOpen = true
      poll.error = "доступ закрыт"
      poll.etag = "\"7\""
      poll.lastModified = "Mon"
      poll.cursor = "9:77"
      try ledger.write { try $0.keepPoll(poll) }
      #expect(try ledger.read { try $0.listPolls() } == [poll])
      #expect(try ledger.read { try $0.findPoll(of: "other") } == nil)
    },
    Rule("a file is taken once as it is listed, and anew once it is written anew") {
      ledger throws in
      let file = TakenFile(feed: "ktz", name: "a.csv", sizeBytes: 7, modified: "Nov 23 10:00")
      #expect(try ledger.read { try !$0.hasTaken(file) })
      for _ in 0..<2 { try ledger.write { try $0.keepTaken(file, at: 1) } }
      #expect(try ledger.read { try $0.hasTaken(file) })
      for change in [
        { (file: inout TakenFile) in file.feed = "other" }, { $0.name = "b.csv" },
        { $0.sizeBytes = 8 }, { $0.modified = "Nov 23 10:01" },
      ] {
        var other = file
        change(&other)
        #expect(try ledger.read { try !$0.hasTaken(other) }, "\(other)")
      }
    },
  ]
}
