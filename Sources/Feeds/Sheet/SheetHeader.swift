import Freight

/// Where a table's header is and what its columns hold.
struct SheetHeader {
  /// The index of the header's first row among the table's rows.
  let row: Int
  /// The index of the first row below it.
  let body: Int
  let columns: [Int: SheetColumn]
  let language: Language
  /// The columns that tell news, from the left, each with the name of its slot.
  let news: [(column: Int, kind: SheetColumn, slot: String)]
  let notes: [(column: Int, kind: NoteNumber.Kind)]
  let gross: Weight?
  let tare: Weight?
  let isOfLoadingList: Bool
  /// What stands in the header and is not understood, from the left.
  let unused: [(column: Int, text: String)]
  private let places: [SheetColumn: Int]

  enum Language {
    case chinese, russian, english

    init(of text: String) {
      if text.unicodeScalars.contains(where: { (0x4E00...0x9FFF).contains($0.value) }) {
        self = .chinese
      } else {
        let isRussian = text.unicodeScalars.contains { (0x400...0x4FF).contains($0.value) }
        self = isRussian ? .russian : .english
      }
    }

    /// 12.05 is 5 December to a Chinese sender and 12 May to a Russian one; English says neither.
    var dateOrder: DateOrder? {
      switch self {
      case .chinese: .monthDay
      case .russian: .dayMonth
      case .english: nil
      }
    }
  }

  struct Weight {
    var column: Int
    /// Kilograms in one of its units.
    var factor: Double
  }

  init?(_ table: SheetTable) {
    guard let found = SheetHeaderSearch(table).best else { return nil }
    row = found.row
    body = found.body
    columns = found.columns
    unused = found.unused
    language = Language(of: found.text)
    places = Dictionary(found.columns.map { ($0.value, $0.key) }) { a, _ in a }
    let ordered = found.columns.sorted { $0.key < $1.key }
    news = ordered.compactMap { column, kind in
      switch kind {
      case .milestone, .location, .remark: (column, kind, kind.slot)
      default: nil
      }
    }
    notes = ordered.compactMap { column, kind in
      if case .note(let note) = kind { (column, note) } else { nil }
    }
    gross =
      ordered.lazy.compactMap { column, kind in
        if case .grossKilograms(let factor) = kind {
          Weight(column: column, factor: factor)
        } else {
          nil
        }
      }.first
    tare =
      ordered.lazy.compactMap { column, kind in
        if case .tareKilograms(let factor) = kind {
          Weight(column: column, factor: factor)
        } else {
          nil
        }
      }.first
    isOfLoadingList = columns.values.contains(where: \.isOfLoadingList)
  }

  func column(_ wanted: SheetColumn) -> Int? { places[wanted] }

  var subjectColumn: Int? { column(.container) ?? column(.wagon) }
}

/// Finds the header among the first rows: titles stand above it, and it may be two rows, of which the
/// upper names groups (`霍尔果斯`) and the lower what is told of each (`到达`, `离开`).
private struct SheetHeaderSearch {
  struct Found {
    var row: Int
    var body: Int
    var columns: [Int: SheetColumn]
    var text: String
    var unused: [(column: Int, text: String)]

    /// A milestone that knows its place is worth more than one that does not.
    var score: Int {
      columns.values.reduce(0) { sum, column in
        if case .milestone(_, .some, _) = column { return sum + 3 }
        return sum + 2
      }
    }
  }

  private(set) var best: Found?
  private let table: SheetTable
  private var grid: [[String]]
  /// Which cells of the grid stand for a merged range wider than a column.
  private var merged: Set<Int> = []

  private static let searchedRows = 15
  private static let cellBytes = 120

  init(_ table: SheetTable) {
    self.table = table
    grid = (0..<min(table.count, Self.searchedRows + 2)).map { table.row($0).texts }
    fill()
    for index in grid.indices.prefix(Self.searchedRows) where !isTitle(grid[index]) {
      let single = columns(grid[index], above: index + 1 < grid.count ? grid[index + 1] : [])
      // One known word is no header: it may stand in any text.
      if single.count > 1 {
        keep(
          Found(
            row: index, body: index + 1, columns: single, text: grid[index].joined(),
            unused: unused(single) { column in
              column < grid[index].count ? grid[index][column] : ""
            }))
      }
      if index + 1 < grid.count, let pair = pair(index) { keep(pair) }
    }
    skipRepeatedHeader()
  }

  private mutating func keep(_ found: Found) {
    guard found.columns.count > 1, found.score > best?.score ?? 0 else { return }
    best = found
  }

  /// What a merged cell says counts for all its columns and rows.
  private mutating func fill() {
    let rows = Dictionary(
      grid.indices.map { (table.row($0).number, $0) }, uniquingKeysWith: { a, _ in a })
    let last = rows.keys.max() ?? 0
    for area in table.merges.areas where Int(area.firstRow) <= last {
      guard let top = rows[Int(area.firstRow)], Int(area.firstColumn) < grid[top].count else {
        continue
      }
      let text = grid[top][Int(area.firstColumn)]
      guard !text.isEmpty else { continue }
      merged.insert(top << 16 | Int(area.firstColumn))
      for number in Int(area.firstRow)...min(Int(area.lastRow), last) {
        guard let row = rows[number] else { continue }
        while grid[row].count <= Int(area.lastColumn) { grid[row].append("") }
        for column in Int(area.firstColumn)...Int(area.lastColumn) where grid[row][column].isEmpty {
          grid[row][column] = text
        }
      }
    }
  }

