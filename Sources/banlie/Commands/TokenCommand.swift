import Answers
import ArgumentParser
import Foundation
import Freight
import Ledger
import Server

struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Who may ask the server what, and links to share.",
    subcommands: [CreateToken.self, ListTokens.self, RevokeToken.self],
    defaultSubcommand: ListTokens.self)

  struct CreateToken: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create",
      abstract: "Makes a token and shows it, once.",
      discussion: """
          banlie token create --operator --label "night shift"
          banlie token create --feed ktz                    pushes that feed's messages, reads nothing
          banlie token create --customer 华茂 --expires 365d  sees that customer's goods only
          banlie token create --share TRHU4307252           the address of a page for one trip

        Only a hash of it is kept: a lost token is revoked and made anew.
        """)

    @Flag(name: .customLong("operator"), help: "May see everything.")
    var isOperator = false

    @Option(help: "May push messages of this feed.")
    var feed: String?

    @Option(help: "May see this customer's goods, named as in the lists' customer column.")
    var customer: String?

    @Option(help: "A box: whoever has the address sees this trip of it.")
    var share: String?

    @Option(help: "Which trip of the box; the latest if not said.")
    var trip: Int?

    @Option(help: "Until when: 12h, 30d. A shared address ends after 60d if not said.")
    var expires: String?

    @Option(help: "What it is for.")
    var label: String?

    @Flag(help: "An object with the token in it.")
    var json = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
      let chosen = [isOperator, feed != nil, customer != nil, share != nil].count { $0 }
      guard chosen == 1 else {
        throw ValidationError("say one of --operator, --feed, --customer, --share")
      }
    }

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForWriting()
      let scope = try scope(workspace, ledger)
      let lifetime =
        try expires.map { try WaitCommand.seconds($0, option: "--expires") }
        ?? (share == nil ? nil : 60 * 86_400)
      let token = NewToken(
        scope, label: label, now: workspace.now,
        expiresAt: lifetime.map { workspace.now + Int64($0 * 1_000_000) })
      try ledger.write { try $0.addToken(token.record) }
      let text = share == nil ? token.secret : "/t/\(token.secret)"
      guard json else {
        Console.say(text)
        Console.complain("token \(token.record.id) opens \(scope); it is not shown again")
        return
      }
      Console.say(TokenDocument.object(token.record, secret: text).pretty)
    }

    private func scope(_ workspace: Workspace, _ ledger: SQLiteLedger) throws -> Scope {
      if let feed { return .feed(feed) }
      if let customer { return .customer(customer) }
      guard let share else { return .desk }
      return try ledger.read { reader in
        let lookup = Lookup(workspace.outlook, reader)
        guard case .container(let container) = try lookup.subject(share) else {
          throw Failure.usage("--share takes a box")
        }
        let trips = try lookup.journeys(of: .container(container), asOf: nil)
        guard
          let journey = trip.map({ wanted in trips.first { $0.sequence == wanted } }) ?? trips.last
        else { throw Failure.notFound("\(container) has no such trip") }
        return .share(container, trip: journey.key)
      }
    }
  }

  struct ListTokens: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Tokens that were made, and what each opens.")

    @Flag(help: "Revoked and expired ones too.")
    var all = false

    @Flag(help: "An array of token objects.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      let tokens = try ledger.read { try $0.listTokens() }.filter {
        all || $0.isValid(at: workspace.now)
      }
      if json {
        Console.say(JSONText.array(tokens.map { TokenDocument.object($0) }).pretty)
      } else {
        Console.write(TokenScreen.list(tokens, now: workspace.now, style: workspace.style))
      }
    }
  }

  struct RevokeToken: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "Shuts the door that a token opens, at once.")

    @Argument(help: "Its short name, as token list shows it.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForWriting()
      guard try ledger.write({ try $0.revokeToken(id, at: workspace.now) }) else {
        throw Failure.notFound("there is no token “\(id)” that still opens anything")
      }
      Console.say("token \(id) opens nothing any more")
    }
  }
}
