import Freight

/// What the operator may set: trust ranks, expected intervals, alert thresholds. In force values are
/// recorded in the ledger.
public struct Policy: Hashable, Sendable {
  public struct FeedPolicy: Hashable, Sendable {
    /// Higher wins where two feeds report one milestone.
    public var trust: Int
    /// How often news is expected of something under way; nil takes the default of the mode.
    public var expectedIntervalHours: Double?

    public init(trust: Int = 50, expectedIntervalHours: Double? = nil) {
      self.trust = trust
      self.expectedIntervalHours = expectedIntervalHours
    }
  }

  public var feeds: [String: FeedPolicy] = [:]
  /// A report may lie this far ahead of its receipt (clocks differ) before it is implausible.
  public var futureToleranceHours = 2.0
  /// No freight train of the corridor covers more, dwell aside.
  public var fastestKilometresPerHour = 130.0
  /// Places nearer to each other than this are not judged by speed.
  public var nearbyKilometres = 60.0
  /// `late`: the estimate's P50 this far past the plan.
  public var lateHours = 24.0
  /// `silent`: this many expected intervals without news.
  public var silentIntervals = 2.0
  public var expectedRailIntervalHours = 24.0
  public var expectedSeaIntervalHours = 48.0
  /// `stalled` on the line; at crossings and ports the typical P90 of the place decides.
  public var stalledOnLineHours = 24.0
  /// `offRoute`: this far from every stop of the route.
  public var offRouteKilometres = 300.0

  public init() {}

  public func trust(of feed: String) -> Int { feeds[feed]?.trust ?? 50 }

  /// Hours between reports that the feed is expected to keep.
  public func expectedIntervalHours(of feed: String, afloat: Bool) -> Double {
    feeds[feed]?.expectedIntervalHours
      ?? (afloat ? expectedSeaIntervalHours : expectedRailIntervalHours)
  }
}

extension Policy {
  /// So long before its departure a train's list may come.
  private static let announcedAhead = 60 * Instant.microsecondsPerDay

  /// Whether something is said to have happened after it was reported. A list that comes before its train
  /// leaves bears the day of departure, and is a list all the same.
  func isFromFuture(_ event: Event) -> Bool {
    let received = event.receivedAt ?? event.recordedAt
    let tolerance = Int64(futureToleranceHours * Double(Instant.microsecondsPerHour))
    guard event.classifier == .actual, received != 0, event.start > received + tolerance else {
      return false
    }
    guard event.activity == .loaded || event.activity == .composed,
      let departure = event.conveyance.train?.plannedDeparture
        ?? event.statementTrain?.plannedDeparture ?? event.details?.plannedDeparture
    else { return true }
    return event.occurredAt.localDate > departure
      || event.start > received + Self.announcedAhead
  }

  /// Names the values that the fold itself depends on; thresholds of alerts are applied on reading.
  public var foldDigest: String {
    let ranks = feeds.sorted { $0.key < $1.key }.filter { $0.value.trust != 50 }
      .map { "\($0.key)=\($0.value.trust)" }.joined(separator: ",")
    return
      "\(futureToleranceHours)/\(fastestKilometresPerHour)/\(nearbyKilometres)/\(offRouteKilometres)/\(ranks)"
  }
}