  /// - Parameter lower: the next row: one that says `earliest` below `ETA` makes a bound of it.
  private func columns(_ texts: [String], above lower: [String] = []) -> [Int: SheetColumn] {
    var columns: [Int: SheetColumn] = [:]
    var seen: Set<SheetColumn> = []
    for (column, text) in texts.enumerated() {
      guard let known = known(text) else { continue }
      if case .milestone = known, column < lower.count, HeaderTime(lower[column]).isBound {
        continue
      }
      guard seen.insert(known).inserted else { continue }
      columns[column] = known
    }
    return columns
  }

  private func known(_ text: String) -> SheetColumn? {
    text.isEmpty || text.utf8.count >= Self.cellBytes ? nil : SheetColumn(header: text)
  }

  // MARK: - Two rows

  private func pair(_ index: Int) -> Found? {
    let lower = grid[index + 1]
    guard !isData(lower) else { return nil }
    let upper = spread(index)
    var columns: [Int: SheetColumn] = [:]
    var seen: Set<SheetColumn> = []
    var hasPlainColumn = false
    var groups: Set<String> = []
    for column in 0..<max(upper.count, lower.count) {
      let above = column < upper.count ? upper[column] : ""
      let below = column < lower.count ? lower[column] : ""
      let resolved: SheetColumn?
      if below.isEmpty || above == below {
        resolved = known(above)
        if resolved != nil { hasPlainColumn = true }
      } else {
        resolved = combined(above, below)
        if isGroup(above) { groups.insert(above) }
      }
      guard let resolved, seen.insert(resolved).inserted else { continue }
      columns[column] = resolved
    }
    // A title above an ordinary header is no group: groups stand beside plain columns, or are many.
    guard hasPlainColumn && !groups.isEmpty || groups.count > 2 else { return nil }
    return Found(
      row: index, body: index + 2, columns: columns, text: upper.joined() + lower.joined(),
      unused: unused(columns) { column in
        let above = column < upper.count ? upper[column] : ""
        let below = column < lower.count ? lower[column] : ""
        return above == below ? above : "\(above) \(below)".trimmingWhitespace()
      })
  }

  private func unused(
    _ columns: [Int: SheetColumn], _ text: (Int) -> String
  ) -> [(column: Int, text: String)] {
    (0..<Limits.sheetColumns).compactMap { column in
      let header = columns[column] == nil ? text(column) : ""
      let isLong = header.utf8.count >= Self.cellBytes
      return header.isEmpty || !isLong && SheetColumn.isNotRead(header) ? nil : (column, header)
    }
  }

  /// `班列号, X9041, 到站, 巴库`: names and what they are of, which no header has.
  private func isTitle(_ texts: [String]) -> Bool {
    texts.contains { text in
      text.utf8.count < 24 && text.utf8.contains { (0x30...0x39).contains($0) }
        && TrainID.normalised(number: text)?.first?.isLetter == true
    }
  }

  /// The upper row, each group's name over all its columns: what is not merged is followed by empty
  /// cells (CSV, or centred across the selection).
  private func spread(_ index: Int) -> [String] {
    let lower = grid[index + 1]
    var upper = grid[index]
    while upper.count < lower.count { upper.append("") }
    var group = ""
    for column in upper.indices {
      let below = column < lower.count ? lower[column] : ""
      if upper[column].isEmpty {
        if below.isEmpty { group = "" } else { upper[column] = group }
      } else {
        let isPlain = below.isEmpty || below == upper[column]
        group = isPlain || merged.contains(index << 16 | column) ? "" : upper[column]
      }
    }
    return upper
  }

  private func combined(_ above: String, _ below: String) -> SheetColumn? {
    let own = known(below)
    if let own {
      guard case .milestone(_, nil, _) = own else {
        return own.inUnit(of: above + below)
      }
    }
    // A half of a bound is not what the bound is of.
    guard !HeaderTime("\(above) \(below)").isBound else { return nil }
    guard isGroup(above) else { return own }
    return known("\(above) \(below)") ?? own ?? known(above)
  }

  /// `霍尔果斯`, `换装`, but not `X9041次 2026-02-02` or `负责人：王`.
  private func isGroup(_ text: String) -> Bool {
    !text.isEmpty && text.count <= 24
      && !text.contains { $0.isNumber || $0 == ":" || $0 == "：" }
  }

  /// Whether a row holds numbers of boxes or wagons, which no header does.
  private func isData(_ texts: [String]) -> Bool {
    texts.contains { text in
      guard text.utf8.count >= 7, text.utf8.count < 40 else { return false }
      return ContainerNumber(text) != nil || WagonNumber(text) != nil
    }
  }

  /// The same header again in another language, directly below.
  private mutating func skipRepeatedHeader() {
    guard var found = best, found.body < grid.count else { return }
    let next = grid[found.body]
    let again = columns(next)
    if again.count > max(2, found.columns.count / 2), !isData(next) {
      found.body += 1
      best = found
    }
  }
}
