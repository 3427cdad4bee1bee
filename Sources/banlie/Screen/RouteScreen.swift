import Answers
import Feeds
import Freight
import Intake
import Ledger
import RouteBook
import Tracking

enum RouteScreen {
  static func list(_ book: RouteBook, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    var table = TextTable(columns: [("id", 34), ("name", 44), ("km", 8), ("days", 5), ("", 0)])
    table.rows = book.listRoutes().map { route in
      let stops = route.stops()
      let kilometres = stops.reduce(0.0) { $0 + ($1.leg?.kilometres ?? 0) }
      let hours = stops.reduce(0.0) {
        $0 + ($1.leg?.plannedHours ?? 0)
          + (book.dwell(at: $1, direction: route.direction)?.plannedHours ?? 0)
      }
      return [
        route.id, route.names[style.language], words.grouped(kilometres),
        "\((hours / 2.4).rounded() / 10)", route.direction.rawValue,
      ]
    }
    return table.render(style)
  }

  static func render(_ route: Route, book: RouteBook, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    var text = style.ink(route.names[style.language], .strong) + "   \(route.id)\n"
    if let published = route.published {
      let figures = [
        published.days.map { "\($0) d" }, published.kilometres.map { words.kilometres($0) },
      ].compactMap(\.self).joined(separator: ", ")
      text += style.ink("published: \(figures) — \(published.source)", .quiet) + "\n"
    }
    var kilometres = 0.0
    for section in route.sections {
      for (index, variant) in section.variants.enumerated() {
        if section.variants.count > 1 {
          text +=
            "  " + style.ink("┌ \(variant.names?[style.language] ?? variant.id)", .accent) + "\n"
        }
        var along = kilometres
        for stop in variant.stops {
          along += stop.leg?.kilometres ?? 0
          text += line(stop, along, section.variants.count > 1, route, book, style, words) + "\n"
        }
        if index == section.variants.count - 1 || index == 0 {
          if index == 0 { kilometres += along - kilometres }
        }
      }
    }
    return text
  }

  private static func line(
    _ stop: Stop, _ along: Double, _ isVariant: Bool, _ route: Route, _ book: RouteBook,
    _ style: ScreenStyle, _ words: Wording
  ) -> String {
    let name = book.findPlace(stop.place)?.names[style.language] ?? stop.place.slug
    var text = isVariant ? "  │ " : "    "
    text += Columns.fit(name, 22) + "  " + Columns.padLeft(words.kilometres(along), 10)
    text += "  " + Columns.fit(words.role(stop.role), 10)
    if let leg = stop.leg {
      text +=
        " "
        + style.ink(
          "\(leg.mode == .rail ? "" : leg.mode.rawValue + " ")\(words.duration(hours: leg.plannedHours))",
          .quiet)
    }
    if let dwell = book.dwell(at: stop, direction: route.direction) {
      let source = dwell.provenance == .estimated ? "est." : "src."
      text += style.ink(
        "  + \(words.duration(hours: dwell.plannedHours)) \(source), P50 \(words.duration(hours: dwell.typicalP50Hours)), P90 \(words.duration(hours: dwell.typicalP90Hours))",
        .quiet)
    }
    return text
  }
}
