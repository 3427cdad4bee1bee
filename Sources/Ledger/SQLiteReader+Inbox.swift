import Crypto
import Freight

extension SQLiteReader {
  func findMessage(_ id: Int64) throws -> InboxMessage? {
    let statement = try prepare("\(Self.messageColumns) WHERE id = ?")
    statement.bind(1, id)
    return try statement.first(Self.message)
  }

  func body(of message: Int64) throws -> [UInt8] {
    let statement = try prepare(
      """
      SELECT body, coding, size, sha256 FROM inbox JOIN bodies ON bodies.message = inbox.id
      WHERE inbox.id = ?
      """)
    statement.bind(1, message)
    let found = try statement.first { row in
      let bytes = try Compression.unpack(row.raw(0), coding: row.int(1), size: row.int(2))
      guard SHA256.digest(of: bytes).elementsEqual(row.raw(3)) else {
        throw LedgerError.damaged("the bytes of message \(message) do not match their SHA-256")
      }
      return bytes
    }
    guard let found else { throw LedgerError.noSuchMessage(message) }
    return found
  }

  func listMessages(_ filter: InboxFilter) throws -> [InboxMessage] {
    let statement = try prepare(
      """
      \(Self.messageColumns)
      WHERE id < ?1 AND (?2 IS NULL OR feed = ?2) AND (?3 IS NULL OR state = ?3)
        AND rejected >= ?4
      ORDER BY id DESC LIMIT ?5
      """)
    statement.bind(1, filter.before ?? Int64.max)
    statement.bind(2, filter.feed)
    statement.bind(3, filter.state.map { Int64($0.rawValue) })
    statement.bind(4, filter.hasRejections ? 1 : 0)
    statement.bind(5, filter.limit)
    return try statement.all(Self.message)
  }

  func listRejections(_ filter: RejectionFilter) throws -> [KeptRejection] {
    let statement = try prepare(
      """
      SELECT message, feed, ordinal, reason, position, detail, excerpt
      FROM rejections JOIN inbox ON inbox.id = rejections.message
      WHERE (?1 IS NULL OR message = ?1) AND (?2 IS NULL OR feed = ?2)
        AND (?3 IS NULL OR reason = ?3)
      ORDER BY message, ordinal LIMIT ?4
      """)
    statement.bind(1, filter.message)
    statement.bind(2, filter.feed)
    statement.bind(3, filter.reason)
    statement.bind(4, filter.limit)
    return try statement.all { row in
      KeptRejection(
        message: row.int64(0), feed: row.text(1), ordinal: row.int(2),
        record: RejectedRecord(
          reason: row.text(3), position: row.text(4), detail: row.text(5),
          excerpt: row.optionalBytes(6)))
    }
  }

  func countRejectionsByReason() throws -> [String: Int] {
    var counts: [String: Int] = [:]
    try prepare("SELECT reason, count(*) FROM rejections GROUP BY reason").rows { row in
      counts[row.text(0)] = row.int(1)
      return true
    }
    return counts
  }

  private static let messageColumns = """
    SELECT id, feed, hint, name, received, sha256, size, state, format, zone, options, accepted,
      duplicates, rejected, warnings
    FROM inbox
    """

  private static func message(_ row: Columns) throws -> InboxMessage {
    guard let state = InboxMessage.State(rawValue: row.int(7)) else {
      throw LedgerError.damaged("message \(row.int64(0)) has the unknown state \(row.int(7))")
    }
    return InboxMessage(
      id: row.int64(0), feed: row.text(1), formatHint: row.optionalText(2),
      name: row.optionalText(3), receivedAt: row.int64(4), sha256: row.bytes(5),
      size: row.int(6), state: state, format: row.optionalText(8), zone: row.optionalText(9),
      options: row.optionalText(10), accepted: row.int(11), duplicates: row.int(12),
      rejected: row.int(13), warnings: row.int(14))
  }
}
