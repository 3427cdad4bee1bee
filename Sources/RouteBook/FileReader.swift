import Freight
import Yams

/// One route file's nodes to values: places, crossings, or a route.
struct FileReader {
  let file: String
  let draft: BookDraft

  func read(_ root: Node) {
    guard let fields = Fields(root, file: file, draft: draft) else { return }
    if fields.has("route") {
      readRoute(fields)
    } else if fields.has("places") || fields.has("crossings") {
      fields.only(["places", "crossings"])
      for place in fields.optionalNestedList("places") { readPlace(place) }
      for crossing in fields.optionalNestedList("crossings") { readCrossing(crossing) }
    } else {
      draft.note(fields.position, "neither route: nor places: nor crossings: is here")
    }
  }

  func readNames(_ fields: Fields?) -> Names? {
    guard let fields else { return nil }
    fields.only(["en", "zh", "ru"])
    guard let en = fields.text("en") else { return nil }
    return Names(en: en, zh: fields.optionalText("zh"), ru: fields.optionalText("ru"))
  }

  func readDwell(_ fields: Fields) -> Dwell? {
    fields.only(["planned", "typical"])
    guard let planned = fields.nested("planned"), let typical = fields.nested("typical") else {
      return nil
    }
    planned.only(["hours", "source", "estimated"])
    typical.only(["p50", "p90", "source", "estimated"])
    // A month and more has happened; a year is a slip of the pen.
    let range = 0.0...2_000.0
    let hours = planned.number("hours", within: range)
    let p50 = typical.number("p50", within: range)
    let p90 = typical.number("p90", within: range)
    let provenance = planned.provenance()
    let typicalProvenance = typical.provenance()
    guard let hours, let p50, let p90, let provenance, let typicalProvenance else { return nil }
    if p50 > p90 { typical.note("p50", "p50 \(p50) is more than p90 \(p90)") }
    return Dwell(
      plannedHours: hours, typicalP50Hours: p50, typicalP90Hours: p90, provenance: provenance,
      typicalProvenance: typicalProvenance)
  }
}
