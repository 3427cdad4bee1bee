import Freight

/// Rows of cells with the row of each: what a CSV gives today, and any other table later.
struct SheetTable {
  struct Row {
    /// One-based, as spreadsheets count.
    var number: Int
    var cells: [String]

    func cell(_ column: Int) -> String { column < cells.count ? cells[column] : "" }
  }

  var rows: [Row] = []

  /// `C7`
  static func position(row: Int, column: Int) -> Position {
    var letters = ""
    var rest = column
    repeat {
      letters = String(UnicodeScalar(UInt8(65 + rest % 26))) + letters
      rest = rest / 26 - 1
    } while rest >= 0
    return .cell("\(letters)\(row)")
  }
}

/// RFC 4180 and its relatives: comma, semicolon or tab; quotes with line breaks in them; any line end.
struct CSV {
  private(set) var table = SheetTable()
  private(set) var rejections: [Rejection] = []

  init(_ text: String) {
    let bytes = Array(text.utf8)
    read(bytes, separator: CSV.separator(bytes))
  }

  /// The one that the first lines have most of.
  private static func separator(_ bytes: [UInt8]) -> UInt8 {
    let head = bytes.prefix(4_096)
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    return candidates.max { a, b in head.count { $0 == a } < head.count { $0 == b } }
      ?? UInt8(ascii: ",")
  }

  private mutating func read(_ bytes: [UInt8], separator: UInt8) {
    var cell: [UInt8] = []
    var cells: [String] = []
    var row = 1
    var isQuoted = false
    var quoteRow = 0
    var at = 0
    var isTooLong = false

    func take() {
      if cell.count > Limits.cellBytes || cells.count >= Limits.sheetColumns {
        isTooLong = true
      } else {
        cells.append(CSV.clean(String(decoding: cell, as: UTF8.self)))
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
        if !finish(&cells, row, isTooLong) { return }
        isTooLong = false
        row += 1
      default: cell.append(byte)
      }
    }
    if isQuoted {
      rejections.append(
        Rejection(
          .truncated, at: SheetTable.position(row: quoteRow, column: cells.count),
          "a quote that opens in row \(quoteRow) is never closed; the rows before it count"))
      return
    }
    if !cell.isEmpty || !cells.isEmpty {
      take()
      _ = finish(&cells, row, isTooLong)
    }
  }

  /// False when there are more rows than a sheet may have.
  private mutating func finish(_ cells: inout [String], _ row: Int, _ isTooLong: Bool) -> Bool {
    defer { cells = [] }
    if isTooLong {
      rejections.append(
        Rejection(
          .rowTooLong, at: SheetTable.position(row: row, column: 0),
          "more than \(Limits.sheetColumns) cells (sheetColumns), or one over "
            + "\(Limits.cellBytes) bytes (cellBytes)"))
      return true
    }
    guard table.rows.count < Limits.sheetRows else {
      rejections.append(
        Rejection(
          .tooManyRecords, at: SheetTable.position(row: row, column: 0),
          "more than \(Limits.sheetRows) rows (sheetRows); the rows before count"))
      return false
    }
    table.rows.append(SheetTable.Row(number: row, cells: cells))
    return true
  }

  /// Without white space and the apostrophe that keeps a number text.
  private static func clean(_ cell: String) -> String {
    let trimmed = cell.trimmingWhitespace()
    return trimmed.hasPrefix("'") ? String(trimmed.dropFirst()) : trimmed
  }
}
