import Feeds
import Freight
import Intake
import Ledger
import RouteBook
import Tracking

/// `events --json`.
enum EventsDocument {
  static func array(_ rows: [EvidenceRow], book: RouteBook) -> String {
    JSONText.array(rows.map { object($0, book: book) }).pretty + "\n"
  }

  private static func object(_ row: EvidenceRow, book: RouteBook) -> JSONText {
    let event = row.event
    let writer = StatusDocument(book: book, language: .en)
    let place = event.place.flatMap { book.resolve($0) }
    return .fields([
      "id": .text(event.id.description),
      "subject": .fields(["kind": .text(event.subject.kind.name), "id": .text(event.subject.id)]),
      "activity": .text(event.activity.rawValue), "code": event.rawCode.map(JSONText.text),
      "classifier": .text(event.classifier.name),
      "occurredAt": .text(event.occurredAt.rfc3339),
      "precision": writer.precision(event.occurredAt),
      "updatedAt": event.updatedAt.map { .text($0.rfc3339) },
      "recordedAt": .text(Instant(microseconds: event.recordedAt).rfc3339),
      "place": event.place.map { reference in
        .fields([
          "id": place.map { .text($0.slug) },
          "name": place.flatMap { book.findPlace($0)?.names.en }.map(JSONText.text),
          "asWritten": .text(reference.asWritten),
        ])
      },
      "conveyance": writer.conveyance(event.conveyance),
      "via": row.via.map { .fields(["kind": .text($0.kind.name), "id": .text($0.id)]) },
      "feed": .text(event.feed),
      "source": .fields([
        "format": .text(event.source.format),
        "message": event.source.message == 0 ? nil : .integer(event.source.message),
        "position": event.source.position.description.isEmpty
          ? nil : .text(event.source.position.description),
      ]),
      "reason": event.reason.map(JSONText.text),
      "assumptions": JSONText.some(event.assumptions.names.map(JSONText.text)),
      "superseded": .flag(row.isSuperseded), "plausible": .flag(row.isPlausible),
      "retraction": event.isRetraction ? .flag(true) : nil,
    ])
  }
}

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

/// `ingest --json`.
enum IngestDocument {
  static func text(_ report: IngestReport) -> String {
    JSONText.fields([
      "files": .array(report.files.map(file)),
      "accepted": .integer(Int64(report.accepted)),
      "duplicates": .integer(Int64(report.duplicates)),
      "rejected": .integer(Int64(report.rejected)), "warnings": .integer(Int64(report.warnings)),
    ]).pretty
  }

  private static func file(_ file: IngestReport.File) -> JSONText {
    let outcome = file.outcome
    return .fields([
      "file": .text(file.name), "format": outcome.format.map(JSONText.text),
      "accepted": .integer(Int64(outcome.accepted)),
      "duplicates": .integer(Int64(outcome.duplicates)),
      "rejected": .integer(Int64(outcome.rejected)),
      "rejections": .array(
        outcome.rejections.map {
          .fields([
            "position": $0.position.description.isEmpty ? nil : .text($0.position.description),
            "reason": .text($0.reason.rawValue), "detail": .text($0.detail),
          ])
        }),
      "warnings": .array(
        outcome.warnings.map {
          .fields([
            "position": $0.position.description.isEmpty ? nil : .text($0.position.description),
            "detail": .text($0.detail),
          ])
        }),
    ])
  }
}
