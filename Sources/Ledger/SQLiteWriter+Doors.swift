extension SQLiteWriter {
  func keepPush(feed: String, id: String, message: Int64) throws {
    let statement = try prepare("INSERT INTO pushes(feed, id, message) VALUES(?, ?, ?)")
    statement.bind(1, feed)
    statement.bind(2, id)
    statement.bind(3, message)
    try statement.run()
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
