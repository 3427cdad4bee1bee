import Foundation
import Synchronization
import TestServers
import Testing

@testable import Transport

@Suite struct TransportTests {
  private func get(
    _ url: String, _ change: (inout Request) -> Void = { _ in }
  ) async throws -> Response {
    var request = Request(url)
    request.limits.connectSeconds = 5
    change(&request)
    return try await Transport().send(request)
  }

  /// The error that the request ends with.
  private func failure(
    _ url: String, _ change: (inout Request) -> Void = { _ in }
  ) async -> TransportError? {
    do {
      _ = try await get(url, change)
      return nil
    } catch { return error as? TransportError }
  }

  // MARK: - What is sent

  @Test func fetchesADocumentWithItsValidators() async throws {
    let server = try FaultServer { _, peer in
      peer.answer(
        "200 OK", ["ETag": "\"7\"", "Last-Modified": "Mon, 02 Feb 2026 08:00:00 GMT"],
        Array("news".utf8))
    }
    defer { server.stop() }
    let answer = try await get(server.url("/a?b=c"))
    #expect(answer.status == 200)
    #expect(answer.body == Array("news".utf8))
    #expect(answer.validators.etag == "\"7\"")
    #expect(answer.validators.lastModified == "Mon, 02 Feb 2026 08:00:00 GMT")
    #expect(server.requests[0].line == "GET /a?b=c HTTP/1.1")
    #expect(server.requests[0].headers["user-agent"]?.hasPrefix("banlie") == true)
  }

  @Test func asksOnlyForWhatChanged() async throws {
    let server = try FaultServer { seen, peer in
      let isKnown =
        seen.headers["if-none-match"] == "\"7\"" && seen.headers["if-modified-since"] == "x"
      peer.write(
        isKnown
          ? "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n" : "HTTP/1.1 500 No\r\n\r\n")
    }
    defer { server.stop() }
    let answer = try await get(server.url()) {
      $0.validators = Validators(etag: "\"7\"", lastModified: "x")
    }
    #expect(answer.status == 304)
    #expect(answer.body.isEmpty)
  }

  @Test func loginsTravelInTheirOwnHeader() async throws {
    let server = try FaultServer { seen, peer in
      peer.answer("200 OK", seen.headers["authorization"] ?? "none")
    }
    defer { server.stop() }
    let bearer = try await get(server.url()) { $0.login = .bearer("t0ken") }
    #expect(String(decoding: bearer.body, as: UTF8.self) == "Bearer t0ken")
    let basic = try await get(server.url()) { $0.login = .basic(user: "u", password: "p:w") }
    #expect(String(decoding: basic.body, as: UTF8.self) == "Basic dTpwOnc=")
  }

  @Test func postsAndPutsBodies() async throws {
    let server = try FaultServer { seen, peer in
      peer.answer("200 OK", [:], Array(seen.line.utf8) + [0x20] + seen.body)
    }
    defer { server.stop() }
    let body = Array("{\"a\":1}".utf8)
    let posted = try await get(server.url("/p")) {
      $0.method = .post(body, contentType: "application/json")
    }
    #expect(String(decoding: posted.body, as: UTF8.self) == "POST /p HTTP/1.1 {\"a\":1}")
    #expect(server.requests[0].headers["content-type"] == "application/json")
    let long = [UInt8](repeating: 0x61, count: 300_000)
    let put = try await get(server.url("/p")) { $0.method = .put(long) }
    #expect(put.body.count == long.count + "PUT /p HTTP/1.1 ".utf8.count)
  }

  @Test func aHeaderCannotSmuggleAnother() async {
    let error = await failure("http://127.0.0.1:1/") {
      $0.headers = [("X-A", "b\r\nX-Evil: 1")]
    }
    #expect(error == .badURL("a header holds a line break"))
  }

  // MARK: - Compression

