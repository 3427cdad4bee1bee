import Freight

/// One event while its members are read.
struct BanlieJSONRecord {
  private let context: DecodingContext
  private var senderKey: String?
  private var subject: Subject?
  private var subjectKey = ""
  private var activity: Activity?
  private var rawCode: String?
  private var unknownActivity: String?
  private var classifier = Classifier.actual
  private var occurredAt: JSONMember?
  private var updatedAt: JSONMember?
  private var zone: String?
  private var precision: Instant.Precision?
  private var isRetraction = false
  private var place: PlaceReference?
  private var conveyance = Conveyance()
  private var reason: String?
  private var details: Details?
  private var assumptions: Assumptions = []
  /// Keys that this format does not know.
  private var unknownKeys: [JSONMember] = []

  private init(context: DecodingContext) { self.context = context }

  /// - Parameter warned: the unknown keys that this message was warned of already.
  static func decode(
    _ record: JSONRecord, in context: DecodingContext, warned: inout Set<String>,
    into decoded: inout Decoded
  ) {
    var draft = BanlieJSONRecord(context: context)
    do throws(JSONFault) {
      for member in record.object.members { try draft.take(member) }
      decoded.events.append(
        try draft.event(warnings: &decoded.warnings, at: record.position))
    } catch {
      decoded.rejections.append(record.rejection(error))
    }
    for member in draft.unknownKeys {
      // A sender that invents keys must not fill the memory with warnings.
      guard warned.count < Limits.rejectionsKeptPerMessage, warned.insert(member.key).inserted
      else { continue }
      decoded.warnings.append(
        Warning(
          at: record.position(of: member.key, offset: member.offset),
          "unknown key \(quoted(member.key)): its value was not used"))
    }
  }

  // MARK: - Members

  private mutating func take(_ member: JSONMember) throws(JSONFault) {
    guard let key = BanlieJSONKey.named[member.key] else { return unknownKeys.append(member) }
    switch key {
    case .id: senderKey = try member.text()
    case .container, .wagon, .train, .trainLeg, .voyage, .consignment:
      guard let kind = key.subjectKind else { return }
      try take(try BanlieJSONValue.subject(kind, member), member)
    case .subject: try take(try BanlieJSONValue.subject(member), member)
    case .activity: try takeActivity(member)
    case .code: rawCode = try member.text()
    case .classifier: try takeClassifier(member)
    case .occurredAt: occurredAt = member
    case .zone: zone = try member.text()
    case .precision: precision = try BanlieJSONValue.precision(member)
    case .updatedAt: updatedAt = member
    case .retracts: isRetraction = try member.bool() ?? false
    case .place: place = try BanlieJSONValue.place(member)
    case .onWagon, .onTrain, .onTrainLeg, .onVoyage, .trainNumber, .carrier:
      try takeConveyance(key, member)
    case .reason: reason = try member.text()
    case .assumed: try takeAssumed(member)
    case .simulated:
      if try member.bool() == true { assumptions.insert(.simulated) }
    default: try takeDetail(key, member)
    }
  }

  private mutating func take(_ named: Subject?, _ member: JSONMember) throws(JSONFault) {
    guard let named else { return }
    guard subject == nil else {
      throw JSONFault(
        .unknownSubject, at: member,
        "both \(subjectKey) and \(member.key) are given: an event has one subject; what carries "
          + "it goes to onWagon, onTrain, onTrainLeg or onVoyage")
    }
    subject = named
    subjectKey = member.key
    if case .container(let number) = named, !number.isCheckDigitValid {
      assumptions.insert(.checkDigit)
    }
  }

  private mutating func takeActivity(_ member: JSONMember) throws(JSONFault) {
    guard let word = try member.text() else { return }
    activity = Activity.named[word] ?? .unmapped
    // A word that is none of ours is the sender's own code.
    if activity == .unmapped { unknownActivity = word }
  }

  private mutating func takeClassifier(_ member: JSONMember) throws(JSONFault) {
    guard let word = try member.text() else { return }
    guard let known = Classifier(name: word) else {
      throw JSONFault(
        .invalidCode, at: member,
        "classifier is \(quoted(word)): write planned, estimated or actual")
    }
    classifier = known
  }

  private mutating func takeAssumed(_ member: JSONMember) throws(JSONFault) {
    for element in try member.elements() ?? [] {
      switch try element.text() {
      case "year": assumptions.insert(.year)
      case "zone": assumptions.insert(.zone)
      case "dateOrder": assumptions.insert(.dateOrder)
      case "checkDigit": assumptions.insert(.checkDigit)
      default:
        throw JSONFault(
          .invalidCode, at: element,
          "\(element.key) is none of year, zone, dateOrder, checkDigit: drop it")
      }
    }
  }

  private mutating func takeConveyance(
    _ key: BanlieJSONKey, _ member: JSONMember
  ) throws(JSONFault) {
    switch key {
    case .onWagon: conveyance.wagon = try member.identifier(Expected.wagon, WagonNumber.init)
    case .onTrain: conveyance.train = try member.identifier(Expected.train) { TrainID($0) }
    case .onTrainLeg:
      conveyance.trainLeg = try member.identifier(Expected.trainLeg) { TrainLegID($0) }
    case .onVoyage: conveyance.voyage = try member.identifier(Expected.voyage) { VoyageID($0) }
    case .trainNumber: conveyance.trainNumber = try member.text()
    default: conveyance.carrier = try member.text()
    }
  }

