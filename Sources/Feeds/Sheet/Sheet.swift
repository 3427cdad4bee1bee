import Freight

/// Loading lists (发运表, 装车清单) and tracking sheets (境外运踪, справка о дислокации), as CSV or as an
/// Excel workbook, with Chinese, English or Russian headers in any order.
public enum Sheet: Format {
  public static let name = "sheet"

  public static func recognise(_ prefix: [UInt8]) -> Int {
    if prefix.starts(with: legacySignature) { return 60 }
    if prefix.starts(with: zipSignature) { return Workbook.isLikely(prefix) ? 95 : 60 }
    // A prefix may end within a character.
    for dropped in 0..<4 {
      guard case .success(let decoded) = SheetText.decode(prefix.dropLast(dropped)) else {
        continue
      }
      let start = decoded.text.trimmingWhitespace()
      if start.hasPrefix("{") || start.hasPrefix("[") || start.hasPrefix("UN") { return 0 }
      let table = CSV(decoded.text).table
      guard let header = SheetHeader(table) else { return 0 }
      return header.subjectColumn == nil ? 30 : min(90, 50 + header.columns.count * 10)
    }
    return 0
  }

  public static func decode(_ message: [UInt8], in context: DecodingContext) -> Decoded {
    if message.starts(with: legacySignature) { return Decoded(rejections: [legacy(message)]) }
    if message.starts(with: zipSignature) { return decodeWorkbook(message, in: context) }
    switch SheetText.decode(message) {
    case .failure(let rejection): return Decoded(rejections: [rejection])
    case .success(let decoded):
      let csv = CSV(decoded.text)
      var result = SheetDecoder.decode([csv.table], in: context)
      // A quote never closed may have swallowed the header: then that is the reason to give.
      if let first = csv.rejections.first, result.rejections.first?.reason == .noHeader {
        result.rejections = [first]
      } else {
        result.rejections += csv.rejections
      }
      return result.sayingSomething
    }
  }

  private static let zipSignature: [UInt8] = [0x50, 0x4B, 3, 4]
  private static let legacySignature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0]

  /// Excel puts an encrypted workbook into the container of its old format.
  private static func legacy(_ message: [UInt8]) -> Rejection {
    let mark = "EncryptedPackage".map { "\($0)\0" }.joined()
    if Workbook.contains(message, mark) {
      return Rejection(
        .malformed, at: .byte(0), "a workbook with a password: save it without and send that")
    }
    return Rejection(
      .legacyXls, at: .byte(0),
      "an Excel 97–2003 workbook (.xls): save it as .xlsx or CSV and send that")
  }

  private static func decodeWorkbook(
    _ message: [UInt8], in context: DecodingContext
  ) -> Decoded {
    let workbook: Workbook
    do throws(Rejection) { workbook = try Workbook(message) } catch {
      return Decoded(rejections: [error])
    }
    // Wagons' reports come as workbooks too, and nothing but their headers tells them.
    let reports = workbook.tables.filter(DislocationSheet.isReport)
    let others = workbook.tables.filter { !DislocationSheet.isReport($0) }
    var result =
      reports.isEmpty || !others.isEmpty
      ? SheetDecoder.decode(others, in: context) : Decoded()
    if !reports.isEmpty, result.rejections.first?.reason == .noHeader { result.rejections = [] }
    for table in reports { DislocationSheet.read(table, in: context, into: &result) }
    // A sheet that could not be read explains why there is no header.
    if result.rejections.first?.reason == .noHeader, !workbook.rejections.isEmpty {
      result.rejections = []
    }
    if workbook.tables.isEmpty, workbook.rejections.isEmpty {
      result.rejections = [
        Rejection(.noHeader, at: .none, "the workbook has no visible sheet with cells")
      ]
    }
    result.rejections += workbook.rejections
    result.warnings += workbook.warnings
    return result.sayingSomething
  }
}

extension Decoded {
  /// A sheet of which nothing came, though nothing was wrong with it, says so.
  fileprivate var sayingSomething: Decoded {
    guard events.isEmpty, rejections.isEmpty, warnings.isEmpty else { return self }
    return Decoded(warnings: [
      Warning(at: .none, "a header, and beneath it no row that names a box")
    ])
  }
}
