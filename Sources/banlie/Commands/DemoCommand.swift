import Answers
import ArgumentParser
import Feeds
import Foundation
import Freight
import Intake
import Ledger
import RouteBook
import Simulation
import Tracking

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "A tour with a simulated train from Nanchang to Baku; nothing of yours is touched.",
    discussion: """
      Simulates one Trans-Caspian train, loads its messages into a ledger of its own that is thrown
      away afterwards, and asks the questions that people ask.
      """)

  @Option(help: "Any whole number: another train.")
  var seed: UInt64 = 26

  @OptionGroup var common: CommonOptions

  func run() throws {
    let workspace = try Workspace(common)
    guard let route = workspace.book.findRoute("nanchang-khorgos-baku") else {
      throw Failure.failed("the route nanchang-khorgos-baku is not among the routes")
    }
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "banlie-demo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      do { try FileManager.default.removeItem(at: folder) } catch {
        Console.complain(
          "banlie: \(folder.path) could not be removed: \(error.localizedDescription)")
      }
    }
    let ledger = try SQLiteLedger(path: folder.appending(path: "demo.sqlite").path)
    let reports = Simulator(Scenario(route: route, book: workspace.book, seed: seed))
      .reports(ofTrain: 0)
    // The thirteenth day: reloaded, on its way through Kazakhstan.
    guard let start = reports.first?.receivedAt else { return }
    let now = start + 13 * Instant.microsecondsPerDay
    let heard = reports.filter { $0.receivedAt <= now }
    try load(heard, at: now, into: ledger, workspace)
    try tour(heard, at: now, ledger, workspace)
  }

  /// One message a day, as a poller would bring them.
  private func load(
    _ reports: [Simulated], at now: Int64, into ledger: SQLiteLedger, _ workspace: Workspace
  ) throws {
    let days = Dictionary(grouping: reports) { $0.receivedAt / Instant.microsecondsPerDay }
    let intake = Intake(
      ledger: ledger, tracker: workspace.tracker, options: .init(feed: "simulated"))
    for day in days.keys.sorted() {
      let lines = (days[day] ?? []).map { BanlieJSON.encode($0.event) + "\n" }.joined()
      let received = (days[day] ?? []).map(\.receivedAt).max() ?? now
      _ = try intake.ingest(message: Array(lines.utf8), name: "day \(day)", receivedAt: received)
    }
  }

  private func tour(
    _ reports: [Simulated], at now: Int64, _ ledger: SQLiteLedger, _ workspace: Workspace
  ) throws {
    let style = workspace.style
    let words = Wording(language: style.language)
    let tracker = workspace.tracker
    let views = try ledger.read { reader -> [JourneyView] in
      var views: [JourneyView] = []
      try workspace.journeys.list(JourneyFilter(), in: reader) { journey in
        if journey.train != nil { views.append(tracker.view(of: journey, now: now)) }
      }
      return views
    }
    guard
      let shown = views.first(where: { $0.journey.state != .rolled && $0.journey.position != nil })
    else { throw Failure.failed("the simulation gave no journey") }
    let box = shown.journey.container.text
    let day = words.time(
      workspace.book.local(
        Instant(microseconds: now, precision: .minute), at: shown.journey.position?.place))
    Console.say(
      words(
        .init(
          en: "\(reports.count) simulated messages of one train, loaded; it is \(day).",
          zh: "已载入一列班列的\(reports.count)条模拟消息；现在是\(day)。",
          ru: "Загружено \(reports.count) имитированных сообщений об одном поезде; сейчас \(day)."))
    )
    ask("banlie status \(box)", style)
    Console.write(StatusScreen.render(shown, book: workspace.book, style: style))
    if let train = shown.journey.train {
      ask("banlie alert list", style)
      let groups = try ledger.read { reader in
        try AlertGroups(workspace.at(now).outlook, reader).open(kind: nil, all: false)
      }
      Console.write(
        AlertScreen.render(
          Array(groups.prefix(4)), book: workspace.book, now: now, style: style))
      ask("banlie list containers --train \(train)", style)
      Console.write(
        ListScreen.containers(Array(views.prefix(6)), book: workspace.book, style: style))
    }
    ask("banlie status - --text", style)
    for view in views.prefix(2) {
      Console.say(StatusText.line(view, book: workspace.book, language: style.language))
    }
    Console.say("")
    Console.say(
      words(
        .init(
          en: "Now your own: banlie ingest loading-list.csv, then banlie status NUMBER.",
          zh: "现在试试您自己的：banlie ingest 装车清单.csv，然后 banlie status 箱号。",
          ru: "Теперь своё: banlie ingest список.csv, затем banlie status НОМЕР.")))
  }

  private func ask(_ command: String, _ style: ScreenStyle) {
    Console.say("\n" + style.ink("$ \(command)", .quiet))
  }
}
