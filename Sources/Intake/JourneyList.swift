import Dispatch
import Freight
import Ledger
import Synchronization
import Tracking

// Many journeys at once: what is kept serves where it is up to date; the rest is folded now.

/// A journey as a list hands it over, without its timeline: lists do not show them.
public struct ListedJourney: Sendable {
  public var journey: Journey
  /// Its ``Tracking/JourneyRecord``.
  public var record: [UInt8]
  /// Which of the filters asked for it.
  public var filter: Int
}

extension Journeys {
  /// Hands over the journeys that the filter keeps, by container number, then trip.
  ///
  /// - Parameter asOf: answers as the ledger stood then (UTC µs); nil is now.
  public func list(
    _ filter: JourneyFilter, in reader: any LedgerReader, asOf: Int64? = nil,
    _ body: (Journey) throws -> Void
  ) throws {
    try rows([filter], in: reader, asOf: asOf) { row, _ in
      if let journey = try journey(of: row, in: reader, asOf: asOf) { try body(journey) }
    }
  }

  /// Hands over those that are kept and up to date. What is stale is left out, not folded: for whoever
  /// looks at all of them again and again, part by part.
  ///
  /// - Returns: the last container looked at, by number; nil where there was none.
  public func listKept(
    _ filter: JourneyFilter, in reader: any LedgerReader, _ body: (Journey) throws -> Void
  ) throws -> String? {
    var last: String?
    try reader.listJourneys(filter) { row in
      last = row.subject.id
      // What another process folded with other routes is for that one to look at.
      guard row.bookDigest == foldDigest, try !reader.isStale(row.subject) else { return }
      // A damaged one is a matter of `doctor --verify`, and of whoever asks for it.
      guard let journey = try? JourneyRecord.decode(row.snapshot) else { return }
      try body(journey)
    }
    return last
  }

  /// What `make` makes of each of the same journeys, in their order. Nil is left out.
  public func list<T: Sendable>(
    _ filter: JourneyFilter, in reader: any LedgerReader,
    making make: @escaping @Sendable (Journey) -> T?
  ) throws -> [T] {
    var made: [T] = []
    try list([filter], in: reader, making: { make($0.journey) }) { made.append($0) }
    return made
  }

  /// Hands over what `make` makes of the journeys that each filter keeps, filter by filter, each by
  /// container number, then trip: read one after another, made of on all cores meanwhile. What must be
  /// folded is folded once for all filters.
  public func list<T: Sendable>(
    _ filters: [JourneyFilter], in reader: any LedgerReader, asOf: Int64? = nil,
    making make: @escaping @Sendable (ListedJourney) -> T?, _ body: (T) throws -> Void
  ) throws {
    let makers = BatchAhead { (row: WaitingRow) in
      (
        row,
        Result { () throws(JourneyRecord.Failure) -> T? in
          make(row.listed(try JourneyRecord.decode(row.row.snapshot), row.row.snapshot))
        }
      )
    }
    func deliver(atMost room: Int) throws {
      while makers.count > room, let batch = makers.next() { try batch.forEach(deliver) }
    }
    func deliver(_ row: WaitingRow, _ result: Result<T?, JourneyRecord.Failure>) throws {
      if case .success(let made) = result {
        if let made { try body(made) }
      } else if let journey = try journey(of: row.row, in: reader, asOf: asOf),
        let made = make(row.listed(journey, JourneyRecord.encode(journey)))
      {
        try body(made)
      }
    }
    var waiting: [WaitingRow] = []
    try rows(filters, in: reader, asOf: asOf) { row, filter in
      waiting.append(WaitingRow(row: row, filter: filter))
      guard waiting.count == Self.makersBatch else { return }
      makers.start(waiting)
      waiting.removeAll(keepingCapacity: true)
      try deliver(atMost: 2)
    }
    makers.start(waiting)
    try deliver(atMost: 0)
  }

  private struct WaitingRow: Sendable {
    let row: JourneyRow
    let filter: Int

    func listed(_ journey: Journey, _ record: [UInt8]) -> ListedJourney {
      ListedJourney(journey: journey, record: record, filter: filter)
    }
  }

  private static var makersBatch: Int { 1_024 }

  // MARK: - Rows

