import CXLSXWriter
import Foundation
import Freight

/// Writes a sheet's rows, each cell as what it is.
///
/// libxlsxwriter's own way, cell by cell through memory and `printf`, and packing on one core, takes
/// most of the time that a workbook needs, and keeps 16 digits of a number; these bytes are the same but
/// for the 17th digit. All else of a workbook is the library's.
final class WorkbookCells {
  /// What could not be written as it was; the rows are not counted here.
  private(set) var report: SheetReport
  private let press: RowPress
  private let sheet: Int
  private let columns: [SheetColumn]
  private let looks: WorkbookFormats
  private var xml: RowXML
  /// Looked up once a column, content and style: `(style × columns + column) × contents + content`.
  private var formats: [Int?]

  init(
    sheet: Int, name: String, columns: [SheetColumn], in book: WorkbookWriter
  ) {
    self.sheet = sheet
    press = book.press
    self.columns = columns
    looks = book.formats
    report = SheetReport(name: name)
    xml = RowXML(columns: max(columns.count, 1))
    formats = Array(
      repeating: nil,
      count: RowStyle.allCases.count * columns.count * CellContent.allCases.count)
  }

  // MARK: - Rows

  /// A row of one text in the first column.
  func write(title: String, row: Int, height: Double, format: Int) throws(SheetError) {
    xml.begin(row: row, height: height)
    count(xml.text(title, column: 0, format: format))
    xml.end()
    if xml.bytes.isFull { try flush() }
  }

  func write(headers: [SheetColumn], row: Int, height: Double?) throws(SheetError) {
    xml.begin(row: row, height: height)
    for (column, header) in headers.enumerated() {
      count(xml.text(header.header, column: column, format: looks.tableHeader))
    }
    xml.end()
    if xml.bytes.isFull { try flush() }
  }

  /// - Parameters:
  ///   - width: how many columns are written, as empty ones where there is no cell.
  ///   - link: the column whose text looks like a link.
  func write(
    _ cells: [Cell], row: Int, style: RowStyle, width: Int, height: Double?, link: Int?
  ) throws(SheetError) {
    xml.begin(row: row, height: height)
    for column in 0..<width {
      if column >= cells.count {
        blank(column, style)
      } else if column == link, case .text(let text) = cells[column] {
        let format = looks.link(columns[column].kind, style: style)
        count(xml.text(text, column: column, format: format))
      } else {
        write(cells[column], column, style)
      }
    }
    xml.end()
    if xml.bytes.isFull { try flush() }
  }

  /// Hands on the last rows; there are no more.
  func end() throws(SheetError) {
    try flush()
    // Its room is free again while further sheets are written.
    xml = RowXML(columns: 0, piece: 0)
  }

  /// Hands on what there is of rows.
  func flush() throws(SheetError) {
    try xml.bytes.drain { bytes throws(SheetError) in try press.take(Array(bytes), of: sheet) }
  }

  // MARK: - Cells

  private func write(_ cell: Cell, _ column: Int, _ style: RowStyle) {
    switch cell {
    case .empty: blank(column, style)
    case .text(let text): write(text, column, style)
    case .integer(let value):
      // Below identifiers stands how many there are.
      guard columns[column].kind != .identifier || style == .total,
        value.magnitude <= UInt(SheetLimits.wholeNumber)
      else { return write(String(value), column, style) }
      xml.integer(value, column: column, format: format(.integer, column, style))
    case .number(let value):
      guard value.isFinite else {
        report.droppedNumbers += 1
        return blank(column, style)
      }
      xml.number(value, column: column, format: format(.number, column, style))
    case .date(let date):
      guard let serial = ExcelDate.serial(date) else {
        return write(date.description, column, style)
      }
      xml.number(serial, column: column, format: format(.date, column, style))
    case .time(let instant):
      guard let serial = ExcelDate.serial(instant) else {
        return write(instant.rfc3339, column, style)
      }
      let content: CellContent = instant.precision == .day ? .date : .time
      xml.number(serial, column: column, format: format(content, column, style))
    }
  }

  /// Never a formula or a link of the text's own making: nobody looks at what it begins with.
  private func write(_ text: String, _ column: Int, _ style: RowStyle) {
    guard !text.isEmpty else { return blank(column, style) }
    count(xml.text(text, column: column, format: format(.text, column, style)))
  }

  /// An empty cell is written only where it is seen: within a table's lines or a tint.
  private func blank(_ column: Int, _ style: RowStyle) {
    guard style != .heading else { return }
    xml.blank(column: column, format: format(.text, column, style))
  }

  private func format(_ content: CellContent, _ column: Int, _ style: RowStyle) -> Int {
    let place =
      (style.rawValue * columns.count + column) * CellContent.allCases.count + content.rawValue
    if let format = formats[place] { return format }
    let format = looks.cell(content, of: columns[column].kind, style: style)
    formats[place] = format
    return format
  }

  private func count(_ outcome: RowXML.Outcome) {
    if outcome.isCut { report.cutTexts += 1 }
    if outcome.isRepaired { report.repairedTexts += 1 }
  }
}
