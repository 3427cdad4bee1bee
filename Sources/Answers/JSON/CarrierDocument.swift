import Freight
import RouteBook
import Tracking

/// A train, wagon, vessel or consignment by its boxes. Route, progress, position and eta are those
/// of a box that stands for most.
package struct CarrierDocument {
  package let status: StatusDocument
  private var parts: DocumentParts { status.parts }

  package init(book: RouteBook, language: Language) {
    status = StatusDocument(book: book, language: language)
  }

  /// - Parameter isShort: without the moment and the boxes, as lists have it.
  package func object(_ answer: Answer, isShort: Bool) -> JSONText {
    let summary = CarrierSummary(subject: answer.subject, views: answer.views)
    let lead = summary.lead
    let isSimulated = answer.views.contains { $0.journey.assumptions.contains(.simulated) }
    return .fields([
      "subject": parts.subject(answer.subject),
      "asOf": isShort ? nil : parts.time(microseconds: answer.asOf ?? answer.now),
      "now": isShort || answer.asOf == answer.now
        ? nil : answer.asOf.flatMap { _ in parts.time(microseconds: answer.now) },
      "simulated": .mark(isSimulated), "route": lead.flatMap(status.route),
      "state": .string(summary.state.rawValue), "progress": lead.flatMap(status.progress),
      "position": status.position(lead?.journey.position), "eta": status.eta(lead?.estimate),
      "alerts": .array(ordered(summary.alerts).map(alert)),
      "freshness": freshest(answer.views).flatMap(status.freshness),
      "counts": counts(answer.views),
      "containers": isShort ? nil : .array(ListDocument.sorted(answer.views).map(status.short)),
    ])
  }

  /// What concerns most boxes first; then by what is the alert's own, so that the same answer is the
  /// same bytes.
  private func ordered(_ alerts: [CarrierSummary.SharedAlert]) -> [CarrierSummary.SharedAlert] {
    func key(_ shared: CarrierSummary.SharedAlert) -> (Int, String, String, String) {
      let alert = shared.alert
      return (-shared.count, alert.kind.rawValue, alert.place?.slug ?? "", alert.carrier?.id ?? "")
    }
    return alerts.sorted { key($0) < key($1) }
  }

  private func alert(_ shared: CarrierSummary.SharedAlert) -> JSONText {
    guard case .object(var members) = parts.alert(shared.alert) else { return .object([]) }
    members.append(("boxes", .strings(shared.boxes.map(\.text).sorted())))
    return .object(members)
  }

  private func counts(_ views: [JourneyView]) -> JSONText {
    var byState: [String: Int] = [:]
    var byPlace: [String: Int] = [:]
    for view in views {
      byState[view.journey.state.rawValue, default: 0] += 1
      if let place = view.journey.position?.place { byPlace[place.slug, default: 0] += 1 }
    }
    func object(_ counts: [String: Int]) -> JSONText {
      .object(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })
    }
    return .fields([
      "containers": .int(views.count), "byState": object(byState), "byPlace": object(byPlace),
    ])
  }

  /// What is known of any of the boxes is news of what carries them.
  private func freshest(_ views: [JourneyView]) -> JourneyView? {
    views.filter { $0.journey.lastReport != nil }.max {
      ($0.journey.lastReport?.at.microseconds ?? .min, $1.journey.container)
        < ($1.journey.lastReport?.at.microseconds ?? .min, $0.journey.container)
    }
  }
}

extension Answer {
  package func document(_ book: RouteBook, _ language: Language) -> JSONText {
    if case .container = subject, let view = views.first {
      return StatusDocument(book: book, language: language).full(view, in: self)
    }
    return CarrierDocument(book: book, language: language).object(self, isShort: false)
  }

  package func shortDocument(_ book: RouteBook, _ language: Language) -> JSONText {
    if case .container = subject, let view = views.first {
      return StatusDocument(book: book, language: language).short(view)
    }
    return CarrierDocument(book: book, language: language).object(self, isShort: true)
  }
}
