import Answers
import ArgumentParser
import Foundation
import Freight
import RouteBook
import Simulation

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Writes realistic messages of trains that never ran.",
    discussion: """
        banlie simulate --route nanchang-khorgos-baku --trains 3 --seed 7 > simulated.jsonl
        banlie simulate --route xian-baku --trains 1 --seed 1 --format sheet > list.csv

      The same seed gives the same bytes. Everything is labelled as simulated, wherever it shows.
      """)

  @Option(help: "The route's id; see banlie route list.")
  var route: String

  @Option(help: "How many trains.")
  var trains = 1

  @Option(help: "Any whole number.")
  var seed: UInt64 = 1

  @Option(help: "banlie-json, sheet (loading lists), tracking-sheet, iftsta or dcsa.")
  var format = "banlie-json"

  @Option(help: "Boxes on each train.")
  var boxes = 50

  @Option(help: "The first train's departure date.")
  var from = "2026-02-02"

  @Option(help: "Leave out what would be received later than this moment.")
  var until: String?

  @Flag(help: "Late, duplicate, corrected and missing reports, wrong years, bad check digits.")
  var disorder = false

  @Option(name: .shortAndLong, help: "A file; standard output if not said.")
  var output: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let workspace = try Workspace(common)
    guard let route = workspace.book.findRoute(route) else {
      throw Failure.notFound("there is no route “\(self.route)”; see banlie route list")
    }
    guard Simulator.formats.contains(format) else {
      throw Failure.usage(
        "--format is one of \(Simulator.formats.joined(separator: ", ")), not “\(format)”")
    }
    guard (1...100_000).contains(trains), (1...200).contains(boxes) else {
      throw Failure.usage("--trains takes 1 to 100000, --boxes 1 to 200")
    }
    guard let first = CivilDate(iso: from) else {
      throw Failure.usage("--from takes a date such as 2026-02-02, not “\(from)”")
    }
    let simulator = Simulator(
      Scenario(
        route: route, book: workspace.book, trains: trains, boxesPerTrain: boxes, seed: seed,
        firstDeparture: first,
        disorder: disorder ? .all : []),
      until: try Workspace.moment(until, name: "--until"))
    let target = try output.map(open)
    var progress = ProgressLine("simulating")
    var done = 0
    try simulator.write(format) { text in
      done += 1
      progress.update(done, "\(done)")
      if let target { try target.write(contentsOf: Data(text.utf8)) } else { Console.write(text) }
    }
    progress.end()
    try target?.close()
    Console.complain("banlie: simulated messages; no such train ran")
  }

  private func open(_ path: String) throws -> FileHandle {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw Failure.failed("cannot write \(path)") }
    return handle
  }
}
