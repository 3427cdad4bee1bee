import EmbeddedRoutes
import Foundation
import Freight
import Intake
import Ledger
import Synchronization
import Testing
import Tracking

@testable import Notices

/// A ledger of its own, a clock that is set by hand, and everybody who wants to be told.
final class Office: Sendable {
  let folder: URL
  let ledger: SQLiteLedger
  let tracker = Tracker(book: EmbeddedRoutes.book)
  private let moment: Mutex<Int64>

  init(at time: String = "2026-02-02T00:00:00Z") throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "banlie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    ledger = try SQLiteLedger(path: folder.appending(path: "ledger.sqlite").path)
    moment = Mutex(try RFC3339.parse(time).microseconds)
    try Journeys(tracker: tracker).putInForce(in: ledger, at: 0)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  // MARK: - Time

  var now: Int64 { moment.withLock { $0 } }

  func set(_ time: String) throws {
    let microseconds = try RFC3339.parse(time).microseconds
    moment.withLock { $0 = microseconds }
  }

  func pass(seconds: Double) { moment.withLock { $0 += Int64(seconds * 1_000_000) } }

  var announcer: Announcer { Announcer(tracker: tracker, gatherSeconds: 5, clock: { self.now }) }

  var journeys: Journeys {
    let keeper = EstimateKeeper(tracker: tracker, clock: { self.now })
    return Journeys(tracker: tracker, observer: JourneyObservers([keeper, announcer]))
  }

  // MARK: - Subscribers

  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  static func wish(_ change: (inout Subscription) -> Void = { _ in }) -> Subscription {
    var subscription = Subscription(
      url: "https://example.com/in", milestones: .all, alerts: .all, estimateHours: nil,
      secrets: [.init(.kept(secret))])
    change(&subscription)
    return subscription
  }

  /// - Returns: its name.
  @discardableResult
  func subscribe(_ change: (inout Subscription) -> Void = { _ in }) throws -> String {
    try ledger.write { writer in
      let record = try Self.wish(change).record(at: now, sinceSeq: writer.reader.highestSeq())
      try writer.keepSubscription(record)
      return record.id
    }
  }

  /// What waits for somebody, in the order in which it was made.
  func notices(for subscription: String? = nil) throws -> [NoticeBody] {
    try ledger.read {
      try $0.listNotices(NoticeFilter(subscription: subscription, limit: 10_000))
    }.reversed().map { try NoticeBody($0.body) }
  }

  /// The same in short: `departed khorgos train X9041@2026-02-02 [A, B]`.
  func said(to subscription: String? = nil) throws -> [String] {
    try notices(for: subscription).map { body in
      let what = body.data.milestone ?? body.data.alert ?? ""
      let verb = body.type == .raised ? "+" : body.type == .cleared ? "-" : ""
      let whom = body.data.subject.map { "\($0.kind) \($0.id)" } ?? ""
      let boxes = body.boxes.count > 3 ? "\(body.boxes.count) boxes" : "\(body.boxes)"
      return [verb + (what.isEmpty ? "eta" : what), body.data.place?.id ?? "-", whom, boxes]
        .joined(separator: " ")
    }
  }

  /// Takes away what waits.
  func empty() throws {
    try ledger.write { writer in
      for subscription in try writer.reader.listSubscriptions() {
        try writer.buryNotices(of: subscription.id, at: 0)
      }
      try writer.forgetNotices(endedBefore: 1)
    }
  }

  // MARK: - Reports

  static func box(_ number: Int) throws -> ContainerNumber {
    let digits = String(number)
    let text = "TBJU" + String(repeating: "0", count: 6 - digits.count) + digits
    return try #require(ContainerNumber.completing(text))
  }

  /// Takes banlie-json lines in, as a feed brings them.
  func report(
    _ lines: String..., feed: String = "forwarder", journeys: Journeys? = nil
  ) throws {
    let outcome = try Intake(
      ledger: ledger, tracker: tracker,
      options: FeedOptions(feed: feed, format: "banlie-json", zone: "Asia/Shanghai")
    ).ingest(once: lines.joined(separator: "\n") + "\n", at: now)
    #expect(outcome.rejected == 0, "\(outcome.rejections)")
    try (journeys ?? self.journeys).projectStale(in: ledger)
  }

  static func line(
    _ box: ContainerNumber, _ activity: Activity, _ place: String, _ time: String,
    _ more: String = ""
  ) -> String {
    #"{"container":"\#(box.text)","activity":"\#(activity.rawValue)","place":"\#(place)","#
      + #""occurredAt":"\#(time)"\#(more.isEmpty ? "" : "," + more)}"#
  }

  static func train(_ activity: Activity, _ place: String, _ time: String) -> String {
    #"{"train":"X9041@2026-02-02","activity":"\#(activity.rawValue)","place":"\#(place)","#
      + #""occurredAt":"\#(time)"}"#
  }

  /// The list of a train from Nanchang to Baku, and that it has left.
  func load(_ boxes: [ContainerNumber], more: String = "") throws {
    let members = boxes.map { #"{"container":"\#($0.text)"}"# }.joined(separator: ",")
    try report(
      #"{"train":"X9041@2026-02-02","activity":"composed","place":"南昌","#
        + #""occurredAt":"2026-02-02T06:00:00+08:00","origin":"南昌","destination":"巴库","#
        + #""plannedDeparture":"2026-02-02","route":"nanchang-khorgos-baku","#
        + #""members":[\#(members)],"fullStatement":true}"#)
  }
}

extension Intake {
  func ingest(once text: String, at now: Int64) throws -> IntakeOutcome {
    var rest: [UInt8]? = Array(text.utf8)
    return try ingest(name: "test", receivedAt: now) {
      defer { rest = nil }
      return rest
    }
  }
}
