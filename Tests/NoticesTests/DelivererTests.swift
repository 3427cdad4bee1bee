import Foundation
import Freight
import Ledger
import Synchronization
import TestServers
import Testing
import Transport

@testable import Notices

@Suite struct DelivererTests {
  private let office: Office
  private let transport: Transport
  private let committer: GroupCommitter

  init() throws {
    office = try Office()
    transport = try Transport()
    committer = GroupCommitter(office.ledger)
  }

  private func deliverer(
    secret: @escaping @Sendable (Subscription.Secret.Source) -> String? = { $0.text }
  ) -> Deliverer {
    Deliverer(
      ledger: office.ledger, committer: committer, transport: transport,
      clock: { [office] in office.now }, jitter: { 0.5 }, secret: secret)
  }

  /// One try of all that is due.
  @discardableResult
  private func deliver() async throws -> [Deliverer.Report] {
    let reports = Mutex<[Deliverer.Report]>([])
    try await deliverer().deliverDue { report in reports.withLock { $0.append(report) } }
    return reports.withLock { $0 }
  }

  private func subscribe(_ server: FaultServer, _ path: String = "/") throws -> String {
    let url = server.url(path)
    return try office.subscribe {
      $0.url = url
      $0.allowsPrivate = true
    }
  }

  private func add(
    _ name: String, to subscription: String, about boxes: Int..., body: String = "{}"
  ) throws {
    let office = office
    try office.ledger.write { writer in
      try writer.addNotice(
        NewNotice(
          name: name, subscription: subscription, cause: name, type: "test.ping",
          body: Array(body.utf8), createdAt: office.now, dueAt: office.now),
        about: try boxes.map { .container(try Office.box($0)) })
    }
  }

  private func state(_ name: String) throws -> NoticeRecord.State? {
    try office.ledger.read { try $0.findNotice(name) }?.state
  }

  // MARK: - What arrives

  @Test func whatArrivesIsSignedAndNamed() async throws {
    let server = try FaultServer { _, peer in peer.answer("204 No Content") }
    defer { server.stop() }
    let id = try subscribe(server, "/in?tenant=7")
    try add("msg_1", to: id, about: 1, body: #"{"type":"test.ping"}"#)
    let reports = try await deliver()
    #expect(reports.map(\.fate) == [.delivered] && reports.first?.attempt.status == 204)
    let seen = try #require(server.requests.first)
    #expect(seen.line == "POST /in?tenant=7 HTTP/1.1")
    #expect(seen.headers["content-type"] == "application/json; charset=utf-8")
    #expect(seen.headers["webhook-id"] == "msg_1")
    let seconds = try #require(Int64(seen.headers["webhook-timestamp"] ?? ""))
    #expect(seconds == office.now / 1_000_000)
    let key = try #require(WebhookKey(Office.secret))
    #expect(
      seen.headers["webhook-signature"]
        == key.signature(id: "msg_1", timestamp: seconds, body: seen.body))
    #expect(String(decoding: seen.body, as: UTF8.self) == #"{"type":"test.ping"}"#)
    #expect(try await deliver().isEmpty)
    #expect(try state("msg_1") == .delivered)
  }

  @Test func whileASecretIsChangedBothSign() async throws {
    let server = try FaultServer { _, peer in peer.answer("200 OK") }
    defer { server.stop() }
    let old = WebhookKey.random()
    let url = server.url()
    let end = office.now + 60_000_000
    let id = try office.subscribe {
      $0.url = url
      $0.allowsPrivate = true
      $0.secrets = [.init(.kept(Office.secret)), .init(.kept(old), until: end)]
    }
    try add("msg_1", to: id)
    try await deliver()
    office.pass(seconds: 61)
    try add("msg_2", to: id)
    try await deliver()
    let counts = server.requests.map {
      $0.headers["webhook-signature"]?.split(separator: " ").count
    }
    #expect(counts == [2, 1])
  }

  // MARK: - What fails

