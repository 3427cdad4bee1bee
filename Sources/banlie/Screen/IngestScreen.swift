import Answers
import Feeds
import Freight
import Intake
import Ledger
import RouteBook
import Tracking

enum IngestScreen {
  static func render(_ report: IngestReport, style: ScreenStyle) -> String {
    let words = IngestWords(Wording(language: style.language))
    var text = ""
    for file in report.files {
      text += "\(file.name)  " + words.summary(of: file.outcome, style) + "\n"
      text += details(of: file.outcome, words, style)
    }
    return text
  }

  private static func details(
    of outcome: IntakeOutcome, _ words: IngestWords, _ style: ScreenStyle
  ) -> String {
    func item(_ mark: String, _ text: String) -> String {
      "  \(mark)" + Columns.wrap(text, style.width - 4, indent: 4) + "\n"
    }
    var text = ""
    for rejection in outcome.rejections.prefix(10) {
      text += item(style.ink("✗ ", .bad), words.line(rejection))
    }
    if outcome.rejected > 10 { text += "    " + words.moreRejections(outcome.rejected - 10) + "\n" }
    for warning in outcome.warnings.prefix(5) {
      text += item(style.ink("· ", .quiet), words.line(warning))
    }
    if outcome.warningCount > 5 {
      text += "    " + words.moreWarnings(outcome.warningCount - 5) + "\n"
    }
    return text
  }
}

/// What is said of a file that was taken in. What exactly is wrong is told in English, as it is kept.
private struct IngestWords {
  private let words: Wording

  init(_ words: Wording) { self.words = words }

  func summary(of outcome: IntakeOutcome, _ style: ScreenStyle) -> String {
    let (accepted, known) = (outcome.accepted, outcome.duplicates)
    let (rejected, warnings) = (outcome.rejected, outcome.warningCount)
    var parts = [
      words(en: "\(accepted) accepted", zh: "接收\(accepted)条", ru: "принято \(accepted)")
    ]
    if known > 0 {
      parts.append(
        words(en: "\(known) known already", zh: "已有\(known)条", ru: "уже известно \(known)"))
    }
    if rejected > 0 {
      let text = words(
        en: "\(rejected) rejected", zh: "拒收\(rejected)条", ru: "отклонено \(rejected)")
      parts.append(style.ink(text, .warning))
    }
    if warnings > 0 {
      parts.append(
        words(
          en: counted(warnings, "warning"), zh: "提示\(warnings)条", ru: "замечаний \(warnings)"))
    }
    let comma = words.language == .zh ? "，" : ", "
    return "\(outcome.format ?? "?")  " + parts.joined(separator: comma)
  }

  func line(_ rejection: Rejection) -> String {
    line(at: rejection.position, "\(words.reason(rejection.reason.rawValue)): \(rejection.detail)")
  }

  func line(_ warning: Warning) -> String { line(at: warning.position, warning.detail) }

  private func line(at position: Position, _ text: String) -> String {
    let place = words.position(position)
    return place.isEmpty ? text : "\(place): \(text)"
  }

  func moreRejections(_ count: Int) -> String {
    words(
      en: "… \(count) more; see banlie inbox rejections",
      zh: "…另有\(count)条，见 banlie inbox rejections",
      ru: "… ещё \(count); см. banlie inbox rejections")
  }

  func moreWarnings(_ count: Int) -> String {
    words(
      en: "… \(counted(count, "more warning"))", zh: "…另有\(count)条提示",
      ru: "… ещё замечаний: \(count)")
  }
}
