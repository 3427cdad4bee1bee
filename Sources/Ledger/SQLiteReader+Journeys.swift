import Freight

extension SQLiteReader {
  func journeys(of subject: Subject) throws -> [JourneyRow] {
    guard let id = try id(of: subject) else { return [] }
    let statement = try prepare(
      """
      \(Self.journeyColumns) FROM journeys j JOIN subjects s ON s.id = j.subject
      WHERE j.subject = ? ORDER BY trip
      """)
    statement.bind(1, id)
    return try statement.all(Self.journey)
  }

  func listJourneys(_ filter: JourneyFilter, _ body: (JourneyRow) throws -> Void) throws {
    // From the subjects in the order of their names, so that rows stream without a sort; what keeps
    // few, one train or what ended lately, starts from its own index instead.
    let source =
      if filter.train != nil {
        "journeys j CROSS JOIN subjects s ON s.id = j.subject"
      } else if filter.onlyEnded, filter.endedSince != nil {
        "journeys j INDEXED BY journeys_ended CROSS JOIN subjects s ON s.id = j.subject"
      } else {
        "subjects s CROSS JOIN journeys j ON j.subject = s.id"
      }
    var conditions = ["s.kind = ?1", "s.name > ?2"]
    if filter.train != nil { conditions.append("j.train = ?3") }
    if filter.route != nil { conditions.append("j.route = ?4") }
    if filter.place != nil { conditions.append("j.place = ?5") }
    if filter.state != nil { conditions.append("j.state = ?6") }
    if filter.onlyEnded {
      conditions.append("j.active = 0")
      if filter.endedSince != nil { conditions.append("j.reported >= ?8") }
    } else if filter.onlyActive {
      let ended = filter.endedSince == nil ? "" : " OR j.reported >= ?8"
      conditions.append("(j.active = 1\(ended))")
    }
    // Not from the cache: the body may list again.
    let statement = try Prepared(
      db,
      """
      \(Self.journeyColumns) FROM \(source) WHERE \(conditions.joined(separator: " AND "))
      ORDER BY s.name, j.trip LIMIT ?7
      """, cached: false)
    statement.bind(1, Int(filter.kind.rawValue))
    statement.bind(2, filter.after ?? "")
    if let train = filter.train { statement.bind(3, train) }
    if let route = filter.route { statement.bind(4, route) }
    if let place = filter.place { statement.bind(5, place) }
    if let state = filter.state { statement.bind(6, state) }
    statement.bind(7, filter.limit ?? -1)
    if filter.onlyActive || filter.onlyEnded, let since = filter.endedSince {
      statement.bind(8, since)
    }
    try statement.rows { row in
      try body(try Self.journey(row))
      return true
    }
  }

  func stale(limit: Int) throws -> [Subject] {
    let statement = try prepare(
      """
      SELECT kind, name FROM stale JOIN subjects ON id = subject ORDER BY subject LIMIT ?
      """)
    statement.bind(1, limit)
    return try statement.all(Self.subject)
  }

  func stale(after seq: Int64) throws -> [Subject] {
    let statement = try prepare(
      "SELECT kind, name FROM stale JOIN subjects ON id = subject WHERE seq > ? ORDER BY subject")
    statement.bind(1, seq)
    return try statement.all(Self.subject)
  }

  func containers(concernedAfter moment: Int64) throws -> Concerned {
    // Not the first in order of `recorded`: what came in together is stamped apart by milliseconds.
    let first = try prepare(
      "SELECT min(seq) FROM events INDEXED BY events_recorded WHERE recorded > ?")
    first.bind(1, moment)
    guard let seq = try first.first({ $0.optionalInt64(0) }) ?? nil else { return .some([]) }
    let touched = try prepare("SELECT DISTINCT subject FROM links WHERE seq >= ?")
    touched.bind(1, seq)
    let places = try prepare(
      "SELECT 1 FROM events JOIN subjects s ON s.id = subject WHERE seq >= ? AND s.kind = ? LIMIT 1"
    )
    places.bind(1, seq)
    places.bind(2, Int(Subject.Kind.place.rawValue))
    if try places.first({ _ in true }) != nil { return .all }
    let reached = try Containment(db).reached(from: Set(touched.all { $0.int64(0) }))
    let name = try prepare("SELECT kind, name FROM subjects WHERE id = ? AND kind = ?")
    return .some(
      try reached.compactMap { id in
        name.bind(1, id)
        name.bind(2, Int(Subject.Kind.container.rawValue))
        return try name.first(Self.subject)
      })
  }

  func isStale(_ subject: Subject) throws -> Bool {
    guard let id = try id(of: subject) else { return false }
    let statement = try prepare("SELECT 1 FROM stale WHERE subject = ?")
    statement.bind(1, id)
    return try statement.first { _ in true } ?? false
  }

  private static let journeyColumns = """
    SELECT s.kind, s.name, j.trip, j.version, j.book, j.active, j.state, j.route, j.train, j.place,
      j.reported, j.snapshot
    """

  private static func journey(_ row: Columns) throws -> JourneyRow {
    JourneyRow(
      subject: try subject(row), trip: row.int(2), version: row.int(3), bookDigest: row.text(4),
      isActive: row.int(5) != 0, state: row.text(6), route: row.optionalText(7),
      train: row.optionalText(8), place: row.optionalText(9), lastReportAt: row.optionalInt64(10),
      snapshot: row.bytes(11))
  }
}
