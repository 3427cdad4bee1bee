import Freight
import RouteBook

/// The walk along the ordered reports: state, position, stops reached, what is open.
struct Walk {
  private(set) var state = Journey.State.unknown
  private(set) var position: Journey.Position?
  private(set) var coveredKilometres: Double?
  private(set) var findings: [Journey.Finding] = []

  private let choice: PathFinder.Choice?
  private let book: RouteBook
  private let policy: Policy
  private var visits: [Journey.Visit] = []
  private var authorities: [(arrival: Authority?, departure: Authority?)] = []
  private var current: Int?
  private var hasLeft = false
  private var stopIndex: [PlaceID: Int] = [:]
  private var kilometres: [Double] = []
  private var isEmpty = false
  /// Findings still open, by kind and place or country, as indices into `findings`.
  private var open: [String: Int] = [:]
  /// Customs procedures heard of, with their findings' indices.
  private var procedures: [(customs: Customs, finding: Int)] = []

  init(path: PathFinder.Choice?, book: RouteBook, policy: Policy) {
    choice = path
    self.book = book
    self.policy = policy
    guard let path else { return }
    visits = Array(repeating: Journey.Visit(), count: path.stops.count)
    authorities = Array(repeating: (nil, nil), count: path.stops.count)
    var sum = 0.0
    for (index, stop) in path.stops.enumerated() {
      if index > path.firstStop { sum += stop.leg?.kilometres ?? 0 }
      kilometres.append(sum)
      stopIndex[book.hub(of: stop.place)] = index
    }
  }

  mutating func take(_ report: Report) {
    guard report.isActual else { return }
    guard report.isPlausible else {
      note(.implausible, report, until: report.start, detail: report.event.activity.rawValue)
      return
    }
    if report.standing == .place {
      takePlaceReport(report)
      return
    }
    if let empty = report.event.details?.isEmpty { isEmpty = empty }
    if report.event.activity == .emptyReturned { isEmpty = true }
    let index = report.isLocated ? report.place.flatMap { stopIndex[$0] } : nil
    if report.isLocated { move(report, to: index) }
    takeConditions(report)
    state = nextState(report, at: index)
  }

  func finishedPath() -> Journey.Path? {
    guard let choice else { return nil }
    return Journey.Path(
      route: choice.route.id, choice: choice.choice, plannedChoice: choice.plannedChoice,
      firstStop: choice.firstStop, lastStop: choice.lastStop, visits: visits, current: current,
      hasLeft: hasLeft)
  }

  // MARK: - Where

  private mutating func move(_ report: Report, to index: Int?) {
    let event = report.event
    let leaves = event.activity == .departed || event.activity == .passed
    let isSamePlace =
      position.map {
        $0.place == report.place && $0.asWritten == event.place?.asWritten
          || report.place != nil && $0.place == report.place
      } ?? false
    // Standing since the first report there, however many follow; leaving starts the clock anew.
    let since =
      isSamePlace && !leaves && position?.activity != .departed
      ? position?.since ?? event.occurredAt : event.occurredAt
    position = Journey.Position(
      place: report.place, asWritten: event.place?.asWritten ?? "", activity: event.activity,
      rawCode: event.rawCode, at: event.occurredAt, since: since, conveyance: event.conveyance,
      remainingKilometres: event.details?.remainingKilometres, evidence: event.id)
    guard let index else {
      judgeOffRoute(report)
      return
    }
    close("offRoute", at: report.start)
    visit(index, report)
    current = index
    hasLeft = leaves
    coveredKilometres = kilometres[max(index, choice?.firstStop ?? 0)]
    interpolate(event.details?.remainingKilometres, after: index)
  }

  /// Between stops only a report of the kilometres that remain tells how far it is.
  private mutating func interpolate(_ remaining: Int?, after index: Int) {
    guard let remaining, let choice, hasLeft, index < choice.lastStop else { return }
    let covered = kilometres[choice.lastStop] - Double(remaining)
    coveredKilometres = min(max(covered, kilometres[index]), kilometres[index + 1])
  }

  private mutating func visit(_ index: Int, _ report: Report) {
    let event = report.event
    let isArrival = event.activity == .arrived || event.activity == .passed
    let isDeparture = event.activity == .departed || event.activity == .passed
    if isArrival {
      settle(&visits[index].arrival, &authorities[index].arrival, report, keepsFirst: true)
    } else if visits[index].arrival == nil, index > (choice?.firstStop ?? 0) {
      visits[index].arrival = Journey.Milestone(
        at: event.occurredAt, evidence: [event.id], isImplied: true)
    }
    if isDeparture {
      settle(&visits[index].departure, &authorities[index].departure, report, keepsFirst: false)
    }
  }

  /// Who says so: the higher trust rank, then the newer update of its sender.
  private struct Authority: Comparable {
    let trust: Int
    let updatedAt: Int64

