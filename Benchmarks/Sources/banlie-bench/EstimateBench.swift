import Foundation

/// `banlie eta evaluate` on a table as large as a month of a busy network: 255 trains a day over
/// eleven stations, each asked from every stop about every later one.
struct EstimateBench {
  let program: Program
  let folder: URL
  let say: (String) -> Void

  private static let trains = 255
  private static let days = 31
  private static let stops = 11
  private static let scored = (from: "2026-01-21", to: "2026-01-31")

  func run() throws {
    let file = folder.appending(path: "runs.csv").path
    try table().write(toFile: file, atomically: true, encoding: .utf8)
    let run = try program.run([
      "eta", "evaluate", "--runs", file, "--from", Self.scored.from, "--to", Self.scored.to,
      "--json",
    ])
    guard run.status == 0 else { throw BenchError("eta evaluate ended with \(run.status)") }
    struct Document: Decodable {
      struct Score: Decodable {
        var queries: Int
        var coverage: Double
      }
      var overall: Score
    }
    let document = try JSONDecoder().decode(Document.self, from: Data(run.output))
    say(
      String(
        format: "eta evaluate: %d queries beside their baselines in %.1f s as a whole process "
          + "(wanted < 20 for 154 000); made-up delays, inside P10–P90 %.1f %%",
        document.overall.queries, run.seconds, document.overall.coverage * 100))
  }

  /// Delays that grow and are made up again, the same each time.
  private func table() -> String {
    // POSIX's own, with a state of ours: the same runs each time.
    var random: [UInt16] = [7, 7, 7]
    var lines = ["train,runDate,seq,station,sched_min,actual_min"]
    lines.reserveCapacity(Self.trains * Self.days * Self.stops)
    for day in 1...Self.days {
      for train in 0..<Self.trains {
        var delay = nrand48(&random) % 6
        for stop in 0..<Self.stops {
          let planned = 29_455_200 + day * 1_440 + train * 4 + stop * (20 + train % 17)
          let step = nrand48(&random)
          delay = max(-2, delay + step % 9 - 4 + (step % 97 == 0 ? step / 97 % 60 : 0))
          lines.append(
            "T\(train),2026-01-\(day < 10 ? "0" : "")\(day),\(stop),S\(train % 40 + stop),"
              + "\(planned),\(planned + delay)")
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
