import Answers
import ArgumentParser
import Foundation
import Freight
import Ledger
import Notices
import Tracking
import Transport

extension HookCommand {
  struct AddHook: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Subscribes a receiver: posts to its address what happens from now on.",
      discussion: """
          banlie hook add https://erp.example.com/banlie
          banlie hook add https://example.com/in --customer 华茂 --milestones arrived,delivered
          banlie hook add https://example.com/in --alerts all --train X9041 --eta-moved 6h

        Without --milestones, --alerts and --eta-moved it is told of all milestones, all alerts \
        raised and cleared, and estimates that have moved by 12 h. Notices are Standard Webhooks, \
        signed. The secret is made here and shown once, unless --secret-env or --secret-file names \
        one (base64 behind whsec_).

        banlie serve delivers; banlie hook deliver does so once, for cron.
        """)

    @Argument(help: "Where notices are posted: https://… or http://…")
    var url: String

    @Option(help: "all, or activities: departed,arrived,delivered")
    var milestones: String?

    @Option(help: "all, or kinds: late,stalled,silent,customsHold")
    var alerts: String?

    @Option(help: "Tell of an arrival estimate once it has moved this much: 6h, 2d.")
    var etaMoved: String?

    @Option(help: "Only this customer's goods, told as the customer may see them.")
    var customer: String?

    @Option(help: "Only journeys on this route.")
    var route: String?

    @Option(help: "Only journeys aboard this train: X9041, or one run of it.")
    var train: String?

    @Option(help: "Only these boxes, separated by commas.")
    var containers: String?

    @Option(help: "Only what happens at this place.")
    var at: String?

    @Option(help: "What it is for.")
    var label: String?

    @Option(help: "The environment variable that holds the signing secret.")
    var secretEnv: String?

    @Option(help: "The file that holds the signing secret.")
    var secretFile: String?

    @Flag(help: "The receiver may be on this machine or in a private network.")
    var allowPrivate = false

    @Flag(help: "An object with the secret in it, if one was made.")
    var json = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
      if secretEnv != nil, secretFile != nil {
        throw ValidationError("say one of --secret-env, --secret-file")
      }
    }

    func run() async throws {
      let workspace = try Workspace(common)
      let made = secretEnv == nil && secretFile == nil ? WebhookKey.random() : nil
      let subscription = try subscription(workspace, made)
      do { try await Transport.check(url, reach: subscription.reach) } catch {
        switch error {
        // The receiver may come later.
        case .cannotResolve: Console.complain("for now \(error)")
        case .addressRefused:
          throw Failure.usage("\(error); a receiver of your own needs --allow-private")
        default: throw Failure.usage("\(error)")
        }
      }
      let ledger = try workspace.openForWriting()
      let record = try ledger.write { writer in
        let record = try subscription.record(
          at: workspace.now, sinceSeq: writer.reader.highestSeq())
        try writer.keepSubscription(record)
        return record
      }
      if json {
        let kept = HookRow(try KeptSubscription(record), [])
        Console.say(HookDocument.object(kept, secret: made).pretty)
        return
      }
      Console.say("\(record.id) added; banlie hook test \(record.id) tries it now")
      guard let made else { return }
      Console.say("secret \(made)")
      Console.complain("the secret is not shown again; the receiver checks signatures with it")
      LedgerFileAdvice.give(workspace.ledgerPath)
    }

    private func subscription(_ workspace: Workspace, _ made: String?) throws -> Subscription {
      let source: Subscription.Secret.Source =
        if let secretEnv {
          .environment(secretEnv)
        } else if let secretFile {
          .file(secretFile)
        } else {
          .kept(made ?? "")
        }
      guard let text = source.text else {
        throw Failure.failed("the secret \(source.name) is not there")
      }
      guard WebhookKey(text) != nil else {
        throw Failure.failed("\(NoticeError.unusableSecret(source.name))")
      }
      let saysNothing = milestones == nil && alerts == nil && etaMoved == nil
      var subscription = Subscription(
        url: url,
        milestones: try choice(
          milestones ?? (saysNothing ? "all" : nil), name: "--milestones",
          of: Activity.allCases.filter(\.isMilestone).map(\.rawValue)),
        alerts: try choice(
          alerts ?? (saysNothing ? "all" : nil), name: "--alerts",
          of: Alert.Kind.allCases.map(\.rawValue)),
        estimateHours: try etaMoved.map {
          try WaitCommand.seconds($0, option: "--eta-moved") / 3_600
        }
          ?? (saysNothing ? 12 : nil), secrets: [Subscription.Secret(source)])
      subscription.label = label
      subscription.allowsPrivate = allowPrivate
      subscription.filter = try filter(workspace)
      return subscription
    }

    private func filter(_ workspace: Workspace) throws -> Subscription.Filter {
      var filter = Subscription.Filter()
      filter.customer = customer
      if let route {
        guard workspace.book.routes[route] != nil else {
          throw Failure.notFound("there is no route “\(route)”; see banlie route list")
        }
        filter.route = route
      }
      filter.train = train
      filter.place = try at.map { try workspace.outlook.place($0).slug }
      filter.containers = Set(
        try Self.names(containers ?? "").map { typed in
          guard let number = ContainerNumber(typed) else {
            throw Failure.usage("--containers: “\(typed)” is no container number")
          }
          return number.text
        })
      return filter
    }

    private static func names(_ text: String) -> [String] {
      text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
    }

    private func choice(
      _ text: String?, name: String, of known: [String]
    ) throws -> Subscription.Choice {
      guard let text else { return .none }
      if text == "all" { return .all }
      let names = Set(Self.names(text))
      if let wrong = names.subtracting(known).sorted().first {
        throw Failure.usage(
          "\(name) takes all, or some of \(known.joined(separator: ", ")); not “\(wrong)”")
      }
      return .only(names)
    }
  }
}

/// A ledger that holds secrets is nobody else's business.
enum LedgerFileAdvice {
  static func give(_ path: String) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
    if mode & 0o077 != 0 {
      Console.complain("the ledger keeps the secret and others can read it: chmod 600 \(path)*")
    }
  }
}
