import Freight
import RouteBook

/// An arrival window and what it rests on.
public struct Estimate: Hashable, Sendable {
  public enum Basis: String, Sendable {
    /// The route file's planned times, moved by the present delay; the window from its typical dwell.
    case plan
    /// Earlier runs of the same route in the ledger.
    case route
    /// The same segments as run on other routes.
    case segments
  }

  public var place: PlaceID
  public var p10: Instant
  public var p50: Instant
  public var p90: Instant
  public var basis: Basis
  /// What the plan alone said before departure.
  public var firstEstimate: Instant?
  /// Why the window is what it is; nil where it rests on the plan.
  public var why: ArrivalBasis?
}

/// The plan's remaining time from where the box is, moved by the present delay. Never in the past,
/// never before the fastest that the way physically allows, later stops never before earlier ones.
struct PlanEstimate {
  struct StopWindow: Sendable {
    var arrival: (p10: Int64, p50: Int64, p90: Int64)
    var departure: Int64
  }

  /// Windows for the stops still to come, by index into the plan's entries; nil for those passed.
  private(set) var windows: [StopWindow?]

  init(windows: [StopWindow?]) { self.windows = windows }

  init(_ journey: Journey, plan: Plan, now: Int64) {
    let entries = plan.entries
    windows = Array(repeating: nil, count: entries.count)
    guard let path = journey.path else { return }
    let reached = path.current.map { $0 - plan.schedule.firstStop } ?? -1
    guard reached < entries.count - 1 else { return }
    var clock = Clock(now: now)
    clock.begin(journey, path: path, plan: plan, reached: reached)
    for index in max(reached + 1, 1)..<entries.count {
      clock.run(entries[index].stop.leg)
      let arrival = clock.window
      clock.stand(entries[index].dwell)
      windows[index] = StopWindow(arrival: arrival, departure: clock.p50)
    }
  }

  /// P50 by plan; the fastest; and the spread that dwell beyond plan adds, as if crossings were
  /// independent of each other: their excesses add in squares.
  private struct Clock {
    let now: Int64
    var p50: Int64
    var fastest: Int64
    var squaredExcessHours = 0.0
    var squaredGainHours = 0.0

    init(now: Int64) {
      self.now = now
      p50 = now
      fastest = now
    }

    mutating func begin(_ journey: Journey, path: Journey.Path, plan: Plan, reached: Int) {
      guard reached >= 0 else {
        // Not left yet: the planned departure, or now if that is past.
        p50 = max(now, plan.departure(0) ?? now)
        fastest = p50
        squaredExcessHours = 12 * 12
        return
      }
      let visit = path.visits[reached + path.firstStop]
      if path.hasLeft, let left = visit.departure?.at {
        p50 = left.microseconds
        fastest = left.microseconds
        return
      }
      let arrived = visit.arrival?.at.microseconds ?? journey.position?.since.microseconds ?? now
      let dwell = plan.entries[reached].dwell
      let planned =
        reached == 0 ? plan.departure(0) : arrived + microseconds(dwell?.plannedHours ?? 0)
      // It has not left yet, however long ago it should have.
      p50 = max(now, planned ?? now)
      fastest = now
      guard let dwell else { return }
      let stood = Double(now - arrived) / Double(Instant.microsecondsPerHour)
      let excess = max(dwell.typicalP90Hours - max(dwell.plannedHours, stood), 0)
      // Beyond its P90 nobody knows: what has lasted long may last half as long again.
      squaredExcessHours +=
        stood > dwell.typicalP90Hours ? stood * stood / 4 : excess * excess
    }

    mutating func run(_ leg: Leg?) {
      guard let leg else { return }
      // Not in the past: what should have arrived and has not, arrives now at the earliest.
      p50 = max(p50 + microseconds(leg.plannedHours), now)
      fastest = max(fastest + microseconds(leg.minimumHours), now)
      // Running varies far less than standing: a tenth of it either way.
      let spread = leg.plannedHours * 0.1
      squaredExcessHours += spread * spread
      squaredGainHours += spread * spread
    }

    mutating func stand(_ dwell: Dwell?) {
      guard let dwell else { return }
      p50 += microseconds(dwell.plannedHours)
      let excess = max(dwell.typicalP90Hours - dwell.plannedHours, 0)
      squaredExcessHours += excess * excess
      let gain = dwell.plannedHours / 2
      squaredGainHours += gain * gain
    }

    var window: (p10: Int64, p50: Int64, p90: Int64) {
      let middle = max(p50, fastest)
      let early = max(fastest, middle - microseconds(squaredGainHours.squareRoot()))
      return (early, middle, middle + microseconds(squaredExcessHours.squareRoot()))
    }
  }
}
