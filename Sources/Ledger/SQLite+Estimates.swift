import Freight

extension SQLiteReader {
  func estimates(of subject: Subject, trip: String) throws -> [EstimateRecord] {
    guard let id = try id(of: subject) else { return [] }
    let statement = try prepare(
      "SELECT made, record FROM estimates WHERE subject = ? AND trip = ? ORDER BY id")
    statement.bind(1, id)
    statement.bind(2, trip)
    return try statement.all {
      EstimateRecord(subject: subject, trip: trip, madeAt: $0.int64(0), record: $0.bytes(1))
    }
  }

  func latestEstimate(of subject: Subject, trip: String) throws -> EstimateRecord? {
    guard let id = try id(of: subject) else { return nil }
    let statement = try prepare(
      """
      SELECT made, record FROM estimates WHERE subject = ? AND trip = ? ORDER BY id DESC LIMIT 1
      """)
    statement.bind(1, id)
    statement.bind(2, trip)
    return try statement.first {
      EstimateRecord(subject: subject, trip: trip, madeAt: $0.int64(0), record: $0.bytes(1))
    }
  }

  func tallyEstimates(service: String, trips: Int) throws -> EstimateTally {
    let statement = try prepare(
      """
      SELECT count(*), coalesce(sum(said), 0), coalesce(sum(held), 0), coalesce(sum(error), 0)
      FROM (SELECT said, held, error FROM estimate_outcomes WHERE service = ?
        ORDER BY known DESC LIMIT ?)
      """)
    statement.bind(1, service)
    statement.bind(2, trips)
    return try statement.first {
      EstimateTally(
        trips: $0.int(0), said: $0.int(1), held: $0.int(2), errorMinutes: $0.int(3))
    } ?? EstimateTally(trips: 0, said: 0, held: 0, errorMinutes: 0)
  }
}

extension SQLiteWriter {
  func keepEstimate(_ estimate: EstimateRecord) throws {
    let statement = try prepare(
      "INSERT INTO estimates(subject, trip, made, record) VALUES(?, ?, ?, ?)")
    statement.bind(1, try intern(estimate.subject))
    statement.bind(2, estimate.trip)
    statement.bind(3, estimate.madeAt)
    statement.bind(4, estimate.record)
    try statement.run()
  }

  func keepEstimateOutcome(_ outcome: EstimateOutcome) throws {
    let statement = try prepare(
      """
      INSERT OR REPLACE INTO estimate_outcomes(
        subject, trip, service, arrived, known, said, held, error)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, try intern(outcome.subject))
    statement.bind(2, outcome.trip)
    statement.bind(3, outcome.service)
    statement.bind(4, outcome.arrivedAt)
    statement.bind(5, outcome.knownAt)
    statement.bind(6, outcome.said)
    statement.bind(7, outcome.held)
    statement.bind(8, outcome.errorMinutes)
    try statement.run()
  }
}
