import Freight

/// Turns one record into events: one for each subject that it tells of.
struct DCSAEvents {
  private let record: DCSARecord
  private let context: DecodingContext
  private(set) var warnings: [String] = []

  init(_ record: DCSARecord, in context: DecodingContext) {
    self.record = record
    self.context = context
  }

  /// - Throws: what costs the whole record: no subject, no time, no box of the shape of one.
  mutating func events() throws(JSONFault) -> [Event] {
    if record.isRetraction, record.key == nil {
      throw JSONFault(.missingField, path: "eventID", "a retraction needs the eventID it retracts")
    }
    let (activity, classifier) = meaning()
    let isInbound = activity == .arrived || activity == .discharged || activity == .gatedOut
    let conveyance = record.call.conveyance(isInbound: isInbound, warnings: &warnings)
    let subjects = try subjects(conveyance)
    guard let main = subjects.first else {
      throw JSONFault(
        .unknownSubject, path: "eventID",
        record.isRetraction
          ? "the retraction names no equipment, document or vessel: repeat those of the event"
          : "no equipment, document, vessel or train is named: nothing to report on")
    }
    var base = try event(about: main, activity ?? .unmapped, classifier)
    base.conveyance = conveyance
    return subjects.map { version(of: base, about: $0, isMain: $0 == main) }
  }

  // MARK: - What all events of the record share

  private mutating func event(
    about subject: Subject, _ activity: Activity, _ classifier: Classifier
  ) throws(JSONFault) -> Event {
    let updated = try updateTime()
    guard let (occurred, assumed) = try eventTime(ofRetraction: updated ?? context.receivedAt)
    else {
      throw JSONFault(
        .missingField, path: "eventDateTime", "no eventDateTime: say when it happened")
    }
    var event = Event(
      feed: context.feed, senderKey: record.key, subject: subject, activity: activity,
      classifier: classifier, occurredAt: occurred, assumptions: assumed,
      isRetraction: record.isRetraction, place: record.place, reason: record.reason,
      rawCode: rawCode)
    event.updatedAt = updated ?? context.receivedAt
    if updated == nil { event.assumptions.insert(.updateTime) }
    return event
  }

  private func eventTime(
    ofRetraction retracted: Instant
  ) throws(JSONFault) -> (instant: Instant, assumptions: Assumptions)? {
    if let member = record.eventTime,
      let placed = try context.instant(member, at: record.place)
    {
      return placed
    }
    // 3.0: with `isRetracted` all but the event's identity may be absent.
    return record.isRetraction ? (retracted, []) : nil
  }

  private mutating func updateTime() throws(JSONFault) -> Instant? {
    guard let member = record.updateTime else { return nil }
    do throws(JSONFault) {
      guard let updated = try context.instant(member, at: record.place)?.instant else { return nil }
      return Instant(microseconds: updated.microseconds, offsetMinutes: updated.offsetMinutes)
    } catch {
      if context.isStrict { throw error }
      warnings.append("\(error.detail); the time of receipt stands for it")
      return nil
    }
  }

  private mutating func meaning() -> (activity: Activity?, classifier: Classifier) {
    let code = record.code ?? ""
    let activity: Activity? =
      switch record.kind {
      case .equipment: DCSACodes.equipment(code, facilityType: record.facilityType)
      case .transport: DCSACodes.transport(code)
      case .shipment: DCSACodes.shipment(code, document: record.documents.first?.type ?? "")
      case .iot: DCSACodes.iot(code)
      case .reefer, .other: nil
      }
    if let classifier = record.classifierCode.flatMap(DCSACodes.classifier) {
      return (activity, classifier)
    }
    // What a sensor measured has happened; of anything else nobody said that it has.
    if record.classifierCode == nil, record.kind == .iot || record.kind == .reefer {
      return (activity, .actual)
    }
    if record.isRetraction { return (activity, .actual) }
    let written = record.classifierCode.map { quoted($0) } ?? "absent"
    warnings.append("eventClassifierCode is \(written): kept raw, it moves nothing")
    return (nil, .estimated)
  }

