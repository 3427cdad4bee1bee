import Dispatch
import Foundation
import Synchronization

private enum Cores {
  /// Between two and four. Asked once: the system reads several files to answer.
  static let count = Swift.max(2, Swift.min(4, ProcessInfo.processInfo.activeProcessorCount))
}

extension Array where Element: Sendable {
  /// What `transform` makes of each, in their order, on all cores.
  package func mapSideBySide<T: Sendable>(_ transform: @Sendable (Element) -> T) -> [T] {
    let parts = Cores.count
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

/// Works on batches on all cores, one after another, while their owner gets further ones ready.
package final class BatchAhead<Input: Sendable, Output: Sendable>: Sendable {
  private let work: @Sendable (Input) -> Output
  private let queue = DispatchQueue(label: "batch.ahead")
  private let started = Mutex<[Batch]>([])

  private final class Batch: Sendable {
    let isDone = DispatchGroup()
    let outputs = Mutex<[Output]>([])
  }

  package init(_ work: @escaping @Sendable (Input) -> Output) { self.work = work }

  /// Batches that have not been asked for.
  package var count: Int { started.withLock(\.count) }

  package func start(_ inputs: [Input]) {
    let batch = Batch()
    started.withLock { $0.append(batch) }
    queue.async(group: batch.isDone) { [work] in
      let made = inputs.mapSideBySide(work)
      batch.outputs.withLock { $0 = made }
    }
  }

  /// Hands over what is made of each input of all batches, in their order. Two batches are on their way, so
  /// that cores have work while this thread asks for the first and starts a third.
  package func run(_ batches: [[Input]], take: (Output) throws -> Void) rethrows {
    var rest = batches[...]
    for _ in 0..<2 { rest.popFirst().map(start) }
    while let outputs = next() {
      rest.popFirst().map(start)
      try outputs.forEach(take)
    }
  }

  /// What was made of the oldest batch that has not been asked for; nil where there is none.
  package func next() -> [Output]? {
    guard let batch = started.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return nil }
    batch.isDone.wait()
    return batch.outputs.withLock { $0 }
  }

  /// What was made of all batches that have not been asked for, in their order.
  package func finish() -> [Output] {
    var outputs: [Output] = []
    while let next = next() { outputs += next }
    return outputs
  }
}
