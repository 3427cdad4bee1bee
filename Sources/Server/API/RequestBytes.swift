import Answers
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Reads a request's body within its limits of size and time.
struct RequestBytes {
  private let limits: ServerLimits

  init(_ limits: ServerLimits) { self.limits = limits }

  /// - Parameter share: what it may hold of all that is held.
  /// - Throws: ``Problem``.
  func collect(
    _ request: Request, _ visit: Visit, limit: Int, of share: BodyBudget.Share
  ) async throws -> [UInt8] {
    // Said before it is sent: nobody need read it.
    let length = request.headers[.contentLength].flatMap { Int($0) }
    if let length, length > limit { throw tooLarge(limit) }
    // Hearing no more ends the body, and leaves the way back open for the answer.
    let patience = Patience()
    let deadline = visit.schedule(inSeconds: limits.bodySeconds) { channel in
      patience.isOver.store(true, ordering: .sequentiallyConsistent)
      channel.close(mode: .input, promise: nil)
    }
    defer { deadline.cancel() }
    var bytes: [UInt8] = []
    do {
      for try await buffer in request.body {
        guard bytes.count + buffer.readableBytes <= limit else { throw tooLarge(limit) }
        guard share.take(buffer.readableBytes) else { throw tooMany }
        bytes += buffer.readableBytesView
      }
    } catch let problem as Problem {
      throw problem
    } catch {
      // What is wrong with what a sender sends is nothing wrong here.
      throw patience.isOver.load(ordering: .sequentiallyConsistent) ? late : broken
    }
    visit.reading.isDone.store(true, ordering: .sequentiallyConsistent)
    if patience.isOver.load(ordering: .sequentiallyConsistent) { throw late }
    // Whoever hangs up in the middle has sent no message.
    if let length, bytes.count < length {
      throw Problem(.badRequest, "incomplete", "\(bytes.count) of \(length) bytes came")
    }
    return bytes
  }

  private final class Patience: Sendable {
    let isOver = Atomic(false)
  }

  private var broken: Problem {
    var problem = Problem(.badRequest, "incomplete", "the body ended before it was whole")
    problem.headers[.connection] = "close"
    return problem
  }

  /// Where others hold all that may be held.
  var tooMany: Problem {
    var problem = Problem.tryLater(
      .serviceUnavailable, "overloaded",
      "over the limit bodyBytesAtOnce, \(limits.bodyBytesAtOnce) bytes of all senders together",
      afterSeconds: 1)
    problem.headers[.connection] = "close"
    return problem
  }

  private var late: Problem {
    var problem = Problem(
      .requestTimeout, "slow",
      "the body took longer than the limit bodySeconds, \(limits.bodySeconds) s")
    problem.headers[.connection] = "close"
    return problem
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
