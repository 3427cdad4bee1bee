import Answers
import Freight
import RouteBook
import Tracking

/// One journey in the words of a notice, for one who may see this much of it.
struct Told {
  private let view: JourneyView
  private let visible: Journey
  private let viewer: Viewer
  private let parts: DocumentParts

  init(_ view: JourneyView, _ viewer: Viewer, _ book: RouteBook) {
    self.view = view
    self.viewer = viewer
    visible = viewer.visible(view.journey)
    parts = DocumentParts(book: book, language: .en)
  }

  /// Nil for a milestone that is not the viewer's business.
  func milestone(_ entry: Journey.TimelineEntry) -> NoticeBody? {
    let seen =
      viewer.seesAll
      ? entry
      : visible.timeline.first {
        $0.evidence == entry.evidence && $0.activity == entry.activity
      }
    guard let entry = seen else { return nil }
    var box = box
    box.at = time(entry.at, at: entry.place)
    box.precision = entry.at.precision == .day ? "day" : nil
    box.evidence = ["\(entry.evidence)"]
    var content = content(Named(entry.subject(in: visible)), box)
    content.milestone = entry.activity.rawValue
    content.place = place(entry.place, asWritten: entry.asWritten)
    return NoticeBody(
      type: .milestone, timestamp: time(entry.at, at: entry.place), data: content)
  }

  /// Nil for an alert that is not the viewer's business.
  func raised(_ alert: Alert) -> NoticeBody? {
    guard let alert = viewer.visible(alert, of: view.journey) else { return nil }
    var box = box
    box.since = time(alert.since, at: alert.place)
    box.precision = alert.since.precision == .day ? "day" : nil
    box.evidence = alert.evidence.isEmpty ? nil : alert.evidence.map { "\($0)" }
    var content = content(Named(alert.carrier ?? .container(view.journey.container)), box)
    content.alert = alert.kind.rawValue
    content.place = place(alert.place)
    content.detail = AlertDetail(alert: alert, book: parts.book).sentence
    return NoticeBody(type: .raised, timestamp: time(alert.since, at: alert.place), data: content)
  }

  func cleared(_ mark: Announced.AlertMark, at now: Int64) -> NoticeBody? {
    guard let kind = Alert.Kind(rawValue: mark.kind), viewer.shows(kind, of: view.journey) else {
      return nil
    }
    var content = content(mark.subject, box)
    content.alert = mark.kind
    content.place = place(mark.place.map { PlaceID($0) })
    return NoticeBody(
      type: .cleared, timestamp: Instant(microseconds: now).rfc3339, data: content)
  }

  func moved(
    _ estimate: Estimate, before: Int64, cause: EstimateCause?, at now: Int64
  ) -> NoticeBody {
    var box = box
    box.cause = cause.map(self.cause)
    box.before = time(
      Instant(microseconds: before, precision: .minute), at: estimate.place)
    let journey = view.journey
    var content = content(
      Named(journey.train.map { .train($0) } ?? .container(journey.container)), box)
    content.place = place(estimate.place)
    return NoticeBody(
      type: .estimate, timestamp: Instant(microseconds: now).rfc3339, data: content)
  }

  private func cause(_ cause: EstimateCause) -> NoticeBody.Cause {
    var cause = cause
    // What holds a box may concern somebody else's goods in it.
    if !viewer.seesAll { cause.finding = nil }
    return NoticeBody.Cause(
      kind: cause.kind.rawValue, place: cause.place?.slug, towards: cause.towards?.slug,
      minutes: cause.minutes, goingOn: cause.isGoingOn ? true : nil, finding: cause.finding,
      text: Wording(language: .en).cause(cause, book: parts.book))
  }

  private var box: NoticeBody.Box {
    NoticeBody.Box(
      id: view.journey.container.text, journey: viewer.seesAll ? view.journey.id : nil,
      state: visible.state.rawValue,
      eta: view.estimate.map { time($0.p50, at: $0.place) })
  }

  private func content(_ subject: Named, _ box: NoticeBody.Box) -> NoticeBody.Content {
    NoticeBody.Content(
      subject: subject,
      simulated: view.journey.assumptions.contains(.simulated) ? true : nil, boxes: [box])
  }

  private func place(_ id: PlaceID?, asWritten: String? = nil) -> NoticeBody.Place? {
    guard let name = parts.name(id) ?? asWritten ?? id?.slug, !name.isEmpty else { return nil }
    return NoticeBody.Place(id: id?.slug, name: name)
  }

  private func time(_ instant: Instant, at place: PlaceID?) -> String {
    guard case .string(let text) = parts.time(instant, at: place) else { return instant.rfc3339 }
    return text
  }
}