  private mutating func takeDetail(
    _ key: BanlieJSONKey, _ member: JSONMember
  ) throws(JSONFault) {
    var details = self.details ?? Details()
    switch key {
    case .origin: details.origin = try BanlieJSONValue.place(member)
    case .destination: details.destination = try BanlieJSONValue.place(member)
    case .plannedDeparture:
      details.plannedDeparture = try member.identifier("a date such as 2026-02-02") {
        CivilDate(iso: $0)
      }
    case .route: details.route = try member.text()
    case .notes: details.notes = try BanlieJSONValue.notes(member)
    case .cargo: details.cargo = try BanlieJSONValue.cargo(member)
    case .seals: details.seals = try BanlieJSONValue.texts(member)
    case .containerType: details.containerType = try member.text()
    case .grossKilograms: details.grossKilograms = try member.double()
    case .tareKilograms: details.tareKilograms = try member.double()
    case .remainingKm: details.remainingKilometres = try member.int()
    case .empty: details.isEmpty = try member.bool()
    case .members: details.members = try BanlieJSONValue.members(member)
    case .fullStatement: details.isFullStatement = try member.bool() ?? false
    case .fromWagon:
      details.fromWagon = try member.identifier(Expected.wagon, WagonNumber.init)
    case .customs:
      let customs = try JSONNode(member)
      details.customsCountry = try customs?.text("country")
      details.customsProcedure = try customs?.text("procedure")
    default: details.correctedNumber = try BanlieJSONValue.subject(member)
    }
    self.details = details
  }

  // MARK: - The event

  private func event(
    warnings: inout [Warning], at position: Position
  ) throws(JSONFault) -> Event {
    guard let subject else {
      throw JSONFault(
        .missingField, path: "subject",
        "no subject: name one of container, wagon, train, trainLeg, voyage, consignment, or "
          + "subject with kind and id")
    }
    if isRetraction, senderKey == nil {
      throw JSONFault(
        .missingField, path: "id", "a retraction needs the id of the report that it takes back")
    }
    let activity = try theActivity()
    let updated = try updateTime(warnings: &warnings, at: position)
    let (occurred, assumed) = try time(ofRetraction: updated ?? context.receivedAt)
    var event = Event(
      feed: context.feed, senderKey: senderKey, subject: subject, activity: activity,
      classifier: classifier, occurredAt: occurred, assumptions: assumptions.union(assumed),
      isRetraction: isRetraction, place: place, conveyance: conveyance, reason: reason,
      rawCode: rawCode ?? (activity == .unmapped ? unknownActivity ?? "retracted" : nil),
      details: details == Details() ? nil : details,
      source: Source(format: BanlieJSON.name, position: position))
    if details?.members?.contains(where: { $0.container?.isCheckDigitValid == false }) == true {
      event.assumptions.insert(.checkDigit)
    }
    event.updatedAt = updated ?? context.receivedAt
    if updated == nil { event.assumptions.insert(.updateTime) }
    return event
  }

  private func theActivity() throws(JSONFault) -> Activity {
    guard let activity else {
      if isRetraction { return .unmapped }
      throw JSONFault(
        .missingField, path: "activity", "no activity: say what happened, such as departed")
    }
    guard activity != .amended || details?.correctedNumber != nil else {
      throw JSONFault(
        .missingField, path: "corrected",
        "amended without corrected: give the number that is right as corrected {kind, id}")
    }
    return activity
  }

  private func time(
    ofRetraction retracted: Instant
  ) throws(JSONFault) -> (Instant, Assumptions) {
    guard let member = occurredAt,
      let (instant, assumed) = try context.instant(member, at: place, zone: zone)
    else {
      if isRetraction { return (retracted, []) }
      throw JSONFault(
        .missingField, path: "occurredAt",
        "no occurredAt: say when it happened, such as 2026-02-02T08:00:00+08:00")
    }
    guard let precision, precision.rawValue > instant.precision.rawValue else {
      return (instant, assumed)
    }
    // A day is kept by its first instant on the sender's clock.
    let start = precision == .day ? instant.localMicrosecondOfDay : 0
    return (
      Instant(
        microseconds: instant.microseconds - start, offsetMinutes: instant.offsetMinutes,
        precision: precision), assumed
    )
  }

  /// An update time that cannot be read must not cost the report: the time of receipt stands for
  /// it, unless the feed is strict.
  private func updateTime(
    warnings: inout [Warning], at position: Position
  ) throws(JSONFault) -> Instant? {
    guard let updatedAt else { return nil }
    do {
      guard let instant = try context.instant(updatedAt, at: nil, zone: zone)?.instant
      else { return nil }
      return Instant(microseconds: instant.microseconds, offsetMinutes: instant.offsetMinutes)
    } catch {
      if context.isStrict { throw error }
      warnings.append(Warning(at: position, "\(error.detail); the time of receipt stands for it"))
      return nil
    }
  }
}
