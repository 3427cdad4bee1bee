import Dispatch
import Freight
import Synchronization
import Testing

@testable import Ledger

@Suite struct GroupCommitterTests {
  private let folder: TemporaryFolder
  private let ledger: SQLiteLedger

  init() throws {
    folder = try TemporaryFolder()
    ledger = try SQLiteLedger(path: folder.path("ledger"))
  }

  @Test func manyCallersAreAllKeptAndEachGetsItsOwnAnswer() async throws {
    let committer = GroupCommitter(ledger)
    let ids = try await withThrowingTaskGroup(of: (Int, Int64).self) { group in
      for number in 0..<300 {
        group.addTask {
          let receipt = try await committer.write {
            try $0.receive(Sample.message("message \(number)"))
          }
          return (number, receipt.message)
        }
      }
      return try await group.reduce(into: [Int: Int64]()) { $0[$1.0] = $1.1 }
    }
    try await ledger.read { reader throws in
      #expect(try reader.counts().messages == 300)
      for (number, id) in ids {
        #expect(try reader.body(of: id) == Array("message \(number)".utf8))
      }
    }
  }

  @Test func oneThatFailsTakesNobodyWithIt() async throws {
    struct Stop: Error {}
    let committer = GroupCommitter(ledger)
    let kept = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<60 {
        group.addTask {
          do {
            _ = try await committer.write { writer in
              _ = try writer.receive(Sample.message("message \(number)"))
              if number % 3 == 0 { throw Stop() }
            }
            return true
          } catch {
            #expect(error is Stop)
            return false
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(kept == 40)
    #expect(try await ledger.read { try $0.counts() }.messages == 40)
  }

  @Test func whatMayPauseSharesATransactionWithWhatComesMeanwhile() async throws {
    let gated = GatedLedger(ledger)
    gated.open()
    let committer = GroupCommitter(gated)
    committer.submit(pausing: .seconds(1_200)) {
      try $0.receive(Sample.message("first"))
    } completed: { _ in
    }
    // Long enough for the pause to begin, far shorter than it, however busy the machine.
    try await Task.sleep(for: .milliseconds(50))
    // Whoever must not wait ends the pause for both.
    _ = try await committer.write { try $0.receive(Sample.message("second")) }
    #expect(gated.transactions == 1)
    #expect(try await ledger.read { try $0.counts() }.messages == 2)
  }

  @Test func aPauseEndsWithItsTimeAndWithTheCommitter() async throws {
    let committer = GroupCommitter(ledger)
    for number in 0..<20 {
      await withCheckedContinuation { continuation in
        committer.submit(pausing: .microseconds(number * 20)) {
          try $0.receive(Sample.message("\(number)"))
        } completed: { _ in
          continuation.resume()
        }
        if number % 2 == 0 { committer.endPause() }
      }
    }
    committer.submit(pausing: .seconds(1_200)) {
      try $0.receive(Sample.message("last"))
    } completed: { _ in
    }
    await committer.close()
    #expect(try await ledger.read { try $0.counts() }.messages == 21)
  }

  @Test func whatMayNotWaitIsNotHeldUpByWhatMay() async throws {
    let gated = GatedLedger(ledger)
    let committer = GroupCommitter(gated)
    async let first = committer.write { try $0.receive(Sample.message("first")) }
    await gated.untilEntered()
    async let others: Void = withCheckedContinuation { continuation in
      committer.submit(pausing: .seconds(1_200)) {
        try $0.receive(Sample.message("patient"))
      } completed: { _ in
      }
      committer.submit {
        try $0.receive(Sample.message("hasty"))
      } completed: { _ in
        continuation.resume()
      }
    }
    while committer.waitingCount < 2 { await Task.yield() }
    gated.open()
    _ = try await (first, others)
    #expect(gated.transactions == 2)
    #expect(try await ledger.read { try $0.counts() }.messages == 3)
  }

  @Test func callersShareATransaction() async throws {
    let gated = GatedLedger(ledger)
    let committer = GroupCommitter(gated)
    async let first = committer.write { try $0.receive(Sample.message("first")) }
    await gated.untilEntered()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<100 {
        group.addTask {
          await #expect(throws: Never.self) {
            try await committer.write { try $0.receive(Sample.message("\(number)")) }
          }
        }
      }
      while committer.waitingCount < 100 { await Task.yield() }
      gated.open()
    }
    #expect(try await first == .new(1))
    #expect(gated.transactions == 2)
    #expect(try await ledger.read { try $0.counts() }.messages == 101)
  }

  @Test func aFullQueueRefusesInsteadOfGrowing() async throws {
    let gated = GatedLedger(ledger)
    let committer = GroupCommitter(gated, queueLimit: 10)
    async let first = committer.write { try $0.receive(Sample.message("first")) }
    await gated.untilEntered()
    let refused = Counter()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<40 {
        group.addTask {
          do {
            _ = try await committer.write { try $0.receive(Sample.message("\(number)")) }
          } catch {
            #expect(error as? LedgerError == .overloaded(limit: 10))
            refused.increase()
          }
        }
      }
      while refused.value < 30 { await Task.yield() }
      gated.open()
    }
    #expect(try await first == .new(1))
    #expect(refused.value == 30)
    #expect(try await ledger.read { try $0.counts() }.messages == 11)
  }

