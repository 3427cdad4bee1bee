import Answers
import ArgumentParser
import Feeds
import Foundation
import Freight
import Intake
import Ledger

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Loads messages and sheets into the ledger.",
    discussion: """
      Formats are recognised from the bytes: loading lists and tracking sheets (Chinese, \
      English or Russian headers), wagon dislocation, IFTSTA, DCSA events, TAF TSI \
      messages, our own JSON Lines.

        banlie ingest 装车清单.csv --feed forwarder --zone Asia/Shanghai
        banlie ingest *.edi --feed carrier
        cat events.jsonl | banlie ingest -

      The same bytes again change nothing. What cannot be used is counted with a named \
      reason and its place; the good records of the same file still count, and the exit \
      code is 4.
      """)

  @Argument(help: "Files, or - for standard input.")
  var files: [String]

  @Option(help: "The sender's name; its zone, trust and options come from the configuration.")
  var feed = "manual"

  @Option(help: "auto, banlie-json, dcsa, dislocation, iftsta, sheet or taf.")
  var format: String?

  @Option(help: "The sender's IANA zone, for times without one.")
  var zone: String?

  @Option(help: "monthDay or dayMonth: how the sender writes 12.05.")
  var dateOrder: String?

  @Flag(help: "Deviations that are usually only warned of reject the record.")
  var strict = false

  @Flag(help: "Only reads and tells what would be rejected; keeps nothing.")
  var dryRun = false

  @Flag(help: "Counts and rejections as JSON.")
  var json = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let workspace = try Workspace(common)
    let report = try dryRun ? examined(workspace) : ingested(workspace)
    if json {
      Console.say(IngestDocument.text(report))
    } else {
      Console.write(IngestScreen.render(report, style: workspace.style))
    }
    if report.rejected > 0 { throw Failure.silent(.partial) }
  }

  private func ingested(_ workspace: Workspace) throws -> IngestReport {
    let ledger = try workspace.openForWriting()
    let intake = Intake(
      ledger: ledger, tracker: workspace.tracker, options: try options(workspace),
      clock: workspace.clock)
    var report = IngestReport()
    for file in files {
      report.files.append(
        try open(file) { name, read, progress in
          try intake.ingest(name: name, receivedAt: workspace.now, read: read, progress: progress)
        })
    }
    var progress = ProgressLine("folding")
    try workspace.journeys.projectStale(
      in: ledger, progress: { progress.update($0, "\($0) boxes") })
    progress.end()
    return report
  }

  private func examined(_ workspace: Workspace) throws -> IngestReport {
    let decoder = MessageDecoder(book: workspace.book, options: try options(workspace))
    var report = IngestReport()
    for file in files {
      report.files.append(
        try open(file) { _, read, progress in
          try decoder.examine(receivedAt: workspace.now, read: read, progress: progress)
        })
    }
    return report
  }

  private func options(_ workspace: Workspace) throws -> FeedOptions {
    var options = workspace.options(for: feed)
    let order = try dateOrder.map { text in
      guard let order = DateOrder(rawValue: text) else {
        throw Failure.usage("--date-order is monthDay or dayMonth, not “\(text)”")
      }
      return order
    }
    if let zone, TimeZone(identifier: zone) == nil {
      throw Failure.usage("--zone takes an IANA name such as Asia/Shanghai, not “\(zone)”")
    }
    let named = format ?? options.format
    if let named, named != "auto", !Formats.all.contains(where: { $0.name == named }) {
      let known = Formats.all.map { $0.name }.joined(separator: ", ")
      throw Failure.usage("--format is auto, \(known), not “\(named)”")
    }
    options.format = named
    options.zone = zone ?? options.zone
    options.dateOrder = order ?? options.dateOrder
    options.isStrict = strict || options.isStrict
    return options
  }

  private func open(
    _ file: String,
    _ take: (_ name: String, _ read: () throws -> [UInt8]?, _ progress: (Int) -> Void) throws
      -> IntakeOutcome
  ) throws -> IngestReport.File {
    let handle: FileHandle
    var size: Int?
    if file == "-" {
      handle = .standardInput
    } else {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
        throw Failure.failed("there is no file \(file)")
      }
      guard !isFolder.boolValue, let opened = FileHandle(forReadingAtPath: file) else {
        throw Failure.failed(
          "\(file) cannot be read\(isFolder.boolValue ? ": it is a folder" : "")")
      }
      handle = opened
      size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
    }
    let name = file == "-" ? "standard input" : URL(fileURLWithPath: file).lastPathComponent
    var progress = ProgressLine(name, total: size)
    let outcome = try take(
      name,
      {
        let data = try handle.read(upToCount: 1 << 20) ?? Data()
        return data.isEmpty ? nil : [UInt8](data)
      }, { progress.update($0, "\($0 >> 20) MiB") })
    progress.end()
    return IngestReport.File(name: file, outcome: outcome)
  }
}
