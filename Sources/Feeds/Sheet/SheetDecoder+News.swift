import Freight

/// Tracking sheets: milestones in columns of their own, and news as free text.
extension SheetDecoder {
  /// - Parameter load: the event of the loading list that the row belongs to.
  mutating func takeNews(_ facts: SheetFacts, load: Int?) {
    let told = (decoded.events.count, decoded.rejections.count)
    var unread: (column: Int, text: String)?
    var unreadLocation: (column: Int, text: String)?
    var remark = SheetRemark()
    for (column, kind, slot) in header.news {
      let cell = facts.row.cell(column)
      if cell.isEmpty { continue }
      switch kind {
      case .milestone(let activity, let place, let classifier):
        takeMilestone(facts, cell, column, slot, activity, place, classifier)
      default:
        if SheetWords.isNothing(cell.text) { continue }
        let first = decoded.events.count
        let isLocation = kind == .location
        let read = takeText(facts, cell.text, column, slot, since: told.0, isLocation: isLocation)
        if !read, unread == nil { unread = (column, cell.text) }
        // A place of which the day is not told is no remark.
        if isLocation, read || !news(cell.text, after: facts.departure).items.isEmpty { continue }
        remark.add(cell.text, events: first..<decoded.events.count, isNews: read)
        if isLocation, !read { unreadLocation = (column, cell.text) }
      }
    }
    keep(remark, since: told.0, load: load)
    // What cannot be read is no fault of a row that tells something else.
    guard let unread, told == (decoded.events.count, decoded.rejections.count), load == nil else {
      if let unreadLocation { warnOfLocation(facts, unreadLocation.column, unreadLocation.text) }
      return
    }
    decoded.warnings.append(
      Warning(
        at: facts.position(unread.column),
        "“\(unread.text.prefix(80))” is all that the row tells, and it says not what happened, "
          + "where and when (12.20位于阿拉木图, 05.02 прибыл Достык)"))
  }

  /// What was written beside the news stands with the news it made, else with the row's latest.
  private mutating func keep(_ remark: SheetRemark, since first: Int, load: Int?) {
    guard let text = remark.text else { return }
    let row = first..<decoded.events.count
    let actual = row.filter { decoded.events[$0].classifier == .actual }
    let latest = actual.max { a, b in
      decoded.events[a].occurredAt.microseconds < decoded.events[b].occurredAt.microseconds
    }
    let made =
      remark.events.isEmpty ? (latest ?? row.last ?? load).map { [$0] } ?? [] : remark.events
    for index in made { addReason(text, to: index) }
  }

  private mutating func addReason(_ text: String, to index: Int) {
    let known = decoded.events[index].reason
    // Rows of one box often have one remark.
    if let known, known.has(word: text) { return }
    decoded.events[index].reason = String(
      (known.map { "\($0); \(text)" } ?? text).prefix(Limits.textBytes / 4))
  }

  /// Fifty boxes of one train have one text: it is said once.
  private mutating func warnOfLocation(_ facts: SheetFacts, _ column: Int, _ text: String) {
    guard unreadLocations.count < 1_024, unreadLocations.insert(text).inserted else { return }
    decoded.warnings.append(
      Warning(
        at: facts.position(column),
        "“\(text.prefix(80))” says not where; it is kept as a remark on what else the row "
          + "tells"))
  }

