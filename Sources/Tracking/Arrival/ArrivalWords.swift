/// A place and what happens there, shared by all services that pass it: `khorgos/departed`.
/// On a timetable with one time a station, the station.
public struct MilestoneKey: Hashable, Sendable {
  public let name: String
  public init(_ name: String) { self.name = name }
}

/// What runs again and again over the same milestones: a route, or a numbered train.
public struct ServiceKey: Hashable, Sendable {
  public let name: String
  public init(_ name: String) { self.name = name }
}

/// One trip over a service.
public struct RunKey: Hashable, Sendable {
  public let name: String
  public init(_ name: String) { self.name = name }
}

/// A milestone of one run, with the plan for it.
///
/// All times here are minutes since the epoch as `Double`; durations are minutes.
public struct PlannedMilestone: Hashable, Sendable {
  public var milestone: MilestoneKey
  public var plannedAt: Double
  /// The fastest that the way from the milestone before can physically be done; 0 if not known.
  public var minimumMinutes: Double
  /// What the way from the milestone before typically takes, by the route file.
  public var typical: TypicalTime?

  public init(
    _ milestone: MilestoneKey, plannedAt: Double, minimumMinutes: Double = 0,
    typical: TypicalTime? = nil
  ) {
    self.milestone = milestone
    self.plannedAt = plannedAt
    self.minimumMinutes = minimumMinutes
    self.typical = typical
  }
}

/// Half are done within `p50Minutes`, nine in ten within `p90Minutes`.
public struct TypicalTime: Hashable, Sendable {
  public var p50Minutes: Double
  public var p90Minutes: Double

  public init(p50Minutes: Double, p90Minutes: Double) {
    self.p50Minutes = p50Minutes
    self.p90Minutes = p90Minutes
  }

  /// Log-logistic through both points: like dwell at borders it has no end to the right.
  func minutes(atLevel level: Double) -> Double {
    guard p50Minutes > 0, p90Minutes > p50Minutes else { return max(p50Minutes, 0) }
    let logNine = 3.169_925_001_442_312
    let exponent = Arithmetic.log2(level / (1 - level)) / logNine
    return p50Minutes * Arithmetic.power(p90Minutes / p50Minutes, exponent)
  }
}

/// When something will happen, in minutes since the epoch: one in ten before `p10`, half before
/// `p50`, nine in ten before `p90`. Always p10 <= p50 <= p90.
public struct ArrivalWindow: Hashable, Sendable {
  public var p10: Double
  public var p50: Double
  public var p90: Double

  public init(p10: Double, p50: Double, p90: Double) {
    self.p10 = p10
    self.p50 = p50
    self.p90 = p90
  }

  public var widthMinutes: Double { p90 - p10 }
}

/// What is asked: when will this run be at each of the milestones still to come?
public struct ArrivalQuery: Sendable {
  public var service: ServiceKey
  /// The run itself, so that its own record is not taken for an earlier run.
  public var run: RunKey
  public var plan: [PlannedMilestone]
  /// The milestone reached last, as an index into `plan`; nil before departure.
  public var reached: Int?
  /// When it was reached; ignored before departure.
  public var reachedAt: Double
  /// The moment of the question. Nothing later than it has been seen; later milestones are not yet
  /// reached, or at least nobody has said so.
  public var now: Double
  /// What senders say of milestones to come.
  public var claims: [SenderClaim]

  public init(
    service: ServiceKey, run: RunKey, plan: [PlannedMilestone], reached: Int?, reachedAt: Double,
    now: Double, claims: [SenderClaim] = []
  ) {
    self.service = service
    self.run = run
    self.plan = plan
    self.reached = reached
    self.reachedAt = reachedAt
    self.now = now
    self.claims = claims
  }

  var firstTarget: Int { (reached ?? -1) + 1 }

  /// The moment from which remaining time is counted: when the last milestone was reached, before
  /// departure the planned one.
  var anchor: Double { reached == nil ? plannedAnchor : reachedAt }
  var plannedAnchor: Double { plan.isEmpty ? now : plan[reached ?? 0].plannedAt }
  var delay: Double { anchor - plannedAnchor }
  var elapsed: Double { now - anchor }
}
