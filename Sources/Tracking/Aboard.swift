import Freight
import RouteBook

/// DESIGN §5, Aboard: the intervals in which the box was on a wagon, a leg, a vessel, a train, and
/// what it inherits of their reports in them.
///
/// An interval ends at the first of: reload or discharge; the box reported elsewhere; the break of
/// gauge or the port (then the reload counts as not reported); the carrier reported empty, with
/// other boxes, or on another note. A row that names no boxes ends nothing.
struct Aboard {
  private(set) var intervals: [Journey.CarrierInterval] = []
  private(set) var inherited: [Report] = []
  private(set) var findings: [Journey.Finding] = []

  private let scene: Scene
  private let reports: (Subject) throws -> CarrierReports
  private let own: [Report]
  /// By the moment from which each is certain: a day's report, only when the day is over.
  private let ownLocated: [Report]
  private let ownActual: [Report]

  /// What is the same for all carriers of one trip.
  struct Scene {
    let container: ContainerNumber
    /// Wrong numbers that were corrected to this one: lists drawn up before name the box by them.
    let aliases: Set<ContainerNumber>
    let book: RouteBook
    let policy: Policy
    let notes: Set<NoteNumber>
    /// Where its trip ends, though its train may go on.
    let destination: PlaceID?
    /// Until when the trip may hold reports.
    let until: Int64
    let ranks: [PlaceID: Int]
    /// Places at which the way goes on by ship.
    let ports: Set<PlaceID>
    let breaks: GaugeBreaks

    func isNamed(by event: Event) -> Bool {
      event.details?.members?.contains { member in
        member.container.map { $0 == container || aliases.contains($0) } ?? false
      } ?? false
    }

    func isBeyondDestination(_ place: PlaceID) -> Bool {
      guard let here = ranks[place], let end = destination.flatMap({ ranks[$0] }) else {
        return false
      }
      return here > end
    }
  }

  /// - Parameter carriers: the standing reports of what carried the box.
  init(
    _ own: [Report], scene: Scene, carriers reports: @escaping (Subject) throws -> CarrierReports
  ) throws {
    self.scene = scene
    self.reports = reports
    self.own = own
    ownLocated = own.filter(\.isLocated).stablySorted { $0.end < $1.end }
    ownActual = own.filter(\.isActual).stablySorted { $0.start < $1.start }
    var carriers = OwnCarriers(own, of: scene.container, destination: scene.destination)
    try rollUnlisted(&carriers)
    for reload in carriers.unreportedReloads {
      findings.append(
        Journey.Finding(
          kind: .reloadNotReported, since: reload.at, until: reload.until, place: nil,
          evidence: [reload.evidence]))
    }
    for interval in carriers.intervals {
      switch interval.carrier {
      case .wagon: try ride(wagon: interval)
      case .trainLeg: try ride(leg: interval)
      case .voyage: try ride(voyage: interval)
      default: break
      }
    }
    // The train last: it is believed only where nothing nearer to the box speaks.
    for interval in carriers.intervals {
      if case .train = interval.carrier { try ride(train: interval) }
    }
    intervals.sort { ($0.from, $0.carrier) < ($1.from, $1.carrier) }
  }

  // MARK: - Lists

  /// Lists are full statements: a box missing from the later issue of a train's list is rolled.
  private mutating func rollUnlisted(_ carriers: inout OwnCarriers) throws {
    for (index, interval) in carriers.intervals.enumerated() {
      guard case .train = interval.carrier else { continue }
      let lists = try standing(interval.carrier, from: interval.from - Self.listWindow)
        .map(\.event).filter {
          $0.activity == .composed && $0.details?.isFullStatement == true
            && $0.feed == interval.feed && $0.subject == interval.carrier
        }
      guard let latest = lists.max(by: { ($0.listedAt, $0.id) < ($1.listedAt, $1.id) }),
        !scene.isNamed(by: latest), latest.listedAt >= interval.listedAt
      else { continue }
      let at = latest.listedAt
      carriers.roll(index)
      // The wagon of the same row is void with it.
      for (other, wagon) in carriers.intervals.enumerated()
      where wagon.evidence == interval.evidence && other != index {
        carriers.roll(other)
      }
      let next = carriers.intervals.first {
        if case .train = $0.carrier {
          return $0.from >= interval.from && $0.carrier != interval.carrier
        }
        return false
      }
      findings.append(
        Journey.Finding(
          kind: .rolled, since: at, until: next?.from, place: interval.boardedAt,
          detail: interval.carrier.id, evidence: [latest.id]))
    }
  }

