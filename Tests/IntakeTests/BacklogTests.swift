import Freight
import Testing

@testable import Intake

/// What is to be folded, while news goes on and on.
@Suite struct BacklogTests {
  @Test func aBoxWithNewsAgainAndAgainWaitsOnce() throws {
    let desk = try Desk()
    func tell(hour: Int) throws {
      let lines = try (0..<5).map { number in
        try line(
          container(number), .positioned, "Khorgos", "2026-02-06T\(10 + hour):00:00+08:00")
      }
      try desk.ingest(lines.joined(separator: "\n"), projecting: false)
    }
    try tell(hour: 0)
    var backlog = try desk.ledger.read { try Journeys.Backlog($0) }
    for hour in 1...6 {
      try tell(hour: hour)
      try desk.ledger.read { try backlog.lookForNews($0) }
    }
    // Those of the newest news, and those that waited before.
    #expect(backlog.count <= 10)
    let first = try desk.ledger.read { try backlog.next(5, in: $0) }
    #expect(Set(first).count == 5)
  }
}
