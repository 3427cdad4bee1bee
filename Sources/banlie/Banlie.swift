import ArgumentParser
import Foundation

/// Where is my container, when will it arrive, what is holding it, and how do we know?
@main
struct Banlie: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "banlie",
    abstract: "Tracks boxes on China–Europe and Trans-Caspian block trains.",
    discussion: """
      Load whatever you get, then ask:

        banlie ingest loading-list.csv tracking.csv status.edi
        banlie status TRHU4307252
        banlie list containers --alert late

      Try it without any data of your own: banlie demo

      Exit codes: 0 done · 1 failed · 2 wrong usage · 3 not found · 4 accepted only in part
      (rejections) · 5 `wait` ended on a terminal failure or timeout
      """,
    version: "0.1.0",
    subcommands: [
      DemoCommand.self, IngestCommand.self, StatusCommand.self, ListCommand.self,
      EventsCommand.self, WaitCommand.self, ReportCommand.self, AmendCommand.self,
      AlertCommand.self, RouteCommand.self, PlaceCommand.self, FeedCommand.self,
      InboxCommand.self, ServeCommand.self, TokenCommand.self, HookCommand.self,
      ManifestCommand.self, EtaCommand.self, DoctorCommand.self, SimulateCommand.self,
    ])

  /// How other servers know us.
  static var userAgent: String { "banlie/\(configuration.version)" }

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var waiting = command as? any AsyncParsableCommand {
        try await waiting.run()
      } else {
        try command.run()
      }
    } catch {
      Foundation.exit(Exit.report(error))
    }
  }
}
