/// A table as text: RFC 4180 with a byte order mark, so that Excel reads it as UTF-8, and CRLF.
///
/// * Dates are `2026-02-02` and times `2026-02-02 14:05`, with seconds only where there are some:
///   what Excel takes for a date in every language. The clock is the instant's own; an offset within
///   the cell would make it text, so that a column of ``Cell/clock(of:)`` says it.
/// * Nothing can run: whatever a spreadsheet could take for a formula gets an apostrophe before it (``CSVSafety``).
/// * Identifiers are always in quotes. Excel takes quotes off before it looks, so that on a double
///   click `0094303000` becomes 94303000 all the same; in the file it is whole. LibreOffice keeps it
///   ("Format quoted field as text"), so does Excel's Data → From Text/CSV with the column set to
///   text, and newer Excels ask. ``Identifiers/heldAsText`` is for readers who will double-click.
package final class CSVWriter: TableWriter {
  /// What Excel expects depends on the reader's system, not on the file.
  package enum Dialect: String, Codable, CaseIterable, Sendable {
    /// Chinese and English systems: `,` between cells, `.` in numbers.
    case comma
    /// Russian and most European systems: `;` between cells, `,` in numbers. There, `12.5` would be
    /// the twelfth of May.
    case semicolon
  }

  package enum Identifiers: Sendable {
    case verbatim
    /// A tab after what Excel would take for a number. It stays text, and the tab is not seen; a
    /// program that reads the file must trim it. There is no better way: the other ones are a visible
    /// apostrophe and a formula (`="0094"`), which a safe file must not have.
    case heldAsText
  }

  private let columns: [SheetColumn]
  private let isIdentifier: [Bool]
  private let dialect: Dialect
  private let identifiers: Identifiers
  private let sink: (UnsafeRawBufferPointer) throws -> Void
  private var encoder: CSVEncoder
  private var report: SheetReport
  private var nextRow = 1
  /// In drafts.
  private var droppedBefore = 0
  private var hasEnded = false

  /// Writes the header; title lines are left out, since a CSV is a table and nothing else.
  ///
  /// - Parameter sink: takes what is written in large pieces, and must not keep the pointer.
  package init(
    _ head: SheetHead, dialect: Dialect = .comma, identifiers: Identifiers = .verbatim,
    sink: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    columns = head.columns
    self.dialect = dialect
    self.identifiers = identifiers
    self.sink = sink
    report = SheetReport(name: head.name)
    isIdentifier = CSVEncoder.identifiers(head.columns)
    encoder = CSVEncoder(isIdentifier, dialect: dialect, identifiers: identifiers)
    encoder.appendByteOrderMark()
    encoder.append(row: head.columns.map { .text($0.header) })
  }

  /// A style is not to be seen in text.
  @discardableResult
  package func append(_ cells: [Cell], style: RowStyle = .plain) throws -> Int {
    guard !hasEnded else { throw SheetError.closed(sheet: report.name) }
    guard cells.count <= columns.count else {
      throw SheetError.rowTooWide(sheet: report.name, cells: cells.count, columns: columns.count)
    }
    encoder.append(row: cells)
    if encoder.isFull { try encoder.drain(into: sink) }
    report.rows += 1
    nextRow += 1
    return nextRow - 1
  }

  // MARK: - Beforehand

  /// Rows as bytes, but for their numbers.
  package struct Draft: Sendable {
    fileprivate var bytes: [UInt8] = []
    /// Before which byte each row's number goes.
    fileprivate var gaps: [Int]
    package fileprivate(set) var rows: Int
    fileprivate var droppedNumbers: Int
  }

  /// What encodes rows before their turn, on any thread.
  /// - Parameter numbered: the column that gets a row's number when its turn has come.
  package func drafter(numbered: Int?) -> @Sendable (CellTable) -> Draft {
    { [isIdentifier, dialect, identifiers] table in
      var encoder = CSVEncoder(
        isIdentifier, dialect: dialect, identifiers: identifiers, open: numbered,
        piece: table.rows << 9)
      encoder.append(table)
      var draft = Draft(
        gaps: encoder.gaps, rows: table.rows, droppedNumbers: encoder.droppedNumbers)
      encoder.drain { draft.bytes = Array($0) }
      return draft
    }
  }

  /// - Parameter number: what the first of its rows is counted as.
  package func append(_ draft: Draft, number: Int) throws {
    guard !hasEnded else { throw SheetError.closed(sheet: report.name) }
    var start = 0
    for (offset, gap) in draft.gaps.enumerated() {
      encoder.append(encoded: draft.bytes[start..<gap])
      encoder.append(integer: number + offset)
      start = gap
    }
    encoder.append(encoded: draft.bytes[start...])
    if encoder.isFull { try encoder.drain(into: sink) }
    droppedBefore += draft.droppedNumbers
    report.rows += draft.rows
    nextRow += draft.rows
  }

  @discardableResult
  package func end() throws -> SheetReport {
    guard !hasEnded else { throw SheetError.closed(sheet: report.name) }
    hasEnded = true
    try encoder.drain(into: sink)
    report.droppedNumbers = encoder.droppedNumbers + droppedBefore
    return report
  }
}
