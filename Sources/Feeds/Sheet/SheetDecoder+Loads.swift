import Freight

/// Loading lists: the boxes with their goods, and the train with its boxes.
extension SheetDecoder {
  /// - Returns: the box's event, where it has one.
  mutating func takeLoad(_ facts: SheetFacts) -> Int? {
    let slot = facts.slot + "loaded"
    let cargo = cargo(facts)
    if let known = loads[slot] {
      // Another goods line of the same box; on another sheet perhaps the same line again.
      let event = decoded.events[known.event]
      if let cargo, known.sheet == sheet || event.details?.cargo.contains(cargo) != true {
        decoded.events[known.event].details?.cargo.append(cargo)
      }
      takeNotes(facts, of: known.event)
      return known.event
    }
    let loading = header.column(.loadingDate).flatMap { column -> LocalDateTime? in
      guard case .success(let read) = read(facts.row.cell(column)) else { return nil }
      return read.local
    }
    guard let local = loading ?? facts.departure.map({ LocalDateTime(date: $0) }) else {
      reject(
        .missingField, facts.position,
        "no departure or loading date for \(facts.subject.id), in its row or in the title")
      return nil
    }
    guard let time = context.instant(local, at: facts.origin) else {
      reject(
        .zoneUnknown, facts.position,
        "neither the origin's zone nor the feed's is known; set the feed's zone")
      return nil
    }
    let index = decoded.events.count
    loads[slot] = (index, sheet)
    append(
      facts, slot: slot, activity: .loaded, classifier: .actual, at: time.instant,
      assumptions: time.assumptions, place: facts.origin,
      conveyance: Conveyance(
        wagon: facts.wagon, train: facts.train,
        trainNumber: facts.train == nil ? facts.trainNumber : nil),
      details: loadDetails(facts, cargo), position: facts.position)
    list(facts, at: time)
    return index
  }

  /// A box may hold the goods of twelve consignees, each under a note of its own.
  private mutating func takeNotes(_ facts: SheetFacts, of load: Int) {
    var notes = decoded.events[load].details?.notes ?? []
    let others = facts.notes.filter { !notes.contains($0) }
    guard !others.isEmpty else { return }
    notes += others
    decoded.events[load].details?.notes = notes
    groupage[facts.slot] = notes
  }

  /// Whatever is told of a box is told of all its goods.
  private mutating func spreadNotes() {
    guard !groupage.isEmpty else { return }
    for (index, event) in decoded.events.enumerated() {
      guard let key = event.senderKey, event.details?.notes.isEmpty == false,
        let end = key.lastIndex(of: "|"), let notes = groupage[String(key[...end])]
      else { continue }
      decoded.events[index].details?.notes = notes
    }
  }

  private mutating func loadDetails(_ facts: SheetFacts, _ cargo: Cargo?) -> Details {
    Details(
      origin: facts.origin, destination: facts.destination, plannedDeparture: facts.departure,
      route: text(facts.row, .route), notes: facts.notes, cargo: cargo.map { [$0] } ?? [],
      seals: text(facts.row, .seal).map { [$0] } ?? [],
      containerType: text(facts.row, .containerType), grossKilograms: weight(facts, header.gross),
      tareKilograms: weight(facts, header.tare))
  }

  private mutating func cargo(_ facts: SheetFacts) -> Cargo? {
    let row = facts.row
    let cargo = Cargo(
      description: text(row, .goods),
      commodity: text(row, .commodity).flatMap { CommodityCode($0) },
      packages: number(facts, header.column(.packages)).map { Int($0) },
      grossKilograms: weight(facts, header.gross),
      dangerousGoods: text(row, .dangerousGoods).flatMap { UNNumber($0) }, note: facts.notes.first,
      consignor: text(row, .consignor), consignee: text(row, .consignee),
      customer: text(row, .customer))
    return cargo == Cargo() ? nil : cargo
  }

  private mutating func list(
    _ facts: SheetFacts, at time: (instant: Instant, assumptions: Assumptions)
  ) {
    guard let train = facts.train, case .container(let container) = facts.subject else { return }
    lists[
      train,
      default: List(
        occurredAt: time.instant, assumptions: time.assumptions.union(facts.assumptions),
        details: Details(
          origin: facts.origin, destination: facts.destination,
          plannedDeparture: facts.departure, isFullStatement: true), place: facts.origin)
    ].members.append(Member(container: container, wagon: facts.wagon))
  }

  /// The statements of the trains, once all sheets are read.
  mutating func finish() {
    spreadNotes()
    for (train, list) in lists.sorted(by: { $0.key < $1.key }) {
      guard list.members.count <= Limits.membersPerStatement else {
        reject(
          .tooManyMembers, .none,
          "\(train) has \(list.members.count) boxes, over the limit of "
            + "\(Limits.membersPerStatement) (membersPerStatement)")
        continue
      }
      var details = list.details
      details.members = list.members
      decoded.events.append(
        Event(
          feed: context.feed, senderKey: "\(train)|composed", subject: .train(train),
          activity: .composed, occurredAt: list.occurredAt,
          assumptions: list.assumptions.union(drawnUp.isAssumed ? .updateTime : [])
            .subtracting(.checkDigit),
          updatedAt: drawnUp.at, place: list.place, details: details,
          source: Source(format: Sheet.name)))
    }
  }
}
