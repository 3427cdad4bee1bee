import Answers
import Freight
import HTTPTypes
import Hummingbird
import Intake
import Ledger
import NIOCore

/// `POST /v1/feeds/{feed}/messages`.
struct PushRoutes {
  let premises: Premises

  func add(to router: Router<Visit>) {
    router.post("/v1/feeds/:feed/messages") { request, visit in
      try await answer(request, feed: visit.parameters.require("feed"), visit)
    }
  }

  private func answer(_ request: Request, feed: String, _ visit: Visit) async throws -> Response {
    do { return try await take(request, feed: feed, visit) } catch {
      let problem = Problem(error)
      // Only of feeds that there are: names are made up easily.
      let known = premises.settings.pushes[feed] != nil || source(feed) != nil
      premises.metrics.add(.refused, known ? feed : "", problem.name)
      throw error
    }
  }

  private func take(_ request: Request, feed: String, _ visit: Visit) async throws -> Response {
    let push = premises.settings.pushes[feed]
    let isOpened = visit.scope == .feed(feed)
    guard source(feed) != nil, push != nil || isOpened else {
      throw PushDoor.refusal(of: visit, feed)
    }
    let limit = push?.bodyBytes ?? Limits.messageBytes
    let id = try Self.id(request)
    let door = isOpened ? nil : PushDoor(request, visit, feed, push, now: premises.clock())
    // Whoever brings no proof at all is not listened to.
    try door?.expect()
    let share = premises.bodies.share()
    // Held as long as the body is, not only while it is read.
    defer { withExtendedLifetime(share) {} }
    let raw = try await RequestBytes(premises.settings.limits).collect(
      request, visit, limit: limit, of: share)
    let came = ContinuousClock.now
    let body = try decompressed(raw, request, limit: limit)
    guard share.take(max(0, body.count - raw.count)) else {
      throw RequestBytes(premises.settings.limits).tooMany
    }
    try door?.verify(bodies: body == raw ? [raw] : [raw, body])
    let rate = push?.perSecond ?? PushSettings.usualPerSecond
    if let wait = premises.rates.take(feed, perSecond: rate, now: premises.clock()) {
      throw Problem.tryLater(
        .tooManyRequests, "rateLimited", "over \(rate) messages a second", afterSeconds: wait)
    }
    guard !body.isEmpty else {
      throw Problem(.badRequest, "empty", "the body is empty; a message was expected")
    }
    if try Query(request, ["dryRun"]).flag("dryRun") { return try tried(body, feed: feed) }
    let outcome = try await keep(body, id: id, feed: feed)
    premises.metrics.record(.acknowledge, seconds: came.seconds)
    return Self.response(outcome)
  }

  private func source(_ feed: String) -> FeedSource? {
    premises.settings.feeds.first { $0.name == feed }
  }

  /// What names the message: nil where nothing does.
  private static func id(_ request: Request) throws -> String? {
    guard let id = request.headers[.webhookID], !id.isEmpty else { return nil }
    guard id.utf8.count <= PushVerifier.idBytes else {
      throw Problem(
        .badRequest, "malformedSignature",
        "webhook-id is missing, or longer than \(PushVerifier.idBytes) bytes")
    }
    return id
  }

  private func decompressed(
    _ raw: [UInt8], _ request: Request, limit: Int
  ) throws -> [UInt8] {
    switch request.headers[.contentEncoding]?.lowercased() {
    case nil, "identity": return raw
    case "gzip", "x-gzip":
      let ratio = premises.settings.limits.decompressionRatio
      do throws(Gunzip.Failure) {
        return try Gunzip.decompress(raw, limitBytes: limit, limitRatio: ratio)
      } catch {
        switch error {
        case .broken(let what): throw Problem(.badRequest, "badEncoding", what)
        case .tooLarge(let bytes): throw Problem.tooLarge("bodyBytes, decompressed", bytes)
        case .tooWellCompressed(let ratio):
          throw Problem(
            .contentTooLarge, "tooLarge", "over the limit decompressionRatio, \(ratio) to one")
        }
      }
    case let coding?:
      var problem = Problem(
        .unsupportedMediaType, "unknownEncoding", "“\(coding)” is not known; gzip is")
      problem.headers[.acceptEncoding] = "gzip"
      throw problem
    }
  }

  // MARK: - Keeping

  /// What would come of a message, for whoever sets a sender up: nothing is kept.
  private func tried(_ body: [UInt8], feed: String) throws -> Response {
    guard let source = source(feed) else { throw Problem.unauthorized }
    let message = Intake(
      ledger: premises.ledger, tracker: premises.tracker, options: source.options
    ).prepare(body, receivedAt: premises.clock())
    return .json(
      .fields([
        "format": .text(message.format), "understood": .int(message.understood),
        "rejected": Self.rejected(message.rejections.map(RejectedRecord.init)),
      ]))
  }

  /// Returns when the message is on disk.
  private func keep(_ body: [UInt8], id: String?, feed: String) async throws -> PushOutcome {
    guard let source = source(feed) else { throw Problem.unauthorized }
    let now = premises.clock()
    let message = Intake(
      ledger: premises.ledger, tracker: premises.tracker, options: source.options
    ).prepare(body, receivedAt: now)
    let start = ContinuousClock.now
    let outcome: PushOutcome
    do {
      outcome = try await premises.pushes.keep(
        Push(message: message, options: source.options, id: id, receivedAt: now))
    } catch let taken as NameTaken {
      throw Problem(
        .conflict, "nameTaken",
        "webhook-id was used for another message before (\(taken.message)); "
          + "a new message needs a new one")
    }
    premises.metrics.record(.commit, seconds: start.seconds)
    count(outcome, feed)
    return outcome
  }

  private func count(_ outcome: PushOutcome, _ feed: String) {
    let metrics = premises.metrics
    metrics.came(feed, at: premises.clock())
    if !outcome.isRepeated { metrics.add(.received, feed) }
    metrics.add(.accepted, feed, times: outcome.accepted)
    metrics.add(.duplicate, feed, times: outcome.duplicates)
    if outcome.isRepeated { return }
    for rejection in outcome.rejections {
      metrics.add(.rejected, feed, rejection.reason)
    }
  }

  private static func rejected(_ records: [RejectedRecord]) -> JSONText {
    .array(
      records.map {
        .fields([
          "position": .text($0.position), "reason": .string($0.reason), "detail": .text($0.detail),
        ])
      })
  }

  private static func response(_ outcome: PushOutcome) -> Response {
    let document = JSONText.fields([
      "message": .integer(outcome.message), "accepted": .int(outcome.accepted),
      "duplicates": .int(outcome.duplicates),
      "strangers": outcome.strangers > 0 ? .int(outcome.strangers) : nil,
      "rejected": rejected(outcome.rejections),
      "rejectedCount": outcome.rejected > outcome.rejections.count ? .int(outcome.rejected) : nil,
      "repeated": .mark(outcome.isRepeated),
    ])
    return .json(document, status: .accepted)
  }
}

extension ContinuousClock.Instant {
  /// From then until now.
  var seconds: Double { duration(to: .now) / .seconds(1) }
}
