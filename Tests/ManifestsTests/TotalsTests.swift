import EmbeddedRoutes
import Foundation
import Freight
import GRDB
import Intake
import Ledger
import Simulation
import Testing
import Tracking

@testable import Manifests

/// Sums against the ledger's own tables, by other means than the manifest's.
@Suite struct TotalsTests {
  @Test(arguments: UInt64(1)...3) func boxesAndKilogramsAreWhatTheLedgerHolds(seed: UInt64) throws {
    let depot = try Depot()
    let route = try #require(EmbeddedRoutes.book.findRoute("nanchang-khorgos-baku"))
    let simulator = Simulator(
      Scenario(
        route: route, book: EmbeddedRoutes.book, trains: 4, boxesPerTrain: 12, seed: seed),
      until: try RFC3339.parse("2026-02-16T00:00:00Z").microseconds)
    try depot.set("2026-02-16T00:00:00Z")
    for train in 0..<4 {
      for report in simulator.reports(ofTrain: train) { try depot.append(report.event) }
    }
    try Journeys(tracker: depot.tracker).projectStale(in: depot.ledger)
    let document = try depot.json(ManifestRequest(date: "2026-02-16"))

    let queue = try DatabaseQueue(path: depot.folder.appending(path: "ledger.sqlite").path)
    let counts = try queue.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT coalesce(train, '') AS train, count(DISTINCT subject) AS boxes FROM journeys
          WHERE active = 1 GROUP BY 1 ORDER BY 1
          """
      ).map { (train: $0["train"] as String, boxes: $0["boxes"] as Int) }
    }
    let told = document.trains.map { ($0.train.id ?? "", $0.totals.boxes) }.sorted { $0.0 < $1.0 }
    #expect(told.map(\.0) == counts.map(\.train) && told.map(\.1) == counts.map(\.boxes))
    #expect(document.totals.boxes == counts.map(\.boxes).reduce(0, +))

    // Kilograms from the events of each box: the newest of its own reports that tells of goods.
    var kilograms: [String: Double] = [:]
    let rows = try queue.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT s.name AS box, coalesce(j.train, '') AS train FROM journeys j
          JOIN subjects s ON s.id = j.subject WHERE j.active = 1
          """
      ).map { (box: $0["box"] as String, train: $0["train"] as String) }
    }
    for row in rows {
      let box = Subject.container(try #require(ContainerNumber(row.box)))
      let events = try depot.ledger.read { try $0.events(mentioning: box) }
        .filter { $0.event.subject == box && $0.event.details?.cargo.isEmpty == false }
        .sorted {
          ($0.event.updatedAt?.microseconds ?? 0, $0.seq) < (
            $1.event.updatedAt?.microseconds ?? 0, $1.seq
          )
        }
      kilograms[row.train, default: 0] +=
        events.last?.event.details?.cargo.compactMap(\.grossKilograms).reduce(0, +) ?? 0
    }
    for train in document.trains {
      #expect(abs(train.totals.grossKilograms - (kilograms[train.train.id ?? ""] ?? 0)) < 0.01)
    }
    #expect(document.totals.grossKilograms > 0)
    #expect(
      abs(document.totals.grossKilograms - kilograms.values.reduce(0, +)) < 0.01)
  }
}
