import Foundation

/// Inputs made to cost as much as they can: how memory and time grow with their size.
struct HardInputs {
  let program: Program
  let folder: URL
  let say: (String) -> Void

  private struct Input {
    let format: String
    let name: String
    let head: String
    let part: String
    let tail: String

    func bytes(_ size: Int) -> Data {
      let count = max(0, (size - head.utf8.count - tail.utf8.count) / part.utf8.count)
      return Data((head + String(repeating: part, count: count) + tail).utf8)
    }
  }

  private let inputs = [
    Input(format: "banlie-json", name: "empty objects", head: "[{}", part: ",{}", tail: "]"),
    Input(format: "banlie-json", name: "empty lists", head: "{\"a\":[[]", part: ",[]", tail: "]}"),
    Input(format: "banlie-json", name: "short lines", head: "{}\n", part: "1\n", tail: ""),
    Input(format: "dcsa", name: "empty events", head: "{\"events\":[{}", part: ",{}", tail: "]}"),
    Input(
      format: "dislocation", name: "rows without a time", head: "[{\"railway_carriage_number\":1}",
      part: ",{\"railway_carriage_number\":1}", tail: "]"),
    Input(
      format: "iftsta", name: "short segments",
      head: "UNA:+.? 'UNB+UNOA:1+A+B+260201:1200+1'UNH+1+IFTSTA:D:00B:UN'", part: "A'", tail: ""),
    Input(
      format: "iftsta", name: "empty elements",
      head: "UNA:+.? 'UNB+UNOA:1+A+B+260201:1200+1'UNH+1+IFTSTA:D:00B:UN'STS", part: "+", tail: "'"),
    Input(format: "sheet", name: "empty cells", head: "箱号,车号,品名\n", part: ",,,,,,,,\n", tail: ""),
    Input(format: "sheet", name: "rejected rows", head: "箱号,车号,品名\n", part: "X,1,2\n", tail: ""),
    Input(format: "taf", name: "tiny elements", head: "<a>", part: "<b/>", tail: "</a>"),
    Input(format: "taf", name: "attributes", head: "<a>", part: "<b c=''/>", tail: "</a>"),
  ]

  func run() throws {
    let small = try measure(inputs[0], size: 64).megabytes
    var worst = 0.0
    var steepest = 0.0
    for input in inputs {
      let half = try measure(input, size: 4 << 20)
      let whole = try measure(input, size: 8 << 20)
      let perByte = (whole.megabytes - small) / 8
      let growth = whole.seconds / max(half.seconds, 0.001)
      worst = max(worst, perByte)
      steepest = max(steepest, growth)
      say(
        "  \(input.format), \(input.name): \(fixed(perByte)) bytes a byte, "
          + "\(fixed(whole.seconds * 1_000)) ms; twice the input, \(fixed(growth)) times the time")
    }
    say(
      "8 MiB made to be hard: at most \(fixed(worst)) bytes of memory a byte (wanted < 20), "
        + "\(fixed(steepest)) times the time for twice the input")
  }

  private func measure(_ input: Input, size: Int) throws -> (seconds: Double, megabytes: Double) {
    let file = folder.appending(path: "hard")
    try input.bytes(size).write(to: file)
    let runs = try (0..<3).map { _ in
      try program.run(
        ["ingest", "--dry-run", file.path, "--format", input.format, "--feed", "b", "--json"])
    }
    return (runs.map(\.seconds).min() ?? 0, runs.map(\.peakMegabytes).min() ?? 0)
  }

  private func fixed(_ value: Double) -> String { String(format: "%.1f", value) }
}
