import Foundation
import TestServers
import Testing

@testable import Server

/// Whatever one client does, the others are served.
@Suite struct LimitsTests {
  /// Headers of somebody who brings a proof, right or wrong: only then a body is read.
  private static let signed =
    "Host: x\r\nwebhook-id: a\r\nwebhook-timestamp: 1\r\nwebhook-signature: v1,AAAA\r\n"

  private func expectServed(_ server: RunningServer) async throws {
    // A machine that tests many things at once may be slow to send a body: 408 then, and it is sent
    // again, as senders do.
    var status = 408
    for _ in 0..<10 where status == 408 {
      status = try await server.push(report("TRHU4307252")).status
    }
    #expect(status == 202)
  }

  @Test func aBodyThatTricklesIsGivenUp() async throws {
    let server = try await RunningServer.impatient()
    let client = try RawClient(port: server.port)
    let text = try await blocking {
      client.send(
        "POST /v1/feeds/ktz/messages HTTP/1.1\r\n\(Self.signed)Content-Length: 1000\r\n\r\n")
      for _ in 0..<30 {
        guard client.send("x") else { break }
        Thread.sleep(forTimeInterval: 0.1)
      }
      return client.receive()
    }
    #expect(text.hasPrefix("HTTP/1.1 408"), "\(text)")
    #expect(text.contains("bodySeconds"))
    try await expectServed(server)
  }

  @Test func headersThatTrickleAreGivenUp() async throws {
    let server = try await RunningServer.impatient()
    let client = try RawClient(port: server.port)
    let isOpen = try await blocking {
      client.send("GET /health/live HTTP/1.1\r\n")
      for _ in 0..<60 {
        guard client.send("X-Slow: 1\r\n") else { return false }
        Thread.sleep(forTimeInterval: 0.1)
      }
      // The answer to nothing asked: the connection was closed.
      return !client.receive(within: 1).isEmpty
    }
    #expect(!isOpen)
    try await expectServed(server)
  }

  @Test func aFloodOfHeadersIsAnsweredWith431() async throws {
    let server = try await RunningServer()
    for headers in [
      "X-Large: \(String(repeating: "a", count: 8 << 10))\r\n",
      String(repeating: "X-Many: a\r\n", count: 400),
    ] {
      let client = try RawClient(port: server.port)
      let text = try await blocking {
        client.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\(headers)\r\n")
        return client.receive()
      }
      #expect(text.hasPrefix("HTTP/1.1 431"), "\(text.prefix(40))")
    }
    try await expectServed(server)
  }

  @Test func whatIsSaidToBeTooLargeNeedNotBeSent() async throws {
    let server = try await RunningServer()
    let client = try RawClient(port: server.port)
    let text = try await blocking {
      client.send(
        "POST /v1/feeds/ktz/messages HTTP/1.1\r\n\(Self.signed)Content-Length: 999999999999\r\n\r\n"
      )
      return client.receive(until: "bodyBytes")
    }
    #expect(text.hasPrefix("HTTP/1.1 413"), "\(text)")
    try await expectServed(server)
  }

  @Test func aBodyWithoutEndIsGivenUp() async throws {
    let server = try await RunningServer()
    let client = try RawClient(port: server.port)
    let piece = "1000\r\n\(String(repeating: "x", count: 4_096))\r\n"
    let text = try await blocking {
      client.send(
        "POST /v1/feeds/ktz/messages HTTP/1.1\r\n\(Self.signed)Transfer-Encoding: chunked\r\n\r\n")
      for _ in 0..<400 { guard client.send(piece) else { break } }
      return client.receive(until: "bodyBytes")
    }
    #expect(text.hasPrefix("HTTP/1.1 413"), "\(text.prefix(80))")
    try await expectServed(server)
  }

  @Test func aClientThatFinishedSendingIsStillAnswered() async throws {
    let server = try await RunningServer()
    let client = try RawClient(port: server.port)
    let text = try await blocking {
      client.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
      client.finish()
      return client.receive()
    }
    #expect(text.hasPrefix("HTTP/1.1 200"), "\(text)")
    try await expectServed(server)
  }

