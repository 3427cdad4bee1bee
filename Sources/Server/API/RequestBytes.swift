import Answers
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads a request's body within its limits of size and time.
struct RequestBytes {
  private let limits: ServerLimits

  init(_ limits: ServerLimits) { self.limits = limits }

  /// - Throws: ``Problem``.
  func collect(_ request: Request, limit: Int) async throws -> [UInt8] {
    // Said before it is sent: nobody need read it.
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw tooLarge(limit)
    }
    let seconds = limits.bodySeconds
    return try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        var bytes: [UInt8] = []
        for try await buffer in request.body {
          guard bytes.count + buffer.readableBytes <= limit else { throw tooLarge(limit) }
          bytes += buffer.readableBytesView
        }
        return bytes
      }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        var problem = Problem(
          .requestTimeout, "slow", "the body took longer than the limit bodySeconds, \(seconds) s")
        problem.headers[.connection] = "close"
        throw problem
      }
      defer { group.cancelAll() }
      guard let bytes = try await group.next() else { return [] }
      return bytes
    }
  }

  private func tooLarge(_ limit: Int) -> Problem {
    var problem = Problem.tooLarge("bodyBytes", limit)
    // What is still on its way is not worth reading.
    problem.headers[.connection] = "close"
    return problem
  }
}

extension Response {
  static func json(_ document: JSONText, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: document.pretty + "\n")))
  }
}
