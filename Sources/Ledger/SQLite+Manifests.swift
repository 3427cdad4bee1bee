extension SQLiteReader {
  func listManifestRuns(plan: String?, limit: Int) throws -> [ManifestRunRecord] {
    let statement = try prepare(
      """
      SELECT plan, date, moment, due, over, leased, content FROM manifest_runs
      WHERE ?1 IS NULL OR plan = ?1 ORDER BY date DESC, plan LIMIT ?2
      """)
    statement.bind(1, plan)
    statement.bind(2, limit)
    return try statement.all(Self.manifestRun)
  }

  func findManifestRun(plan: String, date: String) throws -> ManifestRunRecord? {
    let statement = try prepare(
      """
      SELECT plan, date, moment, due, over, leased, content FROM manifest_runs
      WHERE plan = ? AND date = ?
      """)
    statement.bind(1, plan)
    statement.bind(2, date)
    return try statement.first(Self.manifestRun)
  }

  private static func manifestRun(_ row: Columns) -> ManifestRunRecord {
    ManifestRunRecord(
      plan: row.text(0), date: row.text(1), moment: row.int64(2), due: row.int64(3),
      isOver: row.int(4) != 0, leasedUntil: row.int64(5), content: row.text(6))
  }
}

extension SQLiteWriter {
  func keepManifestRun(_ run: ManifestRunRecord) throws {
    let statement = try prepare(
      """
      INSERT OR REPLACE INTO manifest_runs(plan, date, moment, due, over, leased, content)
      VALUES(?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, run.plan)
    statement.bind(2, run.date)
    statement.bind(3, run.moment)
    statement.bind(4, run.due)
    statement.bind(5, run.isOver ? 1 : 0)
    statement.bind(6, run.leasedUntil)
    statement.bind(7, run.content)
    try statement.run()
  }
}
