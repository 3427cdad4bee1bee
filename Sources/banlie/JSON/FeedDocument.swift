import Answers
import Freight
import Intake

/// `feed list --json`; its schema is Schemas/feeds.schema.json.
enum FeedDocument {
  static func object(_ row: FeedHealth) -> JSONText {
    let poll = row.poll
    return .fields([
      "name": .string(row.source.name), "format": .string(row.source.options.format ?? "auto"),
      "url": .text(row.source.fetch?.request.url), "state": .string(row.state.rawValue),
      "silent": .mark(row.isSilent), "everySeconds": .int(row.source.fetch?.everySeconds),
      "lastAttempt": time(poll?.attemptedAt), "lastSuccess": time(poll?.succeededAt),
      "lastNews": time(poll?.newsAt), "lagMinutes": .int(row.lagMinutes),
      "failures": .int(poll?.failures), "error": .text(poll?.error), "next": time(poll?.dueAt),
    ])
  }

  static func time(_ moment: Int64?) -> JSONText? {
    moment.map { .string(Instant(microseconds: $0 / 1_000_000 * 1_000_000).rfc3339) }
  }
}

/// `feed poll --json`; its schema is Schemas/polls.schema.json.
enum PollDocument {
  static func object(_ report: PollReport) -> JSONText {
    .fields([
      "feed": .string(report.feed), "state": .string(report.state.rawValue),
      "messages": .int(report.messages), "bytes": .int(report.bytes),
      "accepted": .int(report.added), "duplicates": .int(report.duplicates),
      "rejected": .int(report.rejected), "strangers": .int(report.strangers),
      "failures": .int(report.failures), "error": .text(report.error.map { "\($0)" }),
      "next": FeedDocument.time(report.nextAt),
    ])
  }
}
