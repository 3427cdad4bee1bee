import Answers
import Freight
import Tracking

/// A manifest's boxes as JSON documents.
struct ManifestDocuments: Sendable {
  let parts: DocumentParts

  func document(_ box: ManifestBox) -> JSONText {
    .fields([
      "container": .string(box.container.text),
      "checkDigitValid": .flag(box.container.isCheckDigitValid), "trip": .int(box.trip),
      // Elsewhere the train says it.
      "departure": box.train == nil ? .text(box.departure?.description) : nil,
      "route": box.train == nil ? .text(box.route) : nil,
      "routeName": box.train == nil ? .text(routeName(box.route)) : nil,
      "type": .text(box.containerType), "wagon": .text(box.wagon?.text),
      "vessel": .text(box.vessel?.description), "state": .string(box.state.rawValue),
      "place": .text(box.place?.slug), "placeName": .text(box.placeName),
      "activity": .text(box.activity?.rawValue), "activityAt": time(box.activityAt),
      "activityPrecision": parts.precision(box.activityAt), "since": time(box.since),
      "precision": parts.precision(box.since), "kmLeft": .int(box.kilometresLeft),
      "eta": eta(box.estimate), "arrived": time(box.arrived),
      "arrivedPrecision": parts.precision(box.arrived), "due": time(box.due),
      "deviationHours": .number(box.deviationHours), "origin": .text(box.origin),
      "destination": .text(box.destination),
      "notes": .some(box.notes.map { .string($0.description) }),
      "goods": .some(box.goods.map(parts.cargo)), "seals": .some(box.seals.map(JSONText.string)),
      "customs": .some(box.customs.map(customs)), "alerts": .some(box.alerts.map(parts.alert)),
      "lastReport": time(box.lastReport),
      "lastReportPrecision": parts.precision(box.lastReport),
      "silentHours": .number(box.silentHours),
      "assumptions": parts.assumptions(box.assumptions),
      "simulated": parts.simulated(box.assumptions),
      "changes": .some(box.changes.map(change)), "evidence": parts.evidence(box.evidence),
    ])
  }

  private func routeName(_ id: String?) -> String? {
    id.map { parts.book.findRoute($0)?.names[parts.language] ?? $0 }
  }

  private func time(_ instant: Instant?) -> JSONText? { parts.time(instant, at: nil) }

  func eta(_ estimate: Estimate?) -> JSONText? {
    guard let estimate else { return nil }
    return .fields([
      "place": .string(estimate.place.slug), "p10": time(estimate.p10), "p50": time(estimate.p50),
      "p90": time(estimate.p90), "basis": .string(estimate.basis.rawValue),
    ])
  }

  private func customs(_ customs: ManifestBox.Customs) -> JSONText {
    .fields([
      "procedure": .text(customs.procedure),
      "state": .string(customs.isReleased ? "released" : "held"), "at": time(customs.at),
    ])
  }

  private func change(_ change: ManifestChange) -> JSONText {
    let kind = JSONText.string(change.name)
    return switch change {
    case .listed: .fields(["change": kind])
    case .moved(let from, let to), .train(let from, let to):
      .fields(["change": kind, "from": .text(from), "to": .text(to)])
    case .alertRaised(let alert), .alertCleared(let alert):
      .fields(["change": kind, "alert": .string(alert.rawValue)])
    case .estimate(let hours): .fields(["change": kind, "hours": .number(hours)])
    }
  }
}
