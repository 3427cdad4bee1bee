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
      var what = words.activity(of: event, via: row.via)
      if event.activity == .unmapped, let raw = event.rawCode { what += " \(raw)" }
      if event.classifier != .actual { what += " (\(event.classifier.name))" }
      if let reason = event.reason, !reason.isEmpty { what += ": \(reason)" }
      var source = "\(event.feed)"
      if event.source.message > 0 { source += " #\(event.source.message)" }
      let position = event.source.position.description
      if !position.isEmpty { source += " \(position)" }
      var flags = event.assumptions.subtracting([.updateTime, .simulated]).names
      if !row.isPlausible { flags.append("implausible") }
      if row.isSuperseded { flags.append("superseded") }
      if event.assumptions.contains(.simulated) { flags.append("simulated") }
      if !flags.isEmpty { source += " [\(flags.joined(separator: ", "))]" }
      return [
        words.time(book.local(event.occurredAt, at: place)), what, name,
        row.via.map { "\(words.carrier($0.kind)) \($0.id)" } ?? "", source,
      ]
    }
    return table.render(style)
  }
}
