import Freight

/// `xl/worksheets/sheetN.xml`, cell by cell as it is decompressed.
final class Worksheet: XMLHandler {
  struct Cell {
    var row: Int
    var column: Int
  }

  /// The first of several cells that share a fault.
  struct Fault {
    var first: Cell?
    var count = 0

    mutating func add(_ cell: Cell) {
      if first == nil { first = cell }
      count += 1
    }
  }

  private(set) var builder: SheetTable.Builder
  private(set) var overlongRows: [Int] = []
  private(set) var firstRowTooMany: Int?
  private(set) var errors = Fault()
  private(set) var unreadable = Fault()

  /// §18.18.11, `ST_CellType`.
  private enum CellType { case number, shared, text, boolean, error }
  /// Which element's text is being taken.
  private enum Place { case outside, row, cell, value, inlineText, phonetic }

  private let shared: SharedStrings
  private let styles: [SheetSerial.Kind]
  private let limits: WorkbookLimits
  private var place = Place.outside
  private var depth = 0
  /// Where the cell, its value or a phonetic guide began.
  private var cellDepth = 0
  private var innerDepth = 0
  private var row = 0
  private var column = -1
  private var type = CellType.number
  private var style = 0
  private var hasFormula = false
  private var isOverlong = false
  private var value: [UInt8] = []

  init(
    name: String, dates: SheetSerial, shared: SharedStrings, styles: [SheetSerial.Kind],
    limits: WorkbookLimits
  ) {
    builder = SheetTable.Builder(name: name, dates: dates, shared: shared)
    self.shared = shared
    self.styles = styles
    self.limits = limits
  }

  func start(_ tag: XMLTag, line: Int) throws(XMLFailure) {
    depth += 1
    switch place {
    case .outside:
      if tag.isNamed("row") {
        startRow(tag)
      } else if tag.isNamed("mergeCell") {
        try merge(tag, line)
      }
    case .row:
      if tag.isNamed("c") { startCell(tag) }
    case .cell:
      if tag.isNamed("v") {
        enter(.value)
      } else if tag.isNamed("t") {
        enter(.inlineText)
      } else if tag.isNamed("f") {
        hasFormula = true
      } else if tag.isNamed("rPh") {
        enter(.phonetic)
      }
    case .value, .inlineText, .phonetic: break
    }
  }

  private func enter(_ inner: Place) {
    place = inner
    innerDepth = depth
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard place == .value || place == .inlineText else { return }
    if value.count + bytes.count > Limits.cellBytes {
      isOverlong = true
    } else {
      value.append(contentsOf: bytes)
    }
  }

  func end() {
    switch place {
    case .value, .inlineText, .phonetic:
      if depth == innerDepth { place = .cell }
    case .cell:
      if depth == cellDepth {
        endCell()
        place = .row
      }
    case .row:
      if depth == cellDepth - 1 {
        endRow()
        place = .outside
      }
    case .outside: break
    }
    depth -= 1
  }

  // MARK: - Rows and cells

  private func startRow(_ tag: XMLTag) {
    place = .row
    cellDepth = depth + 1
    // Some writers number nothing: a row follows the one before it.
    row = tag.bytes(of: "r").flatMap(CellName.number) ?? row + 1
    column = -1
    isOverlong = false
  }

  private func endRow() {
    if isOverlong {
      builder.dropRow()
      // One is told of each; a sheet full of them is told often enough.
      if overlongRows.count < Limits.rejectionsKeptPerMessage { overlongRows.append(row) }
    } else if builder.rowCount >= Limits.sheetRows {
      if builder.dropRow(), firstRowTooMany == nil { firstRowTooMany = row }
    } else {
      builder.endRow(row)
    }
  }

  private func startCell(_ tag: XMLTag) {
    place = .cell
    cellDepth = depth
    column = tag.bytes(of: "r").flatMap(CellName.column) ?? column + 1
    style = tag.bytes(of: "s").flatMap(CellName.number) ?? 0
    type = tag.bytes(of: "t").map(Worksheet.type) ?? .number
    hasFormula = false
    value.removeAll(keepingCapacity: true)
  }

