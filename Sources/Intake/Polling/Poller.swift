import Foundation
import Freight
import Ledger
import Tracking
import Transport

/// Asks feeds for news and puts what comes into the ledger.
///
/// What a poll brings is committed before the poll's own progress is (validators, taken files, the
/// mailbox's cursor). So a process that dies in between asks for it again, and the inbox knows the
/// bytes: nothing is lost, nothing doubled.
public struct Poller<Store: Ledger>: Sendable {
  let ledger: Store
  let tracker: Tracker
  let transport: Transport
  public let policy: PollPolicy
  let now: @Sendable () -> Int64
  let jitter: @Sendable () -> Double
  private let observer: (any JourneyObserver)?
  private let projects: Bool

  /// Feeds asked at the same time; each holds one document in memory.
  static var concurrency: Int { 16 }

  /// - Parameters:
  ///   - now: the clock, UTC microseconds.
  ///   - jitter: 0..<1, another each time.
  ///   - observer: told of journeys that change.
  ///   - projects: whether to fold what became stale; false where somebody else does.
  public init(
    ledger: Store, tracker: Tracker, transport: Transport, policy: PollPolicy = PollPolicy(),
    now: @escaping @Sendable () -> Int64,
    jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
    observer: (any JourneyObserver)? = nil, projects: Bool = true
  ) {
    self.projects = projects
    self.ledger = ledger
    self.tracker = tracker
    self.transport = transport
    self.policy = policy
    self.now = now
    self.jitter = jitter
    self.observer = observer
  }

  // MARK: - Which feeds

  /// Asks all that are due, then folds what became stale.
  ///
  /// - Parameter isForced: asks also those that are not due, wait after failures or have an open
  ///   circuit; paused ones never.
  public func poll(
    _ sources: [FeedSource], isForced: Bool = false,
    each: @escaping @Sendable (PollReport) -> Void = { _ in }
  ) async throws -> [PollReport] {
    let fetched = sources.filter { $0.fetch != nil }
    let reports = await withTaskGroup(of: PollReport.self) { group in
      var reports: [PollReport] = []
      var waiting = fetched[...]
      for _ in 0..<Self.concurrency {
        guard let next = waiting.popFirst() else { break }
        group.addTask { await poll(next, isForced: isForced) }
      }
      for await report in group {
        each(report)
        reports.append(report)
        if let next = waiting.popFirst() {
          group.addTask { await poll(next, isForced: isForced) }
        }
      }
      return reports
    }
    if projects, reports.contains(where: { $0.added > 0 }) {
      _ = try await Blocking.run { _ in
        try Journeys(tracker: tracker, observer: observer).projectStale(in: ledger)
      }
    }
    return reports.sorted { $0.feed < $1.feed }
  }

  /// Asks one feed if it is its time, and keeps how that went.
  func poll(_ source: FeedSource, isForced: Bool) async -> PollReport {
    var report = PollReport(feed: source.name)
    do {
      let found = try await Blocking.run { _ in try ledger.read { try $0.findPoll(of: source.name) }
      }
      var poll = found ?? PollRecord(feed: source.name)
      let start = now()
      report.nextAt = poll.dueAt
      guard let fetch = source.fetch, !poll.isPaused, isForced || poll.dueAt ?? .min <= start
      else {
        report.state = poll.isPaused ? .paused : .notDue
        return report
      }
      do throws(PollFailure) {
        try await take(source, fetch, &poll, &report)
        report.state = report.added > 0 ? .news : .noNews
        poll = policy.succeeded(
          poll, hasNews: report.added > 0, everySeconds: fetch.everySeconds, now: start,
          jitter: jitter())
      } catch {
        report.state = .failed
        report.error = error
        if report.added > 0 { poll.newsAt = start }
        poll = policy.failed(
          poll, error: "\(error)", isLasting: error.isLasting,
          retryAfterSeconds: error.retryAfterSeconds, now: start, jitter: jitter())
      }
      report.failures = poll.failures
      report.nextAt = poll.dueAt
      let kept = poll
      try await Blocking.run { _ in
        try ledger.write { writer in
          var kept = kept
          // Somebody may have paused or resumed it meanwhile.
          if let present = try writer.reader.findPoll(of: kept.feed) {
            kept.isPaused = present.isPaused
          }
          try writer.keepPoll(kept)
        }
      }
    } catch {
      report.state = .failed
      report.error = .ledger("\(error)")
    }
    return report
  }

  private func take(
    _ source: FeedSource, _ fetch: Fetch, _ poll: inout PollRecord, _ report: inout PollReport
  ) async throws(PollFailure) {
    if let name = fetch.missingSecret { throw .missingSecret(name) }
    switch fetch.kind {
    case .document: try await takeDocument(source, fetch, &poll, &report)
    case .folder: try await takeFolder(source, fetch, &report)
    case .mailbox: try await takeMailbox(source, fetch, &poll, &report)
    }
  }

  // MARK: - Documents

  private func takeDocument(
    _ source: FeedSource, _ fetch: Fetch, _ poll: inout PollRecord, _ report: inout PollReport
  ) async throws(PollFailure) {
    var request = fetch.request
    request.url = Self.filled(request.url, since: poll.succeededAt, now: now())
    request.validators = Validators(etag: poll.etag, lastModified: poll.lastModified)
    let first = request
    var validators: Validators?
    for _ in 0..<fetch.maximumPages {
      let response = try await send(request)
      if response.status == 304 { return }
      validators = validators ?? response.validators
      try await store(response.body, name: nil, source, &report)
      guard let next = LinkHeader.next(response.header("link"), relativeTo: response.url) else {
        // Only now: pages that failed to come are asked for again.
        poll.etag = validators?.etag
        poll.lastModified = validators?.lastModified
        return
      }
      guard LinkHeader.isSameOrigin(next, first.url) else { throw .foreignPage(next) }
      request.url = next
      request.validators = Validators()
    }
    throw .tooManyPages(limit: fetch.maximumPages)
  }

