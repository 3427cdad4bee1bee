/// How an event is kept: an explicit record with numbered fields, never a synthesized coding of the
/// type, so that renaming a property cannot change what is stored. Field numbers are never reused.
public enum EventRecord {
  /// The version written today. Older versions are read and brought up to date (none exists yet).
  public static let version: Int64 = 1

  public enum Failure: Error, Equatable, Sendable {
    case newerVersion(Int64)
    case damaged(String)
  }

  /// The whole record, with source; `recordedAt` is the ledger's own column.
  public static func encode(_ event: Event) -> [UInt8] {
    var writer = RecordWriter(capacity: 224)
    writer.int(1, version)
    write(event, to: &writer)
    if event.assumptions.contains(.updateTime) { writeUpdateTime(event, to: &writer) }
    writer.text(30, event.source.format)
    writer.int(31, event.source.message == 0 ? nil : event.source.message)
    write(event.source.position, to: &writer)
    writer.int(39, event.receivedAt)
    return writer.bytes
  }

  /// The bytes that make an event *the same*: all of its meaning, without where it was read, when it
  /// was received, or an update time that nobody sent. The ledger keeps one event per content.
  public static func content(_ event: Event) -> [UInt8] {
    var writer = RecordWriter(capacity: 192)
    write(event, to: &writer)
    return writer.bytes
  }

