import Freight

extension SQLiteReader {
  func listArrivalServices() throws -> [ArrivalService] {
    try prepare("SELECT service, changes FROM arrival_services ORDER BY service").all {
      ArrivalService(name: $0.text(0), changes: $0.int(1))
    }
  }

  func listArrivalRuns(
    service: String, knownBy: Int64?, limit: Int
  ) throws -> [ArrivalRunRecord] {
    guard let knownBy else {
      return try [true, false].flatMap { isOver in
        let statement = try prepare(
          """
          SELECT service, run, container, known, record, over FROM arrival_runs
          WHERE service = ? AND over = ? ORDER BY known DESC, run LIMIT ?
          """)
        statement.bind(1, service)
        statement.bind(2, isOver ? 1 : 0)
        statement.bind(3, limit)
        return try statement.all(Self.arrivalRun)
      }
    }
    // SQLite gives the other columns of the row that has the greatest (lang_select, “bare columns”).
    let statement = try prepare(
      """
      SELECT service, run, container, max(known) AS newest, record, over FROM arrival_versions
      WHERE service = ?1 AND known <= ?2 GROUP BY run ORDER BY newest DESC, run
      """)
    statement.bind(1, service)
    statement.bind(2, knownBy)
    let all = try statement.all(Self.arrivalRun)
    return [true, false].flatMap { isOver in all.filter { $0.isOver == isOver }.prefix(limit) }
  }

  func findArrivalRun(service: String, run: String) throws -> ArrivalRunRecord? {
    let statement = try prepare(
      """
      SELECT service, run, container, known, record, over FROM arrival_runs
      WHERE service = ? AND run = ?
      """)
    statement.bind(1, service)
    statement.bind(2, run)
    return try statement.first(Self.arrivalRun)
  }

  private static func arrivalRun(_ row: Columns) -> ArrivalRunRecord {
    ArrivalRunRecord(
      service: row.text(0), run: row.text(1), container: row.text(2), knownAt: row.int64(3),
      record: row.bytes(4), isOver: row.int(5) != 0)
  }
}

extension SQLiteWriter {
  func keepArrivalRun(_ run: ArrivalRunRecord) throws {
    for table in ["arrival_runs", "arrival_versions"] {
      let statement = try prepare(
        "INSERT OR REPLACE INTO \(table)(service, run, known, container, record, over)"
          + " VALUES(?, ?, ?, ?, ?, ?)"
      )
      statement.bind(1, run.service)
      statement.bind(2, run.run)
      statement.bind(3, run.knownAt)
      statement.bind(4, run.container)
      statement.bind(5, run.record)
      statement.bind(6, run.isOver ? 1 : 0)
      try statement.run()
    }
    let statement = try prepare(
      """
      INSERT INTO arrival_services(service, changes) VALUES(?, 1)
      ON CONFLICT(service) DO UPDATE SET changes = changes + 1
      """)
    statement.bind(1, run.service)
    try statement.run()
  }
}
