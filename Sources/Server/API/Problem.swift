import Answers
import Freight
import HTTPTypes
import Hummingbird
import Ledger

/// An error as the API tells it: RFC 9457, `application/problem+json`.
struct Problem: Error, Sendable {
  var status: HTTPResponse.Status
  /// The last part of its `type`: a stable word.
  var name: String
  var detail: String
  var headers: HTTPFields = [:]
  /// Members of its own.
  var more: [(key: String, value: JSONText)] = []

  init(_ status: HTTPResponse.Status, _ name: String, _ detail: String) {
    self.status = status
    self.name = name
    self.detail = detail
  }

  var response: Response {
    var members: [(key: String, value: JSONText)] = [
      ("type", .string("urn:banlie:problem:\(name)")), ("title", .string(status.reasonPhrase)),
      ("status", .integer(Int64(status.code))), ("detail", .string(detail)),
    ]
    members += more
    var headers = headers
    headers[.contentType] = "application/problem+json"
    headers[.cacheControl] = "no-store"
    return Response(
      status: status, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(string: JSONText.object(members).pretty + "\n")))
  }
}

extension Problem {
  static let unauthorized: Problem = {
    var problem = Problem(
      .unauthorized, "unauthorized", "say who asks: Authorization: Bearer <token>")
    problem.headers[.wwwAuthenticate] = "Bearer realm=\"banlie\""
    return problem
  }()

  /// RFC 6750 §3.1.
  static let unknownToken: Problem = {
    var problem = Problem(
      .unauthorized, "unauthorized", "this token is not known, or it has ended")
    problem.headers[.wwwAuthenticate] = "Bearer realm=\"banlie\", error=\"invalid_token\""
    return problem
  }()

  static func forbidden(_ detail: String) -> Problem { Problem(.forbidden, "forbidden", detail) }
  static func notFound(_ detail: String) -> Problem { Problem(.notFound, "notFound", detail) }
  static func wrongQuery(_ detail: String) -> Problem {
    Problem(.badRequest, "wrongQuery", detail)
  }

  static func tooLarge(_ limit: String, _ bytes: Int) -> Problem {
    Problem(.contentTooLarge, "tooLarge", "over the limit \(limit), \(bytes) bytes")
  }

  static func tryLater(
    _ status: HTTPResponse.Status, _ name: String, _ detail: String, afterSeconds: Int
  ) -> Problem {
    var problem = Problem(status, name, detail)
    problem.headers[.retryAfter] = "\(afterSeconds)"
    return problem
  }

  /// What went wrong, for whoever asked: what lies behind it is for the log alone.
  init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let failure as Failure: self = Problem(failure)
    case LedgerError.overloaded:
      self = .tryLater(
        .serviceUnavailable, "overloaded", "too many writes are waiting", afterSeconds: 1)
    case LedgerError.busy, LedgerError.closed:
      self = .tryLater(
        .serviceUnavailable, "busy", "the ledger cannot be written just now", afterSeconds: 2)
    case LedgerError.diskFull:
      self = .tryLater(
        .init(code: 507, reasonPhrase: "Insufficient Storage"), "storageFull",
        "there is no room to keep it", afterSeconds: 60)
    case let error as HTTPError: self = Problem(error)
    default: self = Problem(.internalServerError, "failed", "it went wrong here; see the log")
    }
  }

  private init(_ failure: Failure) {
    switch failure.kind {
    case .notFound: self = .notFound(failure.plain)
    case .usage: self = .wrongQuery(failure.plain)
    case .failed, .partial, .waitEnded:
      self = Problem(.unprocessableContent, failure.kind.rawValue, failure.plain)
    }
  }

  private init(_ error: HTTPError) {
    switch error.status {
    case .notFound: self = .notFound("there is nothing at this address")
    case .contentTooLarge:
      self = Problem(.contentTooLarge, "tooLarge", error.body ?? "the body is too large")
    default:
      self = Problem(
        error.status, error.status.kind == .serverError ? "failed" : "wrongRequest",
        error.body ?? error.status.reasonPhrase)
    }
    for field in error.headers { headers.append(field) }
  }
}

/// Turns whatever is thrown into a problem; faults of ours go to the log.
struct ProblemMiddleware: RouterMiddleware {
  let premises: Premises

  func handle(
    _ request: Request, context: Visit, next: (Request, Visit) async throws -> Response
  ) async throws -> Response {
    do {
      // Such a path would be taken for another house's address where pages lead on from it.
      guard !request.uri.path.hasPrefix("//") else {
        throw Problem.notFound("there is nothing at this address")
      }
      return try await next(request, context)
    } catch {
      var problem = Problem(error)
      // What nobody wants to read is not waited for.
      if request.hasBody, !context.reading.isDone.load(ordering: .sequentiallyConsistent) {
        problem.headers[.connection] = "close"
      }
      if problem.status.kind == .serverError {
        context.logger.error("request failed", metadata: ["error": "\(error)"])
      }
      if problem.headers[.connection] == "close" { context.hangUp() }
      return request.isOfBrowser
        ? PageRoutes(premises: premises).failed(problem, request) : problem.response
    }
  }
}

extension Request {
  fileprivate var hasBody: Bool {
    headers[.transferEncoding] != nil
      || headers[.contentLength].flatMap { Int($0) } ?? 0 > 0
  }

  /// Whether somebody looks at a page.
  fileprivate var isOfBrowser: Bool {
    method == .get && !uri.path.hasPrefix("/v1/")
      && (headers[.accept] ?? "").contains("text/html")
  }
}
