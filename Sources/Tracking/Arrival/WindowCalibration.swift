/// How the windows of the last weeks did, and so by how much to scale those of today.
///
/// A window is a promise: one in ten earlier, one in ten later. Of each half it is noted how many
/// times its width would have been needed; where nine in ten needed 0.9 times, the half is scaled
/// by 0.9. A window is judged when its time is up, not before: of the newest windows only the
/// punctual trains have arrived. Where the train has not come by then it is looked for again later.
public struct WindowCalibration: Sendable {
  /// What was needed is forgotten by half in these days, in bins of longer horizon in as many days
  /// as the horizon has.
  static let halfLifeDays = 5.0
  /// Nine in ten of one run's windows stand or fall together, so runs count, not windows; with this
  /// many the scale is believed half.
  static let believedRuns = 40.0
  /// Windows that rest on fewer earlier runs are general knowledge and tell nothing of the others.
  static let fewestRuns = AnalogScales.enoughRuns
  /// How often a window is looked at again whose train has not come.
  static let mostPostponed = 2
  /// After a longer pause than this in days nothing of what was known is left.
  static let longestPause = 1000
  /// Widths needed are counted in steps of a tenth, up to six.
  static let step = 0.1
  static let stepCount = 61
  /// Never to a third or to three times: that is a failure to look at, not to scale away.
  static let limits = (least: 0.4, most: 2.5)

  static var binCount: Int { HorizonBins.calibratedEdges.count + 1 }

  /// A window given out, to be judged at `due`.
  private struct Promise: Hashable, Sendable {
    var place: RunHistory.Place
    var column: Int
    var bin: Int
    var madeAt: Double
    var early: Double
    var middle: Double
    var late: Double
    var postponed = 0
  }

  /// For each bin, half (early, late) and step: how many windows needed that much.
  private var needed: [Double]
  private var runs: [Double]
  private var due: [Int: [Promise]] = [:]
  private var day: Int?
  public private(set) var firstDay: Int?
  private(set) var factors: [(early: Double, late: Double)]

  public init() {
    needed = Array(repeating: 0, count: Self.binCount * 2 * Self.stepCount)
    runs = Array(repeating: 0, count: Self.binCount)
    factors = Array(repeating: (1, 1), count: Self.binCount)
  }

  // MARK: Promising

  /// Notes the windows of a forecast to be judged later.
  mutating func promise(
    _ forecast: AnalogForecast, _ query: ArrivalQuery, in history: RunHistory
  ) {
    guard let place = history.places[query.run] else { return }
    let columns = history.columns(of: query.plan, in: place.line)
    for (offset, target) in forecast.targets.enumerated()
    where target.runs >= Self.fewestRuns {
      let index = query.firstTarget + offset
      guard let column = columns[index] else { continue }
      let late = max(target.p90 - target.p50, 1)
      let planned = query.plan[index].plannedAt - query.plannedAnchor
      let promise = Promise(
        place: place, column: column,
        bin: HorizonBins.bin(ofMinutes: planned, edges: HorizonBins.calibratedEdges),
        madeAt: query.anchor, early: max(target.p50 - target.p10, 1), middle: target.p50,
        late: late)
      let day = Self.day(of: max(query.now, query.anchor + target.p90 + late)) + 1
      due[day, default: []].append(promise)
    }
  }

  static func day(of minutes: Double) -> Int { Int((minutes / 1440).rounded(.down)) }

  // MARK: Judging

  /// Judges the windows whose time was up before this day began, by what was known then.
  mutating func close(before today: Int, history: RunHistory) {
    let last = day ?? (today - 1)
    guard today > last else { return }
    for _ in last..<min(today, last + Self.longestPause) { forgetADay() }
    let passed = due.keys.filter { $0 <= today }.sorted()
    var seen: Set<JudgedRun> = []
    let moment = Double(today) * 1440
    for day in passed {
      for promise in due.removeValue(forKey: day) ?? [] {
        switch outcome(of: promise, by: moment, history) {
        case .minutes(let minutes): judge(promise, minutes)
        case .open:
          postpone(promise, on: today)
          continue
        case .unseen: continue
        }
        if seen.insert(JudgedRun(place: promise.place, bin: promise.bin)).inserted {
          runs[promise.bin] += 1
        }
        firstDay = min(firstDay ?? today, today)
      }
    }
    day = today
    for bin in 0..<Self.binCount {
      factors[bin] = (factor(bin, half: 0), factor(bin, half: 1))
    }
  }

