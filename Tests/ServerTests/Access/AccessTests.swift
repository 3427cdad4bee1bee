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

  /// What no calendar has, and what would take all day.
  @Test(arguments: [
    #""now":9223372036854775807"#, #""now":-9223372036854775808"#, #""now":4000000000000000000"#,
  ])
  func aMomentThatIsNoneIsRefused(moment: String) async throws {
    let server = try await RunningServer { try Shipments.load($0) }
    let token = try server.token(.customer("华茂")).secret
    for question in [
      #"{"status":{"_0":{"ids":["TRHU4307252"],"isSingle":true}}}"#,
      #"{"list":{"_0":{"what":"containers","all":true}}}"#,
    ] {
      let asked =
        #"{"question":\#(question),"form":{"json":{}},"language":"en",\#(moment),"isNowFixed":true}"#
      let answer = try await server.post("/v1/terminal", Array(asked.utf8), token: token)
      #expect(answer.status == 400, "\(asked)")
    }
    let past =
      #"{"question":{"status":{"_0":{"ids":["TRHU4307252"],"asOf":9223372036854775807,"isSingle":true}}},"form":{"json":{}},"language":"en","isNowFixed":false}"#
    #expect(try await server.post("/v1/terminal", Array(past.utf8), token: token).status == 400)
    #expect(try await server.get("/health/live").status == 200)
  }

  @Test func aQuestionThatWouldTakeAllDayIsRefused() async throws {
    let server = try await RunningServer { try Shipments.load($0) }
    let token = try server.token(.customer("华茂")).secret
    let ids = Array(repeating: #""TRHU4307252""#, count: 501).joined(separator: ",")
    let many =
      #"{"question":{"status":{"_0":{"ids":[\#(ids)],"isSingle":false}}},"form":{"json":{}},"language":"en","isNowFixed":false}"#
    let refused = try await server.post("/v1/terminal", Array(many.utf8), token: token)
    #expect(refused.status == 400)
    #expect(refused.text.contains("idsAtOnce"))
    let wide =
      #"{"question":{"list":{"_0":{"what":"containers","all":true}}},"form":{"screen":{"width":9223372036854775807,"color":false}},"language":"en","isNowFixed":false}"#
    #expect(try await server.post("/v1/terminal", Array(wide.utf8), token: token).status == 200)
  }

  @Test func anotherSitesFormSignsNobodyInOrOut() async throws {
    let server = try await RunningServer()
    let token = try server.token(.desk).secret
    for (name, value) in [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")] {
      for path in ["/login", "/logout"] {
        let answer = try await server.post(
          path, Array("token=\(token)".utf8), headers: [(name, value)])
        #expect(answer.status == 403, "\(path) \(name)")
        #expect(answer.response.header("set-cookie") == nil)
      }
    }
    // As browsers call a page that says `no-referrer`.
    for origin in ["http://127.0.0.1:\(server.port)", "null"] {
      let own = try await server.post(
        "/login", Array("token=\(token)".utf8), headers: [("Origin", origin)])
      #expect(own.status == 303, "\(origin)")
    }
  }

  @Test func twoSlashesAreNoAddress() async throws {
    let server = try await RunningServer()
    #expect(try await server.get("//t/secret").status == 404)
  }
}
