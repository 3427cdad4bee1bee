import Freight
import RouteBook

/// One simulated train from its loading list to the empty boxes' return, with what each party would
/// report of it.
struct TrainRun {
  private(set) var reports: [Simulated] = []
  private let scenario: Scenario
  private let ordinal: Int
  private let train: TrainID
  private let stops: [Stop]
  private var dice: Dice
  private var groups: [Group] = []
  private var now: Int64 = 0

  /// Boxes that share a wagon, and so their fate.
  private struct Group {
    var boxes: [ContainerNumber]
    var wagon: WagonNumber
    var leg: TrainLegID?
    /// Hours behind the train's head: a second leg, a hold.
    var behind: Double = 0
    var note: NoteNumber
    var isOut = false
  }

  init(_ scenario: Scenario, ordinal: Int) {
    self.scenario = scenario
    self.ordinal = ordinal
    dice = Dice(seed: scenario.seed, part: ordinal + 1)
    let departure = scenario.departure(of: ordinal)
    let number = scenario.number(of: ordinal)
    train =
      TrainID(number: number, plannedDeparture: departure) ?? Fleet.anyTrain(departure)
    // Now and then a train is sent another way.
    var throwing = dice
    let choice = scenario.route.sections.map { section in
      section.variants.count > 1 && throwing.chance(0.12) ? 1 : 0
    }
    dice = throwing
    stops = scenario.route.stops(choosing: choice)
    run()
    Disturbance(scenario.disorder, seed: scenario.seed, part: ordinal).apply(to: &reports)
    reports.sort {
      (
        $0.receivedAt, $0.event.occurredAt.microseconds, $0.event.subject.id,
        $0.event.activity.rawValue
      )
        < (
          $1.receivedAt, $1.event.occurredAt.microseconds, $1.event.subject.id,
          $1.event.activity.rawValue
        )
    }
  }

  // MARK: - The journey

  private mutating func run() {
    guard let origin = stops.first else { return }
    let noon = LocalDateTime(date: train.plannedDeparture, hour: 12, minute: 0)
    let zone = scenario.book.findPlace(origin.place)?.zone ?? "UTC"
    guard let noon, let offset = scenario.book.offsetMinutes(zone: zone, at: noon) else { return }
    now = noon.instant(offsetMinutes: offset).microseconds
    load(at: origin.place)
    pass(hours: dice.within(0...8))
    departTogether(from: origin.place)
    var isTogether = true
    for (index, stop) in stops.enumerated().dropFirst() {
      pass(hours: (stop.leg?.plannedHours ?? 0) * dice.within(0.95...1.25))
      let isLast = index == stops.count - 1
      let next = isLast ? nil : stops[index + 1]
      if stop.leg?.mode == .ferry {
        // The sailing's own reports have told of the arrival.
      } else if isTogether {
        reportTrain(.arrived, at: stop.place)
      } else {
        reportWagons(.arrived, at: stop, index: index)
      }
      if isLast {
        deliver(at: stop.place)
        return
      }
      stand(at: stop)
      if stop.role == .reload, changesGauge(at: stop, next: next) {
        reload(at: stop, next: next)
        isTogether = false
      }
      if let next, next.leg?.mode == .ferry {
        sail(from: stop.place, to: next)
        continue
      }
      if stop.role == .passing, isTogether, dice.chance(0.5) { continue }
      if isTogether {
        departTogether(from: stop.place)
      } else {
        reportWagons(.departed, at: stop, index: index)
      }
    }
  }

