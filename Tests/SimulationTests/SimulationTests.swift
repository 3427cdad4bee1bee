import EmbeddedRoutes
import Feeds
import Freight
import RouteBook
import Simulation
import Testing

@Suite struct SimulationTests {
  private func scenario(
    _ route: String = "nanchang-khorgos-baku", trains: Int = 1, seed: UInt64 = 1,
    disorder: Scenario.Disorder = []
  ) throws -> Scenario {
    let book = EmbeddedRoutes.book
    return Scenario(
      route: try #require(book.findRoute(route)), book: book, trains: trains, seed: seed,
      disorder: disorder)
  }

  private func text(_ scenario: Scenario, _ format: String = "banlie-json") -> String {
    var text = ""
    Simulator(scenario).write(format) { text += $0 }
    return text
  }

  private func decode(_ text: String) -> Decoded {
    let context = DecodingContext(
      feed: "simulated", receivedAt: Instant(microseconds: 1_790_000_000_000_000), zone: "UTC",
      places: Book())
    switch Formats.recognise(Array(text.utf8)) {
    case .success(let format): return format.decode(Array(text.utf8), in: context)
    case .failure(let rejection): return Decoded(rejections: [rejection])
    }
  }

  private struct Book: PlaceDirectory {
    func zone(of place: PlaceReference) -> String? { EmbeddedRoutes.book.zone(of: place) }
    func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? {
      EmbeddedRoutes.book.offsetMinutes(zone: zone, at: local)
    }
  }

  @Test func theSameSeedGivesTheSameBytesAndAnotherOthers() throws {
    #expect(
      text(try scenario(trains: 2, disorder: .all)) == text(try scenario(trains: 2, disorder: .all))
    )
    #expect(text(try scenario(seed: 1)) != text(try scenario(seed: 2)))
  }

  @Test func theFirstTrainLeavesOnTheSecondOfFebruary() throws {
    let events = Simulator(try scenario()).reports(ofTrain: 0).map(\.event)
    #expect(events.contains { $0.subject.id == "X9041@2026-02-02" && $0.activity == .departed })
  }

  @Test(arguments: EmbeddedRoutes.book.listRoutes().map(\.id))
  func everyRouteRunsFromItsOriginToItsDestination(route: String) throws {
    let scenario = try scenario(route, seed: 5)
    let events = Simulator(scenario).reports(ofTrain: 0).map(\.event)
    #expect(events.contains { $0.activity == .delivered })
    let places = events.compactMap { $0.place.flatMap { scenario.book.resolve($0) } }
    #expect(places.contains { $0 == scenario.route.destination })
    for event in events {
      if case .container(let number) = event.subject { #expect(number.isCheckDigitValid) }
      if case .wagon(let number) = event.subject { #expect(number.isCheckDigitValid != false) }
    }
  }

  @Test(arguments: Simulator.formats) func everyFormatReadsBackWithoutARejection(format: String)
    throws
  {
    let decoded = decode(text(try scenario(), format))
    #expect(decoded.rejections.isEmpty, "\(decoded.rejections.first.map { "\($0)" } ?? "")")
    #expect(decoded.events.count >= 50)
  }

  @Test func whatIsWrittenIsWhatWasMeant() throws {
    let reports = Simulator(try scenario()).reports(ofTrain: 0)
    let decoded = decode(text(try scenario()))
    #expect(
      decoded.events.map { EventRecord.content($0) }
        == reports.map { EventRecord.content($0.event) })
    #expect(decoded.events.allSatisfy { $0.assumptions.contains(.simulated) })
  }

  @Test func disorderIsThereOnRequest() throws {
    let clean = Simulator(try scenario(seed: 3)).reports(ofTrain: 0).map(\.event)
    let disturbed = Simulator(try scenario(seed: 3, disorder: .all)).reports(ofTrain: 0).map(
      \.event)
    #expect(Set(disturbed).count < disturbed.count, "duplicates")
    #expect(!Set(clean).isSubset(of: Set(disturbed)), "missing")
    let keys = Dictionary(grouping: Set(disturbed).filter { $0.senderKey != nil }) { $0.senderKey }
    #expect(keys.values.contains { $0.count > 1 }, "corrections")
  }

  @Test func dwellHasAFatTail() throws {
    var waits: [Double] = []
    for seed in UInt64(1)...200 {
      let events = Simulator(try scenario(seed: seed)).reports(ofTrain: 0).map(\.event)
      let here = events.filter {
        $0.subject.kind == .train && $0.place?.codes.first?.code == "khorgos"
      }
      guard let arrival = here.first(where: { $0.activity == .arrived }),
        let departure = here.first(where: { $0.activity == .departed })
      else { continue }
      waits.append(departure.occurredAt.hours(since: arrival.occurredAt))
    }
    waits.sort()
    let median = waits[waits.count / 2]
    let ninth = waits[waits.count * 9 / 10]
    // The route file's figures for Khorgos: half within 24 hours, nine in ten within 72.
    #expect((16...34).contains(median), "median \(median)")
    #expect((50...95).contains(ninth), "ninth decile \(ninth)")
    #expect((waits.last ?? 0) > 90, "longest \(waits.last ?? 0)")
  }
}
