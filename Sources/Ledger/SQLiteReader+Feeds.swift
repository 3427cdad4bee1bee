extension SQLiteReader {
  func listFeeds() throws -> [FeedDefinition] {
    try prepare("SELECT name, definition, added FROM feeds ORDER BY name").all {
      FeedDefinition(name: $0.text(0), definition: $0.text(1), addedAt: $0.int64(2))
    }
  }

  func findPoll(of feed: String) throws -> PollRecord? {
    let statement = try prepare("\(Self.pollColumns) WHERE feed = ?")
    statement.bind(1, feed)
    return try statement.first(Self.poll)
  }

  func listPolls() throws -> [PollRecord] {
    try prepare("\(Self.pollColumns) ORDER BY feed").all(Self.poll)
  }

  func hasTaken(_ file: TakenFile) throws -> Bool {
    let statement = try prepare(
      "SELECT 1 FROM taken WHERE feed = ? AND name = ? AND size = ? AND modified = ?")
    statement.bind(1, file.feed)
    statement.bind(2, file.name)
    statement.bind(3, file.sizeBytes)
    statement.bind(4, file.modified)
    return try statement.first { _ in true } ?? false
  }

  private static let pollColumns = """
    SELECT feed, paused, due, attempted, succeeded, news, failures, open, error, etag, modified,
      cursor
    FROM polls
    """

  private static func poll(_ row: Columns) -> PollRecord {
    var poll = PollRecord(feed: row.text(0))
    poll.isPaused = row.int(1) != 0
    poll.dueAt = row.optionalInt64(2)
    poll.attemptedAt = row.optionalInt64(3)
    poll.succeededAt = row.optionalInt64(4)
    poll.newsAt = row.optionalInt64(5)
    poll.failures = row.int(6)
    poll.isOpen = row.int(7) != 0
    poll.error = row.optionalText(8)
    poll.etag = row.optionalText(9)
    poll.lastModified = row.optionalText(10)
    poll.cursor = row.optionalText(11)
    return poll
  }
}
