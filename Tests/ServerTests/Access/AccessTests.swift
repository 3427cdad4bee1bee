import Foundation
import Testing

@testable import Server

@Suite struct AccessTests {
  @Test func withoutATokenThereIsNoData() async throws {
    let server = try await RunningServer { try Shipments.load($0) }
    for route in try await RunningServer.routes().sorted() where !route.contains("/assets/") {
      let parts = route.split(separator: " ").map(String.init)
      let path = parts[1].replacing("{id}", with: "TRHU4307252").replacing("{feed}", with: "ktz")
      let answer =
        parts[0] == "POST"
        ? try await server.post(path, Array("{}".utf8)) : try await server.get(path)
      let isOpen = ["/health/live", "/health/ready", "/openapi.yaml"].contains(path)
      let isLink = path.hasPrefix("/t/")
      if path == "/logout" { continue }
      #expect(answer.status == (isOpen ? 200 : isLink ? 404 : 401), "\(route)")
      #expect(!answer.text.contains("30102233"), "\(route)")
      if path.hasPrefix("/v1/") {
        #expect(answer.response.header("www-authenticate") != nil, "\(route)")
      }
    }
  }

  @Test func aTokenThatEndedOpensNothing() async throws {
    let server = try await RunningServer { try Shipments.load($0) }
    let path = "/v1/containers/TRHU4307252"
    let token = try server.token(.desk)
    #expect(try await server.get(path, token: token.secret).status == 200)
    try server.ledger.write { _ = try $0.revokeToken(token.id, at: RunningServer.now) }
    #expect(try await server.get(path, token: token.secret).status == 401)
    let old = try server.token(.desk, expiresAt: RunningServer.now - 1)
    #expect(try await server.get(path, token: old.secret).status == 401)
    #expect(try await server.get(path, token: token.id).status == 401)
    #expect(try await server.get(path, token: "").status == 401)
  }

  @Test func aTokenThatCameAlongIsNotAskedForAgain() async throws {
    let server = try await RunningServer()
    let none = try await server.get("/v1/containers")
    #expect(try none.json["detail"] as? String == "say who asks: Authorization: Bearer <token>")
    let unknown = try await server.get("/v1/containers", token: "bnl_guessed")
    #expect(unknown.status == 401)
    #expect(try unknown.json["detail"] as? String == "this token is not known, or it has ended")
    #expect(unknown.response.header("www-authenticate")?.contains("invalid_token") == true)
  }

  @Test func whatIsForTheOperatorIsForNobodyElse() async throws {
    let server = try await RunningServer { try Shipments.load($0) }
    let customer = try server.token(.customer("华茂")).secret
    for path in ["/metrics", "/v1/alerts", "/v1/events"] {
      #expect(try await server.get(path, token: customer).status == 403, "\(path)")
    }
  }

  @Test func scopesAreReadAsTheyWereWritten() {
    for text in ["operator", "feed:ktz", "customer:华茂: A", "share:TRHU4307252/smgs:1/2"] {
      #expect(Scope(text)?.description == text)
    }
    for text in ["", "admin", "feed", "share:TRHU4307252", "share:x/1"] {
      #expect(Scope(text) == nil, "\(text)")
    }
  }

  @Test func onlyTheHashOfASecretIsKept() {
    let token = NewToken(.desk, label: nil, now: 0, expiresAt: nil)
    let other = NewToken(.desk, label: nil, now: 0, expiresAt: nil)
    #expect(token.secret != other.secret)
    #expect(token.secret.count > 40)
    #expect(token.record.hash == TokenHash.of(token.secret))
    #expect(!"\(token.record)".contains(token.secret))
  }
}
