import Foundation
import Freight
import Yams

/// One route file's nodes to values. What is wrong is noted with its line, and reading goes on.
struct FileReader {
  let file: String

  func read(_ root: Node, into draft: inout BookDraft) {
    let fields = Fields(root, file: file, draft: &draft)
    if fields.has("places") || fields.has("crossings") {
      fields.only(["places", "crossings"], &draft)
      for node in fields.list("places", &draft) { readPlace(node, into: &draft) }
      for node in fields.list("crossings", &draft) { readCrossing(node, into: &draft) }
    } else if fields.has("route") {
      readRoute(fields, root, into: &draft)
    } else {
      draft.note(file, fields.line, "neither places, crossings nor a route")
    }
  }

  // MARK: - Places

  private func readPlace(_ node: Node, into draft: inout BookDraft) {
    let fields = Fields(node, file: file, draft: &draft)
    fields.only(
      [
        "id", "names", "aliases", "kind", "country", "gauge", "zone", "at", "unlocode", "esr",
        "telecode", "terminalOf",
      ], &draft)
    guard let id = fields.text("id", &draft), let names = readNames(fields, "names", into: &draft),
      let kind = fields.word("kind", Place.Kind.self, &draft),
      let country = fields.text("country", &draft), let zone = fields.text("zone", &draft)
    else { return }
    if country.utf8.count != 2 || country != country.uppercased() {
      draft.note(file, fields.line("country"), "country is two capitals (ISO 3166), not “\(country)”")
    }
    if TimeZone(identifier: zone) == nil {
      draft.note(file, fields.line("zone"), "there is no zone “\(zone)”")
    }
    var place = Place(id: PlaceID(id), names: names, kind: kind, country: country, zone: zone)
    place.aliases = fields.texts("aliases", &draft)
    place.gauges = fields.integers("gauge", &draft)
    if let at = fields.nested("at", &draft) {
      at.only(["lat", "lon", "source", "estimated"], &draft)
      place.latitude = at.number("lat", within: -90...90, &draft)
      place.longitude = at.number("lon", within: -180...180, &draft)
      _ = at.provenance(&draft)
    }
    place.unlocodes = fields.nestedList("unlocode", &draft).compactMap { readCode($0, &draft) }
    for code in place.unlocodes where code.utf8.count != 5 || !code.hasPrefix(country) {
      draft.note(file, fields.line("unlocode"), "“\(code)” is not a UN/LOCODE of \(country)")
    }
    place.esr = fields.nested("esr", &draft).flatMap { readCode($0, &draft) }
    if let esr = place.esr, StationCode(esr)?.isCheckDigitValid != true || esr.utf8.count != 6 {
      draft.note(file, fields.line("esr"), "“\(esr)” is not a six-digit ESR code with its check digit")
    }
    place.telecode = fields.nested("telecode", &draft).flatMap { readCode($0, &draft) }
    if let code = place.telecode, code.utf8.count != 3 || code != code.uppercased() {
      draft.note(file, fields.line("telecode"), "“\(code)” is not three capitals")
    }
    place.terminalOf = fields.optionalText("terminalOf", &draft).map { PlaceID($0) }
    draft.places.append(Placed(value: place, file: file, line: fields.line))
  }

  private func readCode(_ fields: Fields, _ draft: inout BookDraft) -> String? {
    fields.only(["code", "source"], &draft)
    if fields.provenance(&draft) == .estimated {
      draft.note(file, fields.line, "a code is read somewhere, not estimated")
    }
    return fields.text("code", &draft)
  }

  private func readNames(_ fields: Fields, _ key: String, into draft: inout BookDraft) -> Names? {
    guard let names = fields.nested(key, &draft) else {
      draft.note(file, fields.line, "\(key) is missing")
      return nil
    }
    names.only(["en", "zh", "ru"], &draft)
    guard let en = names.text("en", &draft) else { return nil }
    return Names(en: en, zh: names.text("zh", &draft), ru: names.text("ru", &draft))
  }

  // MARK: - Crossings

  private func readCrossing(_ node: Node, into draft: inout BookDraft) {
    let fields = Fields(node, file: file, draft: &draft)
    fields.only(
      ["id", "kind", "places", "gauges", "reload", "reloadEast", "customs", "dwell"], &draft)
    guard let id = fields.text("id", &draft),
      let kind = fields.word("kind", BorderCrossing.Kind.self, &draft)
    else { return }
    var crossing = BorderCrossing(
      id: id, places: fields.texts("places", &draft).map { PlaceID($0) },
      gauges: fields.integers("gauges", &draft), kind: kind, reload: [:],
      customs: fields.texts("customs", &draft), dwell: [:])
    if crossing.places.count != 2 || crossing.gauges.count != 2 {
      draft.note(file, fields.line, "a crossing is two places with a gauge each")
    }
    crossing.reload[.westbound] = fields.optionalText("reload", &draft).map { PlaceID($0) }
    crossing.reload[.eastbound] =
      fields.optionalText("reloadEast", &draft).map { PlaceID($0) } ?? crossing.reload[.westbound]
    for place in Set(crossing.reload.values) where !crossing.places.contains(place) {
      draft.note(file, fields.line, "reload at \(place), which is not of this crossing")
    }
    if let dwell = fields.nested("dwell", &draft) {
      dwell.only(Direction.allCases.map(\.rawValue), &draft)
      for direction in Direction.allCases {
        guard let byPlace = dwell.nested(direction.rawValue, &draft) else { continue }
        byPlace.only(crossing.places.map(\.slug), &draft)
        for place in crossing.places {
          guard let node = byPlace.nested(place.slug, &draft) else { continue }
          crossing.dwell[direction, default: [:]][place] = readDwell(node, into: &draft)
        }
      }
    }
    draft.crossings.append(Placed(value: crossing, file: file, line: fields.line))
  }

