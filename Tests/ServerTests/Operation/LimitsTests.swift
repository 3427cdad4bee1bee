import Foundation
import TestServers
import Testing

@testable import Server

/// Whatever one client does, the others are served.
@Suite struct LimitsTests {
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
      client.send("POST /v1/feeds/ktz/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
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
        "POST /v1/feeds/ktz/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n")
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
        "POST /v1/feeds/ktz/messages HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
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
}