  @Test func compressedBodiesAreUnpacked() async throws {
    let text = Array(String(repeating: "Khorgos ", count: 500).utf8)
    let server = try FaultServer { _, peer in
      peer.answer("200 OK", ["Content-Encoding": "gzip"], gzip(text))
    }
    defer { server.stop() }
    #expect(try await get(server.url()).body == text)
    let offered = server.requests[0].headers["accept-encoding"] ?? ""
    for coding in ["gzip", "br", "zstd"] { #expect(offered.contains(coding)) }
  }

  /// Twenty-one lines of text, then two megabytes of nothing and more, as the tools of Brotli and
  /// Zstandard pack them.
  private static let packed: [(coding: String, text: String, bomb: String)] = [
    (
      "br", "G88C+OXTdSkLBhOqTTNC/pvtz0MWqTA3KGEGwp4Z6IpRIWdjzLvv7IcB",
      "y///PwAkAOKxQHLv//j//weABEAcFoDu/R////8AkACIwwLQvf/j//8fABIAcVgAuvd//P//A0ACIA4L"
        + "QPf+j///fwBIAMRhAeje//H//w8ACYA4LADd+7/8//8BIAEQhwWge/8D"
    ),
    (
      "zstd",
      "KLUv/WDQAW0BAEQCY29udGFpbmVyLHBsYWNlClRSSFU0MzA3MjUyLEtob3Jnb3MKAQBMdSr1BA==",
      "KLUv/aAAACAATAAACAABAPz/ORACAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQAAIAEAACABAAAgAQ"
        + "AAIAEAACABAAAgAQAAIAEAADABAA"
    ),
  ]

  @Test(arguments: packed)
  func whatBrotliAndZstandardPackIsUnpackedAndLimited(
    _ packed: (coding: String, text: String, bomb: String)
  ) async throws {
    func bytes(_ base64: String) throws -> [UInt8] {
      try [UInt8](#require(Data(base64Encoded: base64)))
    }
    let (text, bomb) = (try bytes(packed.text), try bytes(packed.bomb))
    let server = try FaultServer { seen, peer in
      peer.answer(
        "200 OK", ["Content-Encoding": packed.coding], seen.line.contains("/bomb") ? bomb : text)
    }
    defer { server.stop() }
    let lines = String(repeating: "container,place\nTRHU4307252,Khorgos\n", count: 20)
    #expect(try await get(server.url()).body == Array(lines.utf8))
    #expect(await failure(server.url("/bomb")) == .compressedTooWell(limitRatio: 100))
  }

  @Test func aCompressionBombIsStopped() async throws {
    let bomb = gzip([UInt8](repeating: 0, count: 60 << 20))
    let server = try FaultServer { _, peer in
      peer.answer("200 OK", ["Content-Encoding": "gzip"], bomb)
    }
    defer { server.stop() }
    #expect(await failure(server.url()) == .compressedTooWell(limitRatio: 100))
    let byBytes = await failure(server.url()) {
      $0.limits.decompressionRatio = 1_000_000
      $0.limits.bodyBytes = 5 << 20
    }
    #expect(byBytes == .tooLarge(limitBytes: 5 << 20))
  }

  // MARK: - Limits

  @Test func bodiesHaveALimitAnnouncedOrNot() async throws {
    let server = try FaultServer { seen, peer in
      let body = [UInt8](repeating: 0x61, count: 5_000)
      if seen.line.contains("/announced") {
        peer.answer("200 OK", [:], body)
      } else {
        peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        peer.write(body)
      }
    }
    defer { server.stop() }
    for path in ["/announced", "/silent"] {
      let error = await failure(server.url(path)) { $0.limits.bodyBytes = 4_000 }
      #expect(error == .tooLarge(limitBytes: 4_000))
      #expect(try await get(server.url(path)) { $0.limits.bodyBytes = 5_000 }.body.count == 5_000)
    }
  }

  @Test func headersHaveALimit() async throws {
    let server = try FaultServer { _, peer in
      peer.write("HTTP/1.1 200 OK\r\n")
      for number in 0..<2_000 {
        peer.write("X-\(number): \(String(repeating: "a", count: 90))\r\n")
      }
      peer.write("Content-Length: 0\r\n\r\n")
    }
    defer { server.stop() }
    let error = await failure(server.url())
    #expect(error == .headersTooLarge(limitBytes: 64 << 10))
  }

  @Test func redirectsAreFollowedToALimitAndOnlyToTheWeb() async throws {
    let server = try FaultServer { seen, peer in
      if seen.line.contains("/loop") {
        peer.answer("302 Found", ["Location": "/loop"])
      } else if seen.line.contains("/file") {
        peer.answer("302 Found", ["Location": "file:///etc/passwd"])
      } else if seen.line.contains("/old") {
        peer.answer("301 Moved", ["Location": "/new"], Array("moved".utf8))
      } else {
        peer.answer("200 OK", "here")
      }
    }
    defer { server.stop() }
    let answer = try await get(server.url("/old"))
    #expect(answer.body == Array("here".utf8), "nothing of the redirect's own body")
    #expect(answer.url.hasSuffix("/new"))
    #expect(await failure(server.url("/loop")) == .tooManyRedirects(limit: 5))
    #expect(server.requests.count { $0.line.contains("/loop") } == 6)
    guard case .protocolRefused = await failure(server.url("/file")) else {
      Issue.record("a redirect to a file was followed")
      return
    }
    let unfollowed = try await get(server.url("/old")) { $0.limits.redirects = 0 }
    #expect(unfollowed.status == 301)
  }

  // MARK: - Servers that misbehave

  @Test func slowServersAreGivenUp() async throws {
    let server = try FaultServer { seen, peer in
      if seen.line.contains("/silent") {
        peer.hold()
      } else if seen.line.contains("/stalls") {
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin")
        peer.hold()
      } else {
        // Never silent for long, and never done.
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
        for _ in 0..<99 {
          peer.write("X")
          peer.sleep(0.1)
        }
      }
    }
    defer { server.stop() }
    async let silent = failure(server.url("/silent")) { $0.limits.idleSeconds = 1 }
    async let stalls = failure(server.url("/stalls")) { $0.limits.idleSeconds = 1 }
    async let drips = failure(server.url("/drips")) { $0.limits.totalSeconds = 2 }
    for error in await [silent, stalls, drips] {
      guard case .timedOut = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test func brokenAnswersAreErrorsAndNotShortBodies() async throws {
    let server = try FaultServer { seen, peer in
      switch seen.line.split(separator: " ")[1] {
      case "/half": peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
      case "/chunk":
        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
      case "/gzip":
        peer.answer(
          "200 OK", ["Content-Encoding": "gzip"],
          Array(gzip(Array("abcdefgh".utf8)).prefix(10)) + Array("no deflate data".utf8))
      case "/headers": peer.write("HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n")
      case "/nothing": break
      default: peer.write("SSH-2.0-nonsense\r\n")
      }
    }
    defer { server.stop() }
    for path in ["/half", "/chunk", "/headers", "/nothing", "/gzip"] {
      let error = await failure(server.url(path))
      guard case .brokenOff = error else {
        Issue.record("\(path): \(String(describing: error))")
        continue
      }
    }
    #expect(await failure(server.url("/nonsense")) != nil)
  }

  @Test func whoCannotBeReachedIsNamed() async {
    #expect(await failure("http://nowhere.invalid/") == .cannotResolve(host: "nowhere.invalid"))
    guard case .cannotConnect = await failure("http://127.0.0.1:1/") else {
      Issue.record("port 1 answers?")
      return
    }
    guard case .protocolRefused = await failure("gopher://127.0.0.1/") else {
      Issue.record("gopher was spoken")
      return
    }
    guard case .badURL = await failure("nonsense") else {
      Issue.record("nonsense was an address")
      return
    }
  }

  // MARK: - Many at once

  @Test func cancellingATaskEndsItsTransfer() async throws {
    let hungUp = Mutex(false)
    let server = try FaultServer { _, peer in
      peer.hold()
      hungUp.withLock { $0 = true }
    }
    defer { server.stop() }
    let url = server.url()
    let transport = try Transport()
    let task = Task { try await transport.send(Request(url)) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: TransportError.cancelled) { try await task.value }
    while !hungUp.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
    let early = Task { try await transport.send(Request(url)) }
    early.cancel()
    await #expect(throws: TransportError.cancelled) { try await early.value }
  }

  @Test func transfersRunAtTheSameTime() async throws {
    let under = Mutex((now: 0, most: 0))
    let server = try FaultServer { _, peer in
      under.withLock { state in
        state.now += 1
        state.most = max(state.most, state.now)
      }
      // Nobody is answered before several have come; a client that sends one at a time never ends.
      while under.withLock({ $0.most < 10 }) { peer.sleep(0.01) }
      peer.answer("200 OK", "x")
      under.withLock { $0.now -= 1 }
    }
    defer { server.stop() }
    let transport = try Transport(connectionsPerHost: 20)
    let url = server.url()
    let ok = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<60 { group.addTask { try await transport.send(Request(url)).status } }
      return try await group.reduce(into: 0) { $0 += $1 == 200 ? 1 : 0 }
    }
    #expect(ok == 60)
    #expect(under.withLock { $0.most } <= 20, "more than were allowed to a host")
  }

  @Test func aClosedClientAnswersThatItIs() async throws {
    let server = try FaultServer { _, peer in peer.hold() }
    defer { server.stop() }
    let engine = try Engine(userAgent: "t", connectionsPerHost: 1)
    let url = server.url()
    async let answer = withCheckedContinuation { continuation in
      engine.submit(
        Engine.Order(number: engine.nextNumber(), request: Request(url), answer: continuation))
    }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    engine.close()
    let result = await answer
    #expect(throws: TransportError.closed) { try result.get() }
  }
}
