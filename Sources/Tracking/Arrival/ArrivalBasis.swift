/// Why a window is what it is: the facts for one line of explanation.
public struct ArrivalBasis: Hashable, Sendable {
  /// What the window mainly rests on, best first.
  public enum Rung: String, Hashable, Sendable, CaseIterable {
    /// Earlier runs of the same service.
    case route
    /// The same segments as run by trains of other services.
    case segments
    /// The typical times of the route file.
    case typical
    /// How delays change in general, on all services.
    case pooled
    /// Nothing but the plan.
    case plan
  }

  /// A sender whose estimate was taken into account.
  public struct Sender: Hashable, Sendable {
    public var name: String
    /// 0…1: how far the window was moved to what the sender says.
    public var share: Double
    /// Estimates of this kind that could be compared with what happened.
    public var resolved: Int
    /// How much later than said it usually was; minutes, negative for earlier.
    public var usualErrorMinutes: Double
  }

  public var rung: Rung
  /// Earlier runs of the service that are known at the milestone asked about.
  public var earlierRuns: Int
  /// Those among all earlier runs that were about as late here.
  public var alikeRuns: Int
  /// Runs still under way that count with how far they have come.
  public var carriedOnRuns: Int
  /// The present delay against the plan.
  public var delayMinutes: Double
  /// Half are expected to make up at least this; negative: to lose this.
  public var madeUpMinutes: Double
  /// The most that any earlier run made up from here.
  public var slackMinutes: Double
  /// How the window was scaled by how windows of this horizon did lately; 1 where nothing is known.
  public var earlyFactor: Double
  public var lateFactor: Double
  public var calibrationDays: Int
  /// The share of what was thought possible that has already not come to pass. From 0.9 on the
  /// train stands beyond its P90: the window moves with the clock.
  public var outlastedShare: Double
  public var isBeyondWindow: Bool { outlastedShare >= 0.9 }
  public var senders: [Sender]
}
