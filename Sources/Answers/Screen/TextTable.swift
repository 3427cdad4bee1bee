import Freight
import Intake
import Ledger
import RouteBook
import Tracking

/// Tables fitted to the width; the last column takes what is left.
package struct TextTable {
  package var columns: [(title: String, width: Int)]
  package var rows: [[String]] = []

  package init(columns: [(title: String, width: Int)]) { self.columns = columns }

  package func render(_ style: ScreenStyle) -> String {
    var widths = columns.map { Columns.width($0.title) }
    for row in rows {
      for (index, cell) in row.enumerated() {
        widths[index] = max(widths[index], Columns.width(cell))
      }
    }
    for index in widths.indices where columns[index].width > 0 {
      widths[index] = min(widths[index], columns[index].width)
    }
    let used = widths.dropLast().reduce(0) { $0 + $1 + 2 }
    widths[widths.count - 1] = min(widths[widths.count - 1], max(8, style.width - used))
    func line(_ cells: [String]) -> String {
      var text = ""
      for (index, cell) in cells.enumerated() {
        text +=
          index == cells.count - 1
          ? Columns.cut(cell, widths[index]) : Columns.fit(cell, widths[index]) + "  "
      }
      return text
    }
    var result = style.ink(line(columns.map(\.title)), .quiet) + "\n"
    for row in rows { result += line(row) + "\n" }
    return result
  }
}