  private mutating func takeMilestone(
    _ facts: SheetFacts, _ cell: SheetCell, _ column: Int, _ slot: String, _ activity: Activity,
    _ place: String?, _ classifier: Classifier
  ) {
    if case .text(let text) = cell, text.utf8.count < 8,
      ["-", "--", "—", "/", "无", "нет", "n/a"].contains(text.lowercased())
    {
      return
    }
    switch read(cell, classifier: classifier, after: facts.departure) {
    case .failure(let reason): rejectDate(reason, facts, column)
    case .success(let read):
      var at = place.flatMap { PlaceReference(text: $0) }
      if at == nil, !read.rest.isEmpty, read.rest.count < 40 {
        at = SheetWords(read.rest).said.flatMap { PlaceReference(text: $0.place) }
      }
      if at == nil, activity == .arrived || activity == .delivered { at = facts.destination }
      if at == nil, activity == .departed { at = facts.origin }
      let isReload = activity == .reloaded
      append(
        facts, column: column, slot: slot, activity: activity, classifier: classifier, read: read,
        place: at,
        conveyance: Conveyance(
          wagon: isReload ? facts.foreignWagon : nil,
          voyage: activity == .loaded ? voyage(facts, on: read.local.date) : nil),
        details: isReload ? Details(fromWagon: facts.wagon) : nil)
    }
  }

  /// The ship that took the box. One without a voyage's number is known by the day of loading.
  private func voyage(_ facts: SheetFacts, on date: CivilDate) -> VoyageID? {
    guard let vessel = text(facts.row, .vessel) else { return nil }
    if let number = text(facts.row, .voyageNumber) {
      return VoyageID(vessel: vessel, voyage: number)
    }
    if let voyage = VoyageID(vessel) { return voyage }
    // `BEKET ATA 012W`
    let words = vessel.split(whereSeparator: \.isWhitespace)
    if words.count > 1, let last = words.last, last.contains(where: \.isNumber) {
      return VoyageID(vessel: words.dropLast().joined(separator: " "), voyage: String(last))
    }
    return VoyageID(vessel: vessel, voyage: date.description)
  }

  /// False when the text could not be read. A location may stand in one column and its date in
  /// another, or be told of the sheet's own day; a remark is news only if it says when and what.
  private mutating func takeText(
    _ facts: SheetFacts, _ text: String, _ column: Int, _ slot: String, since first: Int,
    isLocation: Bool
  ) -> Bool {
    let news = news(text, after: facts.departure)
    var items = news.items.filter { $0.hasVerb || isLocation }
    guard let last = items.indices.last else {
      if news.isAmbiguous { rejectDate(.ambiguousDate, facts, column) }
      return news.isAmbiguous
    }
    if items[last].date == nil, isLocation {
      let beside = dateBeside(facts)
      if case .failure(let reason, let other)? = beside { rejectDate(reason, facts, other) }
      if case .read(let read)? = beside { items[last].date = read }
    }
    var isRead = false
    for index in items.indices {
      guard let date = items[index].date else { continue }
      isRead = true
      // The last is the row's present state, which tomorrow's sheet replaces; those before it stay.
      let item = items[index]
      let name = index == last ? slot : "\(slot) \(item.activity.rawValue) \(item.place)"
      append(facts, item, date, column, name, since: first)
    }
    return isRead
  }

  /// Fifty boxes of one train have one text.
  private mutating func news(_ text: String, after departure: CivilDate?) -> SheetNews {
    let key = DateCell(text: text, classifier: .actual, after: departure)
    if let known = readNews[key] { return known }
    let news = SheetNews(text, dates: dates, after: departure)
    if readNews.count > 1_024 { readNews = [:] }
    readNews[key] = news
    return news
  }

  private mutating func append(
    _ facts: SheetFacts, _ item: SheetNews.Item, _ date: SheetDates.Read, _ column: Int,
    _ slot: String, since first: Int
  ) {
    var place = PlaceReference(text: item.place)
    if place == nil, item.activity.isOfCustoms { place = standing(date, since: first) }
    // The remark often repeats a milestone of the same row.
    let isRepeated = decoded.events[first...].contains {
      $0.activity == item.activity && $0.place == place
        && context.instant(date.local, at: place)?.instant == $0.occurredAt
    }
    if isRepeated { return }
    var details: Details?
    if item.activity == .positioned,
      let remaining = number(facts, header.column(.remainingKilometres))
    {
      details = Details(remainingKilometres: Int(remaining))
    }
    append(
      facts, column: column, slot: slot, activity: item.activity, classifier: item.classifier,
      read: date, place: place, conveyance: Conveyance(wagon: facts.foreignWagon),
      details: details)
  }

