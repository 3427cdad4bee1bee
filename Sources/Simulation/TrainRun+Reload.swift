import Freight
import RouteBook

extension TrainRun {
  /// 换装 / перегруз: boxes are lifted onto other wagons, the train parts in two, some boxes are held,
  /// and the old wagons go home. Portions leave it unformed.
  mutating func reload(at index: Int) {
    var parted: [Portion] = []
    for var portion in portions {
      if portion.loads.count > 5, dice.chance(0.05) {
        sendBack(portion.loads.removeLast(), in: portion, at: index)
      }
      let held = portion.loads.count > 1 ? portion.loads.filter { _ in dice.chance(0.015) } : []
      let free = portion.loads.filter { !held.contains($0) }
      // Two thirds or so go first: not all find room on one train of the other network.
      let isSplit = free.count >= 8 && dice.chance(0.8)
      let first = isSplit ? free.count * 3 / 5 : free.count
      parted.append(portion.part(Array(free[..<first]), leavingAt: portion.now))
      if isSplit {
        parted.append(
          portion.part(
            Array(free[first...]), leavingAt: minute(portion.now + hours(dice.within(6...30)))))
      }
      for load in held {
        parted.append(hold(load, in: portion, at: index))
      }
    }
    portions = parted.filter { !$0.loads.isEmpty }.sorted { $0.now < $1.now }
    for portion in portions.indices { lift(portion, at: index) }
  }

  private mutating func lift(_ portion: Int, at index: Int) {
    let (from, until) = (portions[portion].arrivedAt, portions[portion].now)
    for load in portions[portion].loads {
      let time = between(from, until, 0.35...0.85)
      let old = loads[load].wagon
      let new = newWagon(gauge: gauge(after: index), country: reporter.sites[index].country)
      loads[load].wagon = new
      // Of some reloads nobody tells: only the new wagon's boxes do, later.
      let isTold = dice.chance(0.92)
      let isDay = dice.chance(0.5)
      for box in loads[load].boxes {
        truths[box].leave(.train, at: time)
        truths[box].leave(.trainLeg, at: time)
        truths[box].board(.wagon(new), at: time)
        happen(
          box, .reloaded, at: index, time, by: isTold ? .forwarder : nil, isSlot: true,
          carriedBy: Conveyance(wagon: new), details: Details(fromWagon: old), isDay: isDay)
      }
      goHome(old, from: index, at: time)
    }
  }

  /// Customs keeps a wagonload for some days; it goes on alone.
  private mutating func hold(_ load: Int, in portion: Portion, at index: Int) -> Portion {
    let held = between(portion.arrivedAt, portion.now, 0.1...0.3)
    let resumed = minute(portion.now + hours(dice.dwell(p50: 48, p90: 140)))
    for box in loads[load].boxes {
      happen(
        box, .held, at: index, held, by: .forwarder, reason: "海关查验",
        details: Details(
          customsCountry: reporter.sites[index].country, customsProcedure: "transit"))
    }
    for box in loads[load].boxes {
      happen(box, .resumed, at: index, resumed, by: .forwarder)
    }
    // Lifted after that, with time enough until departure.
    var alone = portion.part([load], leavingAt: minute(resumed + hours(dice.within(8...20))))
    alone.arrivedAt = resumed
    return alone
  }

  /// 退运
  private mutating func sendBack(_ load: Int, in portion: Portion, at index: Int) {
    let held = between(portion.arrivedAt, portion.now, 0.1...0.3)
    let returned = minute(held + hours(dice.within(48...160)))
    for box in loads[load].boxes {
      happen(box, .held, at: index, held, by: .forwarder, reason: "单证不符")
      happen(box, .returned, at: index, returned, by: .forwarder, reason: "退运")
      truths[box].end = .returned
      truths[box].leaveAll(at: returned)
    }
  }

  /// The wagon turns and goes back, empty or under other boxes; it takes nobody with it.
  mutating func goHome(_ wagon: WagonNumber, from index: Int, at time: Int64) {
    guard index > 0, stops[index].leg?.mode == .rail else { return }
    let details: Details? =
      if dice.chance(0.7) {
        Details(isEmpty: true)
      } else if dice.chance(0.25) {
        Details(members: [Member(container: fleet.foreignBox(ordinal * 331 + dice.below(331)))])
      } else {
        nil
      }
    let sender: Sender =
      switch wagon.system {
      case .broadGauge: .dislocation
      case .chinese: .chinaRailway
      case .uic: .europe
      }
    let left = minute(time + hours(dice.within(6...40)))
    reporter.tell(sender, .wagon(wagon), .departed, at: index, left, details: details)
    let back = hours((stops[index].leg?.plannedHours ?? 12) * dice.within(1...1.6))
    reporter.tell(
      sender, .wagon(wagon), .arrived, at: index - 1, minute(left + back), details: details)
  }

  // MARK: - Forming

  /// A train of the network ahead: on 1520 mm a leg by its index and forming date, else a number.
  mutating func form(_ portion: Int, at index: Int) {
    guard case .none = portions[portion].carrier else { return }
    if stops[index].leg?.mode == .ferry { loadOntoRail(portion, at: index) }
    let now = portions[portion].now
    let isBroad = gauge(after: index) == 1_520
    // When the last box is on its wagon.
    let formedAt = between(portions[portion].arrivedAt, now, 0.9...0.95)
    var conveyance = Conveyance()
    if isBroad {
      legsUsed += 1
      let leg = newLeg(at: index, formedAt)
      portions[portion].carrier = .leg(leg)
      conveyance.trainLeg = leg
      let wagons = portions[portion].loads.map { Member(wagon: loads[$0].wagon) }
      reporter.tell(
        .dislocation, .trainLeg(leg), .composed, at: index, formedAt,
        details: Details(members: wagons, isFullStatement: true))
      for box in boxes(of: portion) { truths[box].board(.trainLeg(leg), at: now) }
    } else {
      let isChina = reporter.sites[index].country == "CN"
      let number = isChina ? train.number : String(40_000 + dice.below(9_000))
      portions[portion].carrier = .numbered(number)
      conveyance.trainNumber = number
    }
    for load in portions[portion].loads {
      let members = loads[load].boxes.map { Member(container: truths[$0].container) }
      reporter.tell(
        isBroad ? .dislocation : .europe, .wagon(loads[load].wagon), .composed, at: index,
        formedAt, by: conveyance, details: Details(notes: [loads[load].note], members: members))
    }
  }

  private func newLeg(at index: Int, _ time: Int64) -> TrainLegID {
    var site = reporter.sites[index]
    let clock = Instant(microseconds: time, offsetMinutes: site.offsetMinutes(at: time))
    // To the next place at which boxes change trains.
    let end =
      stops.indices.dropFirst(index + 1).first {
        stops[$0].role == .reload || stops[$0].role == .port
      }
      ?? stops.count - 1
    return fleet.leg(
      (site.station, reporter.sites[end].station), train: ordinal, part: legsUsed,
      formed: clock.localDate)
  }
}

extension TrainRun.Portion {
  /// Some of its wagons on their own, to be formed into a train anew.
  func part(_ loads: [Int], leavingAt now: Int64) -> Self {
    Self(loads: loads, now: now, arrivedAt: arrivedAt, carrier: .none)
  }
}
