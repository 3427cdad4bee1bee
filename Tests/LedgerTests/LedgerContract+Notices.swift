import Freight
import Testing

@testable import Ledger

extension LedgerContract {
  // MARK: - Notices

  private static func subscription(
    _ id: String = "hook_a", _ state: SubscriptionRecord.State = .active
  ) -> SubscriptionRecord {
    SubscriptionRecord(id: id, definition: "{}", createdAt: 10, sinceSeq: 3, state: state)
  }

  private static func notice(
    _ name: String, to subscription: String = "hook_a", cause: String = "departed", due: Int64 = 100
  ) -> NewNotice {
    NewNotice(
      name: name, subscription: subscription, cause: cause, type: "milestone.reached",
      body: Array(name.utf8), createdAt: 50, dueAt: due)
  }

  private static func claim(
    _ ledger: some Ledger, at now: Int64 = 1_000, limit: Int = 10, room: Int = 10
  ) throws -> [String] {
    try ledger.write {
      try $0.claimNotices(dueBy: now, leasedUntil: now + 90, limit: limit, room: { _ in room })
        .map(\.name)
    }
  }

  private static func settle(
    _ name: String, _ ledger: some Ledger, at now: Int64 = 1_000, _ fate: NoticeFate
  ) throws {
    try ledger.write { writer in
      let notice = try #require(try writer.reader.findNotice(name))
      let attempt = DeliveryAttempt(
        at: now, milliseconds: 7, status: fate == .delivered ? 204 : 500,
        error: fate == .delivered ? nil : "answered 500")
      try writer.recordAttempt(attempt, of: notice.id, then: fate)
    }
  }

