/// One small client over libcurl: HTTP(S) with HTTP/2, FTP(S), SFTP, IMAPS and `file:`.
///
/// All transfers share one thread on libcurl's multi interface, off the threads that async code
/// shares; two hundred feeds cost two hundred sockets, not two hundred threads.
public final class Transport: Sendable {
  private let engine: Engine
  private let resolver = Resolver()

  /// - Parameters:
  ///   - userAgent: how we name ourselves to servers.
  ///   - connectionsPerHost: more wait for one to come free.
  /// - Throws: ``TransportError`` where libcurl cannot start.
  public init(userAgent: String = "banlie", connectionsPerHost: Int = 6) throws(TransportError) {
    engine = try Engine(userAgent: userAgent, connectionsPerHost: connectionsPerHost)
  }

  deinit { engine.close() }

  /// Whether a request of that reach may go there, as far as its address tells.
  /// - Throws: ``TransportError``.
  public static func check(_ url: String, reach: Reach) async throws(TransportError) {
    guard reach != .anywhere else { return }
    _ = try await Resolver().pins(for: url, allowingPrivate: reach == .pinned)
  }

  /// Carries the request out. Cancelling the task ends the transfer.
  /// - Throws: ``TransportError``. An HTTP status is an answer, not an error.
  public func send(_ request: Request) async throws(TransportError) -> Response {
    var request = request
    if request.reach != .anywhere {
      request.pins = try await resolver.pins(
        for: request.url, allowingPrivate: request.reach == .pinned)
      request.limits.redirects = 0
    }
    let order = request
    let number = engine.nextNumber()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        engine.submit(Engine.Order(number: number, request: order, answer: continuation))
      }
    } onCancel: {
      engine.cancel(number)
    }
    return try result.get()
  }

  /// The same for an answer without an end: its body goes to `body` as it comes, on the transfers'
  /// thread, until that returns false or the other side ends it.
  ///
  /// - Returns: the answer, its body empty; of a status other than 2xx whole.
  public func follow(
    _ request: Request, _ body: @escaping @Sendable ([UInt8]) -> Bool
  ) async throws(TransportError) -> Response {
    var request = request
    request.sink = body
    request.limits.totalSeconds = 0
    return try await send(request)
  }
}
