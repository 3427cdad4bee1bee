import EmbeddedRoutes
import Freight
import RouteBook
import Simulation
import Testing

/// What is told follows from what happened, on any seed.
@Suite struct TruthTests {
  private static let seeds = Array(UInt64(1)...40)

  @Test(arguments: seeds) func milestonesAreInTheOrderOfTheWorld(seed: UInt64) {
    Self.check(Corridor.scenario(trains: 2, seed: seed), "seed \(seed)")
  }

  @Test(arguments: EmbeddedRoutes.book.listRoutes().map(\.id))
  func milestonesAreInOrderOnEveryRoute(id: String) throws {
    let route = try #require(EmbeddedRoutes.book.findRoute(id))
    for seed in UInt64(1)...5 {
      Self.check(
        Scenario(route: route, book: EmbeddedRoutes.book, trains: 1, seed: seed),
        "route \(id), seed \(seed)")
    }
  }

  private static func check(_ scenario: Scenario, _ context: Comment) {
    let simulator = Simulator(scenario)
    for ordinal in 0..<scenario.trains {
      for truth in simulator.train(ordinal).truths {
        let times = truth.milestones.map(\.at)
        #expect(times == times.sorted(), context)
        #expect(times.allSatisfy { $0 % Instant.microsecondsPerMinute == 0 }, context)
        #expect(truth.carriers.allSatisfy { $0.to ?? .min >= $0.from }, context)
      }
    }
  }

  @Test(arguments: seeds) func aBoxIsOnOneWagonTrainAndVesselAtATime(seed: UInt64) {
    for truth in Simulator(Corridor.scenario(seed: seed)).train(0).truths {
      for kind in Subject.Kind.allCases {
        let intervals = truth.carriers.filter { $0.carrier.kind == kind }
        for (before, after) in zip(intervals, intervals.dropFirst()) {
          #expect(before.to.map { $0 <= after.from } == true, "seed \(seed)")
        }
      }
    }
  }

  /// Without disorder nothing is reported of a box that did not happen, nor at another time.
  @Test(arguments: seeds) func reportsOfABoxAreTrue(seed: UInt64) throws {
    let train = Simulator(Corridor.scenario(seed: seed)).train(0)
    let truths = Dictionary(train.truths.map { ($0.container, $0) }) { first, _ in first }
    for report in train.reports {
      guard case .container(let box) = report.event.subject else { continue }
      let truth = try #require(truths[box])
      let at = report.event.occurredAt
      let place = report.event.place.flatMap { Corridor.book.resolve($0) }
      let isTrue = truth.milestones.contains {
        $0.activity == report.event.activity && $0.place == place
          && $0.at >= at.microseconds && $0.at <= at.latestMicroseconds
      }
      #expect(isTrue, "seed \(seed): \(box) \(report.event.activity) \(at)")
      #expect(report.receivedAt > at.microseconds, "seed \(seed)")
    }
  }

  /// A wagon is reported on its way with the boxes that are on it then.
  @Test(arguments: seeds) func wagonsNameTheBoxesThatAreAboard(seed: UInt64) {
    let train = Simulator(Corridor.scenario(seed: seed)).train(0)
    var named = 0
    for report in train.reports where report.event.activity == .composed {
      guard case .wagon = report.event.subject, let members = report.event.details?.members
      else { continue }
      let at = report.event.occurredAt.microseconds
      for truth in train.truths {
        let isAboard = truth.carriers.contains {
          $0.carrier == report.event.subject && $0.from <= at && at <= $0.to ?? .max
        }
        #expect(isAboard == members.contains { $0.container == truth.container }, "seed \(seed)")
        named += isAboard ? 1 : 0
      }
    }
    #expect(named > 0, "seed \(seed)")
  }

  @Test func whatThisCorridorIsKnownForHappens() {
    var happened: Set<Activity> = []
    var ends: Set<Truth.End> = []
    var told = 0
    var reloaded = 0
    var legs = 0
    var voyages = 0
    for seed in UInt64(1)...60 {
      let train = Simulator(Corridor.scenario(boxes: 40, seed: seed)).train(0)
      ends.formUnion(train.truths.compactMap(\.end))
      for truth in train.truths {
        happened.formUnion(truth.milestones.map(\.activity))
        reloaded += truth.milestones.count { $0.activity == .reloaded }
      }
      let carriers = Set(train.truths.flatMap(\.carriers).map(\.carrier))
      legs += carriers.count { $0.kind == .trainLeg }
      voyages += carriers.count { $0.kind == .voyage }
      for report in train.reports where report.event.activity == .portClosed {
        happened.insert(.portClosed)
      }
      told += train.reports.count { $0.event.activity == .reloaded }
    }
    let wanted: Set<Activity> = [
      .gatedIn, .loaded, .departed, .passed, .arrived, .customsSelected, .inspected,
      .customsReleased, .crossedBorder, .reloaded, .held, .resumed, .rolled, .returned, .cancelled,
      .awaitingVessel, .portClosed, .discharged, .gatedOut, .delivered, .emptyReturned,
    ]
    #expect(happened.isSuperset(of: wanted), "\(wanted.subtracting(happened))")
    #expect(ends == Set(Truth.End.allCases))
    // Of about one reload in twelve nobody tells.
    let silent = 1 - Double(told) / Double(reloaded)
    #expect((0.03...0.15).contains(silent))
    // Trains part: more sailings than trains, and of legs two before the sea and two after.
    #expect(legs > 150)
    #expect(voyages > 90)
  }

  /// Two trains that wait at one port in one storm hear of one closure.
  @Test(arguments: seeds) func portsCloseForAllTrainsAtOnce(seed: UInt64) {
    var scenario = Corridor.scenario(boxes: 4, seed: seed)
    scenario.trains = 6
    scenario.everyDays = 1
    var closures: Set<Int64> = []
    Simulator(scenario).run { reports in
      for report in reports where report.event.activity == .portClosed {
        closures.insert(report.event.occurredAt.microseconds)
      }
    }
    // No port closes twice a week: each closure is told by all of its trains alike.
    let weeks = closures.map { $0 / (7 * Instant.microsecondsPerDay) }
    #expect(weeks.count == Set(weeks).count, "seed \(seed)")
  }

  /// The yard's queue, as boxes see it, follows the crossing's typical hours.
  @Test func dwellAtTheBorderHasTheCrossingsQuantiles() {
    var hours: [Double] = []
    for seed in UInt64(1)...400 {
      let truth = Simulator(Corridor.scenario(boxes: 2, seed: seed)).train(0).truths
        .first { $0.end != .rolled && $0.end != .cancelled }
      let stood = truth?.milestones.filter { $0.place == PlaceID("khorgos") } ?? []
      guard let arrived = stood.first(where: { $0.activity == .arrived }),
        let left = stood.first(where: { $0.activity == .departed })
      else { continue }
      hours.append(Double(left.at - arrived.at) / Double(Instant.microsecondsPerHour))
    }
    #expect(hours.count > 350)
    func share(below limit: Double) -> Double {
      Double(hours.count { $0 < limit }) / Double(hours.count)
    }
    #expect(abs(share(below: Corridor.dwell.typicalP50Hours) - 0.5) < 0.1)
    #expect(abs(share(below: Corridor.dwell.typicalP90Hours) - 0.9) < 0.06)
    #expect(hours.max() ?? 0 > Corridor.dwell.typicalP90Hours * 1.5)
  }
}
