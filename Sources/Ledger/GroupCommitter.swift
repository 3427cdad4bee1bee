import Dispatch
import Synchronization

/// Lets many callers share one transaction: each one's work runs in turn, and all resume when it is
/// durable. Work that throws undoes itself alone.
///
/// One disk flush then serves a whole burst of pushes, and the next transaction runs while the disk
/// is at it. SQLite blocks, so it runs on a queue of its own, never on the threads that async code
/// shares.
public final class GroupCommitter: Sendable {
  public static let defaultQueueLimit = 4_096
  /// Works in one transaction; more would keep the first ones waiting.
  static let groupLimit = 256

  /// Runs in the transaction and returns what to do once its fate is known.
  private typealias Work = @Sendable (any LedgerWriter, _ isAlone: Bool) throws -> Completion
  private typealias Completion = @Sendable ((any Error)?) -> Void

  private struct Job: Sendable {
    /// How long it may wait for company.
    let pause: DispatchTimeInterval?
    let work: Work
    /// For work that never ran.
    let abandon: @Sendable (any Error) -> Void
  }

  private struct State {
    var waiting: [Job] = []
    var isDraining = false
    var isPausing = false
    /// Of works whose transaction is staged.
    var unflushed: [Completion] = []
    var isFlushing = false
    var isClosed = false
  }

  private let ledger: any Ledger
  private let queueLimit: Int
  private let queue = DispatchQueue(label: "ledger.writer")
  private let flushQueue = DispatchQueue(label: "ledger.flush")
  private let state = Mutex(State())
  /// Signalled for who pauses.
  private let hurry = DispatchSemaphore(value: 0)

  public init(_ ledger: any Ledger, queueLimit: Int = GroupCommitter.defaultQueueLimit) {
    self.ledger = ledger
    self.queueLimit = queueLimit
  }

  /// Runs `body` in a transaction shared with others and returns when it is durable. It may run again
  /// where another's work failed: what it does is to be done in the ledger alone.
  /// - Throws: ``LedgerError/overloaded(limit:)``, ``LedgerError/closed``, what the store throws,
  ///   or what `body` throws; then nothing of `body` was kept.
  public func write<T: Sendable>(
    _ body: @escaping @Sendable (any LedgerWriter) throws -> T
  ) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      submit(body) { continuation.resume(with: $0) }
    }
  }

  /// As ``write(_:)``, without waiting for it: `completed` is called once, when what `body` did is
  /// durable, or with the reason why nothing of it was kept. It may run on the committer's own
  /// threads and must not block.
  ///
  /// - Parameter pause: how long its transaction may wait for others to join, once the writer is free.
  ///   Work that comes without one ends it, and so does ``endPause()``.
  public func submit<T: Sendable>(
    pausing pause: DispatchTimeInterval? = nil,
    _ body: @escaping @Sendable (any LedgerWriter) throws -> T,
    completed: @escaping @Sendable (Result<T, any Error>) -> Void
  ) {
    let job = Job(
      pause: pause,
      work: { writer, isAlone in
        let result = isAlone ? try body(writer) : try writer.attempt { try body(writer) }
        return { failure in completed(failure.map(Result.failure) ?? .success(result)) }
      }, abandon: { completed(.failure($0)) })
    if let refusal = enqueue(job) { job.abandon(refusal) }
  }

  /// Whoever waits for company waits no longer.
  public func endPause() {
    let wasPausing = state.withLock { state in
      defer { state.isPausing = false }
      return state.isPausing
    }
    if wasPausing { hurry.signal() }
  }

  /// Refuses further work and returns when all that was accepted before is done.
  public func close() async {
    state.withLock { $0.isClosed = true }
    endPause()
    await withCheckedContinuation { continuation in
      queue.async { self.flushQueue.async { continuation.resume() } }
    }
  }

  /// Writes that no transaction has taken up yet.
  public var waitingCount: Int { state.withLock { $0.waiting.count } }

  private func enqueue(_ job: Job) -> LedgerError? {
    let (refusal, starts) = state.withLock { state -> (LedgerError?, Bool) in
      if state.isClosed { return (.closed, false) }
      if state.waiting.count >= queueLimit { return (.overloaded(limit: queueLimit), false) }
      state.waiting.append(job)
      defer { state.isDraining = true }
      return (nil, !state.isDraining)
    }
    if starts { queue.async { self.drain() } }
    if refusal == nil, job.pause == nil { endPause() }
    return refusal
  }

  private func drain() {
    while true {
      awaitCompany()
      guard let group = takeGroup() else { return }
      commit(group)
    }
  }

  private func awaitCompany() {
    let pause = state.withLock { state -> DispatchTimeInterval? in
      guard !state.isClosed, state.waiting.allSatisfy({ $0.pause != nil }) else { return nil }
      let pause = state.waiting.first?.pause
      state.isPausing = pause != nil
      return pause
    }
    guard let pause, hurry.wait(timeout: .now() + pause) == .timedOut else { return }
    let isSignalled = state.withLock { state in
      defer { state.isPausing = false }
      return !state.isPausing
    }
    // Just as the time was up: that signal is not for the next pause.
    if isSignalled { hurry.wait() }
  }

  private func takeGroup() -> [Job]? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isDraining = false
        return nil
      }
      let group = Array(state.waiting.prefix(Self.groupLimit))
      state.waiting.removeFirst(group.count)
      return group
    }
  }

  /// Every job of the group is told exactly once: after its own failure, or after the commit.
  private func commit(_ group: [Job]) {
    if group.count > 1, commitTogether(group) { return }
    commitOneByOne(group)
  }

  /// As if nothing ever failed: savepoints would copy every page that a work touches.
  /// - Returns: false where something did fail, and nothing was kept.
  private func commitTogether(_ group: [Job]) -> Bool {
    var done: [Completion] = []
    do {
      try ledger.stage { writer in
        for job in group { done.append(try job.work(writer, true)) }
      }
    } catch {
      // Whose failure it was, and what it was, comes to light when each works for itself.
      return false
    }
    completeOnceDurable(done)
    return true
  }

  private func commitOneByOne(_ group: [Job]) {
    var pending = group[...]
    var done: [Completion] = []
    var failed: [@Sendable () -> Void] = []
    do {
      try ledger.stage { writer in
        while let job = pending.first {
          do {
            done.append(try job.work(writer, group.count == 1))
          } catch let lost as TransactionLost {
            throw lost.cause
          } catch {
            // Alone there is no savepoint, and its failure is the transaction's.
            if group.count == 1 { throw error }
            failed.append { job.abandon(error) }
          }
          pending.removeFirst()
        }
      }
      completeOnceDurable(done)
    } catch {
      for completion in done { completion(error) }
      for job in pending { job.abandon(error) }
    }
    for tell in failed { tell() }
  }

  // MARK: - Flushing

  private func completeOnceDurable(_ done: [Completion]) {
    let starts = state.withLock { state in
      state.unflushed += done
      defer { state.isFlushing = true }
      return !state.isFlushing
    }
    if starts { flushQueue.async { self.flush() } }
  }

  private func flush() {
    while let staged = takeStaged() {
      var failure: (any Error)?
      do { try ledger.flush() } catch { failure = error }
      for completion in staged { completion(failure) }
    }
  }

  private func takeStaged() -> [Completion]? {
    state.withLock { state in
      guard !state.unflushed.isEmpty else {
        state.isFlushing = false
        return nil
      }
      defer { state.unflushed = [] }
      return state.unflushed
    }
  }
}
