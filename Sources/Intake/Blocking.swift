import Dispatch
import Synchronization

/// Work that blocks (on the disk, on somebody else's transaction), on a thread that may: those of async code
/// are as few as there are cores.
package enum Blocking {
  private final class Flag: Sendable { let isUp = Mutex(false) }

  /// The work begins even where the task is cancelled already: what to do then is its own affair.
  ///
  /// - Parameter work: given what to ask now and then whether the task was cancelled.
  package static func run<T: Sendable>(
    _ work: @escaping @Sendable (_ isOver: () -> Bool) throws -> T
  ) async throws -> T {
    let isOver = Flag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
          continuation.resume(with: Result { try work { isOver.isUp.withLock { $0 } } })
        }
      }
    } onCancel: {
      isOver.isUp.withLock { $0 = true }
    }
  }
}
