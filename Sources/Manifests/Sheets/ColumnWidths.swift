/// Column widths by the header and the first rows: wide enough for what is in them, in any script, but
/// not so wide that one long text pushes all else off the page. All in tenths of a digit.
struct ColumnWidths {
  private let columns: [SheetColumn]
  private let wraps: [Bool]
  private var widest: [Int]
  /// Known once the first rows are.
  private var settled: [Int] = []

  init(_ columns: [SheetColumn]) {
    self.columns = columns
    wraps = columns.map { $0.kind == .text }
    widest = Array(repeating: 0, count: columns.count)
  }

  /// In digits.
  func width(of column: Int) -> Double { Double(settled[column]) / 10 }

  var total: Int { settled.reduce(0, +) }

  // MARK: - Measuring

  mutating func measure(_ cells: [Cell], style: RowStyle) {
    // A section's heading runs over its neighbours.
    guard style != .heading else { return }
    for (column, cell) in cells.enumerated() {
      let width = width(of: cell, column: column, isHeader: style == .header)
      widest[column] = max(widest[column], style == .total ? width * 11 / 10 : width)
    }
  }

  private func width(of cell: Cell, column: Int, isHeader: Bool) -> Int {
    switch cell {
    case .empty: 0
    case .text(let text):
      isHeader
        ? min(DisplayWidth.tenths(text) * 11 / 10, SheetLook.headerWidth)
        : DisplayWidth.tenths(text)
    case .integer(let value): Self.grouped(String(value).utf8.count)
    case .number(let value):
      Self.grouped(String(Int64(value.isFinite ? max(-9e17, min(9e17, value)) : 0)).utf8.count)
        + decimals(column)
    case .date: 100
    case .time(let instant): instant.precision == .day ? 100 : 150
    }
  }

  private func decimals(_ column: Int) -> Int {
    if case .decimal(let places) = columns[column].kind { 5 + 10 * places } else { 40 }
  }

  /// With a separator between thousands.
  private static func grouped(_ digits: Int) -> Int { digits * 10 + (digits - 1) / 3 * 5 }

  mutating func settle() {
    settled = columns.enumerated().map { index, column in
      if let width = column.width { return Int((width * 10).rounded()) }
      // Bold, and beside the filter's button; a long header takes more than one line.
      let whole = DisplayWidth.tenths(column.header) * 11 / 10 + 30
      let word = DisplayWidth.unbreakableTenths(column.header) * 11 / 10 + 30
      let header = max(min(whole, SheetLook.headerWidth), word)
      let limit = column.kind == .text ? SheetLook.textWidth : SheetLook.identifierWidth
      return min(max(widest[index] + 22, header, 50), limit)
    }
  }

  // MARK: - Lines

  /// How many lines a row takes, at least one.
  ///
  /// - Parameter hasButtons: a filter's button takes its place in each cell.
  func lines(of cells: [Cell], style: RowStyle, hasButtons: Bool = false) -> Int {
    guard style != .heading else { return 1 }
    var lines = 1
    for (column, cell) in cells.enumerated() where wraps[column] || style == .header {
      guard case .text(let text) = cell else { continue }
      let room = max(settled[column] - (hasButtons ? 25 : style == .header ? 5 : 15), 20)
      // No character is wider for its bytes than a capital.
      if text.utf8.count * 15 <= room, !text.utf8.contains(0x0A) { continue }
      lines = max(
        lines, DisplayWidth.lines(text, within: style == .header ? room * 10 / 11 : room))
    }
    return lines
  }
}

/// The measures of a sheet that reads well on a screen and on paper.
enum SheetLook {
  /// In tenths of a digit.
  static let headerWidth = 130
  static let textWidth = 420
  static let identifierWidth = 600
  /// In points.
  static let titleHeight = 24.0
  static let subtitleHeight = 14.0
  static let paperA4: UInt8 = 9
  /// That fit on a printed page below its title, about.
  static let pageRows = 30

  /// In points; one line is left at Excel's own 15. No row is higher than 409.
  static func height(lines: Int) -> Double { min(13.5 * Double(lines) + 2, 409) }

  /// As many pages side by side as keep the print at about 60 % of its size or more.
  static func pagesWide(_ width: Int, isLandscape: Bool) -> Int {
    let page = isLandscape ? 2_500 : 1_700
    return max(1, (width + page - 1) / page)
  }
}
