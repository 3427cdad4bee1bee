import Freight
import RouteBook

/// Events to journeys: a pure function of the reports, the route book and the policy. Any order of
/// arrival, any duplication gives the same journeys.
public struct Tracker: Sendable {
  /// Counts up where the same events make other journeys than before, so that those kept are folded anew.
  public static let rules = 3

  public let book: RouteBook
  public let policy: Policy
  /// What earlier runs say of arrivals; nil leaves them to the plan. No journey depends on it, only
  /// what is expected of one.
  public var arrivals: ArrivalWindows?
  let schedules: ScheduleBook
  let paths: PathFinder

  public init(book: RouteBook, policy: Policy = Policy()) {
    self.book = book
    self.policy = policy
    schedules = ScheduleBook(book)
    paths = PathFinder(book: book)
  }

  /// All trips of a container, oldest first; empty when nothing is known of it. For several boxes
  /// make one ``Fold``: what carried them together is read once.
  public func journeys(
    of container: ContainerNumber, in history: some History
  ) throws -> [Journey] {
    try Fold(self, history).journeys(of: container)
  }

  /// Beyond any report: the year 9999.
  static let endOfTime = Int64(2_932_896) * Instant.microsecondsPerDay
}
