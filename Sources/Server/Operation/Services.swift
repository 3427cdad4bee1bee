import Dispatch
import Intake
import Ledger
import Logging
import ServiceLifecycle
import Synchronization
import Transport

/// Closes the queue of writes when everybody else has stopped: what was accepted is committed first.
struct CommitterService: Service {
  let premises: Premises

  func run() async throws {
    try await gracefulShutdown()
    await premises.committer.close()
  }
}

/// Notices what the ledger learns, from here or from another process, tells followers, folds what
/// became stale, and keeps windows that moved with the clock alone.
struct FollowService: Service {
  let premises: Premises
  let logger: Logger

  /// How long another process' events may go unnoticed.
  private static let interval = Duration.seconds(1)
  /// Windows move by hours before that is worth a word.
  private static let sweepInterval = Duration.seconds(600)

  func run() async throws {
    let isOver = Flag()
    await withTaskCancellationOrGracefulShutdownHandler {
      await follow(until: isOver)
    } onCancelOrGracefulShutdown: {
      isOver.raise()
    }
  }

  private func follow(until isOver: Flag) async {
    await cancelWhenGracefulShutdown {
      var swept = ContinuousClock.now
      var seen: Int64 = 0
      while !Task.isCancelled {
        do {
          let newest = try await premises.read { try $0.highestSeq() }
          premises.watch.moved(to: newest)
          let pace = newest > seen ? Journeys.Pace.considerate : .unhurried
          seen = newest
          try await atLeisure {
            try $0.journeys.projectStale(in: $0.ledger, pace: pace, until: { isOver.isRaised })
          }
          if swept + Self.sweepInterval <= .now {
            try await atLeisure { try $0.keeper.sweep($0.ledger, until: { isOver.isRaised }) }
            swept = .now
          }
        } catch is CancellationError {
          return
        } catch {
          // The ledger may be locked or the disk full for a while; answers are folded meanwhile.
          logger.error("the ledger cannot be followed", metadata: ["error": "\(error)"])
        }
        do { try await Task.sleep(for: Self.interval) } catch { return }
      }
    }
  }

  /// Folding computes for long, so not on the threads that requests share.
  private func atLeisure(_ work: @escaping @Sendable (Premises) throws -> Int) async throws {
    let premises = premises
    _ = try await withCheckedThrowingContinuation { continuation in
      Self.queue.async { continuation.resume(with: Result { try work(premises) }) }
    }
  }

  private static let queue = DispatchQueue(label: "server.fold", qos: .utility)

  /// Seen by work that is on no task, and would be waited for.
  private final class Flag: Sendable {
    private let state = Mutex(false)
    var isRaised: Bool { state.withLock { $0 } }
    func raise() { state.withLock { $0 = true } }
  }
}

/// Asks feeds when it is their time.
struct PollService: Service {
  let premises: Premises
  let transport: Transport
  let logger: Logger

  func run() async throws {
    let feeds = premises.settings.feeds.filter { $0.fetch != nil }
    guard !feeds.isEmpty else {
      try await gracefulShutdown()
      return
    }
    let poller = Poller(
      ledger: premises.ledger, tracker: premises.tracker, transport: transport,
      now: premises.clock, projects: false)
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        var next: Int64?
        do {
          let reports = try await poller.poll(feeds) { note($0) }
          next = reports.filter { $0.state != .paused }.compactMap(\.nextAt).min()
        } catch is CancellationError {
          return
        } catch { logger.error("polling failed", metadata: ["error": "\(error)"]) }
        let wait = next.map { Double($0 - premises.clock()) / 1_000_000 } ?? 60
        // A minute at most, since a clock may be set and a feed resumed.
        do { try await Task.sleep(for: .seconds(min(max(wait, 1), 60))) } catch { return }
      }
    }
  }

  private func note(_ report: PollReport) {
    guard report.state != .notDue, report.state != .paused else { return }
    premises.metrics.add(.polls, report.feed, report.state.rawValue)
    premises.metrics.add(.received, report.feed, times: report.messages)
    premises.metrics.add(.accepted, report.feed, times: report.added)
    premises.metrics.add(.duplicate, report.feed, times: report.duplicates)
    premises.metrics.add(.rejected, report.feed, "polled", times: report.rejected)
    var metadata: Logger.Metadata = [
      "feed": "\(report.feed)", "state": "\(report.state.rawValue)", "added": "\(report.added)",
    ]
    if let error = report.error { metadata["error"] = "\(error)" }
    logger.log(
      level: report.state == .failed ? .warning : .info, "polled", metadata: metadata)
  }
}
