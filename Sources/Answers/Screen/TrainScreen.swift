import Freight
import Intake
import Ledger
import RouteBook
import Tracking

/// A train, wagon, vessel or consignment: its boxes by state and place, what they share, then each.
package enum TrainScreen {
  package static func render(_ answer: Answer, book: RouteBook, style: ScreenStyle) -> String {
    let words = Wording(language: style.language, now: answer.views.first?.now)
    let summary = CarrierSummary(subject: answer.subject, views: answer.views)
    var lines = [
      style.ink("\(words.carrier(answer.subject.kind)) \(answer.subject.id)", .strong)
        + "   \(words.boxes(answer.views.count))"
    ]
    if answer.views.contains(where: { $0.journey.assumptions.contains(.simulated) }) {
      lines[0] +=
        "  " + style.ink(words(Phrases.simulated), .warning)
    }
    lines.append(words.state(summary.state))
    for (state, place, count) in summary.byStateAndPlace(book, style.language) {
      lines.append("  \(Columns.padLeft("\(count)", 4))  \(words.state(state))  \(place)")
    }
    for shared in summary.alerts {
      let count =
        shared.count > 1
        ? " (\(words.boxes(shared.count)))" : " (\(shared.boxes.first?.text ?? ""))"
      lines.append(
        style.ink("! ", .warning)
          + Columns.wrap(
            words.sentence(shared.alert, book: book) + count, style.width - 2, indent: 2))
    }
    lines.append("")
    return lines.joined(separator: "\n") + "\n"
      + ListScreen.containers(answer.views, book: book, style: style)
  }
}
