import Synchronization

/// How many bytes of bodies are held at once, whoever sent them: many senders together cannot take all memory.
final class BodyBudget: Sendable {
  private let limit: Int
  private let held = Mutex(0)

  init(_ limit: Int) { self.limit = limit }

  /// What one request holds; given back when nobody knows of it any more.
  func share() -> Share { Share(of: self) }

  final class Share: Sendable {
    private let budget: BodyBudget
    private let bytes = Mutex(0)

    fileprivate init(of budget: BodyBudget) { self.budget = budget }

    deinit {
      let bytes = bytes.withLock(\.self)
      budget.held.withLock { $0 -= bytes }
    }

    /// - Returns: false where that would be too many.
    func take(_ count: Int) -> Bool {
      let isThere = budget.held.withLock { held in
        guard held + count <= budget.limit else { return false }
        held += count
        return true
      }
      if isThere { bytes.withLock { $0 += count } }
      return isThere
    }
  }
}
