/// The figures of the model, with their reasons. Found on January 1–20 of the passenger trains of
/// `shared/eval`; the score is flat around each of them (half or double costs at most 1 %, of
/// `backingRuns` 2 %).
enum AnalogScales {
  /// The reference's half-life for a train a day. Delays have two memories: the season's …
  static let halfLifeDays = 12.0
  /// … and that of the weather or the queue of these days.
  static let shortHalfLifeDays = 1.5
  /// Both are those of daily trains that take a day and a half; see ``AnalogRuns/slowness``.
  static let halfLifeJourneyDays = 1.5
  /// Trains rarer than this count as if they ran this often.
  static let longestIntervalDays = 16.0

  /// The scale of a delay is the spread of the delays seen, but at least this part of the planned
  /// journey: 20 minutes, the reference's, on 33 hours; 3.6 hours on 15 days.
  static let leastScalePart = 0.01
  static let leastScaleMinutes = 5.0
  /// The spread counts in full only where there are more runs than this.
  static let spreadRuns = 5.0

  /// Two delays are alike within the scale and this part of the delay.
  static let bandwidthPart = 0.7
  /// What a run with quite another delay still counts.
  static let unlikeWeight = 0.05
  /// Delays less than the scale apart from the plan are the plan's; beyond, the plan is wrong and
  /// delays are compared with what is usual.
  static let usualRuns = 3.0

  /// The reference's ridge of 3200 min² is eight runs with delays 20 min apart, and they say that
  /// of a delay that can be recovered 60 % is.
  static let ridgeRuns = 8.0
  static let ridgeSlope = -0.6
  static let steepestRecovery = -1.0
  static let steepestGrowth = 0.3
  /// Slack of a journey never seen, as a part of its planned time.
  static let unseenSlackPart = 0.08

  /// What the general knowledge weighs, in average earlier runs.
  static let backingRuns = 5.0
  /// With fewer earlier runs than this the segments of other services are asked too.
  static let enoughRuns = 5
  /// The same where nothing is known of how delays change in general.
  static let enoughAlone = 20
  /// Then they and the pooled changes share what the general knowledge weighs.
  static let chainPart = 0.5
  /// Only the newest runs are read: the hundredth daily run counts half a percent of the first.
  static let mostRuns = 100

  /// Without news for this many times as long as any run before it took, a run is not late but
  /// lost: its reports have ended.
  static let lostFactor = 3.0

  /// How long it still lasts when it has lasted longer than ever: the tail of dwell falls with this
  /// power (half of what has lasted 100 h last another 32 h, one in ten another 150 h).
  static let tailPower = 2.5

  /// Quantiles asked for.
  static let levels = (0.1, 0.5, 0.9)
}
