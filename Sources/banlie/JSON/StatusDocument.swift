import Freight
import Ledger
import RouteBook
import Tracking

/// `status --json`, the stable form; its schema is Schemas/status.schema.json.
struct StatusDocument {
  let book: RouteBook
  let language: Language

  func full(_ view: JourneyView, asOf: Int64, trips: Int) -> JSONText {
    let journey = view.journey
    return .fields([
      "subject": subject(.container(journey.container)),
      "asOf": .text(Instant(microseconds: asOf).rfc3339),
      "route": route(view),
      "journey": .fields(["id": .text(journey.id), "seq": .integer(Int64(journey.sequence))]),
      "trips": .integer(Int64(trips)),
      "state": .text(journey.state.rawValue),
      "progress": progress(view),
      "position": position(journey),
      "stops": JSONText.some(view.stops.map(stop)),
      "eta": eta(view),
      "alerts": .array(view.alerts.map(alert)),
      "freshness": freshness(view),
      "cargo": JSONText.some(journey.cargo.map(cargo)),
      "carriers": JSONText.some(journey.carriers.map(carrier)),
      "notes": JSONText.some(journey.notes.map { .text($0.description) }),
      "timeline": JSONText.some(journey.timeline.map(entry)),
      "senderEstimates": JSONText.some(journey.senderEstimates.map(senderEstimate)),
      "assumptions": JSONText.some(journey.assumptions.names.map(JSONText.text)),
      "correctedTo": journey.correctedTo.map { .text($0.text) },
      "simulated": journey.assumptions.contains(.simulated) ? .flag(true) : nil,
    ])
  }

  /// The short form that lists are made of.
  func short(_ view: JourneyView) -> JSONText {
    .fields([
      "subject": subject(.container(view.journey.container)),
      "route": route(view),
      "state": .text(view.journey.state.rawValue),
      "progress": progress(view),
      "position": position(view.journey),
      "eta": eta(view),
      "alerts": .array(view.alerts.map(alert)),
      "freshness": freshness(view),
      "simulated": view.journey.assumptions.contains(.simulated) ? .flag(true) : nil,
    ])
  }

