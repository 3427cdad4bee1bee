import Freight

/// Rows of a table in two pieces of memory: what stands in the cells, and all their texts one after the
/// other. Cells of a million rows are read one by one without a count being kept of who holds their texts.
package struct CellTable: Sendable {
  /// A ``Cell`` without its text.
  enum Slot: Sendable {
    case empty
    case text(start: Int, count: UInt32)
    case integer(Int)
    case number(Double)
    case date(CivilDate)
    case time(Instant)
  }

  /// Cells in a row.
  let width: Int
  private(set) var slots: [Slot] = []
  private(set) var texts: [UInt8] = []

  package init(width: Int) { self.width = width }

  package var rows: Int { width == 0 ? 0 : slots.count / width }

  mutating func reserve(rows: Int) { slots.reserveCapacity(slots.count + rows * width) }

  /// The next cell, from left to right.
  mutating func append(_ cell: Cell) {
    switch cell {
    case .empty: slots.append(.empty)
    case .text(let text): append(text: text)
    case .integer(let value): slots.append(.integer(value))
    case .number(let value): slots.append(.number(value))
    case .date(let date): slots.append(.date(date))
    case .time(let instant): slots.append(.time(instant))
    }
  }

  /// No more cells than there are columns; those that are missing are empty.
  package mutating func append(row cells: [Cell]) {
    precondition(cells.count <= width, "a row is no wider than the table")
    for cell in cells { append(cell) }
    for _ in cells.count..<width { slots.append(.empty) }
  }

  private mutating func append(text: String) {
    let start = texts.count
    texts.append(contentsOf: text.utf8)
    slots.append(.text(start: start, count: UInt32(texts.count - start)))
  }
}