  static let notices = [
    Rule("a subscription is kept, changed and removed with what waits for it") { ledger throws in
      try ledger.write { writer in
        try writer.keepSubscription(subscription())
        try writer.addNotice(notice("msg_1"), about: [try Sample.container(1)])
        var changed = subscription("hook_a", .paused)
        changed.definition = "{\"url\":1}"
        changed.createdAt = 99
        try writer.keepSubscription(changed)
      }
      let kept = try #require(try ledger.read { try $0.findSubscription("hook_a") })
      #expect(kept.state == .paused && kept.definition == "{\"url\":1}" && kept.createdAt == 10)
      #expect(try ledger.write { try $0.removeSubscription("hook_a", at: 70) })
      #expect(try ledger.write { try !$0.removeSubscription("hook_a", at: 70) })
      #expect(try ledger.read { try $0.listSubscriptions() } == [])
      let left = try #require(try ledger.read { try $0.findNotice("msg_1") })
      #expect(left.state == .dead && left.endedAt == 70)
      #expect(try claim(ledger) == [])
    },
    Rule("a notice goes to one sender at a time, and to another when the lease ends") {
      ledger throws in
      try ledger.write { writer in
        try writer.keepSubscription(subscription())
        try writer.addNotice(notice("msg_1"), about: [try Sample.container(1)])
      }
      #expect(try claim(ledger, at: 99) == [])
      #expect(try claim(ledger, at: 100) == ["msg_1"])
      #expect(try claim(ledger, at: 189) == [])
      #expect(try claim(ledger, at: 190) == ["msg_1"])
      #expect(try ledger.read { try $0.findNotice("msg_1") }?.attempts == 2)
    },
    Rule("no notice overtakes an earlier one about the same box; others do not wait") {
      ledger throws in
      let (first, second) = (try Sample.container(1), try Sample.container(2))
      try ledger.write { writer in
        try writer.keepSubscription(subscription())
        try writer.keepSubscription(subscription("hook_b"))
        try writer.addNotice(notice("msg_1", cause: "a"), about: [first])
        try writer.addNotice(notice("msg_2", cause: "b"), about: [first, second])
        try writer.addNotice(notice("msg_3", cause: "c"), about: [second])
        try writer.addNotice(notice("msg_4", cause: "d"), about: [try Sample.container(3)])
        try writer.addNotice(notice("msg_5", to: "hook_b"), about: [first])
      }
      #expect(try claim(ledger) == ["msg_1", "msg_4", "msg_5"])
      try settle("msg_1", ledger, .again(at: 2_000))
      #expect(try claim(ledger, at: 1_999) == ["msg_4", "msg_5"])
      #expect(try claim(ledger, at: 2_000) == ["msg_1"])
      try settle("msg_1", ledger, .delivered)
      #expect(try claim(ledger, at: 2_001) == ["msg_2"])
      // Given up is ended, too.
      try settle("msg_2", ledger, .dead)
      #expect(try claim(ledger, at: 2_002) == ["msg_3"])
    },
    Rule("as many notices as there is room for, and none for who rests or is paused") {
      ledger throws in
      try ledger.write { writer in
        for id in ["hook_a", "hook_b", "hook_c"] {
          try writer.keepSubscription(subscription(id, id == "hook_c" ? .paused : .active))
          for number in 1...3 {
            try writer.addNotice(
              notice("\(id)_\(number)", to: id), about: [try Sample.container(number)])
          }
        }
        try writer.restSubscription("hook_b", until: 1_500)
      }
      #expect(try claim(ledger, room: 2) == ["hook_a_1", "hook_a_2"])
      #expect(
        try claim(ledger, at: 1_500, limit: 3, room: 2) == ["hook_a_1", "hook_a_2", "hook_b_1"])
      #expect(try claim(ledger, room: 0) == [])
      // The third of the first, whom nobody has tried yet.
      #expect(try ledger.read { try $0.nextNoticeDue() } == 100)
      for number in 1...3 { try settle("hook_a_\(number)", ledger, .dead) }
      #expect(try ledger.read { try $0.nextNoticeDue() } == 1_500)
    },
    Rule("a notice that nobody has tried to send takes in more boxes, without changing places") {
      ledger throws in
      let (first, second) = (try Sample.container(1), try Sample.container(2))
      func open(_ subjects: [Subject]) throws -> String? {
        try ledger.write {
          try $0.findOpenNotice(subscription: "hook_a", cause: "departed", about: subjects)?.name
        }
      }
      try ledger.write { writer in
        try writer.keepSubscription(subscription())
        try writer.addNotice(notice("msg_1"), about: [first])
      }
      #expect(try open([second]) == "msg_1")
      try ledger.write { writer in
        let id = try #require(try writer.reader.findNotice("msg_1")).id
        try writer.extendNotice(id, body: Array("more".utf8), about: [second])
        try writer.addNotice(notice("msg_2", cause: "arrived"), about: [second])
      }
      #expect(try ledger.read { try $0.findNotice("msg_1") }?.body == Array("more".utf8))
      // The second box is told of its arrival after that: nothing more of its departure before.
      #expect(try open([second]) == nil)
      #expect(try open([first]) == "msg_1")
      #expect(try claim(ledger) == ["msg_1"])
      #expect(try open([first]) == nil)
    },
    Rule("every try is on record; a dead letter is sent again under its name") { ledger throws in
      try ledger.write { writer in
        try writer.keepSubscription(subscription())
        try writer.addNotice(notice("msg_1"), about: [try Sample.container(1)])
      }
      _ = try claim(ledger)
      try settle("msg_1", ledger, at: 1_010, .again(at: 1_100))
      _ = try claim(ledger, at: 1_100)
      try settle("msg_1", ledger, at: 1_110, .dead)
      let dead = try #require(try ledger.read { try $0.findNotice("msg_1") })
      #expect(dead.state == .dead && dead.attempts == 2 && dead.endedAt == 1_110)
      let tries = try ledger.read { try $0.attempts(of: dead.id) }
      #expect(tries.map(\.number) == [1, 2] && tries.map(\.at) == [1_010, 1_110])
      #expect(tries.allSatisfy { $0.status == 500 && $0.error == "answered 500" })
      try ledger.write {
        try $0.reviveNotice(dead.id, about: [try Sample.container(1)], at: 2_000)
      }
      #expect(try claim(ledger, at: 2_000) == ["msg_1"])
      try settle("msg_1", ledger, at: 2_010, .delivered)
      #expect(try ledger.read { try $0.attempts(of: dead.id) }.map(\.number) == [1, 2, 3])
      let counts = try ledger.read { try $0.countNotices(onlyWaiting: false) }
      #expect(counts.map(\.state) == [.delivered] && counts.map(\.count) == [1])
      #expect(try ledger.read { try $0.countNotices(onlyWaiting: true) } == [])
      try ledger.write { try $0.forgetNotices(endedBefore: 2_010) }
      #expect(try ledger.read { try $0.findNotice("msg_1") } != nil)
      try ledger.write { try $0.forgetNotices(endedBefore: 2_011) }
      #expect(try ledger.read { try $0.findNotice("msg_1") } == nil)
    },
    Rule("notices are listed newest first, by subscription, state and time") { ledger throws in
      try ledger.write { writer in
        try writer.keepSubscription(subscription())
        for number in 1...3 { try writer.addNotice(notice("msg_\(number)"), about: []) }
        try writer.addNotice(notice("msg_4", to: "hook_b"), about: [])
      }
      try settle("msg_2", ledger, .delivered)
      func names(_ filter: NoticeFilter) throws -> [String] {
        try ledger.read { try $0.listNotices(filter) }.map(\.name)
      }
      #expect(try names(NoticeFilter()) == ["msg_4", "msg_3", "msg_2", "msg_1"])
      #expect(try names(NoticeFilter(limit: 1)) == ["msg_4"])
      #expect(
        try names(NoticeFilter(subscription: "hook_a", state: .waiting)) == ["msg_3", "msg_1"])
      #expect(try names(NoticeFilter(since: 51)) == [])
    },
    Rule("what was announced is kept, and forgotten when a first subscriber comes") {
      ledger throws in
      let box = try Sample.container(1)
      let announced = AnnouncedRecord(subject: box, seq: 7, content: "{}")
      try ledger.write { writer in
        try writer.keepSubscription(subscription())
        try writer.keepAnnounced(announced)
        try writer.keepTold(subscription: "hook_a", subject: box, trip: "1", estimate: 5)
        try writer.keepTold(subscription: "hook_a", subject: box, trip: "1", estimate: 6)
        try writer.keepSubscription(subscription("hook_b"))
      }
      try ledger.read { reader throws in
        #expect(try reader.findAnnounced(box) == announced)
        #expect(try reader.findAnnounced(try Sample.container(2)) == nil)
        #expect(try reader.toldEstimate(subscription: "hook_a", subject: box, trip: "1") == 6)
        #expect(try reader.toldEstimate(subscription: "hook_b", subject: box, trip: "1") == nil)
      }
      try ledger.write { writer in
        for id in ["hook_a", "hook_b"] { _ = try writer.removeSubscription(id, at: 1) }
        try writer.keepSubscription(subscription("hook_c"))
      }
      #expect(try ledger.read { try $0.findAnnounced(box) } == nil)
    },
  ]
}