    static func < (a: Self, b: Self) -> Bool { (a.trust, a.updatedAt) < (b.trust, b.updatedAt) }
  }

  /// Two feeds, one milestone: the greater authority wins; of equals the first arrival and the last
  /// departure. All are kept as evidence, the one that decides first.
  private func settle(
    _ milestone: inout Journey.Milestone?, _ authority: inout Authority?, _ report: Report,
    keepsFirst: Bool
  ) {
    let mine = Authority(
      trust: report.trust, updatedAt: report.event.updatedAt?.microseconds ?? .min)
    let others = milestone?.evidence ?? []
    if let present = authority, mine < present || mine == present && keepsFirst {
      milestone?.evidence = others + [report.event.id]
      return
    }
    milestone = Journey.Milestone(
      at: report.event.occurredAt, evidence: [report.event.id] + others, isImplied: false)
    authority = mine
  }

  private mutating func judgeOffRoute(_ report: Report) {
    guard let choice, let place = report.place else { return }
    let distances = choice.stops.compactMap { book.greatCircleKilometres($0.place, place) }
    guard let nearest = distances.min(), nearest > policy.offRouteKilometres else { return }
    note(.offRoute, report, key: "offRoute", detail: book.findPlace(place)?.names.en)
  }

  // MARK: - Conditions that last

  private mutating func takeConditions(_ report: Report) {
    let event = report.event
    switch event.activity {
    case .customsSelected:
      select(report)
    case .customsReleased:
      release(report)
    case .held: note(.held, report, key: "held", detail: event.reason)
    case .resumed:
      close("held", at: report.start)
      close("abandoned", at: report.start)
    case .abandoned: note(.abandoned, report, key: "abandoned", detail: event.reason)
    case .rolled: note(.rolled, report, key: "rolled", detail: event.reason)
    case .removed, .detached: note(.leftTrain, report, key: "leftTrain", detail: event.reason)
    case .awaitingVessel: note(.awaitingVessel, report, key: "vessel", detail: event.reason)
    case .delayed: note(.delayed, report, until: report.start, detail: event.reason)
    case .rerouted: note(.rerouted, report, until: report.start, detail: event.reason)
    case .loaded, .reloaded:
      for key in ["rolled", "leftTrain", "held"] { close(key, at: report.start) }
      if event.conveyance.voyage != nil { close("vessel", at: report.start) }
    case .departed:
      for key in ["held", "abandoned", "vessel", "leftTrain", "rolled"] {
        close(key, at: report.start)
      }
    default: break
    }
    if event.activity.endsTrip || event.activity == .returned {
      for key in open.keys.sorted() { close(key, at: report.start) }
      for entry in procedures where findings[entry.finding].isOpen {
        findings[entry.finding].until = report.start
      }
    }
  }

  // MARK: - Customs

  /// Whose customs, and which procedure, as far as a report says.
  private struct Customs: Equatable {
    var country: String?
    var procedure: String?

    var detail: String { [country, procedure].compactMap(\.self).joined(separator: " ") }

    /// Many senders name no procedure. A Chinese export release never clears a Kazakh transit hold.
    func maySpeak(of other: Customs) -> Bool {
      country == other.country
        && (procedure == other.procedure || procedure == nil || other.procedure == nil)
    }
  }

  private func customs(_ report: Report) -> Customs {
    Customs(
      country: report.event.details?.customsCountry
        ?? report.place.flatMap { book.findPlace($0)?.country },
      procedure: report.event.details?.customsProcedure)
  }

  private mutating func select(_ report: Report) {
    let selected = customs(report)
    // Two tell of one selection, and maybe only one of them names the procedure.
    let held = procedures.indices.filter {
      findings[procedures[$0].finding].isOpen && procedures[$0].customs.maySpeak(of: selected)
    }
    if held.count == 1 {
      name(held[0], selected)
      return
    }
    // Released before and selected anew is told as one.
    if let place = procedures.firstIndex(where: { $0.customs == selected }) {
      let index = procedures[place].finding
      guard !findings[index].isOpen else { return }
      findings[index].kind = .customsHold
      findings[index].since = report.start
      findings[index].until = nil
      findings[index].place = report.place
      findings[index].carrier = report.via
      findings[index].evidence.append(report.event.id)
      return
    }
    procedures.append((selected, findings.count))
    note(.customsHold, report, detail: selected.detail)
  }

  /// What was told without a procedure is told of this one.
  private mutating func name(_ place: Int, _ customs: Customs) {
    guard procedures[place].customs.procedure == nil, customs.procedure != nil else { return }
    procedures[place].customs = customs
    findings[procedures[place].finding].detail = customs.detail
  }

