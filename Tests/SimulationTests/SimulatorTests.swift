import EmbeddedRoutes
import Feeds
import Freight
import RouteBook
import Testing

@testable import Simulation

@Suite struct SimulatorTests {
  private func bytes(_ scenario: Scenario, _ format: String) -> String {
    var text = ""
    Simulator(scenario).write(format) { text += $0 }
    return text
  }

  @Test(arguments: Simulator.formats)
  func theSameSeedGivesTheSameBytesAndAnotherSeedOthers(format: String) {
    let scenario = Corridor.scenario(trains: 3, seed: 11, disorder: .all)
    let first = bytes(scenario, format)
    #expect(!first.isEmpty)
    #expect(first == bytes(scenario, format))
    #expect(first != bytes(Corridor.scenario(trains: 3, seed: 12, disorder: .all), format))
  }

  @Test func aTrainIsTheSameHoweverManyRun() {
    let few = Simulator(Corridor.scenario(trains: 2)).reports(ofTrain: 1)
    let many = Simulator(Corridor.scenario(trains: 9)).reports(ofTrain: 1)
    #expect(few.map(\.event) == many.map(\.event))
  }

  @Test func theFirstTrainLeavesOnTheSecondOfFebruary() {
    let train = Simulator(Corridor.scenario()).train(0)
    #expect(train.train.description == "X9041@2026-02-02")
    let list = train.reports.first { $0.event.activity == .composed }
    #expect(list?.event.subject == .train(train.train))
    #expect(list?.event.details?.isFullStatement == true)
    #expect(list?.event.details?.members?.count == 20)
  }

  @Test(arguments: 1...20) func allIsLabelledAndReceivedInOrder(seed: Int) {
    Simulator(Corridor.scenario(trains: 2, seed: UInt64(seed), disorder: .all)).run { reports in
      #expect(reports.allSatisfy { $0.event.assumptions.contains(.simulated) }, "seed \(seed)")
      #expect(reports.allSatisfy { $0.event.feed.hasPrefix("simulated-") }, "seed \(seed)")
      let received = reports.map(\.receivedAt)
      #expect(received == received.sorted(), "seed \(seed)")
    }
  }

  @Test(arguments: Simulator.formats) func theLabelIsInTheBytes(format: String) {
    let text = bytes(Corridor.scenario(), format)
    if format == "banlie-json" {
      #expect(text.split(separator: "\n").allSatisfy { $0.contains("\"simulated\":true") })
    } else {
      #expect(text.contains("SIMULATED"))
    }
  }

  @Test(arguments: EmbeddedRoutes.book.listRoutes().map(\.id))
  func checkDigitsAreRightOnEveryRoute(id: String) throws {
    let book = EmbeddedRoutes.book
    let route = try #require(book.findRoute(id))
    let simulator = Simulator(Scenario(route: route, book: book, trains: 2, seed: 5))
    var systems: Set<WagonNumber.System> = []
    simulator.run { reports in
      for subject in reports.flatMap(\.event.mentioned) {
        switch subject {
        case .container(let number): #expect(number.isCheckDigitValid, "\(number)")
        case .wagon(let number):
          systems.insert(number.system)
          #expect(number.isCheckDigitValid != false, "\(number)")
        default: break
        }
      }
    }
    // Every route of ours has a gauge break.
    #expect(systems.count >= 2)
  }

  @Test(arguments: EmbeddedRoutes.book.listRoutes().map(\.id))
  func everyTrainOfEveryRouteComesToAnEnd(id: String) throws {
    let book = EmbeddedRoutes.book
    let route = try #require(book.findRoute(id))
    let truths = Simulator(Scenario(route: route, book: book, seed: 3)).train(0).truths
    #expect(truths.count == 50)
    #expect(truths.allSatisfy { $0.end != nil })
    let delivered = truths.filter { $0.end == .delivered || $0.end == .emptyReturned }
    #expect(delivered.count >= 40)
    #expect(delivered.allSatisfy { $0.milestones.contains { $0.place == route.destination } })
  }

  @Test func whatOneTrainLeavesBehindTheNextTakes() {
    var taken = 0
    for seed in UInt64(1)...30 {
      let simulator = Simulator(Corridor.scenario(trains: 2, boxes: 40, seed: seed))
      let (first, next) = (simulator.train(0), simulator.train(1))
      let left = first.truths.filter { $0.end == .rolled }.map(\.container)
      let later = Set(next.truths.map(\.container))
      #expect(left.allSatisfy { later.contains($0) }, "seed \(seed)")
      #expect(next.truths.count == 40 + left.count, "seed \(seed)")
      taken += left.count
    }
    #expect(taken > 0)
  }

  @Test func boxesComeBackOnLaterTrainsButNeverTooSoon() {
    let scenario = Corridor.scenario(trains: 40, boxes: 4)
    let simulator = Simulator(scenario)
    var last: [ContainerNumber: CivilDate] = [:]
    var reused = 0
    for ordinal in 0..<40 {
      for truth in simulator.train(ordinal).truths {
        let departure = truth.train.plannedDeparture
        if let before = last[truth.container] {
          let days = departure.daysSinceEpoch - before.daysSinceEpoch
          // A rolled box goes with the next train; else its trip is long over.
          #expect(days == scenario.everyDays || days >= 80)
          if days >= 80 { reused += 1 }
        }
        last[truth.container] = departure
      }
    }
    #expect(reused > 10)
  }

  @Test func manyTrainsKeepAboutTwentyThousandBoxesUnderWay() {
    let scenario = Corridor.scenario(trains: 1_000, boxes: 50)
    var numbers: Set<TrainID> = []
    for ordinal in 0..<1_000 { numbers.insert(scenario.train(ordinal)) }
    #expect(numbers.count == 1_000)
    // A journey of 25 days.
    #expect((15_000...25_000).contains(scenario.trainsPerDay * 50 * 25))
  }

  @Test func morePositionsAreMoreEventsOfTheSameTrain() {
    var dense = Corridor.scenario()
    dense.positionsPerDay = 6
    let few = Simulator(Corridor.scenario()).train(0)
    let many = Simulator(dense).train(0)
    #expect(many.reports.count > few.reports.count * 3 / 2)
    #expect(many.truths.map(\.milestones) == few.truths.map(\.milestones))
  }
}
