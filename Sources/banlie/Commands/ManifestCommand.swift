import Answers
import ArgumentParser
import Foundation
import Freight
import Intake
import Ledger
import Manifests
import Transport

struct ManifestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manifest",
    abstract: "What is on which train and where it is, as a sheet: 班列运踪日报.",
    discussion: """
        banlie manifest                              today's, as manifest-2026-02-10.xlsx
        banlie manifest --date yesterday --format csv -o yesterday.csv
        banlie manifest --train X9041@2026-02-02 --diff 2026-02-09
        banlie manifest --customer 华茂 --lang zh     only that customer's goods
        banlie manifest --due                        makes and delivers what banlie.yaml plans; for cron
        banlie manifest --runs                       what became of it

      The same ledger and the same moment give the same bytes, whenever it is asked.
      """)

  @Option(help: "YYYY-MM-DD, today or yesterday, in the operator's zone.")
  var date = "today"

  @Option(help: "Only this route.")
  var route: String?

  @Option(help: "Only this train, with or without its date.")
  var train: String?

  @Option(name: .customLong("at"), help: "Only what is at this place: a name, code or alias.")
  var place: String?

  @Option(help: "Only this customer's goods, told as that customer may be told.")
  var customer: String?

  @Option(help: "As the ledger stood then. (default: the end of that day, or now while it lasts)")
  var asOf: String?

  @Option(help: "Also what has changed since that day's manifest.")
  var diff: String?

  @Option(help: "Columns and their order, by name, with commas between.")
  var columns: String?

  @Option(help: "Of a csv, comma or semicolon: what Excel expects on a Russian or European system.")
  var separator: CSVWriter.Dialect?

  @Flag(
    help:
      "Of a csv: a tab behind numbers of wagons, notes and goods, so that a double click in Excel leaves 0094303000 whole."
  )
  var holdNumbers = false

  @Option(help: "xlsx, csv or json.")
  var format: ManifestFormat?

  @Option(
    name: .shortAndLong, help: "A file, or - for stdout. (default: stdout; for xlsx a file here)")
  var output: String?

  @Flag(help: "Makes and delivers the daily manifests that are due.")
  var due = false

  @Flag(help: "How the daily manifests of the last days stand.")
  var runs = false

  @Flag(help: "With --runs: an array of objects.")
  var json = false

  /// Boxes are then held until all are known, so that nothing else goes on meanwhile.
  @Flag(help: ArgumentHelp("Says how long the file took to write.", visibility: .hidden))
  var timings = false

  @OptionGroup var remote: RemoteOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if due && runs { throw ValidationError("--due and --runs exclude each other") }
    if json && !runs { throw ValidationError("--json goes with --runs; else say --format json") }
  }

  func run() async throws {
    if due { return try await runDue() }
    if runs { return try listRuns() }
    if let server = try remote.server(common) { return try await ask(server) }
    try draw(try Workspace(common))
  }

  private func draw(_ workspace: Workspace) throws {
    let ledger = try workspace.openForReading()
    let format = chosenFormat
    let request = try request()
    if try request.isFresh(zone: workspace.settings.zone ?? "UTC", now: workspace.now),
      try !ledger.settle()
    {
      Console.complain(
        "banlie: who may be writing to the ledger now cannot be waited for; what is written at this "
          + "moment may be missing here and be in the next file of the same moment")
    }
    try ledger.read { reader in
      let scene = try ManifestScene(
        request, workspace.outlook, zone: workspace.settings.zone ?? "UTC",
        operatorName: workspace.settings.operatorName, in: reader)
      if let customer { try check(customer, workspace, reader) }
      var summary = ManifestSummary()
      try ManifestOutput(chosenOutput(scene.day.date)).write { url in
        summary = try ManifestFile.write(scene, as: format, to: url, in: reader, isTimed: timings)
      }
      if timings {
        Console.say("rows in \(summary.rowsSeconds) s, written in \(summary.writingSeconds) s")
      }
      if summary.totals.boxes == 0 {
        let moment = Instant(microseconds: scene.asOf).rfc3339
        Console.complain(
          "banlie: the manifest is empty: nothing that belongs in it was known by \(moment); "
            + "--as-of takes a later moment")
      }
    }
  }

  /// - Throws: ``Failure`` for one of whom nothing is known, with those whose names are like it.
  private func check(
    _ customer: String, _ workspace: Workspace, _ reader: any LedgerReader
  ) throws {
    struct Found: Error {}
    var known: Set<String> = []
    do {
      try workspace.journeys.list(JourneyFilter(), in: reader) { journey in
        known.formUnion(journey.cargo.compactMap(\.customer))
        if known.contains(customer) { throw Found() }
      }
    } catch is Found { return }
    let near = known.filter { Nearness.isNear($0, customer) }.sorted().prefix(5)
    throw Failure.notFound(
      "no list names a customer “\(customer)”"
        + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"))
  }

  /// A server far away draws it up, with its clock and zone.
  private func ask(_ server: RemoteServer) async throws {
    let moment = try Workspace.moment(asOf, name: "--as-of")
    let now = try Workspace.fixedMoment(common)
    let query: [(String, String?)] = [
      ("format", chosenFormat.rawValue), ("asOf", moment.map { Instant(microseconds: $0).rfc3339 }),
      ("route", route), ("train", train), ("at", place), ("customer", customer), ("diff", diff),
      ("columns", columns), ("separator", separator?.rawValue),
      ("holdNumbers", holdNumbers ? "true" : nil),
      ("lang", try Workspace.language(common).rawValue),
      ("now", now.map { Instant(microseconds: $0).rfc3339 }),
    ]
    let bytes = try await server.manifest(date, query)
    // Its day is today on the server's clock; the file is named as it was asked for.
    let file = output ?? (chosenFormat == .xlsx ? "manifest-\(date).xlsx" : "-")
    try ManifestOutput(file).write { url in
      let draft = url.appendingPathExtension("draft")
      try Data(bytes).write(to: draft)
      guard rename(draft.path, url.path) == 0 else {
        throw Failure.failed("cannot write \(url.path)")
      }
    }
  }

  private func request() throws -> ManifestRequest {
    ManifestRequest(
      date: date, asOf: try Workspace.moment(asOf, name: "--as-of"), route: route, train: train,
      place: place, customer: customer, since: diff,
      columns: columns?.split(separator: ",").map {
        String($0).trimmingCharacters(in: .whitespaces)
      }, separator: separator, holdsNumbers: holdNumbers ? true : nil)
  }

  /// By the file's name where it is not said.
  private var chosenFormat: ManifestFormat {
    let ending = output.flatMap { $0.split(separator: ".").last.map(String.init) } ?? ""
    return format ?? ManifestFormat(rawValue: ending) ?? .xlsx
  }

  private func chosenOutput(_ date: CivilDate) -> String {
    output ?? (chosenFormat == .xlsx ? "manifest-\(date).xlsx" : "-")
  }

  // MARK: - Every day

  private func runDue() async throws {
    let workspace = try Workspace(common)
    guard !workspace.settings.manifests.isEmpty else {
      throw Failure.usage("no manifests are configured; see manifests: in banlie.yaml")
    }
    let ledger = try workspace.openForWriting()
    let daily = DailyManifests(
      plans: workspace.settings.manifests, ledger: ledger, journeys: workspace.journeys,
      folder: workspace.manifestFolder, operatorName: workspace.settings.operatorName,
      language: workspace.language, transport: try Transport(userAgent: Banlie.userAgent),
      clock: workspace.clock)
    let reports = try await daily.runDue()
    for report in reports {
      Console.say(ManifestRunScreen.line(report.plan, report.date.description, report.run))
    }
    if reports.isEmpty { Console.say("nothing is due") }
    if reports.contains(where: { $0.error != nil }) { throw Failure.silent(.failed) }
  }

  private func listRuns() throws {
    let ledger = try Workspace(common).openForReading()
    let records = try ledger.read { try $0.listManifestRuns(plan: nil, limit: 100) }
    let rows = try records.map { ($0, try ManifestRun($0)) }
    if json {
      Console.say(JSONText.array(rows.map(ManifestRunScreen.object)).pretty)
    } else if rows.isEmpty {
      Console.say("no daily manifest has been made yet")
    } else {
      for (record, run) in rows {
        Console.say(ManifestRunScreen.line(record.plan, record.date, run))
      }
    }
  }
}

