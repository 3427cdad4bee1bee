extension SQLiteWriter {
  func keepFeed(_ feed: FeedDefinition) throws {
    let statement = try prepare(
      "INSERT OR REPLACE INTO feeds(name, definition, added) VALUES(?, ?, ?)")
    statement.bind(1, feed.name)
    statement.bind(2, feed.definition)
    statement.bind(3, feed.addedAt)
    try statement.run()
  }

  func removeFeed(_ name: String) throws -> Bool {
    let statement = try prepare("DELETE FROM feeds WHERE name = ?")
    statement.bind(1, name)
    return try statement.run() > 0
  }

  func keepPoll(_ poll: PollRecord) throws {
    let statement = try prepare(
      """
      INSERT OR REPLACE INTO polls(feed, paused, due, attempted, succeeded, news, failures, open,
        error, etag, modified, cursor)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, poll.feed)
    statement.bind(2, poll.isPaused ? 1 : 0)
    statement.bind(3, poll.dueAt)
    statement.bind(4, poll.attemptedAt)
    statement.bind(5, poll.succeededAt)
    statement.bind(6, poll.newsAt)
    statement.bind(7, poll.failures)
    statement.bind(8, poll.isOpen ? 1 : 0)
    statement.bind(9, poll.error)
    statement.bind(10, poll.etag)
    statement.bind(11, poll.lastModified)
    statement.bind(12, poll.cursor)
    try statement.run()
  }

  func keepTaken(_ file: TakenFile, at: Int64) throws {
    let statement = try prepare(
      """
      INSERT INTO taken(feed, name, size, modified, at) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """)
    statement.bind(1, file.feed)
    statement.bind(2, file.name)
    statement.bind(3, file.sizeBytes)
    statement.bind(4, file.modified)
    statement.bind(5, at)
    try statement.run()
  }
}
