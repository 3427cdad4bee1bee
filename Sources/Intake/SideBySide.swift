import Dispatch
import Foundation
import Synchronization

extension Array where Element: Sendable {
  /// What `transform` makes of each, in their order, on all cores.
  package func mapSideBySide<T: Sendable>(_ transform: @Sendable (Element) -> T) -> [T] {
    let parts = Swift.max(2, Swift.min(4, ProcessInfo.processInfo.activeProcessorCount))
    let size = (count + parts - 1) / parts
    let made = Mutex<[Int: [T]]>([:])
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let range = Swift.min(part * size, count)..<Swift.min((part + 1) * size, count)
      let results = self[range].map(transform)
      made.withLock { $0[part] = results }
    }
    return made.withLock { made in (0..<parts).flatMap { made[$0] ?? [] } }
  }
}

/// Works on one batch on all cores while its owner gets the next one ready.
package final class BatchAhead<Input: Sendable, Output: Sendable>: Sendable {
  private let work: @Sendable (Input) -> Output
  private let queue = DispatchQueue(label: "batch.ahead")
  private let group = DispatchGroup()
  private let outputs = Mutex<[[Output]]>([])

  package init(_ work: @escaping @Sendable (Input) -> Output) { self.work = work }

  package func start(_ batch: [Input]) {
    queue.async(group: group) { [self] in
      let made = batch.mapSideBySide(work)
      outputs.withLock { $0.append(made) }
    }
  }

  /// What was made of the batches started since it was last asked, in their order.
  package func finish() -> [Output] {
    group.wait()
    return outputs.withLock { outputs in
      defer { outputs = [] }
      return outputs.flatMap(\.self)
    }
  }
}
