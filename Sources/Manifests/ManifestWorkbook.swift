import Answers
import Freight
import Ledger
import RouteBook
import Tracking

/// The sheets that a forwarder sends on: a summary with each train in a line and a small chart, then a
/// sheet for each train.
package struct ManifestWorkbook: ManifestWriter {
  private let book: WorkbookWriter
  private var hasManySheets = true
  private var head: ManifestHead?
  private var routes: RouteBook?
  private var words = ManifestWords(language: .en)
  private var summarySheet: WorkbookSheet?
  private var sheet: WorkbookSheet?
  private var rows = ManifestRows()
  private var lines: [ManifestSummarySheet.Line] = []

  /// More trains than this share one sheet: nobody finds his way among more tabs.
  static let trainSheets = 200

  package init(path: String, scene: ManifestScene) throws {
    let title = Wording(language: scene.outlook.language)(ManifestTitles.title)
    book = try WorkbookWriter(
      path: path,
      properties: WorkbookProperties(
        title: "\(title) \(scene.day.date)", author: scene.operatorName ?? "Banlie",
        created: Instant(microseconds: scene.asOf)))
  }

  // MARK: - Sheets

  package mutating func begin(
    _ head: ManifestHead, book routes: RouteBook
  ) throws -> ManifestDrafter<[[[Cell]]], [[[Cell]]]> {
    self.head = head
    self.routes = routes
    hasManySheets = head.groups <= Self.trainSheets
    words = ManifestWords(language: head.language, book: routes)
    summarySheet = try book.addSheet(
      ManifestSummarySheet.head(titles: titles(of: nil), footer: footer, words: words))
    rows = ManifestRows(
      head, book: routes, without: hasManySheets ? [.train, .departure, .route] : [])
    if !hasManySheets {
      sheet = try add(name: words(ManifestTitles.allBoxes), titles: titles(of: nil))
    }
    return ManifestDrafter(rows: { [rows] in $0.map(rows.draft) }) { $0 }
  }

  package mutating func begin(_ train: ManifestTrain) throws {
    guard hasManySheets else { return }
    rows.restart()
    sheet = try add(
      name: train.id?.description ?? words(ManifestTitles.withoutTrain), titles: titles(of: train))
  }

  private func add(name: String, titles: [String]) throws -> WorkbookSheet {
    var sheet = SheetHead(name: name, titleLines: titles, columns: rows.sheetColumns)
    sheet.footer = footer
    // The number of the box stays in sight.
    if let place = rows.columns.firstIndex(of: .container), place < 6 {
      sheet.frozenColumns = place + 1
    }
    return try book.addSheet(sheet)
  }

  package mutating func take(_ boxes: [ManifestBox], _ draft: [[[Cell]]]) throws {
    for (box, draft) in zip(boxes, draft) {
      for cells in rows.counted(draft) {
        try sheet?.append(cells, style: box.alerts.isEmpty ? .plain : .alert)
      }
    }
  }

  package mutating func end(_ train: ManifestTrain) throws {
    lines.append(ManifestSummarySheet.Line(train: train, sheet: hasManySheets ? sheet?.name : nil))
    guard hasManySheets else { return }
    try sheet?.append(rows.total(train.totals), style: .total)
    try sheet?.end()
  }

  package mutating func end(_ summary: ManifestSummary) throws {
    if !hasManySheets { try sheet?.append(rows.total(summary.totals), style: .total) }
    if let summarySheet, let head {
      try ManifestSummarySheet(sheet: summarySheet, words: words, head: head).write(lines, summary)
    }
    try book.close()
  }

  // MARK: - Titles

  private var footer: String {
    [head?.operatorName, titles(of: nil).first].compactMap(\.self).joined(separator: " · ")
  }

  private func titles(of train: ManifestTrain?) -> [String] {
    guard let head else { return [] }
    var title = "\(words(ManifestTitles.title)) \(head.date)"
    var moment =
      "\(words(ManifestTitles.asOf)) \(words.words.time(minute(head.asOf))) (\(head.zone))"
    if !head.isWhole { moment += ", \(words(ManifestTitles.dayNotOver))" }
    if let since = head.since {
      moment += " · \(words(ManifestTitles.changesSince)) \(words.words.time(minute(since)))"
    }
    var lines = [moment]
    if let customer = head.request.customer {
      lines.append("\(words(ManifestTitles.customer)): \(customer)")
    }
    if let train {
      title += " · " + (train.id?.number ?? words(ManifestTitles.withoutTrain))
      lines.append(facts(train))
    }
    return [title] + lines.filter { !$0.isEmpty } + [words(ManifestTitles.zones)]
  }

  private func facts(_ train: ManifestTrain) -> String {
    let departure = train.departure.map { "\(words(ManifestColumn.departure.header)) \($0)" }
    let left = train.kilometresLeft.map { "\(words(ManifestColumn.kmLeft.header)) \($0)" }
    let window = train.estimate.map {
      "\(words(ManifestColumn.eta.header)) \(words.words.window($0.p10, $0.p90))"
    }
    return [
      train.routeName, departure, train.state.map(words.words.state), train.placeName, left, window,
    ].compactMap(\.self).joined(separator: " · ")
  }

  private func minute(_ instant: Instant) -> Instant {
    Instant(
      microseconds: instant.microseconds, offsetMinutes: instant.offsetMinutes, precision: .minute)
  }
}

extension ManifestRows {
  /// What the rows above add up to, under their columns.
  func total(_ totals: ManifestTotals) -> [Cell] {
    // Beside the figures, whatever column comes first.
    let place = columns.firstIndex { !Self.totalled.contains($0) }
    return columns.enumerated().map { index, column in
      switch column {
      case .container: .integer(totals.boxes)
      case .goods: .integer(totals.goodsItems)
      case .packages: .integer(totals.packages)
      case .grossKilograms: .number(totals.grossKilograms, digits: 3)
      default: index == place ? .text(label) : .empty
      }
    }
  }

  private static let totalled: Set<ManifestColumn> = [
    .container, .goods, .packages, .grossKilograms,
  ]
}
