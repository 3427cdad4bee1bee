import Logging
import Manifests
import ServiceLifecycle
import Transport

/// Draws up daily manifests when it is their time, and brings them where they belong.
struct ManifestService: Service {
  let premises: Premises
  let transport: Transport
  let logger: Logger

  /// A minute's manifest is not later than that minute.
  private static let interval = Duration.seconds(10)

  func run() async throws {
    let settings = premises.settings
    let daily = DailyManifests(
      plans: settings.manifests, ledger: premises.ledger, journeys: premises.journeys,
      folder: settings.manifestFolder, operatorName: settings.operatorName,
      language: settings.language, transport: transport, clock: premises.clock)
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do { try await daily.runDue { note($0) } } catch is CancellationError { return } catch {
          logger.error("manifests cannot be made", metadata: ["error": "\(error)"])
        }
        do { try await Task.sleep(for: Self.interval) } catch { return }
      }
    }
  }

  private func note(_ report: DailyManifests.Report) {
    let result = report.error == nil ? "done" : "failed"
    premises.metrics.add(.manifests, report.plan, result)
    var metadata: Logger.Metadata = [
      "manifest": "\(report.plan)", "date": "\(report.date)", "result": "\(result)",
      "boxes": "\(report.run.boxes)",
    ]
    if let error = report.error { metadata["error"] = "\(error)" }
    logger.log(level: report.error == nil ? .info : .warning, "manifest", metadata: metadata)
  }
}
