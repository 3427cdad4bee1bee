import Freight

/// A table's rows to events: one for a box and its goods, one for each filled milestone, and for a
/// loading list one statement of all that the train carries.
struct SheetDecoder {
  private let context: DecodingContext
  private let header: SheetHeader
  private let title: SheetTitle
  private let dates: SheetDates
  private var decoded = Decoded()
  private var lists: [TrainID: List] = [:]
  /// Rows of one box are one load: its first event, by slot.
  private var loads: [String: Int] = [:]

  private struct List {
    var members: [Member] = []
    var occurredAt: Instant
    var assumptions: Assumptions
    var details: Details
    var place: PlaceReference?
  }

  static func decode(_ table: SheetTable, in context: DecodingContext) -> Decoded {
    guard let header = SheetHeader(table) else {
      return Decoded(rejections: [
        Rejection(
          .noHeader, at: table.rows.isEmpty ? .none : SheetTable.position(row: 1, column: 0),
          "no header row with known columns in the first rows; 箱号, Container No. or № контейнера "
            + "and one more are the least")
      ])
    }
    guard header.subjectColumn != nil else {
      return Decoded(rejections: [
        Rejection(
          .noSubjectColumn, at: SheetTable.position(row: table.rows[header.row].number, column: 0),
          "no column of container or wagon numbers (箱号, Container No., № контейнера)")
      ])
    }
    var decoder = SheetDecoder(context, header, table)
    for row in table.rows[(header.row + 1)...] { decoder.take(row) }
    decoder.finish()
    return decoder.decoded
  }

  private init(_ context: DecodingContext, _ header: SheetHeader, _ table: SheetTable) {
    self.context = context
    self.header = header
    dates = SheetDates(context: context, order: header.dateOrder)
    title = SheetTitle(table.rows[..<header.row], dates: dates)
  }

  // MARK: - A row

  /// What a row says of its subject, before it is put into events.
  private struct RowFacts {
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
    var position: Position

    /// The trip within the sheet's slots.
    var trip: String { train?.description ?? departure?.description ?? "-" }
  }

  private mutating func take(_ row: SheetTable.Row) {
    guard let column = header.subjectColumn else { return }
    let text = row.cell(column)
    if text.isEmpty || isTotal(row) { return }
    let position = SheetTable.position(row: row.number, column: column)
    guard let facts = facts(row, text, position) else { return }
    if header.columns.values.contains(where: \.isOfLoadingList), facts.subject.kind == .container {
      takeLoad(facts)
    }
    for (column, kind) in header.columns.sorted(by: { $0.key < $1.key }) {
      switch kind {
      case .milestone(let activity, let place, let classifier):
        takeMilestone(facts, column, activity, place, classifier)
      case .location: takeLocation(facts, column)
      default: break
      }
    }
  }

  private func isTotal(_ row: SheetTable.Row) -> Bool {
    let words = ["合计", "总计", "小计", "итого", "всего", "total", "sum"]
    return row.cells.contains { cell in
      let lower = cell.lowercased()
      return words.contains { lower.hasPrefix($0) } && cell.count < 16
    }
  }

  private mutating func facts(
    _ row: SheetTable.Row, _ text: String, _ position: Position
  ) -> RowFacts? {
    var assumptions: Assumptions = title.isSimulated ? .simulated : []
    let subject: Subject
    if header.column(.container) != nil {
      guard let number = ContainerNumber(text) else {
        reject(
          .invalidIdentifier, position,
          "“\(text)” is no container number (four letters, seven digits)")
        return nil
      }
      if !number.isCheckDigitValid {
        assumptions.insert(.checkDigit)
        decoded.warnings.append(
          Warning(
            at: position,
            "container \(number): its check digit should be \(number.withCorrectCheckDigit.text.suffix(1)); kept and flagged"
          ))
      }
      subject = .container(number)
    } else {
      guard let number = WagonNumber(text) else {
        reject(.invalidIdentifier, position, "“\(text)” is no wagon number (7, 8 or 12 digits)")
        return nil
      }
      subject = .wagon(number)
    }
    var facts = RowFacts(row: row, subject: subject, assumptions: assumptions, position: position)
    facts.wagon = wagon(row, .wagon)
    facts.foreignWagon = wagon(row, .foreignWagon)
    facts.origin = place(row, .origin, title.origin)
    facts.destination = place(row, .destination, title.destination)
    facts.departure = title.date
    if let column = header.column(.departureDate), !row.cell(column).isEmpty {
      switch dates.read(row.cell(column)) {
      case .success(let read):
        facts.departure = read.local.date
        facts.assumptions.formUnion(read.assumptions)
      case .failure(let reason): rejectDate(reason, row, column)
      }
    }
    let number = header.column(.trainNumber).map { row.cell($0) }.flatMap { $0.isEmpty ? nil : $0 }
    if let number = (number ?? title.train).flatMap({ TrainID.normalised(number: $0) }) {
      facts.trainNumber = number
      facts.train = facts.departure.flatMap { TrainID(number: number, plannedDeparture: $0) }
    }
    return facts
  }

