import Freight

/// RFC 4180 and its relatives: comma, semicolon or tab; quotes with line breaks in them; any line end.
struct CSV {
  let table: SheetTable
  private(set) var rejections: [Rejection] = []

  init(_ text: String) {
    var reader = CSVReader()
    let bytes = Array(text.utf8)
    reader.read(bytes, separator: CSV.separator(bytes))
    table = reader.builder.table()
    rejections = reader.rejections.map { rejection in
      Rejection(
        rejection.reason, at: table.position(row: rejection.row, column: rejection.column),
        rejection.detail)
    }
  }

  /// The one that the first lines have most of.
  private static func separator(_ bytes: [UInt8]) -> UInt8 {
    let head = bytes.prefix(4_096)
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    return candidates.max { a, b in head.count { $0 == a } < head.count { $0 == b } }
      ?? UInt8(ascii: ",")
  }
}

private struct CSVReader {
  var builder = SheetTable.Builder()
  var rejections: [(reason: Rejection.Reason, row: Int, column: Int, detail: String)] = []

  mutating func read(_ bytes: [UInt8], separator: UInt8) {
    var cell: [UInt8] = []
    var cells = 0
    var row = 1
    var isQuoted = false
    var quoteRow = 0
    var at = 0
    var isTooLong = false

    func take() {
      if cell.count > Limits.cellBytes || cells >= Limits.sheetColumns {
        isTooLong = true
      } else {
        builder.append(text: cell, column: cells)
        cells += 1
      }
      cell.removeAll(keepingCapacity: true)
    }

    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if isQuoted {
        if byte != UInt8(ascii: "\"") {
          cell.append(byte)
        } else if at < bytes.count, bytes[at] == byte {
          cell.append(byte)
          at += 1
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\"") where cell.isEmpty || cell == [UInt8(ascii: "=")]:
        cell.removeAll()
        isQuoted = true
        quoteRow = row
      case separator: take()
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        if byte == UInt8(ascii: "\r"), at < bytes.count, bytes[at] == UInt8(ascii: "\n") { at += 1 }
        take()
        if !finish(row, isTooLong) { return }
        cells = 0
        isTooLong = false
        row += 1
      default: cell.append(byte)
      }
    }
    if isQuoted {
      let detail = "a quote that opens in row \(quoteRow) is never closed; the rows before it count"
      rejections.append((.truncated, quoteRow, cells, detail))
      builder.dropRow()
      return
    }
    if !cell.isEmpty || cells > 0 {
      take()
      _ = finish(row, isTooLong)
    }
  }

  /// False when there are more rows than a sheet may have.
  private mutating func finish(_ row: Int, _ isTooLong: Bool) -> Bool {
    if isTooLong {
      builder.dropRow()
      rejections.append(
        (
          .rowTooLong, row, 0,
          "more than \(Limits.sheetColumns) cells (sheetColumns), or one over "
            + "\(Limits.cellBytes) bytes (cellBytes)"
        ))
      return true
    }
    guard builder.rowCount < Limits.sheetRows else {
      builder.dropRow()
      let detail = "more than \(Limits.sheetRows) rows (sheetRows); the rows before count"
      rejections.append((.tooManyRecords, row, 0, detail))
      return false
    }
    builder.endRow(row, keepsEmpty: true)
    return true
  }
}
