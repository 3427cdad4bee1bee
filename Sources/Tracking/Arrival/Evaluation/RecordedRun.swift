/// A run as recorded in a table of planned and actual times: what the evaluation replays.
public struct RecordedRun: Hashable, Sendable {
  public struct Stop: Hashable, Sendable {
    public var milestone: MilestoneKey
    /// Minutes since the epoch, as all times here.
    public var plannedAt: Double
    /// Nil where it was not recorded.
    public var actualAt: Double?

    /// See ``PlannedMilestone``.
    public var minimumMinutes: Double
    public var typical: TypicalTime?

    public init(
      _ milestone: MilestoneKey, plannedAt: Double, actualAt: Double?, minimumMinutes: Double = 0,
      typical: TypicalTime? = nil
    ) {
      self.milestone = milestone
      self.plannedAt = plannedAt
      self.actualAt = actualAt
      self.minimumMinutes = minimumMinutes
      self.typical = typical
    }
  }

  public var key: RunKey
  public var service: ServiceKey
  /// The planned local date of departure, `2020-01-21`.
  public var date: String
  /// In the order in which it passes them.
  public var stops: [Stop]
  /// What senders said of its stops.
  public var claims: [SenderClaim]

  /// - Parameter key: What tells it from the other runs; service and date where one departs a day.
  public init(
    service: ServiceKey, date: String, stops: [Stop], key: RunKey? = nil,
    claims: [SenderClaim] = []
  ) {
    self.claims = claims
    self.key = key ?? RunKey("\(service.name) \(date)")
    self.service = service
    self.date = date
    self.stops = stops
  }

  /// By the plan and the delay of that moment, when it will be at a stop: what anybody could say.
  func expected(at stop: Int, saidAt: Double) -> Double {
    let reached = stops.indices.last { (stops[$0].actualAt ?? .infinity) <= saidAt }
    let delay = reached.flatMap { here in stops[here].actualAt.map { $0 - stops[here].plannedAt } }
    return stops[stop].plannedAt + (delay ?? 0)
  }

  var plan: [PlannedMilestone] {
    stops.map { stop in
      PlannedMilestone(
        stop.milestone, plannedAt: stop.plannedAt, minimumMinutes: stop.minimumMinutes,
        typical: stop.typical)
    }
  }
}
