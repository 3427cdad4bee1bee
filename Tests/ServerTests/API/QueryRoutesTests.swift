import Foundation
import Testing

@testable import Server

@Suite struct QueryRoutesTests {
  private let server: RunningServer
  private let token: String

  init() async throws {
    server = try await RunningServer { try Shipments.load($0) }
    token = try server.token(.desk).secret
  }

  @Test func oneBoxIsAnsweredAsTheCommandLineAnswers() async throws {
    let answer = try await server.get(
      "/v1/containers/trhu-430725-2?now=2026-02-12T02:00:00Z", token: token)
    #expect(answer.status == 200)
    #expect((try answer.json["subject"] as? [String: Any])?["id"] as? String == "TRHU4307252")
    #expect(try answer.json["state"] as? String != nil)
    #expect(answer.response.header("cache-control") == "private, no-cache")
  }

  @Test func kindsAreToldApart() async throws {
    for (path, status) in [
      ("/v1/trains/X9041@2026-02-02", 200), ("/v1/trains/X9041", 200),
      ("/v1/consignments/smgs:30102233", 200), ("/v1/wagons/5212345", 200),
      ("/v1/containers/X9041@2026-02-02", 404), ("/v1/trains/TRHU4307252", 404),
      ("/v1/containers/MSKU1234565", 404), ("/v1/containers/%20", 404),
      ("/v1/containers/\(String(repeating: "A", count: 257))", 400),
    ] {
      #expect(try await server.get(path, token: token).status == status, "\(path)")
    }
  }

  @Test func unchangedItIsNotSentAgain() async throws {
    let path = "/v1/containers/TRHU4307252?now=2026-02-12T02:00:00Z"
    let first = try await server.get(path, token: token)
    let tag = try #require(first.response.header("etag"))
    let again = try await server.get(path, token: token, headers: [("If-None-Match", tag)])
    #expect(again.status == 304)
    #expect(again.text.isEmpty)
    // A day later the same box has been silent for longer.
    let later = try await server.get(
      "/v1/containers/TRHU4307252?now=2026-02-13T02:00:00Z", token: token,
      headers: [("If-None-Match", tag)])
    #expect(later.status == 200)
  }

  @Test func asOfHidesWhatWasLearntLater() async throws {
    let before = try await server.get(
      "/v1/containers/TRHU4307252?asOf=2026-02-05T00:00:00Z", token: token)
    #expect(before.status == 404)
    let after = try await server.get(
      "/v1/containers/TRHU4307252?asOf=2026-02-13T00:00:00%2B08:00", token: token)
    #expect(after.status == 200)
    #expect(try after.json["asOf"] as? String == "2026-02-12T16:00:00Z")
  }

  @Test func listsComeInPages() async throws {
    var path: String? = "/v1/containers?limit=1&now=2026-02-12T02:00:00Z"
    var found: [String] = []
    while let next = path {
      let page = try await server.get(next, token: token)
      #expect(page.status == 200)
      let items = try #require(try page.json["items"] as? [[String: Any]])
      found += items.compactMap { ($0["subject"] as? [String: Any])?["id"] as? String }
      let link = page.response.header("link")
      path = link.flatMap { $0.split(separator: ">").first.map { String($0.dropFirst()) } }
      #expect((try page.json["next"] == nil) == (link == nil))
    }
    #expect(found == ["TCNU7200794", "TRHU4307252"])
    for what in ["trains", "consignments"] {
      let page = try await server.get("/v1/\(what)?now=2026-02-12T02:00:00Z", token: token)
      #expect((try page.json["items"] as? [Any])?.isEmpty == false, "\(what)")
    }
  }

  @Test func evidenceIsListed() async throws {
    let own = try await server.get("/v1/events?subject=TRHU4307252", token: token)
    #expect(own.status == 200)
    #expect((try own.json["items"] as? [Any])?.isEmpty == false)
    let all = try await server.get("/v1/events?limit=2", token: token)
    #expect((try all.json["items"] as? [Any])?.count == 2)
    #expect(try all.json["next"] as? String == "2")
    let rest = try await server.get("/v1/events?after=2", token: token)
    #expect(rest.status == 200)
  }

  @Test(arguments: [
    "/v1/containers?limit=0", "/v1/containers?limit=x", "/v1/containers?all=perhaps",
    "/v1/containers?alert=red", "/v1/containers/TRHU4307252?trip=0",
    "/v1/containers/TRHU4307252?asOf=yesterday", "/v1/containers/TRHU4307252?now=",
    "/v1/containers/TRHU4307252?lang=de", "/v1/containers?limit=1&limit=2", "/v1/alerts?kind=red",
    "/v1/events?after=-1", "/v1/stream?lastEventId=x", "/v1/containers?asOf=2026-02-12T00:00:00Z",
    "/v1/containers/TRHU4307252?as-of=2026-02-12T00:00:00Z", "/v1/trains?alerts=offRoute",
    "/v1/trains/X9041?trip=1", "/v1/events?asOf=2026-02-12T00:00:00Z", "/v1/alerts?alert=late",
    "/v1/manifests/2026-02-12?date=today", "/v1/stream?after=1", "/?asOf=2026-02-12T00:00:00Z",
    "/show/TRHU4307252?tripp=1", "/manifests/2026-02-12?format=xlsx",
  ])
  func wrongQuestionsAreSaidToBeWrong(path: String) async throws {
    let answer = try await server.get(path, token: token)
    #expect(answer.status == 400)
    #expect(try answer.problem == "wrongQuery")
    #expect((try answer.json["detail"] as? String)?.isEmpty == false)
  }

  @Test(arguments: [
    "/v1/containers?alert=red", "/v1/containers?route=moon", "/v1/containers?at=moon",
    "/v1/manifests/2026-02-12?diff=2026-02-13", "/v1/manifests/2026-02-12?route=moon",
    "/v1/manifests/2026-02-12?at=moon", "/v1/manifests/2026-02-12?columns=x",
  ])
  func overHTTPThereAreNeitherOptionsNorCommands(path: String) async throws {
    let detail = try #require(
      try await server.get(path, token: token).json["detail"] as? String)
    #expect(!detail.contains("--") && !detail.contains("banlie"), "\(detail)")
  }

  @Test func namesComeInTheLanguageAskedFor() async throws {
    let path = "/v1/containers/TRHU4307252?now=2026-02-12T02:00:00Z"
    let header = [(name: "Accept-Language", value: "de, ru;q=0.8, zh;q=0.9")]
    #expect(try await server.get(path, token: token, headers: header).text.contains("南昌"))
    #expect(try await server.get(path + "&lang=ru", token: token).text.contains("Наньчан"))
    #expect(try await server.get(path, token: token).text.contains("Nanchang"))
  }

  @Test func otherMethodsAreRefusedByName() async throws {
    let answer = try await server.post("/v1/containers", [], token: token)
    #expect(answer.status == 405)
    #expect(answer.response.header("allow") == "GET, HEAD")
    #expect(try await server.get("/v1/nothing", token: token).status == 404)
  }
}
