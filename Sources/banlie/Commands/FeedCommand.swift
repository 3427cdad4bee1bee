import Answers
import ArgumentParser
import Foundation
import Freight
import Intake
import Ledger
import Transport

struct FeedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feed",
    abstract: "Senders that are asked for news: folders, web addresses, mailboxes.",
    discussion: """
      Feeds stand in banlie.yaml (--config) or are added here:

        banlie feed add ktz --url sftp://files.example.kz/out/ --every 15m \\
          --format dislocation --user nanchang --password-env KTZ_PASSWORD
        banlie feed poll            asks all that are due, until Ctrl-C
        banlie feed poll --once     once, for cron and systemd timers
        banlie feed list            last success, last news, what fails, what is next
      """,
    subcommands: [
      ListFeeds.self, AddFeed.self, RemoveFeed.self, PollFeeds.self, PauseFeed.self,
      ResumeFeed.self,
    ], defaultSubcommand: ListFeeds.self)

  struct ListFeeds: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Every feed and how it is doing.")

    @Flag(help: "An array of feed objects.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      let rows = try ledger.read { reader in
        let polls = Dictionary(
          try reader.listPolls().map { ($0.feed, $0) }, uniquingKeysWith: { $1 })
        return try workspace.feeds(reader).map { source in
          FeedHealth(
            source: source, poll: polls[source.name],
            expectedIntervalHours: workspace.settings.policy.expectedIntervalHours(
              of: source.name, afloat: false),
            now: workspace.now)
        }
      }
      if json {
        Console.say(JSONText.array(or: rows.map(FeedDocument.object), isSingle: false))
      } else {
        Console.write(FeedScreen.list(rows, style: workspace.style))
      }
    }
  }

  struct RemoveFeed: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Forgets a feed that was added here; what it brought stays.")

    @Argument(help: "The feed's name.")
    var name: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForWriting()
      guard try ledger.write({ try $0.removeFeed(name) }) else {
        throw Failure.notFound("no feed “\(name)” was added here; feeds of a file are edited there")
      }
      Console.say("\(name) removed")
    }
  }

  struct PauseFeed: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pause", abstract: "Stops asking a feed.")

    @Argument(help: "The feed's name.")
    var name: String

    @OptionGroup var common: CommonOptions

    func run() throws { try FeedCommand.set(name, isPaused: true, common) }
  }

  struct ResumeFeed: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume", abstract: "Asks a paused feed again, or one whose circuit is open.")

    @Argument(help: "The feed's name.")
    var name: String

    @OptionGroup var common: CommonOptions

    func run() throws { try FeedCommand.set(name, isPaused: false, common) }
  }

  private static func set(_ name: String, isPaused: Bool, _ common: CommonOptions) throws {
    let workspace = try Workspace(common)
    let ledger = try workspace.openForWriting()
    guard try ledger.read({ try workspace.feeds($0) }).contains(where: { $0.name == name }) else {
      throw Failure.notFound("there is no feed “\(name)”; see banlie feed list")
    }
    try ledger.write { writer in
      var poll = try writer.reader.findPoll(of: name) ?? PollRecord(feed: name)
      poll.isPaused = isPaused
      if !isPaused {
        poll.failures = 0
        poll.isOpen = false
        poll.dueAt = nil
      }
      try writer.keepPoll(poll)
    }
    Console.say("\(name) \(isPaused ? "paused" : "resumed")")
  }
}
