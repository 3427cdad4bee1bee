import Foundation
import Freight
import Ledger

/// How one day of a plan stands: what was made and where it went. Kept in the ledger, so that several
/// processes make it once.
package struct ManifestRun: Codable, Sendable, Hashable {
  package struct File: Codable, Sendable, Hashable {
    package var name: String
    package var sha256: String
    package var bytes: Int
  }

  package struct Delivery: Codable, Sendable, Hashable {
    package enum State: String, Codable, Sendable { case waiting, delivered, dead }
    package var target: String
    package var state = State.waiting
    package var attempts = 0
    /// When it is tried next, or ended, UTC µs.
    package var at: Int64
    package var error: String?
  }

  /// UTC µs; nil before it was made.
  package var made: Int64?
  package var boxes = 0
  package var files: [File] = []
  package var deliveries: [Delivery] = []
  package var attempts = 0
  /// Why it could not be made, the last time it was tried.
  package var error: String?

  package init() {}

  /// When there is something to do again, UTC µs; nil when all is done or given up.
  var next: Int64? {
    guard made != nil else { return nil }
    return deliveries.filter { $0.state == .waiting }.map(\.at).min()
  }

  package init(_ record: ManifestRunRecord) throws {
    self = try JSONDecoder().decode(ManifestRun.self, from: Data(record.content.utf8))
  }

  var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}

/// When what failed is tried again: eight tries in about a day.
enum ManifestRetries {
  static let delays: [Int64] = [60, 300, 900, 1_800, 3_600, 14_400, 43_200]

  /// UTC µs; nil when that was the last.
  static func next(after attempts: Int, now: Int64) -> Int64? {
    guard attempts >= 1, attempts <= delays.count else { return nil }
    return now + delays[attempts - 1] * 1_000_000
  }
}
