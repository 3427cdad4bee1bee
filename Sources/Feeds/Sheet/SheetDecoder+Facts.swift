import Freight

/// What a row says of its subject, before it is put into events.
struct SheetFacts {
  var table: SheetTable
  var row: SheetTable.Row
  var subject: Subject
  var assumptions: Assumptions = []
  var train: TrainID?
  var trainNumber: String?
  var departure: CivilDate?
  var wagon: WagonNumber?
  var foreignWagon: WagonNumber?
  var origin: PlaceReference?
  var destination: PlaceReference?
  var notes: [NoteNumber] = []
  var column: Int
  /// The beginning of the names of its slots: the trip and the subject.
  var slot = ""

  func position(_ column: Int) -> Position { table.position(row: row.number, column: column) }
  var position: Position { position(column) }
}

extension SheetDecoder {
  /// Nil for rows that tell of nothing and, after saying so, for those that cannot be used.
  mutating func facts(
    _ row: SheetTable.Row, of table: SheetTable, _ column: Int
  ) -> SheetFacts? {
    let text = row.text(column)
    guard !text.isEmpty,
      let (subject, assumptions) = subject(
        text, in: row, table.position(row: row.number, column: column))
    else { return nil }
    var facts = SheetFacts(
      table: table, row: row, subject: subject, assumptions: assumptions, column: column)
    facts.wagon = wagon(facts, .wagon)
    facts.foreignWagon = wagon(facts, .foreignWagon)
    facts.origin = place(row, .origin, title.origin)
    facts.destination = place(row, .destination, title.destination)
    takeDeparture(&facts)
    if let number = (self.text(row, .trainNumber) ?? title.train).flatMap({
      TrainID.normalised(number: $0)
    }) {
      facts.trainNumber = number
      facts.train = facts.departure.flatMap { TrainID(number: number, plannedDeparture: $0) }
    }
    facts.notes = header.notes.compactMap { NoteNumber(kind: $0.kind, row.text($0.column)) }
    let trip = facts.train?.description ?? facts.departure?.description ?? "-"
    facts.slot = "\(trip)|\(subject.id)|"
    return facts
  }

  private mutating func takeDeparture(_ facts: inout SheetFacts) {
    let column = header.column(.departureDate)
    let cell = column.map(facts.row.cell) ?? .empty
    guard let column, !cell.isEmpty else {
      facts.departure = title.date
      facts.assumptions.formUnion(title.assumptions)
      return
    }
    switch read(cell, classifier: .planned, after: dates.earliestDeparture) {
    case .success(let read):
      facts.departure = read.local.date
      facts.assumptions.formUnion(read.assumptions)
    case .failure(let reason):
      facts.departure = title.date
      facts.assumptions.formUnion(title.assumptions)
      rejectDate(reason, facts, column)
    }
  }

  private mutating func subject(
    _ text: String, in row: SheetTable.Row, _ position: Position
  ) -> (Subject, Assumptions)? {
    var assumptions: Assumptions = title.isSimulated ? .simulated : []
    guard header.column(.container) != nil else {
      if let number = WagonNumber(text) { return (.wagon(number), assumptions) }
      if !isTotal(row) {
        reject(
          .invalidIdentifier, position, "“\(text)” is no wagon number (7, 8 or 12 digits)")
      }
      return nil
    }
    guard let number = ContainerNumber(text) else {
      if !isTotal(row) {
        reject(
          .invalidIdentifier, position,
          "“\(text)” is no container number (four letters, seven digits)")
      }
      return nil
    }
    if !number.isCheckDigitValid {
      assumptions.insert(.checkDigit)
      decoded.warnings.append(
        Warning(
          at: position,
          "container \(number): its check digit should be "
            + "\(number.withCorrectCheckDigit.text.suffix(1)); kept and flagged"))
    }
    return (.container(number), assumptions)
  }

  private mutating func wagon(_ facts: SheetFacts, _ kind: SheetColumn) -> WagonNumber? {
    guard let column = header.column(kind) else { return nil }
    let text = facts.row.text(column)
    if text.isEmpty { return nil }
    if let wagon = WagonNumber(text) { return wagon }
    decoded.warnings.append(
      Warning(
        at: facts.position(column),
        "“\(text)” is no wagon number (7, 8 or 12 digits); the row counts without it"))
    return nil
  }

  private func place(
    _ row: SheetTable.Row, _ kind: SheetColumn, _ fallback: String?
  ) -> PlaceReference? {
    (text(row, kind) ?? fallback).flatMap { PlaceReference(text: $0) }
  }

  // MARK: - Cells

  func text(_ row: SheetTable.Row, _ kind: SheetColumn) -> String? {
    guard let column = header.column(kind) else { return nil }
    let text = row.text(column)
    return text.isEmpty ? nil : text
  }

  /// ``SheetDates/read(_:classifier:after:)``, each text once.
  mutating func read(
    _ cell: SheetCell, classifier: Classifier = .actual, after: CivilDate? = nil
  ) -> Result<SheetDates.Read, Rejection.Reason> {
    guard case .text(let text) = cell else {
      return dates.read(cell, classifier: classifier, after: after)
    }
    // An actual's year does not depend on the departure.
    let key = DateCell(
      text: text, classifier: classifier, after: classifier == .actual ? nil : after)
    if let known = readDates[key] { return known }
    let read = dates.read(text, classifier: classifier, after: after)
    if readDates.count > 4_096 { readDates = [:] }
    readDates[key] = read
    return read
  }

  mutating func weight(_ facts: SheetFacts, _ column: SheetHeader.Weight?) -> Double? {
    guard let column else { return nil }
    return number(facts, column.column).map { $0 * column.factor }
  }

  /// Never filled down from a merged range: a weight that stands over three rows is told once.
  mutating func number(_ facts: SheetFacts, _ column: Int?) -> Double? {
    guard let column else { return nil }
    let cell = facts.row.own(column)
    let number: Double?
    switch cell {
    case .empty: return nil
    case .number(let value): number = value
    default: number = SheetDecoder.number(in: cell.text)
    }
    if let number, number.isFinite, number >= 0, number < 1e9 { return number }
    decoded.warnings.append(
      Warning(
        at: facts.position(column), "“\(cell.text)” is no number; the row counts without it"))
    return nil
  }

  private static func number(in text: String) -> Double? {
    var digits = foldingFullWidth(text).filter { !$0.isWhitespace && $0 != "\u{A0}" }
    // 12,500 in English, 12,5 in Russian.
    if let comma = digits.lastIndex(of: ","), digits.distance(from: comma, to: digits.endIndex) == 4
    {
      digits = digits.replacing(",", with: "")
    } else {
      digits = digits.replacing(",", with: ".")
    }
    return Double(digits)
  }

  // MARK: - Rejections

  mutating func reject(_ reason: Rejection.Reason, _ position: Position, _ detail: String) {
    decoded.rejections.append(Rejection(reason, at: position, detail))
  }

  mutating func rejectDate(_ reason: Rejection.Reason, _ facts: SheetFacts, _ column: Int) {
    let cell = facts.row.cell(column)
    let detail: String
    if reason != .ambiguousDate {
      detail = "“\(cell.text)” is no date (2026-02-05, 2月5日, 05.02.2026 …)"
    } else if case .number = cell {
      detail =
        "\(cell.text) is stored as a number, so it may have been \(cell.text)0: format the column as "
        + "text or as dates"
    } else {
      detail =
        "“\(cell.text)” may be day.month or month.day: say --date-order, or dateOrder for the feed"
    }
    reject(reason, facts.position(column), detail)
  }
}