  private mutating func load(at origin: PlaceID) {
    let count = max(2, scenario.boxesPerTrain)
    var members: [Member] = []
    let listTime = now - 10 * Instant.microsecondsPerHour
    for pair in 0..<(count + 1) / 2 {
      let boxes = (0..<2).compactMap { side -> ContainerNumber? in
        let index = pair * 2 + side
        return index < count ? Fleet.box(ordinal * count + index, seed: scenario.seed) : nil
      }
      let wagon = Fleet.chineseWagon(ordinal * count + pair, seed: scenario.seed)
      // One note for several boxes; numbers of our own series.
      let note = Fleet.note(train: ordinal, pair / 5, seed: scenario.seed)
      groups.append(Group(boxes: boxes, wagon: wagon, note: note))
      for box in boxes {
        members.append(Member(container: box, wagon: wagon))
        report(
          .container(box), .gatedIn, origin, at: listTime - hours(dice.within(10...60)), lag: 2)
        report(
          .container(box), .loaded, origin, at: listTime, lag: 1,
          key: "\(train)|\(box)|loaded", conveyance: Conveyance(wagon: wagon, train: train),
          details: listing(box, note: note, origin: origin))
      }
    }
    var details = Details(
      origin: PlaceReference(origin), destination: stops.last.map { PlaceReference($0.place) },
      route: scenario.route.id, members: members, isFullStatement: true)
    details.plannedDeparture = train.plannedDeparture
    report(
      .train(train), .composed, origin, at: listTime, lag: 1, key: "\(train)|composed",
      details: details)
    for index in groups.indices {
      for box in groups[index].boxes {
        report(
          .container(box), .customsReleased, origin, at: now - hours(dice.within(1...5)), lag: 3,
          details: Details(customsCountry: country(origin), customsProcedure: "export"))
      }
    }
    // One pair in a hundred is left behind.
    for index in groups.indices where dice.chance(0.01) {
      groups[index].isOut = true
      for box in groups[index].boxes {
        report(.container(box), .rolled, origin, at: now - hours(0.5), lag: 5, reason: "甩箱")
      }
    }
  }

  private mutating func listing(
    _ box: ContainerNumber, note: NoteNumber, origin: PlaceID
  ) -> Details {
    let goods = Fleet.goods[dice.below(Fleet.goods.count)]
    let customer = dice.pick(Fleet.customers)
    let kilograms = (dice.within(9_000...26_000) / 10).rounded() * 10
    let isGroupage = dice.chance(0.04)
    let shares = isGroupage ? 3 : 1
    let cargo = (0..<shares).map { share in
      Cargo(
        description: goods.description, commodity: CommodityCode(goods.code),
        packages: 20 + dice.below(400), grossKilograms: kilograms / Double(shares), note: note,
        consignor: customer, consignee: Fleet.consignees[(share + dice.below(4)) % 4],
        customer: customer)
    }
    return Details(
      origin: PlaceReference(origin), destination: stops.last.map { PlaceReference($0.place) },
      plannedDeparture: train.plannedDeparture, route: scenario.route.id, notes: [note],
      cargo: cargo, seals: ["SIM\(100_000 + dice.below(900_000))"], containerType: "45G1",
      grossKilograms: kilograms + 3_900, tareKilograms: 3_900)
  }

  private mutating func stand(at stop: Stop) {
    if let dwell = scenario.book.dwell(at: stop, direction: scenario.route.direction) {
      pass(hours: dice.dwell(p50: dwell.typicalP50Hours, p90: dwell.typicalP90Hours))
    } else if stop.role != .passing {
      pass(hours: dice.within(0.5...4))
    }
  }

  // MARK: - Gauge and sea

  private func changesGauge(at stop: Stop, next: Stop?) -> Bool {
    guard let crossing = stop.crossing.flatMap({ scenario.book.crossings[$0] }) else {
      return false
    }
    return crossing.isGaugeBreak && next != nil
  }

  /// Boxes are lifted onto other wagons; the train leaves in two parts; the old wagons go home.
  private mutating func reload(at stop: Stop, next: Stop?) {
    let gauge = next?.leg?.gauge ?? 1520
    let split = groups.count * 3 / 5
    let lifted = now
    for index in groups.indices where !groups[index].isOut {
      let old = groups[index].wagon
      let number = ordinal * 2 * (groups.count + 1) + index
      groups[index].wagon =
        gauge == 1520
        ? Fleet.broadWagon(number, seed: scenario.seed)
        : Fleet.europeanWagon(number, seed: scenario.seed)
      let part = index < split ? 0 : 1
      groups[index].leg =
        gauge == 1520
        ? Fleet.leg(train: ordinal, part: part, from: station(stop.place), at: lifted) : nil
      groups[index].behind = Double(part) * 9
      if dice.chance(0.02) { hold(index, at: stop.place) }
      let isTold = dice.chance(0.92)
      for box in groups[index].boxes where isTold {
        report(
          .container(box), .reloaded, stop.place,
          at: lifted - hours(dice.within(0.5...6)), lag: 6,
          conveyance: Conveyance(wagon: groups[index].wagon), details: Details(fromWagon: old))
      }
      // The new wagon names its boxes once; where nobody reported the reload, that is all there is.
      report(
        .wagon(groups[index].wagon), .composed, stop.place, at: lifted, lag: 2,
        conveyance: Conveyance(trainLeg: groups[index].leg),
        details: Details(
          notes: [groups[index].note], members: groups[index].boxes.map { Member(container: $0) }))
      goHome(old, from: stop.place)
    }
  }