  /// Most boxes are released without ever having been selected.
  private mutating func release(_ report: Report) {
    let released = customs(report)
    let known = procedures.filter { $0.customs.maySpeak(of: released) }
    let held = known.filter { findings[$0.finding].isOpen }
    // Of several held procedures, a release that names none clears none.
    let cleared = held.first { $0.customs == released } ?? (held.count == 1 ? held[0] : nil)
    if let index = cleared?.finding {
      findings[index].until = report.start
      findings[index].evidence.append(report.event.id)
    } else if let place = procedures.firstIndex(where: { $0.customs == released }) {
      name(place, released)
    } else if released.procedure != nil,
      let place = procedures.firstIndex(where: {
        $0.customs.country == released.country && $0.customs.procedure == nil
      })
    {
      name(place, released)
    } else if known.isEmpty || released.procedure != nil {
      procedures.append((released, findings.count))
      note(.customsReleased, report, until: report.start, detail: released.detail)
    }
  }

  private mutating func takePlaceReport(_ report: Report) {
    guard let place = report.place else { return }
    let key = "port \(place.slug)"
    if report.event.activity == .portClosed {
      note(
        .portClosed, report, key: key, detail: report.event.reason, carrier: report.event.subject)
    } else if report.event.activity == .resumed {
      close(key, at: report.start)
    }
  }

  private mutating func note(
    _ kind: Journey.Finding.Kind, _ report: Report, key: String? = nil, until: Int64? = nil,
    detail: String? = nil, carrier: Subject? = nil
  ) {
    if let key, open[key] != nil { return }
    if let key { open[key] = findings.count }
    findings.append(
      Journey.Finding(
        kind: kind, since: report.start, until: until, place: report.place, detail: detail,
        evidence: [report.event.id], carrier: carrier ?? report.via))
  }

  private mutating func close(_ key: String, at time: Int64) {
    guard let index = open.removeValue(forKey: key) else { return }
    findings[index].until = time
  }

  // MARK: - State

  private func nextState(_ report: Report, at index: Int?) -> Journey.State {
    let event = report.event
    switch event.activity {
    case .booked, .noteIssued, .stuffed, .sealed: return current == nil ? .booked : state
    case .cancelled: return .cancelled
    case .returned: return .returned
    case .delivered, .stripped:
      return isEmpty && event.activity == .stripped ? .returningEmpty : .delivered
    case .emptyReturned: return .returningEmpty
    case .rolled: return .rolled
    case .held, .abandoned: return .held
    case .customsSelected: return .held
    case .customsReleased, .inspected, .customsPresented, .resealed, .resumed, .amended, .delayed,
      .unmapped, .portClosed, .rerouted, .composed:
      return state == .unknown ? .booked : state == .held && !isHeld ? standingState(index) : state
    default: break
    }
    if state == .delivered || state == .returningEmpty, isEmpty { return .returningEmpty }
    if state == .returned || state == .cancelled { return state }
    if state == .delivered { return event.activity == .gatedOut ? .delivered : state }
    return movingState(report, at: index)
  }

  private func movingState(_ report: Report, at index: Int?) -> Journey.State {
    switch report.event.activity {
    case .departed, .passed:
      let isShip = report.event.conveyance.voyage != nil || report.via?.kind == .voyage
      if isShip { return .afloat }
      if let choice, let index, index < choice.lastStop,
        choice.stops[index + 1].leg?.mode == .ferry
      {
        return .afloat
      }
      return .underway
    case .crossedBorder: return index == nil ? .underway : standingState(index)
    case .pickedUp, .gatedIn, .loaded, .droppedOff:
      let isOrigin = index.map { $0 <= (choice?.firstStop ?? 0) } ?? (current == nil)
      return isOrigin && !hasMoved ? .booked : standingState(index)
    case .positioned where index == nil: return .underway
    case .gatedOut: return hasArrived(index) ? .arrived : state
    default: return standingState(index)
    }
  }

  private var hasMoved: Bool {
    guard let choice else { return state != .unknown && state != .booked }
    return visits.indices.contains { $0 > choice.firstStop && visits[$0].arrival != nil }
      || visits[choice.firstStop].departure != nil
  }

  private var isHeld: Bool {
    open["held"] != nil || open["abandoned"] != nil
      || procedures.contains { findings[$0.finding].isOpen }
  }

  private func hasArrived(_ index: Int?) -> Bool {
    guard let choice, let index else { return false }
    return index >= choice.lastStop
  }

  private func standingState(_ index: Int?) -> Journey.State {
    if isHeld { return .held }
    guard let choice, let index = index ?? current else {
      if let place = position?.place.flatMap({ book.findPlace($0) }) {
        return kindState(place.kind)
      }
      return .standing
    }
    if index >= choice.lastStop { return .arrived }
    switch choice.stops[index].role {
    case .border, .reload: return .atBorder
    case .port: return .atPort
    default:
      return kindState(book.findPlace(choice.stops[index].place)?.kind ?? .station)
    }
  }

  private func kindState(_ kind: Place.Kind) -> Journey.State {
    switch kind {
    case .border: .atBorder
    case .port: .atPort
    case .station, .terminal: .standing
    }
  }
}
