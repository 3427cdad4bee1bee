import Freight

/// The gazetteer turned round: places by what senders write. Immutable, so that any number of
/// threads read it without a lock.
final class PlaceTables: Sendable {
  /// Every spelling of the gazetteer, letter for letter: most of what senders write is one of them.
  private let written: [String: PlaceID]
  /// The same, normalised.
  private let names: [String: PlaceID]
  private let unlocodes: [String: PlaceID]
  /// By six digits, and by four where these are one station's.
  private let stations: [String: PlaceID]
  private let telecodes: [String: PlaceID]
  private let ids: Set<PlaceID>

  init(_ places: [PlaceID: Place]) {
    var written: [String: PlaceID] = [:]
    var names: [String: PlaceID] = [:]
    var unlocodes: [String: PlaceID] = [:]
    var stations: [String: PlaceID] = [:]
    var telecodes: [String: PlaceID] = [:]
    var stationsByStem: [Substring: [PlaceID]] = [:]
    written.reserveCapacity(places.count * 8)
    names.reserveCapacity(places.count * 8)
    // In a fixed order: where two places share a spelling (a folder of one's own may say so), the
    // answer must be the same in every run.
    for place in places.values.sorted(by: { $0.id < $1.id }) {
      for code in place.unlocodes { unlocodes[code] = place.id }
      if let telecode = place.telecode { telecodes[telecode] = place.id }
      if let esr = place.esr {
        stations[esr] = place.id
        stationsByStem[esr.prefix(4), default: []].append(place.id)
      }
      for name in place.names.all + place.aliases + [place.id.slug] {
        written[name] = place.id
        names[PlaceName.normalised(name)] = place.id
      }
    }
    // Train indexes name a station by the first four digits of its code.
    for (stem, holders) in stationsByStem where holders.count == 1 {
      stations[String(stem)] = holders[0]
    }
    self.written = written
    self.names = names
    self.unlocodes = unlocodes
    self.stations = stations
    self.telecodes = telecodes
    ids = Set(places.keys)
  }

  func resolve(_ reference: PlaceReference) -> PlaceID? {
    for code in reference.codes {
      if let place = resolve(code) { return place }
    }
    return reference.text.flatMap { resolve(text: $0) }
  }

  private func resolve(_ code: PlaceCode) -> PlaceID? {
    switch code {
    case .unlocode(let code): resolve(unlocode: code)
    case .esr(let code): resolve(station: code)
    case .telecode(let code): telecodes[code] ?? telecodes[code.uppercased()]
    case .gazetteer(let id): ids.contains(id) ? id : nil
    case .other(let list, let code): resolve(code, of: list)
    }
  }

  private func resolve(unlocode: String) -> PlaceID? {
    unlocodes[unlocode] ?? unlocodes[PlaceName.normalised(unlocode).uppercased()]
  }

  private func resolve(station: String) -> PlaceID? {
    stations[station] ?? StationCode(station).flatMap { stations[$0.text] }
  }

  /// A known list under a name of the sender's.
  private func resolve(_ code: String, of list: String) -> PlaceID? {
    switch PlaceName.normalised(list) {
    case "unlocode", "locode": resolve(unlocode: code)
    case "esr", "еср": resolve(station: code)
    case "telecode", "12306": telecodes[code.uppercased()]
    case "gazetteer", "banlie": ids.contains(PlaceID(code)) ? PlaceID(code) : nil
    // An alias such as `taf=NL01331` names a code of any other list.
    default: names[PlaceName.normalised("\(list)=\(code)")]
    }
  }

  private func resolve(text: String) -> PlaceID? {
    if let place = written[text] { return place }
    let name = PlaceName.normalised(text)
    if let place = names[name] { return place }
    for shorter in PlaceName.withoutSuffixes(name) {
      if let place = names[shorter] { return place }
    }
    // A code where a name was asked for. Telecodes look like any three letters, so only as capitals.
    let code = name.uppercased()
    return unlocodes[code] ?? stations[code] ?? telecodes[text]
  }
}

extension Names {
  /// In every language that there is.
  var all: [String] { [en, zh, ru].compactMap(\.self) }
}

extension Place {
  var codes: [String] { unlocodes + [esr, telecode].compactMap(\.self) }
}
