import Foundation

/// `banlie serve` under load: signed posts of one report each over 32 connections.
struct Serving {
  let program: Program
  let folder: URL
  let say: (String) -> Void

  private static let connections = 32
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  /// - Parameters:
  ///   - ledger: of a million events, to ask; nil measures pushes alone.
  ///   - soakSeconds: how long the load goes on, to see memory.
  func run(ledger: String?, soakSeconds: Int) throws {
    try measurePushes()
    if soakSeconds > 0 { try soak(seconds: soakSeconds) }
    if let ledger { try measureQueries(ledger) }
  }

  // MARK: - Pushes

  /// A dry run is read, checked, decoded and answered as any other: the same route, and the store
  /// untouched.
  private func measurePushes() throws {
    let server = try Server(program: program, folder: folder, ledger: path("pushes.sqlite"))
    defer { server.stop() }
    let fresh = try signed(60_000, "fresh")
    let dry = try signed(60_000, "dry", query: "?dryRun=true")
    // Once for each, so that nothing is measured while it starts.
    _ = try Load(port: server.port, requests: dry).run(count: 2_000, expecting: "200")
    // In turn and often, since the machine has moods.
    var bare: [Double] = []
    var durable: [Double] = []
    var latencies: [Double] = []
    var at = 0
    for _ in 0..<10 {
      bare.append(
        try Load(port: server.port, requests: dry).run(count: 6_000, expecting: "200").rate)
      let result = try Load(port: server.port, requests: fresh, from: at).run(
        count: 6_000, expecting: "202")
      at += 6_000
      durable.append(result.rate)
      latencies += result.latencies
    }
    latencies.sort()
    let ratio = durable.reduce(0, +) / bare.reduce(0, +)
    say(
      "serve: signed one-event posts, 32 connections: \(whole(durable)) /s durable, "
        + "\(whole(bare)) /s without the store: ratio \(twoDigits(ratio)) (at least 0.5)")
    say(
      "serve: acknowledged in p50 \(milliseconds(latencies, 0.5)), p99 \(milliseconds(latencies, 0.99)), "
        + "worst \(milliseconds(latencies, 1)) (p99 under 50 ms)")
  }

  /// Memory after a minute and at the end, under steady load.
  private func soak(seconds: Int) throws {
    let server = try Server(program: program, folder: folder, ledger: path("soak.sqlite"))
    defer { server.stop() }
    var readings: [(second: Int, megabytes: Double)] = []
    let start = Date()
    var part = 0
    while Date().timeIntervalSince(start) < Double(seconds) {
      let requests = try signed(10_000, "soak-\(part)")
      _ = try Load(port: server.port, requests: requests).run(count: 10_000, expecting: "202")
      part += 1
      readings.append((Int(Date().timeIntervalSince(start)), server.megabytes))
    }
    let shown = stride(from: 0, to: readings.count, by: max(1, readings.count / 8)).map {
      "\(readings[$0].second) s: \(whole(readings[$0].megabytes)) MB"
    }
    say(
      "serve: memory over \(seconds) s and \(part * 10_000) posts: \(shown.joined(separator: ", "))"
    )
  }

  // MARK: - Queries

