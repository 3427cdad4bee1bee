import Freight

/// DCSA Track & Trace 3.0: one `events` envelope of equipment events on boxes and transport events of
/// vessels. The originating party is SIMULATED.
struct DCSAWriter: Writer {
  let head = "{\"events\":[\n"
  let end = "\n]}\n"
  private var count = 0
  private let idHead: String

  init(_ scenario: Scenario) { idHead = "sim\(scenario.seed)-\(scenario.firstDeparture)" }

  mutating func text(of train: SimulatedTrain) -> String {
    var text = ""
    // The same report sent twice is the same event, last changed when it was first sent.
    var sent: [Event: (id: Int, updatedAt: Instant)] = [:]
    for report in train.reports {
      guard let (type, members) = Self.said(of: report.event) else { continue }
      if count > 0 { text += ",\n" }
      count += 1
      let version =
        sent[report.event]
        ?? (count, report.event.updatedAt ?? Instant(microseconds: report.receivedAt))
      sent[report.event] = version
      text += self.text(of: report.event, version, type: type, members)
    }
    return text
  }

  /// The kind of event and its members of its own; nil for what DCSA has no code for.
  private static func said(of event: Event) -> (type: String, members: String)? {
    guard event.classifier == .actual, event.place != nil, let code = event.activity.dcsaCode
    else { return nil }
    switch event.subject {
    // An arrival is a transport's, never a box's own.
    case .container(let box) where event.activity != .arrived && event.activity != .departed:
      let load = event.details?.isEmpty == true ? "EMPTY" : "LADEN"
      return (
        "\"EQUIPMENT\",\"equipmentEventTypeCode\":\"\(code)\"",
        ",\"equipmentDetails\":{\"equipmentReference\":\"\(box)\","
          + "\"emptyIndicatorCode\":\"\(load)\"}" + transport(event.conveyance)
      )
    case .voyage(let voyage):
      return (
        "\"TRANSPORT\",\"transportEventTypeCode\":\"\(code)\"",
        transport(Conveyance(voyage: voyage))
      )
    default: return nil
    }
  }

  private func text(
    of event: Event, _ version: (id: Int, updatedAt: Instant), type: String, _ members: String
  ) -> String {
    "{\"eventRouting\":{\"originatingParty\":{\"partyCode\":\"SIMULATED\","
      + "\"codeListProvider\":\"ZZZ\"}},\"eventID\":\"\(idHead)-\(version.id)\","
      + "\"eventDateTime\":\"\(event.occurredAt)\","
      + "\"eventUpdatedDateTime\":\"\(version.updatedAt)\","
      + "\"eventLocation\":{\(Self.location(event.place))},"
      + "\"eventClassification\":{\"eventClassifierCode\":\"ACT\",\"eventTypeCode\":\(type)}"
      + members + "}"
  }

  private static func location(_ place: PlaceReference?) -> String {
    var members = ["\"locationName\":\(quoted(place?.asWritten ?? ""))"]
    if case .unlocode(let code) = place?.codes.first {
      members.append("\"UNLocationCode\":\"\(code)\"")
    }
    return members.joined(separator: ",")
  }

  private static func transport(_ conveyance: Conveyance) -> String {
    if let voyage = conveyance.voyage {
      return ",\"transportDetails\":{\"transportCall\":{\"modeOfTransport\":\"VESSEL\","
        + "\"exportVoyageNumberOrReference\":{\"carrierVoyageNumber\":\(quoted(voyage.voyage))},"
        + "\"vesselTransport\":{\"vesselName\":\(quoted(voyage.vessel))}}}"
    }
    guard let wagon = conveyance.wagon else { return "" }
    return ",\"transportDetails\":{\"transportCall\":{\"modeOfTransport\":\"RAIL\","
      + "\"railTransport\":{\"railCarReference\":\"\(wagon)\"}}}"
  }

  /// RFC 8259 §7; names have no control characters.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
