import Answers
import Foundation
import Freight
import Ledger
import Notices
import Synchronization

/// A subscription and how its deliveries stand.
struct HookRow {
  var kept: KeptSubscription
  var waiting = 0
  var dead = 0
  var delivered = 0
  /// Of the newest delivery, UTC µs.
  var latestAt: Int64?

  init(_ kept: KeptSubscription, _ counts: [NoticeCount], latest: Int64? = nil) {
    self.kept = kept
    latestAt = latest
    for count in counts {
      switch count.state {
      case .waiting: waiting = count.count
      case .delivered: delivered = count.count
      case .dead: dead = count.count
      }
    }
  }

  var stateName: String { "\(kept.record.state)" }
}

/// A notice and every try to deliver it.
struct DeliveryRow {
  var notice: NoticeRecord
  var attempts: [DeliveryAttempt]

  /// - Throws: ``Failure`` for a word that is no state.
  static func state(_ word: String) throws -> NoticeRecord.State {
    guard let state = NoticeRecord.State.allCases.first(where: { "\($0)" == word }) else {
      throw Failure.usage("--state is waiting, delivered or dead, not “\(word)”")
    }
    return state
  }
}

/// What one run of `hook deliver` did.
final class DeliveryTally: Sendable {
  private let counts = Mutex((delivered: 0, failed: 0))

  var delivered: Int { counts.withLock { $0.delivered } }
  var failed: Int { counts.withLock { $0.failed } }

  func take(_ report: Deliverer.Report) {
    counts.withLock { counts in
      if report.fate == .delivered { counts.delivered += 1 } else { counts.failed += 1 }
    }
    if let error = report.attempt.error {
      Console.complain("\(report.subscription) \(report.notice): \(error)")
    }
  }
}

/// `hook list --json`; its schema is Schemas/hooks.schema.json.
enum HookDocument {
  /// - Parameter secret: one just made; never known again.
  static func object(_ row: HookRow, secret: String? = nil) -> JSONText {
    let subscription = row.kept.subscription
    let filter = subscription.filter
    return .fields([
      "id": .string(row.kept.record.id), "secret": .text(secret), "url": .string(subscription.url),
      "label": .text(subscription.label), "state": .string(row.stateName),
      "milestones": choice(subscription.milestones), "alerts": choice(subscription.alerts),
      "etaMovedHours": .number(subscription.estimateHours), "customer": .text(filter.customer),
      "route": .text(filter.route), "train": .text(filter.train),
      "containers": .some(filter.containers.sorted().map(JSONText.string)),
      "place": .text(filter.place), "allowPrivate": .mark(subscription.allowsPrivate),
      "createdAt": FeedDocument.time(row.kept.record.createdAt),
      "lastDelivery": FeedDocument.time(row.latestAt), "waiting": .int(row.waiting),
      "delivered": .int(row.delivered), "dead": .int(row.dead),
    ])
  }

  private static func choice(_ choice: Subscription.Choice) -> JSONText? {
    switch choice {
    case .none: nil
    case .all: .strings(["all"])
    case .only(let names): .strings(names.sorted())
    }
  }
}

/// `hook deliveries --json`; its schema is Schemas/deliveries.schema.json.
enum DeliveryDocument {
  static func object(_ row: DeliveryRow) -> JSONText {
    let notice = row.notice
    return .fields([
      "id": .string(notice.name), "subscription": .string(notice.subscription),
      "type": .string(notice.type), "state": .string("\(notice.state)"),
      "createdAt": FeedDocument.time(notice.createdAt),
      "due": notice.state == .waiting ? FeedDocument.time(notice.dueAt) : nil,
      "endedAt": FeedDocument.time(notice.endedAt),
      "attempts": .array(
        row.attempts.map { attempt in
          .fields([
            "at": FeedDocument.time(attempt.at), "milliseconds": .int(attempt.milliseconds),
            "status": .int(attempt.status), "error": .text(attempt.error),
          ])
        }),
      "body": .string(String(decoding: notice.body, as: UTF8.self)),
    ])
  }
}
