import Answers
import Foundation
import Freight
import RouteBook
import Tracking

/// The JSON form; its schema is Schemas/manifest.schema.json. Boxes are written one at a time.
package struct ManifestJSON: ManifestWriter {
  private let sink: ByteSink
  private var text = JSONTextWriter()
  private var documents: ManifestDocuments?
  private var isFirstTrain = true
  private var isFirstBox = true

  package init(_ sink: ByteSink) { self.sink = sink }

  package mutating func begin(
    _ head: ManifestHead, book: RouteBook
  ) throws -> ManifestDrafter<[JSONText], [UInt8]> {
    let documents = ManifestDocuments(
      parts: DocumentParts(book: book, language: head.language))
    self.documents = documents
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
    return ManifestDrafter(rows: { $0.map(documents.document) }) { boxes in
      var text = JSONTextWriter()
      for (index, box) in boxes.enumerated() {
        if index > 0 { text.bytes.append(contentsOf: ",\n".utf8) }
        text.write(box, indent: nil)
      }
      return text.bytes
    }
  }

  package mutating func begin(_ train: ManifestTrain) throws {
    guard let documents else { return }
    let parts = documents.parts
    append(isFirstTrain ? "\n" : ",\n")
    isFirstTrain = false
    isFirstBox = true
    let alerts = train.alerts.map { shared in
      JSONText.fields([
        "kind": .string(shared.alert.kind.rawValue),
        "since": parts.time(shared.alert.since, at: shared.alert.place),
        "place": .text(shared.alert.place?.slug),
        "detail": .string(AlertDetail(alert: shared.alert, book: parts.book).sentence),
        "hours": .number(shared.alert.hours), "leastHours": .number(shared.alert.leastHours),
        "limitHours": .number(shared.alert.limitHours),
        "boxes": .int(shared.count),
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
      "eta": documents.eta(train.estimate), "deviationHours": .number(train.deviationHours),
      "alerts": .some(alerts),
    ])
    text.write(document, indent: nil)
    append(", \"boxes\": [")
  }

  package mutating func take(_ boxes: [ManifestBox], _ draft: [UInt8]) throws {
    guard !boxes.isEmpty else { return }
    append(isFirstBox ? "\n" : ",\n")
    isFirstBox = false
    text.bytes += draft
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
