import Answers
import ArgumentParser
import Foundation
import Ledger
import Logging
import Server
import Transport

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Takes webhooks, polls feeds, and answers over HTTP.",
    discussion: """
        banlie serve --listen 127.0.0.1:8080 --config banlie.yaml
        banlie serve --listen 0.0.0.0:8443 --tls-cert cert.pem --tls-key key.pem

      Whoever asks needs a token: banlie token create --help. Feeds push to
      POST /v1/feeds/NAME/messages; how each proves itself stands in banlie.yaml under push.
      Everything else is described at /openapi.yaml. SIGTERM ends it when what was begun is done.
      """)

  @Option(help: "Address and port.")
  var listen = "127.0.0.1:8080"

  @Option(help: "Certificate chain, PEM.")
  var tlsCert: String?

  @Option(help: "Its private key, PEM.")
  var tlsKey: String?

  @Flag(help: "Listen beyond this machine without TLS, because a proxy in front has it.")
  var behindProxy = false

  @Flag(inversion: .prefixedNo, help: "Ask feeds when it is their time.")
  var poll = true

  @Flag(inversion: .prefixedNo, help: "Deliver notices to those who subscribed.")
  var notices = true

  @Flag(inversion: .prefixedNo, help: "Make and deliver the daily manifests of banlie.yaml.")
  var manifests = true

  @Option(help: "trace, debug, info, notice, warning, error or critical.")
  var logLevel = "info"

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let workspace = try Workspace(common)
    guard common.now == nil else {
      throw Failure.usage("serve runs on the clock: --now is for questions")
    }
    let ledger = try workspace.openForWriting(
      // Small transactions touch the same pages more often than the batches of an ingest. The cache is small
      // since SQLite goes through all of it after every commit in which an index grew in the middle: pages
      // that change places are numbered as the file's lock page for a moment, far behind its end, and what
      // is cached behind the end is looked for afterwards (3.40, `balance_nonroot`,
      // `pcache1TruncateUnsafe`). Polled files and folds share it.
      SQLiteLedger.Options(writerCacheKibibytes: 4 << 10, logMebibytes: 256))
    let settings = try settings(workspace, ledger)
    var logger = Logger(label: "banlie") { LogLines(label: $0) }
    guard let level = Logger.Level(rawValue: logLevel) else {
      throw Failure.usage("--log-level is not “\(logLevel)”; see banlie serve --help")
    }
    logger.logLevel = level
    let transport = poll ? try Transport(userAgent: Banlie.userAgent) : nil
    let server = BanlieServer(
      ledger: ledger, tracker: workspace.tracker, settings: settings,
      transport: transport,
      noticeTransport: notices ? try Transport(userAgent: Banlie.userAgent) : nil,
      manifestTransport: manifests ? try Transport(userAgent: Banlie.userAgent) : nil,
      logger: logger,
      clock: { Workspace.clock })
    let scheme = settings.hasTLS ? "https" : "http"
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    try await server.run { [logger] port in
      let address = "\(scheme)://\(host):\(port)/"
      // A person at a terminal sees where; a service's log has it as an entry.
      if Console.showsProgress {
        Console.complain("banlie serves \(address) from \(workspace.ledgerPath)")
      }
      logger.notice(
        "serves", metadata: ["address": "\(address)", "ledger": "\(workspace.ledgerPath)"])
    }
    try ledger.close()
  }

  private func settings(
    _ workspace: Workspace, _ ledger: SQLiteLedger
  ) throws -> ServerSettings {
    guard let colon = listen.lastIndex(of: ":"),
      let port = Int(listen[listen.index(after: colon)...]), (0...65_535).contains(port)
    else { throw Failure.usage("--listen takes an address and a port, not “\(listen)”") }
    let host = listen[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    var settings = ServerSettings(host: host, port: port)
    guard (tlsCert == nil) == (tlsKey == nil) else {
      throw Failure.usage("--tls-cert and --tls-key go together")
    }
    for file in [tlsCert, tlsKey].compactMap({ $0 })
    where !FileManager.default.isReadableFile(atPath: file) {
      throw Failure.failed("cannot read \(file)")
    }
    settings.certificateFile = tlsCert
    settings.keyFile = tlsKey
    settings.isBehindProxy = behindProxy
    guard settings.isLoopback || settings.hasTLS || behindProxy else {
      throw Failure.usage(
        "\(host) can be reached from elsewhere, where tokens would travel in the open: "
          + "add --tls-cert and --tls-key, or --behind-proxy if a proxy in front has TLS")
    }
    if let missing = workspace.settings.missingPushSecrets.first {
      throw Failure.failed("a feed's push needs \(missing), which is not set")
    }
    settings.feeds = try ledger.read { try workspace.feeds($0) }
    settings.pushes = workspace.settings.pushes
    settings.operatorName = workspace.settings.operatorName
    settings.zone = workspace.settings.zone
    settings.manifests = workspace.settings.manifests
    settings.manifestFolder = workspace.manifestFolder
    settings.language = workspace.language
    // What is left is for the ledger, for polling and for notices.
    settings.limits.connections = min(
      settings.limits.connections, OpenFiles.raiseLimit() * 3 / 4)
    return settings
  }
}
