import Freight
import Ledger
import Tracking

/// Keeps what is said of arrivals: the first window of a trip, every one that differs from the one
/// before with the reason why, and how they held once it has arrived.
public struct EstimateKeeper: JourneyObserver {
  private let tracker: Tracker
  private let shelf: ArrivalShelf
  private let clock: @Sendable () -> Int64

  /// - Parameter clock: UTC µs.
  public init(
    tracker: Tracker, shelf: ArrivalShelf = ArrivalShelf(), clock: @escaping @Sendable () -> Int64
  ) {
    self.tracker = tracker
    self.shelf = shelf
    self.clock = clock
  }

  public func isInterested(_ reader: any LedgerReader) throws -> Bool { true }

  public func journeysChanged(
    _ folded: [FoldedJourneys], in writer: any LedgerWriter
  ) throws {
    let latest = folded.compactMap(\.journeys.last)
    let routes = Set(latest.compactMap(\.path?.route))
    let now = clock()
    let history = ArrivalHistory(writer.reader, tracker, shelf: shelf)
    for (service, lesson) in try history.lessons(for: routes, now: now) {
      try lesson.keep(of: service, at: now, in: writer)
    }
    let informed = try informed(writer.reader, about: routes)
    for journey in latest {
      if let news = try news(of: journey, informed, now, writer.reader) {
        try keep(news, of: journey, in: writer)
      } else {
        try judge(journey, now, in: writer)
      }
    }
  }

  private func informed(
    _ reader: any LedgerReader, about routes: Set<String>?
  ) throws -> Tracker {
    var tracker = tracker
    tracker.arrivals = try ArrivalHistory(reader, tracker, shelf: shelf)
      .windows(for: routes, asOf: nil)
    return tracker
  }

  /// What is to be said now, where it differs from what was said last.
  private func news(
    of journey: Journey, _ tracker: Tracker, _ now: Int64, _ reader: any LedgerReader
  ) throws -> EstimateStatement? {
    guard var statement = tracker.statement(of: journey, now: now) else { return nil }
    guard let last = try latest(journey, reader) else { return statement }
    // A clock that was set back makes no history.
    guard now >= last.madeAt, statement.differs(from: last, silentSince: journey.lastAt) else {
      return nil
    }
    statement.cause = tracker.cause(of: statement, after: last, journey)
    return statement
  }

  private func latest(
    _ journey: Journey, _ reader: any LedgerReader
  ) throws -> EstimateStatement? {
    let subject = Subject.container(journey.container)
    if let record = try reader.latestEstimate(of: subject, trip: journey.key) {
      return try EstimateStatement(record: record.record, madeAt: record.madeAt)
    }
    return try reader.estimates(of: journey, tracker).last.map {
      try EstimateStatement(record: $0.record, madeAt: $0.madeAt)
    }
  }

  private func keep(
    _ statement: EstimateStatement, of journey: Journey, in writer: any LedgerWriter
  ) throws {
    try writer.keepEstimate(
      EstimateRecord(
        subject: .container(journey.container), trip: journey.key, madeAt: statement.madeAt,
        record: statement.record))
  }

  /// Compares what was said before the arrival with the arrival.
  private func judge(_ journey: Journey, _ now: Int64, in writer: any LedgerWriter) throws {
    guard let path = journey.path, let arrival = journey.arrivedAt?.middle else { return }
    let subject = Subject.container(journey.container)
    let said = try Self.said(of: journey, tracker, writer.reader).filter { $0.madeAt < arrival }
    guard !said.isEmpty else { return }
    let held = said.count { ($0.p10...$0.p90).contains(arrival) }
    let error = said.reduce(0) { $0 + abs($1.p50 - arrival) / Instant.microsecondsPerMinute }
    try writer.keepEstimateOutcome(
      EstimateOutcome(
        subject: subject, trip: journey.key,
        service: ArrivalRun.service(
          path.route, isSimulated: journey.assumptions.contains(.simulated)),
        arrivedAt: arrival, knownAt: now, said: said.count, held: held,
        errorMinutes: Int(error)))
  }

  // MARK: - Why

