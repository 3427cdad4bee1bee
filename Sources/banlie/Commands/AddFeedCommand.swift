import Answers
import ArgumentParser
import Foundation
import Freight
import Intake
import Ledger
import Yams

extension FeedCommand {
  struct AddFeed: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Adds a feed to the ledger, or replaces the one of that name.",
      discussion: """
        Addresses:

          https://…            a document, asked again only for what changed; {since}
                               in it is the time of the last success
          sftp:// ftp:// ftps:// ftpes:// file://
                               with / at the end: a folder whose files are taken once
          imaps://host/INBOX   the attachments of its mail

        Secrets are named, never written: --password-env NAME or --password-file PATH. \
        What has no flag here (codes, headers, certificates) stands in banlie.yaml; see \
        the README.
        """)

    @Argument(help: "A short name for the sender.")
    var name: String

    @Option(help: "Where it is fetched.")
    var url: String

    @Option(help: "How often: 90s, 15m, 2h, 1d.")
    var every = "15m"

    @Option(help: "auto, or a format's name.")
    var format: String?

    @Option(help: "The sender's IANA zone.")
    var zone: String?

    @Option(help: "Which of two senders is believed: the higher.")
    var trust: Int?

    @Option(help: "ours leaves strangers' boxes out; all keeps every one.")
    var track: String?

    @Option(help: "In a folder: only names like this, such as '*.xlsx'.")
    var match: String?

    @Option(help: "In a folder: taken files are moved here.")
    var done: String?

    @Option(help: "In a mailbox: only mail from senders that contain this.")
    var from: String?

    @Option(help: "In a mailbox: only mail whose subject contains this.")
    var subject: String?

    @Option(help: "The login's user.")
    var user: String?

    @Option(help: "The environment variable that holds the password.")
    var passwordEnv: String?

    @Option(help: "The file that holds the password.")
    var passwordFile: String?

    @Option(help: "The environment variable that holds a bearer token.")
    var bearerEnv: String?

    @Option(help: "The SSH private key file.")
    var key: String?

    @Option(help: "The SSH known_hosts file; your own if not said.")
    var knownHosts: String?

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      if workspace.settings.feeds[name] != nil {
        throw Failure.usage("the configuration has a feed “\(name)” already; edit it there")
      }
      let definition = try definition()
      // Read as it will be read, so that what is wrong is said now.
      _ = try workspace.settings.adding(definition, from: "feed add")
      let ledger = try workspace.openForWriting()
      try ledger.write { writer in
        try writer.keepFeed(
          FeedDefinition(name: name, definition: definition, addedAt: workspace.now))
      }
      Console.say("\(name) added; banlie feed poll \(name) asks it now")
    }

    private func definition() throws -> String {
      var fetch: [(Node, Node)] = [("url", Node(url)), ("every", Node(every))]
      func put(_ key: String, _ value: String?) {
        if let value { fetch.append((Node(key), Node(value))) }
      }
      put("match", match)
      put("done", done)
      put("from", from)
      put("subject", subject)
      put("user", user)
      put("key", key)
      put("knownHosts", knownHosts)
      func secret(_ key: String, env: String?, file: String?) {
        if let env { fetch.append((Node(key), Node([(Node("env"), Node(env))]))) }
        if let file { fetch.append((Node(key), Node([(Node("file"), Node(file))]))) }
      }
      secret("password", env: passwordEnv, file: passwordFile)
      secret("bearer", env: bearerEnv, file: nil)
      var feed: [(Node, Node)] = [("name", Node(name))]
      for (key, value) in [("format", format), ("zone", zone), ("track", track)] {
        if let value { feed.append((Node(key), Node(value))) }
      }
      if let trust { feed.append(("trust", Node("\(trust)"))) }
      feed.append(("fetch", Node(fetch)))
      return try Yams.serialize(node: Node(feed))
    }
  }
}
