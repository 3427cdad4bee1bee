import Freight
import RouteBook

/// A journey as of a moment: what a person or a system is told.
public struct JourneyView: Sendable {
  public var journey: Journey
  /// The moment asked about (UTC µs).
  public var now: Int64
  public var route: Route?
  public var stops: [StopView]
  public var totalKilometres: Double?
  public var estimate: Estimate?
  public var alerts: [Alert]
  public var silentMinutes: Int?

  public var fraction: Double? {
    guard let covered = journey.coveredKilometres, let total = totalKilometres, total > 0
    else { return nil }
    return min(max(covered / total, 0), 1)
  }

  /// Why there is no arrival window though the box has yet to arrive.
  public enum MissingEstimate: String, Sendable, CaseIterable {
    /// Nobody has said where it goes.
    case noDestination
    /// No route file leads from where it is to where it goes.
    case noRoute
  }

  /// Nil where there is a window, or nothing to wait for.
  public var missingEstimate: MissingEstimate? {
    guard estimate == nil, journey.isUnderWay, journey.state.expectsArrival else { return nil }
    return journey.destination == nil ? .noDestination : .noRoute
  }

  /// How long it has stood, at least: what was reported for a day counts from the end of that day.
  public func standingHours(since: Instant) -> Double {
    Double(now - since.latest(by: now)) / Double(Instant.microsecondsPerHour)
  }

  public struct StopView: Sendable {
    public enum Progress: String, Sendable { case done, here, coming }

    public var place: PlaceID
    public var role: Stop.Role
    public var progress: Progress
    public var kilometres: Double
    public var planned: (arrival: Instant?, departure: Instant?)
    public var actual: Journey.Visit
    public var estimated:
      (arrival: (p10: Instant, p50: Instant, p90: Instant)?, departure: Instant?)
    public var dwell: Dwell?
    public var crossing: BorderCrossing?
    public var leg: Leg?
  }
}

extension Tracker {
  /// How much of a view to make.
  public enum Detail: Sendable {
    case full
    /// Without the stops: what a list shows.
    case summary
  }

  /// The journey as of `now`: its plan, the windows of what is to come, its alerts.
  public func view(of journey: Journey, now: Int64, detail: Detail = .full) -> JourneyView {
    let plan = Plan(journey, isFirstPlan: false, schedules: schedules, book: book)
    let isReplanned = journey.path.map { $0.choice != $0.plannedChoice } ?? false
    let first =
      isReplanned ? Plan(journey, isFirstPlan: true, schedules: schedules, book: book) : plan
    var view = JourneyView(
      journey: journey, now: now, route: plan?.schedule.route, stops: [],
      totalKilometres: plan?.totalKilometres, estimate: nil, alerts: [], silentMinutes: nil)
    if let last = journey.lastReport {
      view.silentMinutes = max(
        0, Int((now - last.at.latest(by: now)) / Instant.microsecondsPerMinute))
    }
    if let plan {
      let (windows, why) = windows(of: journey, plan: plan, now: now)
      if let end = plan.entries.last, let window = windows.last??.arrival {
        view.estimate = Estimate(
          place: end.stop.place, p10: local(window.p10, end.stop.place),
          p50: local(window.p50, end.stop.place), p90: local(window.p90, end.stop.place),
          basis: why.map { $0.rung == .route ? .route : .segments } ?? .plan,
          firstEstimate: first?.due.map { local($0, end.stop.place) }, why: why)
      }
      if detail == .full { view.stops = stops(of: journey, plan: plan, windows: windows) }
    }
    view.alerts = Alerts(policy: policy, book: book, plan: plan, firstPlan: first).raise(view)
    return view
  }

  /// By the ledger's history where it knows the way, else by plan.
  func windows(
    of journey: Journey, plan: Plan, now: Int64
  ) -> ([PlanEstimate.StopWindow?], ArrivalBasis?) {
    guard journey.state.expectsArrival, journey.closedAt == nil else {
      return (Array(repeating: nil, count: plan.entries.count), nil)
    }
    let forecast = arrivals?.forecast(journey, plan: plan, tracker: self, now: now)
    guard let forecast, let why = forecast.findBasis(at: forecast.query.plan.count - 1) else {
      return (PlanEstimate(journey, plan: plan, now: now).windows, nil)
    }
    return (PlanEstimate(forecast, plan: plan).windows, why)
  }

  private func local(_ microseconds: Int64, _ place: PlaceID) -> Instant {
    book.local(Instant(microseconds: microseconds, precision: .minute), at: place)
  }

