import Freight

/// What stands in one cell. A writer decides how it looks; what it *is* never changes: an identifier
/// of digits stays text, a date stays a date.
package enum Cell: Hashable, Sendable {
  /// Not known, or nothing to say. Never guessed, and written as nothing at all.
  case empty
  case text(String)
  case integer(Int)
  /// One that is no number (NaN, infinity) is left empty and counted.
  case number(Double)
  case date(CivilDate)
  /// Read off the instant's own clock (`offsetMinutes`), to the second; with day precision a date.
  /// No spreadsheet keeps an offset beside a time: where clocks differ within a column, put
  /// ``clock(of:)`` into one of its own.
  case time(Instant)

  /// `UTC+05:00`: the clock on which an instant's time is printed.
  package static func clock(of instant: Instant) -> Cell {
    let magnitude = abs(instant.offsetMinutes)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let sign = instant.offsetMinutes < 0 ? "-" : "+"
    return .text("UTC\(sign)\(two(magnitude / 60)):\(two(magnitude % 60))")
  }
}

/// One column of a table.
package struct SheetColumn: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Prose: breaks into lines where it is longer than the column.
    case text
    /// A number of a box, wagon, note or commodity: never a quantity, never on two lines.
    case identifier
    /// A whole quantity, in groups of three digits.
    case integer
    case decimal(places: Int)
    case date
    case time
  }

  /// The stable name, whatever the language.
  package var key: String
  package var header: String
  package var kind: Kind
  /// In widths of a digit; nil fits the header and the first rows.
  package var width: Double?

  package init(key: String, header: String, kind: Kind, width: Double? = nil) {
    self.key = key
    self.header = header
    self.kind = kind
    self.width = width
  }
}

/// How a row stands out.
package enum RowStyle: Int, CaseIterable, Sendable {
  case plain
  /// Something is wrong with what the row tells of.
  case alert
  /// Adds up the rows above; not part of what can be sorted and filtered.
  case total
  /// Begins a section.
  case heading
  /// The headers of a further, smaller table.
  case header
}

/// What a sheet is, before its rows.
package struct SheetHead: Hashable, Sendable {
  /// As wished for; ``SheetNames`` says what becomes of it.
  package var name: String
  /// Above the table: the first one large.
  package var titleLines: [String]
  package var columns: [SheetColumn]
  package var isLandscape = true
  /// Printed one page wide, however small. Otherwise a wide table takes several, each with the title
  /// lines at its head.
  package var isOnePageWide = false
  /// At the foot of each printed page, beside its number.
  package var footer = ""
  /// Columns that stay when one scrolls to the right.
  package var frozenColumns = 0
  /// Otherwise rows of other kinds come first, until ``WorkbookSheet/beginTable()``.
  package var startsWithTable = true

  package init(name: String, titleLines: [String] = [], columns: [SheetColumn]) {
    self.name = name
    self.titleLines = titleLines
    self.columns = columns
  }
}

/// What was written, and what could not be written as it was.
package struct SheetReport: Hashable, Sendable {
  package var name: String
  /// Rows that were appended; titles and the table's header are not among them.
  package var rows = 0
  /// Texts over what a cell holds (``SheetLimits/textUnits``), cut and ended with `…`.
  package var cutTexts = 0
  /// Texts in which characters that XML cannot hold became U+FFFD.
  package var repairedTexts = 0
  /// Numbers that are none, left empty.
  package var droppedNumbers = 0

  package init(name: String) { self.name = name }
}

/// What the formats allow. Excel's figures are those of "Excel specifications and limits"
/// (support.microsoft.com).
package enum SheetLimits {
  /// Title lines and headers included.
  package static let rows = 1_048_576
  package static let columns = 16_384
  /// UTF-16 units in one cell.
  package static let textUnits = 32_767
  /// UTF-16 units in a sheet's name.
  package static let nameUnits = 31
  /// Sheets in one workbook. Excel knows no limit, but nobody finds his way among more tabs.
  package static let sheets = 400
  /// Digits that Excel keeps of a number (IEEE 754 double, shown to 15).
  static let wholeNumber = 999_999_999_999_999
  /// Rows by which widths are measured, and which a sheet holds back until then.
  static let measuredRows = 200
}

/// Takes a table down row by row; what is written is not kept in memory.
package protocol TableWriter: AnyObject {
  /// Cells beyond the last one given are empty.
  ///
  /// - Returns: the row's place on the sheet, zero-based.
  /// - Throws: ``SheetError/rowTooWide(sheet:cells:columns:)`` and whatever writing may bring.
  @discardableResult func append(_ cells: [Cell], style: RowStyle) throws -> Int

  /// Nothing may be appended any more.
  @discardableResult func end() throws -> SheetReport
}
