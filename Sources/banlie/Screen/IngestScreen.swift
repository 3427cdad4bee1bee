import Answers
import Feeds
import Freight
import Intake
import Ledger
import RouteBook
import Tracking

enum IngestScreen {
  static func render(_ report: IngestReport, style: ScreenStyle) -> String {
    var text = ""
    for file in report.files {
      let outcome = file.outcome
      var head = "\(file.name)  \(outcome.format ?? "?")"
      head += "  \(outcome.accepted) accepted"
      if outcome.duplicates > 0 { head += ", \(outcome.duplicates) known already" }
      if outcome.rejected > 0 { head += ", " + style.ink("\(outcome.rejected) rejected", .warning) }
      if outcome.warningCount > 0 { head += ", \(counted(outcome.warningCount, "warning"))" }
      text += head + "\n"
      for rejection in outcome.rejections.prefix(10) {
        let place = rejection.position.description
        let line =
          "\(place.isEmpty ? "" : place + ": ")\(rejection.reason.rawValue): \(rejection.detail)"
        text += "  " + style.ink("✗ ", .bad) + Columns.wrap(line, style.width - 4, indent: 4) + "\n"
      }
      if outcome.rejected > 10 {
        text += "    … \(outcome.rejected - 10) more; see banlie inbox rejections\n"
      }
      for warning in outcome.warnings.prefix(5) {
        let place = warning.position.description
        let line = "\(place.isEmpty ? "" : place + ": ")\(warning.detail)"
        text +=
          "  " + style.ink("· ", .quiet) + Columns.wrap(line, style.width - 4, indent: 4) + "\n"
      }
      if outcome.warningCount > 5 {
        text += "    … \(counted(outcome.warningCount - 5, "more warning"))\n"
      }
    }
    return text
  }
}