  private func stops(
    of journey: Journey, plan: Plan, windows: [PlanEstimate.StopWindow?]
  ) -> [JourneyView.StopView] {
    guard let path = journey.path else { return [] }
    return plan.entries.enumerated().map { offset, entry in
      let index = offset + plan.schedule.firstStop
      let place = entry.stop.place
      let window = windows[offset]
      return JourneyView.StopView(
        place: place, role: entry.stop.role, progress: path.progress(at: index),
        kilometres: entry.kilometres,
        planned: (
          plan.arrival(offset).map { local($0, place) },
          plan.departure(offset).map { local($0, place) }
        ), actual: index < path.visits.count ? path.visits[index] : Journey.Visit(),
        estimated: (
          window.map {
            (
              local($0.arrival.p10, place), local($0.arrival.p50, place),
              local($0.arrival.p90, place)
            )
          }, plan.departure(offset) == nil ? nil : window.map { local($0.departure, place) }
        ), dwell: entry.dwell, crossing: entry.stop.crossing.flatMap { book.crossings[$0] },
        leg: entry.stop.leg)
    }
  }
}

extension Journey.Path {
  func progress(at index: Int) -> JourneyView.StopView.Progress {
    guard let current, index <= current else { return .coming }
    return index < current || hasLeft ? .done : .here
  }
}

extension Instant {
  /// The last moment that this may mean, but not after `now`.
  func latest(by now: Int64) -> Int64 { min(latestMicroseconds, max(now, microseconds)) }
}

extension Journey.State {
  /// Whether there is still an arrival to estimate.
  public var expectsArrival: Bool {
    switch self {
    case .arrived, .delivered, .returningEmpty, .cancelled, .returned: false
    default: true
    }
  }
}

/// Something that somebody should look at, with since when and why.
public struct Alert: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case stalled, silent, late, offRoute, customsHold, rolled, leftTrain, missedMilestone
    case reloadNotReported, implausible
  }

  public var kind: Kind
  public var since: Instant
  public var place: PlaceID?
  /// Figures for the sentence: hours over, the limit, a number.
  public var detail: String?
  public var hours: Double?
  /// Where boxes share it, and one of them has fewer hours: the fewest.
  public var leastHours: Double?
  public var limitHours: Double?
  /// Whether nine in ten leave within the limit; else it is what the policy sets.
  public var isLimitTypical = false
  public var evidence: [EventID]
  /// The highest carrier that shares the cause; nil when it is the box's own.
  public var carrier: Subject?

  /// One alert of the boxes that share its cause: since the first of them, from the fewest hours to the most.
  public func joined(_ other: Alert) -> Alert {
    var joined = other.since < since ? other : self
    guard let mine = hours, let theirs = other.hours else { return joined }
    let least = min(leastHours ?? mine, other.leastHours ?? theirs)
    joined.hours = max(mine, theirs)
    joined.leastHours = least == joined.hours ? nil : least
    return joined
  }
}

/// Alerts are made of what the fold found and of clocks. Stall and silence are clocks of their own,
/// independent of any estimate.
struct Alerts {
  let policy: Policy
  let book: RouteBook
  let plan: Plan?
  /// The plan before any change of the way: what `late` is measured against.
  let firstPlan: Plan?

  func raise(_ view: JourneyView) -> [Alert] {
    let journey = view.journey
    var alerts = journey.findings.compactMap { alert(from: $0, in: journey) }
    if journey.isUnderWay, journey.state != .returned {
      alerts += [stalled(view), silent(view), late(view)].compactMap(\.self)
      alerts += missed(view)
    }
    return alerts.sorted { ($0.kind.rawValue, $0.since) < ($1.kind.rawValue, $1.since) }
  }

  private func alert(from finding: Journey.Finding, in journey: Journey) -> Alert? {
    let kind: Alert.Kind
    switch finding.kind {
    case .rolled: kind = .rolled
    case .leftTrain: kind = .leftTrain
    case .reloadNotReported: kind = .reloadNotReported
    case .customsHold: kind = .customsHold
    case .offRoute: kind = .offRoute
    case .implausible:
      return Alert(
        kind: .implausible, since: instant(finding.since, finding.place), place: finding.place,
        detail: finding.detail, evidence: finding.evidence, carrier: finding.carrier)
    default: return nil
    }
    guard finding.isOpen, journey.isUnderWay else { return nil }
    return Alert(
      kind: kind, since: instant(finding.since, finding.place), place: finding.place,
      detail: finding.detail, evidence: finding.evidence, carrier: finding.carrier)
  }

  private func stalled(_ view: JourneyView) -> Alert? {
    let journey = view.journey
    guard let position = journey.position, journey.state.isStanding,
      position.activity != .departed, position.activity != .passed
    else { return nil }
    let stood = view.standingHours(since: position.since)
    let typical = typicalP90(journey)
    let limit = typical ?? policy.stalledOnLineHours
    guard stood > limit else { return nil }
    return Alert(
      kind: .stalled, since: position.since, place: position.place, detail: cause(of: journey),
      hours: stood, limitHours: limit, isLimitTypical: typical != nil,
      evidence: [position.evidence], carrier: sharedCarrier(journey))
  }

