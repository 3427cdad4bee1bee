import Freight
import RouteBook
import Tracking

/// What an alert means, as one English sentence with its figures: for logs, tickets and chat bots,
/// whatever the language of the screens.
package struct AlertDetail {
  package let alert: Alert
  package let book: RouteBook

  package init(alert: Alert, book: RouteBook) {
    self.alert = alert
    self.book = book
  }

  package var sentence: String {
    switch alert.kind {
    case .stalled: stalled
    case .silent:
      "No report for \(hours) h\(feed); the limit is \(limit) h."
    case .late:
      "\(hours) h behind plan: due\(location("at")) \(since); the limit is \(limit) h."
    case .offRoute: "Reported\(location("at")) \(since), which is not on its route."
    case .customsHold:
      "Held by customs\(alert.detail.map { " (\($0))" } ?? "")\(location("at")) since \(since)."
    case .rolled: "Left off what it was listed for\(carrierOrReason)\(location("at")) on \(since)."
    case .leftTrain: "Left its train\(carrierOrReason)\(location("at")) on \(since)."
    case .missedMilestone: "Nothing was reported\(location("of")), which it has passed by \(since)."
    case .reloadNotReported:
      "On other wheels\(location("at")) by \(since), but nobody reported the reload"
        + "\(alert.detail.map { " off \($0)" } ?? "")."
    case .implausible:
      "A report of “\(alert.detail ?? "unknown")”\(location("at")) at \(since) cannot be true "
        + "and is left out."
    }
  }

  private var stalled: String {
    let cause = alert.detail.flatMap(Journey.Finding.Kind.init(rawValue:)).flatMap(reason)
    return "Standing\(location("at")) for \(hours) h; the limit there is \(limit) h"
      + "\(cause.map { ": \($0)" } ?? "")."
  }

  private func reason(_ finding: Journey.Finding.Kind) -> String? {
    switch finding {
    case .portClosed: "the port is closed"
    case .customsHold: "customs hold it"
    case .held: "it is held"
    case .abandoned: "the train was set aside"
    case .awaitingVessel: "it waits for a vessel"
    default: nil
    }
  }

  private var feed: String {
    guard let name = alert.detail, !name.isEmpty else { return "" }
    return " from feed \(name)"
  }

  private var carrierOrReason: String { alert.detail.map { " (\($0))" } ?? "" }

  private func location(_ preposition: String) -> String {
    guard let place = alert.place else { return "" }
    return " \(preposition) \(book.findPlace(place)?.names.en ?? place.slug)"
  }

  private var since: String {
    guard alert.since.precision != .day else { return alert.since.localDate.description }
    return book.local(alert.since, at: alert.place).rfc3339
  }

  /// `93`, or of boxes that differ `93 to 251`.
  private var hours: String {
    let most = whole(alert.hours)
    guard let least = alert.leastHours.map(whole), least != most else { return most }
    return "\(least) to \(most)"
  }
  private var limit: String { whole(alert.limitHours) }

  private func whole(_ hours: Double?) -> String {
    guard let hours, let rounded = Int(exactly: hours.rounded()) else { return "unknown" }
    return String(rounded)
  }
}
