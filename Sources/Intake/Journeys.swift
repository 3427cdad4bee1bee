import Dispatch
import Foundation
import Freight
import Ledger
import RouteBook
import Synchronization
import Tracking

/// Journeys between the fold and the ledger: folds what is stale, reads what is kept, and folds on
/// the spot whatever the cache cannot answer.
public struct Journeys: Sendable {
  public let tracker: Tracker
  private let observer: (any JourneyObserver)?

  /// - Parameter observer: told of what is projected.
  public init(tracker: Tracker, observer: (any JourneyObserver)? = nil) {
    self.tracker = tracker
    self.observer = observer
  }

  /// What a snapshot was folded with besides events: another book, policy or record makes it stale.
  var foldDigest: String { "\(tracker.digest)-\(JourneyRecord.version)-\(Tracker.rules)" }

  // MARK: - Reading

  /// All trips of a container, oldest first; empty when nothing is known of it. Folded from the
  /// events, which costs a millisecond and is never behind them.
  ///
  /// - Parameter asOf: answers as the ledger stood then (UTC µs); nil is now.
  public func list(
    of container: ContainerNumber, in reader: any LedgerReader, asOf: Int64? = nil
  ) throws -> [Journey] {
    try tracker.journeys(of: container, in: LedgerHistory(reader, recordedBy: asOf))
  }

  /// The same from the ledger's first events alone, up to `lastSeq`.
  public func list(
    of container: ContainerNumber, in reader: any LedgerReader, lastSeq: Int64
  ) throws -> [Journey] {
    try tracker.journeys(of: container, in: LedgerHistory(reader, lastSeq: lastSeq))
  }

  /// The same for many boxes, whose carriers' reports are read once.
  public func list(
    of containers: [ContainerNumber], in reader: any LedgerReader, asOf: Int64? = nil
  ) throws -> [[Journey]] {
    let fold = Fold(tracker, LedgerHistory(reader, recordedBy: asOf))
    return try containers.map { try fold.journeys(of: $0) }
  }

  // MARK: - In force

  static let versionKind = "fold"
  private static let routesKind = "routes"
  private static let policyKind = "policy"

  /// Records the route book and policy that journeys are folded with from now on. All that was
  /// folded with others becomes stale.
  ///
  /// - Parameter now: UTC microseconds.
  public func putInForce(in ledger: some Ledger, at now: Int64) throws {
    let policy = PolicyRecord.encode(tracker.policy)
    // Alerts' thresholds change no fold, but an answer of that day.
    let digest = Self.fingerprint(policy)
    let known = try ledger.read {
      (
        fold: try $0.version(kind: Self.versionKind, asOf: nil)?.digest,
        policy: try $0.version(kind: Self.policyKind, asOf: nil)?.digest
      )
    }
    guard known.fold != foldDigest || known.policy != digest else { return }
    try ledger.write { writer in
      try writer.recordVersion(kind: Self.policyKind, digest: digest, content: policy, at: now)
      try writer.recordVersion(
        kind: Self.routesKind, digest: tracker.book.digest,
        content: RouteBookRecord.encode(tracker.book), at: now)
      let isNew = try writer.recordVersion(
        kind: Self.versionKind, digest: foldDigest, content: [], at: now)
      if isNew { try writer.markAllStale() }
    }
  }