  private mutating func wagon(_ row: SheetTable.Row, _ kind: SheetColumn) -> WagonNumber? {
    guard let column = header.column(kind), !row.cell(column).isEmpty else { return nil }
    if let wagon = WagonNumber(row.cell(column)) { return wagon }
    decoded.warnings.append(
      Warning(
        at: SheetTable.position(row: row.number, column: column),
        "“\(row.cell(column))” is no wagon number (7, 8 or 12 digits); the row counts without it"))
    return nil
  }

  private func place(
    _ row: SheetTable.Row, _ kind: SheetColumn, _ fallback: String?
  ) -> PlaceReference? {
    let own = header.column(kind).map { row.cell($0) }.flatMap { $0.isEmpty ? nil : $0 }
    return (own ?? fallback).flatMap { PlaceReference(text: $0) }
  }

  // MARK: - Loading list

  private mutating func takeLoad(_ facts: RowFacts) {
    let slot = "\(facts.trip)|\(facts.subject.id)|loaded"
    let cargo = cargo(facts.row)
    if let index = loads[slot] {
      // Another goods line of the same box.
      if let cargo { decoded.events[index].details?.cargo.append(cargo) }
      return
    }
    let loading = header.column(.loadingDate).flatMap { column -> LocalDateTime? in
      guard case .success(let read) = dates.read(facts.row.cell(column)) else { return nil }
      return read.local
    }
    guard let local = loading ?? facts.departure.map({ LocalDateTime(date: $0) }) else {
      reject(
        .missingField, facts.position,
        "no departure or loading date for \(facts.subject.id), in its row or in the title")
      return
    }
    guard let time = context.instant(local, at: facts.origin) else {
      reject(
        .zoneUnknown, facts.position,
        "neither the origin's zone nor the feed's is known; set the feed's zone")
      return
    }
    var details = Details(
      origin: facts.origin, destination: facts.destination, plannedDeparture: facts.departure,
      route: text(facts.row, .route), notes: notes(facts.row), cargo: cargo.map { [$0] } ?? [],
      seals: text(facts.row, .seal).map { [$0] } ?? [],
      containerType: text(facts.row, .containerType))
    details.grossKilograms = weight(facts.row) {
      if case .grossKilograms(let f) = $0 { f } else { nil }
    }
    details.tareKilograms = weight(facts.row) {
      if case .tareKilograms(let f) = $0 { f } else { nil }
    }
    loads[slot] = decoded.events.count
    append(
      facts, slot: slot, activity: .loaded, classifier: .actual, at: time.instant,
      assumptions: time.assumptions, place: facts.origin,
      conveyance: Conveyance(
        wagon: facts.wagon, train: facts.train,
        trainNumber: facts.train == nil ? facts.trainNumber : nil), details: details)
    list(facts, at: time)
  }

  private mutating func list(
    _ facts: RowFacts, at time: (instant: Instant, assumptions: Assumptions)
  ) {
    guard let train = facts.train, case .container(let container) = facts.subject else { return }
    var list =
      lists[train]
      ?? List(
        occurredAt: time.instant, assumptions: time.assumptions.union(facts.assumptions),
        details: Details(
          origin: facts.origin, destination: facts.destination,
          plannedDeparture: facts.departure, isFullStatement: true), place: facts.origin)
    list.members.append(Member(container: container, wagon: facts.wagon))
    lists[train] = list
  }

  private mutating func finish() {
    for (train, list) in lists.sorted(by: { $0.key < $1.key }) {
      guard list.members.count <= Limits.membersPerStatement else {
        reject(
          .tooManyMembers, .none,
          "\(train) has \(list.members.count) boxes, over the limit of \(Limits.membersPerStatement) (membersPerStatement)"
        )
        continue
      }
      var details = list.details
      details.members = list.members
      let drawn = drawnUp
      decoded.events.append(
        Event(
          feed: context.feed, senderKey: "\(train)|composed", subject: .train(train),
          activity: .composed, occurredAt: list.occurredAt,
          assumptions: list.assumptions.union(drawn.isAssumed ? .updateTime : []).subtracting(
            .checkDigit),
          updatedAt: drawn.at, place: list.place, details: details,
          source: Source(format: Sheet.name)))
    }
  }

