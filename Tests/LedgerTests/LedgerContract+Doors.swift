import Freight
import Testing

@testable import Ledger

extension LedgerContract {
  // MARK: - Doors

  static let doors = [
    Rule("a token is found by its hash, and shows that it was revoked") {
      ledger throws in
      let token = TokenRecord(
        id: "t1", hash: [UInt8](repeating: 7, count: 32), scope: "customer:华茂", label: "portal",
        createdAt: 10, expiresAt: 100)
      try ledger.write { try $0.addToken(token) }
      #expect(try ledger.read { try $0.findToken(hash: token.hash) } == token)
      #expect(token.isValid(at: 99) && !token.isValid(at: 100))
      #expect(try ledger.read { try $0.findToken(hash: [UInt8](repeating: 8, count: 32)) } == nil)
      #expect(try ledger.write { try $0.revokeToken("t1", at: 50) })
      #expect(try ledger.write { try !$0.revokeToken("t1", at: 60) })
      #expect(try ledger.write { try !$0.revokeToken("t2", at: 60) })
      let revoked = try ledger.read { try $0.listTokens() }
      #expect(revoked.map(\.revokedAt) == [50])
      #expect(revoked.first?.isValid(at: 20) == false)
    },
    Rule("two tokens do not share a name or a hash") { ledger throws in
      let token = TokenRecord(
        id: "t1", hash: [UInt8](repeating: 7, count: 32), scope: "operator", createdAt: 10)
      try ledger.write { try $0.addToken(token) }
      var other = token
      other.hash[0] = 1
      #expect(throws: LedgerError.self) { try ledger.write { try $0.addToken(other) } }
      other = token
      other.id = "t2"
      #expect(throws: LedgerError.self) { try ledger.write { try $0.addToken(other) } }
      #expect(try ledger.read { try $0.listTokens() } == [token])
    },
    Rule("a pushed message is found by its sender's name for it, feed by feed") { ledger throws in
      func receive(_ text: String, feed: String = "ktz", as name: String) throws -> PushReceipt {
        try ledger.write {
          try $0.receive(
            NewMessage(feed: feed, receivedAt: 1, body: Array(text.utf8)), pushedAs: name)
        }
      }
      let receipt = try receive("a", as: "msg_1")
      guard case .received(.new(let id)) = receipt else {
        Issue.record("\(receipt)")
        return
      }
      #expect(try ledger.read { try $0.findPush(feed: "ktz", id: "msg_1") } == id)
      #expect(try ledger.read { try $0.findPush(feed: "ktz", id: "msg_2") } == nil)
      #expect(try ledger.read { try $0.findPush(feed: "adp", id: "msg_1") } == nil)
      #expect(try receive("b", as: "msg_1") == .known(id))
      #expect(try ledger.read { try $0.findMessage(id + 1) } == nil)
      // The same bytes under another name, another feed's name, and one after all that.
      #expect(try receive("a", as: "msg_3") == .received(.duplicate(id)))
      #expect(try ledger.read { try $0.findPush(feed: "ktz", id: "msg_3") } == id)
      #expect(try receive("b", feed: "adp", as: "msg_1") == .received(.new(id + 1)))
      #expect(try receive("c", as: "msg_2") == .received(.new(id + 2)))
      #expect(try ledger.read { try $0.findPush(feed: "ktz", id: "msg_2") } == id + 2)
    },
    Rule("a name that was undone is free") { ledger throws in
      struct Stop: Error {}
      let first = NewMessage(feed: "ktz", receivedAt: 1, body: Array("a".utf8))
      let second = NewMessage(feed: "ktz", receivedAt: 1, body: Array("b".utf8))
      let receipts = try ledger.write { writer throws in
        #expect(throws: Stop.self) {
          try writer.attempt {
            _ = try writer.receive(first, pushedAs: "x")
            throw Stop()
          }
        }
        return [
          try writer.receive(second, pushedAs: "x"), try writer.receive(first, pushedAs: "y"),
        ]
      }
      #expect(receipts == [.received(.new(1)), .received(.new(2))])
      #expect(try ledger.read { try $0.findPush(feed: "ktz", id: "x") } == 1)
    },
    Rule("what was expected of a message is kept only where it came about") { ledger throws in
      struct Stop: Error {}
      let box = try Sample.container(1)
      let new = try ledger.write { writer throws in
        let id = try Expecting.receive("new", of: box, writer)
        _ = try writer.append([Expecting.decoded(id, of: box)], recordedAt: 1)
        return id
      }
      #expect(try Expecting.end(of: new, in: ledger) == [1, 1, 0])
      // Told before; tried and undone first; not appended at all.
      let told = try ledger.write { writer throws in
        let id = try Expecting.receive("told", of: box, writer)
        #expect(throws: Stop.self) {
          try writer.attempt {
            _ = try writer.append([Expecting.decoded(id, of: box)], recordedAt: 2)
            throw Stop()
          }
        }
        let outcome = try writer.append([Expecting.decoded(id, of: box)], recordedAt: 2)
        #expect(outcome.accepted == 0 && outcome.duplicates == 1)
        return id
      }
      #expect(try Expecting.end(of: told, in: ledger) == [1, 0, 1])
      let put = try ledger.write { try Expecting.receive("put off", of: box, $0) }
      #expect(try Expecting.end(of: put, in: ledger) == [0, 0, 0])
      #expect(try ledger.read { try $0.findMessage(put)?.format } == nil)
    },
  ]
}

/// A message of one report that is expected to be new.
private enum Expecting {
  static func decoded(_ message: Int64, of box: Subject) -> DecodedMessage {
    let event = Sample.event(box)
    return DecodedMessage(message: message, format: "x", zone: "UTC", events: [event])
  }

  static func receive(
    _ text: String, of box: Subject, _ writer: any LedgerWriter
  ) throws -> Int64 {
    let end = MessageEnd(allNewIn: decoded(0, of: box))
    let message = NewMessage(
      feed: "ktz", receivedAt: 1, body: MessageBody(Array(text.utf8)), expected: end)
    return try writer.receive(message).message
  }

  /// State, accepted, duplicates.
  static func end(of id: Int64, in ledger: any Ledger) throws -> [Int] {
    let found = try ledger.read { try $0.findMessage(id) }
    let row = try #require(found)
    return [row.state.rawValue, row.accepted, row.duplicates]
  }
}
