import Answers
import Freight
import RouteBook
import Tracking

/// The first sheet: each train in a line that leads to its sheet, what all add up to, what is not
/// known, and a chart of where trains are and how late.
struct ManifestSummarySheet {
  /// One train, and the sheet that has its boxes.
  struct Line {
    var train: ManifestTrain
    var sheet: String?
  }

  let sheet: WorkbookSheet
  let words: ManifestWords
  let head: ManifestHead

  private enum Column: Int, CaseIterable {
    case train, departure, route, state, place, kmLeft, eta, etaFrom, etaTo, due, deviation, boxes
    case goods, kilograms, alerts
  }

  static func head(titles: [String], footer: String, words: ManifestWords) -> SheetHead {
    func column(
      _ column: ManifestColumn, _ kind: SheetColumn.Kind? = nil, _ title: Wording.Phrase? = nil,
      width: Double? = nil
    ) -> SheetColumn {
      SheetColumn(
        key: column.rawValue, header: words(title ?? column.header), kind: kind ?? column.kind,
        width: width)
    }
    var head = SheetHead(
      name: words(ManifestTitles.summary), titleLines: titles,
      columns: [
        column(.train, width: 24), column(.departure), column(.route), column(.state),
        column(.place),
        column(.kmLeft), column(.eta), column(.etaFrom),
        column(.etaTo), column(.due),
        column(.deviationHours), column(.container, .integer, ManifestTitles.boxes),
        column(.goods, .integer, ManifestTitles.goodsItems), column(.grossKilograms),
        column(.alerts, .text, ManifestTitles.alertsOfTrain),
      ])
    head.footer = footer
    head.frozenColumns = 1
    head.isOnePageWide = true
    return head
  }

  func write(_ lines: [Line], _ summary: ManifestSummary) throws {
    for line in lines {
      try sheet.append(
        row(line.train), style: line.train.alerts.isEmpty ? .plain : .alert,
        link: line.sheet.map { SheetLink(column: Column.train.rawValue, sheetName: $0) })
    }
    try sheet.append(total(summary), style: .total)
    sheet.skip()
    if summary.isSimulated {
      try sheet.append([.text(words(ManifestTitles.simulated))], style: .heading)
      sheet.skip()
    }
    try writePlaces(lines.map(\.train))
    try writeFigures(summary)
    try writeGone(summary)
    try sheet.end()
  }

  // MARK: - Trains

  private func row(_ train: ManifestTrain) -> [Cell] {
    [
      .known(train.id?.number ?? words(ManifestTitles.withoutTrain)),
      train.departure.map(Cell.date) ?? .empty, .known(train.routeName),
      .known(train.state.map(words.words.state)), .known(train.placeName),
      train.kilometresLeft.map(Cell.integer) ?? .empty, .minute(train.estimate?.p50),
      .minute(train.estimate?.p10), .minute(train.estimate?.p90), .minute(train.due),
      .number(train.deviationHours, digits: 1), .integer(train.totals.boxes),
      // Nothing is known of goods: that is not to say that there are none, and nothing weighs nothing.
      train.totals.goodsItems > 0 ? .integer(train.totals.goodsItems) : .empty,
      train.totals.grossKilograms > 0
        ? .number(train.totals.grossKilograms, digits: 3) : .empty,
      .known(alerts(train)),
    ]
  }

  private func alerts(_ train: ManifestTrain) -> String? {
    guard !train.alerts.isEmpty else { return nil }
    return train.alerts.map { shared in
      let boxes = shared.count == train.totals.boxes ? "" : " (\(words.words.boxes(shared.count)))"
      return words.alert(shared.alert) + boxes
    }.joined(separator: words.language == .zh ? "；" : "; ")
  }

  private func total(_ summary: ManifestSummary) -> [Cell] {
    var cells = [Cell](repeating: .empty, count: Column.allCases.count)
    cells[Column.train.rawValue] = .text(words(ManifestTitles.total))
    cells[Column.boxes.rawValue] = .integer(summary.totals.boxes)
    cells[Column.goods.rawValue] = .integer(summary.totals.goodsItems)
    cells[Column.kilograms.rawValue] = .number(summary.totals.grossKilograms, digits: 3)
    return cells
  }

  // MARK: - Where trains are, and how late

