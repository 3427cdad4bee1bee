import Foundation
import Freight
import Ledger
import Synchronization
import TestServers
import Testing
import Tracking
import Transport

@testable import Intake

/// A ledger, a client and a clock that the test sets.
private final class PollingDesk: Sendable {
  let ledger: SQLiteLedger
  let tracker: Tracker
  let transport: Transport
  private let clock = Mutex<Int64>(1_770_000_000_000_000)
  private let desk: Mutex<Desk>

  init() throws {
    let desk = try Desk()
    ledger = desk.ledger
    tracker = desk.tracker
    transport = try Transport()
    self.desk = Mutex(desk)
  }

  var now: Int64 { clock.withLock { $0 } }

  func wait(seconds: Int) { clock.withLock { $0 += Int64(seconds) * 1_000_000 } }

  func poller() -> Poller<SQLiteLedger> {
    Poller(
      ledger: ledger, tracker: tracker, transport: transport, now: { [self] in now },
      jitter: { 0.5 })
  }

  @discardableResult
  func poll(_ source: FeedSource, isForced: Bool = false) async throws -> PollReport {
    try #require(try await poller().poll([source], isForced: isForced).first)
  }

  var counts: LedgerCounts { get throws { try ledger.read { try $0.counts() } } }

  func record(_ feed: String) throws -> PollRecord? {
    try ledger.read { (reader: any LedgerReader) in try reader.findPoll(of: feed) }
  }
}

private func source(_ url: String, _ change: (inout Fetch) -> Void = { _ in }) -> FeedSource {
  var fetch = Fetch(request: Request(url), everySeconds: 900)
  change(&fetch)
  return FeedSource(options: FeedOptions(feed: "ktz", format: "banlie-json"), fetch: fetch)
}

private func report(_ number: Int) throws -> String {
  try line(container(number), .arrived, "Khorgos", "2026-02-06T10:00:00+08:00") + "\n"
}

@Suite struct PollerTests {
  @Test func aDocumentIsTakenOnceAndAskedForOnlyIfItChanged() async throws {
    let desk = try PollingDesk()
    let body = Mutex(try report(1))
    let server = try FaultServer { seen, peer in
      let text = body.withLock { $0 }
      let etag = "\"\(text.utf8.count)\""
      if seen.headers["if-none-match"] == etag {
        peer.answer("304 Not Modified")
      } else {
        peer.answer("200 OK", ["ETag": etag], Array(text.utf8))
      }
    }
    defer { server.stop() }
    let feed = source(server.url())
    #expect(try await desk.poll(feed).state == .news)
    #expect(try await desk.poll(feed).state == .notDue)
    desk.wait(seconds: 1_000)
    let second = try await desk.poll(feed)
    #expect(second.state == .noNews && second.messages == 0)
    body.withLock { $0 += (try? report(2)) ?? "" }
    desk.wait(seconds: 1_000)
    let third = try await desk.poll(feed)
    #expect(third.added == 1 && third.duplicates == 1)
    #expect(try desk.counts.events == 2)
    #expect(server.requests.count == 3)
  }

