/// The arrival model: what runs did, how delays change in general, how our windows and the senders'
/// estimates have done. A value: readers take a copy, one writer keeps it up to date.
///
/// With each event, in this order: ``advance(to:)``, a ``forecast(_:)`` from the new milestone,
/// ``promise(_:)`` so that it will be judged, ``observe(_:at:actual:knownAt:)``.
public struct ArrivalModel: Sendable {
  public private(set) var history = RunHistory()
  public private(set) var pooled: PooledChanges?
  public private(set) var calibration = WindowCalibration()
  public var senders = SenderBook()
  private var day: Int?

  public init() {}

  /// From what was kept; the history is added run by run.
  public init(pooled: PooledChanges?, calibration: WindowCalibration, senders: SenderBook) {
    self.pooled = pooled
    self.calibration = calibration
    self.senders = senders
  }

  // MARK: Learning

  /// Learns from the days that have ended: once a day, from what was known when it ended.
  public mutating func advance(to now: Double) {
    let today = WindowCalibration.day(of: now)
    guard today > day ?? Int.min else { return }
    day = today
    if let made = PooledChanges(history, before: Double(today) * 1440) { pooled = made }
    calibration.close(before: today, history: history)
  }

  public mutating func begin(_ run: RunKey, of service: ServiceKey, plan: [PlannedMilestone]) {
    history.begin(run, of: service, plan: plan)
  }

  public mutating func observe(
    _ run: RunKey, at milestone: MilestoneKey, actual: Double, knownAt: Double
  ) throws(RunHistory.Failure) {
    try history.observe(run, at: milestone, actual: actual, knownAt: knownAt)
  }

  public mutating func retract(
    _ run: RunKey, at milestone: MilestoneKey
  ) throws(RunHistory.Failure) {
    try history.retract(run, at: milestone)
  }

  public mutating func remove(_ run: RunKey) { history.remove(run) }

  /// Has the windows of a forecast judged when their time is up. The run must have begun.
  public mutating func promise(_ forecast: ArrivalForecast) {
    calibration.promise(forecast.analog, forecast.query, in: history)
  }

  // MARK: Asking

  /// Windows for every milestone still to come.
  public func forecast(_ query: ArrivalQuery) -> ArrivalForecast {
    ArrivalForecast(query, AnalogForecast(history, pooled: pooled, query), calibration, senders)
  }
}
