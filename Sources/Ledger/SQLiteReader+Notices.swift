import Freight

extension SQLiteReader {
  func listSubscriptions() throws -> [SubscriptionRecord] {
    try prepare("\(Self.subscriptionColumns) ORDER BY created, id").all(Self.subscription)
  }

  func findSubscription(_ id: String) throws -> SubscriptionRecord? {
    let statement = try prepare("\(Self.subscriptionColumns) WHERE id = ?")
    statement.bind(1, id)
    return try statement.first(Self.subscription)
  }

  func findNotice(_ name: String) throws -> NoticeRecord? {
    let statement = try prepare("SELECT \(Self.noticeColumns) FROM notices n WHERE name = ?")
    statement.bind(1, name)
    return try statement.first(Self.notice)
  }

  func listNotices(_ filter: NoticeFilter) throws -> [NoticeRecord] {
    var conditions = ["TRUE"]
    if filter.subscription != nil { conditions.append("subscription = ?1") }
    if filter.state != nil { conditions.append("state = ?2") }
    if filter.since != nil { conditions.append("created >= ?3") }
    let statement = try prepare(
      """
      SELECT \(Self.noticeColumns) FROM notices n
      WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?4
      """)
    if let subscription = filter.subscription { statement.bind(1, subscription) }
    if let state = filter.state { statement.bind(2, state.rawValue) }
    if let since = filter.since { statement.bind(3, since) }
    statement.bind(4, filter.limit)
    return try statement.all(Self.notice)
  }

  func attempts(of notice: Int64) throws -> [DeliveryAttempt] {
    let statement = try prepare(
      """
      SELECT number, at, milliseconds, status, error FROM attempts WHERE notice = ? ORDER BY number
      """)
    statement.bind(1, notice)
    return try statement.all {
      var attempt = DeliveryAttempt(
        at: $0.int64(1), milliseconds: $0.int(2), status: $0.optionalInt64(3).map { Int($0) },
        error: $0.optionalText(4))
      attempt.number = $0.int(0)
      return attempt
    }
  }

  func countNotices(onlyWaiting: Bool) throws -> [NoticeCount] {
    try prepare(
      """
      SELECT subscription, state, count(*), min(created) FROM notices
      \(onlyWaiting ? "WHERE state = 0" : "") GROUP BY subscription, state
      ORDER BY subscription, state
      """
    ).all {
      NoticeCount(
        subscription: $0.text(0), state: NoticeRecord.State(rawValue: $0.int(1)) ?? .waiting,
        count: $0.int(2), oldestAt: $0.int64(3))
    }
  }

  func nextNoticeDue() throws -> Int64? {
    let statement = try prepare(
      """
      SELECT max(n.due, s.rests) FROM notices n JOIN subscriptions s ON s.id = n.subscription
      WHERE n.state = 0 AND s.state = 0 ORDER BY 1 LIMIT 1
      """)
    return try statement.first { $0.int64(0) }
  }

  func findAnnounced(_ subject: Subject) throws -> AnnouncedRecord? {
    guard let id = try id(of: subject) else { return nil }
    let statement = try prepare("SELECT seq, content FROM announced WHERE subject = ?")
    statement.bind(1, id)
    return try statement.first {
      AnnouncedRecord(subject: subject, seq: $0.int64(0), content: $0.text(1))
    }
  }

  func toldEstimate(subscription: String, subject: Subject, trip: String) throws -> Int64? {
    guard let id = try id(of: subject) else { return nil }
    let statement = try prepare(
      "SELECT estimate FROM told WHERE subscription = ? AND subject = ? AND trip = ?")
    statement.bind(1, subscription)
    statement.bind(2, id)
    statement.bind(3, trip)
    return try statement.first { $0.int64(0) }
  }

  private static let subscriptionColumns = """
    SELECT id, definition, created, since, state FROM subscriptions
    """

  private static func subscription(_ row: Columns) -> SubscriptionRecord {
    SubscriptionRecord(
      id: row.text(0), definition: row.text(1), createdAt: row.int64(2), sinceSeq: row.int64(3),
      state: SubscriptionRecord.State(rawValue: row.int(4)) ?? .paused)
  }

  static let noticeColumns = """
    n.id, n.name, n.subscription, n.cause, n.type, n.body, n.created, n.due, n.attempts, n.state,
    n.ended
    """

  static func notice(_ row: Columns) -> NoticeRecord {
    NoticeRecord(
      id: row.int64(0), name: row.text(1), subscription: row.text(2), cause: row.text(3),
      type: row.text(4), body: row.bytes(5), createdAt: row.int64(6), dueAt: row.int64(7),
      attempts: row.int(8), state: NoticeRecord.State(rawValue: row.int(9)) ?? .dead,
      endedAt: row.optionalInt64(10))
  }
}
