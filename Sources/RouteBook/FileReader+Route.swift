import Freight

extension FileReader {
  func readRoute(_ fields: Fields) {
    fields.only([
      "route", "name", "direction", "trains", "trainsSource", "published", "sections",
    ])
    let id = fields.slug("route")
    let names = readNames(fields.nested("name"))
    let direction = fields.word("direction", Direction.self)
    _ = fields.optionalText("trainsSource")
    let sections = fields.nestedList("sections")
    var route = Route(
      id: id ?? "", names: names ?? Names(en: ""), direction: direction ?? .westbound,
      trains: fields.texts("trains"),
      published: fields.optionalNested("published").flatMap(readPublished), sections: [])
    for (index, section) in sections.enumerated() {
      let variants = readVariants(
        section, isFirst: index == 0, isLast: index == sections.count - 1)
      route.sections.append(Section(variants: variants))
    }
    guard id != nil else { return }
    draft.routes.append(.init(value: route, position: fields.position))
  }

  private func readPublished(_ fields: Fields) -> Route.Published? {
    fields.only(["days", "km", "source"])
    guard let source = fields.text("source") else { return nil }
    return Route.Published(
      days: fields.optionalNumber("days", within: 0.5...365),
      kilometres: fields.optionalNumber("km", within: 1...40_000), source: source)
  }

  // MARK: - Sections

  private func readVariants(_ section: Fields, isFirst: Bool, isLast: Bool) -> [Section.Variant] {
    section.only(["stops", "variants"])
    guard section.has("variants") else {
      let stops = readStops(section, isFirst: isFirst, isLast: isLast)
      return [Section.Variant(id: "", stops: stops)]
    }
    if section.has("stops") { section.note("stops", "a section has stops or variants, not both") }
    var variants: [Section.Variant] = []
    for fields in section.nestedList("variants") {
      fields.only(["id", "name", "stops"])
      let id = fields.slug("id")
      let names = readNames(fields.nested("name"))
      if variants.contains(where: { $0.id == id }) {
        fields.note("id", "another variant of this section is called \(id ?? "")")
      }
      let stops = readStops(fields, isFirst: isFirst, isLast: isLast)
      if let end = stops.last?.place, let other = variants.first?.stops.last?.place, end != other {
        fields.note(
          "stops", "this variant ends at \(end), the first at \(other): variants meet again")
      }
      variants.append(Section.Variant(id: id ?? "", names: names, stops: stops))
    }
    return variants
  }

  private func readStops(_ fields: Fields, isFirst: Bool, isLast: Bool) -> [Stop] {
    let nodes = fields.nestedList("stops")
    var stops: [Stop] = []
    for (index, node) in nodes.enumerated() {
      guard let stop = readStop(node) else { continue }
      check(
        stop, node, isOrigin: isFirst && index == 0,
        isDestination: isLast && index == nodes.count - 1)
      if stops.contains(where: { $0.place == stop.place }) {
        node.note("place", "\(stop.place) is a stop twice")
      }
      stops.append(stop)
    }
    return stops
  }

  private func check(_ stop: Stop, _ fields: Fields, isOrigin: Bool, isDestination: Bool) {
    if isOrigin != (stop.role == .origin) {
      fields.note(
        "role",
        isOrigin ? "the first stop's role is origin" : "only the first stop's role is origin")
    }
    if isDestination != (stop.role == .destination) {
      fields.note(
        "role",
        isDestination
          ? "the last stop's role is destination" : "only the last stop's role is destination")
    }
    if isOrigin, fields.has("leg") { fields.note("leg", "no leg leads to the origin") }
    if !isOrigin, !fields.has("leg") { fields.note("place", "the leg to \(stop.place) is missing") }
  }

  private func readStop(_ fields: Fields) -> Stop? {
    fields.only(["place", "role", "leg", "dwell", "crossing"])
    let leg = fields.optionalNested("leg").flatMap(readLeg)
    let dwell = fields.optionalNested("dwell").flatMap(readDwell)
    let role = fields.word("role", Stop.Role.self)
    guard let place = fields.place("place"), let role else { return nil }
    return Stop(
      place: place, role: role, leg: leg, dwell: dwell,
      crossing: fields.optionalCrossing("crossing", at: place))
  }

  private func readLeg(_ fields: Fields) -> Leg? {
    fields.only([
      "km", "hours", "minHours", "mode", "gauge", "carrier", "source", "estimated",
    ])
    let kilometres = fields.number("km", within: 0.1...5_000)
    let hours = fields.number("hours", within: 0.01...2_000)
    let minimum = fields.number("minHours", within: 0.01...2_000)
    let mode = fields.word("mode", Leg.Mode.self)
    let gauge = fields.optionalGauge("gauge")
    let provenance = fields.provenance()
    guard let kilometres, let hours, let minimum, let mode, let provenance else { return nil }
    if minimum > hours {
      fields.note("minHours", "minHours \(minimum) is more than hours \(hours)")
    }
    if kilometres / minimum > FileReader.highestSpeed {
      fields.note("minHours", "\(kilometres) km in \(minimum) h is faster than any freight train")
    }
    return Leg(
      kilometres: kilometres, plannedHours: hours, minimumHours: minimum, mode: mode, gauge: gauge,
      carrier: fields.optionalText("carrier"), provenance: provenance)
  }

  /// Kilometres an hour: no freight train anywhere on the way runs faster.
  private static let highestSpeed = 160.0
}
