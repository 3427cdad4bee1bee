import EmbeddedRoutes
import Freight
import RouteBook
import TestSeeds
import Testing

@Suite struct RouteBookRecordTests {
  private func expectSame(_ a: RouteBook, _ b: RouteBook, _ comment: Comment? = nil) {
    #expect(a.places == b.places, comment)
    #expect(a.crossings == b.crossings, comment)
    #expect(a.routes == b.routes, comment)
    #expect(a.digest == b.digest, comment)
  }

  @Test func aBookIsTheSameAfterWritingAndReading() throws {
    let book = try Fixtures.book()
    expectSame(try RouteBookRecord.decode(RouteBookRecord.encode(book)), book)
    expectSame(
      try RouteBookRecord.decode(RouteBookRecord.encode(EmbeddedRoutes.book)), EmbeddedRoutes.book)
  }

  @Test func anyBookIsTheSameAfterWritingAndReading() throws {
    for seed in UInt64(1)...50 {
      var generator = SeededGenerator(seed: seed)
      let book = randomBook(&generator)
      expectSame(try RouteBookRecord.decode(RouteBookRecord.encode(book)), book, "seed \(seed)")
    }
  }

  @Test func theSameBookIsTheSameBytes() throws {
    let book = try Fixtures.book()
    let shuffled = RouteBook(
      places: book.places.values.sorted { $0.id > $1.id },
      crossings: Array(book.crossings.values), routes: Array(book.routes.values))
    #expect(RouteBookRecord.encode(shuffled) == RouteBookRecord.encode(book))
  }

  @Test func aTruncatedRecordIsSaidToBeDamagedOrLacksItsEnd() throws {
    let book = try Fixtures.book()
    let record = RouteBookRecord.encode(book)
    var damaged = 0
    for length in 0..<record.count {
      do {
        let shorter = try RouteBookRecord.decode(Array(record.prefix(length)))
        #expect(
          shorter.places.count + shorter.crossings.count + shorter.routes.count
            <= book.places.count + book.crossings.count + book.routes.count)
      } catch {
        guard case .damaged = error else {
          Issue.record("\(error) at \(length)")
          continue
        }
        damaged += 1
      }
    }
    #expect(damaged > record.count / 2)
  }

  @Test func aMangledRecordIsRefusedOrReadAndNeverCrashes() throws {
    let record = RouteBookRecord.encode(try Fixtures.book())
    for seed in UInt64(1)...2_000 {
      var generator = SeededGenerator(seed: seed)
      var bytes = record
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: bytes.indices, using: &generator)] = .random(
          in: .min ... .max, using: &generator)
      }
      do throws(RouteBookRecord.Failure) {
        let book = try RouteBookRecord.decode(bytes)
        for route in book.listRoutes() { _ = route.stops(choosing: [1, 1]) }
      } catch {
        switch error {
        case .damaged(let reason): #expect(!reason.isEmpty, "seed \(seed)")
        case .newerVersion(let version):
          #expect(version > RouteBookRecord.version, "seed \(seed)")
        }
      }
    }
  }

  @Test func aSectionWithoutVariantsIsDamage() {
    var writer = RecordWriter()
    writer.nested(4) { $0.nested(8) { _ in } }
    #expect(throws: RouteBookRecord.Failure.damaged("a section without variants")) {
      try RouteBookRecord.decode(writer.bytes)
    }
  }

  @Test func aNewerVersionIsRefusedByItsNumber() {
    var writer = RecordWriter()
    writer.int(1, RouteBookRecord.version + 1)
    #expect(throws: RouteBookRecord.Failure.newerVersion(RouteBookRecord.version + 1)) {
      try RouteBookRecord.decode(writer.bytes)
    }
  }

  @Test func aFieldOfALaterDayIsSkipped() throws {
    let book = try Fixtures.book()
    var writer = RecordWriter()
    writer.text(40, "of a later day")
    expectSame(try RouteBookRecord.decode(writer.bytes + RouteBookRecord.encode(book)), book)
  }

  @Test func aWordThatNobodyKnowsIsNamed() {
    var writer = RecordWriter()
    writer.nested(2) {
      $0.text(1, "aktau")
      $0.text(6, "spaceport")
    }
    #expect(throws: RouteBookRecord.Failure.damaged("unknown word spaceport")) {
      try RouteBookRecord.decode(writer.bytes)
    }
  }
}

// MARK: - Any book

