import Answers
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Synchronization

/// One request on its way through the house.
struct Visit: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// What the visitor was let in with; nil for a stranger.
  var pass: Pass?
  /// Whether a token came along, known or not.
  var hasToken = false
  /// Whether the body has been read to its end.
  let reading = Reading()
  private let channel: any Channel

  final class Reading: Sendable {
    let isDone = Atomic(false)
  }

  init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }

  /// What the visitor's token opens; nil for a stranger.
  var scope: Scope? { pass?.scope }

  /// Ends the connection once the answer had time to arrive: what the visitor still sends is read and
  /// thrown away meanwhile, since a connection closed at once would lose the answer too.
  func hangUp() {
    let channel = channel
    channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
  }

  /// Does something to the connection later, unless it is cancelled.
  func schedule(
    inSeconds seconds: Int, _ body: @escaping @Sendable (any Channel) -> Void
  ) -> Scheduled<Void> {
    let channel = channel
    return channel.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) { body(channel) }
  }

  private static let patience = TimeAmount.seconds(2)

  /// Who looks at answers.
  /// - Throws: ``Problem`` for a stranger, and for a token that opens no answers.
  var viewer: Viewer {
    get throws {
      switch scope {
      case nil: throw unknown
      case .desk: return .desk
      case .customer(let name): return .customer(name)
      case .feed: throw Problem.forbidden("this token pushes messages; it reads nothing")
      case .share: throw Problem.forbidden("a share link opens its page only")
      }
    }
  }

  /// What a stranger is told.
  var unknown: Problem { hasToken ? .unknownToken : .unauthorized }

  /// - Throws: ``Problem`` for anybody but the operator.
  func requireDesk() throws {
    guard try viewer == .desk else {
      throw Problem.forbidden("only the operator may see this")
    }
  }
}

/// What a token lets in with, and until when. It can end while what it opened still goes on.
struct Pass: Sendable {
  let scope: Scope
  /// UTC µs; nil without an end.
  let expiresAt: Int64?
  private let hash: [UInt8]

  /// Nil for a token that is unknown, expired or revoked.
  init?(of secret: String, _ premises: Premises) async throws {
    let hash = TokenHash.of(secret)
    guard let record = try await Self.record(hash, premises), let scope = Scope(record.scope)
    else { return nil }
    self.scope = scope
    self.hash = hash
    expiresAt = record.expiresAt
  }

  /// Tells tokens apart.
  var owner: [UInt8] { hash }

  /// Whether it still opens anything.
  func isValid(_ premises: Premises) async throws -> Bool {
    try await Self.record(hash, premises) != nil
  }

  private static func record(_ hash: [UInt8], _ premises: Premises) async throws -> TokenRecord? {
    let record = try await premises.read { try $0.findToken(hash: hash) }
    return record.flatMap { $0.isValid(at: premises.clock()) ? $0 : nil }
  }
}

/// Finds out what a request's token opens. A token that is unknown, expired or revoked opens nothing.
struct AccessMiddleware: RouterMiddleware {
  let premises: Premises

  static let cookie = "banlie"

  func handle(
    _ request: Request, context: Visit, next: (Request, Visit) async throws -> Response
  ) async throws -> Response {
    var context = context
    if let secret = Self.secret(of: request) {
      context.hasToken = true
      context.pass = try await Pass(of: secret, premises)
    }
    return try await next(request, context)
  }

  static func bearer(of request: Request) -> String? {
    guard let header = request.headers[.authorization] else { return nil }
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1])
  }

  private static func secret(of request: Request) -> String? {
    bearer(of: request) ?? request.cookies[cookie]?.value
  }
}
