import Answers
import Feeds
import Freight
import Intake
import Ledger

/// What an `ingest` did, file by file.
struct IngestReport {
  struct File {
    var name: String
    var outcome: Intake<SQLiteLedger>.Outcome
  }

  var files: [File] = []

  var accepted: Int { files.reduce(0) { $0 + $1.outcome.accepted } }
  var duplicates: Int { files.reduce(0) { $0 + $1.outcome.duplicates } }
  var rejected: Int { files.reduce(0) { $0 + $1.outcome.rejected } }
  var warnings: Int { files.reduce(0) { $0 + $1.outcome.warningCount } }
}

/// `ingest --json`; its schema is Schemas/ingest.schema.json.
enum IngestDocument {
  static func text(_ report: IngestReport) -> String {
    JSONText.fields([
      "files": .array(report.files.map(file)), "accepted": .int(report.accepted),
      "duplicates": .int(report.duplicates), "rejected": .int(report.rejected),
      "warnings": .int(report.warnings),
    ]).pretty
  }

  private static func file(_ file: IngestReport.File) -> JSONText {
    let outcome = file.outcome
    return .fields([
      "file": .string(file.name), "format": .text(outcome.format),
      "accepted": .int(outcome.accepted), "duplicates": .int(outcome.duplicates),
      "rejected": .int(outcome.rejected), "rejections": .array(outcome.rejections.map(rejection)),
      "warningCount": .int(outcome.warningCount), "warnings": .array(outcome.warnings.map(warning)),
    ])
  }

  private static func rejection(_ rejection: Rejection) -> JSONText {
    .fields([
      "position": .text(rejection.position.description),
      "reason": .string(rejection.reason.rawValue), "detail": .text(rejection.detail),
    ])
  }

  private static func warning(_ warning: Warning) -> JSONText {
    .fields([
      "position": .text(warning.position.description), "detail": .text(warning.detail),
    ])
  }
}
