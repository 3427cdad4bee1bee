import Freight
import Ledger
import Synchronization
import Testing
import Tracking

@testable import Intake

@Suite struct JourneyListTests {
  private static let boxes = 1_200
  private let desk: Desk

  /// Every box was loaded, and seen at the border later: all are folded anew for an earlier moment.
  init() throws {
    desk = try Desk()
    try desk.ingest(Self.reports("loaded", "Nanchang", day: 2), at: "2026-02-02T12:00:00Z")
    try desk.ingest(Self.reports("positioned", "Khorgos", day: 8), at: "2026-02-08T12:00:00Z")
  }

  private static func box(_ serial: Int) throws -> ContainerNumber {
    try #require(
      ContainerNumber.completing("TBJU" + String(String(1_000_000 + serial).dropFirst())))
  }

  private static func reports(_ activity: String, _ place: String, day: Int) throws -> String {
    try (0..<boxes).map { serial in
      """
      {"container":"\(try box(serial))","activity":"\(activity)","place":"\(place)",\
      "occurredAt":"2026-02-0\(day)T08:00:00+08:00","onTrain":"X9041@2026-02-02",\
      "onWagon":"\(94_000_000 + serial)"}
      """
    }.joined(separator: "\n")
  }

  private static func place(_ journey: Journey) -> String? { journey.position?.place?.slug }

  private func list(
    _ filters: [JourneyFilter], asOf: String?
  ) throws -> [(filter: Int, journey: Journey)] {
    let moment = try asOf.map { try RFC3339.parse($0).microseconds }
    var found: [(Int, Journey)] = []
    try desk.ledger.read { reader in
      try Journeys(tracker: desk.tracker).list(
        filters, in: reader, asOf: moment, making: { $0 }, { found.append(($0.filter, $0.journey)) }
      )
    }
    return found
  }

  @Test func boxesFoldedSideBySideAreThoseFoldedOneByOne() throws {
    let moment = "2026-02-02T18:00:00Z"
    let found = try list([JourneyFilter()], asOf: moment).map(\.journey)
    #expect(found.map(\.container) == (try (0..<Self.boxes).map(Self.box)))
    for journey in found {
      let alone = try #require(try desk.journeys(of: journey.container, asOf: moment).first)
      #expect(JourneyRecord.encode(journey) == JourneyRecord.encode(alone))
      #expect(Self.place(journey) == "nanchang")
    }
    #expect(
      try list([JourneyFilter()], asOf: nil).allSatisfy { Self.place($0.journey) == "khorgos" })
  }

  @Test func eachFilterIsAnsweredInItsTurn() throws {
    let there = JourneyFilter(place: "khorgos")
    let before = JourneyFilter(place: "nanchang")
    let none = JourneyFilter(route: "no-such-route")
    let now = try list([none, there, JourneyFilter()], asOf: nil)
    let (first, second) = (now.prefix(Self.boxes), now.dropFirst(Self.boxes))
    #expect(first.allSatisfy { $0.filter == 1 } && second.allSatisfy { $0.filter == 2 })
    #expect(first.map(\.journey.container) == second.map(\.journey.container))
    #expect(try list([there], asOf: "2026-02-02T18:00:00Z").isEmpty)
    #expect(try list([before], asOf: nil).isEmpty)
  }

  @Test func newsThatComeMeanwhileAreNotInTheAnswer() throws {
    let found = try desk.ledger.read { reader in
      _ = try reader.highestSeq()
      // The other half is read on a connection that could see it.
      try desk.ingest(
        Self.reports("positioned", "Altynkol", day: 9), at: "2026-02-02T12:00:00Z",
        projecting: false)
      var places: Set<String?> = []
      try Journeys(tracker: desk.tracker).list(
        [JourneyFilter()], in: reader, asOf: try RFC3339.parse("2026-02-03T00:00:00Z").microseconds,
        making: { Self.place($0.journey) ?? "nowhere" }, { places.insert($0) })
      return places
    }
    #expect(found == ["nanchang"])
  }
}
