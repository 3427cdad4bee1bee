import EmbeddedRoutes
import Feeds
import Foundation
import Freight
import Intake
import Ledger
import RouteBook
import Simulation
import Testing
import Tracking

/// Order does not matter: simulated message sets shuffled, duplicated and split give the same
/// journeys, in memory and through the ledger, in batches of any size.
@Suite struct OrderTests {
  static let routes = ["nanchang-khorgos-baku", "chongqing-duisburg", "baku-xian", "xian-almaty"]

  /// Simulated reports of some small trains, with ids and one time of recording.
  static func events(route: String, seed: UInt64, trains: Int = 1, boxes: Int = 6) throws -> [Event]
  {
    let book = EmbeddedRoutes.book
    let scenario = Scenario(
      route: try #require(book.findRoute(route)), book: book, trains: trains, boxesPerTrain: boxes,
      seed: seed, disorder: .all)
    var events: [Event] = []
    Simulator(scenario).run { reports in
      for report in reports {
        var event = report.event
        event.recordedAt = 1_790_000_000_000_000
        event.id = EventID(of: event)
        events.append(event)
      }
    }
    return events
  }

  /// As the ledger has it when it was the one of so many to come: a minute after the one before.
  private static func received(_ event: Event, as number: Int) -> Event {
    var event = event
    event.receivedAt = 1_790_000_000_000_000 + Int64(number) * Instant.microsecondsPerMinute
    event.recordedAt = event.receivedAt ?? 0
    event.source.message = Int64(number + 1)
    return event
  }

  static func boxes(_ events: [Event]) -> [ContainerNumber] {
    let all = events.flatMap(\.mentioned).compactMap { subject -> ContainerNumber? in
      guard case .container(let number) = subject else { return nil }
      return number
    }
    return Set(all).sorted()
  }

  /// A thousand message sets, each in four orders: four thousand cases a run.
  @Test(arguments: routes) func anyOrderAndAnyDuplicationGiveTheSameJourneys(route: String) throws {
    let tracker = Tracker(book: EmbeddedRoutes.book)
    for seed in UInt64(1)...250 {
      let events = try Self.events(route: route, seed: seed, boxes: 2)
      let boxes = Self.boxes(events)
      let whole = Fold(tracker, EventList(events))
      let wanted = try boxes.map { try whole.journeys(of: $0) }
      var random = Shuffle(seed: seed)
      for round in 0..<4 {
        let copies = events + random.some(of: events)
        let shuffled = random.shuffled(copies).enumerated().map { Self.received($1, as: $0) }
        let fold = Fold(tracker, EventList(shuffled))
        let got = try boxes.map { try fold.journeys(of: $0) }
        let first = zip(boxes, zip(wanted, got)).first { $0.1.0 != $0.1.1 }
        guard first == nil else {
          Issue.record("route \(route), seed \(seed), round \(round), box \(first?.0.text ?? "")")
          return
        }
      }
    }
  }

  @Test(arguments: [(UInt64(1), 1), (2, 7), (3, 100), (4, 1_000), (5, 13)])
  func throughTheLedgerInBatchesOfAnySize(seed: UInt64, batch: Int) throws {
    let events = try Self.events(route: "nanchang-khorgos-baku", seed: seed, trains: 2, boxes: 4)
    var random = Shuffle(seed: seed)
    let inOrder = try journeys(of: events, batch: 5_000)
    let shuffled = try journeys(of: random.shuffled(events + random.some(of: events)), batch: batch)
    #expect(inOrder.count > 6)
    #expect(inOrder == shuffled, "seed \(seed), batches of \(batch)")
  }

  /// Ingests as files of our own format, a message a batch, and reads every box's journeys.
  private func journeys(of events: [Event], batch: Int) throws -> [[Journey]] {
    let desk = try Desk()
    var at = 0
    while at < events.count {
      let part = events[at..<min(at + batch, events.count)]
      let lines = part.map { BanlieJSON.encode($0) }.joined(separator: "\n") + "\n"
      let bytes = Array(lines.utf8)
      var given = false
      _ = try desk.intake(format: "banlie-json").ingest(
        name: nil, receivedAt: 1_790_000_000_000_000 + Int64(at) * Instant.microsecondsPerMinute,
        read: {
          defer { given = true }
          return given ? nil : bytes
        })
      at += batch
      // Now and then journeys are folded in between, as after every poll.
      if at % 3 == 0 { try Journeys(tracker: desk.tracker).projectStale(in: desk.ledger) }
    }
    try Journeys(tracker: desk.tracker).projectStale(in: desk.ledger)
    return try Self.boxes(events).map { box in
      // The message that a report was read from is not part of a journey.
      try desk.journeys(of: box)
    }
  }
}

/// A seeded shuffle, the same on every machine.
struct Shuffle {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  private mutating func below(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }

  mutating func shuffled<T>(_ items: [T]) -> [T] {
    var items = items
    for index in items.indices.dropFirst() { items.swapAt(index, below(index + 1)) }
    return items
  }

  /// About a third of them.
  mutating func some<T>(of items: [T]) -> [T] { items.filter { _ in below(3) == 0 } }
}
