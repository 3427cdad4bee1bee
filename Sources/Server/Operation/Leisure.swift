import Dispatch
import Synchronization

/// Where work goes that computes for long: not on the threads that requests share, and only until the
/// server is told to stop. Pieces of work wait for each other.
final class Leisure: Sendable {
  private let queue: DispatchQueue
  private let state = Mutex(false)

  /// - Parameter name: as debuggers show it.
  init(_ name: String) { queue = DispatchQueue(label: name, qos: .utility) }

  /// Asked by the work now and then.
  var isOver: Bool { state.withLock { $0 } }

  func end() { state.withLock { $0 = true } }

  /// - Parameter work: given what to ask whether to go on.
  func run(_ work: @escaping @Sendable (_ isOver: () -> Bool) throws -> Void) async throws {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try work { self.isOver } }) }
    }
  }
}
