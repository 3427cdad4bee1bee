import Foundation
import TestDocuments
import Testing

@testable import Server

@Suite struct ManifestRoutesTests {
  private let server: RunningServer
  private let token: String

  init() async throws {
    server = try await RunningServer { try Shipments.load($0) }
    token = try server.token(.desk).secret
  }

  private static let path = "/v1/manifests/2026-02-12?now=2026-02-12T02:00:00Z"

  @Test func eachFormComesWithItsTypeAndName() async throws {
    let forms = [
      ("json", "application/json"), ("csv", "text/csv; charset=utf-8"),
      ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ]
    for (format, type) in forms {
      let named = try await server.get("\(Self.path)&format=\(format)", token: token)
      #expect(named.status == 200, "\(named.text)")
      #expect(named.response.header("content-type") == type)
      #expect(
        named.response.header("content-disposition")
          == "attachment; filename=\"manifest-2026-02-12.\(format)\"")
      let accepted = try await server.get(
        Self.path, token: token, headers: [("Accept", "text/html, \(type)")])
      #expect(accepted.response.body == named.response.body)
      let tag = try #require(named.response.header("etag"))
      let again = try await server.get(
        "\(Self.path)&format=\(format)", token: token, headers: [("If-None-Match", tag)])
      #expect(again.status == 304 && again.text.isEmpty)
    }
  }

  @Test func itIsAsItsSchemaSays() async throws {
    let answer = try await server.get(Self.path, token: token)
    #expect(try SchemaChecker("manifest").problems(in: answer.text) == [])
    #expect(answer.text.contains("TRHU4307252"))
  }

  @Test func whatCannotBeMadeIsSaid() async throws {
    for (path, status) in [
      ("/v1/manifests/2026-02-30", 400), ("/v1/manifests/tomorrow", 400),
      ("/v1/manifests/2999-01-01", 400), ("/v1/manifests/2026-02-12?format=pdf", 400),
      ("/v1/manifests/2026-02-12?route=moon", 404), ("/v1/manifests/2026-02-12?columns=x", 400),
      ("/v1/manifests/2026-02-12?diff=2026-02-13", 400),
      ("/v1/manifests/2026-02-12?asOf=noon", 400),
    ] {
      #expect(try await server.get(path, token: token).status == status, "\(path)")
    }
    #expect(try await server.get(Self.path).status == 401)
  }

  @Test func thePageShowsItAndLeadsToTheFiles() async throws {
    let page = try await server.get("/manifests/2026-02-12?lang=zh", token: token)
    #expect(page.status == 200)
    #expect(page.text.contains("班列运踪日报 2026-02-12"))
    #expect(page.text.contains("TRHU4307252"))
    #expect(page.text.contains("/v1/manifests/2026-02-12?format=xlsx&amp;lang=zh"))
    #expect(page.response.header("content-security-policy")?.contains("default-src 'none'") == true)
    let part = try await server.get(
      "/manifests/2026-02-12?customer=%E5%8D%8E%E8%8C%82", token: token)
    #expect(
      part.text.contains(
        "/v1/manifests/2026-02-12?format=xlsx&amp;lang=en&amp;customer=%E5%8D%8E%E8%8C%82"))
    let stranger = try await server.get("/manifests/2026-02-12")
    #expect(stranger.status == 401 && !stranger.text.contains("TRHU4307252"))
  }
}
