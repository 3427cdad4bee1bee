import Freight
import GRDB

/// Which containers something learnt after a moment may concern.
public enum Concerned: Hashable, Sendable {
  /// News of a place (a closed port) concern all that may come there.
  case all
  case some([Subject])
}

/// What subjects carry and cover, as the tables have it.
struct Containment {
  /// How far a report reaches: voyage → train → leg → wagon → box, and a corrected number.
  private static let depth = 5

  private let carried: Prepared

  init(_ db: Database) throws {
    carried = try Prepared(
      db,
      """
      SELECT carried FROM contains WHERE carrier = ?1
      UNION ALL SELECT subject FROM covers WHERE note = ?1
      """)
  }

  /// These subjects and all that they carry or cover, however deep.
  func reached(from touched: Set<Int64>) throws -> Set<Int64> {
    var reached = touched
    var frontier = touched
    for _ in 0..<Self.depth where !frontier.isEmpty {
      var next: Set<Int64> = []
      for carrier in frontier {
        carried.bind(1, carrier)
        try carried.rows { row in
          if reached.insert(row.int64(0)).inserted { next.insert(row.int64(0)) }
          return true
        }
      }
      frontier = next
    }
    return reached
  }
}
