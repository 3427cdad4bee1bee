import RouteBook
import Tracking

/// `list containers --json`: short objects, one a line, ordered by ID.
package enum ListDocument {
  package static func array(_ views: [JourneyView], book: RouteBook, language: Language) -> String {
    let status = StatusDocument(book: book, language: language)
    return JSONText.lines(sorted(views), status.short)
  }

  package static func sorted(_ views: [JourneyView]) -> [JourneyView] {
    views.sorted {
      ($0.journey.container, $0.journey.sequence) < ($1.journey.container, $1.journey.sequence)
    }
  }
}
