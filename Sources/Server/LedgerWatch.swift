import Synchronization

/// Tells whoever follows the ledger that it has grown. Nobody is told twice of the same: who is slow
/// learns of the latest state only, and reads what lies between from the ledger.
final class LedgerWatch: Sendable {
  private struct State {
    var seq: Int64 = 0
    var followers: [Int: Follower] = [:]
    var next = 0
  }

  private struct Follower {
    let owner: [UInt8]
    let continuation: AsyncStream<Int64>.Continuation
  }

  private let state = Mutex(State())

  /// How many follow.
  var count: Int { state.withLock { $0.followers.count } }

  /// - Parameter seq: of the newest event.
  func moved(to seq: Int64) {
    let followers = state.withLock { state in
      guard seq > state.seq else { return [] as [Follower] }
      state.seq = seq
      return Array(state.followers.values)
    }
    for follower in followers { follower.continuation.yield(seq) }
  }

  /// The limit that one more would be over; nil where there is room.
  ///
  /// - Parameter owner: whose token it is.
  func isFull(for owner: [UInt8], _ limits: ServerLimits) -> String? {
    state.withLock { Self.isFull($0, owner, limits) }
  }

  private static func isFull(
    _ state: State, _ owner: [UInt8], _ limits: ServerLimits
  ) -> String? {
    guard state.followers.count < limits.streams else { return "streams, \(limits.streams)" }
    let own = state.followers.values.count { $0.owner == owner }
    return own < limits.streamsPerToken ? nil : "streamsPerToken, \(limits.streamsPerToken)"
  }

  /// The newest sequence number, now and whenever it has grown. Nil where so many follow already.
  func follow(
    for owner: [UInt8], _ limits: ServerLimits
  ) -> (stream: AsyncStream<Int64>, stop: @Sendable () -> Void)? {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Int64.self, bufferingPolicy: .bufferingNewest(1))
    let id = state.withLock { state -> Int? in
      guard Self.isFull(state, owner, limits) == nil else { return nil }
      state.next += 1
      state.followers[state.next] = Follower(owner: owner, continuation: continuation)
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
