import Synchronization

/// Tells whoever follows the ledger that it has grown. Nobody is told twice of the same: who is slow
/// learns of the latest state only, and reads what lies between from the ledger.
final class LedgerWatch: Sendable {
  private struct State {
    var seq: Int64 = 0
    var followers: [Int: AsyncStream<Int64>.Continuation] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  /// How many follow.
  var count: Int { state.withLock { $0.followers.count } }

  /// - Parameter seq: of the newest event.
  func moved(to seq: Int64) {
    let followers = state.withLock { state in
      guard seq > state.seq else { return [] as [AsyncStream<Int64>.Continuation] }
      state.seq = seq
      return Array(state.followers.values)
    }
    for follower in followers { follower.yield(seq) }
  }

  /// The newest sequence number, now and whenever it has grown. Nil where so many follow already.
  func follow(limit: Int) -> (stream: AsyncStream<Int64>, stop: @Sendable () -> Void)? {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Int64.self, bufferingPolicy: .bufferingNewest(1))
    let id = state.withLock { state -> Int? in
      guard state.followers.count < limit else { return nil }
      state.next += 1
      state.followers[state.next] = continuation
      continuation.yield(state.seq)
      return state.next
    }
    guard let id else { return nil }
    return (
      stream,
      { [self] in
        state.withLock { $0.followers[id] = nil }
        continuation.finish()
      }
    )
  }
}
