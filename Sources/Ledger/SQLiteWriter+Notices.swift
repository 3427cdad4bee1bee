import Freight

extension SQLiteWriter {
  // MARK: - Subscriptions

  func keepSubscription(_ subscription: SubscriptionRecord) throws {
    let listening = try rows.listSubscriptions().contains {
      $0.id != subscription.id && $0.state != .gone
    }
    let isNew = try rows.findSubscription(subscription.id) == nil
    // Nobody kept track while nobody listened.
    if isNew, !listening { try prepare("DELETE FROM announced").run() }
    let statement = try prepare(
      """
      INSERT INTO subscriptions(id, definition, created, since, state) VALUES(?, ?, ?, ?, ?)
      ON CONFLICT(id) DO UPDATE SET definition = excluded.definition, state = excluded.state,
        rests = 0
      """)
    statement.bind(1, subscription.id)
    statement.bind(2, subscription.definition)
    statement.bind(3, subscription.createdAt)
    statement.bind(4, subscription.sinceSeq)
    statement.bind(5, subscription.state.rawValue)
    try statement.run()
  }

  func removeSubscription(_ id: String, at: Int64) throws -> Bool {
    try buryNotices(of: id, at: at)
    for table in ["told WHERE subscription", "subscriptions WHERE id"] {
      let statement = try prepare("DELETE FROM \(table) = ?")
      statement.bind(1, id)
      let count = try statement.run()
      if table.hasPrefix("subscriptions") { return count > 0 }
    }
    return false
  }

  func restSubscription(_ id: String, until: Int64) throws {
    let statement = try prepare("UPDATE subscriptions SET rests = ? WHERE id = ?")
    statement.bind(1, until)
    statement.bind(2, id)
    try statement.run()
  }

  // MARK: - Outbox