  /// A train, wagon, vessel or consignment by its boxes.
  func carrier(_ answer: Answer, withContainers: Bool) -> JSONText {
    let summary = CarrierSummary(subject: answer.subject, views: answer.views)
    var byState: [Journey.State: Int] = [:]
    var byPlace: [String: Int] = [:]
    for view in answer.views {
      byState[view.journey.state, default: 0] += 1
      if let place = view.journey.position?.place { byPlace[place.slug, default: 0] += 1 }
    }
    let lead = summary.lead
    return .fields([
      "subject": subject(answer.subject),
      "asOf": withContainers ? .text(Instant(microseconds: answer.now).rfc3339) : nil,
      "route": lead.flatMap(route),
      "state": .text(summary.state.rawValue),
      "progress": lead.flatMap(progress),
      "position": lead.flatMap { position($0.journey) },
      "eta": lead.flatMap(eta),
      "alerts": .array(summary.alerts.map { alert($0.alert) }),
      "freshness": lead.flatMap(freshness),
      "counts": .fields([
        "byState": .object(
          byState.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            ($0.key.rawValue, .integer(Int64($0.value)))
          }),
        "byPlace": .object(
          byPlace.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) }),
      ]),
      "containers": withContainers ? .array(answer.views.map(short)) : nil,
    ])
  }

  // MARK: - Parts

  private func subject(_ subject: Subject) -> JSONText {
    let isValid: Bool? =
      switch subject {
      case .container(let number): number.isCheckDigitValid
      case .wagon(let number): number.isCheckDigitValid
      default: nil
      }
    return .fields([
      "kind": .text(subject.kind.name), "id": .text(subject.id),
      "checkDigitValid": isValid.map(JSONText.flag),
    ])
  }

  private func route(_ view: JourneyView) -> JSONText? {
    view.route.map { .fields(["id": .text($0.id), "name": .text($0.names[language])]) }
  }

  private func progress(_ view: JourneyView) -> JSONText? {
    guard let total = view.totalKilometres else { return nil }
    return .fields([
      "coveredKm": view.journey.coveredKilometres.map { .number($0, digits: 1) },
      "totalKm": .number(total, digits: 1),
      "fraction": view.fraction.map { .number($0, digits: 4) },
    ])
  }

  private func position(_ journey: Journey) -> JSONText? {
    guard let position = journey.position else { return nil }
    return .fields([
      "place": position.place.map { .text($0.slug) },
      "name": .text(name(position.place, position.asWritten)),
      "activity": .text(position.activity.rawValue),
      "code": position.rawCode.map(JSONText.text),
      "since": time(position.since, position.place),
      "precision": precision(position.since),
      "conveyance": conveyance(position.conveyance),
      "remainingKm": position.remainingKilometres.map { .integer(Int64($0)) },
      "evidence": .texts([position.evidence.description]),
    ])
  }

  private func stop(_ stop: JourneyView.StopView) -> JSONText {
    let window = stop.estimated.arrival
    let evidence = (stop.actual.arrival?.evidence ?? []) + (stop.actual.departure?.evidence ?? [])
    return .fields([
      "place": .text(stop.place.slug), "name": .text(name(stop.place, "")),
      "role": .text(stop.role.rawValue), "km": .number(stop.kilometres, digits: 1),
      "planned": times(stop.planned.arrival, stop.planned.departure, stop.place),
      "actual": times(stop.actual.arrival?.at, stop.actual.departure?.at, stop.place),
      "arrivalImplied": stop.actual.arrival?.isImplied == true ? .flag(true) : nil,
      "estimated": window == nil
        ? nil
        : .fields([
          "arrival": window.map {
            .fields([
              "p10": time($0.p10, stop.place), "p50": time($0.p50, stop.place),
              "p90": time($0.p90, stop.place),
            ])
          },
          "departure": stop.estimated.departure.map { .fields(["p50": time($0, stop.place)]) },
        ]),
      "border": border(stop),
      "evidence": JSONText.some(evidence.uniqued().map { .text($0.description) }),
    ])
  }

  private func times(_ arrival: Instant?, _ departure: Instant?, _ place: PlaceID) -> JSONText? {
    guard arrival != nil || departure != nil else { return nil }
    return .fields([
      "arrival": arrival.map { time($0, place) }, "departure": departure.map { time($0, place) },
    ])
  }

  private func border(_ stop: JourneyView.StopView) -> JSONText? {
    guard let crossing = stop.crossing else { return nil }
    return .fields([
      "id": .text(crossing.id), "kind": .text(crossing.kind.rawValue),
      "gauges": .array(crossing.gauges.map { .integer(Int64($0)) }),
      "customs": JSONText.some(crossing.customs.map(JSONText.text)),
      "dwell": stop.dwell.map {
        .fields([
          "plannedHours": .number($0.plannedHours, digits: 1),
          "p50Hours": .number($0.typicalP50Hours, digits: 1),
          "p90Hours": .number($0.typicalP90Hours, digits: 1),
        ])
      },
    ])
  }

  private func eta(_ view: JourneyView) -> JSONText? {
    view.estimate.map {
      .fields([
        "place": .text($0.place.slug), "p10": time($0.p10, $0.place), "p50": time($0.p50, $0.place),
        "p90": time($0.p90, $0.place), "basis": .text($0.basis.rawValue),
        "firstEstimate": $0.firstEstimate.map { time($0, view.estimate?.place) },
      ])
    }
  }

  func alert(_ alert: Alert) -> JSONText {
    .fields([
      "kind": .text(alert.kind.rawValue), "since": time(alert.since, alert.place),
      "place": alert.place.map { .text($0.slug) },
      "detail": .text(Wording(language: .en).sentence(alert, book: book)),
      "carrier": alert.carrier.map(subject),
      "evidence": JSONText.some(alert.evidence.map { .text($0.description) }),
    ])
  }

  private func freshness(_ view: JourneyView) -> JSONText? {
    view.journey.lastReport.map {
      .fields([
        "lastReportAt": .text($0.at.rfc3339),
        "silentMinutes": view.silentMinutes.map { .integer(Int64($0)) }, "feed": .text($0.feed),
      ])
    }
  }

  private func carrier(_ interval: Journey.CarrierInterval) -> JSONText {
    .fields([
      "kind": .text(interval.carrier.kind.name), "id": .text(interval.carrier.id),
      "from": .text(Instant(microseconds: interval.from).rfc3339),
      "to": interval.to.map { .text(Instant(microseconds: $0).rfc3339) },
      "end": interval.end.map { .text($0.rawValue) },
    ])
  }

  private func entry(_ entry: Journey.TimelineEntry) -> JSONText {
    .fields([
      "at": time(entry.at, entry.place), "precision": precision(entry.at),
      "activity": .text(entry.activity.rawValue), "code": entry.rawCode.map(JSONText.text),
      "classifier": .text(entry.classifier.name), "place": entry.place.map { .text($0.slug) },
      "name": name(entry.place, entry.asWritten).isEmpty
        ? nil : .text(name(entry.place, entry.asWritten)),
      "via": entry.via.map(subject), "feed": .text(entry.feed),
      "plausible": entry.isPlausible ? nil : .flag(false),
      "reason": entry.reason.map(JSONText.text), "evidence": .text(entry.evidence.description),
    ])
  }

  private func senderEstimate(_ estimate: Journey.SenderEstimate) -> JSONText {
    .fields([
      "place": estimate.place.map { .text($0.slug) },
      "name": .text(name(estimate.place, estimate.asWritten)),
      "activity": .text(estimate.activity.rawValue), "classifier": .text(estimate.classifier.name),
      "at": time(estimate.at, estimate.place), "feed": .text(estimate.feed),
      "evidence": .text(estimate.evidence.description),
    ])
  }

  func cargo(_ cargo: Cargo) -> JSONText {
    .fields([
      "description": cargo.description.map(JSONText.text),
      "hs": cargo.commodity.map { .text($0.digits) },
      "packages": cargo.packages.map { .integer(Int64($0)) },
      "grossKilograms": cargo.grossKilograms.map { .number($0, digits: 3) },
      "un": cargo.dangerousGoods.map { .text($0.digits) },
      "note": cargo.note.map { .text($0.description) },
      "consignor": cargo.consignor.map(JSONText.text),
      "consignee": cargo.consignee.map(JSONText.text),
      "customer": cargo.customer.map(JSONText.text),
    ])
  }

  func conveyance(_ conveyance: Conveyance) -> JSONText? {
    guard !conveyance.isEmpty else { return nil }
    return .fields([
      "wagon": conveyance.wagon.map { .text($0.text) },
      "train": conveyance.train.map { .text($0.description) },
      "trainLeg": conveyance.trainLeg.map { .text($0.description) },
      "voyage": conveyance.voyage.map { .text($0.description) },
      "trainNumber": conveyance.trainNumber.map(JSONText.text),
      "carrier": conveyance.carrier.map(JSONText.text),
    ])
  }

  func time(_ instant: Instant, _ place: PlaceID?) -> JSONText {
    .text(book.local(instant, at: place).rfc3339)
  }

  func precision(_ instant: Instant) -> JSONText? { instant.precision == .day ? .text("day") : nil }

  func name(_ place: PlaceID?, _ asWritten: String) -> String {
    place.flatMap { book.findPlace($0)?.names[language] } ?? asWritten
  }
}

