import Answers
import EmbeddedRoutes
import Foundation
import Freight
import Intake
import Ledger
import RouteBook
import Simulation
import TestServers
import Testing
import Tracking

@testable import Manifests

/// A whole manifest's workbook and CSV against its JSON form, as openpyxl and Python read them.
@Suite struct WholeManifestTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures")
  @Test(
    .enabled("openpyxl is not installed; see make servers") { Openpyxl.isInstalled },
    arguments: Language.allCases)
  func theThreeFormsSayTheSame(language: Language) throws {
    let depot = try depot()
    var request = ManifestRequest(date: "2026-02-12")
    #expect(try compared(request, depot, language) > 2_000)
    request.since = "2026-02-08"
    #expect(try compared(request, depot, language) > 2_000)
    request.columns = ["place", "container", "goods", "packages", "grossKilograms", "departure"]
    #expect(try compared(request, depot, language) > 500)
  }

  @Test(.enabled("openpyxl is not installed; see make servers") { Openpyxl.isInstalled })
  func theThreeFormsOfACustomersManifestSayTheSame() throws {
    var request = ManifestRequest(date: "2026-02-12")
    request.customer = "+华茂"
    #expect(try compared(request, try depot(), .zh) > 100)
  }

  /// Beyond so many trains, all boxes stand on one sheet.
  @Test(.enabled("openpyxl is not installed; see make servers") { Openpyxl.isInstalled })
  func theThreeFormsOfManyTrainsSayTheSame() throws {
    let depot = try Depot()
    for index in 0...ManifestWorkbook.trainSheets {
      try depot.load(
        [(try Depot.box(index), Depot.goods(index))], train: "X\(9_000 + index)@2026-02-02")
    }
    #expect(try compared(ManifestRequest(date: "2026-02-02"), depot, .en) > 10_000)
  }

  // MARK: - The ledger

  /// Trains under way, and boxes of which senders wrote what nobody would expect.
  private func depot() throws -> Depot {
    let depot = try Depot()
    try depot.report(try Self.lines("odd-boxes.jsonl"))
    try run(3, in: depot, until: "2026-02-12T12:00:00Z")
    try depot.set("2026-02-12T12:00:00Z")
    try depot.report(try Self.lines("odd-events.jsonl"))
    return depot
  }

  private static func lines(_ fixture: String) throws -> [String] {
    try String(contentsOf: fixtures.appending(path: fixture), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  private func run(_ trains: Int, in depot: Depot, until end: String) throws {
    let route = try #require(EmbeddedRoutes.book.findRoute("nanchang-khorgos-baku"))
    let simulator = Simulator(
      Scenario(
        route: route, book: EmbeddedRoutes.book, trains: trains, boxesPerTrain: 8, seed: 5),
      until: try RFC3339.parse(end).microseconds)
    let reports = (0..<trains).flatMap { simulator.reports(ofTrain: $0) }
      .sorted { $0.receivedAt < $1.receivedAt }
    for report in reports {
      depot.set(max(depot.now, report.receivedAt))
      try depot.append(report.event)
    }
    try Journeys(tracker: depot.tracker).projectStale(in: depot.ledger)
  }

  // MARK: - The comparison

  /// - Returns: how many values agree, all of them.
  private func compared(
    _ request: ManifestRequest, _ depot: Depot, _ language: Language
  ) throws -> Int {
    let formats: [ManifestFormat] = [.json, .xlsx, .csv]
    for format in formats {
      let bytes = try depot.file(request, as: format, language: language)
      try Data(bytes).write(to: depot.folder.appending(path: "manifest.\(format.rawValue)"))
    }
    var words = [language.rawValue: Self.words(language)]
    words[language.rawValue]?["places"] = Dictionary(
      uniqueKeysWithValues: EmbeddedRoutes.book.places.map {
        ($0.key.slug, $0.value.names[language])
      })
    try JSONEncoder().encode(words).write(to: depot.folder.appending(path: "words.json"))
    let script = Self.fixtures.appending(path: "compare_manifest.py").path
    let (status, output) = try ServerProcess.finish(
      Openpyxl.python,
      [script] + formats.map { "manifest.\($0.rawValue)" } + [language.rawValue, "words.json"],
      in: depot.folder)
    #expect(status == 0, "\(output)")
    let count = try #require(output.firstMatch(of: /compared (\d+) values/))
    return try #require(Int(count.1))
  }

  private static func words(_ language: Language) -> [String: [String: String]] {
    let words = Wording(language: language)
    return phrases.mapValues { table in table.mapValues { words($0) } }
  }

  private static var phrases: [String: [String: Wording.Phrase]] {
    func named<Key: RawRepresentable<String>>(
      _ phrases: [Key: Wording.Phrase]
    ) -> [String: Wording.Phrase] {
      Dictionary(uniqueKeysWithValues: phrases.map { ($0.key.rawValue, $0.value) })
    }
    let headers = ManifestColumn.allCases.map { ($0.rawValue, $0.header) }
    return [
      "states": named(Phrases.states), "activities": named(Phrases.activities),
      "activitiesOfShips": named(Phrases.activitiesOfShips),
      "alerts": named(Phrases.alerts), "headers": Dictionary(uniqueKeysWithValues: headers),
      "titles": titles,
    ]
  }

  private static let titles: [String: Wording.Phrase] = [
    "title": ManifestTitles.title, "asOf": ManifestTitles.asOf,
    "customer": ManifestTitles.customer, "summary": ManifestTitles.summary,
    "withoutTrain": ManifestTitles.withoutTrain,
    "allBoxes": ManifestTitles.allBoxes,
    "total": ManifestTitles.total, "boxes": ManifestTitles.boxes,
    "goodsItems": ManifestTitles.goodsItems, "alerted": ManifestTitles.alerted,
    "dangerous": ManifestTitles.dangerous, "unknown": ManifestTitles.unknown,
    "gone": ManifestTitles.gone, "byPlace": ManifestTitles.byPlace,
    "onTime": ManifestTitles.onTime, "late": ManifestTitles.late,
    "veryLate": ManifestTitles.veryLate, "noPlan": ManifestTitles.noPlan,
    "alertsOfTrain": ManifestTitles.alertsOfTrain, "simulated": ManifestTitles.simulated,
    "zones": ManifestTitles.zones, "dayNotOver": ManifestTitles.dayNotOver,
    "trains": ManifestTitles.trains, "changesSince": ManifestTitles.changesSince,
    "unknownPlace": Phrases.unknown,
  ]
}