  private func readDwell(_ fields: Fields, into draft: inout BookDraft) -> Dwell? {
    fields.only(["planned", "typical"], &draft)
    guard let planned = fields.required("planned", &draft),
      let typical = fields.required("typical", &draft)
    else { return nil }
    planned.only(["hours", "source", "estimated"], &draft)
    typical.only(["p50", "p90", "source", "estimated"], &draft)
    let limit = 0.0...1_000.0
    guard let hours = planned.number("hours", within: limit, &draft),
      let p50 = typical.number("p50", within: limit, &draft),
      let p90 = typical.number("p90", within: limit, &draft),
      let source = planned.provenance(&draft), let typicalSource = typical.provenance(&draft)
    else { return nil }
    if p50 > p90 { draft.note(file, typical.line, "p50 \(p50) is more than p90 \(p90)") }
    return Dwell(
      plannedHours: hours, typicalP50Hours: p50, typicalP90Hours: p90, provenance: source,
      typicalProvenance: typicalSource)
  }

  // MARK: - Routes

  private func readRoute(_ fields: Fields, _ root: Node, into draft: inout BookDraft) {
    fields.only(
      ["route", "name", "direction", "trains", "trainsSource", "published", "sections"], &draft)
    guard let id = fields.text("route", &draft), let names = readNames(fields, "name", into: &draft),
      let direction = fields.word("direction", Direction.self, &draft)
    else { return }
    var placed = Placed(
      value: Route(id: id, names: names, direction: direction, sections: []), file: file,
      line: fields.line)
    placed.value.trains = fields.texts("trains", &draft)
    if let published = fields.nested("published", &draft) {
      published.only(["days", "km", "source"], &draft)
      if let source = published.text("source", &draft) {
        placed.value.published = Route.Published(
          days: published.optionalNumber("days", &draft),
          kilometres: published.optionalNumber("km", &draft), source: source)
      }
    }
    for (index, node) in fields.list("sections", &draft).enumerated() {
      let section = Fields(node, file: file, draft: &draft)
      section.only(["stops", "variants"], &draft)
      var variants: [Section.Variant] = []
      if section.has("stops") {
        variants = [readVariant(section, named: "", at: "\(index).0", &placed, &draft)]
      }
      for (number, node) in section.list("variants", &draft).enumerated() {
        let variant = Fields(node, file: file, draft: &draft)
        variant.only(["id", "name", "stops"], &draft)
        let name = variant.text("id", &draft) ?? ""
        var read = readVariant(variant, named: name, at: "\(index).\(number)", &placed, &draft)
        read.names = readNames(variant, "name", into: &draft)
        variants.append(read)
      }
      if variants.isEmpty { draft.note(file, section.line, "a section has stops or variants") }
      placed.lines["\(index)"] = section.line
      placed.value.sections.append(Section(variants: variants))
    }
    draft.routes.append(placed)
  }

  private func readVariant(
    _ fields: Fields, named id: String, at key: String, _ placed: inout Placed<Route>,
    _ draft: inout BookDraft
  ) -> Section.Variant {
    var stops: [Stop] = []
    for node in fields.list("stops", &draft) {
      guard let stop = readStop(Fields(node, file: file, draft: &draft), &draft) else { continue }
      placed.lines["\(key).\(stops.count)"] = node.mark?.line ?? 0
      stops.append(stop)
    }
    if stops.isEmpty { draft.note(file, fields.line, "no stops") }
    return Section.Variant(id: id, stops: stops)
  }

  private func readStop(_ fields: Fields, _ draft: inout BookDraft) -> Stop? {
    fields.only(["place", "role", "leg", "dwell", "crossing"], &draft)
    guard let place = fields.text("place", &draft),
      let role = fields.word("role", Stop.Role.self, &draft)
    else { return nil }
    return Stop(
      place: PlaceID(place), role: role,
      leg: fields.nested("leg", &draft).flatMap { readLeg($0, &draft) },
      dwell: fields.nested("dwell", &draft).flatMap { readDwell($0, into: &draft) },
      crossing: fields.optionalText("crossing", &draft))
  }

  private func readLeg(_ fields: Fields, _ draft: inout BookDraft) -> Leg? {
    fields.only(
      ["km", "hours", "minHours", "mode", "gauge", "carrier", "source", "estimated"], &draft)
    guard let km = fields.number("km", within: 0.1...5_000, &draft),
      let hours = fields.number("hours", within: 0.01...1_000, &draft),
      let minimum = fields.number("minHours", within: 0.01...1_000, &draft),
      let mode = fields.word("mode", Leg.Mode.self, &draft),
      let source = fields.provenance(&draft)
    else { return nil }
    if minimum > hours {
      draft.note(file, fields.line, "minHours \(minimum) is more than hours \(hours)")
    }
    if km / minimum > 160 {
      draft.note(file, fields.line, "\(km) km in \(minimum) h is faster than any freight train")
    }
    return Leg(
      kilometres: km, plannedHours: hours, minimumHours: minimum, mode: mode,
      gauge: fields.optionalNumber("gauge", &draft).map { Int($0) },
      carrier: fields.optionalText("carrier", &draft), provenance: source)
  }
}