  func addNotice(_ notice: NewNotice, about subjects: [Subject]) throws {
    let statement = try prepare(
      """
      INSERT INTO notices(name, subscription, cause, type, body, created, due)
      VALUES(?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, notice.name)
    statement.bind(2, notice.subscription)
    statement.bind(3, notice.cause)
    statement.bind(4, notice.type)
    statement.bind(5, notice.body)
    statement.bind(6, notice.createdAt)
    statement.bind(7, notice.dueAt)
    try statement.run()
    try enqueue(subjects, by: db.lastInsertedRowID, subscription: notice.subscription)
  }

  func findOpenNotice(
    subscription: String, cause: String, about subjects: [Subject]
  ) throws -> NoticeRecord? {
    let statement = try prepare(
      """
      SELECT \(SQLiteReader.noticeColumns) FROM notices n
      WHERE subscription = ? AND cause = ? AND state = 0 AND attempts = 0 ORDER BY id DESC LIMIT 1
      """)
    statement.bind(1, subscription)
    statement.bind(2, cause)
    guard let notice = try statement.first(SQLiteReader.notice) else { return nil }
    let later = try prepare(
      "SELECT 1 FROM awaited WHERE subscription = ? AND subject = ? AND notice > ?")
    for subject in subjects {
      later.bind(1, subscription)
      later.bind(2, try intern(subject))
      later.bind(3, notice.id)
      if try later.first({ _ in true }) != nil { return nil }
    }
    return notice
  }

  func extendNotice(_ id: Int64, body: [UInt8], about subjects: [Subject]) throws {
    let statement = try prepare(
      """
      UPDATE notices SET body = ? WHERE id = ? AND state = 0 AND attempts = 0
      RETURNING subscription
      """)
    statement.bind(1, body)
    statement.bind(2, id)
    guard let subscription = try statement.first({ $0.text(0) }) else { return }
    try enqueue(subjects, by: id, subscription: subscription)
  }

  private func enqueue(_ subjects: [Subject], by notice: Int64, subscription: String) throws {
    let statement = try prepare(
      """
      INSERT INTO awaited(subscription, subject, notice) VALUES(?, ?, ?) ON CONFLICT DO NOTHING
      """)
    for subject in subjects {
      statement.bind(1, subscription)
      statement.bind(2, try intern(subject))
      statement.bind(3, notice)
      try statement.run()
    }
  }

  // MARK: - Delivery

  func claimNotices(
    dueBy now: Int64, leasedUntil: Int64, limit: Int, room: (String) -> Int
  ) throws -> [NoticeRecord] {
    var claimed: [NoticeRecord] = []
    for subscription in try rows.listSubscriptions() where subscription.state == .active {
      guard claimed.count < limit else { break }
      // Those under way are leased: not due, and tried before.
      let statement = try prepare(
        """
        SELECT \(SQLiteReader.noticeColumns) FROM notices n
        WHERE n.subscription = ?1 AND n.state = 0 AND n.due <= ?2
          AND (SELECT rests FROM subscriptions WHERE id = ?1) <= ?2
          AND NOT EXISTS (
            SELECT 1 FROM awaited own JOIN awaited earlier
              ON earlier.subscription = own.subscription AND earlier.subject = own.subject
                AND earlier.notice < own.notice
            WHERE own.notice = n.id)
        ORDER BY n.id LIMIT ?3
        """)
      statement.bind(1, subscription.id)
      statement.bind(2, now)
      statement.bind(3, max(0, min(room(subscription.id), limit - claimed.count)))
      claimed += try statement.all(SQLiteReader.notice)
    }
    let lease = try prepare(
      "UPDATE notices SET due = ?, attempts = attempts + 1 WHERE id = ?")
    for index in claimed.indices {
      lease.bind(1, leasedUntil)
      lease.bind(2, claimed[index].id)
      try lease.run()
      claimed[index].attempts += 1
    }
    return claimed
  }

  func recordAttempt(
    _ attempt: DeliveryAttempt, of notice: Int64, then fate: NoticeFate
  ) throws {
    let row = try prepare(
      """
      INSERT INTO attempts(notice, number, at, milliseconds, status, error)
      VALUES(
        ?1, (SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE notice = ?1), ?2, ?3, ?4, ?5)
      """)
    row.bind(1, notice)
    row.bind(2, attempt.at)
    row.bind(3, attempt.milliseconds)
    row.bind(4, attempt.status.map { Int64($0) })
    row.bind(5, attempt.error)
    try row.run()
    switch fate {
    case .again(let moment):
      let due = try prepare("UPDATE notices SET due = ? WHERE id = ? AND state = 0")
      due.bind(1, moment)
      due.bind(2, notice)
      try due.run()
    case .delivered:
      try end([notice], .delivered, at: attempt.at)
    case .dead:
      try end([notice], .dead, at: attempt.at)
    }
  }

  private func end(_ notices: [Int64], _ state: NoticeRecord.State, at: Int64) throws {
    let statement = try prepare("UPDATE notices SET state = ?, ended = ? WHERE id = ?")
    let done = try prepare("DELETE FROM awaited WHERE notice = ?")
    for notice in notices {
      statement.bind(1, state.rawValue)
      statement.bind(2, at)
      statement.bind(3, notice)
      try statement.run()
      done.bind(1, notice)
      try done.run()
    }
  }

  func buryNotices(of subscription: String, at: Int64) throws {
    let waiting = try prepare("SELECT id FROM notices WHERE subscription = ? AND state = 0")
    waiting.bind(1, subscription)
    try end(try waiting.all { $0.int64(0) }, .dead, at: at)
  }

  func reviveNotice(_ id: Int64, about subjects: [Subject], at: Int64) throws {
    let statement = try prepare(
      """
      UPDATE notices SET state = 0, attempts = 0, due = ?, ended = NULL
      WHERE id = ? AND state != 0 RETURNING subscription
      """)
    statement.bind(1, at)
    statement.bind(2, id)
    guard let subscription = try statement.first({ $0.text(0) }) else { return }
    try enqueue(subjects, by: id, subscription: subscription)
  }

  func forgetNotices(endedBefore moment: Int64) throws {
    let ended = try prepare("SELECT id FROM notices WHERE ended < ? LIMIT 10000")
    ended.bind(1, moment)
    let attempts = try prepare("DELETE FROM attempts WHERE notice = ?")
    let notice = try prepare("DELETE FROM notices WHERE id = ?")
    for id in try ended.all({ $0.int64(0) }) {
      attempts.bind(1, id)
      try attempts.run()
      notice.bind(1, id)
      try notice.run()
    }
  }

  // MARK: - What is known

  func keepAnnounced(_ announced: AnnouncedRecord) throws {
    let statement = try prepare(
      "INSERT OR REPLACE INTO announced(subject, seq, content) VALUES(?, ?, ?)")
    statement.bind(1, try intern(announced.subject))
    statement.bind(2, announced.seq)
    statement.bind(3, announced.content)
    try statement.run()
  }

  func keepTold(
    subscription: String, subject: Subject, trip: String, estimate: Int64
  ) throws {
    let statement = try prepare(
      """
      INSERT OR REPLACE INTO told(subscription, subject, trip, estimate) VALUES(?, ?, ?, ?)
      """)
    statement.bind(1, subscription)
    statement.bind(2, try intern(subject))
    statement.bind(3, trip)
    statement.bind(4, estimate)
    try statement.run()
  }
}