  /// At crossings and ports; elsewhere the line's limit holds.
  private func typicalP90(_ journey: Journey) -> Double? {
    guard let plan, let path = journey.path, let current = path.current, !path.hasLeft else {
      return nil
    }
    let index = current - plan.schedule.firstStop
    guard plan.entries.indices.contains(index) else { return nil }
    let entry = plan.entries[index]
    // Seen elsewhere since, it stands there.
    guard let place = journey.position?.place, book.hub(of: place) == book.hub(of: entry.stop.place)
    else { return nil }
    return entry.stop.role.isCrossing ? entry.dwell?.typicalP90Hours : nil
  }

  /// What is known to hold it there.
  private func cause(of journey: Journey) -> String? {
    let open = journey.findings.filter(\.isOpen)
    for kind in [Journey.Finding.Kind.portClosed, .customsHold, .held, .abandoned, .awaitingVessel]
    {
      if let finding = open.last(where: {
        $0.kind == kind && (kind != .portClosed || $0.place == journey.position?.place)
      }) {
        return finding.kind.rawValue
      }
    }
    return nil
  }

  private func silent(_ view: JourneyView) -> Alert? {
    guard let last = view.journey.lastReport, let minutes = view.silentMinutes,
      view.journey.state != .booked, view.journey.state != .arrived
    else { return nil }
    let expected = policy.expectedIntervalHours(
      of: last.feed, afloat: view.journey.state == .afloat)
    let limit = expected * policy.silentIntervals
    let hours = Double(minutes) / 60
    guard hours > limit else { return nil }
    return Alert(
      kind: .silent, since: last.at, place: view.journey.position?.place, detail: last.feed,
      hours: hours, limitHours: limit, evidence: [], carrier: sharedCarrier(view.journey))
  }

  private func late(_ view: JourneyView) -> Alert? {
    guard let plan = firstPlan, let due = plan.due, let end = plan.entries.last else { return nil }
    let arrived = view.journey.path.flatMap { path in
      path.lastStop < path.visits.count ? path.visits[path.lastStop].arrival?.at : nil
    }
    guard let arrival = view.estimate?.p50 ?? arrived else { return nil }
    let hours = Double(arrival.microseconds - due) / Double(Instant.microsecondsPerHour)
    guard hours > policy.lateHours else { return nil }
    return Alert(
      kind: .late,
      since: book.local(Instant(microseconds: due, precision: .minute), at: end.stop.place),
      place: end.stop.place, hours: hours, limitHours: policy.lateHours, evidence: [],
      carrier: sharedCarrier(view.journey))
  }

  /// A crossing that must have been passed, of which nobody said a word.
  private func missed(_ view: JourneyView) -> [Alert] {
    guard let plan, let path = view.journey.path, let furthest = path.current else { return [] }
    let first = plan.schedule.firstStop
    // What is past its own destination is not on its plan.
    let current = min(furthest, path.lastStop)
    guard current > first, furthest < path.visits.count else { return [] }
    func pair(_ index: Int) -> String {
      let stop = plan.entries[index - first].stop
      return stop.crossing ?? stop.place.slug
    }
    let seen = Set((first...current).filter { path.visits[$0].isReported }.map(pair))
    let last = path.visits[furthest]
    guard let next = last.arrival?.at ?? last.departure?.at else { return [] }
    var judged = seen
    return (first..<current).compactMap { index in
      let stop = plan.entries[index - first].stop
      guard stop.role.isCrossing, judged.insert(pair(index)).inserted else { return nil }
      return Alert(
        kind: .missedMilestone, since: next, place: stop.place, detail: pair(index), evidence: [])
    }
  }

  /// What moves the box now: the highest carrier it is aboard shares the cause.
  private func sharedCarrier(_ journey: Journey) -> Subject? {
    let open = journey.carriers.filter { $0.to == nil }
    for kind in [Subject.Kind.voyage, .trainLeg, .train, .wagon] {
      if let interval = open.last(where: { $0.carrier.kind == kind }) { return interval.carrier }
    }
    return nil
  }

  private func instant(_ microseconds: Int64, _ place: PlaceID?) -> Instant {
    book.local(Instant(microseconds: microseconds), at: place)
  }
}

extension Journey.State {
  /// Whether it is at one place, so that standing there can take too long.
  var isStanding: Bool {
    switch self {
    case .standing, .atBorder, .atPort, .held, .rolled, .underway: true
    default: false
    }
  }
}

extension Journey.Visit {
  var isReported: Bool { arrival != nil || departure != nil }
}

extension Stop.Role {
  var isCrossing: Bool { self == .border || self == .reload || self == .port }
}
