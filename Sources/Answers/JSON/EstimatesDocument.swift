import Freight
import RouteBook
import Tracking

/// `eta history --json`; its schema is Schemas/estimates.schema.json.
package struct EstimatesDocument {
  private let parts: DocumentParts
  private let words: Wording

  package init(book: RouteBook, language: Language) {
    parts = DocumentParts(book: book, language: language)
    words = Wording(language: language)
  }

  package static func array(_ histories: [EstimateHistory], _ outlook: Outlook) -> String {
    let document = EstimatesDocument(book: outlook.book, language: outlook.language)
    return JSONText.array(histories.map(document.object)).pretty
  }

  package func object(_ history: EstimateHistory) -> JSONText {
    let end = history.statements.last?.place
    return .fields([
      "containers": .strings(history.containers.map(\.text)),
      "simulated": parts.simulated(history.journey.assumptions),
      "estimates": .array(
        history.statements.enumerated().map { index, statement in
          object(statement, after: index > 0 ? history.statements[index - 1] : nil)
        }),
      "arrivedAt": history.arrivedAt.flatMap { time($0, end) },
      "outcome": history.outcome.map {
        .fields([
          "given": .int($0.said), "held": .int($0.held),
          "meanErrorMinutes": .number($0.meanErrorMinutes, digits: 0),
        ])
      },
    ])
  }

  private func object(
    _ statement: EstimateStatement, after earlier: EstimateStatement?
  ) -> JSONText {
    .fields([
      "saidAt": parts.time(microseconds: statement.madeAt),
      "place": .string(statement.place.slug), "train": .text(statement.train),
      "p10": time(statement.p10, statement.place), "p50": time(statement.p50, statement.place),
      "p90": time(statement.p90, statement.place), "basis": .string(statement.basis.rawValue),
      "movedMinutes": earlier.flatMap {
        .int(Int((statement.p50 - $0.p50) / Instant.microsecondsPerMinute))
      },
      "cause": statement.cause.map(object),
    ])
  }

  package func object(_ cause: EstimateCause) -> JSONText {
    .fields([
      "kind": .string(cause.kind.rawValue), "place": .text(cause.place?.slug),
      "towards": .text(cause.towards?.slug), "minutes": .int(cause.minutes),
      "goingOn": .mark(cause.isGoingOn), "finding": .text(cause.finding),
      "text": .string(words.cause(cause, book: parts.book)),
    ])
  }

  private func time(_ microseconds: Int64, _ place: PlaceID?) -> JSONText? {
    parts.time(Instant(microseconds: microseconds, precision: .minute), at: place)
  }
}