extension ManifestFormat: ExpressibleByArgument {}
extension CSVWriter.Dialect: ExpressibleByArgument {}

/// A file under its final name only when it is whole; or stdout.
struct ManifestOutput {
  private let path: String

  init(_ path: String) { self.path = path }

  func write(_ body: (URL) throws -> Void) throws {
    guard path == "-" else {
      try body(URL(fileURLWithPath: path))
      Console.complain("\(path) written")
      return
    }
    let url = FileManager.default.temporaryDirectory.appending(
      path: "banlie-manifest-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url)
    let file = try FileHandle(forReadingFrom: url)
    while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
      try FileHandle.standardOutput.write(contentsOf: part)
    }
  }
}

/// How daily manifests stand.
enum ManifestRunScreen {
  static func line(_ plan: String, _ date: String, _ run: ManifestRun) -> String {
    var parts = ["\(plan)  \(date)"]
    if let error = run.error { parts.append("could not be made: \(error)") }
    if run.made != nil {
      parts.append(
        "\(counted(run.boxes, "box", "boxes")) in \(run.files.map(\.name).joined(separator: ", "))")
    }
    for delivery in run.deliveries {
      let state =
        switch delivery.state {
        case .delivered: "delivered"
        case .waiting: delivery.error == nil ? "waiting" : "failed, is tried again"
        case .dead: "given up"
        }
      parts.append("\(delivery.target): \(state)\(delivery.error.map { ": \($0)" } ?? "")")
    }
    return parts.joined(separator: "\n  ")
  }

  static func object(_ record: ManifestRunRecord, _ run: ManifestRun) -> JSONText {
    func time(_ moment: Int64?) -> JSONText? {
      moment.map { .string(Instant(microseconds: $0).rfc3339) }
    }
    return .fields([
      "name": .string(record.plan), "date": .string(record.date), "asOf": time(record.moment),
      "made": time(run.made), "error": .text(run.error), "boxes": .int(run.boxes),
      "files": .array(
        run.files.map {
          .fields([
            "name": .string($0.name), "sha256": .string($0.sha256), "bytes": .int($0.bytes),
          ])
        }),
      "deliveries": .array(
        run.deliveries.map {
          .fields([
            "target": .string($0.target), "state": .string($0.state.rawValue),
            "attempts": .int($0.attempts), "at": time($0.at), "error": .text($0.error),
          ])
        }),
    ])
  }
}