  @Test func hundredsOfIdleConnectionsHoldNobodyUp() async throws {
    let server = try await RunningServer.impatient()
    let clients = try (0..<300).map { _ in try RawClient(port: server.port) }
    try await expectServed(server)
    // After a while they are closed.
    let rest = try await blocking { clients[0].receive() }
    #expect(rest.isEmpty)
    try await expectServed(server)
  }

  @Test func nonsenseIsAWrongRequest() async throws {
    let server = try await RunningServer()
    for nonsense in ["\u{16}\u{3}\u{1}hello\r\n\r\n", "GET\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n"] {
      let client = try RawClient(port: server.port)
      let text = try await blocking {
        client.send(nonsense)
        return client.receive()
      }
      #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 4"), "\(nonsense) gets \(text.prefix(60))")
    }
    try await expectServed(server)
  }

  /// He is answered at once, and his connection is not his for as long as he likes.
  @Test func whoBringsNoProofIsNotListenedTo() async throws {
    let server = try await RunningServer()
    for path in ["/v1/feeds/ktz/messages", "/v1/feeds/nosuch/messages", "/v1/terminal"] {
      let client = try RawClient(port: server.port)
      let text = try await blocking {
        client.send("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n")
        for _ in 0..<60 {
          guard client.send("x") else { break }
          Thread.sleep(forTimeInterval: 0.1)
        }
        return client.receive(within: 10)
      }
      #expect(text.hasPrefix("HTTP/1.1 401"), "\(path): \(text.prefix(40))")
      #expect(text.lowercased().contains("connection: close"), "\(path)")
    }
    try await expectServed(server)
  }

  @Test func bodiesAllTogetherAreLimitedToo() async throws {
    let server = try await RunningServer(configure: { $0.limits.bodyBytesAtOnce = 50_000 })
    let piece = String(repeating: "x", count: 30_000)
    let clients = try (0..<2).map { _ in try RawClient(port: server.port) }
    let texts = try await blocking {
      for client in clients {
        client.send(
          "POST /v1/feeds/ktz/messages HTTP/1.1\r\n\(Self.signed)Content-Length: 40000\r\n\r\n\(piece)"
        )
        Thread.sleep(forTimeInterval: 0.5)
      }
      return clients.map { $0.receive(within: 2) }
    }
    #expect(texts.contains { $0.hasPrefix("HTTP/1.1 503") && $0.contains("bodyBytesAtOnce") })
    // What was held is given back.
    let small = try RawClient(port: server.port)
    let answer = try await blocking {
      clients.forEach { $0.finish() }
      Thread.sleep(forTimeInterval: 0.5)
      small.send(
        "POST /v1/feeds/ktz/messages HTTP/1.1\r\n\(Self.signed)Content-Length: 30000\r\n\r\n\(piece)"
      )
      return small.receive(until: "wrongSignature")
    }
    #expect(answer.hasPrefix("HTTP/1.1 401"), "\(answer.prefix(60))")
  }

  @Test func aBodyThatBreaksOffIsTheSendersFault() async throws {
    let server = try await RunningServer()
    for body in [
      "Content-Length: 1000\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
    ] {
      let client = try RawClient(port: server.port)
      let text = try await blocking {
        client.send("POST /v1/feeds/ktz/messages HTTP/1.1\r\n\(Self.signed)\(body)")
        client.finish()
        return client.receive(within: 10)
      }
      #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 4"), "\(text.prefix(80))")
    }
    try await expectServed(server)
  }

  @Test func whoTakesNothingIsLeft() async throws {
    let server = try await RunningServer(configure: { $0.limits.unreadSeconds = 1 })
    let client = try RawClient(port: server.port)
    let asked = 3_000
    let text = try await blocking {
      for _ in 0..<asked {
        guard client.send("GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n") else { break }
      }
      Thread.sleep(forTimeInterval: 4)
      return client.receive(within: 10)
    }
    let answers = text.split(separator: "HTTP/1.1 200").count
    #expect(answers > 0 && answers < asked, "\(answers) of \(asked) answers came")
    try await expectServed(server)
  }
}
