import Freight
import RouteBook

extension TrainRun {
  /// From gate-in to departure.
  mutating func load(departingAt departure: Int64) {
    let departure = minute(departure)
    let listedAt = minute(departure - hours(dice.within(9...14)))
    let wagonloads = manifest()
    var out: Set<Int> = []
    for (index, wagonload) in wagonloads.enumerated() {
      take(wagonload, listedAt: listedAt)
      if wagonload.isRolled { out.insert(index) }
    }
    if wagonloads.count > 5, dice.chance(0.1) {
      let index = dice.below(wagonloads.count)
      if !out.contains(index) {
        out.insert(index)
        cancel(index, at: listedAt + hours(3))
      }
    }
    // A train of nothing is no train.
    if out.count == loads.count { out = [] }
    issueList(listedAt, leavingOut: [], saidAt: listedAt)
    let stays = loads.indices.filter { !out.contains($0) }
    portions = [
      Portion(loads: stays, now: departure, arrivedAt: departure, carrier: .train)
    ]
    if isClearedAtOrigin { clearExport(at: 0) }
    if !out.isEmpty { leaveBehind(out, listedAt: listedAt, departure: departure) }
    move(0, .departed, at: 0, isTold: true)
  }

  private func manifest() -> [Manifest.Wagonload] {
    let isToEurope = reporter.sites.last.map { Self.union.contains($0.country) } ?? false
    var manifest = Manifest(scenario, ordinal: ordinal, fleet: fleet, isToEurope: isToEurope)
    if let earlier = scenario.predecessor(of: ordinal) {
      manifest.take(
        leftBehindBy: Manifest(scenario, ordinal: earlier, fleet: fleet, isToEurope: isToEurope))
    }
    return manifest.wagonloads
  }

  /// Where a CIM/SMGS note serves.
  private static let union: Set<String> = [
    "PL", "DE", "FR", "ES", "CZ", "SK", "HU", "AT", "NL", "BE", "IT", "RO", "BG", "LT", "LV",
  ]

  private mutating func take(_ wagonload: Manifest.Wagonload, listedAt: Int64) {
    let wagon = newWagon(gauge: gauge(after: 0), country: reporter.sites[0].country)
    var boxes: [Int] = []
    for box in wagonload.boxes {
      let index = truths.count
      truths.append(Truth(container: box.number, train: train, note: box.note))
      boxes.append(index)
      if !wagonload.isCarriedOver {
        happen(
          index, .gatedIn, at: 0, minute(listedAt - hours(dice.within(10...60))), by: .forwarder)
      }
      happen(
        index, .loaded, at: 0, listedAt, by: .forwarder, isSlot: true,
        carriedBy: Conveyance(wagon: wagon, train: train), details: details(of: box))
      truths[index].board(.wagon(wagon), at: listedAt)
      truths[index].board(.train(train), at: listedAt)
    }
    loads.append(Load(boxes: boxes, wagon: wagon, note: wagonload.boxes[0].note))
  }

  private func details(of box: Manifest.Box) -> Details {
    Details(
      origin: reporter.sites[0].reference(by: .forwarder),
      destination: reporter.sites.last?.reference(by: .forwarder),
      plannedDeparture: train.plannedDeparture, route: scenario.route.id, notes: [box.note],
      cargo: box.cargo, seals: [box.seal], containerType: box.type,
      grossKilograms: box.grossKilograms, tareKilograms: box.tareKilograms)
  }

  /// The loading list, one statement of all that the train carries; its second issue leaves out what
  /// stayed behind.
  private mutating func issueList(
    _ listedAt: Int64, leavingOut out: Set<Int>, saidAt: Int64
  ) {
    let members = loads.indices.filter { !out.contains($0) }.flatMap { load in
      loads[load].boxes.map {
        Member(container: truths[$0].container, wagon: loads[load].wagon)
      }
    }
    reporter.tell(
      .forwarder, .train(train), .composed, at: 0, listedAt, key: "\(train)|composed",
      details: Details(
        origin: reporter.sites[0].reference(by: .forwarder),
        destination: reporter.sites.last?.reference(by: .forwarder),
        plannedDeparture: train.plannedDeparture, route: scenario.route.id, members: members,
        isFullStatement: true), saidAt: saidAt)
  }

  private mutating func cancel(_ load: Int, at time: Int64) {
    for box in loads[load].boxes {
      happen(box, .cancelled, at: 0, minute(time), by: .forwarder, reason: "客户取消")
      truths[box].end = .cancelled
      truths[box].leaveAll(at: minute(time))
    }
  }

  /// 甩箱. Every second time the list's second issue is all that tells of it.
  private mutating func leaveBehind(_ out: Set<Int>, listedAt: Int64, departure: Int64) {
    let time = departure - hours(0.5)
    for load in out.sorted() {
      let isTold = dice.chance(0.5)
      for box in loads[load].boxes where truths[box].end == nil {
        happen(box, .rolled, at: 0, time, by: isTold ? .forwarder : nil, reason: "甩箱")
        truths[box].end = .rolled
        truths[box].leaveAll(at: time)
      }
    }
    issueList(listedAt, leavingOut: out, saidAt: departure + hours(1))
  }

  /// 放行, box by box; some are selected for inspection first (布控, 查验).
  mutating func clearExport(at index: Int) {
    let details = Details(
      customsCountry: reporter.sites[index].country, customsProcedure: "export")
    for portion in portions.indices {
      let leaving = portions[portion].now
      // At the origin there is half a day before departure.
      let from = index == 0 ? leaving - hours(8) : portions[portion].arrivedAt
      for box in boxes(of: portion) {
        if dice.chance(0.04) {
          happen(
            box, .customsSelected, at: index, between(from, leaving, 0.1...0.2), by: .forwarder,
            details: details)
          happen(
            box, .inspected, at: index, between(from, leaving, 0.3...0.5), by: .forwarder,
            details: details)
        }
        happen(
          box, .customsReleased, at: index, between(from, leaving, 0.6...0.9), by: .forwarder,
          details: details)
      }
    }
  }

  mutating func newWagon(gauge: Int, country: String) -> WagonNumber {
    wagonsUsed += 1
    let system: WagonNumber.System =
      gauge == 1_520 ? .broadGauge : country == "CN" ? .chinese : .uic
    return fleet.wagon(system, train: ordinal, wagonsUsed)
  }
}