  private struct Delays {
    var place: String
    var counts = [0, 0, 0, 0]
    /// Of the train furthest from its end, so that places stand in the order of the way.
    var kilometresLeft = 0
  }

  /// Places in a chart that can still be read.
  private static let places = 12

  private func writePlaces(_ trains: [ManifestTrain]) throws {
    var delays: [String: Delays] = [:]
    for train in trains where train.id != nil {
      let place = train.placeName ?? words(Phrases.unknown)
      var entry = delays[place] ?? Delays(place: place)
      entry.counts[Self.class(of: train)] += 1
      entry.kilometresLeft = max(entry.kilometresLeft, train.kilometresLeft ?? 0)
      delays[place] = entry
    }
    guard !delays.isEmpty else { return }
    let shown = delays.values.sorted { a, b in
      let (left, right) = (a.counts.reduce(0, +), b.counts.reduce(0, +))
      return left == right ? a.place < b.place : left > right
    }.prefix(Self.places).sorted {
      ($1.kilometresLeft, $0.place) < ($0.kilometresLeft, $1.place)
    }
    let names = [
      ManifestTitles.onTime, ManifestTitles.late, ManifestTitles.veryLate, ManifestTitles.noPlan,
    ].map { words($0) }
    let tones: [SheetChart.Tone] = [.good, .warning, .bad, .neutral]
    try sheet.append([.text(words(ManifestTitles.byPlace))], style: .heading)
    try small([words(ManifestColumn.place.header)] + names, style: .header)
    let start = sheet.nextRow
    for entry in shown { try small(.text(entry.place), entry.counts.map(Cell.integer)) }
    let chart = SheetChart(
      title: words(ManifestTitles.byPlace), categoryColumn: 0,
      series: zip(names, tones).enumerated().map { index, entry in
        SheetChart.Series(name: entry.0, column: index + 1, tone: entry.1)
      }, rows: start..<sheet.nextRow)
    sheet.skip()
    let height = 120 + 26 * shown.count
    try sheet.place(chart, row: sheet.nextRow, column: 0, width: 760, height: height)
    sheet.skip(rows: height / Self.rowPixels + 2)
  }

  private static let rowPixels = 20

  /// A row of a small table at the left.
  private func small(_ title: Cell, _ values: [Cell], style: RowStyle = .plain) throws {
    try sheet.append([title] + values, style: style, width: 1 + values.count)
  }

  private func small(_ titles: [String], style: RowStyle) throws {
    try sheet.append(titles.map(Cell.text), style: style, width: titles.count)
  }

  private static func `class`(of train: ManifestTrain) -> Int {
    guard let hours = train.deviationHours else { return 3 }
    return hours <= 1 ? 0 : hours <= 24 ? 1 : 2
  }

  // MARK: - Figures

  private func writeFigures(_ summary: ManifestSummary) throws {
    let totals = summary.totals
    func line(_ title: String, _ value: Cell) throws { try small(.text(title), [value]) }
    try sheet.append([.text(words(ManifestTitles.total))], style: .heading)
    try line(words(ManifestTitles.trains), .integer(summary.trains))
    try line(words(ManifestTitles.boxes), .integer(totals.boxes))
    for state in Journey.State.allCases {
      guard let count = totals.byState[state] else { continue }
      try line("  \(words.words.state(state))", .integer(count))
    }
    try line(words(ManifestTitles.alerted), .integer(totals.alertedBoxes))
    try line(words(ManifestTitles.goodsItems), .integer(totals.goodsItems))
    try line(words(ManifestColumn.packages.header), .integer(totals.packages))
    try line(words(ManifestColumn.grossKilograms.header), .number(totals.grossKilograms, digits: 3))
    try line(words(ManifestTitles.dangerous), .integer(totals.dangerousItems))
    guard !totals.unknown.isEmpty else { return }
    sheet.skip()
    try sheet.append([.text(words(ManifestTitles.unknown))], style: .heading)
    for column in ManifestColumn.counted {
      guard let count = totals.unknown[column] else { continue }
      try line(words(column.header), .integer(count))
    }
  }

  private func writeGone(_ summary: ManifestSummary) throws {
    guard !summary.gone.isEmpty else { return }
    sheet.skip()
    try sheet.append([.text(words(ManifestTitles.gone))], style: .heading)
    for gone in summary.gone {
      try small(
        .text(gone.container.text), [.known(gone.train), .text(words.words.state(gone.state))])
    }
  }
}
