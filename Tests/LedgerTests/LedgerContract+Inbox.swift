import Freight
import TestSeeds
import Testing

@testable import Ledger

extension LedgerContract {
  // MARK: - Inbox

  static let inbox = [
    Rule("the same bytes from the same feed are kept once") { ledger throws in
      let receipts = try ledger.write { writer in
        [
          try writer.receive(Sample.message("a")), try writer.receive(Sample.message("a")),
          try writer.receive(Sample.message("b")),
          try writer.receive(Sample.message("a", feed: "rzd")),
        ]
      }
      #expect(receipts == [.new(1), .duplicate(1), .new(2), .new(3)])
    },
    Rule("bytes come back as they were, compressible or not") { ledger throws in
      var generator = SeededGenerator(seed: 7)
      let noise = (0..<10_000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      let bodies: [[UInt8]] = [[], [0], Array(repeating: 0x20, count: 200_000), noise]
      for body in bodies {
        let id = try ledger.write { writer in
          try writer.receive(NewMessage(feed: "f", receivedAt: 1, body: body)).message
        }
        #expect(try ledger.read { try $0.body(of: id) } == body)
        #expect(try ledger.read { try $0.findMessage(id) }?.size == body.count)
      }
    },
    Rule("a message over the limit is refused, one at the limit is not") { ledger throws in
      let full = [UInt8](repeating: 0x41, count: Limits.messageBytes)
      _ = try ledger.write {
        try $0.receive(NewMessage(feed: "f", receivedAt: 1, body: full))
      }
      #expect(throws: LedgerError.messageTooLarge(bytes: Limits.messageBytes + 1)) {
        try ledger.write {
          try $0.receive(NewMessage(feed: "f", receivedAt: 1, body: full + [0x41]))
        }
      }
    },
    Rule("a message that is not there is named in the error") { ledger throws in
      #expect(throws: LedgerError.noSuchMessage(7)) { try ledger.read { try $0.body(of: 7) } }
      #expect(throws: LedgerError.noSuchMessage(7)) {
        try ledger.write {
          try $0.append(
            [DecodedMessage(message: 7, format: "t", events: [])], recordedAt: 1)
        }
      }
      #expect(try ledger.read { try $0.findMessage(7) } == nil)
    },
    Rule("a message waits until its outcome is appended") { ledger throws in
      let id = try ledger.write { try $0.receive(Sample.message("a")).message }
      let waiting = InboxFilter(state: .received)
      #expect(try ledger.read { try $0.listMessages(waiting).map(\.id) } == [id])
      try ledger.take([Sample.event(try Sample.container(1))], message: "a")
      #expect(try ledger.read { try $0.listMessages(waiting) } == [])
      let message = try #require(try ledger.read { try $0.findMessage(id) })
      #expect(message.state == .decoded)
      #expect(message.format == "test")
      #expect(message.name == "a.json")
      #expect(message.accepted == 1)
    },
    Rule("one transaction takes many messages and tells how each ended") { ledger throws in
      let shared = Sample.event(try Sample.container(1))
      let own = Sample.event(try Sample.container(2))
      let outcome = try ledger.write { writer in
        let first = try writer.receive(Sample.message("a")).message
        let second = try writer.receive(Sample.message("b")).message
        return try writer.append(
          [
            DecodedMessage(message: first, format: "t", events: [shared]),
            DecodedMessage(
              message: second, format: "t", events: [own, shared],
              rejections: [rejection(1)], warnings: 3),
          ], recordedAt: 1)
      }
      #expect(outcome.messages.map(\.accepted) == [1, 1])
      #expect(outcome.messages.map(\.duplicates) == [0, 1])
      #expect(outcome.messages.map(\.rejected) == [0, 1])
      #expect(outcome.messages.map(\.warnings) == [0, 3])
    },
    Rule("decoding again changes nothing where nothing improved") { ledger throws in
      let events = [Sample.event(try Sample.container(1)), Sample.event(try Sample.container(2))]
      try ledger.take([events[1]], message: "other")
      try ledger.take(events + [events[0]], message: "m", rejections: [rejection(1)])
      let before = try ledger.read { (message: try $0.findMessage(2), counts: try $0.counts()) }
      let outcome = try ledger.take(
        events + [events[0]], message: "m", rejections: [rejection(1)])
      #expect(outcome.messages.first?.added == 0)
      #expect(try ledger.read { try $0.findMessage(2) } == before.message)
      #expect(before.message?.accepted == 1)
      #expect(before.message?.duplicates == 2)
      #expect(try ledger.read { try $0.counts() } == before.counts)
    },
    Rule("decoding again with a better decoder adds its events and clears its rejections") {
      ledger throws in
      let box = try Sample.container(1)
      try ledger.take([Sample.event(box)], message: "m", rejections: [rejection(1)])
      let outcome = try ledger.take(
        [Sample.event(box), Sample.event(box, onDay: 1)], message: "m")
      #expect(outcome.messages.first?.added == 1)
      #expect(outcome.accepted == 2)
      #expect(try ledger.read { try $0.listRejections(RejectionFilter()) } == [])
      #expect(try ledger.read { try $0.findMessage(1) }?.rejected == 0)
    },
    Rule("rejections are kept in order, counted by reason and bounded") { ledger throws in
      let many = (0..<Limits.rejectionsKeptPerMessage + 5).map(rejection)
      let outcome = try ledger.take([], message: "m", rejections: many)
      #expect(outcome.rejected == many.count)
      try ledger.read { reader throws in
        let kept = try reader.listRejections(RejectionFilter(message: 1, limit: 5_000))
        #expect(kept.map(\.record) == Array(many.prefix(Limits.rejectionsKeptPerMessage)))
        #expect(kept.map(\.ordinal) == Array(0..<Limits.rejectionsKeptPerMessage))
        let counts = try reader.countRejectionsByReason()
        #expect(counts == ["invalidTime": 500, "missingField": 500])
        #expect(try reader.listRejections(RejectionFilter(reason: "invalidTime")).count == 500)
        #expect(try reader.listRejections(RejectionFilter(feed: "rzd")) == [])
        #expect(try reader.listMessages(InboxFilter(hasRejections: true)).map(\.id) == [1])
      }
    },
  ]

  private static func rejection(_ line: Int) -> RejectedRecord {
    RejectedRecord(
      reason: line % 2 == 0 ? "missingField" : "invalidTime", position: "line \(line)",
      detail: "found nothing; write a time", excerpt: line % 3 == 0 ? nil : [0xFF, 0x00])
  }

  // MARK: - What was in force, and what people said

  static let records = [
    Rule("a version is kept only when its digest changes, and found as of a moment") {
      ledger throws in
      func record(_ digest: String, at: Int64) throws -> Bool {
        try ledger.write {
          try $0.recordVersion(
            kind: "routes", digest: digest, content: Array("routes \(digest)".utf8), at: at)
        }
      }
      #expect(try record("1", at: 10))
      #expect(try !record("1", at: 20))
      #expect(try record("2", at: 30))
      #expect(try record("1", at: 40))
      try ledger.read { reader throws in
        #expect(try reader.version(kind: "routes", asOf: 9) == nil)
        #expect(try reader.version(kind: "routes", asOf: 29)?.digest == "1")
        #expect(try reader.version(kind: "routes", asOf: 30)?.content == Array("routes 2".utf8))
        #expect(try reader.version(kind: "routes", asOf: nil)?.since == 40)
        #expect(try reader.version(kind: "trust", asOf: nil) == nil)
      }
    },
    Rule("acknowledgements are kept in order, as of a moment too") { ledger throws in
      let box = try Sample.container(1)
      let said = [10, 20].map { moment in
        Acknowledgement(
          subject: box, alertKind: "silent", place: "altynkol", since: 5, acknowledgedAt: moment,
          by: "Li", note: moment == 10 ? nil : "called KTZ")
      }
      try ledger.write { writer in for one in said { try writer.acknowledge(one) } }
      try ledger.read { reader throws in
        #expect(try reader.acknowledgements(of: box, recordedBy: nil) == said)
        #expect(try reader.acknowledgements(of: box, recordedBy: 19) == [said[0]])
        #expect(try reader.acknowledgements(of: try Sample.container(2), recordedBy: nil) == [])
      }
    },
    Rule("a sound ledger is found sound") { ledger throws in
      try ledger.take([
        Sample.event(try Sample.container(1), key: "k", wagon: try Sample.wagon(1)),
        Sample.event(.voyage(try Sample.voyage()), .arrived),
      ])
      let found = try ledger.verify(.everything)
      #expect(found.findings == [])
      #expect(found.eventsChecked == 2)
      #expect(found.messagesChecked == 1)
      #expect(try ledger.verify(.sample(newest: 1)).eventsChecked == 1)
    },
  ]
}
