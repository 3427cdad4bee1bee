import Answers
import Foundation
import RouteBook
import Synchronization
import Transport

/// A running `banlie serve`, asked over HTTP.
struct RemoteServer: Sendable {
  private let url: String
  private let transport: Transport
  private let login: Login?
  private let authorities: String?

  /// - Throws: ``Failure`` for an address or a file that cannot be used.
  init(_ url: String, tokenFile: String?, authorities file: String?) throws {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme, parts.host != nil,
      ["http", "https"].contains(scheme)
    else { throw Failure.usage("--server takes an address such as https://track.example.com") }
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    let environment = ProcessInfo.processInfo.environment
    let token: String?
    if let file = tokenFile ?? environment["BANLIE_TOKEN_FILE"] {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw Failure.failed("cannot read the token file \(file)")
      }
      token = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    } else {
      token = environment["BANLIE_TOKEN"]
    }
    login = token.map { .bearer($0) }
    authorities = file ?? environment["BANLIE_AUTHORITIES"]
    if let authorities, !FileManager.default.isReadableFile(atPath: authorities) {
      throw Failure.failed("cannot read the authorities \(authorities)")
    }
    do { transport = try Transport(userAgent: Banlie.userAgent) } catch {
      throw Failure.failed("\(error)")
    }
  }

  /// - Returns: nil for a `wait` that goes on.
  func ask(_ request: TerminalRequest) async throws -> Reply? {
    let body = try JSONEncoder().encode(request)
    let response = try await send(
      "/v1/terminal", method: .post(Array(body), contentType: "application/json"))
    do {
      switch try JSONDecoder().decode(TerminalReply.self, from: Data(response.body)) {
      case .ended(let reply): return reply
      case .pending: return nil
      }
    } catch { throw Failure.failed("\(url) answers as no banlie serve of this version would") }
  }

  /// The manifest of a day, in the form that the query names.
  func manifest(_ date: String, _ query: [(String, String?)]) async throws -> [UInt8] {
    var parts = URLComponents()
    parts.path = "/v1/manifests/\(date)"
    parts.queryItems = query.compactMap { name, value in
      value.map { URLQueryItem(name: name, value: $0) }
    }
    // A plus sign in an address is a space to many.
    let path = (parts.string ?? "").replacingOccurrences(of: "+", with: "%2B")
    return try await send(path, method: .get).body
  }

  /// Follows the server's stream until it tells something new.
  ///
  /// - Parameter last: the id of what is known; nil asks where the stream stands, and returns at once.
  /// - Returns: the id of what is known now.
  func news(after last: Int64?) async throws -> Int64 {
    let seen = Mutex((id: last ?? 0, text: ""))
    var request = request("/v1/stream", method: .get)
    if let last { request.headers.append((name: "Last-Event-ID", value: "\(last)")) }
    // Its heartbeat comes every fifteen seconds.
    request.limits.idleSeconds = 60
    let response: Response
    do {
      response = try await transport.follow(request) { bytes in
        seen.withLock { seen in
          seen.text += String(decoding: bytes, as: UTF8.self)
          // What is not a whole line yet waits for the rest.
          let lines = seen.text.split(separator: "\n", omittingEmptySubsequences: false)
          seen.text = String(lines.last ?? "")
          var isNew = false
          for line in lines.dropLast() {
            if last == nil, line.hasPrefix(Self.opening) {
              seen.id = Int64(line.dropFirst(Self.opening.count)) ?? 0
              isNew = true
            } else if line.hasPrefix("id: ") {
              seen.id = Int64(line.dropFirst(4)) ?? seen.id
              isNew = true
            }
          }
          return !isNew
        }
      }
    } catch { throw Failure.failed("\(url): \(error)") }
    try check(response)
    return seen.withLock { $0.id }
  }

  private static let opening = ": follows from "

  private func send(_ path: String, method: Request.Method) async throws -> Response {
    let response: Response
    do { response = try await transport.send(request(path, method: method)) } catch {
      throw Failure.failed("\(url): \(error)")
    }
    try check(response)
    return response
  }

  private func request(_ path: String, method: Request.Method) -> Request {
    var request = Request(url + path, method: method)
    request.login = login
    request.trust.authoritiesFile = authorities
    // A token goes to whom it was meant for.
    request.limits.redirects = 0
    return request
  }

  private func check(_ response: Response) throws {
    guard response.status != 200 else { return }
    struct Problem: Decodable { var detail: String? }
    let problem = try? JSONDecoder().decode(Problem.self, from: Data(response.body))
    let detail = problem?.detail.map { ": \($0)" } ?? ""
    if response.status == 401 || response.status == 403 {
      throw Failure.failed(
        "\(url) answers \(response.status)\(detail); the token comes from --token-file or BANLIE_TOKEN"
      )
    }
    throw Failure.failed("\(url) answers \(response.status)\(detail)")
  }
}
