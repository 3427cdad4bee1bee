import Feeds
import Freight
import RouteBook
import Simulation
import Testing

/// What is written is read again by the formats' own decoders.
@Suite struct WriterTests {
  private func decoded(_ text: String, as name: String) throws -> Decoded {
    let message = Array(text.utf8)
    // Found out without being told.
    let format = try Formats.recognise(message).get()
    #expect(format.name == name)
    // 1 July 2026: after all of it.
    let context = DecodingContext(
      feed: "test", receivedAt: Instant(microseconds: 1_782_864_000_000_000),
      places: Corridor.Directory())
    return format.decode(message, in: context)
  }

  private func written(_ scenario: Scenario, _ format: String) -> String {
    var text = ""
    Simulator(scenario).write(format) { text += $0 }
    return text
  }

  @Test(arguments: 1...10) func ourOwnLinesSayAllThatTheEventsSay(seed: Int) throws {
    let scenario = Corridor.scenario(trains: 2, seed: UInt64(seed), disorder: .all)
    let result = try decoded(written(scenario, "banlie-json"), as: "banlie-json")
    #expect(result.rejections.isEmpty, "seed \(seed)")
    var wanted: [Event] = []
    Simulator(scenario).run { wanted += $0.map(\.event) }
    #expect(result.events.count == wanted.count, "seed \(seed)")
    for (event, original) in zip(result.events, wanted) {
      #expect(told(event) == told(original), "seed \(seed)")
    }
  }

  /// But for the feed, the place in the message, and an update time that only stands for the receipt.
  private func told(_ event: Event) -> Event {
    var event = event
    event.feed = ""
    event.source = Source()
    if event.assumptions.contains(.updateTime) || event.senderKey == nil { event.updatedAt = nil }
    event.assumptions.remove(.updateTime)
    return event
  }

  @Test func loadingListsGiveBackTheLoads() throws {
    let scenario = Corridor.scenario(trains: 3, boxes: 30, seed: 4)
    let result = try decoded(written(scenario, "sheet"), as: "sheet")
    #expect(result.rejections.isEmpty)
    #expect(result.warnings.isEmpty)
    #expect(result.events.allSatisfy { $0.assumptions.contains(.simulated) })
    for ordinal in 0..<3 {
      let train = Simulator(scenario).train(ordinal)
      for report in train.reports where report.event.activity == .loaded {
        guard report.event.conveyance.train != nil else { continue }
        let read = try #require(
          result.events.first {
            $0.subject == report.event.subject && $0.conveyance == report.event.conveyance
          })
        #expect(read.details?.seals == report.event.details?.seals)
        #expect(read.details?.containerType == report.event.details?.containerType)
        #expect(read.details?.notes.first?.number == report.event.details?.notes.first?.number)
        let goods = report.event.details?.cargo ?? []
        #expect(read.details?.cargo.map(\.consignee) == goods.map(\.consignee))
        #expect(read.details?.cargo.map(\.grossKilograms) == goods.map(\.grossKilograms))
      }
      let list = result.events.first { $0.subject == .train(train.train) }
      #expect(list?.details?.members?.count == train.truths.count)
    }
  }

  @Test func trackingSheetsGiveBackTheMilestones() throws {
    let scenario = Corridor.scenario(trains: 2, seed: 4)
    let result = try decoded(written(scenario, "tracking-sheet"), as: "sheet")
    #expect(result.rejections.isEmpty)
    #expect(result.events.allSatisfy { $0.assumptions.contains(.simulated) })
    for ordinal in 0..<2 {
      for truth in Simulator(scenario).train(ordinal).truths {
        let own = result.events.filter {
          $0.subject == .container(truth.container) && $0.conveyance.train == truth.train
        }
        for milestone in truth.milestones
        where milestone.activity == .delivered || milestone.place == PlaceID("khorgos") {
          guard [.arrived, .delivered].contains(milestone.activity) else { continue }
          let read = own.contains {
            $0.activity == milestone.activity && $0.occurredAt.microseconds <= milestone.at
              && milestone.at <= $0.occurredAt.latestMicroseconds
          }
          #expect(read, "\(truth.container) \(milestone)")
        }
      }
    }
  }

  @Test func interchangesGiveBackWhatTheirStatusesSay() throws {
    let scenario = Corridor.scenario(trains: 2, seed: 4)
    let result = try decoded(written(scenario, "iftsta"), as: "iftsta")
    #expect(result.rejections.isEmpty)
    #expect(result.warnings.isEmpty)
    #expect(!result.events.contains { $0.activity == .unmapped })
    let sayable: Set<Activity> = [
      .loaded, .discharged, .reloaded, .delivered, .emptyReturned, .customsReleased, .crossedBorder,
      .held, .returned, .rolled, .cancelled, .customsSelected,
    ]
    var wanted = 0
    for ordinal in 0..<2 {
      for report in Simulator(scenario).reports(ofTrain: ordinal) {
        guard case .container = report.event.subject, sayable.contains(report.event.activity)
        else { continue }
        wanted += 1
        let read = result.events.contains {
          $0.subject == report.event.subject && $0.activity == report.event.activity
            && $0.occurredAt.microseconds == report.event.occurredAt.microseconds
            && $0.conveyance.wagon == report.event.conveyance.wagon
            && $0.conveyance.voyage == report.event.conveyance.voyage
        }
        #expect(read, "\(report.event.subject.id) \(report.event.activity)")
      }
    }
    #expect(wanted > 300)
  }

  @Test func envelopesGiveBackWhatTheirCodesSay() throws {
    let scenario = Corridor.scenario(trains: 2, seed: 4, disorder: .duplicate)
    let result = try decoded(written(scenario, "dcsa"), as: "dcsa")
    #expect(result.rejections.isEmpty)
    #expect(result.warnings.isEmpty)
    #expect(!result.events.contains { $0.activity == .unmapped })
    var keys: [String: Event] = [:]
    for event in result.events {
      let key = try #require(event.senderKey)
      #expect(key.hasPrefix("SIMULATED/"))
      if let same = keys[key] { #expect(told(same) == told(event)) }
      keys[key] = event
    }
    #expect(keys.count < result.events.count)
    for report in Simulator(scenario).reports(ofTrain: 0) {
      guard [.loaded, .discharged].contains(report.event.activity) else { continue }
      let read = result.events.contains {
        $0.subject == report.event.subject && $0.activity == report.event.activity
          && $0.occurredAt.microseconds == report.event.occurredAt.microseconds
          && $0.conveyance.voyage == report.event.conveyance.voyage
      }
      #expect(read, "\(report.event.subject.id) \(report.event.activity)")
    }
  }

  /// However much goes wrong, what is written stays well-formed.
  @Test(arguments: 1...8, Simulator.formats)
  func disorderIsReadWithoutRejections(seed: Int, format: String) throws {
    let scenario = Corridor.scenario(trains: 2, seed: UInt64(seed), disorder: .all)
    let name = format == "tracking-sheet" ? "sheet" : format
    let result = try decoded(written(scenario, format), as: name)
    #expect(result.rejections.isEmpty, "seed \(seed)")
    #expect(result.events.count >= 30, "seed \(seed)")
  }
}
