import Ledger
import Logging
import Notices
import ServiceLifecycle
import Transport

/// Brings notices to their subscribers, and looks at the clock for what no report tells.
struct NoticeService: Service {
  let premises: Premises
  /// Of its own: no connection of it leads to addresses that receivers may not have.
  let transport: Transport
  let logger: Logger

  /// How long a notice that is due may lie.
  private static let interval = Duration.seconds(1)
  /// Silence and delay are counted in hours.
  private static let sweepInterval = Duration.seconds(60)
  private static let forgetInterval = Duration.seconds(3_600)

  func run() async throws {
    let sweeping = Leisure("server.sweep")
    await withTaskCancellationOrGracefulShutdownHandler {
      await cancelWhenGracefulShutdown {
        await withTaskGroup(of: Void.self) { group in
          group.addTask { await deliver() }
          group.addTask { await sweep(sweeping) }
        }
      }
    } onCancelOrGracefulShutdown: {
      sweeping.end()
    }
  }

  private func deliver() async {
    let deliverer = Deliverer(
      ledger: premises.ledger, committer: premises.committer, transport: transport,
      clock: premises.clock)
    var forgotten = ContinuousClock.now - Self.forgetInterval
    while !Task.isCancelled {
      do {
        if try await deliverer.nextDue().map({ $0 <= premises.clock() }) ?? false {
          try await deliverer.deliverDue { note($0) }
        }
        if forgotten + Self.forgetInterval <= .now {
          try await deliverer.forget()
          forgotten = .now
        }
      } catch is CancellationError {
        return
      } catch { logger.error("notices cannot be delivered", metadata: ["error": "\(error)"]) }
      do { try await Task.sleep(for: Self.interval) } catch { return }
    }
  }

  private func sweep(_ leisure: Leisure) async {
    let premises = premises
    while !Task.isCancelled {
      do {
        try await leisure.run { try premises.announcer.sweep(premises.ledger, until: $0) }
      } catch { logger.error("journeys cannot be looked at", metadata: ["error": "\(error)"]) }
      do { try await Task.sleep(for: Self.sweepInterval) } catch { return }
    }
  }

  private func note(_ report: Deliverer.Report) {
    let result =
      switch report.fate {
      case .delivered: "delivered"
      case .again: "failed"
      case .dead: "dead"
      }
    premises.metrics.add(.notices, report.subscription, result)
    var metadata: Logger.Metadata = [
      "notice": "\(report.notice)", "subscription": "\(report.subscription)",
      "result": "\(result)", "milliseconds": "\(report.attempt.milliseconds)",
    ]
    if let error = report.attempt.error { metadata["error"] = "\(error)" }
    logger.log(level: result == "delivered" ? .info : .warning, "notice", metadata: metadata)
  }
}
