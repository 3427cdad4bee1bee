import Freight

/// What the rows above the header say of the whole sheet.
struct SheetTitle {
  var train: String?
  var date: CivilDate?
  var origin: String?
  var destination: String?
  /// When the sheet was drawn up, by its own word.
  var drawnUp: LocalDateTime?
  var isSimulated = false

  private static let marks = [
    "制表日期", "更新日期", "更新时间", "Report date", "report date", "Дата отчета", "дата отчета",
  ]

  init(_ table: SheetTable, before header: Int, dates: SheetDates) {
    for index in 0..<header {
      let row = table.row(index).texts
      for cell in row where !cell.isEmpty {
        if cell.has(word: "SIMULATED") { isSimulated = true }
        take(cell, in: row, dates)
      }
    }
  }

  private mutating func take(_ cell: String, in row: [String], _ dates: SheetDates) {
    if let mark = Self.marks.first(where: cell.has(word:)) {
      var text = cell.replacing(mark, with: "").drop { ":： ".contains($0) }
      if text.isEmpty,
        let next = row.drop(while: { $0 != cell }).dropFirst().first(where: { !$0.isEmpty })
      {
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