  func send(_ request: Request) async throws(PollFailure) -> Response {
    let response: Response
    do { response = try await transport.send(request) } catch { throw .transport(error) }
    switch response.status {
    case 0, 200..<300, 304: return response
    default: throw .status(response.status, retryAfterSeconds: response.retryAfterSeconds)
    }
  }

  /// An hour before the last success, since clocks differ; a month back the first time.
  private static func filled(_ url: String, since success: Int64?, now: Int64) -> String {
    guard url.contains("{since}") else { return url }
    let hour = Int64(3_600_000_000)
    let since = success.map { $0 - hour } ?? now - 30 * 24 * hour
    // Whole seconds: some servers refuse more.
    let instant = Instant(microseconds: since / 1_000_000 * 1_000_000)
    return url.replacingOccurrences(of: "{since}", with: instant.rfc3339)
  }

  // MARK: - Folders

  private func takeFolder(
    _ source: FeedSource, _ fetch: Fetch, _ report: inout PollReport
  ) async throws(PollFailure) {
    var failures: [String] = []
    var whole: [RemoteFile] = []
    for file in try await list(fetch) {
      do throws(PollFailure) {
        let count = try await take(file, source, fetch, &report)
        if count == nil || count == file.sizeBytes { whole.append(file) }
      } catch { failures.append("\(file.name): \(error)") }
    }
    if let done = fetch.done {
      failures += try await move(whole, fetch, to: done)
    }
    if let first = failures.first { throw .files(failed: failures.count, first: first) }
  }

  private func list(_ fetch: Fetch) async throws(PollFailure) -> [RemoteFile] {
    let listed: [RemoteFile]
    do { listed = try await transport.list(fetch.request) } catch { throw .transport(error) }
    return listed.filter { fetch.takes($0.name) }
  }

  /// - Returns: the bytes that came; nil for a file that was taken before.
  private func take(
    _ file: RemoteFile, _ source: FeedSource, _ fetch: Fetch, _ report: inout PollReport
  ) async throws(PollFailure) -> Int? {
    let taken = TakenFile(
      feed: source.name, name: file.name, sizeBytes: file.sizeBytes ?? -1, modified: file.modified)
    if try await reading({ try $0.hasTaken(taken) }) { return nil }
    var request = fetch.request
    request.url += Self.escaped(file.name)
    let response = try await send(request)
    try await store(response.body, name: file.name, source, &report)
    let at = now()
    try await writing { try $0.keepTaken(taken, at: at) }
    return response.body.count
  }

  /// Moves files that are listed now as they were when they were taken: one that is still being
  /// written stays, and is taken anew when it has grown.
  /// - Returns: what could not be moved, and why.
  private func move(
    _ files: [RemoteFile], _ fetch: Fetch, to done: String
  ) async throws(PollFailure) -> [String] {
    guard !files.isEmpty else { return [] }
    let unchanged = Set(try await list(fetch))
    var failures: [String] = []
    for file in files where unchanged.contains(file) {
      do { try await transport.move(file.name, in: fetch.request, to: done) } catch {
        failures.append("\(file.name): \(error)")
      }
    }
    return failures
  }

  private static func escaped(_ name: String) -> String {
    var allowed = CharacterSet.urlPathAllowed
    allowed.remove(charactersIn: "/;?#%")
    return name.addingPercentEncoding(withAllowedCharacters: allowed) ?? name
  }

  // MARK: - Keeping

  /// Keeps one document: whole, or cut at its lines if it is longer than a message.
  func store(
    _ body: [UInt8], name: String?, _ source: FeedSource, _ report: inout PollReport
  ) async throws(PollFailure) {
    // An empty answer is no news, not a broken message.
    guard !body.isEmpty else { return }
    report.messages += 1
    report.bytes += body.count
    let at = now()
    let options = source.options
    do {
      let outcome = try await Blocking.run { _ in
        var rest: [UInt8]? = body
        return try Intake(
          ledger: ledger, tracker: tracker, options: options, clock: now
        ).ingest(
          name: name, receivedAt: at,
          read: {
            defer { rest = nil }
            return rest
          })
      }
      report.added += outcome.accepted
      report.duplicates += outcome.duplicates
      report.rejected += outcome.rejected
      report.strangers += outcome.strangers
    } catch { throw .ledger("\(error)") }
  }

  private func reading<T: Sendable>(
    _ body: @escaping @Sendable (any LedgerReader) throws -> T
  ) async throws(PollFailure) -> T {
    do { return try await Blocking.run { _ in try ledger.read(body) } } catch {
      throw .ledger("\(error)")
    }
  }

  private func writing(
    _ body: @escaping @Sendable (any LedgerWriter) throws -> Void
  ) async throws(PollFailure) {
    do { try await Blocking.run { _ in try ledger.write(body) } } catch {
      throw .ledger("\(error)")
    }
  }
}

/// How one poll went.
public struct PollReport: Sendable {
  public enum State: String, Sendable { case news, noNews, failed, notDue, paused }

  public var feed: String
  public var state = State.notDue
  public var error: PollFailure?
  public var messages = 0
  public var bytes = 0
  public var added = 0
  public var duplicates = 0
  public var rejected = 0
  public var strangers = 0
  /// In a row, this one included.
  public var failures = 0
  /// UTC microseconds.
  public var nextAt: Int64?

  init(feed: String) { self.feed = feed }
}
