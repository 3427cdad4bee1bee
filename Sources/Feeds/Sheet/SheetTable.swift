import Freight

/// What one cell holds, as far as its table knows.
enum SheetCell {
  case empty
  /// Never blank: white space at both ends and the apostrophe that keeps a number text are gone.
  case text(String)
  /// A number that its table does not call a date.
  case number(Double)
  /// A real date: no doubt about its order or its year.
  case date(LocalDateTime)
  /// A time of day without a date, in minutes.
  case time(Int)

  var isEmpty: Bool { if case .empty = self { true } else { false } }

  /// As a person would type it: whole numbers without a point or an exponent, dates as `2026-02-05`.
  var text: String {
    switch self {
    case .empty: ""
    case .text(let text): text
    case .number(let number): SheetCell.written(number)
    case .date(let local): SheetCell.written(local)
    case .time(let minutes): "\(padded(minutes / 60)):\(padded(minutes % 60))"
    }
  }

  /// Wagon and note numbers come as floats (`9.4303894E7`): whole digits are what was meant.
  private static func written(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e18 { return String(Int64(number)) }
    return "\(number)"
  }

  private static func written(_ local: LocalDateTime) -> String {
    guard local.precision != .day else { return local.date.description }
    let minutes = Int(local.microsecondOfDay / 60_000_000)
    return "\(local.date) \(SheetCell.time(minutes).text)"
  }

  private func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}

/// Rows of cells, from CSV or from a workbook's sheet. Flat: sixteen bytes a cell and its text once,
/// since a sheet is decoded within memory that grows with its size only.
final class SheetTable: Sendable {
  /// The sheet's name; nil for CSV, which has one sheet.
  let name: String?
  let dates: SheetSerial
  let merges: SheetMerges
  fileprivate let spans: [Span]
  fileprivate let cells: [Stored]
  fileprivate let text: [UInt8]
  fileprivate let shared: SharedStrings?

  fileprivate struct Span {
    /// One-based, as spreadsheets count.
    var number: Int32
    var count: Int32
    var first: Int
  }

  fileprivate struct Stored {
    enum Kind: UInt8 { case text, shared, number, date, time }
    /// A number's bits, or where text starts and how long it is.
    var bits: UInt64
    var column: UInt16
    var kind: Kind
  }

  /// A row is cheap to hand about: its table and its place in it.
  struct Row {
    fileprivate let table: SheetTable
    let index: Int

    var number: Int { Int(table.spans[index].number) }

    /// One more than the last column that holds something.
    var width: Int {
      let span = table.spans[index]
      return span.count == 0 ? 0 : Int(table.cells[span.first + Int(span.count) - 1].column) + 1
    }

    /// The cell itself, nothing filled in from a merged range.
    func own(_ column: Int) -> SheetCell { table.cell(column, in: index) }

    /// The cell; where it is empty and part of a range merged downwards, what the range holds.
    func cell(_ column: Int) -> SheetCell {
      let own = own(column)
      guard own.isEmpty, let area = table.merges.area(column: column, row: number),
        let anchor = table.row(numbered: Int(area.firstRow))
      else { return own }
      return anchor.own(Int(area.firstColumn))
    }

    func text(_ column: Int) -> String { cell(column).text }

    /// All cells up to the last that holds something.
    var texts: [String] { (0..<width).map { own($0).text } }
  }

  fileprivate init(_ builder: Builder) {
    name = builder.name
    dates = builder.dates
    merges = SheetMerges(builder.areas)
    spans = builder.spans
    cells = builder.cells
    text = builder.text
    shared = builder.shared
  }

  var count: Int { spans.count }
  var isEmpty: Bool { spans.isEmpty }

  func row(_ index: Int) -> Row { Row(table: self, index: index) }

  /// The row with that number, where rows stand in order.
  private func row(numbered number: Int) -> Row? {
    var low = 0
    var high = spans.count
    while low < high {
      let middle = (low + high) / 2
      if Int(spans[middle].number) < number { low = middle + 1 } else { high = middle }
    }
    return low < spans.count && Int(spans[low].number) == number ? row(low) : nil
  }

