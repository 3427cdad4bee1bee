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
      #expect(try receive("b", as: "msg_1") == .nameTaken(by: id))
      #expect(try ledger.read { try $0.findMessage(id + 1) } == nil)
      // The same bytes under another name, another feed's name, and one after all that.
      #expect(try receive("a", as: "msg_3") == .received(.duplicate(id)))
      #expect(try ledger.read { try $0.findPush(feed: "ktz", id: "msg_3") } == id)
      #expect(try receive("b", feed: "adp", as: "msg_1") == .received(.new(id + 1)))
      #expect(try receive("c", as: "msg_2") == .received(.new(id + 2)))
      #expect(try ledger.read { try $0.findPush(feed: "ktz", id: "msg_2") } == id + 2)
    },
    Rule("a message of which an end is expected is appended at once, or nothing is kept") {
      ledger throws in
      let decoded = DecodedMessage(message: 0, format: "x", events: EventBatch([]))
      let message = NewMessage(
        feed: "ktz", receivedAt: 1, body: MessageBody(Array("a".utf8)),
        expected: MessageEnd(allNewIn: decoded))
      #expect(throws: LedgerError.self) { try ledger.write { _ = try $0.receive(message) } }
      #expect(try ledger.read { try $0.findMessage(1) } == nil)
    },
  ]
}
