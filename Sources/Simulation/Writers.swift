import Freight

/// The loading list of a train as forwarders send it: CSV with Chinese headers, marked as simulated.
/// Lists of several trains follow each other, each with its own title and header.
enum SheetWriter {
  static func loadingList(_ reports: [Simulated]) -> String {
    let rows = reports.map(\.event).filter { $0.activity == .loaded && $0.conveyance.train != nil }
    var text = "\u{FEFF}SIMULATED 模拟数据 装车清单\r\n"
    text += "车次,发车日期,发站,到站,箱号,箱型,车号,封号,毛重(kg),品名,HS编码,件数,发货人,收货人,国际货协运单号,委托人\r\n"
    for event in rows.sorted(by: { $0.subject < $1.subject }) {
      guard let train = event.conveyance.train, let details = event.details else { continue }
      for cargo in details.cargo {
        let cells = [
          train.number, train.plannedDeparture.description, place(details.origin),
          place(details.destination), event.subject.id, details.containerType ?? "",
          event.conveyance.wagon?.text ?? "", details.seals.first ?? "",
          cargo.grossKilograms.map { String(Int($0)) } ?? "", cargo.description ?? "",
          cargo.commodity?.digits ?? "", cargo.packages.map(String.init) ?? "",
          cargo.consignor ?? "", cargo.consignee ?? "", details.notes.first?.number ?? "",
          cargo.customer ?? "",
        ]
        text += cells.map(quoted).joined(separator: ",") + "\r\n"
      }
    }
    return text
  }

  private static func place(_ place: PlaceReference?) -> String { place?.asWritten ?? "" }

  private static func quoted(_ cell: String) -> String {
    cell.contains { $0 == "," || $0 == "\"" }
      ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
  }
}

/// IFTSTA D.00B interchanges, a message a report on a box, status codes of Recommendation 24.
enum IFTSTAWriter {
  static func interchange(_ reports: [Simulated], number: Int) -> String {
    var text = "UNB+UNOY:4+SIMULATED:ZZZ+BANLIE:ZZZ+260202:0800+\(number)'\r\n"
    var messages = 0
    for report in reports {
      guard case .container(let box) = report.event.subject, report.event.classifier == .actual,
        let code = code(report.event.activity), let place = report.event.place
      else { continue }
      messages += 1
      let minute = compact(report.event.occurredAt)
      let segments = [
        "UNH+\(messages)+IFTSTA:D:00B:UN", "BGM+23+SIM\(number)-\(messages)+9",
        "DTM+137:\(minute):205", "CNI+1", "STS+1+1:\(code)",
        "RFF+EQ:\(box)", "DTM+334:\(minute):205",
        "LOC+175+:::\(escaped(place.asWritten))", "EQD+CN+\(box)",
      ]
      text += segments.map { $0 + "'\r\n" }.joined()
      text += "UNT+\(segments.count + 1)+\(messages)'\r\n"
    }
    return text + "UNZ+\(messages)+\(number)'\r\n"
  }

  private static func code(_ activity: Activity) -> Int? {
    switch activity {
    case .arrived: 1
    case .departed: 24
    case .reloaded: 368
    case .loaded: 48
    case .discharged: 61
    case .delivered: 21
    case .crossedBorder: 16
    default: nil
    }
  }

  /// CCYYMMDDHHMMZHHMM, DTM format 205.
  private static func compact(_ instant: Instant) -> String {
    let text = instant.rfc3339.filter { $0 != "-" && $0 != ":" && $0 != "T" }
    let offset = instant.offsetMinutes
    let hours = abs(offset) / 60
    let minutes = abs(offset) % 60
    let zone =
      (offset < 0 ? "-" : "+") + (hours < 10 ? "0" : "") + "\(hours)" + (minutes < 10 ? "0" : "")
      + "\(minutes)"
    return String(text.prefix(12)) + zone
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if "'+:?".contains(character) { escaped += "?" }
      escaped.append(character)
    }
    return escaped
  }
}

/// DCSA Track & Trace 3.0: one `events` envelope of equipment events.
enum DCSAWriter {
  static func envelope(_ reports: [Simulated], isFirst: Bool) -> String {
    var text = isFirst ? "{\"events\":[\n" : ""
    var isStart = isFirst
    for (index, report) in reports.enumerated() {
      guard case .container(let box) = report.event.subject,
        let code = report.event.activity.dcsaCode, let place = report.event.place
      else { continue }
      let event = report.event
      text += isStart ? "" : ",\n"
      isStart = false
      text +=
        "{\"eventRouting\":{\"originatingParty\":{\"partyCode\":\"SIMULATED\",\"codeListProvider\":\"ZZZ\"}},"
        + "\"eventID\":\"sim-\(box)-\(index)-\(event.occurredAt.microseconds)\","
        + "\"eventDateTime\":\"\(event.occurredAt)\",\"eventUpdatedDateTime\":\"\(event.occurredAt)\","
        + "\"eventLocation\":{\"locationName\":\"\(place.asWritten)\"},"
        + "\"eventClassification\":{\"eventTypeCode\":\"EQUIPMENT\",\"eventClassifierCode\":\"ACT\","
        + "\"equipmentEventTypeCode\":\"\(code)\"},"
        + "\"equipmentDetails\":{\"equipmentReference\":\"\(box)\",\"emptyIndicatorCode\":\"LADEN\"}}"
    }
    return text
  }

  static let end = "\n]}\n"
}