  @Test func aFailedCommitFailsEveryCallerOfIt() async throws {
    struct Broken: Ledger {
      func read<T>(_ body: (any LedgerReader) throws -> T) throws -> T { throw LedgerError.closed }
      func write<T>(_ body: (any LedgerWriter) throws -> T) throws -> T {
        throw LedgerError.diskFull(path: "x")
      }
      func stage<T>(_ body: (any LedgerWriter) throws -> T) throws -> T { try write(body) }
      func flush() throws {}
      func verify(_ scope: Verification.Scope) throws -> Verification { throw LedgerError.closed }
    }
    let committer = GroupCommitter(Broken())
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          await #expect(throws: LedgerError.diskFull(path: "x")) {
            try await committer.write { try $0.receive(Sample.message("\(number)")) }
          }
        }
      }
    }
  }

  @Test func nobodyIsToldBeforeTheFlush() async throws {
    let dry = UnflushableLedger(ledger)
    let committer = GroupCommitter(dry)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask {
          await #expect(throws: LedgerError.inputOutput(path: "x", detail: "no disk")) {
            try await committer.write { try $0.receive(Sample.message("\(number)")) }
          }
        }
      }
    }
    // They are there, and nobody was promised anything.
    #expect(try await ledger.read { try $0.counts() }.messages == 20)
  }

  @Test func theNextTransactionRunsWhileTheDiskIsBusy() async throws {
    let slow = SlowDisk(ledger)
    let committer = GroupCommitter(slow)
    let first = Task { try await committer.write { try $0.receive(Sample.message("first")) } }
    await slow.untilFlushing()
    let second = Task { try await committer.write { try $0.receive(Sample.message("second")) } }
    while try await ledger.read({ try $0.counts() }).messages < 2 { await Task.yield() }
    slow.finish()
    #expect(try await first.value == .new(1))
    #expect(try await second.value == .new(2))
  }

  @Test func afterClosingWorkIsRefusedAndWhatCameBeforeIsDone() async throws {
    let committer = GroupCommitter(ledger)
    _ = try await committer.write { try $0.receive(Sample.message("before")) }
    await committer.close()
    await #expect(throws: LedgerError.closed) {
      try await committer.write { try $0.receive(Sample.message("after")) }
    }
    #expect(try await ledger.read { try $0.counts() }.messages == 1)
  }
}

private final class Counter: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }
  func increase() { count.withLock { $0 += 1 } }
}

/// Holds transactions back until it is opened, and counts them.
private final class GatedLedger: Ledger {
  private let base: SQLiteLedger
  private let gate = DispatchSemaphore(value: 0)
  private let entered = Counter()

  init(_ base: SQLiteLedger) { self.base = base }

  var transactions: Int { entered.value }

  func untilEntered() async {
    while entered.value == 0 { await Task.yield() }
  }

  func open() { gate.signal() }

  func read<T>(_ body: (any LedgerReader) throws -> T) throws -> T { try base.read(body) }

  func write<T>(_ body: (any LedgerWriter) throws -> T) throws -> T { try base.write(body) }

  func stage<T>(_ body: (any LedgerWriter) throws -> T) throws -> T {
    entered.increase()
    gate.wait()
    defer { gate.signal() }
    return try base.stage(body)
  }

  func flush() throws { try base.flush() }

  func verify(_ scope: Verification.Scope) throws -> Verification { try base.verify(scope) }
}

/// Commits, and cannot flush.
private struct UnflushableLedger: Ledger {
  let base: SQLiteLedger

  init(_ base: SQLiteLedger) { self.base = base }

  func read<T>(_ body: (any LedgerReader) throws -> T) throws -> T { try base.read(body) }
  func write<T>(_ body: (any LedgerWriter) throws -> T) throws -> T { try base.write(body) }
  func stage<T>(_ body: (any LedgerWriter) throws -> T) throws -> T { try base.stage(body) }
  func flush() throws { throw LedgerError.inputOutput(path: "x", detail: "no disk") }
  func verify(_ scope: Verification.Scope) throws -> Verification { try base.verify(scope) }
}

/// Does not end its first flush before it is told to.
private final class SlowDisk: Ledger {
  private let base: SQLiteLedger
  private let gate = DispatchSemaphore(value: 0)
  private let flushes = Counter()

  init(_ base: SQLiteLedger) { self.base = base }

  func untilFlushing() async {
    while flushes.value == 0 { await Task.yield() }
  }

  func finish() { gate.signal() }

  func read<T>(_ body: (any LedgerReader) throws -> T) throws -> T { try base.read(body) }
  func write<T>(_ body: (any LedgerWriter) throws -> T) throws -> T { try base.write(body) }
  func stage<T>(_ body: (any LedgerWriter) throws -> T) throws -> T { try base.stage(body) }

  func flush() throws {
    flushes.increase()
    gate.wait()
    gate.signal()
    try base.flush()
  }

  func verify(_ scope: Verification.Scope) throws -> Verification { try base.verify(scope) }
}
