import Answers
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore

/// For whoever runs the server: is it alive, can it work, what does it do.
struct OperationRoutes {
  let premises: Premises

  func add(to router: Router<Visit>) {
    // Tell nothing but yes or no, so they need no token.
    router.get("/health/live") { _, _ in Self.plain(.ok, "alive\n") }
    router.get("/health/ready") { _, visit in
      do {
        _ = try await premises.read { try $0.highestSeq() }
        return Self.plain(.ok, "ready\n")
      } catch {
        visit.logger.error("not ready", metadata: ["error": "\(error)"])
        return Self.plain(.serviceUnavailable, "the ledger cannot be read\n")
      }
    }
    router.get("/metrics") { _, visit in
      try visit.requireDesk()
      let gauges = try await gauges()
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: premises.metrics.text(gauges))))
    }
  }

  private static func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  private func gauges() async throws -> [Metrics.Gauge] {
    let now = premises.clock()
    let (metrics, feeds) = (premises.metrics, premises.settings.feeds.map(\.name))
    let (polls, seq, notices) = try await premises.read {
      (try $0.listPolls(), try $0.highestSeq(), try $0.countNotices(onlyWaiting: true))
    }
    let silences = try await premises.read { reader in
      try feeds.compactMap { feed in
        try metrics.lastMessage(of: feed) {
          try reader.listMessages(InboxFilter(feed: feed, limit: 1)).first?.receivedAt
        }.map { (feed: feed, seconds: Double(max(0, now - $0)) / 1_000_000) }
      }
    }
    func waiting(_ value: (NoticeCount) -> Double) -> [(labels: String, value: Double)] {
      notices.map { (Metrics.text(["subscription"], [$0.subscription]), value($0)) }
    }
    func since(_ moment: (PollRecord) -> Int64?) -> [(labels: String, value: Double)] {
      polls.compactMap { poll in
        moment(poll).map {
          (Metrics.text(["feed"], [poll.feed]), Double(max(0, now - $0)) / 1_000_000)
        }
      }
    }
    return [
      Metrics.Gauge("banlie_ledger_seq", "The newest event's number.", [("", Double(seq))]),
      Metrics.Gauge(
        "banlie_writes_waiting", "Writes that no transaction has taken up yet.",
        [("", Double(premises.pushes.count))]),
      Metrics.Gauge(
        "banlie_streams", "Clients that follow the ledger.", [("", Double(premises.watch.count))]),
      Metrics.Gauge(
        "banlie_feed_silent_seconds", "Since a feed's last message, pushed or polled.",
        silences.map { (Metrics.text(["feed"], [$0.feed]), $0.seconds) }),
      Metrics.Gauge(
        "banlie_feed_lag_seconds", "Since a polled feed last brought something new.",
        since(\.newsAt)),
      Metrics.Gauge(
        "banlie_feed_failures", "Failed polls in a row.",
        polls.map { (Metrics.text(["feed"], [$0.feed]), Double($0.failures)) }),
      Metrics.Gauge(
        "banlie_notices_waiting", "Notices on their way.", waiting { Double($0.count) }),
      Metrics.Gauge(
        "banlie_notices_oldest_seconds", "Since the oldest notice on its way was made.",
        waiting { Double(max(0, now - $0.oldestAt)) / 1_000_000 }),
    ]
  }
}

/// Counts every answer, and logs it without what it was about: no address, query or header, since
/// these name boxes and tokens.
struct RequestsMiddleware: RouterMiddleware {
  let premises: Premises

  func handle(
    _ request: Request, context: Visit, next: (Request, Visit) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    // The pattern, not the address.
    let kind = context.endpointPath ?? "none"
    premises.metrics.add(
      .requests, kind, Self.method(request), "\(response.status.code)")
    context.logger.debug(
      "answered",
      metadata: [
        "method": "\(Self.method(request))", "route": "\(kind)",
        "status": "\(response.status.code)", "milliseconds": "\(Int(start.seconds * 1_000))",
      ])
    return response
  }

  /// Methods are made up easily, too.
  private static func method(_ request: Request) -> String {
    ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"].contains(request.method.rawValue)
      ? request.method.rawValue : "other"
  }
}