  private struct JudgedRun: Hashable {
    var place: RunHistory.Place
    var bin: Int
  }

  private enum Outcome {
    /// Minutes after the promise.
    case minutes(Double)
    /// Late, or its reports have ended: time will tell.
    case open
    /// The milestone was passed unseen, or the run is no more.
    case unseen
  }

  private func outcome(
    of promise: Promise, by moment: Double, _ history: RunHistory
  ) -> Outcome {
    if let actual = history.actual(promise.place, promise.column, by: moment) {
      return .minutes(actual - promise.madeAt)
    }
    let itinerary = history.lines[promise.place.line].itineraries[promise.place.row]
    guard let target = itinerary.firstIndex(of: promise.column) else { return .unseen }
    let wasPassed = itinerary[target...].contains {
      history.actual(promise.place, $0, by: moment) != nil
    }
    return wasPassed ? .unseen : .open
  }

  /// Looks again when twice the time has passed, and then once more. Dropped at once, the very late
  /// would not count and windows would be too narrow.
  private mutating func postpone(_ promise: Promise, on today: Int) {
    guard promise.postponed < Self.mostPostponed else { return }
    var later = promise
    later.postponed += 1
    due[today + max(1, today - Self.day(of: promise.madeAt)), default: []].append(later)
  }

  private mutating func judge(_ promise: Promise, _ outcome: Double) {
    let apart = outcome - promise.middle
    count(apart / promise.late, bin: promise.bin, half: 1)
    count(-apart / promise.early, bin: promise.bin, half: 0)
  }

  private mutating func count(_ widths: Double, bin: Int, half: Int) {
    let step = Int((widths / Self.step).clamped(0, Double(Self.stepCount - 1)))
    needed[(bin * 2 + half) * Self.stepCount + step] += 1
  }

  private mutating func forgetADay() {
    for bin in 0..<Self.binCount {
      let edges = HorizonBins.calibratedEdges
      let days = max(Self.halfLifeDays, edges[min(bin, edges.count - 1)] / 24)
      let kept = Arithmetic.exp2(-1 / days)
      runs[bin] *= kept
      for cell in bin * 2 * Self.stepCount..<(bin + 1) * 2 * Self.stepCount {
        needed[cell] *= kept
      }
    }
  }

  private func factor(_ bin: Int, half: Int) -> Double {
    let start = (bin * 2 + half) * Self.stepCount
    let counts = needed[start..<start + Self.stepCount]
    let total = counts.reduce(0, +)
    guard total > 0 else { return 1 }
    // Of `n` judged, the next one needs more than 0.9 (1 + 1/n) of them did one time in ten.
    var left = min(0.9 * (1 + 1 / max(runs[bin], 1)), 1) * total
    var wanted = Self.step * Double(Self.stepCount)
    for (step, count) in counts.enumerated() {
      if left <= count, count > 0 {
        wanted = Self.step * (Double(step) + left / count)
        break
      }
      left -= count
    }
    let belief = runs[bin] / (runs[bin] + Self.believedRuns)
    return Arithmetic.power(wanted.clamped(Self.limits.least, Self.limits.most), belief)
  }

  // MARK: Keeping

  /// Compact: all but the windows not yet judged, which are made anew by the runs under way.
  public var record: [Double] { [Double(day ?? -1), Double(firstDay ?? -1)] + runs + needed }

  /// Nil where the record has another shape.
  public init?(record: [Double]) {
    self.init()
    guard record.count == 2 + runs.count + needed.count, record.allSatisfy(\.isFinite)
    else { return nil }
    day = record[0] < 0 ? nil : Int(record[0])
    firstDay = record[1] < 0 ? nil : Int(record[1])
    runs = Array(record[2..<2 + runs.count])
    needed = Array(record[(2 + runs.count)...])
    for bin in 0..<Self.binCount {
      factors[bin] = (factor(bin, half: 0), factor(bin, half: 1))
    }
  }
}