  private static let listWindow = 30 * Instant.microsecondsPerDay

  // MARK: - Wagon

  private mutating func ride(wagon interval: OwnCarriers.Interval) throws {
    var interval = interval
    endAtBreak(&interval)
    let reports = try aboard(interval)
    var atBreak: BorderCrossing?
    var atPort: PlaceID?
    var rides: [OwnCarriers.Interval] = []
    for (index, report) in zip(reports.indices, reports) {
      guard !isPast(report, interval) else { break }
      let event = report.event
      if event.subject != interval.carrier {
        enter(report, into: &rides)  // a consist that names the wagon
        continue
      }
      // What is only expected of the wagon ends nothing.
      guard event.classifier == .actual else {
        keep(report, via: interval.carrier)
        continue
      }
      if let end = contradiction(event) {
        finish(&interval, at: report.start, end)
        break
      }
      let here = report.place
      if let here, let crossing = atBreak, !crossing.places.contains(here) {
        leaveAtBreak(&interval, at: report, crossing: crossing)
        break
      }
      if let port = atPort, let here, here != port, currentVoyage(rides) == nil {
        leave(&interval, at: report, place: port, .port)
        break
      }
      if let here, event.activity == .departed,
        scene.breaks.isEnd(here, boardedAt: interval.boardedAt),
        !nextIsWithinPair(of: here, after: index, in: reports)
      {
        leaveAtBreak(&interval, at: report, crossing: scene.breaks.crossing(at: here))
        break
      }
      if let here, isBehindOwn(here, at: report.start) {
        finish(&interval, at: report.start, .elsewhere)
        break
      }
      if let here {
        if atBreak == nil { atBreak = scene.breaks.ahead(here, boardedAt: interval.boardedAt) }
        if scene.ports.contains(here), interval.boardedAt != here { atPort = here }
      }
      keep(report, via: interval.carrier)
      enter(report, into: &rides)
    }
    record(interval)
    for ride in rides { try inherit(ride, within: interval) }
  }

  /// The wagon's reports that name a leg, a vessel or a train put the box there with it.
  private func enter(_ report: CarrierReport, into rides: inout [OwnCarriers.Interval]) {
    let event = report.event
    let from = report.start
    var carriers = event.subject.kind == .wagon ? event.conveyance.subjects : [event.subject]
    carriers.removeAll { $0.kind == .wagon || $0.kind == .train || $0.kind == .container }
    if event.activity == .detached || event.activity == .discharged {
      for index in rides.indices where rides[index].to == nil { rides[index].to = from }
      return
    }
    for carrier in carriers {
      if let index = rides.lastIndex(where: { $0.to == nil && $0.carrier.kind == carrier.kind }) {
        if rides[index].carrier == carrier { continue }
        rides[index].to = from
      }
      rides.append(
        OwnCarriers.Interval(
          carrier: carrier, from: from, boardedAt: report.place, evidence: event.id,
          feed: event.feed, listedAt: event.listedAt))
    }
  }

  private func currentVoyage(_ rides: [OwnCarriers.Interval]) -> Subject? {
    rides.last { $0.to == nil && $0.carrier.kind == .voyage }?.carrier
  }

