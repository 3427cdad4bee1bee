import Answers
import HTTPTypes
import Hummingbird
import NIOCore

/// One request on its way through the house.
struct Visit: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// What the visitor's token opens; nil for a stranger.
  var scope: Scope?
  private let channel: any Channel

  init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }

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
      case nil: throw Problem.unauthorized
      case .desk: return .desk
      case .customer(let name): return .customer(name)
      case .feed: throw Problem.forbidden("this token pushes messages; it reads nothing")
      case .share: throw Problem.forbidden("a share link opens its page only")
      }
    }
  }

  /// - Throws: ``Problem`` for anybody but the operator.
  func requireDesk() throws {
    guard try viewer == .desk else {
      throw Problem.forbidden("only the operator may see this")
    }
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
      context.scope = try await Self.scope(of: secret, premises)
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

  static func scope(of secret: String, _ premises: Premises) async throws -> Scope? {
    let hash = TokenHash.of(secret)
    let record = try await premises.read { try $0.findToken(hash: hash) }
    guard let record, record.isValid(at: premises.clock()) else { return nil }
    return Scope(record.scope)
  }
}
