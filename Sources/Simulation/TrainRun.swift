import Freight
import RouteBook

/// One simulated train from its loading list to the empty boxes' return: what happens, and what each
/// party reports of it.
struct TrainRun {
  /// A wagon with its boxes, by their index among the truths.
  struct Load {
    var boxes: [Int]
    var wagon: WagonNumber
    var note: NoteNumber
  }

  /// Wagons that move together. A train is one portion at first; reloads, holds and sailings part it.
  struct Portion {
    enum Carrier {
      case train
      case leg(TrainLegID)
      /// A train number without a date, as in Europe.
      case numbered(String)
      /// Not formed yet: on the quay or in the reloading yard.
      case none
    }

    var loads: [Int]
    /// Until when its story is told, UTC µs.
    var now: Int64
    /// When it came to the present stop.
    var arrivedAt: Int64
    var carrier: Carrier
  }

  let scenario: Scenario
  let fleet: Fleet
  let ordinal: Int
  let train: TrainID
  let stops: [Stop]
  var dice: Dice
  var reporter: Reporter
  var loads: [Load] = []
  var portions: [Portion] = []
  var truths: [Truth] = []
  /// Wagons and legs given out so far, for numbers of their own.
  var wagonsUsed = 0
  var legsUsed = 0
  /// The last stop of the country of origin: export is cleared there, or before the train leaves.
  let exportStop: Int
  let isClearedAtOrigin: Bool

  init(_ scenario: Scenario, ordinal: Int, fleet: Fleet, sites: [PlaceID: Site]) {
    self.scenario = scenario
    self.fleet = fleet
    self.ordinal = ordinal
    train = scenario.train(ordinal)
    var dice = Dice(seed: scenario.seed, part: ordinal + 1)
    // Now and then a train is sent another way.
    let choice = scenario.route.sections.map { section in
      dice.chance(0.12) ? dice.below(section.variants.count) : 0
    }
    let stops = scenario.route.stops(choosing: choice)
    self.stops = stops
    reporter = Reporter(
      sites: stops.map { sites[$0.place] ?? Site($0.place, in: scenario.book) },
      dice: Dice(seed: scenario.seed ^ 0x5250_5254, part: ordinal),
      idHead: "sim\(scenario.seed)-\(train)")
    let country = reporter.sites.first?.country
    exportStop = (reporter.sites.firstIndex { $0.country != country } ?? 1) - 1
    // Behind a port there is no border station to be cleared at.
    let isBeforeSea = stops.dropFirst(exportStop + 1).first?.leg?.mode == .ferry
    isClearedAtOrigin = exportStop == 0 || isBeforeSea || dice.chance(0.7)
    self.dice = dice
    run()
  }

  private mutating func run() {
    guard stops.count > 1, let noon = plannedNoon() else { return }
    load(departingAt: noon + hours(dice.chance(0.7) ? dice.within(0...3) : dice.within(3...30)))
    for index in stops.indices.dropFirst() {
      if stops[index].leg?.mode == .ferry {
        sail(to: index)
      } else {
        for portion in portions.indices { travel(portion, to: index) }
      }
      guard index < stops.count - 1 else { return deliver() }
      // A train that passes does not stand.
      guard stops[index].role != .passing else { continue }
      for portion in portions.indices { stand(portion, at: index) }
      if index == exportStop, !isClearedAtOrigin { clearExport(at: index) }
      if breaksGauge(at: index) { reload(at: index) }
      guard stops[index + 1].leg?.mode != .ferry else { continue }
      for portion in portions.indices {
        form(portion, at: index)
        move(portion, .departed, at: index, isTold: true)
      }
    }
  }

  private func plannedNoon() -> Int64? {
    guard let noon = LocalDateTime(date: train.plannedDeparture, hour: 12, minute: 0) else {
      return nil
    }
    let zone = scenario.book.findPlace(stops[0].place)?.zone ?? "UTC"
    return ZoneClock.offsetMinutes(zone: zone, local: noon).map {
      noon.instant(offsetMinutes: $0).microseconds
    }
  }

  // MARK: - Running and standing

  private mutating func travel(_ portion: Int, to index: Int) {
    let planned = stops[index].leg?.plannedHours ?? 1
    let left = portions[portion].now
    let arrival = minute(left + hours(planned * dice.within(0.95...1.3)))
    reportOnTheWay(portion, from: left, until: arrival, to: index)
    if reporter.sites[index - 1].country != reporter.sites[index].country {
      crossBorder(portion, at: between(left, arrival, 0.3...0.7), to: index)
    }
    portions[portion].now = arrival
    portions[portion].arrivedAt = arrival
    let isPassing = stops[index].role == .passing
    // Some stations that are only passed report nothing.
    let isTold = !isPassing || dice.chance(0.85)
    move(portion, isPassing ? .passed : .arrived, at: index, isTold: isTold)
  }

  private mutating func crossBorder(_ portion: Int, at time: Int64, to index: Int) {
    let isTold = dice.chance(0.4)
    for box in boxes(of: portion) {
      happen(
        box, .crossedBorder, at: index - 1, time, by: isTold ? .forwarder : nil, isSlot: true,
        isDay: true)
    }
  }

  private mutating func stand(_ portion: Int, at index: Int) {
    let stop = stops[index]
    let stood: Double
    if let dwell = scenario.book.dwell(at: stop, direction: scenario.route.direction) {
      stood = dice.dwell(p50: dwell.typicalP50Hours, p90: dwell.typicalP90Hours)
    } else {
      stood = dice.dwell(p50: 1.5, p90: 4)
    }
    portions[portion].now = minute(portions[portion].now + hours(max(stood, 0.5)))
    if stood > 72, stop.role == .station, dice.chance(0.5) {
      abandon(portion, at: index)
    }
  }

