import Foundation
import Freight
import TestServers

@testable import Manifests

/// SplitMix64: small, and the same everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

enum SheetSupport {
  static let created = Instant(microseconds: 1_770_739_140_000_000, offsetMinutes: 480)

  /// A column of each kind.
  static let columns: [SheetColumn] = [
    .init(key: "train", header: "班列号", kind: .identifier),
    .init(key: "goods", header: "品名", kind: .text),
    .init(key: "packages", header: "件数", kind: .integer),
    .init(key: "gross", header: "毛重(kg)", kind: .decimal(places: 1)),
    .init(key: "departure", header: "发车日期", kind: .date),
    .init(key: "eta", header: "预计到达", kind: .time),
  ]

  static func writer(_ path: String) throws -> WorkbookWriter {
    try WorkbookWriter(
      path: path,
      properties: WorkbookProperties(title: "班列运踪日报", author: "A & B <Баку>", created: created))
  }

  static func inFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = try ServerProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