  public static func decode(_ bytes: [UInt8], recordedAt: Int64) throws(Failure) -> Event {
    let result: Result<Event, Failure> = bytes.withUnsafeBytes { raw in
      do throws(Failure) {
        return .success(try decode(raw, recordedAt: recordedAt))
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// - Parameters:
  ///   - recordedAt: the ledger's column, UTC microseconds.
  ///   - message: the inbox row, where the ledger keeps it beside the record.
  ///   - id: the ledger's key.
  public static func decode(
    _ bytes: UnsafeRawBufferPointer, recordedAt: Int64, message: Int64? = nil, id: EventID = .none
  ) throws(Failure) -> Event {
    do {
      var draft = Draft()
      var reader = RecordReader(bytes)
      while let field = try reader.next() { try draft.take(field) }
      if let message { draft.message = message }
      return try draft.event(recordedAt: recordedAt, id: id)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .damaged("\(error)")
    }
  }

  // MARK: - Writing

  private static func write(_ event: Event, to writer: inout RecordWriter) {
    writer.text(2, event.feed)
    writer.text(3, event.senderKey)
    writer.int(4, Int(event.subject.kind.rawValue))
    writer.text(5, event.subject.id)
    writer.text(6, event.activity.rawValue)
    writer.int(7, Int(event.classifier.rawValue))
    writer.int(8, event.occurredAt.microseconds)
    writer.int(9, event.occurredAt.offsetMinutes)
    writer.int(10, Int(event.occurredAt.precision.rawValue))
    let assumed = event.assumptions.subtracting(.updateTime)
    writer.int(11, assumed.isEmpty ? nil : Int(assumed.rawValue))
    if !event.assumptions.contains(.updateTime) { writeUpdateTime(event, to: &writer) }
    writer.flag(14, event.isRetraction ? true : nil)
    writer.text(15, event.place?.key)
    write(event.conveyance, to: &writer)
    writer.text(22, event.reason)
    writer.text(23, event.rawCode)
    if let details = event.details { writer.nested(24) { write(details, to: &$0) } }
  }

  private static func writeUpdateTime(_ event: Event, to writer: inout RecordWriter) {
    guard let updatedAt = event.updatedAt else { return }
    writer.int(12, updatedAt.microseconds)
    writer.int(13, updatedAt.offsetMinutes)
    if event.assumptions.contains(.updateTime) { writer.flag(25, true) }
  }

  /// Field numbers 16…21, also where a journey keeps a conveyance.
  public static func write(_ conveyance: Conveyance, to writer: inout RecordWriter) {
    writer.text(16, conveyance.wagon?.text)
    writer.text(17, conveyance.train?.description)
    writer.text(18, conveyance.trainLeg?.description)
    writer.text(19, conveyance.voyage?.description)
    writer.text(20, conveyance.trainNumber)
    writer.text(21, conveyance.carrier)
  }

  private static func write(_ position: Position, to writer: inout RecordWriter) {
    switch position {
    case .none: break
    case .line(let line, let column):
      writer.int(32, line)
      writer.int(33, column)
    case .cell(let cell): writer.text(34, cell)
    case .segment(let message, let segment):
      writer.int(35, message)
      writer.int(36, segment)
    case .path(let path): writer.text(37, path)
    case .byte(let offset): writer.int(38, offset)
    }
  }

  private static func write(_ details: Details, to writer: inout RecordWriter) {
    writer.text(1, details.origin?.key)
    writer.text(2, details.destination?.key)
    writer.text(3, details.plannedDeparture?.description)
    writer.text(4, details.route)
    for note in details.notes { writer.text(5, note.description) }
    for item in details.cargo { writer.nested(6) { write(item, to: &$0) } }
    for seal in details.seals { writer.text(7, seal) }
    writer.text(8, details.containerType)
    writer.double(9, details.grossKilograms)
    writer.double(10, details.tareKilograms)
    writer.int(11, details.remainingKilometres)
    writer.flag(12, details.isEmpty)
    if let members = details.members {
      writer.int(13, members.count)
      for member in members {
        writer.text(14, "\(member.container?.text ?? "")/\(member.wagon?.text ?? "")")
      }
    }
    writer.flag(15, details.isFullStatement ? true : nil)
    writer.text(16, details.fromWagon?.text)
    writer.text(17, details.customsCountry)
    writer.text(18, details.customsProcedure)
    if let corrected = details.correctedNumber {
      writer.int(19, Int(corrected.kind.rawValue))
      writer.text(20, corrected.id)
    }
  }

  public static func write(_ cargo: Cargo, to writer: inout RecordWriter) {
    writer.text(1, cargo.description)
    writer.text(2, cargo.commodity?.digits)
    writer.int(3, cargo.packages)
    writer.double(4, cargo.grossKilograms)
    writer.text(5, cargo.dangerousGoods?.digits)
    writer.text(6, cargo.note?.description)
    writer.text(7, cargo.consignor)
    writer.text(8, cargo.consignee)
    writer.text(9, cargo.customer)
  }
}

// MARK: - Reading

/// An event while its fields arrive.
private struct Draft {
  typealias Failure = EventRecord.Failure

  var feed = ""
  var senderKey: String?
  var kind: Subject.Kind?
  var subject: Subject?
  var activity: Activity?
  var classifier = Classifier.actual
  var microseconds: Int64?
  var offset = 0
  var precision = Instant.Precision.second
  var assumptions: Assumptions = []
  var updatedMicroseconds: Int64?
  var updatedOffset = 0
  var isRetraction = false
  var place: PlaceReference?
  var conveyance = Conveyance()
  var reason: String?
  var rawCode: String?
  var details: Details?
  var format = ""
  var message: Int64 = 0
  var receivedAt: Int64?
  var line: Int?
  var column: Int?
  var segmentMessage = 0
  var position = Position.none

  mutating func take(_ field: RecordReader.Field) throws {
    switch field.number {
    case 1:
      let version = try field.int64()
      guard version <= EventRecord.version else { throw Failure.newerVersion(version) }
    case 2: feed = try field.text()
    case 3: senderKey = try field.text()
    case 4: kind = Subject.Kind(rawValue: UInt8(truncatingIfNeeded: try field.int()))
    case 5:
      let id = try field.text()
      subject = kind.flatMap { Subject(kind: $0, id: id) }
    case 6: activity = Activity(rawValue: try field.text())
    case 7: classifier = Classifier(rawValue: UInt8(truncatingIfNeeded: try field.int())) ?? .actual
    case 8: microseconds = try field.int64()
    case 9: offset = try field.int()
    case 10:
      precision = Instant.Precision(rawValue: UInt8(truncatingIfNeeded: try field.int())) ?? .second
    case 11:
      assumptions.formUnion(Assumptions(rawValue: UInt8(truncatingIfNeeded: try field.int())))
    case 12: updatedMicroseconds = try field.int64()
    case 13: updatedOffset = try field.int()
    case 14: isRetraction = try field.flag()
    case 15: place = PlaceReference(key: try field.text())
    case 16...21: try EventRecord.take(field, into: &conveyance)
    case 22: reason = try field.text()
    case 23: rawCode = try field.text()
    case 24: details = try Draft.details(try field.reader())
    case 25: assumptions.insert(.updateTime)
    default: try takeSource(field)
    }
  }

  private mutating func takeSource(_ field: RecordReader.Field) throws {
    switch field.number {
    case 30: format = try field.text()
    case 31: message = try field.int64()
    case 32: position = .line(try field.int())
    case 33:
      if case .line(let line, _) = position { position = .line(line, column: try field.int()) }
    case 34: position = .cell(try field.text())
    case 35: segmentMessage = try field.int()
    case 36: position = .segment(message: segmentMessage, segment: try field.int())
    case 37: position = .path(try field.text())
    case 38: position = .byte(try field.int())
    case 39: receivedAt = try field.int64()
    default: break
    }
  }

  func event(recordedAt: Int64, id: EventID) throws -> Event {
    guard let subject else { throw Failure.damaged("no subject") }
    guard let activity else { throw Failure.damaged("no activity") }
    guard let microseconds else { throw Failure.damaged("no time") }
    return Event(
      feed: feed, senderKey: senderKey, subject: subject, activity: activity,
      classifier: classifier,
      occurredAt: Instant(
        microseconds: microseconds, offsetMinutes: offset, precision: precision),
      assumptions: assumptions,
      updatedAt: updatedMicroseconds.map {
        Instant(microseconds: $0, offsetMinutes: updatedOffset)
      },
      isRetraction: isRetraction, place: place, conveyance: conveyance, reason: reason,
      rawCode: rawCode, details: details,
      source: Source(format: format, message: message, position: position),
      receivedAt: receivedAt, recordedAt: recordedAt, id: id)
  }

  static func details(_ bytes: RecordReader) throws -> Details {
    var details = Details()
    var reader = bytes
    var correctedKind: Subject.Kind?
    while let field = try reader.next() {
      switch field.number {
      case 1: details.origin = PlaceReference(key: try field.text())
      case 2: details.destination = PlaceReference(key: try field.text())
      case 3: details.plannedDeparture = CivilDate(iso: try field.text())
      case 4: details.route = try field.text()
      case 5: if let note = NoteNumber(try field.text()) { details.notes.append(note) }
      case 6: details.cargo.append(try EventRecord.cargo(try field.reader()))
      case 7: details.seals.append(try field.text())
      case 8: details.containerType = try field.text()
      case 9: details.grossKilograms = try field.double()
      case 10: details.tareKilograms = try field.double()
      case 11: details.remainingKilometres = try field.int()
      case 12: details.isEmpty = try field.flag()
      case 13:
        // As many as follow; a damaged count reserves no memory to speak of.
        details.members = []
        details.members?.reserveCapacity(min(max(try field.int(), 0), 1_000))
      case 14: details.members?.append(member(try field.text()))
      case 15: details.isFullStatement = try field.flag()
      case 16: details.fromWagon = WagonNumber(try field.text())
      case 17: details.customsCountry = try field.text()
      case 18: details.customsProcedure = try field.text()
      case 19: correctedKind = Subject.Kind(rawValue: UInt8(truncatingIfNeeded: try field.int()))
      case 20:
        let id = try field.text()
        details.correctedNumber = correctedKind.flatMap { Subject(kind: $0, id: id) }
      default: break
      }
    }
    return details
  }

  private static func member(_ text: String) -> Member {
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      return Member(container: ContainerNumber(normalised: text))
    }
    return Member(
      container: ContainerNumber(normalised: String(text[..<slash])),
      wagon: WagonNumber(String(text[text.utf8.index(after: slash)...])))
  }
}

extension EventRecord {
  public static func cargo(_ bytes: RecordReader) throws -> Cargo {
    var cargo = Cargo()
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: cargo.description = try field.text()
      case 2: cargo.commodity = CommodityCode(try field.text())
      case 3: cargo.packages = try field.int()
      case 4: cargo.grossKilograms = try field.double()
      case 5: cargo.dangerousGoods = UNNumber(try field.text())
      case 6: cargo.note = NoteNumber(try field.text())
      case 7: cargo.consignor = try field.text()
      case 8: cargo.consignee = try field.text()
      case 9: cargo.customer = try field.text()
      default: break
      }
    }
    return cargo
  }

  public static func conveyance(_ bytes: RecordReader) throws -> Conveyance {
    var conveyance = Conveyance()
    var reader = bytes
    while let field = try reader.next() { try take(field, into: &conveyance) }
    return conveyance
  }

  fileprivate static func take(
    _ field: RecordReader.Field, into conveyance: inout Conveyance
  ) throws {
    switch field.number {
    case 16: conveyance.wagon = WagonNumber(try field.text())
    case 17: conveyance.train = TrainID(try field.text())
    case 18: conveyance.trainLeg = TrainLegID(try field.text())
    case 19: conveyance.voyage = VoyageID(try field.text())
    case 20: conveyance.trainNumber = try field.text()
    case 21: conveyance.carrier = try field.text()
    default: break
    }
  }
}
