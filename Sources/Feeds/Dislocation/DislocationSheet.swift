import Freight

/// The report as a sheet: a Russian header somewhere among the first rows, a wagon a row.
enum DislocationSheet {
  private static let searchedRows = 15

  static func recognise(_ prefix: [UInt8]) -> Int {
    // A prefix may end within a character.
    for dropped in 0..<4 {
      guard case .success(let decoded) = SheetText.decode(prefix.dropLast(dropped)) else {
        continue
      }
      let start = decoded.text.trimmingWhitespace()
      if start.hasPrefix("{") || start.hasPrefix("[") || start.hasPrefix("UN") { return 0 }
      return isReport(CSV(decoded.text).table) ? 96 : 0
    }
    return 0
  }

  /// What a sheet of boxes never has: the operation, or the train's index.
  static func isReport(_ table: SheetTable) -> Bool {
    guard let header = header(of: table) else { return false }
    let fields = Set(header.columns.values.map(\.plain))
    return fields.contains(.wagon) && fields.contains(.time)
      && !fields.isDisjoint(with: [.operation, .operationCode, .trainIndex])
  }

  static func decode(_ message: [UInt8], in context: DecodingContext) -> Decoded {
    if Workbook.isLikely(message) { return decodeWorkbook(message, in: context) }
    switch SheetText.decode(message) {
    case .failure(let rejection): return Decoded(rejections: [rejection])
    case .success(let text):
      let csv = CSV(text.text)
      var decoded = Decoded(rejections: csv.rejections)
      read(csv.table, in: context, into: &decoded)
      return decoded
    }
  }

  private static func decodeWorkbook(
    _ message: [UInt8], in context: DecodingContext
  ) -> Decoded {
    let workbook: Workbook
    do throws(Rejection) { workbook = try Workbook(message) } catch {
      return Decoded(rejections: [error])
    }
    var decoded = Decoded(rejections: workbook.rejections, warnings: workbook.warnings)
    let reports = workbook.tables.filter(isReport)
    for table in reports.isEmpty ? workbook.tables : reports {
      read(table, in: context, into: &decoded)
    }
    return decoded
  }

  private struct Header {
    var row: Int
    var columns: [Int: DislocationField]
  }

  private static func header(of table: SheetTable) -> Header? {
    var best: Header?
    for index in 0..<min(table.count, searchedRows) {
      var columns: [Int: DislocationField] = [:]
      for (column, cell) in table.row(index).texts.enumerated() where cell.utf8.count < 120 {
        guard let field = DislocationField(header: cell) else { continue }
        if field == .containers || !columns.values.contains(where: { $0.plain == field.plain }) {
          columns[column] = field
        }
      }
      if columns.count > best?.columns.count ?? 2 { best = Header(row: index, columns: columns) }
    }
    return best
  }

  static func read(
    _ table: SheetTable, in context: DecodingContext, into decoded: inout Decoded
  ) {
    guard let header = header(of: table) else {
      decoded.rejections.append(
        Rejection(
          .noHeader, at: .none,
          "no row names columns such as № вагона, Операция, Станция операции, Дата операции"))
      return
    }
    let before = decoded.events.count + decoded.rejections.count
    let columns = header.columns.sorted { $0.key < $1.key }
    for index in (header.row + 1)..<max(table.count, header.row + 1) {
      let row = table.row(index)
      var fields = DislocationRow(position: table.position(row: row.number, column: 0))
      for (column, field) in columns {
        let text = row.text(column)
        guard !text.isEmpty else { continue }
        fields.put(text, in: field, at: table.position(row: row.number, column: column))
      }
      if !fields.isBlank { fields.decode(in: context, into: &decoded) }
    }
    if decoded.events.count + decoded.rejections.count == before {
      decoded.warnings.append(
        Warning(
          at: table.position(row: table.row(header.row).number, column: 0),
          "a header and no rows beneath it"))
    }
  }
}