  /// Each row with the place of its filter.
  private func rows(
    _ filters: [JourneyFilter], in reader: any LedgerReader, asOf: Int64?,
    _ body: (JourneyRow, Int) throws -> Void
  ) throws {
    for kind in Set(filters.map(\.kind)).sorted(by: { $0.rawValue < $1.rawValue }) {
      let outdated = try outdated(kind, in: reader, asOf: asOf)
      let folded = try refold(outdated, in: reader, asOf: asOf)
      let skipped = Set(outdated)
      for (index, filter) in filters.enumerated() where filter.kind == kind {
        try merge(folded.filter(filter.keeps), filter, skipped, in: reader) { try body($0, index) }
      }
    }
  }

  /// What is kept, and the freshly folded in place of the skipped.
  private func merge(
    _ folded: [JourneyRow], _ filter: JourneyFilter, _ skipped: Set<Subject>,
    in reader: any LedgerReader, _ body: (JourneyRow) throws -> Void
  ) throws {
    var fresh = folded[...]
    var room = filter.limit ?? .max
    func give(_ row: JourneyRow) throws {
      guard room > 0 else { return }
      room -= 1
      try body(row)
    }
    var kept = filter
    kept.limit = filter.limit.map { $0 + skipped.count }
    try reader.listJourneys(kept) { row in
      if skipped.contains(row.subject) { return }
      while let next = fresh.first, (next.subject.id, next.trip) < (row.subject.id, row.trip) {
        try give(next)
        fresh = fresh.dropFirst()
      }
      try give(row)
    }
    for row in fresh { try give(row) }
  }

  private func journey(
    of row: JourneyRow, in reader: any LedgerReader, asOf: Int64?
  ) throws -> Journey? {
    // A damaged snapshot is only a cache that is wrong: the events answer instead, and
    // `doctor --verify` reports it.
    do { return try JourneyRecord.decode(row.snapshot) } catch {
      guard case .container(let container) = row.subject else { return nil }
      return try list(of: container, in: reader, asOf: asOf).first { $0.sequence == row.trip }
    }
  }

  /// Containers whose kept journeys, if there are any, do not answer for that moment.
  private func outdated(
    _ kind: Subject.Kind, in reader: any LedgerReader, asOf: Int64?
  ) throws -> [Subject] {
    guard kind == .container else { return [] }
    let inForce = try reader.version(kind: Self.versionKind, asOf: nil)
    guard inForce?.digest == foldDigest,
      case .some(let concerned) = try asOf.map(reader.containers(concernedAfter:)) ?? .some([])
    else { return try reader.subjects(kind: kind, prefix: "", limit: .max) }
    let stale = try reader.stale(limit: .max)
    return concerned.isEmpty ? stale.sorted() : Set(stale).union(concerned).sorted()
  }

  // MARK: - Folding for a list

  /// So many boxes are worth another connection.
  private static var worthSharing: Int { 500 }

  /// By container number, then trip.
  private func refold(
    _ subjects: [Subject], in reader: any LedgerReader, asOf: Int64?
  ) throws -> [JourneyRow] {
    let rows = try foldShared(subjects, in: reader, asOf: asOf)
    return rows.sorted { ($0.subject.id, $0.trip) < ($1.subject.id, $1.trip) }
  }

  /// Half of them on a connection of their own, which sees no event that this one does not.
  private func foldShared(
    _ subjects: [Subject], in reader: any LedgerReader, asOf: Int64?
  ) throws -> [JourneyRow] {
    guard subjects.count >= Self.worthSharing, let other = try reader.openBeside() else {
      return try fold(subjects[...], in: reader, asOf: asOf).rows.flatMap(\.1)
    }
    let seq = try reader.highestSeq()
    let middle = subjects.count / 2
    let second = Mutex<Result<[JourneyRow], any Error>>(.failure(CancellationError()))
    let done = DispatchGroup()
    DispatchQueue(label: "journeys.beside").async(group: done) {
      let result = Result {
        try other.read { beside in
          try fold(subjects[middle...], in: beside, asOf: asOf, lastSeq: seq).rows.flatMap(\.1)
        }
      }
      second.withLock { $0 = result }
    }
    let first = Result { try fold(subjects[..<middle], in: reader, asOf: asOf).rows.flatMap(\.1) }
    done.wait()
    return try first.get() + second.withLock { try $0.get() }
  }
}