  /// FNV-1a, to tell one from another.
  private static func fingerprint(_ bytes: [UInt8]) -> String {
    String(
      bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 },
      radix: 16)
  }

  /// The tracker with the route book and policy that were in force at a moment; today's where the
  /// ledger does not know.
  public static func tracker(
    inForceAt moment: Int64, in reader: any LedgerReader, otherwise today: Tracker
  ) throws -> Tracker {
    let routes = try reader.version(kind: routesKind, asOf: moment)
    let policy = try reader.version(kind: policyKind, asOf: moment)
    guard routes != nil || policy != nil else { return today }
    return Tracker(
      book: try routes.map { try RouteBookRecord.decode($0.content) } ?? today.book,
      policy: try policy.map { try PolicyRecord.decode($0.content) } ?? today.policy)
  }

  // MARK: - Projecting

  /// How much is folded at once.
  public struct Pace: Sendable {
    /// Containers folded between two commits; neighbours share carriers, so each part reads those
    /// once.
    var batch: Int
    /// Parts of a batch that are folded side by side, each on a snapshot of its own.
    var parts: Int

    /// Rest after each batch, in times of what the batch took: while news comes in, and while none does.
    var rest = (busy: 0.0, quiet: 0.0)
    /// Whether it looks for news between batches, which goes in turn with what was stale before: after new
    /// routes everything is, for minutes.
    var heedsNews = false

    /// As fast as may be.
    public static let hurried = Pace(batch: 1_000, parts: 2)
    /// Beside others who want to read and write: a short transaction at a time, a tenth of a core; a
    /// third of one while nobody writes.
    public static let considerate = Pace(
      batch: 100, parts: 1, rest: (busy: 9, quiet: 2), heedsNews: true)
  }

  /// Folds every journey that is stale when it begins, batch by batch; each batch is one transaction.
  ///
  /// - Parameters:
  ///   - isOver: asked between batches; what is stale then stays so.
  ///   - progress: called with the number folded so far.
  /// - Returns: how many containers were folded.
  /// - Throws: ``LedgerError``; and the first failure of a single box, when all others are done.
  @discardableResult
  public func projectStale(
    in ledger: some Ledger, pace: Pace = .hurried, until isOver: () -> Bool = { false },
    progress: (Int) -> Void = { _ in }
  ) throws -> Int {
    var queue = try ledger.read { try Backlog($0) }
    let observer =
      try ledger.read { try self.observer?.isInterested($0) == true }
      ? self.observer : nil
    var total = 0
    var failure: (any Error)?
    while !isOver() {
      let start = ContinuousClock.now
      if pace.heedsNews { try ledger.read { try queue.lookForNews($0) } }
      let subjects = try ledger.read { try queue.next(pace.batch, in: $0) }
      guard !subjects.isEmpty else { break }
      do { try project(subjects, in: ledger, parts: pace.parts, observer) } catch {
        guard Self.isOfOneBox(error) else { throw error }
        // It is not to keep all others from being folded.
        for subject in subjects {
          do { try project([subject], in: ledger, parts: 1, observer) } catch {
            guard Self.isOfOneBox(error) else { throw error }
            failure = failure ?? error
          }
        }
      }
      total += subjects.count
      progress(total)
      guard !queue.isEmpty else { break }
      let work = start.duration(to: .now)
      rest(work * (queue.hasNews ? pace.rest.busy : pace.rest.quiet), until: isOver)
    }
    if let failure { throw failure }
    return total
  }

  private func project(
    _ subjects: [Subject], in ledger: some Ledger, parts: Int, _ observer: (any JourneyObserver)?
  ) throws {
    let folded = try fold(
      subjects, in: ledger, parts: parts, keepingJourneys: observer != nil)
    // With the power lost, what was folded is stale again, and nobody was told of it.
    if observer == nil {
      try ledger.stage { writer in try keep(folded, nil, writer) }
    } else {
      try ledger.write { writer in try keep(folded, observer, writer) }
    }
  }

  /// Bytes that cannot be read concern whose bytes they are; anything else, such as a full disk, all.
  private static func isOfOneBox(_ error: any Error) -> Bool {
    switch error {
    case LedgerError.damaged: true
    case is LedgerError: false
    default: true
    }
  }

  /// A tenth of a second at a time, and a second at most: slow batches are no reason to let news wait.
  private func rest(_ time: Duration, until isOver: () -> Bool) {
    let end = ContinuousClock.now + min(time, .seconds(1))
    while case let left = ContinuousClock.now.duration(to: end) / .seconds(1), left > 0, !isOver() {
      Thread.sleep(forTimeInterval: min(left, 0.1))
    }
  }

  /// What is to be folded: what was stale at the beginning, and what became so since.
  struct Backlog {
    /// Neighbours in the ledger's own order share carriers.
    private var old: ArraySlice<Subject>
    private var new: ArraySlice<Subject> = []
    private var seen: Int64
    private var isTurnOfNew = true
    /// Whether something was learnt between the last two looks.
    private(set) var hasNews = false

    init(_ reader: any LedgerReader) throws {
      old = try reader.stale(limit: .max)[...]
      seen = try reader.highestSeq()
    }

    var count: Int { old.count + new.count }
    var isEmpty: Bool { old.isEmpty && new.isEmpty }

    /// The newest goes before what was new a while ago. Whoever becomes stale again and again does not keep it
    /// going for ever: news is looked for only as long as there is something old.
    mutating func lookForNews(_ reader: any LedgerReader) throws {
      let newest = try reader.highestSeq()
      hasNews = newest > seen
      guard hasNews, !old.isEmpty else { return }
      if !new.isEmpty {
        // Each once: who has news again and again would be put before itself for ever.
        let repeated = Set(new)
        old = new + old.filter { !repeated.contains($0) }
      }
      new = try reader.stale(after: seen)[...]
      seen = newest
    }

    /// Some that are still stale; none when there are no more.
    mutating func next(_ count: Int, in reader: any LedgerReader) throws -> [Subject] {
      while !isEmpty {
        let takesNew = !new.isEmpty && (isTurnOfNew || old.isEmpty)
        if !new.isEmpty { isTurnOfNew.toggle() }
        let batch = takesNew ? new.prefix(count) : old.prefix(count)
        if takesNew { new = new.dropFirst(count) } else { old = old.dropFirst(count) }
        let stale = try batch.filter(reader.isStale)
        if !stale.isEmpty { return stale }
      }
      return []
    }
  }

  struct Folded: Sendable {
    var seq: Int64
    var rows: [(Subject, [JourneyRow])] = []
    var runs = RunGathering()
    /// For an observer.
    var journeys: [FoldedJourneys] = []
  }

  private func keep(
    _ folded: [Folded], _ observer: (any JourneyObserver)?, _ writer: any LedgerWriter
  ) throws {
    var changed: [FoldedJourneys] = []
    var boxes: Set<ContainerNumber> = []
    for part in folded {
      for (index, (subject, rows)) in part.rows.enumerated() {
        // Another process has folded it meanwhile, maybe with newer events.
        guard try writer.reader.isStale(subject) else { continue }
        try writer.replaceJourneys(of: subject, with: rows, foldedThrough: part.seq)
        if case .container(let container) = subject { boxes.insert(container) }
        if observer != nil { changed.append(part.journeys[index]) }
      }
    }
    var runs = RunGathering()
    for part in folded { runs.merge(part.runs) }
    try runs.keep(in: writer, of: boxes)
    if let observer, !changed.isEmpty { try observer.journeysChanged(changed, in: writer) }
  }

  private func fold(
    _ subjects: [Subject], in ledger: some Ledger, parts: Int, keepingJourneys: Bool
  ) throws -> [Folded] {
    let size = (subjects.count + parts - 1) / parts
    let results = Mutex<[Int: Result<Folded, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let range = min(part * size, subjects.count)..<min((part + 1) * size, subjects.count)
      let result = Result {
        try ledger.read { reader in
          var folded = try fold(subjects[range], in: reader, keepingJourneys: keepingJourneys)
          try folded.runs.complete(in: reader)
          return folded
        }
      }
      results.withLock { $0[part] = result }
    }
    // In their order, whichever was done first: notices go out in the order of boxes.
    return try results.withLock { results in
      try results.sorted { $0.key < $1.key }.map { try $0.value.get() }
    }
  }

  /// - Parameter lastSeq: leaves out events after that one, for a reader that knows more.
  func fold(
    _ subjects: ArraySlice<Subject>, in reader: any LedgerReader, asOf: Int64? = nil,
    lastSeq: Int64 = .max, keepingJourneys: Bool = false
  ) throws -> Folded {
    var folded = Folded(seq: try reader.highestSeq())
    let fold = Fold(tracker, LedgerHistory(reader, recordedBy: asOf, lastSeq: lastSeq))
    // Only containers have journeys of their own.
    for case .container(let container) in subjects {
      let journeys = try fold.journeys(of: container)
      let rows = journeys.map(row)
      if asOf == nil { for journey in journeys { folded.runs.take(journey, tracker) } }
      folded.rows.append((.container(container), rows))
      if keepingJourneys {
        folded.journeys.append(
          FoldedJourneys(container: container, journeys: journeys, seq: folded.seq))
      }
    }
    return folded
  }

  private func row(_ journey: Journey) -> JourneyRow {
    JourneyRow(
      subject: .container(journey.container), trip: journey.sequence,
      version: Int(JourneyRecord.version), bookDigest: foldDigest,
      isActive: journey.isUnderWay, state: journey.state.rawValue,
      route: journey.path?.route, train: journey.train?.description,
      place: journey.position?.place?.slug, lastReportAt: journey.lastReport?.at.microseconds,
      snapshot: JourneyRecord.encode(journey))
  }

  /// Folds everything again and compares it with what is kept: `doctor --verify`.
  ///
  /// - Returns: containers whose kept journeys differ from the fold and that are not stale.
  public func verify(in reader: any LedgerReader) throws -> (checked: Int, wrong: [Subject]) {
    var wrong: [Subject] = []
    var checked = 0
    let fold = Fold(tracker, LedgerHistory(reader))
    var last: Subject?
    try reader.listJourneys(JourneyFilter()) { row in
      guard row.subject != last else { return }
      last = row.subject
      guard case .container(let container) = row.subject, try !reader.isStale(row.subject)
      else { return }
      checked += 1
      let kept = try reader.journeys(of: row.subject)
      let fresh = try fold.journeys(of: container)
      let rows = fresh.map(self.row)
      if rows != kept { wrong.append(row.subject) }
    }
    return (checked, wrong)
  }
}

extension Tracker {
  /// Identifies everything besides events that journeys depend on.
  public var digest: String { "\(book.digest)-\(policy.foldDigest)" }
}