  /// Where the row's other news have the box on that day: customs are somebody's somewhere.
  private func standing(_ date: SheetDates.Read, since first: Int) -> PlaceReference? {
    let day = date.local.date
    let known = decoded.events[first...].filter {
      $0.classifier == .actual && $0.occurredAt.localDate <= day
        && [.arrived, .positioned, .departed, .reloaded].contains($0.activity)
    }
    let last = known.max { $0.occurredAt.microseconds < $1.occurredAt.microseconds }
    return last?.activity == .departed ? nil : last?.place
  }

  private enum DateBeside {
    case read(SheetDates.Read)
    case failure(Rejection.Reason, column: Int)
  }

  /// When a location without a date was true: by the column for it, else the day that the row or
  /// the sheet was drawn up.
  private mutating func dateBeside(_ facts: SheetFacts) -> DateBeside? {
    for kind in [SheetColumn.locationDate, .reportDate] {
      guard let column = header.column(kind) else { continue }
      let cell = facts.row.cell(column)
      if cell.isEmpty { continue }
      switch read(cell) {
      case .success(let read): return .read(read)
      case .failure(let reason): return .failure(reason, column: column)
      }
    }
    return title.drawnUp.map {
      .read(SheetDates.Read(local: LocalDateTime(date: $0.date), assumptions: [], rest: ""))
    }
  }

  // MARK: - Events

  private mutating func append(
    _ facts: SheetFacts, column: Int, slot: String, activity: Activity, classifier: Classifier,
    read: SheetDates.Read, place: PlaceReference?, conveyance: Conveyance, details: Details?
  ) {
    guard let time = context.instant(read.local, at: place) else {
      reject(
        .zoneUnknown, facts.position(column),
        "neither the zone of “\(place?.asWritten ?? "?")” nor the feed's is known; set the feed's "
          + "zone")
      return
    }
    var details = details ?? Details()
    // Something that might begin a trip, at a place not named, is not said to be at the origin.
    let mayBegin = place == nil && (activity == .loaded || activity == .pickedUp)
    if !mayBegin { details.origin = facts.origin }
    details.destination = facts.destination
    details.plannedDeparture = facts.departure
    details.notes = facts.notes
    append(
      facts, slot: facts.slot + slot, activity: activity, classifier: classifier, at: time.instant,
      assumptions: time.assumptions.union(read.assumptions), place: place, conveyance: conveyance,
      details: details == Details() ? nil : details, position: facts.position(column))
  }

  mutating func append(
    _ facts: SheetFacts, slot: String, activity: Activity, classifier: Classifier, at time: Instant,
    assumptions: Assumptions, place: PlaceReference?, conveyance: Conveyance, details: Details?,
    position: Position
  ) {
    var conveyance = conveyance
    if conveyance.train == nil, activity != .loaded { conveyance.train = facts.train }
    decoded.events.append(
      Event(
        feed: context.feed, senderKey: slot, subject: facts.subject, activity: activity,
        classifier: classifier, occurredAt: time,
        assumptions: assumptions.union(facts.assumptions)
          .union(drawnUp.isAssumed ? .updateTime : []),
        updatedAt: drawnUp.at, place: place, conveyance: conveyance,
        details: details, source: Source(format: Sheet.name, position: position)))
  }
}

extension Activity {
  fileprivate var isOfCustoms: Bool {
    [.customsSelected, .inspected, .customsReleased].contains(self)
  }
}

/// What a row's texts say beside news.
private struct SheetRemark {
  private(set) var text: String?
  /// The news that it made.
  private(set) var events: [Int] = []

  mutating func add(_ written: String, events made: Range<Int>, isNews: Bool) {
    text = text.map { "\($0); \(written)" } ?? written
    if isNews { events += made }
  }
}
