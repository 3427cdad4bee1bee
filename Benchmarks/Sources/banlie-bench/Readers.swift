import Foundation

/// Reading against well-known readers in Python, on the same files in the same run; and many feeds
/// against one local server.
struct Readers {
  let program: Program
  let folder: URL
  let say: (String) -> Void

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  func run() throws {
    guard try install(["pydifact", "openpyxl"]) else {
      say("Python packages cannot be had here: reading is not compared")
      return
    }
    try measureEDIFACT()
    try measureWorkbook()
    try measureFeeds()
  }

  // MARK: - EDIFACT

  /// Ours decodes to events and rejections; pydifact only splits segments.
  private func measureEDIFACT() throws {
    let file = path("status.edi")
    _ = try program.run([
      "simulate", "--route", "nanchang-khorgos-baku", "--trains", "12", "--seed", "3", "--format",
      "iftsta", "-o", file,
    ])
    // The same segments as messages of a type that nobody maps: the syntax alone, as pydifact reads it.
    let syntax = path("syntax.edi")
    try String(contentsOfFile: file, encoding: .utf8).replacing("IFTSTA:D", with: "COPRAR:D")
      .write(toFile: syntax, atomically: true, encoding: .utf8)
    let events = try best(3) { try program.run(["ingest", "--dry-run", file, "--feed", "b"]) }
    let segments = try best(3) {
      try program.run(["ingest", "--dry-run", syntax, "--format", "iftsta", "--feed", "b"])
    }
    let theirs = try python(
      """
      import sys, time, warnings
      warnings.simplefilter("ignore")
      from pydifact.parser import Parser
      text = open(sys.argv[1], encoding="utf-8").read()
      start = time.perf_counter()
      count = sum(1 for _ in Parser().parse(text))
      print(time.perf_counter() - start)
      """, [file])
    let size = Double(try size(of: file)) / 1_048_576
    say(
      """
      EDIFACT, \(fixed(size, 1)) MiB: pydifact's parser, segments alone, \(fixed(theirs * 1_000, 0)) ms; \
      ours as a whole process, segments alone, \(fixed(segments * 1_000, 0)) ms, ratio \
      \(fixed(theirs / segments, 1)) (wanted ≥ 20); decoded to events \(fixed(events * 1_000, 0)) ms, ratio \
      \(fixed(theirs / events, 1))
      """)
  }

  // MARK: - Workbooks

  private func measureWorkbook() throws {
    let file = path("list.xlsx")
    let theirs = try python(
      """
      import sys, time
      from openpyxl import Workbook, load_workbook
      book = Workbook(write_only=True)
      sheet = book.create_sheet("装车清单")
      sheet.append(["南昌—巴库 X9041 2026-02-02 装车清单"])
      sheet.append(["箱号", "车号", "箱型", "封号", "毛重", "皮重", "品名", "HS编码", "件数", "发货人", "收货人", "国际货协运单号"])
      def box(n):
          head = "TRHU%06d" % n
          value = lambda c: int(c) if c.isdigit() else (lambda r: r + (r - 1) // 10)(ord(c) - 55)
          return head + str(sum(value(c) << i for i, c in enumerate(head)) % 11 % 10)
      for n in range(50000):
          sheet.append([box(n), 5200000 + n % 9999, "45G1", "CN%07d" % n, 21500.5, 3800, "大理石制品",
                        "680291", 320, "江西石材", "Baku Build MMC", str(30000000 + n)])
      book.save(sys.argv[1])
      start = time.perf_counter()
      count = 0
      for row in load_workbook(sys.argv[1], read_only=True).active.iter_rows(values_only=True):
          count += len(row)
      print(time.perf_counter() - start)
      """, [file])
    let ours = try best(3) { try program.run(["ingest", "--dry-run", file, "--feed", "b"]) }
    say(
      """
      xlsx, 50 000 rows of 12 cells, \(fixed(Double(try size(of: file)) / 1_048_576, 1)) MiB: whole \
      process, decoded to events, \(fixed(ours * 1_000, 0)) ms; openpyxl read-only, cells alone, \
      \(fixed(theirs * 1_000, 0)) ms; ratio \(fixed(theirs / ours, 1)) (wanted ≥ 5)
      """)
  }

  // MARK: - Feeds

  private func measureFeeds() throws {
    let server = try PythonServer(folder: folder, library: path("python"))
    defer { server.stop() }
    var yaml = "feeds:\n"
    for number in 0..<200 {
      yaml +=
        "  - {name: feed\(number), fetch: {url: \"http://127.0.0.1:\(server.port)/\(number)\"}}\n"
    }
    let config = path("feeds.yaml")
    try yaml.write(toFile: config, atomically: true, encoding: .utf8)
    let ledger = path("feeds.sqlite")
    let one = try program.run(
      ["feed", "poll", "feed0", "--config", config, "--json"], ledger: ledger)
    let all = try program.run(["feed", "poll", "--once", "--config", config], ledger: ledger)
    say(
      """
      feeds, 200 against a local server: \(fixed(all.seconds, 2)) s, exit \(all.status), peak memory \
      \(fixed(all.peakMegabytes, 0)) MB, \(fixed(all.peakMegabytes - one.peakMegabytes, 0)) MB more than \
      one feed (wanted < 60), at most \(all.peakThreads) threads (one feed: \(one.peakThreads))
      """)
  }

  // MARK: - Small pieces

  func install(_ packages: [String]) throws -> Bool {
    let pip = Process()
    pip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    pip.arguments =
      ["python3", "-m", "pip", "install", "-q", "--target", path("python")] + packages
    pip.standardError = FileHandle.nullDevice
    try pip.run()
    pip.waitUntilExit()
    return pip.terminationStatus == 0
  }

  /// What the script prints last, as seconds.
  func python(_ script: String, _ arguments: [String]) throws -> Double {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PYTHONPATH": path("python")]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: output, as: UTF8.self).split(separator: "\n").last.map(String.init)
    guard let seconds = text.flatMap(Double.init) else { throw BenchError("python said nothing") }
    return seconds
  }

  private func best(_ times: Int, _ run: () throws -> Program.Run) throws -> Double {
    try (0..<times).map { _ in try run().seconds }.min() ?? .infinity
  }

  private func size(of file: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
  }

  private func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}

/// Answers every path with one report.
final class PythonServer {
  let port: Int
  private let process = Process()

  init(folder: URL, library: String) throws {
    let script = """
      import http.server, sys
      class Handler(http.server.BaseHTTPRequestHandler):
          protocol_version = "HTTP/1.1"
          def do_GET(self):
              box = "TRHU%06d" % int(self.path[1:])
              value = lambda c: int(c) if c.isdigit() else (lambda r: r + (r - 1) // 10)(ord(c) - 55)
              box += str(sum(value(c) << i for i, c in enumerate(box)) % 11 % 10)
              body = ('{"container":"%s","activity":"arrived","place":"Khorgos",'
                      '"occurredAt":"2026-02-06T14:20:00+08:00"}\\n' % box).encode()
              self.send_response(200)
              self.send_header("Content-Length", str(len(body)))
              self.end_headers()
              self.wfile.write(body)
          def log_message(self, *words): pass
      server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
      print(server.server_port, flush=True)
      server.serve_forever()
      """
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw BenchError("the server did not start")
    }
    self.port = port
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}