  /// Server errors, busy servers, redirects, and no server at all.
  @Test func whatFailsIsTriedAgainUnderTheSameNameUntilItIsTaken() async throws {
    let answers = Mutex(["500 No", "429 Slow down", "302 Found", "400 Bad", "200 OK"][...])
    let server = try FaultServer { _, peer in
      peer.answer(
        answers.withLock { $0.popFirst() } ?? "500 No more", ["Location": "http://127.0.0.1:1/"])
    }
    defer { server.stop() }
    let id = try subscribe(server)
    try add("msg_1", to: id, about: 1, body: #"{"a":1}"#)
    for expected in [5.0, 300, 1_800, 7_200] {
      let report = try #require(try await deliver().first)
      guard case .again(let moment) = report.fate else {
        Issue.record("\(report)")
        return
      }
      #expect(moment == office.now + Int64(expected * 1_000_000))
      office.pass(seconds: expected - 1)
      #expect(try await deliver().isEmpty)
      office.pass(seconds: 1)
    }
    #expect(try await deliver().map(\.fate) == [.delivered])
    #expect(Set(server.requests.map { $0.headers["webhook-id"] }) == ["msg_1"])
    #expect(Set(server.requests.map(\.body)).count == 1)
    // Each try has a time and a signature of its own.
    #expect(Set(server.requests.map { $0.headers["webhook-signature"] }).count == 5)
    let errors = try await office.ledger.read { reader in
      try reader.attempts(of: try #require(try reader.findNotice("msg_1")).id).map(\.error)
    }
    #expect(
      errors == [
        "answered 500", "answered 429", "answered 302; redirects are not followed", "answered 400",
        nil,
      ])
  }

  @Test func afterTheLastTryItIsADeadLetterThatCanBeReplayed() async throws {
    let isUp = Mutex(false)
    let server = try FaultServer { _, peer in
      peer.answer(isUp.withLock { $0 } ? "200 OK" : "503 Down")
    }
    defer { server.stop() }
    let id = try subscribe(server)
    try add("msg_1", to: id, about: 1)
    let start = office.now
    for _ in 1...10 {
      try await deliver()
      office.pass(seconds: 86_400)
    }
    #expect(server.requests.count == 10)
    #expect(try state("msg_1") == .dead && office.now - start > 3 * Instant.microsecondsPerDay)
    #expect(try await deliver().isEmpty)
    isUp.withLock { $0 = true }
    let office = office
    try await committer.write { writer in
      let notice = try #require(try writer.reader.findNotice("msg_1"))
      try writer.reviveNotice(
        notice.id, about: [.container(try Office.box(1))], at: office.now)
    }
    #expect(try await deliver().map(\.fate) == [.delivered])
    #expect(server.requests.last?.headers["webhook-id"] == "msg_1")
  }

  @Test func theReceiverSaysWhenToComeBack() async throws {
    let server = try FaultServer { _, peer in
      peer.answer("503 Busy", ["Retry-After": "3600"])
    }
    defer { server.stop() }
    let id = try subscribe(server)
    try add("msg_1", to: id, about: 1)
    let report = try #require(try await deliver().first)
    #expect(report.fate == .again(at: office.now + 3_600_000_000))
    // It is left alone altogether.
    try add("msg_2", to: id, about: 2)
    #expect(try await deliver().isEmpty)
    office.pass(seconds: 3_600)
    #expect(try await deliver().count == 2)
  }

  @Test func aReceiverThatIsGoneIsNotTroubledAgain() async throws {
    let server = try FaultServer { _, peer in peer.answer("410 Gone") }
    defer { server.stop() }
    let id = try subscribe(server)
    for number in 1...3 { try add("msg_\(number)", to: id, about: 1) }
    try await deliver()
    #expect(server.requests.count == 1)
    #expect(try await office.ledger.read { try $0.findSubscription(id) }?.state == .gone)
    for number in 1...3 { #expect(try state("msg_\(number)") == .dead) }
    office.pass(seconds: 86_400)
    #expect(try await deliver().isEmpty)
  }

  @Test func noOneIsReachedWhomTheSubscriptionMayNotReach() async throws {
    let server = try FaultServer { _, peer in peer.answer("200 OK") }
    defer { server.stop() }
    let url = server.url()
    let id = try office.subscribe { $0.url = url }
    try add("msg_1", to: id)
    let report = try #require(try await deliver().first)
    #expect(report.attempt.error?.contains("not an address of the public Internet") == true)
    #expect(server.requests.isEmpty)
  }

  @Test func aSecretThatIsNotThereHoldsTheNoticeBack() async throws {
    let server = try FaultServer { _, peer in peer.answer("200 OK") }
    defer { server.stop() }
    let url = server.url()
    let id = try office.subscribe {
      $0.url = url
      $0.allowsPrivate = true
      $0.secrets = [.init(.environment("BANLIE_NO_SUCH_SECRET"))]
    }
    try add("msg_1", to: id)
    let report = try #require(try await deliver().first)
    #expect(report.attempt.error == "the secret BANLIE_NO_SUCH_SECRET is not there")
    #expect(server.requests.isEmpty)
    #expect(try state("msg_1") == .waiting)
  }

  // MARK: - Order and others

  @Test func aBoxIsToldInOrderAndOthersDoNotWaitForIt() async throws {
    let fails = Mutex(true)
    let server = try FaultServer { seen, peer in
      let isFirst = seen.headers["webhook-id"] == "msg_1"
      peer.answer(isFirst && fails.withLock { $0 } ? "500 No" : "200 OK")
    }
    defer { server.stop() }
    let id = try subscribe(server)
    try add("msg_1", to: id, about: 1, 2)
    try add("msg_2", to: id, about: 2)
    try add("msg_3", to: id, about: 3)
    try await deliver()
    office.pass(seconds: 4)
    try await deliver()
    #expect(try state("msg_2") == .waiting && state("msg_3") == .delivered)
    fails.withLock { $0 = false }
    office.pass(seconds: 60)
    try await deliver()
    #expect(try state("msg_1") == .delivered && state("msg_2") == .delivered)
    let order = server.requests.compactMap { $0.headers["webhook-id"] }.filter { $0 != "msg_3" }
    #expect(order == ["msg_1", "msg_1", "msg_2"])
  }

  @Test func aReceiverThatTakesLongHoldsUpNobodyElse() async throws {
    let release = DispatchSemaphore(value: 0)
    let slow = try FaultServer { _, peer in
      release.wait()
      peer.answer("200 OK")
    }
    let quick = try FaultServer { _, peer in peer.answer("200 OK") }
    defer {
      slow.stop()
      quick.stop()
    }
    let (first, second) = (try subscribe(slow), try subscribe(quick))
    for number in 1...10 {
      try add("slow_\(number)", to: first, about: number)
      try add("quick_\(number)", to: second, about: number)
    }
    let delivered = Mutex(Set<String>())
    async let all: Void = deliverer().deliverDue { report in
      let count = delivered.withLock { names in
        names.insert(report.notice)
        return names.filter { $0.hasPrefix("quick") }.count
      }
      // Only when the quick one has all does the slow one begin to answer.
      if report.notice.hasPrefix("quick"), count == 10 { for _ in 1...10 { release.signal() } }
    }
    try await all
    #expect(delivered.withLock { $0.count } == 20)
  }

  @Test func aTestGoesPastTheOutbox() async throws {
    let server = try FaultServer { _, peer in peer.answer("200 OK") }
    defer { server.stop() }
    let id = try subscribe(server)
    let kept = try KeptSubscription(
      try #require(try await office.ledger.read { try $0.findSubscription(id) }))
    let attempt = try await deliverer().test(kept)
    #expect(attempt.status == 200 && attempt.error == nil)
    let body = try NoticeBody(try #require(server.requests.first).body)
    #expect(body.type == .test && body.data.subscription == id)
    #expect(try await office.ledger.read { try $0.listNotices(NoticeFilter()) } == [])
  }
}
