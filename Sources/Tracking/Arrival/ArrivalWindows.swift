import Freight
import RouteBook
import Synchronization

/// What the ledger's own history says of arrivals, for one answer: a model for each route, made of
/// its earlier runs and of those of routes that share parts of its way.
public final class ArrivalWindows: Sendable {
  private let models: [String: ArrivalModel]
  private let kept = Mutex<[Question: ArrivalForecast]>([:])

  /// Boxes of one train that stand at one place ask the same.
  private struct Question: Hashable {
    var service: String
    var run: String
    var schedule: ScheduleBook.Key
    var start: Int64
    var reached: Int?
    var reachedAt: Int64
    var now: Int64
    var claims: [ArrivalRun.Claim]
  }

  /// - Parameter models: by service (``ArrivalRun/service``).
  public init(_ models: [String: ArrivalModel]) { self.models = models }

  /// Windows of all stops to come, where the history knows the way; nil where it does not.
  func forecast(
    _ journey: Journey, plan: Plan, tracker: Tracker, now: Int64
  ) -> ArrivalForecast? {
    guard let path = journey.path, plan.entries.count > 1 else { return nil }
    let service = ArrivalRun.service(
      path.route, isSimulated: journey.assumptions.contains(.simulated))
    guard let model = models[service] else { return nil }
    // Wagons of one train are reported minutes apart; their windows are days wide.
    let place = Self.reached(journey, path, plan).map {
      (milestone: $0.milestone, at: $0.at / Self.grain * Self.grain)
    }
    let key = ScheduleBook.Key(
      route: path.route, choice: path.choice, firstStop: path.firstStop, lastStop: path.lastStop)
    let question = Question(
      service: service, run: Tracker.runKey(journey), schedule: key, start: plan.start.microseconds,
      reached: place?.milestone, reachedAt: place?.at ?? 0, now: now,
      claims: Tracker.claims(of: journey, plan).filter { $0.saidAt <= now })
    if let known = kept.withLock({ $0[question] }) { return Self.useful(known) }
    let forecast = model.forecast(
      ArrivalQuery(
        service: ServiceKey(service), run: RunKey(question.run),
        plan: plan.schedule.milestones(from: plan.start.microseconds), reached: place?.milestone,
        reachedAt: minutes(place?.at ?? 0), now: minutes(now),
        claims: question.claims.map(\.senderClaim)))
    kept.withLock { $0[question] = forecast }
    return Self.useful(forecast)
  }

  private static let grain = Instant.microsecondsPerHour / 2

  /// One train may have been a lucky one, and the next is not late because of it.
  private static let fewestRuns = 3

  /// The plan with its typical times is as good where no run of this way, or of its segments, is known, or
  /// hardly any.
  private static func useful(_ forecast: ArrivalForecast) -> ArrivalForecast? {
    guard let basis = forecast.findBasis(at: forecast.query.plan.count - 1) else { return nil }
    switch basis.rung {
    case .route: return basis.earlierRuns >= fewestRuns ? forecast : nil
    case .segments: return forecast
    case .typical, .pooled, .plan: return nil
    }
  }

  /// The milestone reached last and when; nil before departure.
  private static func reached(
    _ journey: Journey, _ path: Journey.Path, _ plan: Plan
  ) -> (milestone: Int, at: Int64)? {
    guard let current = path.current, current >= path.firstStop else { return nil }
    let offset = current - path.firstStop
    guard offset < plan.entries.count, current < path.visits.count else { return nil }
    let visit = path.visits[current]
    let since = journey.position?.since.middle ?? journey.lastAt
    if path.hasLeft, offset < plan.entries.count - 1 {
      return (ArrivalRun.Milestones.departure(offset), visit.departure?.at.middle ?? since)
    }
    guard offset > 0 else { return nil }
    return (ArrivalRun.Milestones.arrival(offset), visit.arrival?.at.middle ?? since)
  }
}

extension ArrivalModel {
  /// - Parameters:
  ///   - runs: of a service, and of those that share parts of its way.
  ///   - pooled: how delays change in general.
  ///   - calibration: how windows have held.
  public init(
    _ runs: [ArrivalRun], tracker: Tracker, pooled: PooledChanges? = nil,
    calibration: WindowCalibration = WindowCalibration()
  ) {
    self.init(pooled: pooled, calibration: calibration, senders: SenderBook())
    for run in runs { add(run, tracker) }
    judgeSenders(runs, tracker)
  }

  /// Holds what senders said against what happened, beside the plan moved by the delay of that
  /// moment: what anybody could have said.
  private mutating func judgeSenders(_ runs: [ArrivalRun], _ tracker: Tracker) {
    var judged: [(claim: SenderClaim, actual: Double, own: Double)] = []
    for run in runs where !run.claims.isEmpty {
      guard let plan = tracker.schedules.schedule(run.scheduleKey)?.milestones(from: run.start)
      else { continue }
      for claim in run.claims where plan.indices.contains(claim.milestone) {
        guard let actual = run.seen[claim.milestone], actual.at > claim.saidAt else { continue }
        let reached = run.seen.filter {
          $0.value.at <= claim.saidAt && plan.indices.contains($0.key)
        }
        .max { $0.key < $1.key }
        let delay = reached.map { minutes($0.value.at) - plan[$0.key].plannedAt } ?? 0
        judged.append(
          (claim.senderClaim, minutes(actual.at), plan[claim.milestone].plannedAt + delay))
      }
    }
    for (claim, actual, own) in judged.sorted(by: { $0.actual < $1.actual }) {
      senders.judge(claim, actual: actual, ownP50: own)
    }
  }

  /// A run as it was kept; what its route file does not know any more is left out.
  mutating func add(_ run: ArrivalRun, _ tracker: Tracker) {
    guard let schedule = tracker.schedules.schedule(run.scheduleKey) else { return }
    let plan = schedule.milestones(from: run.start)
    begin(RunKey(run.key), of: ServiceKey(run.service), plan: plan)
    for (index, seen) in run.seen where plan.indices.contains(index) {
      do throws(RunHistory.Failure) {
        try observe(
          RunKey(run.key), at: plan[index].milestone, actual: minutes(seen.at),
          knownAt: minutes(seen.knownAt))
      } catch { preconditionFailure("the run began with this plan: \(error)") }
    }
  }
}

extension PlanEstimate {
  /// The same windows as the history has them.
  init(_ forecast: ArrivalForecast, plan: Plan) {
    func microseconds(_ minutes: Double) -> Int64 {
      Int64((minutes * Double(Instant.microsecondsPerMinute)).rounded())
    }
    self.init(
      windows: plan.entries.indices.map { offset in
        guard offset > 0,
          let arrival = forecast.findWindow(at: ArrivalRun.Milestones.arrival(offset))
        else { return nil }
        let departure =
          offset < plan.entries.count - 1
          ? forecast.findWindow(at: ArrivalRun.Milestones.departure(offset))?.p50 : nil
        return StopWindow(
          arrival: (
            microseconds(arrival.p10), microseconds(arrival.p50), microseconds(arrival.p90)
          ), departure: microseconds(departure ?? arrival.p50))
      })
  }
}
