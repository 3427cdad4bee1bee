import Freight

/// Cells to bytes, in one buffer that is used again and again: nothing is allocated for a cell.
struct CSVEncoder: ~Copyable {
  let isSemicolon: Bool
  let holdsIdentifiers: Bool
  private(set) var droppedNumbers = 0
  private let separator: UInt8
  private let separators: CSVSafety.Separator
  private let isIdentifier: [Bool]
  private var bytes: SheetBytes
  /// The column whose cells are left to be filled in later.
  private let open: Int?
  /// Days that were printed a while ago: a table tells of few.
  private var days: [(number: Int, date: CivilDate)]
  private static let knownDays = 256
  /// Where they are, in the bytes.
  private(set) var gaps: [Int] = []

  /// The same for many encoders: which columns are identifiers.
  static func identifiers(_ columns: [SheetColumn]) -> [Bool] {
    columns.map { $0.kind == .identifier }
  }

  /// - Parameters:
  ///   - columns: of each whether it holds identifiers.
  ///   - open: a column whose cells are left empty and remembered.
  ///   - piece: bytes after which it is full.
  init(
    _ columns: [Bool], dialect: CSVWriter.Dialect, identifiers: CSVWriter.Identifiers,
    open: Int? = nil, piece: Int = 256 << 10
  ) {
    self.open = open
    days = Array(repeating: (0, CivilDate(daysSinceEpoch: 0)), count: Self.knownDays)
    bytes = SheetBytes(piece: piece)
    isIdentifier = columns
    holdsIdentifiers = identifiers == .heldAsText
    isSemicolon = dialect == .semicolon
    separator = isSemicolon ? UInt8(ascii: ";") : UInt8(ascii: ",")
    separators = CSVSafety.Separator(isSemicolon: isSemicolon)
  }

  var isFull: Bool { bytes.isFull }

  mutating func drain(into sink: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try bytes.drain(into: sink)
  }

  mutating func appendByteOrderMark() {
    bytes.reserve(3)
    bytes.put("\u{FEFF}")
  }

  /// No more cells than there are columns; those that are missing are empty. For few rows: each takes
  /// memory of its own.
  mutating func append(row cells: [Cell]) {
    var table = CellTable(width: isIdentifier.count)
    table.append(row: cells)
    append(table)
  }

  /// A table with these columns, of whole rows.
  mutating func append(_ table: CellTable) {
    precondition(
      table.width == isIdentifier.count && table.slots.count == table.rows * table.width,
      "a table has the columns that were begun with")
    table.slots.withUnsafeBufferPointer { slots in
      table.texts.withUnsafeBufferPointer { texts in
        for start in stride(from: 0, to: slots.count, by: max(isIdentifier.count, 1)) {
          append(
            row: UnsafeBufferPointer(rebasing: slots[start..<start + isIdentifier.count]), texts)
        }
      }
    }
  }

  private mutating func append(
    row: UnsafeBufferPointer<CellTable.Slot>, _ texts: UnsafeBufferPointer<UInt8>
  ) {
    let point = isSemicolon ? UInt8(ascii: ",") : UInt8(ascii: ".")
    for index in row.indices {
      bytes.reserve(64)
      if index > 0 { bytes.put(separator) }
      if index == open {
        gaps.append(bytes.count)
        continue
      }
      switch row[index] {
      case .empty: break
      case .text(let start, let count):
        append(
          utf8: UnsafeBufferPointer(rebasing: texts[start..<start + Int(count)]),
          isIdentifier: isIdentifier[index])
      case .integer(let value): bytes.put(integer: value)
      case .number(let value):
        if value.isFinite { bytes.put(number: value, point: point) } else { droppedNumbers += 1 }
      case .date(let date): bytes.put(date: date)
      case .time(let instant): append(time: instant)
      }
    }
    bytes.reserve(2)
    bytes.put("\r\n")
  }

  /// Rows that were encoded before.
  mutating func append(encoded: ArraySlice<UInt8>) {
    bytes.reserve(encoded.count)
    encoded.withUnsafeBufferPointer {
      if let start = $0.baseAddress { bytes.end.update(from: start, count: $0.count) }
    }
    bytes.advance(by: encoded.count)
  }

  mutating func append(integer: Int) {
    bytes.reserve(24)
    bytes.put(integer: integer)
  }

  private mutating func append(time instant: Instant) {
    let wall = instant.microseconds &+ Int64(instant.offsetMinutes) &* 60_000_000
    let day = Int(wall >= 0 ? wall / 86_400_000_000 : (wall - 86_399_999_999) / 86_400_000_000)
    put(day: day)
    guard instant.precision != .day else { return }
    let (minutes, second) = Int((wall &- Int64(day) &* 86_400_000_000) / 1_000_000)
      .quotientAndRemainder(dividingBy: 60)
    bytes.put(0x20)
    bytes.put(pair: minutes / 60)
    bytes.put(UInt8(ascii: ":"))
    bytes.put(pair: minutes % 60)
    if second != 0 {
      bytes.put(UInt8(ascii: ":"))
      bytes.put(pair: second)
    }
  }

  private mutating func put(day: Int) {
    let place = day & (Self.knownDays - 1)
    if days[place].number != day {
      days[place] = (day, CivilDate(daysSinceEpoch: day))
    }
    bytes.put(date: days[place].date)
  }

  // MARK: - Text

  /// In quotes where it must be, identifiers always; and harmless (``CSVSafety``).
  private mutating func append(utf8 text: UnsafeBufferPointer<UInt8>, isIdentifier: Bool) {
    guard let start = text.baseAddress, !text.isEmpty else { return }
    // An apostrophe and a doubled quote for each byte, at worst.
    bytes.reserve(3 * text.count + 8)
    let isHeld = isIdentifier && holdsIdentifiers && CSVSafety.looksLikeNumber(text)
    let begin = bytes.end
    let marks = CSVSafety.copy(text, to: begin + (isIdentifier ? 1 : 0), separator: separators)
    guard !isHeld, marks.others == 0, !CSVSafety.mayBegin(start[0]) else {
      return appendWithCare(text, isHeld: isHeld, isQuoted: isIdentifier)
    }
    guard isIdentifier || marks.separator != 0 else {
      bytes.advance(by: text.count)
      return
    }
    if !isIdentifier { (begin + 1).update(from: begin, count: text.count) }
    begin.pointee = UInt8(ascii: "\"")
    begin[text.count + 1] = UInt8(ascii: "\"")
    bytes.advance(by: text.count + 2)
  }

  private mutating func appendWithCare(
    _ text: UnsafeBufferPointer<UInt8>, isHeld: Bool, isQuoted: Bool
  ) {
    let needsQuotes = isQuoted || text.contains(where: CSVSafety.needsQuotes)
    if needsQuotes { bytes.put(UInt8(ascii: "\"")) }
    if CSVSafety.isDangerousFirst(text) { bytes.put(UInt8(ascii: "'")) }
    for (index, byte) in text.enumerated() {
      if byte == UInt8(ascii: "\"") { bytes.put(byte) }
      bytes.put(byte)
      if byte != separator, CSVSafety.endsCell(byte),
        CSVSafety.beginsFormula(text, at: index + 1)
      {
        bytes.put(UInt8(ascii: "'"))
      }
    }
    if isHeld { bytes.put(UInt8(ascii: "\t")) }
    if needsQuotes { bytes.put(UInt8(ascii: "\"")) }
  }
}