  /// бросание: set aside for want of locomotives or of room ahead.
  private mutating func abandon(_ portion: Int, at index: Int) {
    let (arrivedAt, now) = (portions[portion].arrivedAt, portions[portion].now)
    for load in portions[portion].loads {
      let wagon = Subject.wagon(loads[load].wagon)
      reporter.tell(.dislocation, wagon, .abandoned, at: index, arrivedAt + hours(2))
      reporter.tell(.dislocation, wagon, .resumed, at: index, now - hours(1))
    }
  }

  /// Something that a portion does as one: told of the train, or of each wagon where trains are not
  /// told of.
  mutating func move(
    _ portion: Int, _ activity: Activity, at index: Int, isTold: Bool
  ) {
    let (now, carrier) = (portions[portion].now, portions[portion].carrier)
    for load in portions[portion].loads {
      for box in loads[load].boxes { truths[box].happen(activity, at: stops[index].place, now) }
    }
    guard isTold else { return }
    if case .train = carrier {
      reporter.tell(
        .chinaRailway, .train(train), activity, at: index, now,
        key: "\(train)|\(stops[index].place)|\(activity.rawValue)")
      return
    }
    let (sender, conveyance) = told(carrier, at: index)
    let remaining = remainingKilometres(after: index)
    for load in portions[portion].loads {
      reporter.tell(
        sender, .wagon(loads[load].wagon), activity, at: index, now, by: conveyance,
        details: Details(notes: [loads[load].note], remainingKilometres: remaining))
    }
  }

  /// Dislocation between stops: a passing loop named by its kilometre, as no gazetteer knows it.
  private mutating func reportOnTheWay(
    _ portion: Int, from left: Int64, until arrival: Int64, to index: Int
  ) {
    let carrier = portions[portion].carrier
    if case .train = carrier { return }
    let span = arrival - left
    let count = Int(Double(span) / Double(Instant.microsecondsPerDay) * scenario.positionsPerDay)
    guard count > 0 else { return }
    let (sender, conveyance) = told(carrier, at: index)
    let kilometres = stops[index].leg?.kilometres ?? 0
    let ahead = Double(remainingKilometres(after: index))
    for step in 1...count {
      let share = Double(step) / Double(count + 1)
      let remaining = Int(ahead + kilometres * (1 - share))
      let place = PlaceReference(text: "рзд \(remaining) км")
      for load in portions[portion].loads {
        reporter.tell(
          sender, .wagon(loads[load].wagon), .positioned, at: index,
          left + Int64(Double(span) * share), by: conveyance,
          details: Details(notes: [loads[load].note], remainingKilometres: remaining),
          place: place)
      }
    }
  }

  // MARK: - Boxes

  func boxes(of portion: Int) -> [Int] { portions[portion].loads.flatMap { loads[$0].boxes } }

  /// Something that happens to one box, and is reported of it, or by nobody.
  ///
  /// - Parameter isSlot: reported in a sheet, whose cell is corrected in place.
  mutating func happen(
    _ box: Int, _ activity: Activity, at index: Int, _ time: Int64, by sender: Sender?,
    isSlot: Bool = false, carriedBy conveyance: Conveyance = Conveyance(), reason: String? = nil,
    details: Details? = nil, isDay: Bool = false
  ) {
    truths[box].happen(activity, at: stops[index].place, time)
    guard let sender else { return }
    let number = truths[box].container
    reporter.tell(
      sender, .container(number), activity, at: index, time,
      key: isSlot ? "\(train)|\(number)|\(stops[index].place)|\(activity.rawValue)" : nil,
      by: conveyance, reason: reason, details: details, isDay: isDay)
  }

  // MARK: - Small things

  /// Who tells of wagons in such a train, and how the train is named.
  private func told(
    _ carrier: Portion.Carrier, at index: Int
  ) -> (sender: Sender, conveyance: Conveyance) {
    switch carrier {
    case .leg(let leg): (.dislocation, Conveyance(trainLeg: leg))
    case .numbered(let number):
      (
        reporter.sites[index].country == "CN" ? .chinaRailway : .europe,
        Conveyance(trainNumber: number)
      )
    case .train, .none: (.dislocation, Conveyance())
    }
  }

  func remainingKilometres(after index: Int) -> Int {
    Int(stops.dropFirst(index + 1).reduce(0) { $0 + ($1.leg?.kilometres ?? 0) })
  }

  /// Gauge of the way out of a stop, in millimetres.
  func gauge(after index: Int) -> Int {
    stops.dropFirst(index + 1).lazy.compactMap { $0.leg?.gauge }.first ?? 1_520
  }

  private func breaksGauge(at index: Int) -> Bool {
    guard stops[index].role == .reload, let crossing = stops[index].crossing else { return false }
    return scenario.book.crossings[crossing]?.isGaugeBreak ?? false
  }

  func hours(_ count: Double) -> Int64 { Int64(count * Double(Instant.microsecondsPerHour)) }

  func minute(_ time: Int64) -> Int64 { time / Self.aMinute * Self.aMinute }

  private static let aMinute = Instant.microsecondsPerMinute

  /// A minute between two moments, by a share drawn from a range of 0…1.
  mutating func between(_ from: Int64, _ to: Int64, _ share: ClosedRange<Double>) -> Int64 {
    minute(from + Int64(Double(max(to - from, 0)) * dice.within(share)))
  }
}
