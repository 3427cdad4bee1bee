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
    do {
      try await server.run { [logger] port in
        let address = "\(scheme)://\(host):\(port)/"
        // A person at a terminal sees where; a service's log has it as an entry.
        if Console.showsProgress {
          Console.complain("banlie serves \(address) from \(workspace.ledgerPath)")
        }
        logger.notice(
          "serves", metadata: ["address": "\(address)", "ledger": "\(workspace.ledgerPath)"])
      }
    } catch { throw failure(error, settings) }
    try ledger.close()
  }

  /// What a library says of a socket or of a certificate, in words that lead on.
  private func failure(_ error: any Error, _ settings: ServerSettings) -> any Error {
    if error is Failure || error is LedgerError || error is CancellationError { return error }
    let text = "\(error)"
    if text.contains("bind(") || text.contains("UnknownHost") {
      // `bind(descriptor:ptr:bytes:): Address already in use) (errno: 98)`
      let reason = text.split(separator: ": ").dropFirst().first?.prefix { $0 != "(" && $0 != ")" }
      return Failure.failed(
        "cannot listen on \(listen): \(reason?.trimmingCharacters(in: .whitespaces) ?? text); "
          + "--listen takes another address or port")
    }
    if text.contains("failedToLoad") || text.contains("SSL") || text.contains("x509") {
      return Failure.failed(
        "\(tlsCert ?? "") and \(tlsKey ?? "") cannot be used together (\(text)): --tls-cert is the "
          + "certificate chain and --tls-key its private key without a passphrase, both PEM")
    }
    return Failure.failed("the server ended: \(text)")
  }

  /// Says which file is not what it should be, before a library says that something is not.
  private func checkCertificates() throws {
    for (option, file, mark) in [
      ("--tls-cert", tlsCert, "CERTIFICATE-----"), ("--tls-key", tlsKey, "PRIVATE KEY-----"),
    ] {
      guard let file else { continue }
      guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
        throw Failure.failed("\(option): cannot read \(file)")
      }
      guard text.contains(mark) else {
        let isOther = text.contains("CERTIFICATE-----") || text.contains("PRIVATE KEY-----")
        throw Failure.failed(
          "\(option): \(file) holds no \(mark.dropLast(5).lowercased()) in PEM"
            + (isOther ? "; are --tls-cert and --tls-key in each other's place?" : ""))
      }
    }
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
    try checkCertificates()
    settings.certificateFile = tlsCert
    settings.keyFile = tlsKey
    settings.isBehindProxy = behindProxy
    guard settings.isLoopback || settings.hasTLS || behindProxy else {
      throw Failure.usage(
        "\(host) can be reached from elsewhere, where tokens would travel in the open: "
          + "add --tls-cert and --tls-key, or --behind-proxy if a proxy in front has TLS")
    }
    if let missing = workspace.settings.missingPushSecrets.first {
      throw Failure.failed("\(missing)")
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
