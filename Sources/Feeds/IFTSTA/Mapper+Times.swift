import Freight

extension IFTSTA {
  /// When something was or will be, and what had to be assumed.
  struct ReportTime {
    var instant: Instant
    var assumptions: Assumptions = []
    var classifier = Classifier.actual
  }
}

extension IFTSTA.Mapper {
  /// When the status was: DTM 334 (status change) of the status, else a time of what it reports,
  /// else one at the same place of the conveyance, else the message's own date.
  mutating func statusTime(of report: IFTSTA.Report) -> IFTSTA.ReportTime? {
    let times = report.status.times.filter { !Self.value(of: $0).text.isEmpty }
    for qualifier in Self.statusQualifiers(for: report.activity) {
      guard let dtm = times.first(where: { $0[1, 1] == qualifier }) else { continue }
      return classified(dtm, at: report.place)
    }
    let stops = (report.status.legs + groups.header.legs).flatMap(\.stops).filter { stop in
      report.place != nil && IFTSTA.Location(stop.location)?.place == report.place
    }
    for qualifier in Self.movementQualifiers(for: report.activity) {
      guard let dtm = stops.flatMap(\.times).first(where: { $0[1, 1] == qualifier })
      else { continue }
      return classified(dtm, at: report.place)
    }
    let header = groups.header.times.filter { $0[1, 1] == "137" || $0[1, 1] == "334" }
    if let dtm = times.first ?? header.first {
      warn(dtm, "the status has no time of its own (DTM 334); DTM \(dtm[1, 1]) stands for it")
      return classified(dtm, at: report.place)
    }
    reject(
      .missingField, report.segment, "the status \(report.code.written) has no time (DTM 334)")
    return nil
  }

  /// DE 2005, best first: 334 status change; 178 arrival, 186 departure, both actual; 78 event; 35
  /// delivery, 7 effective, 9 processing; then expectations and schedules.
  private static func statusQualifiers(for activity: Activity) -> [String] {
    ["334"] + movementQualifiers(for: activity).prefix(1) + ["78", "35", "178", "186", "7", "9"]
      + movementQualifiers(for: activity).dropFirst() + ["132", "133", "17", "191", "232", "189"]
  }

  /// The times of DE 2005 that speak of this activity, the actual one first.
  private static func movementQualifiers(for activity: Activity) -> [String] {
    switch activity {
    case .departed: ["186", "133", "189"]
    case .arrived: ["178", "132", "232"]
    case .discharged: ["403"]
    case .loaded: ["404"]
    case .pickedUp: ["405"]
    case .delivered: ["35"]
    case .handedOver: ["295"]
    default: []
    }
  }

  private mutating func classified(
    _ dtm: EDIFACT.Segment, at place: PlaceReference?
  ) -> IFTSTA.ReportTime? {
    guard var time = resolved(dtm, at: place) else { return nil }
    switch dtm[1, 1] {
    case "132", "133", "17", "191": time.classifier = .estimated
    case "232", "189": time.classifier = .planned
    default: break
    }
    return time
  }

  /// A DTM as a moment, on the place's clock or the feed's where it names none. Rejects it
  /// otherwise.
  mutating func resolved(
    _ dtm: EDIFACT.Segment, at place: PlaceReference?
  ) -> IFTSTA.ReportTime? {
    let (text, format) = Self.value(of: dtm)
    switch EDIFACT.DateTime(text, format: format) {
    case .instant(let instant): return IFTSTA.ReportTime(instant: instant)
    case .local(let local):
      if let (instant, assumptions) = context.instant(local, at: place) {
        return IFTSTA.ReportTime(instant: instant, assumptions: assumptions)
      }
      reject(
        .zoneUnknown, dtm,
        "DTM “\(text.prefix(35))” names no zone, nor does "
          + "\(place.map { "“\($0.asWritten)”" } ?? "a place"): set the feed's zone")
      return nil
    case nil:
      reject(
        .invalidTime, dtm,
        "DTM \(dtm[1, 1].prefix(3)) “\(text.prefix(35))” is no time of format "
          + "“\(format.prefix(3))” (DE 2379)")
      return nil
    }
  }

  /// C507. The `+` of an offset is the element separator too, and senders forget to release it:
  /// `DTM+334:202211190710+0800:205` is put together again.
  private static func value(of dtm: EDIFACT.Segment) -> (text: String, format: String) {
    if dtm[1, 3].isEmpty, !dtm[2, 2].isEmpty {
      return (dtm[1, 2] + "+" + dtm[2, 1], dtm[2, 2])
    }
    return (dtm[1, 2], dtm[1, 3])
  }

  /// When the sender wrote this version: DTM 137, else UNB's date, else the receipt. It orders
  /// versions of one sender, so that without a zone any will do: the feed's, or UTC.
  func updateTime() -> (Instant, Assumptions) {
    let dtm = groups.header.times.first { $0[1, 1] == "137" }
    let value = dtm.map(Self.value)
    let written = value.flatMap { EDIFACT.DateTime($0.text, format: $0.format) }
    switch written ?? message.interchange.preparedAt.map(EDIFACT.DateTime.local) {
    case .instant(let instant): return (instant, [])
    case .local(let local):
      return (context.instant(local, at: nil)?.instant ?? local.instant(offsetMinutes: 0), [])
    case nil: return (context.receivedAt, .updateTime)
    }
  }
}
