import Dispatch
import Intake
import Ledger
import Synchronization

/// Where pushes wait for the writer: whatever waits when its turn comes is kept together, and each is
/// told when it is on disk.
final class PushQueue: Sendable {
  /// Messages in one transaction; more would keep the first ones waiting.
  private static let groupLimit = 256
  /// Where the last group was a crowd, the next waits for this: a larger group writes fewer pages and
  /// flushes less often for each of its messages (as PostgreSQL's `commit_delay` with
  /// `commit_siblings`). Half of 32 senders would otherwise come right after it has left.
  private static let pause = DispatchTimeInterval.microseconds(600)
  private static let crowd = 4

  private struct Waiting: Sendable {
    let push: Push
    let answer: CheckedContinuation<PushOutcome, any Error>
  }

  private struct State {
    var waiting: [Waiting] = []
    /// Whether the writer has been asked to take them.
    var isAsked = false
    var lastCount = 0
  }

  private let state = Mutex(State())
  private let committer: GroupCommitter
  private let limit: Int
  private let clock: @Sendable () -> Int64
  /// Told of the newest event after each commit.
  private let committed: @Sendable (Int64) -> Void

  init(
    _ committer: GroupCommitter, limit: Int = GroupCommitter.defaultQueueLimit,
    clock: @escaping @Sendable () -> Int64,
    committed: @escaping @Sendable (Int64) -> Void
  ) {
    self.committer = committer
    self.limit = limit
    self.clock = clock
    self.committed = committed
  }

  var count: Int { state.withLock { $0.waiting.count } }

  /// Returns when the message is on disk.
  /// - Throws: ``NameTaken``, ``LedgerError``.
  func keep(_ push: Push) async throws -> PushOutcome {
    try await withCheckedThrowingContinuation { continuation in
      let (isFull, starts, fillsGroup) = state.withLock { state -> (Bool, Bool, Bool) in
        if state.waiting.count >= limit { return (true, false, false) }
        state.waiting.append(Waiting(push: push, answer: continuation))
        defer { state.isAsked = true }
        return (false, !state.isAsked, state.waiting.count == Self.groupLimit)
      }
      if isFull { continuation.resume(throwing: LedgerError.overloaded(limit: limit)) }
      if starts { askWriter() }
      if fillsGroup { committer.endPause() }
    }
  }

  private func askWriter() {
    let group = Group(taking: take)
    let pauses = state.withLock {
      $0.lastCount >= Self.crowd && $0.waiting.count < Self.groupLimit
    }
    committer.submit(pausing: pauses ? Self.pause : nil) { [clock] writer in
      try PushIntake.keep(group.members.map(\.push), with: writer, clock: clock)
    } completed: { [committed] result in
      switch result {
      case .success(let (ends, seq)):
        for (waiting, end) in zip(group.members, ends) {
          waiting.answer.resume(with: end.mapError { $0 as any Error })
        }
        committed(seq)
      case .failure(let error):
        for waiting in group.members { waiting.answer.resume(throwing: error) }
      }
    }
  }

  private func take() -> [Waiting] {
    let group = state.withLock { state in
      let group = Array(state.waiting.prefix(Self.groupLimit))
      state.waiting.removeFirst(group.count)
      state.isAsked = !state.waiting.isEmpty
      state.lastCount = group.count
      return (members: group, isMore: state.isAsked)
    }
    if group.isMore { askWriter() }
    return group.members
  }

  /// Those that are kept together. They are taken once, when first asked for: the writer may run its
  /// work again.
  private final class Group: Sendable {
    private let taken = Mutex<[Waiting]?>(nil)
    private let take: @Sendable () -> [Waiting]

    init(taking take: @escaping @Sendable () -> [Waiting]) { self.take = take }

    var members: [Waiting] {
      taken.withLock { taken in
        if let taken { return taken }
        let members = take()
        taken = members
        return members
      }
    }
  }
}
