/// Ranges that the author merged: only their first cell has a value.
struct SheetMerges: Sendable {
  struct Area: Sendable {
    var firstRow: Int32
    var lastRow: Int32
    var firstColumn: Int16
    var lastColumn: Int16
  }

  let areas: [Area]
  /// Those of more than one row by their first column, from the top. Sideways a merged cell counts
  /// in headers only: in data it is a remark across the sheet, not twelve values.
  private let downwards: [Int: [Area]]

  init(_ areas: [Area]) {
    self.areas = areas
    downwards = Dictionary(grouping: areas.filter { $0.lastRow > $0.firstRow }) {
      Int($0.firstColumn)
    }.mapValues { $0.sorted { $0.firstRow < $1.firstRow } }
  }

  func area(column: Int, row: Int) -> Area? {
    guard !downwards.isEmpty, let areas = downwards[column] else { return nil }
    var low = 0
    var high = areas.count
    while low < high {
      let middle = (low + high) / 2
      if Int(areas[middle].firstRow) <= row { low = middle + 1 } else { high = middle }
    }
    guard low > 0, Int(areas[low - 1].lastRow) >= row else { return nil }
    return areas[low - 1]
  }
}
