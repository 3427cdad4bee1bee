import Foundation
import TestServers
import Testing

@testable import Server

@Suite struct StreamTests {
  /// A client that follows; it is told where the stream stands before it returns.
  private func follow(_ server: RunningServer, _ token: String) async throws -> RawClient {
    let client = try RawClient(port: server.port)
    client.send("GET /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\r\n")
    let opening = try await blocking { client.receive(until: "retry: 2000") }
    #expect(opening.contains(": follows from 0"))
    return client
  }

  @Test func whatIsLearntIsToldAtOnce() async throws {
    let server = try await RunningServer()
    let client = try await follow(server, try server.token(.desk).secret)
    #expect(try await server.push(report("TRHU4307252")).status == 202)
    let told = try await blocking { client.receive(until: "\"seq\":1") }
    #expect(told.contains("id: 1\nevent: report\ndata: {"))
    #expect(told.contains("TRHU4307252"))
  }

  @Test func whoComesBackMissesNothing() async throws {
    let server = try await RunningServer()
    for box in ["TRHU4307252", "TCNU7200794", "CSQU3054383"] {
      #expect(try await server.push(report(box)).status == 202)
    }
    let client = try RawClient(port: server.port)
    let token = try server.token(.desk).secret
    client.send(
      "GET /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\nLast-Event-ID: 1\r\n\r\n"
    )
    let told = try await blocking { client.receive(until: "\"seq\":3") }
    #expect(!told.contains("TRHU4307252"))
    #expect(told.contains("TCNU7200794"))
    #expect(told.contains("CSQU3054383"))
  }

  @Test func whatAnotherProcessWritesIsToldToo() async throws {
    let server = try await RunningServer()
    let client = try await follow(server, try server.token(.desk).secret)
    try Shipments.load(server.ledger)
    let told = try await blocking { client.receive(until: "TCNU7200794") }
    #expect(told.contains("TCNU7200794"))
  }

  /// Nobody is there to follow anything.
  @Test func whoAsksForTheHeadAloneTakesNoPlace() async throws {
    let server = try await RunningServer()
    let token = try server.token(.customer("华茂")).secret
    for _ in 0..<10 {
      let client = try RawClient(port: server.port)
      let text = try await blocking {
        client.send(
          "HEAD /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\r\n")
        return client.receive(until: "\r\n\r\n")
      }
      #expect(text.hasPrefix("HTTP/1.1 200"), "\(text.prefix(60))")
    }
    _ = try await follow(server, try server.token(.desk).secret)
  }

  @Test func oneTokenDoesNotTakeAllPlaces() async throws {
    let server = try await RunningServer(configure: {
      $0.limits.streams = 10
      $0.limits.streamsPerToken = 2
    })
    let token = try server.token(.customer("华茂")).secret
    let first = try await follow(server, token)
    let second = try await follow(server, token)
    let third = try await server.get("/v1/stream", token: token)
    #expect(third.status == 503)
    #expect(third.text.contains("streamsPerToken"))
    _ = try await follow(server, try server.token(.desk).secret)
    withExtendedLifetime((first, second)) {}
  }

  /// As after an older copy was put back: what is learnt from now on is told.
  @Test func whoKnowsMoreThanTheLedgerIsToldWhatComes() async throws {
    let server = try await RunningServer()
    let client = try RawClient(port: server.port)
    let token = try server.token(.desk).secret
    client.send(
      "GET /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\nLast-Event-ID: \(Int64.max)\r\n\r\n"
    )
    _ = try await blocking { client.receive(until: "retry:") }
    #expect(try await server.push(report("TRHU4307252")).status == 202)
    let told = try await blocking { client.receive(until: "TRHU4307252") }
    #expect(told.contains("TRHU4307252"))
  }

  // MARK: - The end of a token

  /// What ends an answer whose length nobody knew before (RFC 9112 §7.1).
  private static let end = "0\r\n\r\n"

  @Test func aRevokedTokenHearsNothingMore() async throws {
    let server = try await RunningServer()
    let token = try server.token(.desk)
    let client = try await follow(server, token.secret)
    try server.ledger.write { _ = try $0.revokeToken(token.id, at: RunningServer.now) }
    #expect(try await server.push(report("TRHU4307252")).status == 202)
    let told = try await blocking { client.receive(until: Self.end) }
    #expect(told.hasSuffix(Self.end))
    #expect(!told.contains("TRHU4307252"))
  }

  @Test func aRevokedTokenIsNoticedWithoutNews() async throws {
    let server = try await RunningServer(configure: { $0.heartbeat = .milliseconds(200) })
    let token = try server.token(.customer("华茂"))
    let client = try await follow(server, token.secret)
    try server.ledger.write { _ = try $0.revokeToken(token.id, at: RunningServer.now) }
    #expect(try await blocking { client.receive(until: Self.end) }.hasSuffix(Self.end))
  }

  @Test func aStreamEndsWithItsToken() async throws {
    // No sign comes before the end but that of the end.
    let server = try await RunningServer(configure: { $0.heartbeat = .seconds(3_600) })
    let token = try server.token(.desk, expiresAt: RunningServer.now + 2_000_000)
    let client = try await follow(server, token.secret)
    #expect(try await blocking { client.receive(until: Self.end) }.hasSuffix(Self.end))
    #expect(try await server.get("/v1/stream", token: token.secret).status == 401)
  }

  @Test func thereIsALimitToFollowers() async throws {
    let server = try await RunningServer()
    let token = try server.token(.desk).secret
    let clients = try (0..<3).map { _ in try RawClient(port: server.port) }
    for client in clients {
      client.send("GET /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\r\n")
      let opening = try await blocking { client.receive(until: ": follows from") }
      try #require(opening.contains(": follows from"))
    }
    let answer = try await server.get("/v1/stream", token: token)
    #expect(answer.status == 503)
    #expect(answer.text.contains("streams"))
    // Others are served all the same.
    #expect(try await server.get("/health/ready").status == 200)
  }
}
