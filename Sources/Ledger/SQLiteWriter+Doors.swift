extension SQLiteWriter {
  func receive(_ message: NewMessage, pushedAs id: String) throws -> PushReceipt {
    // Nearly every name is new: the insert itself finds out, with the number that the message will get.
    let number = try nextMessage()
    let insert = try prepare(
      "INSERT INTO pushes(feed, id, message) VALUES(?, ?, ?) ON CONFLICT DO NOTHING")
    insert.bind(1, message.feed)
    insert.bind(2, id)
    insert.bind(3, number)
    guard try insert.run() > 0 else {
      guard let known = try rows.findPush(feed: message.feed, id: id) else {
        throw LedgerError.damaged("a push's name is refused and not to be found")
      }
      return .known(known)
    }
    let receipt = try receive(message)
    if receipt.message != number {
      let correct = try prepare("UPDATE pushes SET message = ? WHERE feed = ? AND id = ?")
      correct.bind(1, receipt.message)
      correct.bind(2, message.feed)
      correct.bind(3, id)
      try correct.run()
    }
    return .received(receipt)
  }

  func addToken(_ token: TokenRecord) throws {
    let statement = try prepare(
      """
      INSERT INTO tokens(id, hash, scope, label, created, expires, revoked)
      VALUES(?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, token.id)
    statement.bind(2, token.hash)
    statement.bind(3, token.scope)
    statement.bind(4, token.label)
    statement.bind(5, token.createdAt)
    statement.bind(6, token.expiresAt)
    statement.bind(7, token.revokedAt)
    try statement.run()
  }

  func revokeToken(_ id: String, at: Int64) throws -> Bool {
    let statement = try prepare("UPDATE tokens SET revoked = ? WHERE id = ? AND revoked IS NULL")
    statement.bind(1, at)
    statement.bind(2, id)
    return try statement.run() > 0
  }
}
