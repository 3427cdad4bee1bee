/// How predictions did against what happened.
public struct ArrivalScore: Hashable, Sendable {
  /// Mean losses of the three quantiles in minutes; the smaller, the better and the more honest.
  public struct Pinball: Hashable, Sendable {
    public var p10: Double
    public var p50: Double
    public var p90: Double
    public var mean: Double { (p10 + p50 + p90) / 3 }
  }

  public var queries: Int
  /// Mean absolute error of the P50.
  public var maeMinutes: Double
  public var pinball: Pinball
  /// The share of arrivals inside P10–P90: .80 is right, more is too wide.
  public var coverage: Double
  public var widthMinutes: Double
}

/// Scores in one bin of planned hours to run.
public struct HorizonScore: Hashable, Sendable {
  public var fromHours: Double
  /// Nil: and more.
  public var toHours: Double?
  public var score: ArrivalScore
}

public struct ScoreTable: Hashable, Sendable {
  public var name: String
  public var overall: ArrivalScore
  public var horizons: [HorizonScore]
}

public struct ArrivalEvaluation: Hashable, Sendable {
  public var model: ScoreTable
  /// The model's, of each service, by name.
  public var services: [ScoreTable]
  /// The model's, of each way from one milestone to the next, by name: `khorgos/arrived →
  /// khorgos/departed` is the standing there.
  public var segments: [ScoreTable]
  /// `schedule`, `persistence`, `historicalMean`, `historicalMedian`, `historicalQuantiles`; and
  /// `senders`, of the questions on which one had said something, where any had.
  public var baselines: [ScoreTable]
}

/// Sums of losses on the way to a score.
struct ScoreSums {
  private struct Sums {
    var queries = 0
    var absolute = 0.0
    var pinball = (0.0, 0.0, 0.0)
    var covered = 0
    var width = 0.0

    mutating func add(_ window: ArrivalWindow, _ actual: Double) {
      queries += 1
      absolute += abs(actual - window.p50)
      pinball.0 += Sums.loss(actual - window.p10, 0.1)
      pinball.1 += Sums.loss(actual - window.p50, 0.5)
      pinball.2 += Sums.loss(actual - window.p90, 0.9)
      if window.p10 <= actual, actual <= window.p90 { covered += 1 }
      width += window.widthMinutes
    }

    private static func loss(_ error: Double, _ level: Double) -> Double {
      max(level * error, (level - 1) * error)
    }

    static func + (one: Sums, other: Sums) -> Sums {
      var sum = one
      sum.queries += other.queries
      sum.absolute += other.absolute
      sum.pinball.0 += other.pinball.0
      sum.pinball.1 += other.pinball.1
      sum.pinball.2 += other.pinball.2
      sum.covered += other.covered
      sum.width += other.width
      return sum
    }

    var score: ArrivalScore {
      let count = Double(max(queries, 1))
      return ArrivalScore(
        queries: queries, maeMinutes: absolute / count,
        pinball: ArrivalScore.Pinball(
          p10: pinball.0 / count, p50: pinball.1 / count, p90: pinball.2 / count),
        coverage: Double(covered) / count, widthMinutes: width / count)
    }
  }

  private var bins = Array(repeating: Sums(), count: HorizonBins.reportedEdges.count + 1)

  mutating func add(_ window: ArrivalWindow, actual: Double, plannedMinutes: Double) {
    bins[HorizonBins.bin(ofMinutes: plannedMinutes, edges: HorizonBins.reportedEdges)]
      .add(window, actual)
  }

  func table(_ name: String) -> ScoreTable {
    let edges = HorizonBins.reportedEdges
    let horizons = bins.enumerated().map { index, sums in
      HorizonScore(
        fromHours: index == 0 ? 0 : edges[index - 1],
        toHours: index < edges.count ? edges[index] : nil, score: sums.score)
    }
    return ScoreTable(
      name: name, overall: bins.reduce(Sums(), +).score, horizons: horizons)
  }
}
