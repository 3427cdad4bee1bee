import Freight
import Intake
import Ledger
import RouteBook
import Tracking

package enum EventsScreen {
  /// - Parameter now: UTC µs.
  package static func render(
    _ rows: [EvidenceRow], book: RouteBook, now: Int64, style: ScreenStyle
  ) -> String {
    let words = Wording(language: style.language, now: now)
    var table = TextTable(columns: [
      (words(.init(en: "when", zh: "时间", ru: "когда")), 18),
      (words(.init(en: "what", zh: "事件", ru: "что")), 22),
      (words(.init(en: "where", zh: "地点", ru: "где")), 22),
      (words(.init(en: "through", zh: "经由", ru: "через")), 24),
      (words(.init(en: "source", zh: "来源", ru: "источник")), 0),
    ])
    table.rows = rows.map { row in
      let event = row.event
      let place = event.place.flatMap { book.resolve($0) }
      let name =
        place.flatMap { book.findPlace($0)?.names[style.language] } ?? event.place?.asWritten ?? ""
      let said = EvidenceWords(row: row, words: words)
      return [
        words.time(book.local(event.occurredAt, at: place)), said.what, name,
        row.via.map { "\(words.carrier($0.kind)) \($0.id)" } ?? "",
        said.source,
      ]
    }
    return table.render(style)
  }
}
