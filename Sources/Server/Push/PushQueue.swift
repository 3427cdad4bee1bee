import Intake
import Ledger
import Synchronization

/// Where pushes wait for the writer: those that come while it is busy are kept together, and each is
/// told when they are on disk.
final class PushQueue: Sendable {
  /// Messages in one transaction; more would keep the first ones waiting.
  private static let groupLimit = 256

  private struct Waiting: Sendable {
    let push: Push
    let answer: CheckedContinuation<PushOutcome, any Error>
  }

  private struct State {
    var waiting: [Waiting] = []
    var isDraining = false
  }

  private let state = Mutex(State())
  private let committer: GroupCommitter
  private let limit: Int
  /// Told of the newest event after each commit.
  private let committed: @Sendable (Int64) -> Void

  init(
    _ committer: GroupCommitter, limit: Int = GroupCommitter.defaultQueueLimit,
    committed: @escaping @Sendable (Int64) -> Void
  ) {
    self.committer = committer
    self.limit = limit
    self.committed = committed
  }

  var count: Int { state.withLock { $0.waiting.count } }

  /// Returns when the message is on disk.
  /// - Throws: ``NameTaken``, ``LedgerError``.
  func keep(_ push: Push) async throws -> PushOutcome {
    try await withCheckedThrowingContinuation { continuation in
      let (isFull, starts) = state.withLock { state -> (Bool, Bool) in
        if state.waiting.count >= limit { return (true, false) }
        state.waiting.append(Waiting(push: push, answer: continuation))
        defer { state.isDraining = true }
        return (false, !state.isDraining)
      }
      if isFull { continuation.resume(throwing: LedgerError.overloaded(limit: limit)) }
      // Not a child of the request that happens to be first: the others wait for it too.
      if starts { Task.detached { await self.drain() } }
    }
  }

  private func drain() async {
    while let group = take() {
      let pushes = group.map(\.push)
      do {
        let (ends, seq) = try await committer.write { try PushIntake.keep(pushes, with: $0) }
        for (waiting, end) in zip(group, ends) {
          waiting.answer.resume(with: end.mapError { $0 as any Error })
        }
        committed(seq)
      } catch {
        for waiting in group { waiting.answer.resume(throwing: error) }
      }
    }
  }

  private func take() -> [Waiting]? {
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
}
