import Freight
import RouteBook
import Testing

@Suite struct RouteBookTests {
  private let book: RouteBook

  init() throws { book = try Fixtures.book() }

  @Test func theStopsOfARouteFollowTheChosenVariants() throws {
    let route = try #require(book.findRoute("yiwu-almaty"))
    #expect(route.stops().map(\.place.slug) == ["yiwu", "khorgos", "altynkol", "almaty"])
    #expect(route.stops(choosing: [0, 1]).map(\.place.slug) == ["yiwu", "khorgos", "almaty"])
    // A choice that a shorter, changed route no longer has falls back to what there is.
    #expect(route.stops(choosing: [0, 9]).map(\.place.slug) == ["yiwu", "khorgos", "almaty"])
    #expect(route.origin?.slug == "yiwu")
    #expect(route.destination?.slug == "almaty")
  }

  @Test func aStopDwellsAsItSaysElseAsItsCrossingDoes() throws {
    let stops = try #require(book.findRoute("yiwu-almaty")).stops()
    #expect(book.dwell(at: stops[1], direction: .westbound)?.plannedHours == 21.6)
    #expect(book.dwell(at: stops[1], direction: .eastbound) == nil)
    #expect(book.dwell(at: stops[2], direction: .westbound)?.typicalP90Hours == 96)
    #expect(book.dwell(at: stops[3], direction: .westbound)?.typicalP50Hours == 5)
    #expect(book.dwell(at: stops[0], direction: .westbound) == nil)
  }

  @Test func anArrivalAtATerminalCountsForItsHub() {
    #expect(book.hub(of: PlaceID("khorgos-gateway")).slug == "altynkol")
    #expect(book.hub(of: PlaceID("almaty")).slug == "almaty")
    #expect(book.hub(of: PlaceID("nowhere")).slug == "nowhere")
  }

  @Test func aPlaceAsWrittenHasTheZoneOfThePlaceMeant() throws {
    let station = try #require(PlaceReference(text: "Алтынколь"))
    let unknown = try #require(PlaceReference(text: "Shalkar"))
    #expect(book.zone(of: station) == "Asia/Almaty")
    #expect(book.zone(of: unknown) == nil)
    let local = LocalDateTime(date: try #require(CivilDate(year: 2026, month: 2, day: 2)))
    #expect(book.offsetMinutes(zone: "Asia/Almaty", at: local) == 300)
  }

  @Test func theDigestNamesTheContent() throws {
    let places = Array(book.places.values)
    func rebuilt(_ places: [Place]) -> RouteBook {
      RouteBook(
        places: places, crossings: Array(book.crossings.values), routes: Array(book.routes.values))
    }
    #expect(rebuilt(places.sorted { $0.id < $1.id }).digest == book.digest)
    #expect(rebuilt(places.sorted { $0.id > $1.id }).digest == book.digest)
    var changed = places
    changed[0].aliases.append("Another Name")
    #expect(rebuilt(changed).digest != book.digest)
  }

  @Test func ofTwoPlacesWithOneIDTheLaterCounts() {
    func place(_ zone: String) -> Place {
      Place(id: PlaceID("a"), names: Names(en: "A"), kind: .station, country: "KZ", zone: zone)
    }
    let book = RouteBook(
      places: [place("Asia/Almaty"), place("Asia/Aqtau")], crossings: [], routes: [])
    #expect(book.findPlace(PlaceID("a"))?.zone == "Asia/Aqtau")
  }
}
