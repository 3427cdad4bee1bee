import Answers
import ArgumentParser
import Foundation
import Freight
import Intake
import Ledger
import Synchronization
import Tracking
import Transport

extension FeedCommand {
  struct PollFeeds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "poll",
      abstract: "Asks feeds for news and puts what comes into the ledger.",
      discussion: """
        Without --once it goes on, each feed at its own interval, until Ctrl-C. Feeds \
        named are asked now, whatever their schedule; paused ones are not.

        Exit codes with --once: 0 all went well · 1 a feed failed · 3 no such feed · \
        4 all were reached, but records were rejected.
        """)

    @Argument(help: "Feeds to ask now; all that are due if none is named.")
    var names: [String] = []

    @Flag(help: "Asks once and ends.")
    var once = false

    @Flag(help: "How each poll went, as JSON; with --once an array, else a line each.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForWriting()
      let sources = try chosen(workspace, ledger)
      let transport: Transport
      do { transport = try Transport(userAgent: Banlie.userAgent) } catch {
        throw Failure.failed("\(error)")
      }
      let poller = Poller(
        ledger: ledger, tracker: workspace.tracker, transport: transport,
        now: workspace.clock, observer: workspace.observer)
      if once || !names.isEmpty {
        try await pollOnce(sources, poller, workspace)
      } else {
        try await pollForever(sources, poller, workspace)
      }
    }

    private func chosen(_ workspace: Workspace, _ ledger: SQLiteLedger) throws -> [FeedSource] {
      let all = try ledger.read { try workspace.feeds($0) }
      for name in names where !all.contains(where: { $0.name == name && $0.fetch != nil }) {
        throw Failure.notFound("there is no feed “\(name)” that is fetched; see banlie feed list")
      }
      let chosen = names.isEmpty ? all : all.filter { names.contains($0.name) }
      if chosen.allSatisfy({ $0.fetch == nil }) {
        throw Failure.notFound("no feed is fetched; see banlie feed add --help")
      }
      return chosen
    }

    private func pollOnce(
      _ sources: [FeedSource], _ poller: Poller<SQLiteLedger>, _ workspace: Workspace
    ) async throws {
      let reports = try await poller.poll(sources, isForced: !names.isEmpty)
      if json {
        Console.say(JSONText.array(or: reports.map(PollDocument.object), isSingle: false))
      } else {
        Console.write(FeedScreen.polls(reports, style: workspace.style))
      }
      if reports.contains(where: { $0.state == .failed }) { throw Failure.silent(.failed) }
      if reports.contains(where: { $0.rejected > 0 }) { throw Failure.silent(.partial) }
    }

    private func pollForever(
      _ sources: [FeedSource], _ poller: Poller<SQLiteLedger>, _ workspace: Workspace
    ) async throws {
      let (json, style) = (json, workspace.style)
      while true {
        let reports = try await poller.poll(sources) { report in
          guard report.state != .notDue, report.state != .paused else { return }
          Console.write(
            json
              ? PollDocument.object(report).compact + "\n"
              : FeedScreen.polls([report], style: style))
        }
        let next = reports.filter { $0.state != .paused }.compactMap(\.nextAt).min()
        let wait = next.map { Double($0 - Workspace.clock) / 1_000_000 } ?? 60
        // A minute at most, since a clock may be set and a feed resumed.
        try await Task.sleep(for: .seconds(min(max(wait, 1), 60)))
      }
    }
  }
}