  @Test func aFeedThatFailsForADayAndReturnsLosesNothingAndDoublesNothing() async throws {
    let desk = try PollingDesk()
    let health = Mutex(0)
    let server = try FaultServer { _, peer in
      let number = health.withLock { $0 }
      let text = (0...number).compactMap { try? report($0) }.joined()
      switch number {
      case 0, 8...: peer.answer("200 OK", ["ETag": "\"\(number)\""], Array(text.utf8))
      case 1: peer.answer("503 Busy", ["Retry-After": "600"])
      case 2: peer.write("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + text)
      case 3: break
      case 4: peer.answer("429 Slow down", ["Retry-After": "60"])
      case 5: peer.answer("302 Found", ["Location": "/"])
      case 6: peer.write("HTTP/1.1 200 OK\r\n")
      default: peer.answer("500 Oops")
      }
    }
    defer { server.stop() }
    let feed = source(server.url())
    #expect(try await desk.poll(feed).added == 1)
    var failures = 0
    // Every ten minutes for a day; the sender has other reports each time.
    for step in 0..<144 {
      desk.wait(seconds: 600)
      health.withLock { $0 = 1 + step % 7 }
      let report = try await desk.poll(feed)
      if report.state == .failed { failures += 1 }
      #expect(report.state == .failed || report.state == .notDue, "\(report)")
    }
    #expect(failures > 20 && failures < 60, "left alone while the circuit is open: \(failures)")
    #expect(try desk.record("ktz")?.isOpen == true)
    health.withLock { $0 = 9 }
    desk.wait(seconds: 3_600)
    let back = try await desk.poll(feed)
    #expect(back.state == .news && back.added == 9)
    #expect(try desk.counts.events == 10)
    #expect(try desk.record("ktz")?.failures == 0)
    desk.wait(seconds: 1_000)
    #expect(try await desk.poll(feed).added == 0)
    #expect(try desk.counts.events == 10)
  }

  @Test func whatTheServerSaysIsWhatTheOperatorReads() async throws {
    let desk = try PollingDesk()
    let server = try FaultServer { seen, peer in
      peer.answer(seen.line.contains("/closed") ? "401 Who?" : "503 Busy", ["Retry-After": "7200"])
    }
    defer { server.stop() }
    let busy = try await desk.poll(source(server.url("/busy")))
    #expect(busy.error == .status(503, retryAfterSeconds: 7_200))
    #expect(busy.nextAt == desk.now + 7_200_000_000)
    let closed = try await desk.poll(source(server.url("/closed")), isForced: true)
    #expect(closed.error == .status(401, retryAfterSeconds: 7_200))
    #expect(try desk.record("ktz")?.isOpen == true)
    #expect(try desk.record("ktz")?.error?.contains("401") == true)
  }

  @Test func pagesAreFollowedOnTheSameServerOnly() async throws {
    let desk = try PollingDesk()
    let other = try FaultServer { _, peer in peer.answer("200 OK", "stolen") }
    defer { other.stop() }
    let foreign = other.url("/login")
    let server = try FaultServer { seen, peer in
      let page = seen.line.contains("page=2") ? 2 : seen.line.contains("/away") ? 3 : 1
      let link =
        page == 1 ? "</?page=2>; rel=\"next\"" : page == 3 ? "<\(foreign)>; rel=\"next\"" : ""
      let body = (try? report(page)) ?? ""
      peer.answer("200 OK", link.isEmpty ? [:] : ["Link": link], Array(body.utf8))
    }
    defer { server.stop() }
    let paged = try await desk.poll(source(server.url()))
    #expect(paged.added == 2 && paged.messages == 2)
    let away = try await desk.poll(
      source(server.url("/away")) { $0.request.login = .bearer("secret") }, isForced: true)
    #expect(away.error == .foreignPage(foreign))
    #expect(away.added == 1, "what came before is kept")
    #expect(other.requests.isEmpty)
    let few = try await desk.poll(
      source(server.url()) { $0.maximumPages = 1 }, isForced: true)
    #expect(few.error == .tooManyPages(limit: 1))
  }

  @Test func theTimeOfTheLastSuccessGoesIntoTheAddress() async throws {
    let desk = try PollingDesk()
    let server = try FaultServer { _, peer in peer.answer("200 OK", "") }
    defer { server.stop() }
    let feed = source(server.url("/events?after={since}"))
    try await desk.poll(feed)
    let success = desk.now
    desk.wait(seconds: 2_000)
    try await desk.poll(feed)
    let asked = Instant(microseconds: success / 1_000_000 * 1_000_000 - 3_600_000_000)
    #expect(server.requests[1].line.contains("after=\(asked.rfc3339)"))
  }

  @Test func eachFileOfAFolderIsTakenOnceAndMovedIfAsked() async throws {
    let desk = try PollingDesk()
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "banlie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func put(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    try put("1 #%?.jsonl", try report(1))
    try put("2.jsonl", try report(2))
    try put("notes.txt", "not for us")
    let feed = source("file://\(folder.path)/") { $0.match = "*.jsonl" }
    let first = try await desk.poll(feed)
    #expect(first.added == 2 && first.rejected == 0 && first.messages == 2)
    let second = try await desk.poll(feed, isForced: true)
    #expect(second.messages == 0 && second.state == .noNews)
    // Written anew under its old name.
    try put("2.jsonl", try report(2) + report(3))
    let third = try await desk.poll(feed, isForced: true)
    #expect(third.added == 1 && third.duplicates == 1 && third.messages == 1)
    let moving = source("file://\(folder.path)/") {
      $0.match = "*.jsonl"
      $0.done = "done"
    }
    try put("4.jsonl", try report(4))
    #expect(try await desk.poll(moving, isForced: true).added == 1)
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "done/4.jsonl").path))
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "notes.txt").path))
  }

  @Test func oneBadFileDoesNotKeepTheOthersBack() async throws {
    let desk = try PollingDesk()
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "banlie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(repeating: 0x20, count: 5_000).write(to: folder.appending(path: "a-large.jsonl"))
    try Data(try report(1).utf8).write(to: folder.appending(path: "b.jsonl"))
    let report = try await desk.poll(
      source("file://\(folder.path)/") { $0.request.limits.bodyBytes = 4_000 })
    #expect(report.added == 1)
    guard case .files(failed: 1, let first) = report.error else {
      Issue.record("\(String(describing: report.error))")
      return
    }
    #expect(first.hasPrefix("a-large.jsonl") && first.contains("4000"))
  }

  @Test func strangersBoxesAreLeftOutAndFoundAgainOnceTheyAreOurs() async throws {
    let desk = try PollingDesk()
    let text = try (1...5).map(report).joined()
    let server = try FaultServer { _, peer in peer.answer("200 OK", text) }
    defer { server.stop() }
    var feed = source(server.url())
    feed.options.feed = "platform"
    feed.options.track = .ours
    let own = Intake(ledger: desk.ledger, tracker: desk.tracker, options: FeedOptions(feed: "own"))
    func list(_ number: Int) throws {
      let text = try line(container(number), .loaded, "Nanchang", "2026-02-02T10:00:00+08:00")
      _ = try own.ingest(message: Array(text.utf8), receivedAt: desk.now)
    }
    try list(2)
    let first = try await desk.poll(feed)
    #expect(first.added == 1 && first.strangers == 4)
    try list(5)
    let later = desk.now + Instant.microsecondsPerDay
    let replay = InboxReplay(ledger: desk.ledger, tracker: desk.tracker, clock: { later })
    let total = try replay.run(
      nil,
      options: { message in
        message.feed == "platform" ? feed.options : FeedOptions(feed: message.feed)
      })
    #expect(total.added == 1)
    #expect(try desk.counts.events == 4)
    // Known since it was understood, not since it came: what was answered as of then stays so.
    let learnt = try await desk.ledger.read {
      try $0.events(after: 3, limit: 1).map(\.event.recordedAt)
    }
    #expect(learnt == [later])
  }

  @Test func pausedFeedsAndMissingSecretsAreNotAsked() async throws {
    let desk = try PollingDesk()
    let server = try FaultServer { _, peer in peer.answer("200 OK", "") }
    defer { server.stop() }
    let missing = try await desk.poll(
      source(server.url()) { $0.missingSecret = "env KTZ_PASSWORD" })
    #expect(missing.error == .missingSecret("env KTZ_PASSWORD"))
    var poll = PollRecord(feed: "ktz")
    poll.isPaused = true
    try desk.ledger.write { [poll] (writer: any LedgerWriter) in try writer.keepPoll(poll) }
    #expect(try await desk.poll(source(server.url()), isForced: true).state == .paused)
    #expect(server.requests.isEmpty)
  }

  @Test func aFeedPausedWhileItIsAskedStaysPaused() async throws {
    let desk = try PollingDesk()
    let ledger = desk.ledger
    let server = try FaultServer { _, peer in
      var poll = PollRecord(feed: "ktz")
      poll.isPaused = true
      do {
        try ledger.write { [poll] (writer: any LedgerWriter) in try writer.keepPoll(poll) }
      } catch { Issue.record(error) }
      peer.answer("200 OK", "")
    }
    defer { server.stop() }
    #expect(try await desk.poll(source(server.url())).error == nil)
    #expect(try desk.record("ktz")?.isPaused == true)
    #expect(try await desk.poll(source(server.url()), isForced: true).state == .paused)
  }

  @Test func manyFeedsAreAskedAtOnceAndASlowOneHoldsNobodyUp() async throws {
    let desk = try PollingDesk()
    let server = try FaultServer { seen, peer in
      if seen.line.contains("/0 ") { peer.hold() }
      peer.answer("200 OK", "")
    }
    defer { server.stop() }
    let feeds = (0..<40).map { number in
      var feed = source(server.url("/\(number)")) {
        if number == 0 { $0.request.limits.idleSeconds = 1 }
      }
      feed.options.feed = "feed\(number)"
      return feed
    }
    let reports = try await desk.poller().poll(feeds)
    #expect(reports.count == 40)
    #expect(reports.count { $0.state == .noNews } == 39)
    guard case .transport(.timedOut) = reports.first(where: { $0.feed == "feed0" })?.error else {
      Issue.record("the slow one was waited for")
      return
    }
  }
}

