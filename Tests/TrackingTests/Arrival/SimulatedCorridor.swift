import TestSeeds

@testable import Tracking

extension SeededGenerator {
  mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

  mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }
}

/// SIMULATED trains, not real ones: a block train every few days over a corridor whose borders and
/// ports hold trains for a time with a fat tail. Milestones are the arrival and the departure at
/// each stop, so that standing is a segment of its own.
struct SimulatedCorridor {
  struct Stop {
    var name: String
    /// Planned hours from the stop before, and planned and typical hours standing here.
    var runHours: Double
    var dwellHours: Double
    var typical: TypicalTime
  }

  enum Trouble: CaseIterable {
    case fatTails, portClosures, regimeChange
  }

  var name: String
  var trouble: Trouble
  var stops: [Stop]
  var intervalDays: Double

  static func make(_ trouble: Trouble) -> SimulatedCorridor {
    func stop(_ name: String, _ run: Double, _ dwell: Double, _ p50: Double, _ p90: Double) -> Stop
    {
      Stop(
        name: name, runHours: run, dwellHours: dwell,
        typical: TypicalTime(p50Minutes: p50 * 60, p90Minutes: p90 * 60))
    }
    return SimulatedCorridor(
      name: "simulated \(trouble)", trouble: trouble,
      stops: [
        stop("inland", 0, 0, 0, 0), stop("border", 60, 20, 24, 70),
        stop("reload", 6, 12, 18, 50), stop("yard", 40, 3, 3, 8), stop("port", 36, 24, 36, 120),
        stop("farShore", 30, 10, 14, 40), stop("end", 48, 0, 0, 0),
      ], intervalDays: 2)
  }

  func plan(departing: Double) -> [PlannedMilestone] {
    var at = departing
    var plan: [PlannedMilestone] = []
    for (index, stop) in stops.enumerated() {
      at += stop.runHours * 60
      if index > 0 {
        plan.append(
          PlannedMilestone(
            MilestoneKey("\(stop.name)/arrived"), plannedAt: at,
            minimumMinutes: stop.runHours * 60 * 0.7))
      }
      at += stop.dwellHours * 60
      guard index < stops.count - 1 else { continue }
      plan.append(
        PlannedMilestone(
          MilestoneKey("\(stop.name)/departed"), plannedAt: at,
          typical: index > 0 ? stop.typical : nil))
    }
    return plan
  }

  /// Runs in the order of departure. The date of each is its number: `0000-00-07`.
  func runs(_ count: Int, seed: UInt64) -> [RecordedRun] {
    var random = SeededGenerator(seed: seed)
    let closures = (0..<8).map { _ -> ClosedRange<Double> in
      let from = random.between(0, Double(count) * intervalDays * 1440)
      return from...from + random.between(24, 168) * 60
    }
    let turn = Double(count) * 0.6 * intervalDays * 1440
    return (0..<count).map { number in
      let planned = (Double(number) * intervalDays * 1440).rounded()
      let number = number < 10 ? "0\(number)" : "\(number)"
      return RecordedRun(
        service: ServiceKey(name), date: "0000-00-\(number)",
        stops: record(planned, &random, closures, turn))
    }
  }

  private func record(
    _ planned: Double, _ random: inout SeededGenerator, _ closures: [ClosedRange<Double>],
    _ turn: Double
  ) -> [RecordedRun.Stop] {
    let plan = plan(departing: planned)
    var at = planned + random.between(0, 600)
    var stops = [RecordedRun.Stop(plan[0].milestone, plannedAt: planned, actualAt: at)]
    var index = 1
    for stop in self.stops.dropFirst() {
      at += stop.runHours * 60 * random.between(0.9, 1.25)
      stops.append(
        RecordedRun.Stop(plan[index].milestone, plannedAt: plan[index].plannedAt, actualAt: at))
      index += 1
      guard index < plan.count else { break }
      var stood = stop.typical.minutes(atLevel: random.between(0.002, 0.995))
      if trouble == .regimeChange, stop.name == "border", at > turn { stood = stood * 2 + 600 }
      at += stood
      if trouble == .portClosures, stop.name == "port" {
        for closure in closures where closure.contains(at) {
          at = closure.upperBound + random.between(60, 900)
        }
      }
      stops.append(
        RecordedRun.Stop(plan[index].milestone, plannedAt: plan[index].plannedAt, actualAt: at))
      index += 1
    }
    return stops
  }
}
