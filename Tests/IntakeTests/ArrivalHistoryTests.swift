import EmbeddedRoutes
import Freight
import Ledger
import Testing

@testable import Intake
@testable import Tracking

@Suite struct ArrivalHistoryTests {
  /// Before the ship the train is one run; after it, one of each ship.
  @Test func aTrainThatSailedIsNotCountedAgainAsOneThatDidNot() throws {
    let desk = try Desk()
    let box = try container(1)
    let start = try RFC3339.parse("2026-02-02T02:00:00Z").microseconds
    func keep(_ key: String) throws {
      let run = ArrivalRun(
        key: key, container: box, route: "nanchang-khorgos-baku", choice: [], firstStop: 0,
        lastStop: 4, start: start, seen: [0: ArrivalRun.Seen(at: start, knownAt: start)])
      try desk.ledger.write { (writer: any LedgerWriter) in
        try writer.keepArrivalRun(
          ArrivalRunRecord(
            service: run.service, run: key, container: box.text, knownAt: start,
            record: run.record))
      }
    }
    try keep("X9041@2026-02-02")
    try keep("X9041@2026-02-02 BEKET ATA/2026-02-14")
    try keep("X9041@2026-02-09")
    let runs = try desk.ledger.read {
      try ArrivalHistory($0, desk.tracker).allRuns(asOf: nil).map(\.key)
    }
    #expect(runs.sorted() == ["X9041@2026-02-02 BEKET ATA/2026-02-14", "X9041@2026-02-09"])
  }
}
