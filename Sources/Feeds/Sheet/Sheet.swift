import Freight

/// Loading lists (发运表, 装车清单) and tracking sheets (境外运踪, справка о дислокации) as CSV, with
/// Chinese, English or Russian headers in any order.
public enum Sheet: Format {
  public static let name = "sheet"

  public static func recognise(_ prefix: [UInt8]) -> Int {
    if prefix.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) || prefix.starts(with: [0x50, 0x4B, 3, 4]) {
      return 60
    }
    // A prefix may end within a character.
    for dropped in 0..<4 {
      guard case .success(let decoded) = SheetText.decode(prefix.dropLast(dropped)) else {
        continue
      }
      let start = decoded.text.trimmingWhitespace()
      if start.hasPrefix("{") || start.hasPrefix("[") || start.hasPrefix("UN") { return 0 }
      let table = CSV(decoded.text).table
      guard let header = SheetHeader(table) else { return 0 }
      return header.subjectColumn == nil ? 30 : min(90, 50 + header.columns.count * 10)
    }
    return 0
  }

  public static func decode(_ message: [UInt8], in context: DecodingContext) -> Decoded {
    if message.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      return Decoded(rejections: [
        Rejection(
          .legacyXls, at: .byte(0), "an Excel 97–2003 workbook (.xls): save it as CSV and send that"
        )
      ])
    }
    if message.starts(with: [0x50, 0x4B, 3, 4]) {
      return Decoded(rejections: [
        Rejection(
          .unknownFormat, at: .byte(0),
          "a zip archive, perhaps an Excel workbook: save the sheet as “CSV UTF-8” and send that")
      ])
    }
    switch SheetText.decode(message) {
    case .failure(let rejection): return Decoded(rejections: [rejection])
    case .success(let decoded):
      let csv = CSV(decoded.text)
      var result = SheetDecoder.decode(csv.table, in: context)
      // A quote never closed may have swallowed the header: then that is the reason to give.
      if let first = csv.rejections.first, result.rejections.first?.reason == .noHeader {
        result.rejections = [first]
      } else {
        result.rejections += csv.rejections
      }
      return result
    }
  }
}

/// Where a table's header is and what its columns hold.
struct SheetHeader {
  /// The index of the header among the table's rows.
  let row: Int
  let columns: [Int: SheetColumn]
  let language: Language

  enum Language { case chinese, russian, english }

  /// Looked for among the first rows: titles stand above it.
  private static let searchedRows = 15

  init?(_ table: SheetTable) {
    var best: (row: Int, columns: [Int: SheetColumn])?
    for index in table.rows.indices.prefix(Self.searchedRows) {
      var columns: [Int: SheetColumn] = [:]
      for (column, cell) in table.rows[index].cells.enumerated() {
        guard !cell.isEmpty, cell.utf8.count < 120, let known = SheetColumn(header: cell),
          !columns.values.contains(known)
        else { continue }
        columns[column] = known
      }
      if columns.count > best?.columns.count ?? 1 { best = (index, columns) }
    }
    guard let best else { return nil }
    row = best.row
    columns = best.columns
    let text = table.rows[best.row].cells.joined()
    if text.unicodeScalars.contains(where: { (0x4E00...0x9FFF).contains($0.value) }) {
      language = .chinese
    } else if text.unicodeScalars.contains(where: { (0x400...0x4FF).contains($0.value) }) {
      language = .russian
    } else {
      language = .english
    }
  }

  func column(_ wanted: SheetColumn) -> Int? {
    columns.first { $0.value == wanted }?.key
  }

  var subjectColumn: Int? { column(.container) ?? column(.wagon) }

  /// 12.05 is 5 December to a Chinese sender and 12 May to a Russian one; English says neither.
  var dateOrder: DateOrder? {
    switch language {
    case .chinese: .monthDay
    case .russian: .dayMonth
    case .english: nil
    }
  }
}

/// What the rows above the header say of the whole sheet.
struct SheetTitle {
  var train: String?
  var date: CivilDate?
  var origin: String?
  var destination: String?
  /// When the sheet was drawn up, by its own word.
  var drawnUp: LocalDateTime?
  var isSimulated = false

  init(_ rows: ArraySlice<SheetTable.Row>, dates: SheetDates) {
    for row in rows {
      for cell in row.cells where !cell.isEmpty {
        if cell.contains("SIMULATED") { isSimulated = true }
        take(cell, in: row, dates)
      }
    }
  }

  private mutating func take(_ cell: String, in row: SheetTable.Row, _ dates: SheetDates) {
    let marks = [
      "制表日期", "更新日期", "更新时间", "Report date", "report date", "Дата отчета", "дата отчета",
    ]
    if let mark = marks.first(where: { cell.contains($0) }) {
      var text = cell.replacing(mark, with: "").drop { ":： ".contains($0) }
      if text.isEmpty, let next = row.cells.drop(while: { $0 != cell }).dropFirst().first {
        text = Substring(next)
      }
      if case .success(let read) = dates.read(String(text)) { drawnUp = read.local }
      return
    }
    for word in cell.split(whereSeparator: { $0.isWhitespace || "，,;；".contains($0) }).map(
      String.init)
    {
      if let number = TrainID.normalised(number: word), number.first?.isLetter == true {
        train = train ?? number
      } else if date == nil, case .success(let read) = dates.read(word), read.rest.isEmpty {
        date = read.local.date
      } else if origin == nil, let cut = word.firstIndex(where: { "—–-至→".contains($0) }) {
        let left = word[..<cut].trimmingWhitespace()
        let right = word[word.index(after: cut)...].drop { "—–-至→".contains($0) }
          .trimmingWhitespace()
        if !left.isEmpty, !right.isEmpty, left.contains(where: \.isLetter) {
          origin = left
          destination = right
        }
      }
    }
  }
}