private func randomBook(_ generator: inout SeededGenerator) -> RouteBook {
  let places = (0..<Int.random(in: 1...12, using: &generator)).map {
    randomPlace("place-\($0)", &generator)
  }
  let crossings = (0..<Int.random(in: 0...4, using: &generator)).map {
    randomCrossing("crossing-\($0)", places.map(\.id), &generator)
  }
  let routes = (0..<Int.random(in: 0...4, using: &generator)).map {
    randomRoute("route-\($0)", places.map(\.id), &generator)
  }
  return RouteBook(places: places, crossings: crossings, routes: routes)
}

private func maybe<T>(_ generator: inout SeededGenerator, _ value: T) -> T? {
  Bool.random(using: &generator) ? value : nil
}

private func randomNumber(_ generator: inout SeededGenerator) -> Double {
  .random(in: -200...5_000, using: &generator)
}

private func randomProvenance(_ generator: inout SeededGenerator) -> Provenance {
  Bool.random(using: &generator) ? .estimated : .source("источник \(generator.next() % 9)")
}

private func randomNames(_ generator: inout SeededGenerator) -> Names {
  Names(
    en: "Name \(generator.next() % 1_000)", zh: maybe(&generator, "名"),
    ru: maybe(&generator, "Имя"))
}

private func randomDwell(_ generator: inout SeededGenerator) -> Dwell {
  Dwell(
    plannedHours: randomNumber(&generator), typicalP50Hours: randomNumber(&generator),
    typicalP90Hours: randomNumber(&generator), provenance: randomProvenance(&generator),
    typicalProvenance: randomProvenance(&generator))
}

private func randomPlace(_ id: String, _ generator: inout SeededGenerator) -> Place {
  Place(
    id: PlaceID(id), names: randomNames(&generator),
    aliases: (0..<(generator.next() % 3)).map { "alias \($0)" },
    kind: Place.Kind.allCases.randomElement(using: &generator) ?? .station, country: "KZ",
    gauges: maybe(&generator, [1435, 1520]) ?? [], zone: "Asia/Almaty",
    latitude: maybe(&generator, randomNumber(&generator)),
    longitude: maybe(&generator, randomNumber(&generator)),
    unlocodes: maybe(&generator, ["KZAAA", "KZBBB"]) ?? [], esr: maybe(&generator, "708403"),
    telecode: maybe(&generator, "ABC"), terminalOf: maybe(&generator, PlaceID("place-0")))
}

private func randomCrossing(
  _ id: String, _ places: [PlaceID], _ generator: inout SeededGenerator
) -> BorderCrossing {
  var crossing = BorderCrossing(
    id: id, places: Array(places.shuffled(using: &generator).prefix(2)), gauges: [1435, 1520],
    kind: Bool.random(using: &generator) ? .rail : .sea, reload: [:],
    customs: maybe(&generator, ["CN", "KZ"]) ?? [], dwell: [:])
  for direction in Direction.allCases {
    crossing.reload[direction] = maybe(&generator, crossing.places[0])
    for place in crossing.places where Bool.random(using: &generator) {
      crossing.dwell[direction, default: [:]][place] = randomDwell(&generator)
    }
  }
  return crossing
}

private func randomRoute(
  _ id: String, _ places: [PlaceID], _ generator: inout SeededGenerator
) -> Route {
  let sections = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
    Section(
      variants: (0..<Int.random(in: 1...3, using: &generator)).map { number in
        Section.Variant(
          id: number == 0 ? "" : "variant-\(number)",
          names: maybe(&generator, randomNames(&generator)),
          stops: (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            randomStop(places, &generator)
          })
      })
  }
  let published = Route.Published(
    days: maybe(&generator, 18), kilometres: maybe(&generator, 9_000.5), source: "a newspaper")
  return Route(
    id: id, names: randomNames(&generator),
    direction: Bool.random(using: &generator) ? .westbound : .eastbound,
    trains: maybe(&generator, ["X9041"]) ?? [], published: maybe(&generator, published),
    sections: sections)
}

private func randomStop(_ places: [PlaceID], _ generator: inout SeededGenerator) -> Stop {
  let leg = Leg(
    kilometres: randomNumber(&generator), plannedHours: randomNumber(&generator),
    minimumHours: randomNumber(&generator),
    mode: Leg.Mode.allCases.randomElement(using: &generator) ?? .rail,
    gauge: maybe(&generator, 1520), carrier: maybe(&generator, "KTZ"),
    provenance: randomProvenance(&generator))
  return Stop(
    place: places.randomElement(using: &generator) ?? PlaceID("place-0"),
    role: Stop.Role.allCases.randomElement(using: &generator) ?? .passing,
    leg: maybe(&generator, leg), dwell: maybe(&generator, randomDwell(&generator)),
    crossing: maybe(&generator, "crossing-0"))
}