  private mutating func cargo(_ row: SheetTable.Row) -> Cargo? {
    let cargo = Cargo(
      description: text(row, .goods),
      commodity: text(row, .commodity).flatMap { CommodityCode($0) },
      packages: number(row, .packages).map { Int($0) },
      grossKilograms: weight(row) { if case .grossKilograms(let f) = $0 { f } else { nil } },
      dangerousGoods: text(row, .dangerousGoods).flatMap { UNNumber($0) }, note: notes(row).first,
      consignor: text(row, .consignor), consignee: text(row, .consignee),
      customer: text(row, .customer))
    return cargo == Cargo() ? nil : cargo
  }

  private func notes(_ row: SheetTable.Row) -> [NoteNumber] {
    header.columns.sorted { $0.key < $1.key }.compactMap { column, kind in
      guard case .note(let noteKind) = kind, !row.cell(column).isEmpty else { return nil }
      return NoteNumber(kind: noteKind, row.cell(column))
    }
  }

  private func text(_ row: SheetTable.Row, _ kind: SheetColumn) -> String? {
    guard let column = header.column(kind) else { return nil }
    let cell = row.cell(column)
    return cell.isEmpty ? nil : cell
  }

  private mutating func weight(
    _ row: SheetTable.Row, _ factor: (SheetColumn) -> Double?
  ) -> Double? {
    for (column, kind) in header.columns {
      if let factor = factor(kind) { return number(row, kind, column).map { $0 * factor } }
    }
    return nil
  }

  private mutating func number(
    _ row: SheetTable.Row, _ kind: SheetColumn, _ at: Int? = nil
  ) -> Double? {
    guard let column = at ?? header.column(kind) else { return nil }
    let cell = row.cell(column)
    guard !cell.isEmpty else { return nil }
    var digits = foldingFullWidth(cell).filter { !$0.isWhitespace && $0 != "\u{A0}" }
    // 12,500 in English, 12,5 in Russian.
    if let comma = digits.lastIndex(of: ","), digits.distance(from: comma, to: digits.endIndex) == 4
    {
      digits = digits.replacing(",", with: "")
    } else {
      digits = digits.replacing(",", with: ".")
    }
    if let value = Double(digits), value.isFinite, value >= 0, value < 1e9 { return value }
    decoded.warnings.append(
      Warning(
        at: SheetTable.position(row: row.number, column: column),
        "“\(cell)” is no number; the row counts without it"))
    return nil
  }

  // MARK: - Tracking

  private mutating func takeMilestone(
    _ facts: RowFacts, _ column: Int, _ activity: Activity, _ place: String?,
    _ classifier: Classifier
  ) {
    let cell = facts.row.cell(column)
    guard !cell.isEmpty, !["-", "—", "/", "无", "нет", "n/a"].contains(cell.lowercased()) else {
      return
    }
    switch dates.read(cell, classifier: classifier, after: facts.departure) {
    case .failure(let reason): rejectDate(reason, facts.row, column)
    case .success(let read):
      var where_ = place.flatMap { PlaceReference(text: $0) }
      if where_ == nil, !read.rest.isEmpty, read.rest.count < 40 {
        where_ = PlaceReference(text: SheetDecoder.placeName(read.rest))
      }
      if where_ == nil, activity == .arrived || activity == .delivered {
        where_ = facts.destination
      }
      if where_ == nil, activity == .departed { where_ = facts.origin }
      let isReload = activity == .reloaded
      append(
        facts, column: column, activity: activity, classifier: classifier, read: read,
        place: where_,
        conveyance: Conveyance(
          wagon: isReload ? facts.foreignWagon : nil,
          trainNumber: nil),
        details: isReload ? Details(fromWagon: facts.wagon) : nil)
    }
  }

  /// `12.20位于阿拉木图`: on 12.20 at Almaty; or a place in one column and its date in another.
  private mutating func takeLocation(_ facts: RowFacts, _ column: Int) {
    let cell = facts.row.cell(column)
    guard !cell.isEmpty else { return }
    var place = cell
    var read: SheetDates.Read?
    if case .success(let found) = dates.read(cell) {
      read = found
      place = found.rest
    } else if let other = header.column(.locationDate) {
      switch dates.read(facts.row.cell(other)) {
      case .success(let found): read = found
      case .failure(let reason):
        rejectDate(reason, facts.row, other)
        return
      }
    }
    guard let read else {
      decoded.warnings.append(
        Warning(
          at: SheetTable.position(row: facts.row.number, column: column),
          "“\(cell)” has no date, in it or beside it; it says nothing of when"))
      return
    }
    let activity = SheetDecoder.activity(in: place)
    var details: Details?
    if let remaining = number(facts.row, .remainingKilometres) {
      details = Details(remainingKilometres: Int(remaining))
    }
    append(
      facts, column: column, activity: activity, classifier: .actual, read: read,
      place: PlaceReference(text: SheetDecoder.placeName(place)),
      conveyance: Conveyance(wagon: facts.foreignWagon), details: details)
  }

