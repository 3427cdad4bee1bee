/// Planned hours still to run, in bins: windows are calibrated and scored apart in each, because
/// what is true of the next hour is not of next week.
public enum HorizonBins {
  /// The bins in which results are reported: 0–2, 2–6, 6–12, 12–24 and 24 hours or more.
  public static let reportedEdges: [Double] = [2, 6, 12, 24]
  /// Calibration goes on past them in doubling steps: block trains are days away.
  public static let calibratedEdges: [Double] = [2, 6, 12, 24, 48, 96, 192, 384]

  public static func bin(ofMinutes minutes: Double, edges: [Double]) -> Int {
    var bin = 0
    while bin < edges.count, minutes >= edges[bin] * 60 { bin += 1 }
    return bin
  }
}