  private mutating func hold(_ index: Int, at place: PlaceID) {
    let hold = dice.within(20...110)
    groups[index].behind += hold
    for box in groups[index].boxes {
      report(
        .container(box), .held, place, at: now - hours(8), lag: 4, reason: "customs inspection",
        details: Details(customsCountry: country(place), customsProcedure: "transit"))
      report(.container(box), .resumed, place, at: now + hours(hold - 1), lag: 4)
    }
  }

  /// The old wagon turns and goes back, under other boxes or empty.
  private mutating func goHome(_ wagon: WagonNumber, from place: PlaceID) {
    guard let at = stops.firstIndex(where: { $0.place == place }), at > 1 else { return }
    let other = Fleet.box(5_000_000 + ordinal * 100 + dice.below(100), seed: scenario.seed)
    let load =
      dice.chance(0.5)
      ? Details(isEmpty: true)
      : dice.chance(0.5) ? Details(members: [Member(container: other)]) : nil
    let leave = now + hours(dice.within(6...30))
    report(.wagon(wagon), .departed, place, at: leave, lag: 2, details: load)
    report(
      .wagon(wagon), .arrived, stops[max(0, at - 2)].place, at: leave + hours(dice.within(20...70)),
      lag: 2, details: load)
  }

  /// One train spreads over two sailings; ports close for wind.
  private mutating func sail(from port: PlaceID, to landing: Stop) {
    reportClosure(of: port)
    let crossing = (landing.leg?.plannedHours ?? 24) * dice.within(0.9...1.4)
    let ships = [dice.below(Fleet.vessels.count), dice.below(Fleet.vessels.count)]
    var lastArrival = now
    for part in 0..<2 {
      let sailing = now + hours(Double(part) * dice.within(20...50))
      let arrival = sailing + hours(crossing)
      let date = Instant(microseconds: sailing).localDate
      guard
        let voyage = VoyageID(
          vessel: Fleet.vessels[ships[part]], voyage: "\(date)-\(ordinal)\(part)")
      else { continue }
      let aboard = groups.indices.filter {
        !groups[$0].isOut && ($0 < groups.count / 2) == (part == 0)
      }
      for index in aboard {
        groups[index].behind = Double(sailing - now) / Double(Instant.microsecondsPerHour)
        for box in groups[index].boxes {
          report(
            .container(box), .awaitingVessel, port, at: now - hours(dice.within(12...40)), lag: 8)
          report(
            .container(box), .loaded, port, at: sailing - hours(dice.within(1...6)), lag: 3,
            conveyance: Conveyance(voyage: voyage))
          report(
            .container(box), .discharged, landing.place, at: arrival + hours(dice.within(1...6)),
            lag: 3, conveyance: Conveyance(voyage: voyage))
        }
      }
      report(.voyage(voyage), .departed, port, at: sailing, lag: 1)
      report(.voyage(voyage), .arrived, landing.place, at: arrival, lag: 1)
      lastArrival = max(lastArrival, arrival)
      for index in aboard {
        groups[index].wagon = Fleet.broadWagon(
          (ordinal * 2 + 1) * (groups.count + 1) + index, seed: scenario.seed)
        groups[index].leg = Fleet.leg(
          train: ordinal, part: part + 2, from: station(landing.place), at: arrival)
        for box in groups[index].boxes {
          report(
            .container(box), .loaded, landing.place, at: arrival + hours(dice.within(7...12)),
            lag: 3,
            conveyance: Conveyance(wagon: groups[index].wagon, trainLeg: groups[index].leg))
        }
      }
    }
    // The clock follows the first ship; the second part stays behind by as much as it sailed later.
    pass(hours: 0)
    _ = lastArrival
  }

