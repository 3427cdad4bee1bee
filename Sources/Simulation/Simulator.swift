import Freight
import RouteBook

/// Realistic messages of trains that never ran: reloads, splits, sailings, dwell with fat tails, and
/// on request disorder. The same scenario gives the same bytes.
public struct Simulator: Sendable {
  public let scenario: Scenario
  /// UTC µs; nothing that would be received later is written.
  public let until: Int64?
  private let fleet: Fleet
  private let sites: [PlaceID: Site]

  public init(_ scenario: Scenario, until: Int64? = nil) {
    self.scenario = scenario
    self.until = until
    fleet = Fleet(scenario)
    let stops = scenario.route.sections.flatMap(\.variants).flatMap(\.stops)
    sites = Dictionary(stops.map { ($0.place, Site($0.place, in: scenario.book)) }) { first, _ in
      first
    }
  }

  /// One train: what happened, and what was reported of it. Trains are independent of each other, but
  /// for the boxes that one leaves to the next.
  ///
  /// - Parameter ordinal: counted from zero.
  public func train(_ ordinal: Int) -> SimulatedTrain {
    let run = TrainRun(scenario, ordinal: ordinal, fleet: fleet, sites: sites)
    var disturbance = Disturbance(scenario.disorder, seed: scenario.seed, part: ordinal)
    let reports = disturbance.disturbed(run.reporter.reports)
      .filter { $0.receivedAt <= until ?? .max }
    let truths = run.truths.map { truth in
      var truth = truth
      truth.writtenAs = disturbance.written(truth.container)
      return truth
    }
    return SimulatedTrain(train: run.train, reports: reports.orderedByReceipt(), truths: truths)
  }

  /// All reports of one train, in the order of their receipt.
  public func reports(ofTrain ordinal: Int) -> [Simulated] { train(ordinal).reports }

  /// Hands over every train's reports, train by train; memory stays flat however many trains.
  public func run(_ body: ([Simulated]) throws -> Void) rethrows {
    for ordinal in 0..<scenario.trains { try body(reports(ofTrain: ordinal)) }
  }
}
