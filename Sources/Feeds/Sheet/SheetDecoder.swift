import Freight

/// Tables' rows to events: one for a box and its goods, one for each filled milestone, and for a
/// loading list one statement of all that the train carries.
///
/// The sheets of one workbook go through one decoder: a train that has boxes on two of them has one
/// statement, or the boxes of the other sheet would look left behind.
struct SheetDecoder {
  let context: DecodingContext
  var decoded = Decoded()
  /// Set anew for each table.
  var header: SheetHeader
  var title: SheetTitle
  var dates: SheetDates
  var drawnUp: (at: Instant, isAssumed: Bool)
  var lists: [TrainID: List] = [:]
  /// Rows of one box are one load: its first event and its sheet, by slot.
  var loads: [String: (event: Int, sheet: Int)] = [:]
  /// The notes of boxes whose rows name several, by slot.
  var groupage: [String: [NoteNumber]] = [:]
  var sheet = 0
  /// The same few days stand in a thousand cells.
  var readDates: [DateCell: Result<SheetDates.Read, Rejection.Reason>] = [:]
  var readNews: [DateCell: SheetNews] = [:]
  private var saidUnused: Set<[String]> = []
  /// Texts in a column of places that name none.
  var unreadLocations: Set<String> = []
  private var isFull = false

  struct List {
    var members: [Member] = []
    var occurredAt: Instant
    var assumptions: Assumptions
    var details: Details
    var place: PlaceReference?
  }

  struct DateCell: Hashable {
    var text: String
    var classifier: Classifier
    var after: CivilDate?
  }

  /// Decodes the tables that have a header; what is wrong with the others is a warning while there is
  /// one, else the reason to reject the message.
  static func decode(_ tables: [SheetTable], in context: DecodingContext) -> Decoded {
    var decoder: SheetDecoder?
    var failures: [Rejection] = []
    for table in tables {
      switch readable(table) {
      case .failure(let rejection): failures.append(rejection)
      case .success(let header):
        if decoder == nil { decoder = SheetDecoder(context, header, table) }
        decoder?.take(table, header)
      }
    }
    guard var decoder else {
      let known = failures.first { $0.reason == .noSubjectColumn } ?? failures.first
      return Decoded(rejections: known.map { [$0] } ?? [])
    }
    decoder.finish()
    decoder.decoded.warnings += failures.map { Warning(at: $0.position, $0.detail) }
    return decoder.decoded
  }

  private static func readable(_ table: SheetTable) -> Result<SheetHeader, Rejection> {
    let sheet = table.name.map { "sheet “\($0)”: " } ?? ""
    let start = table.position(row: 1, column: 0)
    guard let header = SheetHeader(table) else {
      if table.isEmpty, table.name != nil {
        return .failure(Rejection(.noHeader, at: start, "\(sheet)it is empty"))
      }
      return .failure(
        Rejection(
          .noHeader, at: table.isEmpty ? .none : start,
          "\(sheet)no header row with known columns in the first rows; 箱号, Container No. or "
            + "№ контейнера and one more are the least"))
    }
    guard header.subjectColumn != nil else {
      return .failure(
        Rejection(
          .noSubjectColumn, at: table.position(row: table.row(header.row).number, column: 0),
          "\(sheet)no column of container or wagon numbers (箱号, Container No., № контейнера)"))
    }
    return .success(header)
  }

  private init(_ context: DecodingContext, _ header: SheetHeader, _ table: SheetTable) {
    self.context = context
    self.header = header
    dates = SheetDates(context: context, order: header.language.dateOrder, serial: table.dates)
    title = SheetTitle(table, before: header.row, dates: dates)
    drawnUp = (context.receivedAt, true)
  }

  private mutating func take(_ table: SheetTable, _ header: SheetHeader) {
    self.header = header
    dates = SheetDates(context: context, order: header.language.dateOrder, serial: table.dates)
    title = SheetTitle(table, before: header.row, dates: dates)
    readDates = [:]
    readNews = [:]
    unreadLocations = []
    sheet += 1
    // The sheet's own date, else when it was received: corrections come as the whole sheet again.
    drawnUp = (context.receivedAt, true)
    if let local = title.drawnUp, let time = context.instant(local, at: nil) {
      drawnUp = (
        Instant(
          microseconds: time.instant.microseconds, offsetMinutes: time.instant.offsetMinutes), false
      )
    }
    warnOfUnused(table)
    for index in header.body..<max(header.body, table.count) where !isFull {
      take(table.row(index), of: table)
    }
  }

  /// Whoever wrote a column wanted it read: once a sheet it is said which were not.
  private mutating func warnOfUnused(_ table: SheetTable) {
    let unused = header.unused.filter { column in
      (header.body..<max(header.body, table.count)).contains {
        !table.row($0).own(column.column).isEmpty
      }
    }
    // All sheets of a workbook may have them.
    guard let first = unused.first, saidUnused.insert(unused.map(\.text)).inserted else { return }
    let row = table.row(header.body - 1).number
    let named = unused.prefix(Self.namedColumns).map { column in
      "“\(column.text.prefix(40))” (\(table.cellName(row: row, column: column.column)))"
    }
    let others = unused.count - named.count
    decoded.warnings.append(
      Warning(
        at: table.position(row: row, column: first.column),
        "headers that are not known, so their columns are not used: "
          + named.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")))
  }

  private static let namedColumns = 12

  private mutating func take(_ row: SheetTable.Row, of table: SheetTable) {
    let told = decoded.events.count + decoded.rejections.count + decoded.warnings.count
    guard told < Limits.eventsPerSheet else {
      isFull = true
      // A statement that lacks the rows behind would say that boxes were left behind.
      lists = [:]
      reject(
        .tooManyRecords, table.position(row: row.number, column: 0),
        "more than \(Limits.eventsPerSheet) reports (eventsPerSheet); the rows before count, without "
          + "lists of trains")
      return
    }
    guard let column = header.subjectColumn, let facts = facts(row, of: table, column) else {
      return
    }
    let isLoad = header.isOfLoadingList && facts.subject.kind == .container
    let load = isLoad ? takeLoad(facts) : nil
    takeNews(facts, load: load)
  }

  /// A line of sums, by its first words.
  func isTotal(_ row: SheetTable.Row) -> Bool {
    let words = ["合计", "总计", "小计", "итого", "всего", "total", "sum"]
    return row.texts.contains { cell in
      guard cell.utf8.count < 48 else { return false }
      let lower = cell.lowercased()
      return words.contains { lower.hasPrefix($0) } && cell.count < 16
    }
  }
}
