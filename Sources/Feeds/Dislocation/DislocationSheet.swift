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
      // What a tracking sheet of boxes never has: the operation, or the train's index.
      guard let header = header(of: CSV(decoded.text).table) else { return 0 }
      let fields = Set(header.columns.values.map(\.plain))
      let isReport =
        fields.contains(.wagon) && fields.contains(.time)
        && !fields.isDisjoint(with: [.operation, .operationCode, .trainIndex])
      return isReport ? 96 : 0
    }
    return 0
  }

  static func decode(_ message: [UInt8], in context: DecodingContext) -> Decoded {
    switch SheetText.decode(message) {
    case .failure(let rejection): return Decoded(rejections: [rejection])
    case .success(let text):
      let csv = CSV(text.text)
      var decoded = Decoded(rejections: csv.rejections)
      read(csv.table, in: context, into: &decoded)
      return decoded
    }
  }

  private struct Header {
    var row: Int
    var columns: [Int: DislocationField]
  }

  private static func header(of table: SheetTable) -> Header? {
    var best: Header?
    for index in table.rows.indices.prefix(searchedRows) {
      var columns: [Int: DislocationField] = [:]
      for (column, cell) in table.rows[index].cells.enumerated() where cell.utf8.count < 120 {
        guard let field = DislocationField(header: cell) else { continue }
        if field == .containers || !columns.values.contains(where: { $0.plain == field.plain }) {
          columns[column] = field
        }
      }
      if columns.count > best?.columns.count ?? 2 { best = Header(row: index, columns: columns) }
    }
    return best
  }

  private static func read(
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
    defer {
      if decoded.events.count + decoded.rejections.count == before {
        decoded.warnings.append(
          Warning(
            at: SheetTable.position(row: table.rows[header.row].number, column: 0),
            "a header and no rows beneath it"))
      }
    }
    for row in table.rows[(header.row + 1)...] {
      var fields = DislocationRow(position: SheetTable.position(row: row.number, column: 0))
      for (column, field) in header.columns.sorted(by: { $0.key < $1.key }) {
        fields.put(
          row.cell(column), in: field,
          at: SheetTable.position(row: row.number, column: column))
      }
      if !fields.isBlank { fields.decode(in: context, into: &decoded) }
    }
  }
}
