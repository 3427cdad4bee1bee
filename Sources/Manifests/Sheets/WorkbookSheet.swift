import CXLSXWriter
import Foundation
import Freight

/// One sheet: title lines, then a table whose header stays when one scrolls, can be filtered by, and
/// is repeated on each printed page.
///
/// The first rows (``SheetLimits/measuredRows``) are held back until it is known how wide the columns
/// must be; ``end()`` a sheet as soon as it is complete.
package final class WorkbookSheet: TableWriter {
  /// The name on the tab, for links.
  package let name: String
  /// Where the next row goes, zero-based.
  package private(set) var nextRow = 0
  /// Where the library would put rows if it were given any.
  let libraryRows: UnsafeMutablePointer<FILE>
  private let sheet: UnsafeMutablePointer<lxw_worksheet>
  private let head: SheetHead
  private let cells: WorkbookCells
  private unowned let book: WorkbookWriter
  private var rows = 0
  private var hasEnded = false
  private var tableRow: Int?
  private var lastTableRow = 0
  /// Until a row left free, a heading or a smaller table.
  private var isInTable = false
  private var widths: ColumnWidths
  private var heldBack: [Line] = []
  private var holdsBack = true
  private var links: [(row: Int, link: SheetLink)] = []

  private struct Line {
    var row: Int
    var cells: [Cell]
    var style: RowStyle
    var width: Int
    var link: SheetLink?
    var isTableHeader = false
  }

  init(
    _ sheet: UnsafeMutablePointer<lxw_worksheet>, number: Int,
    libraryRows: UnsafeMutablePointer<FILE>, name: String, head: SheetHead, in book: WorkbookWriter
  ) {
    self.sheet = sheet
    self.libraryRows = libraryRows
    self.name = name
    self.head = head
    self.book = book
    cells = WorkbookCells(sheet: number, name: name, columns: head.columns, in: book)
    widths = ColumnWidths(head.columns)
  }

  // MARK: - Rows

  /// - Parameters:
  ///   - width: how many columns have lines and tint: those of a smaller table. Nil is all.
  ///   - link: a cell of the row that leads to another sheet.
  /// - Throws: ``SheetError/rowTooWide(sheet:cells:columns:)``,
  ///   ``SheetError/tooManyRows(sheet:limit:)``, ``SheetError/diskFull(path:)``.
  @discardableResult
  package func append(
    _ cells: [Cell], style: RowStyle, width: Int? = nil, link: SheetLink? = nil
  ) throws(SheetError) -> Int {
    let width = min(width ?? head.columns.count, head.columns.count)
    guard cells.count <= width else {
      throw .rowTooWide(sheet: name, cells: cells.count, columns: width)
    }
    let row = nextRow
    try put(Line(row: row, cells: cells, style: style, width: width, link: link))
    if width < head.columns.count || style == .heading || style == .header { isInTable = false }
    if isInTable, style != .total { lastTableRow = row }
    rows += 1
    return row
  }

  @discardableResult
  package func append(_ cells: [Cell], style: RowStyle) throws(SheetError) -> Int {
    try append(cells, style: style, width: nil, link: nil)
  }

  /// Leaves rows free, as below a section or under a chart.
  package func skip(rows: Int = 1) {
    nextRow += rows
    isInTable = false
  }

  /// The table's header, where other rows came first.
  package func beginTable() throws(SheetError) {
    tableRow = nextRow
    lastTableRow = nextRow
    isInTable = true
    let headers = head.columns.map { Cell.text($0.header) }
    try put(
      Line(
        row: nextRow, cells: headers, style: .header, width: headers.count, isTableHeader: true))
  }

  /// - Returns: how many rows there are, and what could not be written as it was.
  @discardableResult
  package func end() throws(SheetError) -> SheetReport {
    guard !hasEnded else { throw .closed(sheet: name) }
    return try finish()
  }

  private func put(_ line: Line) throws(SheetError) {
    guard !hasEnded else { throw .closed(sheet: name) }
    guard nextRow < SheetLimits.rows else {
      throw .tooManyRows(sheet: name, limit: SheetLimits.rows)
    }
    nextRow += 1
    guard holdsBack else { return try write(line) }
    heldBack.append(line)
    if !line.isTableHeader { widths.measure(line.cells, style: line.style) }
    if heldBack.count == SheetLimits.measuredRows { try release() }
  }

  private func release() throws(SheetError) {
    guard holdsBack else { return }
    holdsBack = false
    widths.settle()
    for line in heldBack { try write(line) }
    heldBack = []
  }

  private func write(_ line: Line) throws(SheetError) {
    let lines = widths.lines(
      of: line.cells, style: line.style, hasButtons: line.isTableHeader)
    let height = lines > 1 ? SheetLook.height(lines: lines) : nil
    if line.isTableHeader {
      try cells.write(headers: head.columns, row: line.row, height: height)
      return
    }
    try cells.write(
      line.cells, row: line.row, style: line.style, width: line.width, height: height,
      link: line.link?.column)
    if let link = line.link { links.append((line.row, link)) }
  }

  // MARK: - Charts

  /// Puts a chart over the cells from a row and column on; leave room with ``skip(rows:)``.
  ///
  /// - Parameters:
  ///   - width: in pixels, of which a row is 20 high and a digit 7 wide.
  ///   - height: in pixels.
  package func place(
    _ chart: SheetChart, row: Int, column: Int, width: Int = 640, height: Int = 300
  ) throws(SheetError) {
    guard !hasEnded else { throw .closed(sheet: name) }
    let drawn = try chart.draw(on: name, in: book)
    var options = lxw_chart_options()
    // The size that the library gives a chart of itself.
    options.x_scale = Double(width) / 480
    options.y_scale = Double(height) / 288
    options.object_position = UInt8(LXW_OBJECT_MOVE_DONT_SIZE.rawValue)
    try book.check(
      worksheet_insert_chart_opt(sheet, UInt32(row), UInt16(column), drawn, &options))
  }

  // MARK: - Layout

  func begin() throws(SheetError) {
    for (index, line) in head.titleLines.enumerated() {
      try cells.write(
        title: line, row: nextRow,
        height: index == 0 ? SheetLook.titleHeight : SheetLook.subtitleHeight,
        format: index == 0 ? book.formats.title : book.formats.subtitle)
      nextRow += 1
    }
    if !head.titleLines.isEmpty { nextRow += 1 }
    if head.startsWithTable {
      try beginTable()
      worksheet_freeze_panes(sheet, UInt32(nextRow), UInt16(head.frozenColumns))
    }
  }

  func finish() throws(SheetError) -> SheetReport {
    var report = cells.report
    report.rows = rows
    guard !hasEnded else { return report }
    hasEnded = true
    try release()
    try cells.end()
    if nextRow > 0 {
      sheet.pointee.dim_rowmin = 0
      sheet.pointee.dim_rowmax = UInt32(min(nextRow, SheetLimits.rows) - 1)
      sheet.pointee.dim_colmin = 0
      sheet.pointee.dim_colmax = UInt16(max(head.columns.count, 1) - 1)
    }
    try layOutTable()
    try layOutPage()
    try registerLinks()
    report = cells.report
    report.rows = rows
    return report
  }

  private func layOutTable() throws(SheetError) {
    for column in head.columns.indices {
      let index = UInt16(column)
      try book.check(worksheet_set_column(sheet, index, index, widths.width(of: column), nil))
    }
    guard let tableRow, let last = head.columns.indices.last else { return }
    let row = UInt32(tableRow)
    try book.check(worksheet_autofilter(sheet, row, 0, UInt32(lastTableRow), UInt16(last)))
    // Not over what follows a table that fits on the first page.
    if !head.isOnePageWide || lastTableRow - tableRow > SheetLook.pageRows {
      try book.check(worksheet_repeat_rows(sheet, row, row))
    }
    // No green corners beside box numbers: they are meant to be text.
    let range = "A1:\(ExcelDate.letters(ofColumn: last))\(max(nextRow, 2))"
    try book.check(
      worksheet_ignore_errors(sheet, UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue), range))
  }

  /// The library takes a link only together with a cell. The cell was written long since, so that
  /// this one goes nowhere.
  private func registerLinks() throws(SheetError) {
    guard !links.isEmpty else { return }
    guard let nowhere = fopen("/dev/null", "w") else {
      throw WorkbookFiles.temporaryFailure(path: book.path, code: errno, sheets: 0)
    }
    sheet.pointee.file = nowhere
    defer {
      lxw_worksheet_write_single_row(sheet)
      sheet.pointee.file = libraryRows
      fclose(nowhere)
    }
    for (row, link) in links {
      let place = "internal:\(SheetNames.quoted(link.sheetName))!A1"
      try book.check(
        worksheet_write_url_opt(
          sheet, UInt32(row), UInt16(link.column), place, nil, link.sheetName, nil))
    }
  }

  private func layOutPage() throws(SheetError) {
    worksheet_gridlines(sheet, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
    if head.isLandscape { worksheet_set_landscape(sheet) }
    worksheet_set_paper(sheet, SheetLook.paperA4)
    let pages =
      head.isOnePageWide
      ? 1 : SheetLook.pagesWide(widths.total, isLandscape: head.isLandscape)
    worksheet_fit_to_pages(sheet, UInt16(pages), 0)
    worksheet_set_margins(sheet, 0.4, 0.4, pages > 1 ? 1 : 0.5, 0.7)
    if pages > 1 { try layOutWidePages() }
    worksheet_set_footer(sheet, "&L&8\(Self.plain(head.footer, units: 100))&R&8&P / &N")
  }

  /// A row's parts after one another, each with the columns that stay and, at its head, the title lines:
  /// in their cells they would run over from a page's first columns and be cut off.
  private func layOutWidePages() throws(SheetError) {
    worksheet_print_across(sheet)
    if head.frozenColumns > 0 {
      worksheet_repeat_columns(sheet, 0, UInt16(head.frozenColumns - 1))
    }
    guard let tableRow, let title = head.titleLines.first, nextRow > tableRow else { return }
    try book.check(
      worksheet_print_area(
        sheet, UInt32(tableRow), 0, UInt32(nextRow - 1), UInt16(head.columns.count - 1)))
    // Sizes are followed by a space, lest a digit of the text be taken for one of theirs.
    var header = "&L&\"Arial,Bold\"&14 " + Self.plain(title, units: 60)
    for line in head.titleLines.dropFirst().prefix(2) {
      header += "\n&\"Arial,Regular\"&9 "
      header += Self.plain(line, units: min(100, Self.headerUnits - header.utf16.count))
    }
    try book.check(worksheet_set_header(sheet, header))
  }

  /// What a header may hold is 255 in all; the last line's codes are kept free.
  private static let headerUnits = 230

  /// Cut where it is longer; an ampersand begins a code.
  private static func plain(_ text: String, units: Int) -> String {
    let whole = HeldText.plain(text)
    var rest = whole
    while true {
      let isCut = rest.count < whole.count
      let plain = rest.replacing("&", with: "&&") + (isCut ? "…" : "")
      if plain.utf16.count <= units || rest.isEmpty { return plain }
      rest.removeLast()
    }
  }
}

/// A cell that leads to another sheet of the same workbook.
package struct SheetLink: Hashable, Sendable {
  package var column: Int
  /// ``WorkbookSheet/name``.
  package var sheetName: String

  package init(column: Int, sheetName: String) {
    self.column = column
    self.sheetName = sheetName
  }
}
