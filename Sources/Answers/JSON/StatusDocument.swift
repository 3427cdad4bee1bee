import Freight
import RouteBook
import Tracking

/// `status --json` of one box; its schema is Schemas/status.schema.json.
package struct StatusDocument {
  package let parts: DocumentParts

  package init(book: RouteBook, language: Language) {
    parts = DocumentParts(book: book, language: language)
  }

  /// - Parameter answer: whose moment and number of trips stand in the document.
  package func full(_ view: JourneyView, in answer: Answer) -> JSONText {
    let journey = view.journey
    return .fields([
      "subject": parts.subject(.container(journey.container)),
      "asOf": parts.time(microseconds: answer.asOf ?? answer.now),
      "now": answer.asOf == answer.now
        ? nil : answer.asOf.flatMap { _ in parts.time(microseconds: answer.now) },
      "simulated": parts.simulated(journey.assumptions),
      "correctedTo": .text(journey.correctedTo?.text), "route": route(view),
      "closedAt": parts.time(microseconds: journey.closedAt),
      "journey": .fields(["id": .string(journey.id), "seq": .int(journey.sequence)]),
      "trips": .int(answer.tripCount), "state": .string(journey.state.rawValue),
      "progress": progress(view), "position": position(journey.position),
      "stops": .array(view.stops.map(stop)), "eta": eta(view.estimate),
      "etaMissing": .text(view.missingEstimate?.rawValue), "alerts": alerts(view),
      "freshness": freshness(view), "cargo": .array(journey.cargo.map(parts.cargo)),
      "carriers": .array(journey.carriers.map(interval)),
      "notes": .some(journey.notes.map { .string($0.description) }),
      "seals": .some(journey.seals.map(JSONText.string)),
      "containerType": .text(journey.containerType),
      "senderEstimates": .some(journey.senderEstimates.map(senderEstimate)),
      "assumptions": parts.assumptions(journey.assumptions),
      "timeline": .some(journey.timeline.map(timelineEntry)),
    ])
  }

  /// The short form that lists are made of.
  package func short(_ view: JourneyView) -> JSONText {
    .fields([
      "subject": parts.subject(.container(view.journey.container)),
      "simulated": parts.simulated(view.journey.assumptions), "route": route(view),
      "state": .string(view.journey.state.rawValue), "progress": progress(view),
      "position": position(view.journey.position), "eta": eta(view.estimate),
      "alerts": alerts(view), "freshness": freshness(view),
    ])
  }

  // MARK: - Where and when

  package func route(_ view: JourneyView) -> JSONText? {
    view.route.map {
      .fields(["id": .string($0.id), "name": .string($0.names[parts.language])])
    }
  }

  package func progress(_ view: JourneyView) -> JSONText? {
    guard view.totalKilometres != nil || view.journey.coveredKilometres != nil else { return nil }
    return .fields([
      "coveredKm": .number(view.journey.coveredKilometres),
      "totalKm": .number(view.totalKilometres),
      "fraction": .number(view.fraction, digits: 4),
    ])
  }

  package func position(_ position: Journey.Position?) -> JSONText? {
    guard let position else { return nil }
    return .fields([
      "place": .text(position.place?.slug),
      "name": .text(parts.name(position.place) ?? position.asWritten),
      "activity": .string(position.activity.rawValue), "code": .text(position.rawCode),
      "at": parts.time(position.at, at: position.place),
      "since": parts.time(position.since, at: position.place),
      "precision": parts.precision(position.since),
      "conveyance": parts.conveyance(position.conveyance),
      "remainingKm": .int(position.remainingKilometres),
      "evidence": parts.evidence([position.evidence]),
    ])
  }

  package func eta(_ estimate: Estimate?) -> JSONText? {
    guard let estimate else { return nil }
    let place = estimate.place
    return .fields([
      "place": .string(place.slug), "p10": parts.time(estimate.p10, at: place),
      "p50": parts.time(estimate.p50, at: place), "p90": parts.time(estimate.p90, at: place),
      "basis": .string(estimate.basis.rawValue),
      "explanation": .string(Wording(language: parts.language).basis(estimate)),
      "firstEstimate": parts.time(estimate.firstEstimate, at: place),
    ])
  }

  private func alerts(_ view: JourneyView) -> JSONText { .array(view.alerts.map(parts.alert)) }

  package func freshness(_ view: JourneyView) -> JSONText? {
    guard let last = view.journey.lastReport else { return nil }
    return .fields([
      "lastReportAt": .string(last.at.rfc3339), "precision": parts.precision(last.at),
      "silentMinutes": .int(view.silentMinutes), "feed": .text(last.feed),
    ])
  }

  // MARK: - Stops

  private func stop(_ stop: JourneyView.StopView) -> JSONText {
    let place = stop.place
    return .fields([
      "place": .string(place.slug), "name": .string(parts.name(place) ?? place.slug),
      "role": .string(stop.role.rawValue), "progress": .string(stop.progress.rawValue),
      "km": .number(stop.kilometres), "planned": planned(stop), "actual": actual(stop),
      "estimated": estimated(stop), "border": border(stop), "evidence": evidence(stop.actual),
    ])
  }

  private func planned(_ stop: JourneyView.StopView) -> JSONText? {
    guard stop.planned.arrival != nil || stop.planned.departure != nil else { return nil }
    return .fields([
      "arrival": parts.time(stop.planned.arrival, at: stop.place),
      "departure": parts.time(stop.planned.departure, at: stop.place),
    ])
  }

  private func actual(_ stop: JourneyView.StopView) -> JSONText? {
    let arrival = stop.actual.arrival
    let departure = stop.actual.departure
    guard arrival != nil || departure != nil else { return nil }
    return .fields([
      "arrival": parts.time(arrival?.at, at: stop.place),
      "arrivalPrecision": parts.precision(arrival?.at),
      "arrivalImplied": .mark(arrival?.isImplied == true),
      "departure": parts.time(departure?.at, at: stop.place),
      "departurePrecision": parts.precision(departure?.at),
      "departureImplied": .mark(departure?.isImplied == true),
    ])
  }

  private func estimated(_ stop: JourneyView.StopView) -> JSONText? {
    guard let arrival = stop.estimated.arrival else { return nil }
    return .fields([
      "arrival": .fields([
        "p10": parts.time(arrival.p10, at: stop.place),
        "p50": parts.time(arrival.p50, at: stop.place),
        "p90": parts.time(arrival.p90, at: stop.place),
      ]),
      "departure": stop.estimated.departure.map {
        .fields(["p50": parts.time($0, at: stop.place)])
      },
    ])
  }

  private func border(_ stop: JourneyView.StopView) -> JSONText? {
    guard let crossing = stop.crossing else { return nil }
    return .fields([
      "id": .string(crossing.id), "kind": .string(crossing.kind.rawValue),
      "gauges": .array(crossing.gauges.map { .integer(Int64($0)) }),
      "customs": .some(crossing.customs.map(JSONText.string)),
      "dwell": stop.dwell.map {
        .fields([
          "plannedHours": .number($0.plannedHours), "p50Hours": .number($0.typicalP50Hours),
          "p90Hours": .number($0.typicalP90Hours),
        ])
      },
    ])
  }

  /// Each report once, though it may tell both the arrival and the departure.
  private func evidence(_ visit: Journey.Visit) -> JSONText {
    var ids = visit.arrival?.evidence ?? []
    for id in visit.departure?.evidence ?? [] where !ids.contains(id) { ids.append(id) }
    return parts.evidence(ids)
  }

  // MARK: - How it is known

  private func interval(_ interval: Journey.CarrierInterval) -> JSONText {
    .fields([
      "kind": .string(interval.carrier.kind.name), "id": .string(interval.carrier.id),
      "from": parts.time(microseconds: interval.from),
      "to": parts.time(microseconds: interval.to), "end": .text(interval.end?.rawValue),
    ])
  }

  private func senderEstimate(_ estimate: Journey.SenderEstimate) -> JSONText {
    .fields([
      "place": .text(estimate.place?.slug),
      "name": .text(parts.name(estimate.place) ?? estimate.asWritten),
      "activity": .string(estimate.activity.rawValue),
      "classifier": .string(estimate.classifier.name),
      "at": parts.time(estimate.at, at: estimate.place), "precision": parts.precision(estimate.at),
      "feed": .text(estimate.feed), "evidence": parts.evidence([estimate.evidence]),
    ])
  }

  private func timelineEntry(_ entry: Journey.TimelineEntry) -> JSONText {
    .fields([
      "at": parts.time(entry.at, at: entry.place), "precision": parts.precision(entry.at),
      "activity": .string(entry.activity.rawValue), "code": .text(entry.rawCode),
      "classifier": .string(entry.classifier.name), "place": .text(entry.place?.slug),
      "name": .text(parts.name(entry.place) ?? entry.asWritten),
      "via": entry.via.map(parts.carrier), "feed": .text(entry.feed),
      "plausible": .flag(entry.isPlausible), "reason": .text(entry.reason),
      "assumptions": parts.assumptions(entry.assumptions),
      "evidence": parts.evidence([entry.evidence]),
    ])
  }
}
