extension SQLiteReader {
  func findPush(feed: String, id: String) throws -> Int64? {
    let statement = try prepare("SELECT message FROM pushes WHERE feed = ? AND id = ?")
    statement.bind(1, feed)
    statement.bind(2, id)
    return try statement.first { $0.int64(0) }
  }

  func findToken(hash: [UInt8]) throws -> TokenRecord? {
    let statement = try prepare("\(Self.tokenColumns) WHERE hash = ?")
    statement.bind(1, hash)
    return try statement.first(Self.token)
  }

  func listTokens() throws -> [TokenRecord] {
    try prepare("\(Self.tokenColumns) ORDER BY created, id").all(Self.token)
  }

  private static let tokenColumns = """
    SELECT id, hash, scope, label, created, expires, revoked FROM tokens
    """

  private static func token(_ row: Columns) -> TokenRecord {
    TokenRecord(
      id: row.text(0), hash: row.bytes(1), scope: row.text(2), label: row.optionalText(3),
      createdAt: row.int64(4), expiresAt: row.optionalInt64(5), revokedAt: row.optionalInt64(6))
  }
}
