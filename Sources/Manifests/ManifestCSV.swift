import Answers
import Freight
import RouteBook

/// One row a goods item, under the columns that were asked for. What belongs to the box repeats in
/// each of its rows; the first column counts them, so that nothing is added up twice unseen.
package struct ManifestCSV: ManifestWriter {
  private let sink: ByteSink
  private var table: CSVWriter?
  private var written = 0

  package init(_ sink: ByteSink) { self.sink = sink }

  package mutating func begin(
    _ head: ManifestHead, book: RouteBook
  ) throws -> ManifestDrafter<CellTable, CSVWriter.Draft> {
    let rows = ManifestRows(head, book: book)
    let sheet = SheetHead(name: "manifest", columns: rows.sheetColumns)
    let sink = sink
    let table = try CSVWriter(
      sheet, dialect: head.request.separator ?? .comma,
      identifiers: head.request.holdsNumbers == true ? .heldAsText : .verbatim
    ) {
      try sink.take($0)
    }
    self.table = table
    return ManifestDrafter(rows: rows.table, draft: table.drafter(numbered: rows.lineColumn))
  }

  package mutating func begin(_ train: ManifestTrain) throws {}

  package mutating func take(_ boxes: [ManifestBox], _ draft: CSVWriter.Draft) throws {
    try table?.append(draft, number: written + 1)
    written += draft.rows
  }

  package mutating func end(_ train: ManifestTrain) throws {}

  package mutating func end(_ summary: ManifestSummary) throws {
    try table?.end()
    try sink.close()
  }
}

/// Boxes as rows of cells.
package struct ManifestRows: Sendable {
  private(set) var columns: [ManifestColumn] = []
  private var words = ManifestWords(language: .en)
  private var line = 0
  /// Where the row's number stands.
  private(set) var lineColumn: Int?

  /// What stands in the first cell of a total.
  var label: String { words(ManifestTitles.total) }

  init() {}

  /// - Parameter without: columns that are not shown, since all rows would say the same.
  init(_ head: ManifestHead, book: RouteBook, without: Set<ManifestColumn> = []) {
    columns = head.columns.filter { !without.contains($0) }
    if head.since != nil, !columns.contains(.changes) { columns.append(.changes) }
    words = ManifestWords(language: head.language, book: book)
    lineColumn = columns.firstIndex(of: .line)
  }

  var sheetColumns: [SheetColumn] {
    columns.map { column in
      SheetColumn(key: column.rawValue, header: words(column.header), kind: column.kind)
    }
  }

  /// One row a goods item, one for a box of whose goods nothing is known.
  @Sendable func draft(_ box: ManifestBox) -> [[Cell]] {
    items(of: box).map { item in columns.map { $0.value(box, item, words) } }
  }

  /// The rows of many boxes.
  @Sendable func table(_ boxes: [ManifestBox]) -> CellTable {
    var table = CellTable(width: columns.count)
    table.reserve(rows: boxes.reduce(0) { $0 + max($1.goods.count, 1) })
    for box in boxes {
      for item in items(of: box) {
        for column in columns { table.append(column.value(box, item, words)) }
      }
    }
    return table
  }

  private func items(of box: ManifestBox) -> [Cargo?] { box.goods.isEmpty ? [nil] : box.goods }

  /// The same with their numbers.
  mutating func counted(_ draft: [[Cell]]) -> [[Cell]] {
    guard let lineColumn else { return draft }
    var rows = draft
    for index in rows.indices {
      line += 1
      rows[index][lineColumn] = .integer(line)
    }
    return rows
  }

  /// Each sheet counts its own rows.
  mutating func restart() { line = 0 }
}

extension ManifestColumn {
  var kind: SheetColumn.Kind {
    switch self {
    case .train, .container, .type, .wagon, .vessel, .notes, .hs, .un, .seals: .identifier
    case .line, .kmLeft, .packages: .integer
    case .grossKilograms: .decimal(places: 1)
    case .deviationHours, .silentHours: .decimal(places: 1)
    case .departure: .date
    case .since, .eta, .etaFrom, .etaTo, .arrived, .due, .lastReport: .time
    default: .text
    }
  }
}
