import Freight
import RouteBook
import Tracking

/// The pieces that several documents share, each written in one way only.
package struct DocumentParts {
  package let book: RouteBook
  package let language: Language

  package init(book: RouteBook, language: Language) {
    self.book = book
    self.language = language
  }

  // MARK: - Identities

  package func subject(_ subject: Subject) -> JSONText {
    let isValid: Bool? =
      switch subject {
      case .container(let number): number.isCheckDigitValid
      case .wagon(let number): number.isCheckDigitValid
      case .consignment(let number): number.isCheckDigitValid
      case .voyage(let voyage): voyage.isIMOValid
      case .train, .trainLeg, .place: nil
      }
    return .fields([
      "kind": .string(subject.kind.name), "id": .string(subject.id),
      "checkDigitValid": isValid.map(JSONText.flag),
    ])
  }

  /// A carrier that is named beside something else.
  package func carrier(_ subject: Subject) -> JSONText {
    .fields(["kind": .string(subject.kind.name), "id": .string(subject.id)])
  }

  package func evidence(_ ids: [EventID]) -> JSONText { .strings(ids.map(\.description)) }

  package func assumptions(_ assumptions: Assumptions) -> JSONText? {
    let named = assumptions.subtracting(.simulated).names
    return .some(named.map(JSONText.string))
  }

  package func simulated(_ assumptions: Assumptions) -> JSONText? {
    .mark(assumptions.contains(.simulated))
  }

  // MARK: - Places

  /// In the language asked for; nil where the gazetteer does not know the place.
  package func name(_ place: PlaceID?) -> String? {
    place.flatMap { book.findPlace($0)?.names[language] }
  }

  package func place(_ reference: PlaceReference?) -> JSONText? {
    guard let reference else { return nil }
    let id = book.resolve(reference)
    return .fields([
      "id": .text(id?.slug), "name": .text(name(id)), "asWritten": .text(reference.asWritten),
    ])
  }

  // MARK: - Times

  /// RFC 3339 on the clock of the place. A whole day keeps the clock that it was told on: on another
  /// it would begin on the day before or after. What is known to the minute has no fraction of one.
  package func time(_ instant: Instant?, at place: PlaceID?) -> JSONText? {
    guard let instant else { return nil }
    switch instant.precision {
    case .second: return .string(book.local(instant, at: place).rfc3339)
    case .minute:
      let fraction = instant.localMicrosecondOfDay % Instant.microsecondsPerMinute
      return .string(book.local(instant.adding(microseconds: -fraction), at: place).rfc3339)
    case .day: return .string(instant.rfc3339)
    }
  }

  /// Our own clock: UTC.
  package func time(microseconds: Int64?) -> JSONText? {
    microseconds.map { .string(Instant(microseconds: $0).rfc3339) }
  }

  /// `day` beside a time that means the whole day which begins then; else absent.
  package func precision(_ instant: Instant?) -> JSONText? {
    instant?.precision == .day ? .string("day") : nil
  }

  // MARK: - Carriage

  package func conveyance(_ conveyance: Conveyance) -> JSONText? {
    guard !conveyance.isEmpty else { return nil }
    return .fields([
      "wagon": .text(conveyance.wagon?.text), "train": .text(conveyance.train?.description),
      "trainLeg": .text(conveyance.trainLeg?.description),
      "voyage": .text(conveyance.voyage?.description),
      "trainNumber": .text(conveyance.trainNumber), "carrier": .text(conveyance.carrier),
    ])
  }

  package func cargo(_ cargo: Cargo) -> JSONText {
    .fields([
      "description": .text(cargo.description), "hs": .text(cargo.commodity?.digits),
      "packages": .int(cargo.packages),
      "grossKilograms": .number(cargo.grossKilograms, digits: 3),
      "un": .text(cargo.dangerousGoods?.digits), "note": .text(cargo.note?.description),
      "consignor": .text(cargo.consignor), "consignee": .text(cargo.consignee),
      "customer": .text(cargo.customer),
    ])
  }

  package func alert(_ alert: Alert) -> JSONText {
    .fields([
      "kind": .string(alert.kind.rawValue), "since": time(alert.since, at: alert.place),
      "precision": precision(alert.since), "place": .text(alert.place?.slug),
      "detail": .string(AlertDetail(alert: alert, book: book).sentence),
      "hours": .number(alert.hours), "leastHours": .number(alert.leastHours),
      "limitHours": .number(alert.limitHours),
      "carrier": alert.carrier.map(carrier), "evidence": evidence(alert.evidence),
    ])
  }
}
