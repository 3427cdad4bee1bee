import Answers
import ArgumentParser
import Foundation
import Freight
import Ledger
import Notices
import Transport

struct HookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook", abstract: "Who is told what happens, and what became of it.",
    discussion: """
      A subscription is a receiver's address and what it wants to hear of. Notices wait in the \
      ledger until the receiver has taken them: ten tries over three days, then they are dead \
      letters, which hook replay sends again.
      """,
    subcommands: [
      AddHook.self, ListHooks.self, TestHook.self, ListDeliveries.self, ReplayNotices.self,
      DeliverNotices.self, PauseHook.self, ResumeHook.self, RotateSecret.self, RemoveHook.self,
    ], defaultSubcommand: ListHooks.self)

  /// - Throws: ``Failure``: not found.
  static func find(_ id: String, _ reader: any LedgerReader) throws -> KeptSubscription {
    guard let record = try reader.findSubscription(id) else {
      throw Failure.notFound("there is no subscription “\(id)”; see banlie hook list")
    }
    return try KeptSubscription(record)
  }

  static func deliverer(_ workspace: Workspace, _ ledger: SQLiteLedger) throws -> Deliverer {
    do {
      return Deliverer(
        ledger: ledger, committer: GroupCommitter(ledger),
        transport: try Transport(userAgent: Banlie.userAgent), clock: workspace.clock)
    } catch { throw Failure.failed("\(error)") }
  }

  struct ListHooks: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Subscriptions, and how their deliveries stand.")

    @Flag(help: "An array of subscription objects.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      let rows = try ledger.read { reader in
        let counts = try reader.countNotices(onlyWaiting: false)
        return try reader.listSubscriptions().map { record in
          HookRow(
            try KeptSubscription(record), counts.filter { $0.subscription == record.id },
            latest: try reader.listNotices(
              NoticeFilter(subscription: record.id, state: .delivered, limit: 1)
            ).first?.endedAt)
        }
      }
      if json {
        Console.say(JSONText.array(rows.map { HookDocument.object($0) }).pretty)
      } else {
        Console.write(HookScreen.list(rows, now: workspace.now, style: workspace.style))
      }
    }
  }

  struct TestHook: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test", abstract: "Posts a test notice now and says what the receiver answers.")

    @Argument(help: "The subscription's name, as hook list shows it.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      let id = id
      let kept = try await ledger.read { try HookCommand.find(id, $0) }
      let attempt = try await HookCommand.deliverer(workspace, ledger).test(kept)
      if let error = attempt.error {
        throw Failure.failed("\(kept.subscription.url): \(error)")
      }
      Console.say(
        "\(kept.subscription.url) answered \(attempt.status ?? 0) in \(attempt.milliseconds) ms")
    }
  }

  struct ListDeliveries: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "deliveries", abstract: "Notices, newest first, and every try to deliver them.")

    @Argument(help: "A subscription; all if none is named.")
    var id: String?

    @Option(help: "waiting, delivered or dead.")
    var state: String?

    @Option(help: "How many.")
    var limit = 20

    @Flag(help: "The tries and the body of each notice too.")
    var full = false

    @Flag(help: "An array of notice objects.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      guard limit > 0 else { throw Failure.usage("--limit is more than zero") }
      let rows = try ledger.read { reader in
        if let id { _ = try HookCommand.find(id, reader) }
        let filter = NoticeFilter(
          subscription: id, state: try state.map(DeliveryRow.state), limit: limit)
        return try reader.listNotices(filter).map {
          DeliveryRow(notice: $0, attempts: try reader.attempts(of: $0.id))
        }
      }
      if json {
        Console.say(JSONText.array(rows.map(DeliveryDocument.object)).pretty)
      } else {
        Console.write(HookScreen.deliveries(rows, isFull: full, style: workspace.style))
      }
    }
  }

  struct ReplayNotices: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "replay", abstract: "Sends notices once more, under the same webhook-id.",
      discussion: """
          banlie hook replay msg_01kat…            these, whatever became of them
          banlie hook replay --dead                all dead letters
          banlie hook replay --dead --hook hook_x  those of one subscription

        The receiver knows by the webhook-id what it has taken already.
        """)

    @Argument(help: "Notices, as hook deliveries shows them.")
    var notices: [String] = []

    @Flag(help: "All dead letters.")
    var dead = false

    @Option(help: "Only this subscription's.")
    var hook: String?

    @Option(help: "Only those made since then.")
    var since: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
      guard dead != !notices.isEmpty else { throw ValidationError("name notices, or say --dead") }
    }

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForWriting()
      let since = try Workspace.moment(since, name: "--since")
      let count = try ledger.write { writer in
        let found = try chosen(writer.reader, since)
        // The oldest first, as they came about.
        for notice in found.sorted(by: { $0.id < $1.id }) {
          let boxes = try NoticeBody(notice.body).boxes.compactMap { ContainerNumber($0) }
          try writer.reviveNotice(
            notice.id, about: boxes.map(Subject.container), at: workspace.now)
        }
        return found.count
      }
      Console.say("\(count) \(count == 1 ? "notice" : "notices") to be sent once more")
    }

    private func chosen(_ reader: any LedgerReader, _ since: Int64?) throws -> [NoticeRecord] {
      if let hook { _ = try HookCommand.find(hook, reader) }
      let known = Set(try reader.listSubscriptions().map(\.id))
      if dead {
        return try reader.listNotices(
          NoticeFilter(subscription: hook, state: .dead, since: since, limit: .max)
        ).filter { known.contains($0.subscription) }
      }
      return try notices.map { name in
        guard let notice = try reader.findNotice(name) else {
          throw Failure.notFound("there is no notice “\(name)”; see banlie hook deliveries")
        }
        guard known.contains(notice.subscription) else {
          throw Failure.failed("the subscription of \(name) has been removed")
        }
        guard notice.state != .waiting else {
          throw Failure.failed("\(name) is still on its way")
        }
        return notice
      }
    }
  }

  struct DeliverNotices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "deliver", abstract: "Delivers what is due and ends; for cron without serve.",
      discussion: "Exit codes: 0 all that was due is delivered · 1 a receiver did not take it.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForWriting()
      try workspace.announcer.sweep(ledger)
      let tally = DeliveryTally()
      try await HookCommand.deliverer(workspace, ledger).deliverDue { tally.take($0) }
      Console.say("\(tally.delivered) delivered, \(tally.failed) failed")
      if tally.failed > 0 { throw Failure.silent(.failed) }
    }
  }

  struct PauseHook: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pause", abstract: "Delivers nothing to a receiver; what happens waits for it.")

    @Argument(help: "The subscription's name.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() throws { try HookCommand.set(.paused, id, common, "waits until hook resume") }
  }

  struct ResumeHook: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume", abstract: "Delivers again, to one that was paused or gone (410).")

    @Argument(help: "The subscription's name.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() throws { try HookCommand.set(.active, id, common, "is delivered to") }
  }

  private static func set(
    _ state: SubscriptionRecord.State, _ id: String, _ common: CommonOptions, _ end: String
  ) throws {
    let ledger = try Workspace(common).openForWriting()
    try ledger.write { writer in
      var record = try find(id, writer.reader).record
      record.state = state
      try writer.keepSubscription(record)
    }
    Console.say("\(id) \(end)")
  }

  struct RotateSecret: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate",
      abstract: "Makes a new signing secret; the old one signs too for a day.")

    @Argument(help: "The subscription's name.")
    var id: String

    @Option(help: "How long the old secret goes on signing: 1h, 24h, 7d.")
    var keep = "24h"

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForWriting()
      let seconds = try WaitCommand.seconds(keep, option: "--keep")
      let secret = WebhookKey.random()
      try ledger.write { writer in
        var kept = try HookCommand.find(id, writer.reader)
        let end = workspace.now + Int64(seconds * 1_000_000)
        kept.subscription.secrets = kept.subscription.secrets
          .filter { $0.until.map { workspace.now < $0 } ?? true }
          .map { .init($0.source, until: min($0.until ?? end, end)) }
        kept.subscription.secrets.insert(.init(.kept(secret)), at: 0)
        try writer.keepSubscription(try kept.changed)
      }
      Console.say("secret \(secret)")
      Console.complain("not shown again; what signed before goes on for \(keep)")
      LedgerFileAdvice.give(workspace.ledgerPath)
    }
  }

  struct RemoveHook: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Ends a subscription; what waits for it is not sent.")

    @Argument(help: "The subscription's name.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForWriting()
      guard try ledger.write({ try $0.removeSubscription(id, at: workspace.now) }) else {
        throw Failure.notFound("there is no subscription “\(id)”; see banlie hook list")
      }
      Console.say("\(id) removed")
    }
  }
}
