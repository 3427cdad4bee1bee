/// Tables fitted to the width: where they would not fit, cells go on in further lines, the widest
/// column first.
package struct TextTable {
  /// A width of 0 is as wide as it likes.
  package var columns: [(title: String, width: Int)]
  package var rows: [[String]] = []

  package init(columns: [(title: String, width: Int)]) { self.columns = columns }

  private static let gap = 2

  package func render(_ style: ScreenStyle) -> String {
    let widths = widths(within: style.width)
    let titles = lines(columns.map(\.title), widths).map { style.ink($0, .quiet) }
    return (titles + rows.flatMap { lines($0, widths) }).map { $0 + "\n" }.joined()
  }

  /// Numbers and names are not broken: a table of many may be wider than the screen.
  private func widths(within width: Int) -> [Int] {
    var widths = columns.indices.map { index in
      let cells = rows.map { Columns.width($0[index]) }.max() ?? 0
      let limit = columns[index].width
      return max(
        Columns.width(columns[index].title), limit > 0 ? min(cells, limit) : cells)
    }
    let words = columns.indices.map { index in
      (rows.map { $0[index] } + [columns[index].title]).flatMap { $0.split(separator: " ") }
        .map { Columns.width(String($0)) }.max() ?? 0
    }
    var excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - width
    while excess > 0 {
      let shrinking = widths.indices.filter { widths[$0] > words[$0] }
      guard let widest = shrinking.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  /// A row, in as many lines as its tallest cell needs.
  private func lines(_ cells: [String], _ widths: [Int]) -> [String] {
    let wrapped = zip(cells, widths).map { cell, width in
      Columns.wrap(cell, width).split(separator: "\n", omittingEmptySubsequences: false).map {
        Columns.cut(String($0), width)
      }
    }
    let height = wrapped.map(\.count).max() ?? 1
    return (0..<height).map { line in
      let parts = zip(wrapped, widths).map { cell, width in
        Columns.pad(line < cell.count ? cell[line] : "", width)
      }
      let text = parts.joined(separator: String(repeating: " ", count: Self.gap))
      return String(text.reversed().drop { $0 == " " }.reversed())
    }
  }
}
