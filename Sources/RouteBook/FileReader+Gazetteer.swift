import Freight

extension FileReader {
  func readPlace(_ fields: Fields) {
    fields.only([
      "id", "names", "aliases", "kind", "country", "gauge", "zone", "at", "unlocode", "esr",
      "telecode", "terminalOf",
    ])
    let id = fields.slug("id")
    let names = readNames(fields.nested("names"))
    let kind = fields.word("kind", Place.Kind.self)
    let country = readCountry(fields)
    let zone = readZone(fields)
    var place = Place(
      id: PlaceID(id ?? ""), names: names ?? Names(en: ""), kind: kind ?? .station,
      country: country ?? "", zone: zone ?? "UTC")
    place.aliases = fields.texts("aliases")
    place.gauges = fields.gauges("gauge")
    if let at = fields.optionalNested("at") {
      at.only(["lat", "lon", "source", "estimated"])
      place.latitude = at.number("lat", within: -90...90)
      place.longitude = at.number("lon", within: -180...180)
      _ = at.provenance()
    }
    readCodes(fields, into: &place)
    place.terminalOf = fields.optionalPlace("terminalOf")
    // Without an id there is nothing to name it by in the checks that follow.
    guard id != nil, names != nil else { return }
    draft.places.append(.init(value: place, position: fields.position))
  }

  private func readCountry(_ fields: Fields) -> String? {
    guard let country = fields.text("country") else { return nil }
    if !isCapitals(country, 2) {
      fields.note("country", "country is two capitals (ISO 3166-1), not “\(country)”")
    }
    return country
  }

  private func readZone(_ fields: Fields) -> String? {
    guard let zone = fields.text("zone") else { return nil }
    if !ZoneClock.isKnown(zone) {
      fields.note("zone", "there is no IANA zone “\(zone)”; they look like Asia/Almaty")
    }
    return zone
  }

  private func readCodes(_ fields: Fields, into place: inout Place) {
    for entry in fields.oneOrMore("unlocode") {
      guard let code = readCode(entry) else { continue }
      place.unlocodes.append(code)
      if !isUNLOCODE(code, of: place.country) {
        entry.note(
          "code",
          "“\(code)” is not a UN/LOCODE of \(place.country): country and three letters or digits 2–9"
        )
      }
    }
    if let entry = fields.optionalNested("esr"), let code = readCode(entry) {
      place.esr = code
      if code.utf8.count != 6 || StationCode(code)?.isCheckDigitValid != true {
        let expected = StationCode(String(code.prefix(5))).map { "; it would be \($0.text)" } ?? ""
        entry.note("code", "“\(code)” is not six digits with a right check digit (ESR)\(expected)")
      }
    }
    if let entry = fields.optionalNested("telecode"), let code = readCode(entry) {
      place.telecode = code
      if !isCapitals(code, 3) {
        entry.note("code", "“\(code)” is not a telecode: three capitals")
      }
    }
  }

  private func readCode(_ fields: Fields) -> String? {
    fields.only(["code", "source"])
    _ = fields.text("source")
    return fields.text("code")
  }

  /// UN/LOCODE Manual, rule 2: ISO 3166-1 alpha-2, then three letters, or digits from 2 to 9.
  private func isUNLOCODE(_ code: String, of country: String) -> Bool {
    code.utf8.count == 5 && code.hasPrefix(country)
      && code.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x32...0x39).contains($0) }
  }

  private func isCapitals(_ text: String, _ count: Int) -> Bool {
    text.utf8.count == count && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
  }

  func readCrossing(_ fields: Fields) {
    fields.only([
      "id", "kind", "places", "gauges", "reload", "reloadEast", "customs", "dwell",
    ])
    let id = fields.slug("id")
    let kind = fields.word("kind", BorderCrossing.Kind.self)
    var crossing = BorderCrossing(
      id: id ?? "", places: fields.places("places"), gauges: fields.gauges("gauges"),
      kind: kind ?? .rail, reload: [:], customs: fields.texts("customs"), dwell: [:])
    if Set(crossing.places).count != 2 { fields.note("places", "a crossing has two places") }
    if crossing.gauges.count != 2 { fields.note("gauges", "a crossing has two gauges") }
    crossing.reload[.westbound] = readReload(fields, "reload", of: crossing)
    crossing.reload[.eastbound] =
      readReload(fields, "reloadEast", of: crossing) ?? crossing.reload[.westbound]
    if let dwell = fields.optionalNested("dwell") {
      dwell.only(Direction.allCases.map(\.rawValue))
      for direction in Direction.allCases {
        guard let places = dwell.optionalNested(direction.rawValue) else { continue }
        places.only(crossing.places.map(\.slug))
        for place in crossing.places {
          guard let stand = places.optionalNested(place.slug) else { continue }
          crossing.dwell[direction, default: [:]][place] = readDwell(stand)
        }
      }
    }
    guard id != nil else { return }
    draft.crossings.append(.init(value: crossing, position: fields.position))
  }

  private func readReload(
    _ fields: Fields, _ key: String, of crossing: BorderCrossing
  ) -> PlaceID? {
    guard let place = fields.optionalText(key).map({ PlaceID($0) }) else { return nil }
    if !crossing.places.contains(place) {
      fields.note(key, "boxes are reloaded at one of the crossing's places, not at \(place)")
    }
    return place
  }
}
