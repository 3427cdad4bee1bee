import Answers
import Foundation
import Freight
import RouteBook
import Tracking

/// The JSON form; its schema is Schemas/manifest.schema.json. Boxes are written one at a time.
package struct ManifestJSON: ManifestWriter {
  private let sink: ByteSink
  private var text = JSONTextWriter()
  private var parts: DocumentParts?
  private var isFirstTrain = true
  private var isFirstBox = true

  package init(_ sink: ByteSink) { self.sink = sink }

  package mutating func begin(_ head: ManifestHead, book: RouteBook) throws {
    parts = DocumentParts(book: book, language: head.language)
    let request = head.request
    append("{\n\"manifest\": ")
    let document = JSONText.fields([
      "date": .string(head.date.description), "asOf": .string(head.asOf.rfc3339),
      "zone": .string(head.zone), "dayIsOver": .flag(head.isWhole),
      "operator": .text(head.operatorName), "language": .string(head.language.rawValue),
      "since": head.since.map { .string($0.rfc3339) }, "route": .text(request.route),
      "train": .text(request.train), "place": .text(request.place),
      "customer": .text(request.customer),
      "columns": .strings(head.columns.map(\.rawValue)),
    ])
    text.write(document, indent: nil)
    append(",\n\"trains\": [")
  }

  package mutating func begin(_ train: ManifestTrain) throws {
    guard let parts else { return }
    append(isFirstTrain ? "\n" : ",\n")
    isFirstTrain = false
    isFirstBox = true
    let alerts = train.alerts.map { shared in
      JSONText.fields([
        "kind": .string(shared.alert.kind.rawValue),
        "since": parts.time(shared.alert.since, at: shared.alert.place),
        "place": .text(shared.alert.place?.slug), "boxes": .int(shared.count),
        "evidence": .some(shared.alert.evidence.map { .string($0.description) }),
      ])
    }
    append("{\"train\": ")
    let document = JSONText.fields([
      "id": .text(train.id?.description), "number": .text(train.id?.number),
      "departure": .text(train.departure?.description), "route": .text(train.route),
      "routeName": .text(train.routeName), "state": .text(train.state?.rawValue),
      "place": .text(train.place?.slug), "placeName": .text(train.placeName),
      "kmLeft": .int(train.kilometresLeft), "due": parts.time(train.due, at: nil),
      "eta": eta(train.estimate), "deviationHours": .number(train.deviationHours),
      "alerts": .some(alerts),
    ])
    text.write(document, indent: nil)
    append(", \"boxes\": [")
  }

  package mutating func take(_ box: ManifestBox) throws {
    append(isFirstBox ? "\n" : ",\n")
    isFirstBox = false
    text.write(document(box), indent: nil)
    try sink.take(&text.bytes)
  }

  package mutating func end(_ train: ManifestTrain) throws {
    append("], \"totals\": ")
    text.write(totals(train.totals), indent: nil)
    append("}")
  }

  package mutating func end(_ summary: ManifestSummary) throws {
    append("\n],\n\"totals\": ")
    text.write(totals(summary.totals, trains: summary.trains), indent: nil)
    if summary.isSimulated { append(",\n\"simulated\": true") }
    if summary.hasChanges {
      append(",\n\"gone\": ")
      text.write(.array(summary.gone.map(gone)), indent: nil)
    }
    append("\n}\n")
    try sink.take(&text.bytes)
    try sink.close()
  }

  // MARK: - Pieces

  private mutating func append(_ raw: String) { text.bytes.append(contentsOf: raw.utf8) }

  private func gone(_ gone: ManifestGone) -> JSONText {
    .fields([
      "container": .string(gone.container.text), "train": .text(gone.train),
      "state": .string(gone.state.rawValue),
    ])
  }

  private func document(_ box: ManifestBox) -> JSONText {
    guard let parts else { return .fields([:]) }
    return .fields([
      "container": .string(box.container.text),
      "checkDigitValid": .flag(box.container.isCheckDigitValid), "trip": .int(box.trip),
      "type": .text(box.containerType), "wagon": .text(box.wagon?.text),
      "vessel": .text(box.vessel?.description), "state": .string(box.state.rawValue),
      "place": .text(box.place?.slug), "placeName": .text(box.placeName),
      "activity": .text(box.activity?.rawValue), "activityAt": time(box.activityAt),
      "activityPrecision": parts.precision(box.activityAt), "since": time(box.since),
      "precision": parts.precision(box.since), "kmLeft": .int(box.kilometresLeft),
      "eta": eta(box.estimate), "arrived": time(box.arrived), "due": time(box.due),
      "deviationHours": .number(box.deviationHours), "origin": .text(box.origin),
      "destination": .text(box.destination),
      "notes": .some(box.notes.map { .string($0.description) }),
      "goods": .some(box.goods.map(parts.cargo)), "seals": .some(box.seals.map(JSONText.string)),
      "customs": .some(box.customs.map(customs)), "alerts": .some(box.alerts.map(parts.alert)),
      "lastReport": time(box.lastReport), "silentHours": .number(box.silentHours),
      "assumptions": parts.assumptions(box.assumptions),
      "simulated": parts.simulated(box.assumptions),
      "changes": .some(box.changes.map(change)), "evidence": parts.evidence(box.evidence),
    ])
  }

  private func time(_ instant: Instant?) -> JSONText? { parts?.time(instant, at: nil) }

  private func eta(_ estimate: Estimate?) -> JSONText? {
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

  private func totals(_ totals: ManifestTotals, trains: Int? = nil) -> JSONText {
    let states = totals.byState.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      (key: $0.key.rawValue, value: JSONText.integer(Int64($0.value)))
    }
    let unknown = ManifestColumn.allCases.compactMap { column in
      totals.unknown[column].map { (key: column.rawValue, value: JSONText.integer(Int64($0))) }
    }
    return .fields([
      "trains": .int(trains), "boxes": .int(totals.boxes), "goodsItems": .int(totals.goodsItems),
      "packages": .int(totals.packages),
      "grossKilograms": .number(totals.grossKilograms, digits: 3),
      "dangerousItems": .int(totals.dangerousItems), "alertedBoxes": .int(totals.alertedBoxes),
      "byState": .object(states), "unknown": .object(unknown),
    ])
  }
}