  private static let verbs: [(String, Activity)] = [
    ("预计到达", .positioned), ("位于", .positioned), ("到达", .arrived), ("抵达", .arrived),
    ("已到", .arrived),
    ("离开", .departed), ("驶离", .departed), ("通过", .passed), ("换装", .reloaded), ("在", .positioned),
    ("arrived at", .arrived), ("arrived", .arrived), ("left", .departed), ("departed", .departed),
    ("passed", .passed), ("at", .positioned), ("in", .positioned), ("прибыл", .arrived),
    ("убыл", .departed), ("отправлен", .departed), ("находится на", .positioned),
    ("на ст.", .positioned),
    ("ст.", .positioned), ("на", .positioned), ("в", .positioned),
  ]

  static func activity(in text: String) -> Activity {
    let lower = text.lowercased()
    return verbs.first { lower.hasPrefix($0.0) }?.1 ?? .positioned
  }

  /// The place behind the verb.
  static func placeName(_ text: String) -> String {
    var rest = text.trimmingWhitespace()
    let lower = rest.lowercased()
    if let verb = verbs.first(where: { lower.hasPrefix($0.0) }) {
      rest = String(rest.dropFirst(verb.0.count))
    }
    let end = rest.firstIndex { "，,;；。(（".contains($0) } ?? rest.endIndex
    return rest[..<end].trimmingWhitespace()
  }

  // MARK: - Events

  private mutating func append(
    _ facts: RowFacts, column: Int, activity: Activity, classifier: Classifier,
    read: SheetDates.Read, place: PlaceReference?, conveyance: Conveyance, details: Details?
  ) {
    guard let time = context.instant(read.local, at: place) else {
      reject(
        .zoneUnknown, SheetTable.position(row: facts.row.number, column: column),
        "neither the zone of “\(place?.asWritten ?? "?")” nor the feed's is known; set the feed's zone"
      )
      return
    }
    var details = details ?? Details()
    details.origin = facts.origin
    details.destination = facts.destination
    details.plannedDeparture = facts.departure
    details.notes = notes(facts.row)
    let kind = header.columns[column]?.slot ?? ""
    append(
      facts, slot: "\(facts.trip)|\(facts.subject.id)|\(kind)", activity: activity,
      classifier: classifier, at: time.instant,
      assumptions: time.assumptions.union(read.assumptions),
      place: place, conveyance: conveyance, details: details == Details() ? nil : details,
      position: SheetTable.position(row: facts.row.number, column: column))
  }

  private mutating func append(
    _ facts: RowFacts, slot: String, activity: Activity, classifier: Classifier, at time: Instant,
    assumptions: Assumptions, place: PlaceReference?, conveyance: Conveyance, details: Details?,
    position: Position? = nil
  ) {
    var conveyance = conveyance
    if conveyance.train == nil, activity != .loaded { conveyance.train = facts.train }
    let drawn = drawnUp
    decoded.events.append(
      Event(
        feed: context.feed, senderKey: slot, subject: facts.subject, activity: activity,
        classifier: classifier, occurredAt: time,
        assumptions: assumptions.union(facts.assumptions).union(drawn.isAssumed ? .updateTime : []),
        updatedAt: drawn.at, place: place, conveyance: conveyance,
        reason: text(facts.row, .remark), details: details,
        source: Source(format: Sheet.name, position: position ?? facts.position)))
  }

  /// The sheet's own date, else when it was received: corrections come as the whole sheet again.
  private var drawnUp: (at: Instant, isAssumed: Bool) {
    if let local = title.drawnUp, let time = context.instant(local, at: nil) {
      return (
        Instant(microseconds: time.instant.microseconds, offsetMinutes: time.instant.offsetMinutes),
        false
      )
    }
    return (context.receivedAt, true)
  }

  private mutating func reject(_ reason: Rejection.Reason, _ position: Position, _ detail: String) {
    decoded.rejections.append(Rejection(reason, at: position, detail))
  }

  private mutating func rejectDate(
    _ reason: Rejection.Reason, _ row: SheetTable.Row, _ column: Int
  ) {
    let cell = row.cell(column)
    let detail =
      reason == .ambiguousDate
      ? "“\(cell)” may be day.month or month.day: say --date-order, or dateOrder for the feed"
      : "“\(cell)” is no date (2026-02-05, 2月5日, 05.02.2026 …)"
    reject(reason, SheetTable.position(row: row.number, column: column), detail)
  }
}
