import Freight

/// The gazetteer, the crossings and the routes in force: what makes places of codes and names, and
/// a plan of a route. An immutable value; a change makes another book with another ``digest``.
public struct RouteBook: Sendable {
  public let places: [PlaceID: Place]
  public let crossings: [String: BorderCrossing]
  public let routes: [String: Route]
  /// Identifies the content: journeys folded with another book are stale.
  public let digest: String

  let index: PlaceIndex

  /// Of two with one id the later counts: so a folder of one's own overrides what is built in.
  /// - Parameter digest: names the content; nil computes it.
  public init(
    places: [Place], crossings: [BorderCrossing], routes: [Route], digest: String? = nil
  ) {
    self.places = Dictionary(places.map { ($0.id, $0) }) { _, later in later }
    self.crossings = Dictionary(crossings.map { ($0.id, $0) }) { _, later in later }
    self.routes = Dictionary(routes.map { ($0.id, $0) }) { _, later in later }
    index = PlaceIndex(self.places)
    self.digest =
      digest
      ?? RouteBookRecord.digest(
        places: self.places.values.sorted { $0.id < $1.id },
        crossings: self.crossings.values.sorted { $0.id < $1.id },
        routes: self.routes.values.sorted { $0.id < $1.id })
  }

  /// The book with more names for some places: what an operator's senders write. A name `list=code`
  /// is a code of a list of the sender's: `taf=NL01331`.
  public func adding(aliases: [PlaceID: [String]]) -> RouteBook {
    let places = self.places.values.map { place in
      var place = place
      place.aliases += aliases[place.id] ?? []
      return place
    }
    return RouteBook(
      places: places, crossings: Array(crossings.values), routes: Array(routes.values))
  }

  /// The place meant by a sender's codes and text; nil when the gazetteer does not know it.
  /// Codes are asked before the text; a code of another place than the text's wins.
  public func resolve(_ reference: PlaceReference) -> PlaceID? { index.resolve(reference) }

  public func findPlace(_ id: PlaceID) -> Place? { places[id] }

  public func findRoute(_ id: String) -> Route? { routes[id] }

  /// Places like what somebody typed, best first: whole names and codes, then beginnings, then parts
  /// of names, then names with one letter wrong.
  public func findPlaces(matching text: String) -> [Place] {
    index.search(text).compactMap { places[$0] }
  }

  /// The zone of a place as a sender wrote it; nil when the gazetteer does not know it.
  public func zone(of reference: PlaceReference) -> String? {
    resolve(reference).flatMap { places[$0]?.zone }
  }

  /// Minutes east of UTC on a zone's wall clock.
  public func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? {
    ZoneClock.offsetMinutes(zone: zone, local: local)
  }

  /// All routes, ordered by id.
  public func listRoutes() -> [Route] { routes.values.sorted { $0.id < $1.id } }

  /// The place that an arrival at `id` counts as: itself, or what it is a terminal of.
  public func hub(of id: PlaceID) -> PlaceID { places[id]?.terminalOf ?? id }

  /// Planned and typical dwell at a stop of a route: the stop's own, else its crossing's.
  public func dwell(at stop: Stop, direction: Direction) -> Dwell? {
    if let own = stop.dwell { return own }
    return stop.crossing.flatMap { crossings[$0]?.dwell[direction]?[stop.place] }
  }

  /// Kilometres along the great circle; nil where a coordinate is unknown.
  public func greatCircleKilometres(_ a: PlaceID, _ b: PlaceID) -> Double? {
    index.greatCircleKilometres(a, b)
  }
}
