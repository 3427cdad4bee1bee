import Foundation
import Testing
import Yams

@testable import Server

@Suite struct DescriptionTests {
  /// Whatever is served is described, and nothing else is.
  @Test func everyRouteIsDescribed() async throws {
    let document = try #require(try Yams.load(yaml: DescriptionRoute.text) as? [String: Any])
    #expect(document["openapi"] as? String == "3.1.0")
    let paths = try #require(document["paths"] as? [String: [String: Any]])
    let described = Set(
      paths.flatMap { path, methods in methods.keys.map { "\($0.uppercased()) \(path)" } })
    // Pages are for people.
    let served = try await RunningServer.routes().filter { route in
      route.split(separator: " ")[1].matches(of: #/^\/(v1|health|metrics|openapi)/#).count > 0
    }
    #expect(described == served)
  }

  @Test func everyOperationSaysWhoMayAskAndWhatCanGoWrong() throws {
    let document = try #require(try Yams.load(yaml: DescriptionRoute.text) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
    var names: Set<String> = []
    for (path, methods) in paths {
      for operation in methods.values {
        let name = try #require(operation["operationId"] as? String)
        #expect(names.insert(name).inserted, "\(name)")
        let responses = try #require(operation["responses"] as? [String: Any])
        let isOpen = (operation["security"] as? [Any])?.isEmpty == true
        #expect(isOpen || responses["401"] != nil, "\(path)")
      }
    }
  }

  /// What an address takes is described there, and nothing else is.
  @Test func everyParameterIsDescribed() async throws {
    let server = try await RunningServer { try Shipments.load($0) }
    let token = try server.token(.desk).secret
    let document = try #require(try Yams.load(yaml: DescriptionRoute.text) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
    let common = (document["components"] as? [String: Any])?["parameters"] as? [String: Any]
    for (path, methods) in paths where path.hasPrefix("/v1/") {
      guard let operation = methods["get"] else { continue }
      let names = (operation["parameters"] as? [[String: Any]] ?? []).compactMap { parameter in
        let named = (parameter["$ref"] as? String).flatMap { $0.split(separator: "/").last }
        let found = named.flatMap { common?[String($0)] as? [String: Any] } ?? parameter
        return found["in"] as? String == "query" ? found["name"] as? String : nil
      }
      let address = path.replacing("{id}", with: "TRHU4307252").replacing("{date}", with: "today")
      let answer = try await server.get("\(address)?nonsense=1", token: token)
      #expect(answer.status == 400, "\(path)")
      #expect(
        try answer.json["detail"] as? String
          == "there is no parameter “nonsense” here; there are \(names.sorted().joined(separator: ", "))",
        "\(path)")
    }
  }

  @Test func itIsServed() async throws {
    let server = try await RunningServer()
    let answer = try await server.get("/openapi.yaml")
    #expect(answer.status == 200)
    #expect(answer.text == DescriptionRoute.text)
  }
}
