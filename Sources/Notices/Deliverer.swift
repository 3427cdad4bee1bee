import Foundation
import Freight
import Ledger
import Transport

/// Takes notices out of the outbox to their receivers, some at a time, each receiver's own at its own
/// pace, and keeps how it went.
///
/// A notice is handed to one sender at a time by a lease in the ledger. A process that dies with it
/// lets it go when the lease ends: a receiver may get a notice twice, under the same `webhook-id`.
package struct Deliverer: Sendable {
  private let ledger: SQLiteLedger
  private let committer: GroupCommitter
  private let courier: Courier
  private let schedule: RetrySchedule
  private let clock: @Sendable () -> Int64
  private let jitter: @Sendable () -> Double

  /// Under way at once, and to one receiver.
  private static let concurrency = 16
  private static let perReceiver = 4
  private static let leaseMicroseconds = Int64(Courier.timeoutSeconds + 70) * 1_000_000
  /// How long what has ended is kept on record.
  private static let keptMicroseconds = 30 * Instant.microsecondsPerDay

  /// - Parameters:
  ///   - transport: of its own, so that no connection is shared with what may reach other addresses.
  ///   - clock: UTC µs.
  ///   - jitter: 0..<1, another each time.
  package init(
    ledger: SQLiteLedger, committer: GroupCommitter, transport: Transport,
    schedule: RetrySchedule = RetrySchedule(), clock: @escaping @Sendable () -> Int64,
    jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
    secret: @escaping @Sendable (Subscription.Secret.Source) -> String? = { $0.text }
  ) {
    self.ledger = ledger
    self.committer = committer
    courier = Courier(transport: transport, secret: secret)
    self.schedule = schedule
    self.clock = clock
    self.jitter = jitter
  }

  /// How one try ended, for logs and figures.
  package struct Report: Sendable {
    package var notice: String
    package var subscription: String
    package var attempt: DeliveryAttempt
    package var fate: NoticeFate
  }

  /// Sends what is due, and what becomes so meanwhile, until nothing is and all has an answer.
  ///
  /// - Throws: what the ledger throws; failures at receivers are in the reports.
  package func deliverDue(_ each: @escaping @Sendable (Report) -> Void = { _ in }) async throws {
    var underWay: [String: Int] = [:]
    try await withThrowingTaskGroup(of: Report?.self) { group in
      // One receiver may take long to answer; others' notices are looked for meanwhile.
      group.addTask { try await tick() }
      while !Task.isCancelled {
        let busy = underWay
        let total = busy.values.reduce(0, +)
        let claimed = try await claim(Self.concurrency - total, busy)
        for notice in claimed {
          underWay[notice.subscription, default: 0] += 1
          group.addTask { try await deliver(notice) }
        }
        if total + claimed.count == 0 { break }
        if let report = try await group.next() ?? nil {
          underWay[report.subscription, default: 1] -= 1
          each(report)
        } else {
          group.addTask { try await tick() }
        }
      }
      group.cancelAll()
    }
  }

  private func tick() async throws -> Report? {
    try? await Task.sleep(for: .seconds(1))
    return nil
  }

  private func claim(_ limit: Int, _ busy: [String: Int]) async throws -> [NoticeRecord] {
    let now = clock()
    return try await committer.write { writer in
      try writer.claimNotices(
        dueBy: now, leasedUntil: now + Self.leaseMicroseconds, limit: limit,
        room: { Self.perReceiver - (busy[$0] ?? 0) })
    }
  }

  /// When something is due next, UTC µs.
  package func nextDue() async throws -> Int64? { try await ledger.read { try $0.nextNoticeDue() } }

  /// Lets go of what ended long ago.
  package func forget() async throws {
    let moment = clock() - Self.keptMicroseconds
    try await committer.write { try $0.forgetNotices(endedBefore: moment) }
  }

  private func deliver(_ notice: NoticeRecord) async throws -> Report {
    let record = try await ledger.read { try $0.findSubscription(notice.subscription) }
    guard let record else {
      // Removed meanwhile, with all that waited.
      let attempt = DeliveryAttempt(at: clock(), milliseconds: 0, error: "subscription removed")
      return Report(
        notice: notice.name, subscription: notice.subscription, attempt: attempt, fate: .dead)
    }
    let subscription = try KeptSubscription(record).subscription
    let answer = await courier.post(
      notice.body, name: notice.name, to: subscription, now: clock())
    let fate = fate(of: notice, answer)
    let rests =
      clock()
      + Int64(
        schedule.rest(after: notice.attempts, retryAfterSeconds: answer.retryAfterSeconds)
          * 1_000_000)
    try await committer.write { writer in
      try writer.recordAttempt(answer.attempt, of: notice.id, then: fate)
      if answer.isGone {
        guard var subscription = try writer.reader.findSubscription(record.id) else { return }
        subscription.state = .gone
        try writer.keepSubscription(subscription)
        try writer.buryNotices(of: record.id, at: answer.attempt.at)
      } else if !answer.isDelivered {
        try writer.restSubscription(record.id, until: rests)
      }
    }
    return Report(
      notice: notice.name, subscription: record.id, attempt: answer.attempt, fate: fate)
  }

  private func fate(of notice: NoticeRecord, _ answer: Courier.Answer) -> NoticeFate {
    if answer.isDelivered { return .delivered }
    guard !answer.isGone,
      let delay = schedule.delay(
        after: notice.attempts, retryAfterSeconds: answer.retryAfterSeconds, random: jitter())
    else { return .dead }
    return .again(at: clock() + Int64(delay * 1_000_000))
  }

  /// Posts a test to a receiver at once, past the outbox.
  package func test(_ kept: KeptSubscription) async throws -> DeliveryAttempt {
    let now = clock()
    var content = NoticeBody.Content()
    content.subscription = kept.record.id
    let body = NoticeBody(
      type: .test, timestamp: Instant(microseconds: now).rfc3339, data: content)
    return await courier.post(
      try body.bytes, name: "msg_" + TimeOrderedID.make(at: now), to: kept.subscription, now: now
    ).attempt
  }
}