  private mutating func inherit(
    _ ride: OwnCarriers.Interval, within outer: OwnCarriers.Interval
  ) throws {
    var ride = ride
    ride.to = [ride.to, outer.to].compactMap(\.self).min()
    if ride.to == outer.to { ride.end = outer.end }
    switch ride.carrier {
    case .trainLeg: try self.ride(leg: ride, wagon: outer.carrier)
    case .voyage: try self.ride(voyage: ride, wagon: outer.carrier)
    default: break
    }
  }

  private func contradiction(_ event: Event) -> Journey.CarrierInterval.End? {
    guard let details = event.details else { return nil }
    if details.isEmpty == true { return .reportedEmpty }
    if details.members != nil, !scene.isNamed(by: event) { return .otherBoxes }
    return isOtherNote(details.notes) ? .otherNote : nil
  }

  /// Only numbers of one kind can contradict each other.
  private func isOtherNote(_ notes: [NoteNumber]) -> Bool {
    var isComparable = false
    for note in notes {
      if scene.notes.contains(note) { return false }
      if scene.notes.contains(where: { $0.kind == note.kind }) { isComparable = true }
    }
    return isComparable
  }

  private func nextIsWithinPair(
    of place: PlaceID, after index: Int, in reports: ArraySlice<CarrierReport>
  ) -> Bool {
    // From the near side the train goes on to the far side; from there it goes home, also by way of
    // the near side.
    guard let crossing = scene.breaks.crossing(at: place), scene.breaks.isNearSide(place)
    else { return false }
    for report in reports[(index + 1)...] {
      if let next = report.place { return crossing.places.contains(next) && next != place }
    }
    return true
  }

  /// The box's own reports already had it further along when the wagon was seen here.
  private func isBehindOwn(_ place: PlaceID, at time: Int64) -> Bool {
    guard let rank = scene.ranks[place] else { return false }
    let index = ownLocated.partition(where: { $0.end > time }) - 1
    guard index >= 0, let mine = ownLocated[index].place.flatMap({ scene.ranks[$0] })
    else { return false }
    return rank < mine
  }

  /// The box's own reports have it beyond the break of gauge: it got there on another wagon, and nobody said
  /// on which. A port it leaves by ship, on its wagon or without it; there nothing is missing.
  private mutating func endAtBreak(_ interval: inout OwnCarriers.Interval) {
    guard let boarded = interval.boardedAt.flatMap({ scene.ranks[$0] }) else { return }
    for report in own where report.isLocated && report.start >= interval.from {
      if let closed = interval.closedFrom ?? interval.to, report.start >= closed { return }
      guard let here = report.place.flatMap({ scene.ranks[$0] }),
        let crossing = scene.breaks.passed(from: boarded, to: here)
      else { continue }
      let next = nextReload(from: report.start)
      findings.append(
        Journey.Finding(
          kind: .reloadNotReported, since: report.start, until: next, place: crossing.places.last,
          detail: interval.carrier.id, evidence: [report.event.id]))
      finish(&interval, at: report.start, .gaugeBreak)
      return
    }
  }

  private mutating func leaveAtBreak(
    _ interval: inout OwnCarriers.Interval, at report: CarrierReport, crossing: BorderCrossing?
  ) {
    let place = crossing.flatMap { crossing in crossing.places.last { inheritedPlaces.contains($0) }
    }
    leave(&interval, at: report, place: place ?? report.place, .gaugeBreak)
  }

  private var inheritedPlaces: Set<PlaceID> { Set(inherited.compactMap(\.place)) }

  /// The carrier went on without the box, and nobody said where the box was put.
  private mutating func leave(
    _ interval: inout OwnCarriers.Interval, at report: CarrierReport, place: PlaceID?,
    _ end: Journey.CarrierInterval.End
  ) {
    // A reload or discharge reported earlier already closed the interval; so none was.
    findings.append(
      Journey.Finding(
        kind: .reloadNotReported, since: report.start, until: nextReload(from: report.start),
        place: place, detail: interval.carrier.id, evidence: [report.event.id]))
    finish(&interval, at: report.start, end)
  }

