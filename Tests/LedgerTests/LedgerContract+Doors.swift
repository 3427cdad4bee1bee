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
      let id = try ledger.write { writer in
        let id = try writer.receive(
          NewMessage(feed: "ktz", receivedAt: 1, body: Array("a".utf8))
        ).message
        try writer.keepPush(feed: "ktz", id: "msg_1", message: id)
        return id
      }
      #expect(try ledger.read { try $0.findPush(feed: "ktz", id: "msg_1") } == id)
      #expect(try ledger.read { try $0.findPush(feed: "ktz", id: "msg_2") } == nil)
      #expect(try ledger.read { try $0.findPush(feed: "adp", id: "msg_1") } == nil)
      #expect(throws: LedgerError.self) {
        try ledger.write { try $0.keepPush(feed: "ktz", id: "msg_1", message: id) }
      }
    },
  ]
}
