import Answers
import EmbeddedRoutes
import Foundation
import Freight
import Intake
import Ledger
import Simulation
import Testing
import Tracking

@testable import Manifests

/// The same ledger, the same moment, the same bytes: whatever has been learnt since.
@Suite struct SameBytesTests {
  @Test(arguments: UInt64(1)...6) func laterNewsRewriteNoEarlierManifest(seed: UInt64) throws {
    let depot = try Depot()
    let route = try #require(EmbeddedRoutes.book.findRoute("nanchang-khorgos-baku"))
    let simulator = Simulator(
      Scenario(
        route: route, book: EmbeddedRoutes.book, trains: 3, boxesPerTrain: 8, seed: seed,
        disorder: [.late, .duplicate, .corrected, .missing]))
    let reports = (0..<3).flatMap { simulator.reports(ofTrain: $0) }
      .sorted { $0.receivedAt < $1.receivedAt }
    // In four parts, a manifest after each.
    let size = reports.count / 4 + 1
    var kept: [(request: ManifestRequest, files: [ManifestFormat: [UInt8]])] = []
    for start in stride(from: 0, to: reports.count, by: size) {
      let part = reports[start..<min(start + size, reports.count)]
      for report in part {
        depot.set(report.receivedAt)
        try depot.append(report.event)
      }
      try Journeys(tracker: depot.tracker).projectStale(in: depot.ledger)
      let moment = depot.now
      let date = Instant(microseconds: moment, offsetMinutes: 480).localDate
      let request = ManifestRequest(date: "\(date)", asOf: moment)
      kept.append((request, try files(request, depot)))
    }
    #expect(Set(kept.map { $0.files[.csv]?.count ?? 0 }).count > 1, "the parts differ in nothing")
    depot.set(depot.now + 300 * Instant.microsecondsPerDay)
    for (request, before) in kept {
      let after = try files(request, depot)
      for format in ManifestFormat.allCases {
        #expect(after[format] == before[format], "seed \(seed), \(request.date), \(format)")
      }
    }
  }

  private func files(
    _ request: ManifestRequest, _ depot: Depot
  ) throws -> [ManifestFormat: [UInt8]] {
    try Dictionary(
      uniqueKeysWithValues: ManifestFormat.allCases.map {
        ($0, try depot.file(request, as: $0, language: .zh))
      })
  }

  @Test func otherRoutesTodayAreNotTheRoutesOfThatDay() throws {
    let depot = try Depot()
    try depot.load([(try Depot.box(1), Depot.goods(20_000))])
    try depot.set("2026-02-07T00:00:00Z")
    try depot.move("X9041@2026-02-02", .arrived, "阿腾科里换装站", "2026-02-06T10:00:00+08:00")
    let request = ManifestRequest(date: "2026-02-06")
    let before = try depot.file(request, as: .json)
    // A name that nobody knew is explained.
    let book = EmbeddedRoutes.book.adding(aliases: [PlaceID("altynkol"): ["阿腾科里换装站"]])
    let tracker = Tracker(book: book)
    try depot.set("2026-02-09T00:00:00Z")
    try Journeys(tracker: tracker).putInForce(in: depot.ledger, at: depot.now)
    try Journeys(tracker: tracker).projectStale(in: depot.ledger)
    let outlook = Outlook(tracker: tracker, now: depot.now)
    let url = depot.folder.appending(path: "after.json")
    try depot.ledger.read { reader in
      let scene = try ManifestScene(
        request, outlook, zone: Depot.zone, operatorName: "Depot", in: reader)
      try ManifestFile.write(scene, as: .json, to: url, in: reader)
    }
    #expect([UInt8](try Data(contentsOf: url)) == before)
    let today = try depot.ledger.read { reader in
      var collected = Collected()
      let scene = try ManifestScene(
        ManifestRequest(date: "2026-02-09"), outlook, zone: Depot.zone, operatorName: nil,
        in: reader)
      _ = try ManifestMaker(scene).make(in: reader, into: &collected)
      return collected
    }
    #expect(today.boxes.first?.place == PlaceID("altynkol"))
  }
}

extension Depot {
  /// One event, learnt now.
  func append(_ event: Event) throws {
    try ledger.write { writer in
      let text = "\(event.id)\(event.occurredAt)\(event.subject)\(event.activity)\(now)"
      let message = try writer.receive(
        NewMessage(feed: event.feed, name: "simulated", receivedAt: now, body: Array(text.utf8))
      ).message
      _ = try writer.append(
        [DecodedMessage(message: message, format: "test", events: [event], rejections: [])],
        recordedAt: now)
    }
  }
}
