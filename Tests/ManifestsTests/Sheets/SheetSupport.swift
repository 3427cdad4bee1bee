import Foundation
import Freight
import TestServers

@testable import Manifests

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

  /// What a Python program beside these tests says of a workbook, by lines.
  static func readBack(
    with program: String, _ write: (_ path: String) throws -> Void
  ) throws -> [String] {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
      path: program)
    return try inFolder { folder in
      let file = folder.appending(path: "a.xlsx")
      try write(file.path)
      return try ServerProcess.output(Openpyxl.python, [script.path, file.path], in: folder)
        .split(separator: "\n").map(String.init)
    }
  }

  static func inFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = try ServerProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
