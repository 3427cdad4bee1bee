import Freight
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// From codes and spellings to places. The tables are made on first use: most runs of the program
/// read kept journeys and never resolve a name.
final class PlaceIndex: Sendable {
  private let places: [PlaceID: Place]
  private let tables = Mutex<Tables?>(nil)

  init(_ places: [PlaceID: Place]) { self.places = places }

  func resolve(_ reference: PlaceReference) -> PlaceID? {
    tables.withLock { tables in
      var present = tables ?? Tables(places)
      let found = present.resolve(reference)
      tables = present
      return found
    }
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

  func search(_ text: String) -> [PlaceID] {
    if let exact = PlaceReference(text: text).flatMap(resolve) { return [exact] }
    let wanted = PlaceName.normalised(text)
    guard !wanted.isEmpty else { return [] }
    var ranked: [(rank: Int, id: PlaceID)] = []
    for place in places.values {
      let names = place.spellings.map(PlaceName.normalised)
      let rank = names.map { PlaceIndex.rank($0, wanted) }.min() ?? 9
      if rank < 9 { ranked.append((rank, place.id)) }
    }
    return ranked.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }.map(\.id)
  }

  private static func rank(_ name: String, _ wanted: String) -> Int {
    if name == wanted { return 0 }
    if name.hasPrefix(wanted) { return 1 }
    if name.contains(wanted) { return 2 }
    return wanted.count > 3 && isOneEditApart(Array(name), Array(wanted)) ? 3 : 9
  }

  /// One letter wrong, missing, added, or two neighbours swapped.
  private static func isOneEditApart(_ a: [Character], _ b: [Character]) -> Bool {
    guard abs(a.count - b.count) <= 1 else { return false }
    let head = zip(a, b).prefix { $0 == $1 }.count
    let tail = zip(a.dropFirst(head).reversed(), b.dropFirst(head).reversed())
      .prefix { $0 == $1 }.count
    let restA = Array(a.dropFirst(head).dropLast(tail))
    let restB = Array(b.dropFirst(head).dropLast(tail))
    return restA.count <= 1 && restB.count <= 1
      || restA.count == 2 && restB == Array(restA.reversed())
  }
}

extension Place {
  /// All that it is called by in running text.
  var spellings: [String] {
    [names.en, names.zh, names.ru].compactMap(\.self) + aliases + unlocodes
      + [esr, telecode].compactMap(\.self) + [id.slug]
  }
}

private struct Tables {
  private var names: [String: PlaceID] = [:]
  private var unlocodes: [String: PlaceID] = [:]
  private var stations: [String: PlaceID] = [:]
  private var telecodes: [String: PlaceID] = [:]
  private let ids: Set<PlaceID>
  /// Spellings met so far, unknown ones too.
  private var met: [String: PlaceID?] = [:]
  private static let metLimit = 4_096

  init(_ places: [PlaceID: Place]) {
    ids = Set(places.keys)
    var short: [String: [PlaceID]] = [:]
    for place in places.values.sorted(by: { $0.id < $1.id }) {
      for code in place.unlocodes { unlocodes[code] = place.id }
      if let esr = place.esr {
        stations[esr] = place.id
        short[String(esr.prefix(4)), default: []].append(place.id)
      }
      if let telecode = place.telecode { telecodes[telecode] = place.id }
      for name in [place.names.en, place.names.zh, place.names.ru].compactMap(\.self) + place.aliases {
        names[PlaceName.normalised(name)] = place.id
      }
      names[PlaceName.normalised(place.id.slug)] = place.id
    }
    // Train indexes name a station by its first four digits: usable where they are one station's.
    for (code, holders) in short where holders.count == 1 { stations[code] = holders[0] }
  }

  mutating func resolve(_ reference: PlaceReference) -> PlaceID? {
    for code in reference.codes {
      if let place = resolve(code) { return place }
    }
    guard let text = reference.text else { return nil }
    if let known = met[text] { return known }
    let found = resolve(text)
    if met.count >= Self.metLimit { met.removeAll(keepingCapacity: true) }
    met[text] = .some(found)
    return found
  }

  private func resolve(_ code: PlaceCode) -> PlaceID? {
    switch code {
    case .unlocode(let code): unlocodes[code.uppercased().filter { $0 != " " }]
    case .esr(let code): stations[code]
    case .telecode(let code): telecodes[code.uppercased()]
    case .gazetteer(let id): ids.contains(id) ? id : nil
    case .other: nil
    }
  }

  private func resolve(_ text: String) -> PlaceID? {
    let name = PlaceName.normalised(text)
    if let place = names[name] { return place }
    if let shorter = PlaceName.withoutSuffix(name), let place = names[shorter] { return place }
    // A code typed where a name was asked for.
    let upper = name.uppercased()
    return unlocodes[upper] ?? stations[upper] ?? (upper.utf8.count == 3 ? telecodes[upper] : nil)
  }
}
