import Answers
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Intake
import Ledger
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Tracking
import Transport
import UnixSignals

/// `banlie serve`: takes pushes, keeps polling, answers, and tells whoever listens.
package struct BanlieServer: Sendable {
  private let premises: Premises
  private let transport: Transport?
  private let noticeTransport: Transport?
  private let manifestTransport: Transport?
  private let logger: Logger

  /// - Parameters:
  ///   - transport: with which feeds are polled; nil polls none.
  ///   - noticeTransport: with which notices are delivered, another one; nil delivers none.
  ///   - manifestTransport: with which daily manifests are delivered; nil makes none.
  ///   - clock: UTC µs.
  package init(
    ledger: SQLiteLedger, tracker: Tracker, settings: ServerSettings, transport: Transport?,
    noticeTransport: Transport? = nil, manifestTransport: Transport? = nil, logger: Logger,
    clock: @escaping @Sendable () -> Int64
  ) {
    premises = Premises(ledger: ledger, tracker: tracker, settings: settings, clock: clock)
    self.transport = transport
    self.noticeTransport = noticeTransport
    self.manifestTransport = manifestTransport
    self.logger = logger
  }

  /// Serves until it is told to stop, then finishes what it has begun.
  ///
  /// - Parameters:
  ///   - signals: that end it gracefully.
  ///   - started: called with the port once it answers.
  package func run(
    stoppingAt signals: [UnixSignal] = [.sigterm, .sigint],
    started: @escaping @Sendable (Int) async -> Void = { _ in }
  ) async throws {
    let settings = premises.settings
    let limits = settings.limits
    let application = Application(
      router: responder(), server: try channel(),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port), serverName: nil,
        availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
      onServerRunning: { channel in await started(channel.localAddress?.port ?? settings.port) },
      logger: logger)
    // They stop in turn, the last first: nobody comes in any more, then what is under way ends, then
    // the last commits are waited for.
    var services: [any Service] = [
      CommitterService(premises: premises), FollowService(premises: premises, logger: logger),
    ]
    if let transport {
      services.append(PollService(premises: premises, transport: transport, logger: logger))
    }
    if let noticeTransport {
      services.append(
        NoticeService(premises: premises, transport: noticeTransport, logger: logger))
    }
    if let manifestTransport, !settings.manifests.isEmpty {
      services.append(
        ManifestService(premises: premises, transport: manifestTransport, logger: logger))
    }
    services.append(application)
    try await ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services, gracefulShutdownSignals: signals, logger: logger)
    ).run()
  }

  private func responder() -> Router<Visit> {
    let router = router()
    refuseOtherMethods(router)
    return router
  }

  private func router() -> Router<Visit> {
    let router = Router(context: Visit.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: RequestsMiddleware(premises: premises))
    router.add(middleware: ProblemMiddleware(premises: premises))
    router.add(middleware: AccessMiddleware(premises: premises))
    PushRoutes(premises: premises).add(to: router)
    QueryRoutes(premises: premises).add(to: router)
    StreamRoute(premises: premises).add(to: router)
    ManifestRoutes(premises: premises).add(to: router)
    TerminalRoute(premises: premises).add(to: router)
    DescriptionRoute().add(to: router)
    PageRoutes(premises: premises).add(to: router)
    OperationRoutes(premises: premises).add(to: router)
    return router
  }

  /// `GET /v1/containers` and the like.
  var routes: [String] { router().routes.map { "\($0.method.rawValue) \($0.path)" } }

  /// An address that there is, asked in a way that it is not for, answers 405 with the ways that it
  /// is (RFC 9110 §15.5.6).
  private func refuseOtherMethods(_ router: Router<Visit>) {
    let all: [HTTPRequest.Method] = [
      .get, .head, .post, .put, .delete, .patch, .options, .trace, .connect,
    ]
    for (path, routes) in Dictionary(grouping: router.routes, by: { "\($0.path)" }) {
      var known = Set(routes.map(\.method))
      if known.contains(.get) { known.insert(.head) }
      let allowed = known.map(\.rawValue).sorted().joined(separator: ", ")
      for method in all where !known.contains(method) {
        router.on(RouterPath(path), method: method) { _, _ -> Response in
          var problem = Problem(
            .methodNotAllowed, "wrongMethod", "this address is for \(allowed)")
          problem.headers[.allow] = allowed
          throw problem
        }
      }
    }
  }

  private func channel() throws -> HTTPServerBuilder {
    let limits = premises.settings.limits
    var configuration = HTTP1Channel.Configuration(
      additionalChannelHandlers: [
        HeaderLimitHandler(), UnreadHandler(limit: .seconds(Int64(limits.unreadSeconds))),
      ],
      idleTimeout: .seconds(Int64(limits.idleSeconds)))
    configuration.httpDecoder.maxHeaderFieldSize = limits.headerBytes
    configuration.httpDecoder.maxHeaderListSize = limits.headerBytes
    configuration.httpDecoder.maxHeaderFieldCount = limits.headerCount
    let plain = HTTPServerBuilder.http1(configuration: configuration)
    let settings = premises.settings
    guard let certificate = settings.certificateFile, let key = settings.keyFile else {
      return plain
    }
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
    tls.minimumTLSVersion = .tlsv12
    return try .tls(plain, tlsConfiguration: tls)
  }
}
