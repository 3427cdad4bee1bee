import Freight
import TestSeeds
import Testing

@testable import Ledger

/// What every store must keep, whatever it is made of. Each rule gets an empty ledger of its own.
struct Rule: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let check: @Sendable (any Ledger) throws -> Void

  init(_ name: String, _ check: @escaping @Sendable (any Ledger) throws -> Void) {
    testDescription = name
    self.check = check
  }
}

enum LedgerContract {
  static let rules =
    events + versions + staleness + journeys + inbox + records + feeds + doors + notices + estimates
}

// MARK: - Events

extension LedgerContract {
  static let events = [
    Rule("an event appended twice is one event and a duplicate") { ledger throws in
      let event = Sample.event(try Sample.container(1))
      let first = try ledger.take([event], message: "a")
      let second = try ledger.take([event, event], message: "b", recordedAt: Sample.start + 5)
      #expect(first.accepted == 1)
      #expect(second.accepted == 0)
      #expect(second.duplicates == 2)
      #expect(second.highestSeq == first.highestSeq)
      let kept = try ledger.read { try $0.events(mentioning: event.subject) }
      #expect(kept.map(\.event.recordedAt) == [Sample.start])
    },
    Rule("an event comes back as it was, with its message and time of recording") { ledger throws in
      var event = Sample.event(
        try Sample.container(1), .loaded, key: "7", wagon: try Sample.wagon(3), reason: "перегруз",
        details: Details(seals: ["CN 1"], grossKilograms: 21_450.5))
      try ledger.take([event], message: "m", recordedAt: 99)
      let kept = try ledger.read { try $0.events(after: 0, limit: 10) }
      event.recordedAt = 99
      event.source.message = 1
      event.id = EventID(of: event)
      #expect(kept.map(\.event) == [event])
      #expect(try ledger.read { try $0.findEvent(EventID(of: event)) } == kept.first)
      #expect(try ledger.read { try $0.highestSeq() } == kept.first?.seq)
    },
    Rule("events are found by every subject they mention") { ledger throws in
      let box = try Sample.container(1)
      let wagon = try Sample.wagon(1)
      guard case .container(let number) = box else { return }
      let train = Subject.train(try Sample.train())
      let list = Sample.event(
        train, .composed, reason: "list",
        details: Details(members: [Member(container: number, wagon: wagon)]))
      try ledger.take([list])
      #expect(try ledger.reasons(of: train) == ["list"])
      #expect(try ledger.reasons(of: box) == ["list"])
      #expect(try ledger.reasons(of: .wagon(wagon)) == ["list"])
      #expect(try ledger.reasons(of: try Sample.container(2)) == [])
    },
    Rule("a window returns its days, and an event of day precision that reaches into it") {
      ledger throws in
      let box = try Sample.container(1)
      try ledger.take((0..<10).map { Sample.event(box, onDay: $0, reason: "\($0)") })
      let from = Sample.start + 4 * Sample.day
      let found = try ledger.reasons(of: box, from: from, to: from + Sample.day)
      #expect(found == ["3", "4", "5"])
    },
    Rule("as of a moment, what was recorded later is not there") { ledger throws in
      let box = try Sample.container(1)
      try ledger.take([Sample.event(box, reason: "early")], message: "a", recordedAt: 100)
      try ledger.take([Sample.event(box, reason: "late")], message: "b", recordedAt: 200)
      func known(at moment: Int64) throws -> Set<String?> {
        try ledger.read { reader throws in
          Set(
            try reader.events(mentioning: box, from: nil, to: nil, recordedBy: moment)
              .map(\.event.reason))
        }
      }
      #expect(try known(at: 99) == [])
      #expect(try known(at: 199) == ["early"])
      #expect(try known(at: 200) == ["early", "late"])
    },
    Rule("events about places are found without naming one") { ledger throws in
      let port = try #require(PlaceReference(codes: [.unlocode("KZAAU")]))
      try ledger.take([
        Sample.event(.place(port), .portClosed, reason: "wind"),
        Sample.event(try Sample.container(1)),
      ])
      let found = try ledger.read { try $0.placeEvents(from: nil, to: nil, recordedBy: nil) }
      #expect(found.map(\.event.reason) == ["wind"])
      let later = try ledger.read {
        try $0.placeEvents(from: Sample.start + 9 * Sample.day, to: nil, recordedBy: nil)
      }
      #expect(later.isEmpty)
    },
    Rule("pages of events follow each other without gap or overlap") { ledger throws in
      try ledger.take((0..<25).map { Sample.event(try Sample.container($0)) })
      var seen: [Int64] = []
      var after: Int64 = 0
      while true {
        let page = try ledger.read { try $0.events(after: after, limit: 10) }
        guard let last = page.last else { break }
        seen += page.map(\.seq)
        after = last.seq
      }
      #expect(seen.count == 25)
      #expect(seen == Set(seen).sorted())
    },
    Rule("a transaction that throws leaves nothing") { ledger throws in
      struct Stop: Error {}
      let box = try Sample.container(1)
      #expect(throws: Stop.self) {
        try ledger.write { writer in
          let id = try writer.receive(Sample.message("a")).message
          let message = DecodedMessage(message: id, format: "test", events: [Sample.event(box)])
          _ = try writer.append([message], recordedAt: 1)
          throw Stop()
        }
      }
      #expect(try ledger.read { try $0.counts() }.subjects == 0)
      // What the failed transaction learnt must not be believed by the next.
      try ledger.take([Sample.event(box, reason: "again")])
      #expect(try ledger.reasons(of: box) == ["again"])
    },
    Rule("an attempt that throws undoes itself alone") { ledger throws in
      struct Stop: Error {}
      let box = try Sample.container(1)
      try ledger.write { writer in
        let id = try writer.receive(Sample.message("kept")).message
        #expect(throws: Stop.self) {
          try writer.attempt {
            let message = DecodedMessage(message: id, format: "t", events: [Sample.event(box)])
            _ = try writer.append([message], recordedAt: 1)
            throw Stop()
          }
        }
      }
      let counts = try ledger.read { try $0.counts() }
      #expect(counts.messages == 1)
      #expect(counts.events == 0)
      #expect(counts.subjects == 0)
    },
    Rule("a read sees one moment, whatever is written meanwhile") { ledger throws in
      let box = try Sample.container(1)
      try ledger.take([Sample.event(box, reason: "before")], message: "a")
      try ledger.read { reader throws in
        #expect(try reader.highestSeq() == 1)
        try ledger.take([Sample.event(box, reason: "meanwhile")], message: "b")
        #expect(try reader.highestSeq() == 1)
        #expect(try reader.events(mentioning: box).map(\.event.reason) == ["before"])
      }
      #expect(try ledger.reasons(of: box).count == 2)
    },
    Rule("the same events in any order and batching make the same ledger") { ledger throws in
      let seed: UInt64 = 20_260_202
      var generator = SeededGenerator(seed: seed)
      var events: [Event] = []
      for serial in 0..<120 {
        let box = try Sample.container(Int.random(in: 0..<12, using: &generator))
        let wagon = try Sample.wagon(Int.random(in: 0..<4, using: &generator))
        events.append(
          Sample.event(
            box, onDay: serial % 9, key: "k\(serial % 40)", wagon: wagon, reason: "\(serial)"))
      }
      let shuffled = (events + events.prefix(30)).shuffled(using: &generator)
      for (number, start) in stride(from: 0, to: shuffled.count, by: 17).enumerated() {
        let batch = shuffled[start..<min(start + 17, shuffled.count)]
        try ledger.take(Array(batch), message: "\(number)")
      }
      let counts = try ledger.read { try $0.counts() }
      #expect(counts.events == 120, "seed \(seed)")
      for serial in 0..<12 {
        let box = try Sample.container(serial)
        // Own events, and all versions of the reports they belong to.
        let keys = Set(events.filter { $0.subject == box }.map(\.senderKey))
        let expected = Set(events.filter { keys.contains($0.senderKey) }.map(\.reason))
        #expect(Set(try ledger.reasons(of: box)) == expected, "seed \(seed), box \(serial)")
      }
    },
  ]

  // MARK: - Versions of one report

  static let versions = [
    Rule("versions about different boxes are found from either, in either order") { ledger throws in
      let wrong = try Sample.container(1)
      let right = try Sample.container(2)
      let first = Sample.event(wrong, key: "slot", reason: "wrong")
      let second = Sample.event(right, key: "slot", reason: "right")
      try ledger.take([first], message: "a")
      try ledger.foldAll()
      try ledger.take([second], message: "b")
      #expect(Set(try ledger.reasons(of: wrong)) == ["wrong", "right"])
      #expect(Set(try ledger.reasons(of: right)) == ["wrong", "right"])
      #expect(try ledger.stale() == [wrong, right])
    },
    Rule("a version moved to another day is seen from the window of either") { ledger throws in
      let box = try Sample.container(1)
      try ledger.take([Sample.event(box, onDay: 0, key: "slot", reason: "then")], message: "a")
      try ledger.take([Sample.event(box, onDay: 20, key: "slot", reason: "now")], message: "b")
      #expect(try ledger.reasons(of: box, to: Sample.start + Sample.day).count == 2)
      #expect(try ledger.reasons(of: box, from: Sample.start + 19 * Sample.day).count == 2)
      #expect(
        try ledger.reasons(
          of: box, from: Sample.start + 8 * Sample.day, to: Sample.start + 9 * Sample.day) == [])
    },
    Rule("the same sender's key on another feed is another report") { ledger throws in
      let one = try Sample.container(1)
      let other = try Sample.container(2)
      try ledger.take([
        Sample.event(one, feed: "ktz", key: "1", reason: "ktz"),
        Sample.event(other, feed: "rzd", key: "1", reason: "rzd"),
      ])
      #expect(try ledger.reasons(of: one) == ["ktz"])
      #expect(try ledger.reasons(of: other) == ["rzd"])
    },
  ]
}
