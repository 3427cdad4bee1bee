import ArgumentParser
import Feeds
import Foundation
import Freight
import Intake
import Ledger

struct InboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inbox", abstract: "What was received, byte for byte, and what became of it.",
    subcommands: [ListMessages.self, ShowMessage.self, Replay.self, Rejections.self],
    defaultSubcommand: ListMessages.self)

  struct ListMessages: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Messages, newest first.")

    @Option(help: "Only this feed.")
    var feed: String?

    @Flag(help: "Only messages with rejected records.")
    var rejected = false

    @Option(help: "How many at most.")
    var limit = 50

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      let messages = try ledger.read {
        try $0.listMessages(InboxFilter(feed: feed, hasRejections: rejected, limit: limit))
      }
      Console.write(InboxScreen.list(messages, style: workspace.style))
    }
  }

  struct ShowMessage: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One message's bytes, as received, on standard output.")

    @Argument(help: "The message's number.")
    var id: Int64

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      let body = try ledger.read { reader in
        guard try reader.findMessage(id) != nil else {
          throw Failure.notFound("the inbox has no message \(id)")
        }
        return try reader.body(of: id)
      }
      FileHandle.standardOutput.write(Data(body))
    }
  }

  struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "replay",
      abstract: "Decodes old bytes with today's decoder; changes nothing where nothing improved.")

    @Argument(help: "Message numbers; all if none is named.")
    var ids: [Int64] = []

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForWriting()
      var replay = InboxReplay(ledger: ledger, tracker: workspace.tracker)
      var progress = ProgressLine("replaying")
      let total = try replay.run(
        ids.isEmpty ? nil : ids,
        options: { message in
          var options = workspace.options(for: message.feed)
          options.format = message.formatHint ?? options.format
          options.zone = message.zone ?? options.zone
          return options
        }, progress: { progress.update($0, "\($0) messages") })
      progress.end()
      Console.say(
        "\(total.messages) messages: \(total.added) new events, \(total.rejected) rejections")
      if total.rejected > 0 { throw Failure.silent(Exit.partial) }
    }
  }

  struct Rejections: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rejections", abstract: "Records that could not be used, and why.")

    @Option(help: "Only this feed.")
    var feed: String?

    @Option(help: "Only this reason.")
    var reason: String?

    @Option(help: "How many at most.")
    var limit = 100

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      let (rows, counts) = try ledger.read { reader in
        (
          try reader.listRejections(RejectionFilter(feed: feed, reason: reason, limit: limit)),
          try reader.countRejectionsByReason()
        )
      }
      Console.write(InboxScreen.rejections(rows, counts: counts, style: workspace.style))
    }
  }
}
