import Intake
import Ledger
import Logging
import ServiceLifecycle
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
    let folding = Leisure("server.fold")
    let sweeping = Leisure("server.estimates")
    await withTaskCancellationOrGracefulShutdownHandler {
      await cancelWhenGracefulShutdown {
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            await again(every: Self.interval) {
              premises.watch.moved(to: try await premises.read { try $0.highestSeq() })
            }
          }
          group.addTask { [premises] in
            await again(every: Self.interval) {
              try await folding.run {
                try premises.journeys.projectStale(
                  in: premises.ledger, pace: .considerate, until: $0)
              }
            }
          }
          group.addTask { [premises] in
            // Nothing has moved since the last process looked.
            do { try await Task.sleep(for: Self.sweepInterval) } catch { return }
            await again(every: Self.sweepInterval) {
              try await sweeping.run { try premises.keeper.sweep(premises.ledger, until: $0) }
            }
          }
        }
      }
    } onCancelOrGracefulShutdown: {
      folding.end()
      sweeping.end()
    }
  }

  private func again(every interval: Duration, _ work: () async throws -> Void) async {
    while !Task.isCancelled {
      do { try await work() } catch is CancellationError { return } catch {
        // The ledger may be locked or the disk full for a while; answers are folded meanwhile.
        logger.error("the ledger cannot be followed", metadata: ["error": "\(error)"])
      }
      do { try await Task.sleep(for: interval) } catch { return }
    }
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
    if report.messages > 0 { premises.metrics.came(report.feed, at: premises.clock()) }
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