  /// When somebody says again what the box is on.
  private func nextReload(from time: Int64) -> Int64? {
    own.first {
      $0.start >= time && $0.isActual
        && ($0.event.activity == .reloaded || $0.event.conveyance.wagon != nil
          || $0.event.conveyance.voyage != nil || $0.event.activity == .discharged)
    }?.start
  }

  // MARK: - Leg

  private mutating func ride(leg interval: OwnCarriers.Interval, wagon: Subject? = nil) throws {
    var interval = interval
    for report in try aboard(interval) {
      let event = report.event
      guard event.subject == interval.carrier else { continue }
      guard !isPast(report, interval) else { break }
      guard event.classifier == .actual else {
        keep(report, via: interval.carrier)
        continue
      }
      if isListWithout(event, wagon: wagon) {
        finish(&interval, at: report.start, .leftTrain)
        findings.append(
          Journey.Finding(
            kind: .leftTrain, since: report.start, until: nextBoarding(after: report.start),
            place: report.place, detail: interval.carrier.id, evidence: [event.id]))
        break
      }
      if let here = report.place, isBehindOwn(here, at: report.start) { continue }
      keep(report, via: interval.carrier)
    }
    record(interval)
  }

  private func isListWithout(_ event: Event, wagon: Subject?) -> Bool {
    guard event.activity == .composed, event.details?.isFullStatement == true,
      let members = event.details?.members, !members.isEmpty
    else { return false }
    let namesBoxes = members.contains { $0.container != nil }
    if scene.isNamed(by: event) { return false }
    if let wagon, members.contains(where: { $0.wagon.map(Subject.wagon) == wagon }) { return false }
    // A consist of wagons alone says nothing of a box whose wagon is not known.
    return namesBoxes || wagon != nil
  }

  private func nextBoarding(after time: Int64) -> Int64? {
    own.first { $0.start > time && $0.isActual && !$0.event.conveyance.subjects.isEmpty }?.start
  }

  // MARK: - Voyage

  private mutating func ride(voyage interval: OwnCarriers.Interval, wagon: Subject? = nil) throws {
    var interval = interval
    var arrivedAt: PlaceID?
    for report in try aboard(interval) {
      let event = report.event
      guard event.subject == interval.carrier else { continue }
      guard !isPast(report, interval) else { break }
      guard event.classifier == .actual else {
        keep(report, via: interval.carrier)
        continue
      }
      if isListWithout(event, wagon: wagon) {
        finish(&interval, at: report.start, .otherBoxes)
        break
      }
      let here = report.place
      if let arrivedAt, event.activity == .departed || (here != nil && here != arrivedAt) {
        leave(&interval, at: report, place: arrivedAt, .port)
        break
      }
      keep(report, via: interval.carrier)
      if event.activity == .arrived, let here, here != interval.boardedAt { arrivedAt = here }
    }
    record(interval)
  }

  // MARK: - Train

  private mutating func ride(train interval: OwnCarriers.Interval) throws {
    for report in try standing(interval.carrier, from: interval.from - Self.earlyTrainNews) {
      let event = report.event
      guard event.subject == interval.carrier, event.activity != .composed else { continue }
      guard !isPast(report, interval),
        report.start >= interval.from || event.classifier != .actual
          || isOnBoardingDay(report, interval)
      else { continue }
      if event.classifier == .actual, isOfOthers(event) || isHeldBack(at: report.start) { continue }
      if let here = report.place {
        // A train goes on with those that are bound for further.
        if isBehindOwn(here, at: report.start) || scene.isBeyondDestination(here) { continue }
      }
      keep(report, via: interval.carrier)
    }
    record(interval)
  }