  private func cell(_ column: Int, in row: Int) -> SheetCell {
    let span = spans[row]
    // Most rows have every cell up to this one.
    if column < Int(span.count) {
      let stored = cells[span.first + column]
      if Int(stored.column) == column { return value(stored) }
    }
    var low = span.first
    var high = span.first + Int(span.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(cells[middle].column) < column { low = middle + 1 } else { high = middle }
    }
    guard low < span.first + Int(span.count), Int(cells[low].column) == column else {
      return .empty
    }
    return value(cells[low])
  }

  private func value(_ cell: Stored) -> SheetCell {
    switch cell.kind {
    case .number: return .number(Double(bitPattern: cell.bits))
    case .text:
      let start = Int(cell.bits >> 32)
      let end = start + Int(cell.bits & 0xFFFF_FFFF)
      return .text(String(decoding: text[start..<end], as: UTF8.self))
    case .shared: return shared.map { .text($0[Int(cell.bits)]) } ?? .empty
    case .date:
      let serial = Double(bitPattern: cell.bits)
      return dates.local(serial).map(SheetCell.date) ?? .number(serial)
    case .time: return .time(dates.minutes(Double(bitPattern: cell.bits)))
    }
  }

  /// `Sheet1!C7`, in CSV `C7`; column counted from zero.
  func position(row: Int, column: Int) -> Position {
    let cell = cellName(row: row, column: column)
    return .cell(name.map { "\($0)!\(cell)" } ?? cell)
  }

  /// `C7`.
  func cellName(row: Int, column: Int) -> String {
    var letters = ""
    var rest = column
    repeat {
      letters = String(UnicodeScalar(UInt8(65 + rest % 26))) + letters
      rest = rest / 26 - 1
    } while rest >= 0
    return "\(letters)\(row)"
  }
}

extension SheetTable {
  /// Takes cells from left to right and rows from top to bottom.
  struct Builder {
    fileprivate let name: String?
    fileprivate let dates: SheetSerial
    fileprivate let shared: SharedStrings?
    fileprivate var spans: [Span] = []
    fileprivate var cells: [Stored] = []
    fileprivate var text: [UInt8] = []
    private var first = 0
    private var isInOrder = true
    var areas: [SheetMerges.Area] = []

    init(name: String? = nil, dates: SheetSerial = SheetSerial(), shared: SharedStrings? = nil) {
      self.name = name
      self.dates = dates
      self.shared = shared
    }

    var rowCount: Int { spans.count }

    mutating func append(text bytes: [UInt8], column: Int) {
      let trimmed = SheetBytes.trimmed(bytes[...])
      guard !trimmed.isEmpty else { return }
      add(.text, UInt64(text.count) << 32 | UInt64(trimmed.count), column)
      text.append(contentsOf: trimmed)
    }

    mutating func append(shared index: Int, column: Int) {
      guard let shared, !shared.isEmpty(index) else { return }
      add(.shared, UInt64(index), column)
    }

    mutating func append(number: Double, as kind: SheetSerial.Kind, column: Int) {
      switch kind {
      case .number: add(.number, number.bitPattern, column)
      case .date where number >= 0 && number < 1: add(.time, number.bitPattern, column)
      case .date: add(.date, number.bitPattern, column)
      }
    }

    private mutating func add(_ kind: Stored.Kind, _ bits: UInt64, _ column: Int) {
      if cells.count > first, Int(cells[cells.count - 1].column) >= column { isInOrder = false }
      cells.append(Stored(bits: bits, column: UInt16(column), kind: kind))
    }

    /// - Parameter keepsEmpty: CSV counts its lines; a workbook's empty rows are mere layout.
    mutating func endRow(_ number: Int, keepsEmpty: Bool = false) {
      defer { first = cells.count }
      guard cells.count > first || keepsEmpty else { return }
      if !isInOrder {
        cells[first...].sort { $0.column < $1.column }
        isInOrder = true
      }
      spans.append(
        Span(number: Int32(clamping: number), count: Int32(cells.count - first), first: first))
    }

    /// Forgets the cells since the last row; false where there were none.
    @discardableResult
    mutating func dropRow() -> Bool {
      let hasCells = cells.count > first
      cells.removeSubrange(first...)
      isInOrder = true
      return hasCells
    }

    func table() -> SheetTable { SheetTable(self) }
  }
}
