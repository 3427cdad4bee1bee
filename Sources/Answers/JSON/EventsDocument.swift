import Freight
import RouteBook

/// `events --json`: the evidence, one object a report; its schema is Schemas/events.schema.json.
package struct EventsDocument {
  private let parts: DocumentParts

  package init(book: RouteBook) { parts = DocumentParts(book: book, language: .en) }

  package static func array(_ rows: [EvidenceRow], book: RouteBook) -> String {
    let document = EventsDocument(book: book)
    return JSONText.array(rows.map(document.object)).pretty + "\n"
  }

  package func object(_ row: EvidenceRow) -> JSONText {
    let event = row.event
    let place = event.place.flatMap { parts.book.resolve($0) }
    return .fields([
      "id": .string(event.id.description), "subject": parts.subject(event.subject),
      "activity": .string(event.activity.rawValue), "code": .text(event.rawCode),
      "classifier": .string(event.classifier.name),
      "occurredAt": parts.time(event.occurredAt, at: place),
      "precision": .string(word(event.occurredAt.precision)),
      "updatedAt": .text(event.updatedAt?.rfc3339),
      "recordedAt": parts.time(microseconds: event.recordedAt),
      "place": parts.place(event.place), "conveyance": parts.conveyance(event.conveyance),
      "via": row.via.map(parts.carrier), "feed": .text(event.feed),
      "senderKey": .text(event.senderKey), "source": source(event.source),
      "reason": .text(event.reason), "assumptions": parts.assumptions(event.assumptions),
      "simulated": parts.simulated(event.assumptions),
      "superseded": .flag(row.isSuperseded), "plausible": .flag(row.isPlausible),
      "retraction": .mark(event.isRetraction), "details": event.details.flatMap(details),
    ])
  }

  private func word(_ precision: Instant.Precision) -> String {
    switch precision {
    case .second: "second"
    case .minute: "minute"
    case .day: "day"
    }
  }

  private func source(_ source: Source) -> JSONText {
    .fields([
      "format": .text(source.format),
      "message": source.message == 0 ? nil : .integer(source.message),
      "position": .text(source.position.description),
    ])
  }

  /// The words of banlie-json. Nil where nothing is said.
  private func details(_ details: Details) -> JSONText? {
    let written = JSONText.fields([
      "origin": parts.place(details.origin), "destination": parts.place(details.destination),
      "plannedDeparture": .text(details.plannedDeparture?.description),
      "route": .text(details.route),
      "notes": .some(details.notes.map { .string($0.description) }),
      "cargo": .some(details.cargo.map(parts.cargo)),
      "seals": .some(details.seals.map(JSONText.string)),
      "containerType": .text(details.containerType),
      "grossKilograms": .number(details.grossKilograms, digits: 3),
      "tareKilograms": .number(details.tareKilograms, digits: 3),
      "remainingKm": .int(details.remainingKilometres), "empty": details.isEmpty.map(JSONText.flag),
      // An empty list says that it carries none; that is not the same as to say nothing.
      "members": details.members.map { .array($0.map(member)) },
      "fullStatement": .mark(details.isFullStatement),
      "fromWagon": .text(details.fromWagon?.text), "customs": customs(details),
      "corrected": details.correctedNumber.map(parts.carrier),
    ])
    if case .object(let members) = written, members.isEmpty { return nil }
    return written
  }

  private func member(_ member: Member) -> JSONText {
    .fields(["container": .text(member.container?.text), "wagon": .text(member.wagon?.text)])
  }

  private func customs(_ details: Details) -> JSONText? {
    guard details.customsCountry != nil || details.customsProcedure != nil else { return nil }
    return .fields([
      "country": .text(details.customsCountry), "procedure": .text(details.customsProcedure),
    ])
  }
}
