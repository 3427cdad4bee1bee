import TestServers
import Testing

@testable import Transport

/// Addresses that somebody else gave us: where they may lead.
@Suite struct ReachTests {
  private func failure(_ url: String, _ reach: Reach) async throws -> TransportError? {
    var request = Request(url)
    request.reach = reach
    request.limits.totalSeconds = 30
    let transport = try Transport()
    do {
      _ = try await transport.send(request)
      return nil
    } catch { return error }
  }

  /// Every way of writing this machine and its neighbours that libcurl or the resolver understands.
  @Test(arguments: [
    "http://127.0.0.1:9/", "http://localhost:9/", "http://LOCALHOST:9/",
    "http://2130706433:9/", "http://0x7f000001:9/", "http://0177.0.0.1:9/", "http://127.1:9/",
    "http://0:9/", "http://[::1]:9/", "http://[::ffff:127.0.0.1]:9/", "http://[::ffff:7f00:1]:9/",
    "http://[fe80::1]:9/", "http://10.1.2.3:9/", "http://192.168.1.1/", "http://169.254.169.254/",
    "http://%31%32%37.0.0.1:9/", "https://127.0.0.1:9/", "http://[64:ff9b::7f00:1]:9/",
  ])
  func aPublicAddressIsNotOneOfThese(_ url: String) async throws {
    let failure = try await failure(url, .publicInternet)
    guard case .addressRefused = failure else {
      Issue.record("\(url): \(String(describing: failure))")
      return
    }
  }

  @Test(arguments: [
    "ftp://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/", "http://user:pw@8.8.8.8/",
    "http://user@8.8.8.8/", "8.8.8.8", "http://", "http://exa mple/",
  ])
  func neitherIsWhatIsNoPlainWebAddress(_ url: String) async throws {
    switch try await failure(url, .publicInternet) {
    case .badURL, .protocolRefused: break
    case let other: Issue.record("\(url): \(String(describing: other))")
    }
  }

  @Test func aHostThatThereIsNotIsSaidToBeMissing() async throws {
    #expect(
      try await failure("http://nowhere.invalid/", .publicInternet)
        == .cannotResolve(host: "nowhere.invalid"))
  }

  @Test func oneOfOurOwnIsReachedWhereThatIsAllowed() async throws {
    let server = try FaultServer { _, peer in peer.answer("204 No Content") }
    defer { server.stop() }
    #expect(try await failure("http://localhost:\(server.port)/", .pinned) == nil)
    #expect(try await failure(server.url(), .pinned) == nil)
    #expect(server.requests.count == 2)
    guard case .addressRefused = try await failure(server.url(), .publicInternet) else {
      Issue.record("reached it")
      return
    }
    #expect(server.requests.count == 2)
  }

  @Test func redirectsAreNotFollowed() async throws {
    let inner = try FaultServer { _, peer in peer.answer("200 OK", "inner") }
    defer { inner.stop() }
    let target = inner.url("/metadata")
    let server = try FaultServer { _, peer in peer.answer("302 Found", ["Location": target]) }
    defer { server.stop() }
    var request = Request(server.url())
    request.reach = .pinned
    #expect(try await Transport().send(request).status == 302)
    #expect(inner.requests.isEmpty)
  }

  /// Even where something else had libcurl look the name up differently, nothing but what was checked
  /// is connected to.
  @Test func whatWasNotCheckedIsNotConnectedTo() async throws {
    let server = try FaultServer { _, peer in peer.answer("200 OK", "inner") }
    defer { server.stop() }
    var request = Request("http://localhost:\(server.port)/")
    request.reach = .pinned
    let checked = try #require(InternetAddress("192.0.2.1"))
    request.pins = [Pin(host: "another.example", port: "80", addresses: [checked])]
    request.limits.connectSeconds = 10
    let result = await Engine.once(request)
    guard case .failure(.addressRefused) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(server.requests.isEmpty)
  }

  @Test func aBodyThatNobodyWantsIsLetGo() async throws {
    let server = try FaultServer { _, peer in
      peer.answer("200 OK", [:], [UInt8](repeating: 65, count: 1 << 20))
    }
    defer { server.stop() }
    var request = Request(server.url())
    request.discardsBody = true
    request.limits.bodyBytes = 1_000
    let response = try await Transport().send(request)
    #expect(response.status == 200 && response.body.isEmpty)
    // Nor is it heard out to its end, or unpacked.
    #expect(server.requests.first?.headers["accept-encoding"] == nil)
  }
}

extension Engine {
  /// Past the resolver.
  fileprivate static func once(_ request: Request) async -> Result<Response, TransportError> {
    do {
      let engine = try Engine(userAgent: "test", connectionsPerHost: 1)
      defer { engine.close() }
      let number = engine.nextNumber()
      return await withCheckedContinuation {
        engine.submit(Order(number: number, request: request, answer: $0))
      }
    } catch { return .failure(error) }
  }
}