@Suite struct MailTests {
  @Test func attachedFilesAreFoundWithTheirNames() {
    let mail = """
      From: =?GB2312?B?uqfN+9G4?= <ops@example.cn>\r
      Subject: =?UTF-8?B?5aKD5aSW6L+Q6Liq?=\r
      MIME-Version: 1.0\r
      Content-Type: multipart/mixed; boundary="b1"\r
      \r
      --b1\r
      Content-Type: text/plain; charset=utf-8\r
      \r
      see attached\r
      --b1\r
      Content-Type: application/octet-stream; name="=?UTF-8?B?6L+Q6LiqLmNzdg==?="\r
      Content-Disposition: attachment; filename*=UTF-8''%E8%BF%90%E8%B8%AA.csv\r
      Content-Transfer-Encoding: base64\r
      \r
      5p+c5Y+3LOeKtuaAgQ==\r
      --b1\r
      Content-Type: image/png; name="logo.png"\r
      Content-Transfer-Encoding: base64\r
      \r
      iVBORw0KGgo=\r
      --b1\r
      Content-Type: message/rfc822\r
      \r
      Content-Type: multipart/mixed; boundary="b2"\r
      \r
      --b2\r
      Content-Type: text/csv; name="inner.csv"\r
      Content-Transfer-Encoding: quoted-printable\r
      \r
      a=2Cb=0A\r
      --b2--\r
      --b1--\r

      """
    let found = Mail(Array(mail.utf8)).attachments
    #expect(found.map(\.name) == ["运踪.csv", "inner.csv"])
    #expect(found.first?.bytes == Array("柜号,状态".utf8))
    #expect(found.last.map { String(decoding: $0.bytes, as: UTF8.self).hasPrefix("a,b\n") } == true)
  }

  @Test func whatIsNoMailHasNoAttachmentsAndBreaksNothing() {
    #expect(Mail([]).attachments.isEmpty)
    #expect(Mail(Array("hello".utf8)).attachments.isEmpty)
    #expect(Mail([0, 1, 2, 255, 254]).attachments.isEmpty)
    let cut =
      "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/csv; name=a.csv\r\n\r\nx"
    #expect(Mail(Array(cut.utf8)).attachments.map(\.name) == ["a.csv"])
  }
}