  private static func type(_ name: UnsafeBufferPointer<UInt8>) -> CellType {
    switch (name.first, name.count) {
    case (UInt8(ascii: "s"), 1): .shared
    case (UInt8(ascii: "b"), _): .boolean
    case (UInt8(ascii: "e"), _): .error
    case (UInt8(ascii: "n"), _): .number
    // `str`, `inlineStr`, and `d`: a date in ISO 8601 reads as well from its text.
    default: .text
    }
  }

  private func endCell() {
    guard !value.isEmpty else {
      if hasFormula, type != .text { unreadable.add(Cell(row: row, column: column)) }
      return
    }
    guard column < Limits.sheetColumns else {
      isOverlong = true
      return
    }
    switch type {
    case .shared: takeShared()
    case .number: takeNumber()
    case .text:
      EscapedText.decode(&value, from: 0)
      builder.append(text: value, column: column)
    case .boolean:
      let isTrue = value.first == UInt8(ascii: "1")
      builder.append(text: Array((isTrue ? "TRUE" : "FALSE").utf8), column: column)
    case .error: errors.add(Cell(row: row, column: column))
    }
  }

  private func takeShared() {
    guard let index = value.withUnsafeBufferPointer(CellName.number), index < shared.count else {
      unreadable.add(Cell(row: row, column: column))
      return
    }
    guard shared.byteCount(index) <= Limits.cellBytes else {
      isOverlong = true
      return
    }
    builder.append(shared: index, column: column)
  }

  private func takeNumber() {
    let number =
      value.withUnsafeBufferPointer(CellName.number).map(Double.init)
      ?? Double(String(decoding: SheetBytes.trimmed(value[...]), as: UTF8.self))
    guard let number, number.isFinite else {
      unreadable.add(Cell(row: row, column: column))
      return
    }
    builder.append(
      number: number, as: style < styles.count ? styles[style] : .number, column: column)
  }

  // MARK: - Merged ranges

  private func merge(_ tag: XMLTag, _ line: Int) throws(XMLFailure) {
    guard let range = tag.bytes(of: "ref").flatMap(CellName.range) else { return }
    guard builder.areas.count < limits.merges else {
      throw .tooLarge(line: line, limit: "of \(limits.merges) merged ranges (workbookMerges)")
    }
    // Columns beyond those that are read would only cost.
    guard range.firstColumn < Limits.sheetColumns else { return }
    builder.areas.append(
      SheetMerges.Area(
        firstRow: Int32(range.firstRow), lastRow: Int32(range.lastRow),
        firstColumn: Int16(range.firstColumn),
        lastColumn: Int16(min(range.lastColumn, Limits.sheetColumns - 1))))
  }
}

/// `C7` and `A1:B3`, from bytes.
enum CellName {
  /// A run of at most nine digits.
  static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.count <= 9 else { return nil }
    var number = 0
    for byte in bytes {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    return number
  }

  /// Counted from zero; nil without letters.
  static func column(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var column = 0
    var letters = 0
    for byte in bytes {
      guard byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z"), letters < 4 else { break }
      column = column * 26 + Int(byte - 64)
      letters += 1
    }
    return letters > 0 ? column - 1 : nil
  }

  static func range(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> (firstRow: Int, lastRow: Int, firstColumn: Int, lastColumn: Int)? {
    let parts = bytes.split(separator: UInt8(ascii: ":"))
    guard parts.count == 2 else { return nil }
    let first = UnsafeBufferPointer(rebasing: parts[0])
    let last = UnsafeBufferPointer(rebasing: parts[1])
    guard let firstRow = row(first), let lastRow = row(last), let firstColumn = column(first),
      let lastColumn = column(last), firstRow <= lastRow, firstColumn <= lastColumn
    else { return nil }
    return (firstRow, lastRow, firstColumn, lastColumn)
  }

  private static func row(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let start = bytes.firstIndex(where: { $0 < UInt8(ascii: "A") }) else { return nil }
    return number(UnsafeBufferPointer(rebasing: bytes[start...]))
  }
}
