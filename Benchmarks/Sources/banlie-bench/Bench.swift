import CSQLite
import Foundation

/// `make bench`: what the design promises, measured on this machine in one run.
///
/// Figures are ratios or medians of whole processes. Absolute rates differ between machines and
/// between hours on one machine; the ratio to bare SQLite of the same minute is what counts.
@main
enum Bench {
  static func main() throws {
    let environment = ProcessInfo.processInfo.environment
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let binary = environment["BANLIE"] ?? root.appending(path: ".build/release/banlie").path
    let thousands = Int(environment["BENCH_THOUSANDS"] ?? "") ?? 1_000
    let large = Int(environment["BENCH_LARGE_THOUSANDS"] ?? "") ?? 5_000
    let soak = Int(environment["BENCH_SOAK_SECONDS"] ?? "") ?? 60
    let folder = FileManager.default.temporaryDirectory.appending(path: "banlie-bench-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let bench = Measurements(
      program: Program(path: binary, now: "2026-07-01T00:00:00Z"), folder: folder)
    do {
      if environment["BENCH_ONLY"] == "reading" {
        try bench.readings()
      } else if environment["BENCH_ONLY"] == "serving" {
        try bench.serving(environment["BENCH_GROWN"], soakSeconds: soak)
      } else if environment["BENCH_ONLY"] == "manifests" {
        try bench.manifests()
      } else if environment["BENCH_ONLY"] == "estimates" {
        try bench.estimates()
      } else if let grown = environment["BENCH_GROWN"] {
        try bench.measureLarge(grown, events: thousands * 1_000)
      } else {
        try bench.run(events: thousands * 1_000, large: large * 1_000)
      }
    } catch let error as BenchError {
      print("bench: \(error)")
      exit(1)
    }
  }
}

struct Measurements {
  let program: Program
  let folder: URL

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  func run(events: Int, large: Int) throws {
    say("simulated messages; whole processes of \(program.path)")
    // First: what this process holds counts as its children's, too.
    try readings()
    let file = try simulate(events, seed: 1, from: "2024-07-01", "first.jsonl")
    let ledger = path("ledger.sqlite")
    try measureIngest(file, into: ledger, label: "empty ledger", base: nil)
    try measureStatus(ledger)
    let underway = try measureList()
    try estimates()
    try serving(ledger, soakSeconds: 60)
    // The year before, so that those under way are few among a million.
    _ = try program.run(["ingest", file, "--feed", "bench", "--json"], ledger: underway)
    try ManifestBench(program: program, folder: folder, say: say).run(
      ledger: underway, boxes: 100_000)
    guard large > 0 else { return }
    try grow(ledger, by: large, from: 2)
    try measureLarge(ledger, events: events)
  }

  /// Decoding and polling, which need no ledger to speak of.
  func readings() throws {
    try HardInputs(program: program, folder: folder, say: say).run()
    try Readers(program: program, folder: folder, say: say).run()
  }

  func estimates() throws {
    try EstimateBench(program: program, folder: folder, say: say).run()
  }

  func manifests() throws {
    try ManifestBench(program: program, folder: folder, say: say).run(
      ledger: try measureList(), boxes: 100_000)
  }

  func serving(_ ledger: String?, soakSeconds: Int) throws {
    try Serving(program: program, folder: folder, say: say).run(
      ledger: ledger, soakSeconds: soakSeconds)
  }

  /// - Parameter grown: a ledger of millions of events; one that an earlier run left will do.
  func measureLarge(_ grown: String, events: Int) throws {
    let ledger = path("large.sqlite")
    let base = path("base.sqlite")
    try checkpoint(grown)
    for copy in [ledger, base] where copy != grown {
      try FileManager.default.copyItem(atPath: grown, toPath: copy)
    }
    let next = try simulate(events, seed: 99, from: "2022-07-01", "next.jsonl")
    try measureIngest(next, into: ledger, label: "large ledger", base: base)
    try measureStatus(ledger)
  }

  // MARK: - Steps

  /// A file of about that many events.
  private func simulate(
    _ events: Int, seed: Int, from: String = "2026-02-02", _ name: String
  ) throws -> String {
    let file = path(name)
    // Trains carry some thousands of reports each; the exact number is counted at ingest.
    let trial = try program.run(
      ["simulate", "--route", "nanchang-khorgos-baku", "--trains", "1", "--seed", "\(seed)"])
    let perTrain = max(1, trial.output.count { $0 == UInt8(ascii: "\n") })
    let run = try program.run([
      "simulate", "--route", "nanchang-khorgos-baku", "--trains", "\(events / perTrain + 1)",
      "--seed", "\(seed)", "--from", from, "-o", file,
    ])
    guard run.status == 0 else { throw BenchError("simulate ended with \(run.status)") }
    return file
  }

