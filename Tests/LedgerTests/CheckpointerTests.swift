import Foundation
import Freight
import Testing

@testable import Ledger

@Suite struct CheckpointerTests {
  private let folder: TemporaryFolder
  private let ledger: SQLiteLedger
  private var path: String { folder.path("ledger") }
  private static let logBytes = 1 << 20

  init() throws {
    folder = try TemporaryFolder()
    ledger = try SQLiteLedger(
      path: folder.path("ledger"), options: SQLiteLedger.Options(logMebibytes: 1))
  }

  private var logBytes: Int {
    get throws {
      let attributes = try FileManager.default.attributesOfItem(atPath: path + "-wal")
      return try #require(attributes[.size] as? Int)
    }
  }

  /// Some ten pages a commit: bytes that do not compress.
  private func write(_ numbers: Range<Int>) throws {
    for number in numbers {
      var state = UInt64(number) &+ 1
      let body = (0..<16_384).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      }
      try ledger.stage {
        _ = try $0.receive(
          NewMessage(feed: "ktz", name: "\(number)", receivedAt: Sample.start, body: body))
      }
    }
  }

  private func countAfterReopening() throws -> Int {
    try ledger.close()
    let again = try SQLiteLedger(path: path)
    defer { try? again.close() }
    #expect(try again.verify(.everything).findings == [])
    return try again.read { try $0.listMessages(InboxFilter(limit: 100_000)).count }
  }

  @Test func theLogStaysShortWhileOthersWriteOn() throws {
    var longest = 0
    for part in 0..<10 {
      try write(part * 100..<(part + 1) * 100)
      longest = max(longest, try logBytes)
    }
    // Without anybody who empties it, it would be as long as all that was written.
    #expect(longest < 8 * Self.logBytes, "\(longest) bytes")
    #expect(try countAfterReopening() == 1_000)
  }

  @Test func aReaderOfOldPagesKeepsTheLogAndNothingIsLost() throws {
    try write(0..<10)
    try ledger.read { reader in
      let before = try reader.listMessages(InboxFilter(limit: 100_000)).count
      try write(10..<600)
      #expect(try logBytes > 2 * Self.logBytes)
      #expect(try reader.listMessages(InboxFilter(limit: 100_000)).count == before)
    }
    // Once it has gone, the log begins anew.
    var number = 600
    while try logBytes > 2 * Self.logBytes, number < 5_000 {
      try write(number..<number + 10)
      number += 10
    }
    #expect(number < 5_000)
    #expect(try countAfterReopening() == number)
  }

  @Test func closingRightAfterABurstWaitsForTheCopy() throws {
    try write(0..<300)
    #expect(try countAfterReopening() == 300)
  }
}