  /// The sender's own words: the document's type, where the code alone means nothing, and a
  /// classifier that is not known.
  private var rawCode: String {
    var parts = [record.code ?? record.kind.rawValue.uppercased()]
    if record.kind == .shipment, let type = record.documents.first?.type {
      parts.insert(type, at: 0)
    }
    if let classifier = record.classifierCode, DCSACodes.classifier(classifier) == nil {
      parts.append(classifier)
    }
    return parts.joined(separator: ":")
  }

  // MARK: - Subjects

  /// The subject that the record is about first, then those that share the report.
  private mutating func subjects(_ conveyance: Conveyance) throws(JSONFault) -> [Subject] {
    var subjects: [Subject] = []
    if let own = try record.container?.identifier(Expected.container, { ContainerNumber($0) }) {
      subjects = [.container(own)]
      if record.kind != .transport { return subjects }
    }
    switch record.kind {
    case .transport:
      if let voyage = conveyance.voyage {
        subjects.insert(.voyage(voyage), at: 0)
      } else if let train = conveyance.train {
        subjects.insert(.train(train), at: 0)
      } else if let wagon = conveyance.wagon {
        subjects.insert(.wagon(wagon), at: 0)
      }
    case .shipment:
      if let first = record.documents.first.flatMap(note) { subjects = [.consignment(first)] }
    default: break
    }
    let boxes = try otherContainers(isOnlyHope: subjects.isEmpty && contracts.isEmpty)
    subjects += boxes.map(Subject.container).filter { !subjects.contains($0) }
    if !subjects.contains(where: { $0.kind == .container || $0.kind == .consignment }) {
      subjects += contracts.map(Subject.consignment)
    }
    return subjects
  }

  /// - Parameter isOnlyHope: nothing else is named, so a box of no box's shape costs the record.
  private mutating func otherContainers(
    isOnlyHope: Bool
  ) throws(JSONFault) -> [ContainerNumber] {
    var boxes: [ContainerNumber] = []
    for member in record.otherContainers {
      do throws(JSONFault) {
        guard let box = try member.identifier(Expected.container, { ContainerNumber($0) }),
          !boxes.contains(box)
        else { continue }
        boxes.append(box)
      } catch {
        if isOnlyHope { throw error }
        warnings.append("\(error.detail); not used")
      }
    }
    guard boxes.count <= Limits.membersPerStatement else {
      throw JSONFault(
        .tooManyMembers, path: "references",
        "\(boxes.count) boxes, the limit is \(Limits.membersPerStatement): split the event")
    }
    return boxes
  }

  private func note(_ document: DCSARecord.Document) -> NoteNumber? {
    NoteNumber(kind: DCSACodes.contract(document.type) ?? .other, document.reference)
  }

  private var contracts: [NoteNumber] {
    record.documents.filter { DCSACodes.contract($0.type) != nil }.compactMap(note)
  }

  // MARK: - One event

  /// - Parameter isMain: bears the sender's key as it is; the others say whom they are about, for
  ///   under one key they would supersede each other.
  private func version(
    of base: Event, about subject: Subject, isMain: Bool
  ) -> Event {
    var event = base
    event.subject = subject
    if !isMain { event.senderKey = base.senderKey.map { "\($0)#\(subject.id)" } }
    switch subject {
    case .voyage: event.conveyance.voyage = nil
    case .train: event.conveyance.train = nil
    case .wagon: event.conveyance.wagon = nil
    default: break
    }
    // A vessel or train carries many consignments: the notes of one are not its notes.
    var details = Details()
    if case .container(let number) = subject {
      details = record.details
      details.notes = contracts
      if !number.isCheckDigitValid { event.assumptions.insert(.checkDigit) }
    } else if case .consignment(let number) = subject {
      details.notes = contracts.filter { $0 != number }
    }
    switch event.activity {
    case .customsSelected, .customsReleased, .customsPresented, .inspected:
      details.customsCountry = record.country
      details.customsProcedure = record.movement?.lowercased()
    default: break
    }
    event.details = details == Details() ? nil : details
    return event
  }
}
