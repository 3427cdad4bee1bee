import Ledger
import Testing

@testable import Intake

@Suite struct PollPolicyTests {
  private let policy = PollPolicy()
  private let second = Int64(1_000_000)

  private func fail(
    _ poll: PollRecord, lasting: Bool = false, retryAfter: Int? = nil, jitter: Double = 0
  ) -> PollRecord {
    policy.failed(
      poll, error: "no", isLasting: lasting, retryAfterSeconds: retryAfter, now: 0, jitter: jitter)
  }

  @Test func aFailingFeedIsAskedEverMoreRarelyToALimit() {
    var poll = PollRecord(feed: "a")
    var waits: [Int64] = []
    for _ in 0..<40 {
      poll = fail(poll, jitter: 0.999_999)
      waits.append((poll.dueAt ?? 0) / second)
    }
    #expect(waits[..<4].elementsEqual([29, 59, 119, 239]))
    #expect(waits == waits.sorted())
    #expect(waits.last == 3_599)
    #expect(poll.failures == 40 && poll.error == "no")
  }

  @Test func jitterSpreadsTheWaitOverHalfOfIt() {
    let poll = PollRecord(feed: "a")
    #expect(fail(poll, jitter: 0).dueAt == 15 * second)
    #expect(fail(poll, jitter: 0.5).dueAt == 22_500_000)
  }

  @Test func theCircuitOpensAfterFiveFailuresAndClosesWithASuccess() {
    var poll = PollRecord(feed: "a")
    for _ in 0..<4 { poll = fail(poll) }
    #expect(!poll.isOpen)
    poll = fail(poll)
    #expect(poll.isOpen)
    #expect(poll.dueAt == 1_800 * second)
    poll = policy.succeeded(poll, hasNews: false, everySeconds: 900, now: 5, jitter: 0.5)
    #expect(!poll.isOpen && poll.failures == 0 && poll.error == nil)
    #expect(poll.succeededAt == 5 && poll.newsAt == nil)
    #expect(poll.dueAt == 5 + 900 * second)
  }

  @Test func whatAskingAgainCannotHelpOpensItAtOnce() {
    let poll = fail(PollRecord(feed: "a"), lasting: true)
    #expect(poll.isOpen && poll.failures == 1)
    #expect(poll.dueAt == 1_800 * second)
  }

  @Test func aSenderThatAsksForPatienceGetsItToALimit() {
    let poll = PollRecord(feed: "a")
    #expect(fail(poll, retryAfter: 120).dueAt == 120 * second)
    #expect(fail(poll, retryAfter: 1).dueAt == 15 * second)
    #expect(fail(poll, retryAfter: 10_000_000).dueAt == 86_400 * second)
  }
}

@Suite struct FetchTests {
  @Test(arguments: [
    ("*.csv", "A.CSV", true), ("*.csv", "a.csv.tmp", false), ("运踪*.xlsx", "运踪 2.23.xlsx", true),
    ("?.csv", "a.csv", true), ("?.csv", "ab.csv", false), ("*a*b*", "xxaxxbxx", true),
    ("*a*b", "xxaxxbxx", false), ("", "a", false), ("*", "", true),
  ])
  func namesAreMatchedWithoutRegardToCase(pattern: String, name: String, isTaken: Bool) {
    var fetch = Fetch(request: .init("file:///a/"))
    fetch.match = pattern
    #expect(fetch.takes(name) == isTaken)
  }

  @Test func addressesTellWhatTheyAre() {
    for (url, kind) in [
      ("https://a/b", Fetch.Kind.document), ("https://a/", .document), ("sftp://a/b/", .folder),
      ("ftpes://a/b.csv", .document), ("file:///a/", .folder), ("imaps://a", .mailbox),
    ] {
      #expect(Fetch(request: .init(url)).kind == kind, "\(url)")
    }
  }

  @Test func theNextPageIsFoundInALinkHeader() {
    let base = "https://a.example/events?x=1"
    #expect(
      LinkHeader.next("</events?c=b>; rel=\"next\"", relativeTo: base)
        == "https://a.example/events?c=b")
    #expect(
      LinkHeader.next(
        "<p>; rel=prev, <https://b/n>; title=\"x\"; rel=\"last next\"", relativeTo: base)
        == "https://b/n")
    #expect(LinkHeader.next("<p>; rel=prev", relativeTo: base) == nil)
    #expect(LinkHeader.next("<broken", relativeTo: base) == nil)
    #expect(LinkHeader.isSameOrigin("https://a/1", "https://A/2?x"))
    #expect(!LinkHeader.isSameOrigin("https://a/1", "http://a/1"))
    #expect(!LinkHeader.isSameOrigin("https://a/1", "https://a:8443/1"))
  }
}
