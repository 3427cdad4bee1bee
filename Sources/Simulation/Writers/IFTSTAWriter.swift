import Freight

/// IFTSTA D.00B: an interchange a train, a message a report on a box or wagon, with the status codes
/// of UNECE Recommendation 24. The sender is SIMULATED.
struct IFTSTAWriter: Writer {
  let head = ""
  let end = ""
  private var interchanges = 0

  mutating func text(of train: SimulatedTrain) -> String {
    interchanges += 1
    let notes = train.truths.reduce(into: [Subject: NoteNumber]()) {
      $0[.container($1.writtenAs)] = $1.note
    }
    var messages = ""
    var count = 0
    for report in train.reports {
      guard let segments = status(report, notes[report.event.subject]) else { continue }
      count += 1
      let reference = "SIM\(interchanges)-\(count)"
      let whole =
        ["UNH+\(count)+IFTSTA:D:00B:UN", "BGM+23+\(reference)+9"] + segments
        + ["UNT+\(segments.count + 3)+\(count)"]
      for segment in whole { messages += segment + "'\r\n" }
    }
    let prepared = Self.compact(Instant(microseconds: train.reports.last?.receivedAt ?? 0))
    return "UNB+UNOY:4+SIMULATED:ZZZ+BANLIE:ZZZ+\(prepared.prefix(8)):\(prepared.suffix(4))"
      + "+\(interchanges)'\r\n" + messages + "UNZ+\(count)+\(interchanges)'\r\n"
  }

  /// The segments between BGM and UNT; nil for what a status cannot say.
  private func status(_ report: Simulated, _ note: NoteNumber?) -> [String]? {
    let event = report.event
    guard event.classifier == .actual, let code = Self.code(event), let place = event.place else {
      return nil
    }
    let equipment: String
    switch event.subject {
    case .container(let box):
      equipment = "EQD+CN+\(box)++++\(event.details?.isEmpty == true ? 4 : 5)"
    case .wagon(let wagon): equipment = "EQD+RR+\(wagon)"
    default: return nil
    }
    var segments = [
      "DTM+137:\(Self.zoned(Instant(microseconds: report.receivedAt))):205", "CNI+1",
      // 1 = transport status; code list Recommendation 24.
      "STS+1+\(code):24",
    ]
    if let note = event.details?.notes.first ?? note {
      segments.append("RFF+\(note.kind == .smgs ? "SMGS" : "CIM"):\(note.number)")
    }
    segments.append("DTM+334:\(Self.zoned(event.occurredAt)):205")
    segments.append(Self.location(place))
    if let voyage = event.conveyance.voyage {
      segments.append(
        "TDT+20+\(Self.escaped(voyage.voyage))+1+++++:::\(Self.escaped(voyage.vessel))")
    } else if let number = event.conveyance.train?.number ?? event.conveyance.trainNumber {
      segments.append("TDT+20+\(number)+2")
    }
    segments.append(equipment)
    if case .container = event.subject, let wagon = event.conveyance.wagon {
      segments.append("TPL+\(wagon)")
    }
    return segments
  }

  private static func code(_ event: Event) -> Int? {
    switch event.activity {
    case .arrived: 1
    case .cancelled: 7
    case .customsReleased: 12
    case .crossedBorder: 16
    case .delivered: 21
    case .departed: 24
    case .positioned: 31
    case .loaded: 48
    case .rolled: 57
    case .emptyReturned, .returned: 82
    case .customsSelected: 228
    case .discharged: 346
    case .reloaded: 368
    case .held: 373
    default: nil
    }
  }

  private static func location(_ place: PlaceReference) -> String {
    let name = escaped(place.text ?? "")
    switch place.codes.first {
    case .unlocode(let code): return "LOC+175+\(code):139:6:\(name)"
    case .esr(let code): return "LOC+175+\(code):ESR::\(name)"
    case let code: return "LOC+175+:::\(name.isEmpty ? escaped(code?.code ?? "") : name)"
    }
  }

  /// CCYYMMDDHHMM on the sender's clock.
  private static func compact(_ instant: Instant) -> String {
    let date = instant.localDate
    let minutes = Int(instant.localMicrosecondOfDay / Instant.microsecondsPerMinute)
    return padded(date.year, 4) + padded(date.month, 2) + padded(date.day, 2)
      + padded(minutes / 60, 2) + padded(minutes % 60, 2)
  }

  /// DTM format 205, CCYYMMDDHHMMZHHMM; the plus sign is released.
  private static func zoned(_ instant: Instant) -> String {
    let offset = instant.offsetMinutes
    return compact(instant) + (offset < 0 ? "-" : "?+") + padded(abs(offset) / 60, 2)
      + padded(abs(offset) % 60, 2)
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
