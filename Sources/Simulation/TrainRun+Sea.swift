import Freight
import RouteBook

extension TrainRun {
  private struct Sailing {
    var at: Int64
    var loads: [Int]
  }

  /// From port to port: a train spreads over several sailings, and ports close for wind. On a feeder
  /// the boxes leave their wagons; a train ferry takes them with the wagon.
  mutating func sail(to landing: Int) {
    let port = landing - 1
    let isTrainFerry = stops[landing].leg?.carrier?.contains("train ferry") ?? false
    waitForWind(at: port)
    var landed: [Portion] = []
    for (count, sailing) in sailings().enumerated() {
      let crossing = (stops[landing].leg?.plannedHours ?? 24) * dice.within(0.9...1.4)
      let arrival = minute(sailing.at + hours(crossing))
      let voyage = newVoyage(sailing.at, port: port, count)
      for load in sailing.loads {
        embark(load, voyage, sailing.at, at: port, isTrainFerry: isTrainFerry)
      }
      reporter.tell(.port, voyage, .departed, at: port, sailing.at)
      reporter.tell(.port, voyage, .arrived, at: landing, arrival)
      for box in sailing.loads.flatMap({ loads[$0].boxes }) {
        truths[box].happen(.departed, at: stops[port].place, sailing.at)
        truths[box].happen(.arrived, at: stops[landing].place, arrival)
      }
      var unloaded = arrival
      for load in sailing.loads {
        unloaded = max(unloaded, disembark(load, voyage, arrival, at: landing))
        if !isTrainFerry {
          loads[load].wagon = newWagon(
            gauge: gauge(after: landing), country: reporter.sites[landing].country)
        }
      }
      landed.append(
        Portion(loads: sailing.loads, now: unloaded, arrivedAt: unloaded, carrier: .none))
    }
    portions = landed
  }

  /// First come, first shipped; what finds no room waits for the next ship.
  private mutating func sailings() -> [Sailing] {
    var sailings: [Sailing] = []
    for portion in portions.sorted(by: { $0.now < $1.now }) {
      let ready = portion.arrivedAt + hours(6)
      if let index = sailings.indices.first(where: { sailings[$0].at >= ready }) {
        sailings[index].loads += portion.loads
        continue
      }
      let next = sailings.last.map { $0.at + hours(dice.within(20...70)) } ?? portion.now
      let at = minute(max(next, ready + hours(dice.within(6...30))))
      let isFull = sailings.isEmpty && portion.loads.count > 6
      let aboard = isFull ? portion.loads.count * 3 / 5 : portion.loads.count
      sailings.append(Sailing(at: at, loads: Array(portion.loads[..<aboard])))
      if isFull {
        sailings.append(
          Sailing(
            at: minute(at + hours(dice.within(20...70))), loads: Array(portion.loads[aboard...])))
      }
    }
    return sailings
  }

  private func newVoyage(_ time: Int64, port: Int, _ count: Int) -> Subject {
    var site = reporter.sites[port]
    let date = Instant(microseconds: time, offsetMinutes: site.offsetMinutes(at: time)).localDate
    let ship = Fleet.vessels[(ordinal * 2 + count) % Fleet.vessels.count]
    guard let voyage = VoyageID(vessel: ship, voyage: "\(date)-\(ordinal + 1).\(port).\(count + 1)")
    else { preconditionFailure("a name and a date are a voyage") }
    return .voyage(voyage)
  }

  /// Wind closes a port for all who wait there, some weeks, for a day or so. What closes when hangs on
  /// the seed alone, so that all trains tell of the same closures.
  private mutating func waitForWind(at port: Int) {
    guard let arrived = portions.map(\.arrivedAt).min(), let ready = portions.map(\.now).max()
    else { return }
    let week = 7 * Instant.microsecondsPerDay
    let name = stops[port].place.slug.utf8.reduce(0) { ($0 * 31 + Int($1)) % 1_000_003 }
    for count in arrived / week...ready / week {
      var weather = Dice(seed: scenario.seed ^ 0x5749_4E44, part: name * 10_000 + Int(count))
      guard weather.chance(0.3) else { continue }
      let closed = minute(count * week + hours(weather.within(0...120)))
      let reopened = minute(closed + hours(weather.within(8...40)))
      guard closed < ready, reopened > arrived else { continue }
      let place = reporter.sites[port].reference(by: .port)
      reporter.tell(.port, .place(place), .portClosed, at: port, closed, reason: "wind")
      reporter.tell(.port, .place(place), .resumed, at: port, reopened)
      for portion in portions.indices where portions[portion].now > closed {
        portions[portion].now = max(portions[portion].now, reopened)
      }
    }
  }

  private mutating func embark(
    _ load: Int, _ voyage: Subject, _ sailing: Int64, at port: Int, isTrainFerry: Bool
  ) {
    guard case .voyage(let id) = voyage else { return }
    let wagon = loads[load].wagon
    let arrived = portions.first { $0.loads.contains(load) }?.arrivedAt ?? sailing - hours(12)
    let aboard = minute(sailing - hours(dice.within(0.5...3)))
    let isAwaited = aboard - arrived > hours(24)
    let isToldOff = dice.chance(0.6)
    for box in loads[load].boxes {
      if !isTrainFerry {
        let off = between(arrived, aboard, 0.05...0.2)
        happen(
          box, .discharged, at: port, off, by: isToldOff ? .port : nil,
          carriedBy: Conveyance(wagon: wagon))
        truths[box].leave(.wagon, at: off)
      }
      if isAwaited {
        happen(box, .awaitingVessel, at: port, between(arrived, aboard, 0.3...0.5), by: .port)
      }
      happen(
        box, .loaded, at: port, aboard, by: .port,
        carriedBy: Conveyance(wagon: isTrainFerry ? wagon : nil, voyage: id))
      truths[box].leave(.train, at: aboard)
      truths[box].leave(.trainLeg, at: aboard)
      truths[box].board(voyage, at: aboard)
    }
    if !isTrainFerry { goHome(wagon, from: port, at: between(arrived, aboard, 0.2...0.4)) }
  }

  private mutating func disembark(
    _ load: Int, _ voyage: Subject, _ arrival: Int64, at landing: Int
  ) -> Int64 {
    guard case .voyage(let id) = voyage else { return arrival }
    // A vessel is unloaded in six or seven hours.
    let ashore = minute(arrival + hours(dice.within(1...7)))
    for box in loads[load].boxes {
      happen(
        box, .discharged, at: landing, ashore, by: .port, carriedBy: Conveyance(voyage: id))
      truths[box].leave(.voyage, at: ashore)
    }
    return ashore
  }

  /// Onto the wagons that go on from the quay.
  mutating func loadOntoRail(_ portion: Int, at index: Int) {
    let (from, until) = (portions[portion].arrivedAt, portions[portion].now)
    for load in portions[portion].loads {
      let time = between(from, until, 0.4...0.8)
      let wagon = loads[load].wagon
      for box in loads[load].boxes {
        happen(
          box, .loaded, at: index, time, by: .port, carriedBy: Conveyance(wagon: wagon))
        truths[box].board(.wagon(wagon), at: time)
      }
    }
  }
}
