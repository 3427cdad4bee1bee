/// Tables fitted to the width: where they would not fit, cells go on in further lines, the widest
/// column first.
package struct TextTable {
  /// A width of 0 is as wide as it likes.
  package var columns: [(title: String, width: Int)]
  package var rows: [[String]] = []

  package init(columns: [(title: String, width: Int)]) { self.columns = columns }

  private static let gap = 2

  package func render(_ style: ScreenStyle) -> String {
    let widths = widths(within: style.tableWidth)
    var text = lines(columns.map(\.title), widths).map { style.ink($0, .quiet) + "\n" }.joined()
    for row in rows {
      for line in lines(row, widths) {
        text += line
        text += "\n"
      }
    }
    return text
  }

  private func widths(within width: Int) -> [Int] {
    var widths = columns.map { Columns.width($0.title) }
    for row in rows {
      for (index, cell) in row.enumerated() where cell.utf8.count > widths[index] {
        widths[index] = max(widths[index], Columns.width(cell))
      }
    }
    guard width < .max else { return widths }
    for (index, column) in columns.enumerated() where column.width > 0 {
      widths[index] = max(Columns.width(column.title), min(widths[index], column.width))
    }
    let excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - width
    return excess > 0 ? shrunk(widths, by: excess) : widths
  }

  /// Numbers and names are not broken: a table of many may be wider than the screen.
  private func shrunk(_ widths: [Int], by excess: Int) -> [Int] {
    var widths = widths
    var words = columns.map { Self.longestWord($0.title) }
    for row in rows {
      for (index, cell) in row.enumerated() where cell.utf8.count > words[index] {
        words[index] = max(words[index], Self.longestWord(cell))
      }
    }
    for _ in 0..<excess {
      let shrinking = widths.indices.filter { widths[$0] > words[$0] }
      guard let widest = shrinking.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    return widths
  }

  private static func longestWord(_ cell: String) -> Int {
    cell.split(separator: " ").map { Columns.width(String($0)) }.max() ?? 0
  }

  /// A row, in as many lines as its tallest cell needs.
  private func lines(_ cells: [String], _ widths: [Int]) -> [String] {
    let taken = cells.map(Columns.width)
    guard zip(taken, widths).contains(where: { $0 > $1 }) else {
      return [line(zip(cells, taken), widths)]
    }
    let wrapped = zip(zip(cells, taken), widths).map { cell, width in
      let (cell, taken) = cell
      if taken <= width { return [cell] }
      return Columns.wrap(cell, width).split(separator: "\n", omittingEmptySubsequences: false).map
      {
        Columns.cut(String($0), width)
      }
    }
    return (0..<(wrapped.map(\.count).max() ?? 1)).map { number in
      let parts = wrapped.map { number < $0.count ? $0[number] : "" }
      return line(zip(parts, parts.map(Columns.width)), widths)
    }
  }

  /// - Parameter cells: each with its width, which fits.
  private func line(_ cells: some Sequence<(String, Int)>, _ widths: [Int]) -> String {
    var line = ""
    var open = 0
    for ((cell, taken), width) in zip(cells, widths) {
      // Nothing stands at a line's end but what can be seen.
      if !cell.isEmpty {
        for _ in 0..<open { line += " " }
        line += cell
        open = 0
      }
      open += width - taken + Self.gap
    }
    return line
  }
}
