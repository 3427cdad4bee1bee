import Freight
import Intake
import Ledger
import RouteBook
import Tracking

package enum AlertScreen {
  /// - Parameter now: UTC µs.
  package static func render(
    _ groups: [AlertGroup], book: RouteBook, now: Int64, style: ScreenStyle
  ) -> String {
    let words = Wording(language: style.language, now: now)
    guard !groups.isEmpty else {
      return words(.init(en: "no open alerts", zh: "没有预警", ru: "предупреждений нет")) + "\n"
    }
    return groups.map { group in
      var head = "\(words.carrier(group.subject.kind)) \(group.subject.id)"
      if group.boxes.count > 1 {
        head += " (\(words.boxes(group.boxes.count)))"
      } else if let box = group.boxes.first, group.subject != .container(box) {
        // Not the whole of what carries it.
        head += " (\(box.text))"
      }
      if group.isSimulated {
        head += "  " + words(Phrases.simulated)
      }
      var text =
        style.ink(head, .strong) + "\n  "
        + Columns.wrap(words.sentence(group.alert, book: book), style.width - 2, indent: 2)
      if let seen = group.acknowledgement {
        text += "\n  " + style.ink("✓ \(seen.by)\(seen.note.map { ": \($0)" } ?? "")", .quiet)
      }
      return text + "\n"
    }.joined()
  }
}
