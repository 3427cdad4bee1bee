import EmbeddedRoutes
import Feeds
import Foundation
import Freight
import Intake
import Ledger
import Synchronization
import Testing
import Tracking

/// A ledger of its own in a folder of its own, gone with the test.
final class Desk {
  let folder: URL
  let ledger: SQLiteLedger
  let tracker = Tracker(book: EmbeddedRoutes.book)

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "banlie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    ledger = try SQLiteLedger(path: folder.appending(path: "ledger.sqlite").path)
    try Journeys(tracker: tracker).putInForce(in: ledger, at: 0)
  }

  deinit {
    // The system empties its temporary folder in any case.
    try? FileManager.default.removeItem(at: folder)
  }

  func intake(feed: String = "forwarder", format: String? = nil) -> Intake<SQLiteLedger> {
    Intake(
      ledger: ledger, tracker: tracker,
      options: .init(feed: feed, format: format, zone: "Asia/Shanghai"))
  }

  @discardableResult
  func ingest(
    _ text: String, feed: String = "forwarder", at time: String = "2026-02-20T00:00:00Z",
    chunk: Int = 1 << 20, projecting: Bool = true
  ) throws -> Intake<SQLiteLedger>.Outcome {
    let bytes = Array(text.utf8)
    var at = 0
    let outcome = try intake(feed: feed).ingest(
      name: "test", receivedAt: try RFC3339.parse(time).microseconds,
      read: {
        guard at < bytes.count else { return nil }
        defer { at += chunk }
        return Array(bytes[at..<min(at + chunk, bytes.count)])
      })
    if projecting { try Journeys(tracker: tracker).projectStale(in: ledger) }
    return outcome
  }

  func journeys(of box: ContainerNumber, asOf: String? = nil) throws -> [Journey] {
    let moment = try asOf.map { try RFC3339.parse($0).microseconds }
    return try ledger.read { try Journeys(tracker: tracker).list(of: box, in: $0, asOf: moment) }
  }

  func listed(_ filter: JourneyFilter = JourneyFilter(), by tracker: Tracker? = nil) throws
    -> [Journey]
  {
    var journeys: [Journey] = []
    try ledger.read {
      try Journeys(tracker: tracker ?? self.tracker).list(filter, in: $0) { journeys.append($0) }
    }
    return journeys
  }

  func counts() throws -> LedgerCounts { try ledger.read { try $0.counts() } }
}

/// A clock that is set by hand.
final class HandClock: Sendable {
  private let moment = Mutex<Int64>(0)

  /// UTC µs.
  var now: Int64 { moment.withLock { $0 } }

  func set(_ microseconds: Int64) { moment.withLock { $0 = microseconds } }

  func set(_ time: String) throws { set(try RFC3339.parse(time).microseconds) }
}

/// One line of our own format.
func line(
  _ box: ContainerNumber, _ activity: Activity, _ place: String, _ time: String,
  key: String? = nil, updated: String? = nil
) throws -> String {
  BanlieJSON.encode(
    Event(
      feed: "forwarder", senderKey: key, subject: .container(box), activity: activity,
      occurredAt: try RFC3339.parse(time), updatedAt: try updated.map { try RFC3339.parse($0) },
      place: PlaceReference(text: place),
      details: Details(
        origin: PlaceReference(text: "Nanchang"), destination: PlaceReference(text: "Baku"))))
}

func container(_ number: Int) throws -> ContainerNumber {
  let digits = String(number)
  let head = "TRHU" + String(repeating: "0", count: 6 - digits.count) + digits
  return try #require(ContainerNumber.completing(head))
}
