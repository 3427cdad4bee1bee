import Answers
import Feeds
import Freight
import Intake
import Ledger
import RouteBook
import Tracking

enum PlaceScreen {
  static func unresolved(_ rows: [UnresolvedPlace], total: Int, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    guard !rows.isEmpty else {
      return words(
        .init(
          en: "every place that was named is known", zh: "所有地点均已识别",
          ru: "все названные места известны")) + "\n"
    }
    var table = TextTable(columns: [
      (words(.init(en: "reports", zh: "条数", ru: "сообщений")), 10),
      (words(.init(en: "latest", zh: "最近", ru: "последнее")), 20),
      (words(.init(en: "as written", zh: "原文", ru: "как написано")), 36),
      (words(.init(en: "perhaps", zh: "可能是", ru: "возможно")), 0),
    ])
    table.rows = rows.map { row in
      [
        "\(row.written.count)",
        words.time(Instant(microseconds: row.written.latestAt, precision: .minute)),
        row.written.place.key, row.suggestion?.id.slug ?? "",
      ]
    }
    var text = table.render(style)
    if total > rows.count { text += "… \(total - rows.count)\n" }
    return text
  }

  static func render(_ places: [Place], book: RouteBook, style: ScreenStyle) -> String {
    places.map { place in
      var codes = place.unlocodes.map { "UN/LOCODE \($0)" }
      if let esr = place.esr { codes.append("ESR \(esr)") }
      if let telecode = place.telecode { codes.append("12306 \(telecode)") }
      var text = style.ink(place.names[style.language], .strong)
      let others = [place.names.en, place.names.zh, place.names.ru].compactMap(\.self)
        .filter { $0 != place.names[style.language] }
      text +=
        "   " + others.joined(separator: " · ") + "   \(place.kind.rawValue), \(place.country)\n"
      text +=
        "  "
        + style.ink(
          ([place.id.slug, place.zone] + codes + place.gauges.map { "\($0) mm" }).joined(
            separator: " · "), .quiet) + "\n"
      if !place.aliases.isEmpty {
        text +=
          "  "
          + style.ink(
            Columns.wrap(place.aliases.joined(separator: ", "), style.width - 2, indent: 2), .quiet)
          + "\n"
      }
      return text
    }.joined()
  }
}