extension Answer {
  func document(_ book: RouteBook, _ language: Language) -> JSONText {
    let writer = StatusDocument(book: book, language: language)
    if case .container = subject, let view = views.first {
      return writer.full(view, asOf: now, trips: tripCount)
    }
    return writer.carrier(self, withContainers: true)
  }

  func shortDocument(_ book: RouteBook, _ language: Language) -> JSONText {
    StatusDocument(book: book, language: language).carrier(self, withContainers: false)
  }
}

/// `list containers --json`: an array, one compact row a line.
enum ListDocument {
  static func array(_ views: [JourneyView], book: RouteBook, language: Language) -> String {
    let writer = StatusDocument(book: book, language: language)
    var out = "["
    for (index, view) in views.enumerated() {
      out += index == 0 ? "\n" : ",\n"
      out += writer.short(view).compact
    }
    return out + (views.isEmpty ? "]\n" : "\n]\n")
  }
}

enum AlertDocument {
  static func object(_ group: AlertGroup, book: RouteBook) -> JSONText {
    let writer = StatusDocument(book: book, language: .en)
    guard case .object(var fields) = writer.alert(group.alert) else { return .object([]) }
    fields.insert(
      (
        "subject", .fields(["kind": .text(group.subject.kind.name), "id": .text(group.subject.id)])
      ),
      at: 0)
    fields.append(("boxes", .texts(group.boxes.map(\.text))))
    if let seen = group.acknowledgement {
      fields.append(
        (
          "acknowledged",
          .fields([
            "by": .text(seen.by), "at": .text(Instant(microseconds: seen.acknowledgedAt).rfc3339),
            "note": seen.note.map(JSONText.text),
          ])
        ))
    }
    return .object(fields)
  }
}
