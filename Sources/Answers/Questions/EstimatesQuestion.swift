import Freight
import Intake
import Ledger
import Tracking

/// What was said of an arrival, from the first window on, and how it held.
package struct EstimatesQuestion: Codable, Sendable {
  package var id: String
  /// Which trip of a box; the latest if not said.
  package var trip: Int?
  /// UTC µs: what was said later is left out.
  package var asOf: Int64?

  package init(id: String, trip: Int? = nil, asOf: Int64? = nil) {
    self.id = id
    self.trip = trip
    self.asOf = asOf
  }

  package func histories(
    _ today: Outlook, _ reader: any LedgerReader
  ) throws -> [EstimateHistory] {
    let outlook = try today.inForce(at: asOf, in: reader)
    let lookup = Lookup(outlook, reader)
    let subject = try lookup.subject(id)
    var journeys = try lookup.journeys(of: subject, asOf: asOf)
    if subject.kind == .container {
      let wanted = trip ?? journeys.count
      guard let journey = journeys.first(where: { $0.sequence == wanted }) else {
        throw Failure.notFound(
          "\(subject.id) has \(journeys.count) trips; there is no trip \(wanted)")
      }
      journeys = [journey]
    }
    return EstimateHistory.gathered(
      try journeys.map { try EstimateHistory(of: $0, asOf: asOf, outlook, reader) })
  }

  func reply(_ form: Form, _ outlook: Outlook, _ reader: any LedgerReader) throws -> Reply {
    let histories = try histories(outlook, reader)
    return Reply(
      form == .json
        ? EstimatesDocument.array(histories, outlook) + "\n"
        : EstimatesScreen.render(
          histories, book: outlook.book, now: outlook.now, style: form.style(outlook.language))
    )
  }
}

/// What was said of the arrival of one trip, or of several boxes of which the same was said.
package struct EstimateHistory: Sendable {
  /// In their order.
  package var containers: [ContainerNumber]
  package var journey: Journey
  /// Oldest first.
  package var statements: [EstimateStatement]
  /// UTC µs; nil before.
  package var arrivedAt: Int64?

  init(
    of journey: Journey, asOf: Int64?, _ outlook: Outlook, _ reader: any LedgerReader
  ) throws {
    containers = [journey.container]
    self.journey = journey
    arrivedAt = journey.arrivedAt?.middle
    let whole = try Self.whole(journey, asOf, outlook, reader)
    let kept = try whole.map { try reader.estimates(of: $0, outlook.tracker) } ?? []
    statements = try kept.filter { $0.madeAt <= asOf ?? .max }.map {
      var statement = try EstimateStatement(record: $0.record, madeAt: $0.madeAt)
      // What holds a box may concern somebody else's goods in it.
      if !outlook.viewer.seesAll { statement.cause?.finding = nil }
      return statement
    }
  }

  /// The trip with its own keys: those who may not see all trips are given others.
  private static func whole(
    _ journey: Journey, _ asOf: Int64?, _ outlook: Outlook, _ reader: any LedgerReader
  ) throws -> Journey? {
    if outlook.viewer.seesAll { return journey }
    let seen = try outlook.journeys.list(of: journey.container, in: reader, asOf: asOf)
      .filter(outlook.viewer.sees)
    return seen.indices.contains(journey.sequence - 1) ? seen[journey.sequence - 1] : nil
  }

  /// Boxes of one train of which the same was said are one history.
  static func gathered(_ histories: [EstimateHistory]) -> [EstimateHistory] {
    var gathered: [EstimateHistory] = []
    var places: [Said: Int] = [:]
    for history in histories {
      let said = Said(history)
      if let place = places[said] {
        gathered[place].containers += history.containers
      } else {
        places[said] = gathered.count
        gathered.append(history)
      }
    }
    return gathered
  }

  /// What people see of it: where each box stood to the minute makes no other history.
  private struct Said: Hashable {
    private var statements: [EstimateStatement]
    private var arrivedAt: Int64?

    init(_ history: EstimateHistory) {
      arrivedAt = history.arrivedAt.map(Self.hours)
      statements = history.statements.map { statement in
        var shown = statement
        shown.stops = []
        shown.p10 = Self.hours(shown.p10)
        shown.p50 = Self.hours(shown.p50)
        shown.p90 = Self.hours(shown.p90)
        shown.cause?.minutes /= 60
        return shown
      }
    }

    private static func hours(_ microseconds: Int64) -> Int64 {
      microseconds / Instant.microsecondsPerHour
    }
  }

  /// What was said before it arrived.
  private var judged: [EstimateStatement] {
    arrivedAt.map { arrival in statements.filter { $0.madeAt < arrival } } ?? []
  }

  /// How many windows were given before the arrival, how many of them it came in, and how far their
  /// middles were off on average; nil before the arrival, or where nothing had been said.
  package var outcome: (said: Int, held: Int, meanErrorMinutes: Double)? {
    let judged = judged
    guard let arrivedAt, !judged.isEmpty else { return nil }
    let error = judged.reduce(0.0) {
      $0 + Double(abs($1.p50 - arrivedAt)) / Double(Instant.microsecondsPerMinute)
    }
    return (
      judged.count, judged.count { ($0.p10...$0.p90).contains(arrivedAt) },
      error / Double(judged.count)
    )
  }
}
