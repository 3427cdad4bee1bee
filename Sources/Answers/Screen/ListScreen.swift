import Freight
import Intake
import Ledger
import RouteBook
import Tracking

package enum ListScreen {
  package static func containers(_ views: [JourneyView], book: RouteBook, style: ScreenStyle)
    -> String
  {
    let words = Wording(language: style.language, now: views.first?.now)
    guard !views.isEmpty else {
      return words(.init(en: "nothing matches", zh: "没有符合的箱", ru: "ничего не найдено")) + "\n"
    }
    var table = TextTable(columns: [
      (words.carrier(.container), 11), (words.carrier(.train), 16),
      (words(.init(en: "where", zh: "位置", ru: "где")), 30),
      (words(.init(en: "done", zh: "进度", ru: "пройдено")), 9), ("ETA", 16),
      (words(.init(en: "alerts", zh: "预警", ru: "внимание")), 0),
    ])
    table.rows = views.map { view in
      [
        view.journey.container.text, view.journey.train?.description ?? "",
        position(view, book, words), progress(view), eta(view, words), alerts(view, words),
      ]
    }
    let total = words.boxes(views.count)
    return table.render(style) + style.ink(total, .quiet) + "\n"
  }

  package static func groups(
    _ groups: [(Subject, [JourneyView])], book: RouteBook, style: ScreenStyle
  ) -> String {
    let words = Wording(language: style.language, now: groups.first?.1.first?.now)
    var table = TextTable(columns: [
      (groups.first.map { words.carrier($0.0.kind) } ?? "", 24),
      (words(.init(en: "boxes", zh: "箱数", ru: "конт.")), 6),
      (words(.init(en: "where", zh: "位置", ru: "где")), 30), ("ETA", 16),
      (words(.init(en: "alerts", zh: "预警", ru: "внимание")), 0),
    ])
    table.rows = groups.map { subject, views in
      let summary = CarrierSummary(subject: subject, views: views)
      let main = summary.lead
      return [
        subject.id, "\(views.count)", main.map { position($0, book, words) } ?? "",
        main.map { eta($0, words) } ?? "",
        summary.alerts.map { words.alert($0.alert.kind) }.uniqued().joined(separator: ", "),
      ]
    }
    return groups.isEmpty
      ? words(.init(en: "nothing matches", zh: "没有符合的", ru: "ничего не найдено")) + "\n"
      : table.render(style)
  }

  package static func position(_ view: JourneyView, _ book: RouteBook, _ words: Wording) -> String {
    guard let position = view.journey.position else { return words.state(view.journey.state) }
    let place =
      position.place.flatMap { book.findPlace($0)?.names[words.language] } ?? position.asWritten
    return "\(place), \(words.state(view.journey.state))"
  }

  package static func progress(_ view: JourneyView) -> String {
    guard let fraction = view.fraction else { return "" }
    let cells = Int((fraction * 4).rounded())
    return String(repeating: "━", count: cells) + String(repeating: "┄", count: 4 - cells)
      + " \(Int((fraction * 100).rounded()))%"
  }

  package static func eta(_ view: JourneyView, _ words: Wording) -> String {
    guard let estimate = view.estimate else { return "" }
    return words.window(estimate.p10, estimate.p90)
  }

  private static func alerts(_ view: JourneyView, _ words: Wording) -> String {
    view.alerts.map { words.alert($0.kind) }.uniqued().joined(separator: ", ")
  }
}

extension Array where Element: Hashable {
  /// In order, each once.
  package func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
