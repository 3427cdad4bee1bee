import Freight
import RouteBook
import Tracking

/// What is known of one subject at one moment.
package struct Answer {
  package var subject: Subject
  /// The box's trip; for a carrier or a consignment its boxes.
  package var views: [JourneyView]
  package var tripCount: Int
  package var asOf: Int64?
  package var now: Int64

  package init(
    subject: Subject, views: [JourneyView], tripCount: Int = 1, asOf: Int64? = nil, now: Int64
  ) {
    self.subject = subject
    self.views = views
    self.tripCount = tripCount
    self.asOf = asOf
    self.now = now
  }

  package func screen(_ book: RouteBook, _ style: ScreenStyle) -> String {
    if case .container = subject, let view = views.first {
      return StatusScreen.render(view, book: book, style: style, tripCount: tripCount)
    }
    return TrainScreen.render(self, book: book, style: style)
  }
}
