import Answers
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

    @Flag(help: "Only messages that were kept and not yet decoded.")
    var undecoded = false

    @Option(help: "Only messages before this number: the next page.")
    var before: Int64?

    @Option(help: "How many at most.")
    var limit = 50

    @Flag(help: "An array of message objects.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      let messages = try ledger.read {
        try $0.listMessages(
          InboxFilter(
            feed: feed, state: undecoded ? .received : nil, hasRejections: rejected,
            before: before, limit: limit))
      }
      if json {
        Console.say(JSONText.array(or: messages.map(InboxDocument.message), isSingle: false))
      } else {
        Console.write(InboxScreen.list(messages, style: workspace.style))
      }
    }
  }

  struct ShowMessage: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "One message's bytes, as received, on standard output or into a file.")

    @Argument(help: "The message's number.")
    var id: Int64

    @Option(name: .shortAndLong, help: "The file to write; one that is there is not overwritten.")
    var output: String?

    @Flag(help: "What is known of the message, instead of its bytes.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      let (message, body) = try ledger.read { reader in
        guard let message = try reader.findMessage(id) else {
          throw Failure.notFound("the inbox has no message \(id)")
        }
        return (message, try reader.body(of: id))
      }
      if json { return Console.say(InboxDocument.message(message).pretty) }
      guard let output else { return FileHandle.standardOutput.write(Data(body)) }
      do {
        try Data(body).write(to: URL(fileURLWithPath: output), options: .withoutOverwriting)
      } catch { throw Failure.failed("cannot write \(output): \(error.localizedDescription)") }
    }
  }

  struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "replay",
      abstract: "Decodes old bytes with today's decoder; changes nothing where nothing improved.")

    @Argument(help: "Message numbers; all if none is named.")
    var ids: [Int64] = []

    @Option(help: "Only this feed's messages.")
    var feed: String?

    @Flag(help: "Only messages with rejected records.")
    var rejected = false

    @Flag(help: "Shows what would change, and changes nothing.")
    var dryRun = false

    @Flag(help: "What changed as JSON.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForWriting()
      let sources = Dictionary(
        try ledger.read { try workspace.feeds($0) }.map { ($0.name, $0.options) },
        uniquingKeysWith: { $1 })
      var progress = ProgressLine("replaying", total: 100)
      let total = try InboxReplay(
        ledger: ledger, tracker: workspace.tracker, observer: workspace.observer,
        clock: workspace.clock
      ).run(
        try chosen(ledger), isTrial: dryRun,
        options: { message in
          var options = sources[message.feed] ?? workspace.options(for: message.feed)
          options.format = options.format ?? message.formatHint
          options.zone = options.zone ?? message.zone
          return options
        },
        progress: { done, all in
          progress.update(done * 100 / max(all, 1), "\(done) of \(all) messages")
        })
      progress.end()
      if json {
        Console.say(InboxDocument.replay(total, isTrial: dryRun).pretty)
      } else {
        Console.write(InboxScreen.replay(total, isTrial: dryRun))
      }
      if total.rejected > 0 || !total.unreadable.isEmpty { throw Failure.silent(.partial) }
    }

    private func chosen(_ ledger: SQLiteLedger) throws -> [Int64]? {
      if !ids.isEmpty { return ids }
      guard feed != nil || rejected else { return nil }
      return try ledger.read {
        try $0.listMessages(
          InboxFilter(feed: feed, hasRejections: rejected, limit: Int(Int32.max)))
      }.map(\.id).sorted()
    }
  }

  struct Rejections: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rejections", abstract: "Records that could not be used, and why.")

    @Option(help: "Only this feed.")
    var feed: String?

    @Option(help: "Only this reason.")
    var reason: String?

    @Option(help: "Only this message.")
    var message: Int64?

    @Flag(help: "Only how many there are for each reason.")
    var counts = false

    @Option(help: "How many at most.")
    var limit = 100

    @Flag(help: "Counts and records as JSON.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      let (rows, reasons) = try ledger.read { reader in
        (
          counts
            ? []
            : try reader.listRejections(
              RejectionFilter(message: message, feed: feed, reason: reason, limit: limit)),
          try reader.countRejectionsByReason()
        )
      }
      if json {
        Console.say(InboxDocument.rejections(rows, counts: reasons).pretty)
      } else {
        Console.write(InboxScreen.rejections(rows, counts: reasons, style: workspace.style))
      }
    }
  }
}