  /// Why the estimate moved from what somebody was told; nil where nothing is kept to tell it from.
  ///
  /// - Parameter told: the middle of the window that they know (UTC µs).
  public static func cause(
    of journey: Journey, since told: Int64, _ tracker: Tracker, _ reader: any LedgerReader
  ) throws -> EstimateCause? {
    let said = try said(of: journey, tracker, reader)
    guard let now = said.last else { return nil }
    let then = said.dropLast().reversed().min { abs($0.p50 - told) < abs($1.p50 - told) }
    return then.map { tracker.cause(of: now, after: $0, journey) }
  }

  /// Oldest first.
  private static func said(
    of journey: Journey, _ tracker: Tracker, _ reader: any LedgerReader
  ) throws -> [EstimateStatement] {
    try reader.estimates(of: journey, tracker).map {
      try EstimateStatement(record: $0.record, madeAt: $0.madeAt)
    }
  }

  // MARK: - What the clock alone changes

  /// Journeys looked at in one transaction.
  private static let sweepPart = 500

  /// Looks at every journey under way for windows that moved with the clock.
  ///
  /// - Parameter isOver: asked between parts.
  /// - Returns: how many changed.
  @discardableResult
  public func sweep(_ ledger: some Ledger, until isOver: () -> Bool = { false }) throws -> Int {
    try learn(ledger)
    var after: String?
    var count = 0
    while !isOver() {
      var filter = JourneyFilter(onlyActive: true, after: after)
      filter.limit = Self.sweepPart
      let part = try ledger.read { try self.changed(filter, in: $0) }
      guard let last = part.last else { break }
      after = last
      if part.changed.isEmpty { continue }
      try ledger.write { writer in
        for (journey, statement) in part.changed {
          // Events came meanwhile: their fold says more.
          guard try !writer.reader.isStale(.container(journey.container)),
            try latest(journey, writer.reader).map({ $0.madeAt < statement.madeAt }) ?? true
          else { continue }
          try keep(statement, of: journey, in: writer)
          count += 1
        }
      }
    }
    return count
  }

  /// Learns what is due, outside a transaction: it takes a moment.
  private func learn(_ ledger: some Ledger) throws {
    let now = clock()
    let lessons = try ledger.read { reader in
      try ArrivalHistory(reader, tracker, shelf: shelf).lessons(for: nil, now: now)
    }
    guard !lessons.isEmpty else { return }
    try ledger.write { writer in
      for (service, lesson) in lessons { try lesson.keep(of: service, at: now, in: writer) }
    }
  }

  private func changed(
    _ filter: JourneyFilter, in reader: any LedgerReader
  ) throws -> (changed: [(Journey, EstimateStatement)], last: String?) {
    let now = clock()
    let informed = try informed(reader, about: nil)
    var found: [(Journey, EstimateStatement)] = []
    let last = try Journeys(tracker: tracker).listKept(filter, in: reader) { journey in
      if let statement = try news(of: journey, informed, now, reader) {
        found.append((journey, statement))
      }
    }
    return (found, last)
  }
}

/// Several who are told, one after the other.
public struct JourneyObservers: JourneyObserver {
  private let members: [any JourneyObserver]

  public init(_ members: [any JourneyObserver]) { self.members = members }

  public func isInterested(_ reader: any LedgerReader) throws -> Bool {
    try members.contains { try $0.isInterested(reader) }
  }

  public func journeysChanged(
    _ folded: [FoldedJourneys], in writer: any LedgerWriter
  ) throws {
    for member in members where try member.isInterested(writer.reader) {
      try member.journeysChanged(folded, in: writer)
    }
  }
}

extension LedgerReader {
  /// What was said of a trip under every key that it has or had, oldest first.
  package func estimates(of journey: Journey, _ tracker: Tracker) throws -> [EstimateRecord] {
    let kept = try tracker.keys(of: journey).sorted().map {
      try estimates(of: .container(journey.container), trip: $0)
    }.filter { !$0.isEmpty }
    guard kept.count > 1 else { return kept.first ?? [] }
    return kept.sorted { $0[0].madeAt < $1[0].madeAt }.flatMap(\.self)
  }
}
