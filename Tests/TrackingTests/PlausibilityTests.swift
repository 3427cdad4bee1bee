import Freight
import RouteBook
import TestSeeds
import Testing

@testable import Tracking

/// What cannot be true is kept, and steers nothing.
@Suite struct DoubtedReports {
  @Test func aReportOfNextYearOpensNoTrip() throws {
    let journey = try journey([
      listed(), report(box, .arrived, "Almaty", "2026-02-10T10:00"),
      report(box, .gatedIn, "Nanchang", "2027-02-01T10:00", feed: "yard"),
    ])
    #expect(journey.placeName == "almaty")
    #expect(alerts(journey, now: "2026-02-10T12:00").contains(.implausible))
  }

  @Test func aListThatComesBeforeItsTrainLeavesOpensATrip() throws {
    let early = report(
      box, .loaded, "Nanchang", "2026-02-02", key: "1", wagon: chineseWagon, train: train,
      recorded: "2026-01-30T10:00",
      details: Details(
        origin: PlaceReference(text: "Nanchang"), destination: PlaceReference(text: "Baku"),
        plannedDeparture: train.plannedDeparture))
    let journey = try journey([early])
    #expect(journey.state == .booked)
    #expect(journey.train == train)
    #expect(alerts(journey, now: "2026-01-30T12:00").isEmpty)
  }

  @Test func aListOfNextYearIsDoubted() throws {
    let wrongYear = known(TrainID("X9041@2027-02-02"))
    let journey = try journey([
      listed(on: nil, train: wrongYear, at: "2027-02-02")
    ])
    #expect(journey.state == .unknown)
  }

  @Test func aWrongYearTakesTheTripNoOtherWay() throws {
    let events = [
      listed(), report(box, .arrived, "Khorgos", "2026-02-05T10:00"),
      report(box, .arrived, "Alashankou", "2027-02-05T10:00"),
    ]
    #expect(try journey(events).path?.choice == [0, 0, 0])
  }

  @Test func aWrongDateDoesNotTakeTheBoxOffItsWagon() throws {
    let journey = try journey([
      listed(), report(box, .positioned, "Xi'an", "2026-02-03T08:00"),
      report(box, .arrived, "Aktau", "2026-02-03T10:00"),
      report(.wagon(chineseWagon), .departed, "Xi'an", "2026-02-03T12:00"),
      report(.wagon(chineseWagon), .arrived, "Khorgos", "2026-02-06T10:00"),
      report(.wagon(chineseWagon), .arrived, "Altynkol", "2026-02-06T20:00"),
    ])
    #expect(journey.placeName == "altynkol")
    #expect(journey.timeline.contains { $0.place?.slug == "aktau" && !$0.isPlausible })
  }
}

/// Of reports that cannot all be true the heaviest reading stands.
@Suite struct TheHeaviestReading {
  private static let book = Corridor.book
  private static let policy = Policy()

  /// Against the plain definition, which looks at every pair.
  @Test(arguments: UInt64(1)...200) func isWhatEveryPairTells(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var reports = (0..<Int.random(in: 2...40, using: &random)).map { _ in
      Self.report(using: &random)
    }
    ReportOrder.sort(&reports) { _ in nil }
    let wanted = Self.heaviest(reports)
    Plausibility(book: Self.book, policy: Self.policy).judge(reports)
    let kept = Set(reports.indices.filter { reports[$0].isPlausible })
    #expect(kept == wanted, "seed \(seed)")
  }

  private static func report(using random: inout SeededGenerator) -> Report {
    let places = ["Nanchang", "Xi'an", "Khorgos", "Almaty", "Aktau", "Baku", "Moscow"]
    let place = places.randomElement(using: &random) ?? ""
    let hour = Int64.random(in: 0..<400, using: &random)
    let isDay = Bool.random(using: &random)
    let time = Instant(
      microseconds: Corridor.start + (isDay ? hour / 24 * 24 : hour) * Instant.microsecondsPerHour,
      precision: isDay ? .day : .minute)
    var event = Event(
      feed: "ktz", subject: .container(box), activity: .positioned, occurredAt: time,
      place: PlaceReference(text: place), reason: "\(random.next())",
      recordedAt: Corridor.start + 1_000 * Instant.microsecondsPerHour)
    event.id = identity(event)
    return Report(
      event, place: event.place.flatMap { book.resolve($0) }, via: nil,
      trust: Int.random(in: 0...3, using: &random) * 25)
  }

  private static func heaviest(_ reports: [Report]) -> Set<Int> {
    func canFollow(_ later: Int, _ earlier: Int) -> Bool {
      let (a, b) = (reports[earlier], reports[later])
      guard let from = a.place, let to = b.place, from != to,
        let kilometres = book.greatCircleKilometres(from, to),
        kilometres > policy.nearbyKilometres
      else { return true }
      let hours =
        Double(max(b.end, b.effective) - min(a.start, a.effective))
        / Double(Instant.microsecondsPerHour)
      return hours > 0 && kilometres <= policy.fastestKilometresPerHour * hours
    }
    // Where each can follow the one before it nothing is doubted.
    if (1..<reports.count).allSatisfy({ canFollow($0, $0 - 1) }) { return Set(reports.indices) }
    var best = reports.map { 1_000 + $0.trust }
    var previous = [Int?](repeating: nil, count: reports.count)
    for index in reports.indices {
      let alone = best[index]
      for earlier in (0..<index).reversed()
      where best[earlier] + alone > best[index] && canFollow(index, earlier) {
        best[index] = best[earlier] + alone
        previous[index] = earlier
      }
    }
    var kept: Set<Int> = []
    var at = best.indices.max { best[$0] < best[$1] }
    while let index = at {
      kept.insert(index)
      at = previous[index]
    }
    return kept
  }
}