  /// Wind closes a port for all who wait there: some weeks, for a day or so.
  private mutating func reportClosure(of port: PlaceID) {
    let week = now / (7 * Instant.microsecondsPerDay)
    let name = port.slug.utf8.reduce(0) { $0 * 31 + Int($1) }
    var weather = Dice(seed: scenario.seed, part: name % 1_000_000 + Int(week) * 1_000)
    guard weather.chance(0.4) else { return }
    let closed = week * 7 * Instant.microsecondsPerDay + hours(weather.within(0...120))
    let reopened = closed + hours(weather.within(8...40))
    guard closed < now, reopened > now - hours(48) else { return }
    let place = PlaceReference(port)
    report(.place(place), .portClosed, port, at: closed, lag: 1, reason: "wind")
    report(.place(place), .resumed, port, at: reopened, lag: 1)
  }

  // MARK: - Arrival

  private mutating func deliver(at place: PlaceID) {
    for group in groups where !group.isOut {
      let arrived = now + hours(group.behind)
      for box in group.boxes {
        report(
          .container(box), .discharged, place, at: arrived + hours(dice.within(2...10)), lag: 4,
          conveyance: Conveyance(wagon: group.wagon))
        let out = arrived + hours(dice.within(20...90))
        report(.container(box), .gatedOut, place, at: out, lag: 4)
        report(.container(box), .delivered, place, at: out + hours(dice.within(2...12)), lag: 10)
        if dice.chance(0.6) {
          report(
            .container(box), .emptyReturned, place, at: out + hours(dice.within(40...160)), lag: 8,
            details: Details(isEmpty: true))
        }
      }
    }
  }

  // MARK: - Reporting

  private mutating func departTogether(from place: PlaceID) { reportTrain(.departed, at: place) }

  private mutating func reportTrain(_ activity: Activity, at place: PlaceID) {
    report(
      .train(train), activity, place, at: now, lag: 0.5,
      key: "\(train)|\(place)|\(activity.rawValue)")
  }

  private mutating func reportWagons(_ activity: Activity, at stop: Stop, index: Int) {
    let remaining = stops.dropFirst(index + 1).reduce(0.0) { $0 + ($1.leg?.kilometres ?? 0) }
    for group in groups where !group.isOut {
      report(
        .wagon(group.wagon), activity, stop.place, at: now + hours(group.behind), lag: 2,
        conveyance: Conveyance(trainLeg: group.leg),
        details: Details(notes: [group.note], remainingKilometres: Int(remaining)))
    }
  }

  private mutating func report(
    _ subject: Subject, _ activity: Activity, _ place: PlaceID, at time: Int64, lag: Double,
    key: String? = nil, conveyance: Conveyance = Conveyance(), reason: String? = nil,
    details: Details? = nil
  ) {
    let minute = time / Instant.microsecondsPerMinute * Instant.microsecondsPerMinute
    let zone = scenario.book.findPlace(place)?.zone ?? "UTC"
    let offset = ZoneClock.offsetMinutes(zone: zone, utcMicroseconds: minute) ?? 0
    let event = Event(
      feed: "simulated", senderKey: key, subject: subject, activity: activity,
      occurredAt: Instant(microseconds: minute, offsetMinutes: offset, precision: .minute),
      assumptions: .simulated,
      updatedAt: key == nil ? nil : Instant(microseconds: minute + Instant.microsecondsPerHour),
      place: PlaceReference(place), conveyance: conveyance, reason: reason, details: details)
    reports.append(
      Simulated(event: event, receivedAt: minute + hours(lag * dice.within(0.3...1.7))))
  }

  private mutating func pass(hours count: Double) { now += hours(count) }

  private func hours(_ count: Double) -> Int64 {
    Int64(count * Double(Instant.microsecondsPerHour))
  }

  private func country(_ place: PlaceID) -> String {
    scenario.book.findPlace(place)?.country ?? "XX"
  }

  private func station(_ place: PlaceID) -> String {
    scenario.book.findPlace(place)?.esr.map { String($0.prefix(4)) } ?? "0000"
  }
}