  private func grow(_ ledger: String, by events: Int, from seed: Int) throws {
    var seed = seed
    let target = try count(ledger) + Int64(events)
    while try count(ledger) < target {
      // A train a day: a million reports are nearly two years of them. Each file has years of its
      // own, since one train told twice would be corrections of its reports.
      let file = try simulate(
        min(1_000_000, events), seed: seed, from: "\(2024 - 2 * seed)-07-01", "grow.jsonl")
      _ = try program.run(["ingest", file, "--feed", "bench", "--json"], ledger: ledger)
      seed += 1
    }
  }

  private func measureIngest(_ file: String, into ledger: String, label: String, base: String?)
    throws
  {
    let before = base == nil ? 0 : try count(ledger)
    // What was written to make the input must not be flushed on the clock of what reads it.
    sync()
    let run = try program.run(["ingest", file, "--feed", "bench", "--json"], ledger: ledger)
    guard run.status == 0 || run.status == 4 else {
      throw BenchError("ingest ended with \(run.status)")
    }
    let events = try count(ledger) - before
    try checkpoint(ledger)
    let copy = path("bare.sqlite")
    sync()
    let bare = try BareSQLite.insertRows(of: ledger, aheadOf: base, into: copy)
    for name in [copy, copy + "-wal", copy + "-shm"]
    where FileManager.default.fileExists(atPath: name) {
      try FileManager.default.removeItem(atPath: name)
    }
    let rate = Double(events) / run.seconds
    let bareRate = Double(events) / bare
    say(
      """
      ingest, \(label) (\(before) events before): \(events) events in \(fixed(run.seconds, 1)) s, \
      \(Int(rate))/s; bare SQLite \(Int(bareRate))/s; ratio \(fixed(rate / bareRate, 2)) \
      (wanted ≥ 0.25); peak memory \(Int(run.peakMegabytes)) MB (wanted < 250)
      """)
  }

  private func measureStatus(_ ledger: String) throws {
    let some = try Database(ledger)
    var boxes: [String] = []
    try some.each(
      "SELECT name FROM subjects WHERE kind = 1 ORDER BY random() LIMIT 21"
    ) { boxes.append(String(cString: sqlite3_column_text($0, 0))) }
    some.close()
    var times: [Double] = []
    for box in boxes { times.append(try program.median(3, ["status", box], ledger: ledger)) }
    let status = times.sorted()[times.count / 2]
    let start = try program.median(9, ["--version"], ledger: ledger)
    say(
      """
      status, \(try count(ledger)) events: median \(fixed(status, 1)) ms as a whole process \
      (wanted < 50; of it \(fixed(start, 1)) ms to start any command)
      """)
  }

  /// Four hundred trains of fifty boxes, all under way.
  ///
  /// - Returns: their ledger.
  private func measureList() throws -> String {
    let moment = "2026-02-22T00:00:00Z"
    let underway = Program(path: program.path, now: moment)
    let file = path("underway.jsonl")
    let ledger = path("underway.sqlite")
    let simulated = try underway.run([
      "simulate", "--route", "nanchang-khorgos-baku", "--trains", "400", "--seed", "5", "--until",
      moment, "-o", file,
    ])
    guard simulated.status == 0 else { throw BenchError("simulate ended with \(simulated.status)") }
    _ = try underway.run(["ingest", file, "--feed", "bench", "--json"], ledger: ledger)
    let database = try Database(ledger)
    let active = try database.integer("SELECT count(*) FROM journeys WHERE active = 1")
    database.close()
    let list = try underway.median(5, ["list", "containers", "--alert", "late"], ledger: ledger)
    say(
      """
      list --alert late, \(active) active boxes: \(fixed(list, 0)) ms as a whole process \
      (\(fixed(list / Double(max(active, 1)) * 20_000, 0)) ms for 20 000; wanted < 1 000)
      """)
    return ledger
  }

  private func count(_ ledger: String) throws -> Int64 {
    let database = try Database(ledger)
    defer { database.close() }
    return try database.integer("SELECT coalesce(max(seq), 0) FROM events")
  }

  private func checkpoint(_ ledger: String) throws {
    let database = try Database(ledger)
    defer { database.close() }
    try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// At once, though the output be a pipe: a run takes minutes.
  private func say(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  private func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
