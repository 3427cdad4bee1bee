import Freight
import Testing

@testable import Ledger

/// Events and messages in the words of the operation, short enough to read in a test.
enum Sample {
  /// 2026-02-02T00:00:00Z
  static let start: Int64 = 1_769_990_400_000_000
  static let day = Instant.microsecondsPerDay

  static func container(_ serial: Int) throws -> Subject {
    let digits = String(serial)
    let number = "TBJU" + String(repeating: "0", count: 6 - digits.count) + digits
    return .container(try #require(ContainerNumber.completing(number)))
  }

  static func wagon(_ serial: Int) throws -> WagonNumber {
    try #require(WagonNumber(String(94_000_000 + serial)))
  }

  static func train(_ number: String = "X9041", _ date: String = "2026-02-02") throws -> TrainID {
    try #require(TrainID("\(number)@\(date)"))
  }

  static func leg(_ date: String = "2026-02-06") throws -> TrainLegID {
    try #require(TrainLegID("7084-087-1306@\(date)"))
  }

  static func voyage(_ voyage: String = "2026-02-14") throws -> VoyageID {
    try #require(VoyageID("BEKET ATA/\(voyage)"))
  }

  static func event(
    _ subject: Subject, _ activity: Activity = .positioned, onDay day: Int = 0,
    feed: String = "ktz", key: String? = nil, wagon: WagonNumber? = nil, leg: TrainLegID? = nil,
    voyage: VoyageID? = nil, reason: String? = nil, details: Details? = nil
  ) -> Event {
    Event(
      feed: feed, senderKey: key, subject: subject, activity: activity,
      occurredAt: Instant(
        microseconds: start + Int64(day) * Sample.day + 3_600_000_000, offsetMinutes: 300),
      conveyance: Conveyance(wagon: wagon, trainLeg: leg, voyage: voyage), reason: reason,
      details: details, source: Source(format: "test", position: .line(1)))
  }

  static func message(_ body: String, feed: String = "ktz") -> NewMessage {
    NewMessage(feed: feed, name: "\(body).json", receivedAt: start, body: Array(body.utf8))
  }
}

extension Ledger {
  /// Receives a message of its own and appends the events in the same transaction.
  @discardableResult
  func take(
    _ events: [Event], message: String = "message", recordedAt: Int64 = Sample.start,
    rejections: [RejectedRecord] = []
  ) throws -> AppendOutcome {
    try write { writer in
      let id = try writer.receive(Sample.message(message)).message
      return try writer.append(
        [DecodedMessage(message: id, format: "test", events: events, rejections: rejections)],
        recordedAt: recordedAt)
    }
  }

  func stale() throws -> Set<Subject> { try read { Set(try $0.stale(limit: .max)) } }

  /// As if the fold had run: nothing is stale any more.
  func foldAll() throws {
    try write { writer in
      let seq = try writer.reader.highestSeq()
      for subject in try writer.reader.stale(limit: .max) {
        try writer.replaceJourneys(of: subject, with: [], foldedThrough: seq)
      }
    }
  }

  func reasons(of subject: Subject, from: Int64? = nil, to: Int64? = nil) throws -> [String?] {
    try read { reader in
      try reader.events(mentioning: subject, from: from, to: to, recordedBy: nil)
        .map(\.event.reason)
    }
  }
}
