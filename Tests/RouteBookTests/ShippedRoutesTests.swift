import EmbeddedRoutes
import Freight
import RouteBook
import Testing

/// The data that ships, as it is embedded.
@Suite struct ShippedRoutesTests {
  private let book = EmbeddedRoutes.book

  @Test func theRouteFilesAreSound() throws {
    let result = try RouteBookLoader.load(folder: Fixtures.routes.path)
    #expect(result.problems == [])
    #expect(result.book?.digest == book.digest, "what is embedded is not what the files say")
  }

  @Test func theCorridorIsCovered() {
    #expect(book.places.count >= 90)
    #expect(book.routes.count >= 14)
    #expect(book.crossings.count >= 20)
  }

  @Test(
    "the names that go wrong elsewhere resolve",
    arguments: [
      ("Horgos", "khorgos"), ("Khorgos", "khorgos"), ("Хоргос", "khorgos"), ("霍尔果斯", "khorgos"),
      ("霍尔果斯口岸", "khorgos"), ("Altynkol", "altynkol"), ("Алтынколь", "altynkol"),
      ("阿腾科里", "altynkol"), ("KZ HOR", "khorgos-gateway"), ("CN HRS", "khorgos"),
      ("CNAKL", "alashankou"), ("阿拉山口", "alashankou"), ("Dostyk", "dostyk"), ("Достык", "dostyk"),
      ("CNNCH", "nanchang"), ("南昌国际陆港", "nanchang"), ("向塘", "nanchang-xiangtang"),
      ("Xi'an", "xian"), ("西安", "xian"), ("PLMAA", "malaszewicze"),
      ("Małaszewicze", "malaszewicze"),
      ("Malaszewicze", "malaszewicze"), ("BY BQT", "brest"), ("AZ ALA", "alat"),
      ("KZ ALA", "almaty"),
      ("阿拉木图", "almaty"), ("Zamyn-Uud", "zamyn-uud"), ("MNZUU", "zamyn-uud"), ("二连浩特", "erenhot"),
      ("Забайкальск", "zabaikalsk"), ("Aktau Port", "aktau"), ("порт Курык", "kuryk"),
      ("Баку", "baku"),
    ])
  func trapsResolve(_ text: String, _ slug: String) {
    #expect(PlaceReference(text: text).flatMap(book.resolve)?.slug == slug)
  }

  @Test(
    "both UN/LOCODEs of one place resolve", arguments: [("CNERC", "CNRLC"), ("MNZUU", "MNDZU")])
  func bothCodesResolve(_ one: String, _ other: String) {
    let places = [one, other].map { PlaceReference(codes: [.unlocode($0)]).flatMap(book.resolve) }
    #expect(places[0] != nil)
    #expect(places[0] == places[1])
  }

  @Test func aTrainIndexNamesItsFormingStation() {
    #expect(PlaceReference(codes: [.esr("7084")]).flatMap(book.resolve)?.slug == "altynkol")
  }

  @Test func zonesAreThoseOfTheirCountries() {
    let zones = ["CN": 480, "KZ": 300, "AZ": 240, "GE": 240, "TR": 180, "BY": 180, "MN": 480]
    let time: Int64 = 1_770_000_000_000_000
    for place in book.places.values {
      guard let minutes = zones[place.country] else { continue }
      #expect(
        ZoneClock.offsetMinutes(zone: place.zone, utcMicroseconds: time) == minutes, "\(place.id)")
    }
  }

  @Test func everythingIsNamedInThreeLanguages() {
    for place in book.places.values {
      #expect(place.names.zh != nil && place.names.ru != nil, "\(place.id)")
    }
    for route in book.listRoutes() {
      #expect(route.names.zh != nil && route.names.ru != nil, "\(route.id)")
      for variant in route.sections.flatMap(\.variants) where !variant.id.isEmpty {
        #expect(variant.names?.zh != nil && variant.names?.ru != nil, "\(route.id) \(variant.id)")
      }
    }
  }

  @Test func noLegIsShorterThanTheMapAllows() throws {
    for route in book.listRoutes() {
      for choice in choices(route) {
        let stops = route.stops(choosing: choice)
        for (from, to) in zip(stops, stops.dropFirst()) {
          guard let leg = to.leg, let direct = book.greatCircleKilometres(from.place, to.place)
          else { continue }
          // Coordinates are of towns, not of yards: some slack on short legs.
          #expect(
            leg.kilometres + 10 >= direct * 0.97,
            "\(route.id): \(from.place) – \(to.place) \(leg.kilometres) km, \(Int(direct)) direct")
        }
      }
    }
  }

  @Test func everyPlaceOnARouteHasCoordinates() {
    for route in book.listRoutes() {
      for stop in route.sections.flatMap(\.variants).flatMap(\.stops) {
        #expect(book.findPlace(stop.place)?.latitude != nil, "\(stop.place) on \(route.id)")
      }
    }
  }

  @Test func aStopOfACrossingHasItsDwellInTheRoutesDirection() {
    for route in book.listRoutes() {
      for stop in route.sections.flatMap(\.variants).flatMap(\.stops) where stop.crossing != nil {
        #expect(
          book.dwell(at: stop, direction: route.direction) != nil, "\(stop.place) on \(route.id)")
      }
    }
  }

  @Test func aRouteTakesAboutAsLongAsItsOperatorsSay() throws {
    for route in book.listRoutes() {
      guard let days = route.published?.days else { continue }
      let hours = route.stops().reduce(0.0) { sum, stop in
        sum + (stop.leg?.plannedHours ?? 0)
          + (book.dwell(at: stop, direction: route.direction)?.plannedHours ?? 0)
      }
      #expect((0.4...1.8).contains(hours / 24 / days), "\(route.id): \(hours / 24) of \(days) days")
    }
  }

  private func choices(_ route: Route) -> [[Int]] {
    route.sections.reduce([[]]) { choices, section in
      choices.flatMap { choice in section.variants.indices.map { choice + [$0] } }
    }
  }
}
