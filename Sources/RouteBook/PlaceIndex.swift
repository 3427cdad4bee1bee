import Freight
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// From codes and spellings to places. The tables are made on first use: many runs of the program
/// read kept journeys and never resolve a name.
final class PlaceIndex: Sendable {
  private let places: [PlaceID: Place]
  private let tables = AtomicLazyReference<PlaceTables>()

  init(_ places: [PlaceID: Place]) { self.places = places }

  func resolve(_ reference: PlaceReference) -> PlaceID? {
    // Two threads may both make them the first time; one pair of hands' work is dropped.
    let tables = tables.load() ?? tables.storeIfNil(PlaceTables(places))
    return tables.resolve(reference)
  }

  /// Kilometres along the great circle on a sphere of the Earth's mean radius.
  func greatCircleKilometres(_ a: PlaceID, _ b: PlaceID) -> Double? {
    guard let from = places[a], let to = places[b], let latitude = from.latitude,
      let longitude = from.longitude, let otherLatitude = to.latitude,
      let otherLongitude = to.longitude
    else { return nil }
    let radians = Double.pi / 180
    let south = sin((otherLatitude - latitude) * radians / 2)
    let east = sin((otherLongitude - longitude) * radians / 2)
    let haversine =
      south * south + cos(latitude * radians) * cos(otherLatitude * radians) * east * east
    return 2 * 6_371 * asin(min(1, haversine.squareRoot()))
  }

  // MARK: - Search

  /// Best first: what the text resolves to, then names that begin with it, contain it, or differ from
  /// it by one letter; codes that begin with it.
  func search(_ text: String) -> [PlaceID] {
    let wanted = PlaceName.normalised(text)
    guard !wanted.isEmpty else { return [] }
    let meant = PlaceReference(text: text).flatMap(resolve)
    var found: [(match: Match, id: PlaceID)] = []
    for place in places.values {
      var matches =
        place.names.all.map { Match($0, wanted) } + place.aliases.map { Match($0, wanted) }
      matches.append(Match(place.id.slug, wanted))
      matches += place.codes.map { Match(code: $0, wanted) }
      if place.id == meant { matches.append(.exact) }
      if let best = matches.compactMap(\.self).min() { found.append((best, place.id)) }
    }
    return found.sorted { ($0.match, $0.id) < ($1.match, $1.id) }.map(\.id)
  }

  private struct Match: Comparable {
    enum Kind: Int { case exact, beginning, part, misspelt }

    static let exact = Match(kind: .exact, surplus: 0)

    let kind: Kind
    /// Letters of the name that were not asked for: `Alat` is more like `ala` than `Alashankou` is.
    let surplus: Int

    init(kind: Kind, surplus: Int) {
      self.kind = kind
      self.surplus = surplus
    }

    init?(_ name: String, _ wanted: String) {
      let name = PlaceName.normalised(name)
      let surplus = name.unicodeScalars.count - wanted.unicodeScalars.count
      if name == wanted {
        self = .exact
      } else if name.hasPrefix(wanted) {
        self.init(kind: .beginning, surplus: surplus)
      } else if name.contains(wanted) {
        self.init(kind: .part, surplus: surplus)
      } else if wanted.unicodeScalars.count > 3, PlaceName.isOneEditApart(name, wanted) {
        self.init(kind: .misspelt, surplus: 0)
      } else {
        return nil
      }
    }

    /// A part of a code says nothing; its beginning is a country or a station with its points.
    init?(code: String, _ wanted: String) {
      let code = PlaceName.normalised(code)
      guard code.hasPrefix(wanted) else { return nil }
      self.init(
        kind: code == wanted ? .exact : .beginning, surplus: code.utf8.count - wanted.utf8.count)
    }

    static func < (a: Self, b: Self) -> Bool {
      (a.kind.rawValue, a.surplus) < (b.kind.rawValue, b.surplus)
    }
  }
}