  private func measureQueries(_ ledger: String) throws {
    let list = try program.run(
      ["list", "containers", "--all", "--json"], ledger: ledger)
    let text = String(decoding: list.output, as: UTF8.self)
    var boxes: [String] = []
    for line in text.split(separator: "\n") {
      guard let start = line.range(of: "\"id\":\"")?.upperBound else { continue }
      boxes.append(String(line[start...].prefix(11)))
    }
    guard boxes.count > 100 else { throw BenchError("too few boxes to ask for") }
    let token = try program.run(["token", "create", "--operator"], ledger: ledger)
    let secret = String(decoding: token.output, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let server = try Server(program: program, folder: folder, ledger: ledger)
    defer { server.stop() }
    boxes.shuffle()
    let requests = boxes.prefix(4_000).map { box in
      Array(
        "GET /v1/containers/\(box) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(secret)\r\n\r\n"
          .utf8)
    }
    _ = try Load(port: server.port, requests: requests, connections: 1).run(
      count: 200, expecting: "200")
    for connections in [1, 4] {
      let result = try Load(port: server.port, requests: requests, connections: connections).run(
        count: requests.count, expecting: "200")
      let sorted = result.latencies.sorted()
      say(
        "serve: GET /v1/containers/{id}, \(connections) at a time: p50 \(milliseconds(sorted, 0.5)), "
          + "p99 \(milliseconds(sorted, 0.99)) (under 10 ms), \(whole(result.rate)) /s")
    }
  }

  // MARK: - Parts

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Whole requests, signed beforehand: nobody signs on the clock.
  private func signed(_ count: Int, _ name: String, query: String = "") throws -> [[UInt8]] {
    let file = path("\(name).requests")
    let script = """
      import base64, hashlib, hmac, struct, sys, time
      key = base64.b64decode("\(Self.secret.dropFirst(6))")
      stamp = str(int(time.time()))
      with open(sys.argv[1], "wb") as out:
          for i in range(\(count)):
              name = f"\(name)-{i}"
              minute = i % 1440
              body = ('{"container":"TRHU%06d%d","activity":"positioned","occurredAt":'
                      '"2026-06-01T%02d:%02d:00+08:00","place":"Khorgos","reason":"%s"}'
                      % (i % 5000, i % 10, minute // 60, minute % 60, name)).encode()
              code = base64.b64encode(hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()
              head = (f"POST /v1/feeds/ktz/messages\(query) HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: {len(body)}\\r\\n"
                      f"webhook-id: {name}\\r\\nwebhook-timestamp: {stamp}\\r\\nwebhook-signature: v1,{code}\\r\\n\\r\\n").encode()
              out.write(struct.pack("<I", len(head) + len(body)) + head + body)
      """
    let python = Program(path: "/usr/bin/env", now: program.now)
    let run = try python.run(["python3", "-c", script, file])
    guard run.status == 0 else { throw BenchError("cannot sign: \(run.status)") }
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    var requests: [[UInt8]] = []
    var at = 0
    while at < bytes.count {
      let size = (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
      requests.append(Array(bytes[(at + 4)..<(at + 4 + size)]))
      at += 4 + size
    }
    return requests
  }

  private func whole(_ values: [Double]) -> String {
    whole(values.reduce(0, +) / Double(values.count))
  }
  private func whole(_ value: Double) -> String { "\(Int(value.rounded()))" }
  private func twoDigits(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
  private func milliseconds(_ sorted: [Double], _ share: Double) -> String {
    let index = min(sorted.count - 1, Int(Double(sorted.count) * share))
    return "\((sorted[index] * 100_000).rounded() / 100) ms"
  }

  /// The program, serving.
  private final class Server {
    let port: Int
    private let child: pid_t

    init(program: Program, folder: URL, ledger: String) throws {
      let configuration = folder.appending(path: "serve.yaml").path
      try """
      feeds:
        - name: ktz
          format: banlie-json
          push: {standardWebhooks: {secret: {env: BENCH_SECRET}}, perSecond: 1000000}
      """.write(toFile: configuration, atomically: true, encoding: .utf8)
      // Below those that the system gives to clients.
      let port = 20_000 + Int(getpid()) % 10_000 + Int.random(in: 0..<1_000)
      self.port = port
      var environment = ProcessInfo.processInfo.environment
      environment["BENCH_SECRET"] = Serving.secret
      environment["BANLIE_NOW"] = nil
      let line = [
        program.path, "serve", "--listen", "127.0.0.1:\(port)", "--ledger", ledger, "--config",
        configuration, "--log-level", "warning",
      ]
      let words = line.map { strdup($0) } + [nil]
      let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
      defer { (words + settings).forEach { free($0) } }
      var child: pid_t = 0
      guard posix_spawn(&child, program.path, nil, nil, words, settings) == 0 else {
        throw BenchError("cannot serve")
      }
      self.child = child
      for _ in 0..<200 {
        if let socket = try? Connection(port: port) {
          socket.end()
          return
        }
        Thread.sleep(forTimeInterval: 0.05)
      }
      throw BenchError("nothing listens on port \(port)")
    }

    /// Resident, now.
    var megabytes: Double {
      let text = (try? String(contentsOfFile: "/proc/\(child)/statm", encoding: .utf8)) ?? ""
      let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
      return pages * 4_096 / 1_048_576
    }

    func stop() {
      kill(child, SIGTERM)
      var status: Int32 = 0
      waitpid(child, &status, 0)
    }
  }
}

/// Clients that each send one request, wait for its answer, and send the next.
private final class Load: @unchecked Sendable {
  struct Result {
    var rate: Double
    /// Seconds.
    var latencies: [Double]
  }

  private let port: Int
  private let requests: [[UInt8]]
  private let connections: Int
  // Guarded by the lock.
  private var next: Int
  private var latencies: [Double] = []
  private var failure: String?
  private let lock = NSLock()

  init(port: Int, requests: [[UInt8]], from: Int = 0, connections: Int = 32) {
    self.port = port
    self.requests = requests
    self.connections = connections
    next = from
  }

  func run(count: Int, expecting status: String) throws -> Result {
    let end = min(requests.count, next + count)
    let group = DispatchGroup()
    let start = ContinuousClock.now
    for _ in 0..<connections {
      group.enter()
      Thread.detachNewThread { [self] in
        work(until: end, expecting: Array(status.utf8))
        group.leave()
      }
    }
    group.wait()
    let seconds = start.duration(to: .now) / .seconds(1)
    if let failure { throw BenchError(failure) }
    return Result(rate: Double(latencies.count) / seconds, latencies: latencies)
  }

  private func work(until end: Int, expecting status: [UInt8]) {
    var own: [Double] = []
    do {
      let connection = try Connection(port: port)
      defer { connection.end() }
      while true {
        let index = lock.withLock {
          defer { next += 1 }
          return next
        }
        guard index < end else { break }
        let start = ContinuousClock.now
        let answer = try connection.exchange(requests[index])
        own.append(start.duration(to: .now) / .seconds(1))
        guard answer.dropFirst(9).starts(with: status) else {
          throw BenchError(String(decoding: answer.prefix(400), as: UTF8.self))
        }
      }
    } catch { lock.withLock { failure = "\(error)" } }
    lock.withLock { latencies += own }
  }
}

/// One connection that is kept.
private final class Connection {
  private let socket: Int32
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)
  private static let blank = Array("\r\n\r\n".utf8)
  private static let length = Array("content-length: ".utf8)

  init(port: Int) throws {
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      close(socket)
      throw BenchError("cannot connect to port \(port)")
    }
    var on: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  func end() { close(socket) }

  /// Sends a request and reads its whole answer.
  func exchange(_ request: [UInt8]) throws -> [UInt8] {
    guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw BenchError("the server hung up")
    }
    var answer: [UInt8] = []
    var whole: Int?
    while whole.map({ answer.count < $0 }) ?? true {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { throw BenchError("the answer broke off") }
      answer += buffer[..<count]
      if whole == nil { whole = Self.size(answer) }
    }
    return answer
  }

  /// Head and body together, once the head is there.
  private static func size(_ answer: [UInt8]) -> Int? {
    guard let end = index(of: blank, in: answer) else { return nil }
    let head = answer[..<end].map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 }
    guard let start = index(of: length, in: head) else { return end + 4 }
    let digits = head[(start + length.count)...].prefix { $0 >= 0x30 && $0 <= 0x39 }
    return end + 4 + digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static func index(of word: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= word.count else { return nil }
    return (0...(bytes.count - word.count)).first { start in
      word.indices.allSatisfy { bytes[start + $0] == word[$0] }
    }
  }
}