  /// Half a train on each of two ships, three trains made into two: a report on the train is for
  /// the boxes that nothing nearer has taken another way.
  private func isOfOthers(_ event: Event) -> Bool {
    let now = intervals.filter { $0.holds(event.start) }
    let voyage = now.last { $0.carrier.kind == .voyage }
    if let named = event.conveyance.voyage { return voyage?.carrier != .voyage(named) }
    if let voyage {
      // Still at sea as far as anybody said, wherever the train may be.
      let hasLanded = inherited.contains {
        $0.via == voyage.carrier && $0.event.activity == .arrived && $0.start <= event.start
      }
      if !hasLanded { return true }
    }
    guard let leg = now.last(where: { $0.carrier.kind == .trainLeg }) else { return false }
    if let named = event.conveyance.trainLeg { return leg.carrier != .trainLeg(named) }
    return inherited.contains { $0.via == leg.carrier && $0.isLocated }
  }

  /// A train is announced before it is loaded.
  private static let earlyTrainNews = 14 * Instant.microsecondsPerDay

  /// A box held by somebody stays when its train goes on.
  private func isHeldBack(at time: Int64) -> Bool {
    let index = ownActual.partition(where: { $0.start > time }) - 1
    guard index >= 0 else { return false }
    for report in ownActual[...index].reversed() {
      switch report.event.activity {
      case .held, .removed, .detached: return true
      case .resumed, .loaded, .reloaded, .departed, .customsReleased, .arrived, .passed:
        return false
      default: continue
      }
    }
    return false
  }

  // MARK: - Small pieces

  private func standing(_ carrier: Subject, from: Int64) throws -> ArraySlice<CarrierReport> {
    try reports(carrier).during(from, scene.until)
  }

  /// What its carrier reported since the box boarded, in order.
  private func aboard(_ interval: OwnCarriers.Interval) throws -> ArraySlice<CarrierReport> {
    let all = try reports(interval.carrier)
    let since = all.during(interval.from, scene.until)
    let sameDay = all.during(interval.from - Instant.microsecondsPerDay, interval.from - 1)
      .filter { isOnBoardingDay($0, interval) }
    return sameDay.isEmpty ? since : sameDay[...] + since
  }

  /// Reported for the day on which the box boarded, and by the way after that: leaving from there, or
  /// at a place further along. A day begins before any hour of it, but means the whole of it.
  private func isOnBoardingDay(_ report: CarrierReport, _ interval: OwnCarriers.Interval) -> Bool {
    let time = report.event.occurredAt
    guard time.precision == .day, report.start < interval.from,
      time.latestMicroseconds >= interval.from, let here = report.place,
      let boarded = interval.boardedAt
    else { return false }
    if here == boarded { return report.event.activity == .departed }
    guard let there = scene.ranks[here], let start = scene.ranks[boarded] else { return false }
    return start < there
  }

  /// After the interval's end; on the closing day only reports from the closing place still count.
  private func isPast(_ report: CarrierReport, _ interval: OwnCarriers.Interval) -> Bool {
    guard let to = interval.to else { return false }
    if report.start > to { return true }
    guard let closing = interval.closedFrom, closing < to || interval.closedAt != nil,
      report.start >= closing
    else { return report.start >= to }
    return report.place != interval.closedAt || report.event.activity == .departed
  }

  private func finish(
    _ interval: inout OwnCarriers.Interval, at time: Int64, _ end: Journey.CarrierInterval.End
  ) {
    interval.to = time
    interval.end = end
  }

  private mutating func keep(_ report: CarrierReport, via carrier: Subject) {
    inherited.append(
      Report(report.event, place: report.place, via: carrier, trust: report.trust))
  }

  private mutating func record(_ interval: OwnCarriers.Interval) {
    intervals.append(
      Journey.CarrierInterval(
        carrier: interval.carrier, from: interval.from, to: interval.to, end: interval.end))
  }
}

extension Journey.CarrierInterval {
  func holds(_ time: Int64) -> Bool { from <= time && time <= (to ?? .max) }
}

extension Event {
  var start: Int64 { occurredAt.microseconds }
  /// When this version was drawn up, UTC µs; where nobody says, not before what it tells of happened.
  var listedAt: Int64 { updatedAt?.microseconds ?? occurredAt.microseconds }
}
