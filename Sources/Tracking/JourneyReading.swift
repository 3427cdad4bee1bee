import Freight
import RouteBook

extension JourneyRecord {
  public enum Failure: Error, Equatable, Sendable {
    /// Written by another version of the fold: fold anew.
    case otherVersion(Int64)
    case damaged(String)
  }

  /// The journey without its timeline.
  /// - Throws: ``Failure``.
  public static func decode(_ bytes: [UInt8]) throws(Failure) -> Journey {
    let result: Result<Journey, Failure> = bytes.withUnsafeBytes { raw in
      do { return .success(try read(RecordReader(raw))) } catch let failure as Failure {
        return .failure(failure)
      } catch { return .failure(.damaged("\(error)")) }
    }
    return try result.get()
  }

  private static func read(_ bytes: RecordReader) throws -> Journey {
    var reader = bytes
    var container: ContainerNumber?
    // The version and the container come first.
    while container == nil, let field = try reader.next() {
      if field.number == 1 {
        let found = try field.int64()
        guard found == version else { throw Failure.otherVersion(found) }
      }
      if field.number == 2 { container = ContainerNumber(normalised: try field.text()) }
    }
    guard let container else { throw Failure.damaged("no container") }
    var journey = Journey(blank: container)
    while let field = try reader.next() {
      switch field.number {
      case 3: journey.key = try field.text()
      case 4: journey.sequence = try field.int()
      case 5: journey.state = Journey.State(rawValue: try field.text()) ?? .unknown
      case 6: journey.origin = PlaceReference(key: try field.text())
      case 7: journey.destination = PlaceReference(key: try field.text())
      case 8: journey.plannedDeparture = CivilDate(iso: try field.text())
      case 9: journey.path = try path(try field.reader())
      case 10: journey.position = try position(try field.reader())
      case 11: journey.coveredKilometres = try field.double()
      case 13:
        if let interval = try interval(try field.reader()) { journey.carriers.append(interval) }
      case 14: if let note = NoteNumber(try field.text()) { journey.notes.append(note) }
      case 15: journey.cargo.append(try EventRecord.cargo(try field.reader()))
      case 16: journey.seals.append(try field.text())
      case 17: journey.containerType = try field.text()
      case 18: if let finding = try finding(try field.reader()) { journey.findings.append(finding) }
      case 19: journey.lastReport = try lastReport(try field.reader())
      case 20: journey.senderEstimates.append(try estimate(try field.reader()))
      case 21:
        journey.assumptions = Assumptions(rawValue: UInt8(truncatingIfNeeded: try field.int()))
      case 22: journey.correctedTo = ContainerNumber(normalised: try field.text())
      case 23: journey.firstAt = try field.int64()
      case 24: journey.lastAt = try field.int64()
      case 25: journey.closedAt = try field.int64()
      case 26: journey.goodsOutAt = try field.int64()
      default: break
      }
    }
    return journey
  }

  // MARK: - Parts

  /// The fields that several parts begin with: an instant in 1…3, ids in 5 and 6.
  private struct Head {
    var microseconds: Int64 = 0
    var offset = 0
    var precision = Instant.Precision.second
    var ids: [EventID] = []
    private var high: Int64 = 0

    var instant: Instant {
      Instant(microseconds: microseconds, offsetMinutes: offset, precision: precision)
    }

    mutating func take(_ field: RecordReader.Field) throws -> Bool {
      switch field.number {
      case 1: microseconds = try field.int64()
      case 2: offset = try field.int()
      case 3:
        precision =
          Instant.Precision(rawValue: UInt8(truncatingIfNeeded: try field.int())) ?? .second
      case 5: high = try field.int64()
      case 6:
        ids.append(
          EventID(high: UInt64(bitPattern: high), low: UInt64(bitPattern: try field.int64())))
      default: return false
      }
      return true
    }
  }

  private static func path(_ bytes: RecordReader) throws -> Journey.Path {
    var path = Journey.Path(
      route: "", choice: [], plannedChoice: [], firstStop: 0, lastStop: 0, visits: [],
      current: nil, hasLeft: false)
    // Counted first: to grow by doubling takes longer than to look twice.
    var visits = bytes
    var count = 0
    while let field = try visits.next() { count += field.number == 6 ? 1 : 0 }
    path.visits.reserveCapacity(count)
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: path.route = try field.text()
      case 2: path.choice.append(try field.int())
      case 3: path.plannedChoice.append(try field.int())
      case 4: path.firstStop = try field.int()
      case 5: path.lastStop = try field.int()
      case 6:
        var visit = Journey.Visit()
        var inner = try field.reader()
        while let part = try inner.next() {
          if part.number == 1 { visit.arrival = try milestone(try part.reader()) }
          if part.number == 2 { visit.departure = try milestone(try part.reader()) }
        }
        path.visits.append(visit)
      case 7: path.current = try field.int()
      case 8: path.hasLeft = try field.flag()
      default: break
      }
    }
    return path
  }

  private static func milestone(_ bytes: RecordReader) throws -> Journey.Milestone {
    var head = Head()
    var isImplied = false
    var reader = bytes
    while let field = try reader.next() {
      if try head.take(field) { continue }
      if field.number == 7 { isImplied = try field.flag() }
    }
    return Journey.Milestone(at: head.instant, evidence: head.ids, isImplied: isImplied)
  }

  private static func position(_ bytes: RecordReader) throws -> Journey.Position {
    var head = Head()
    var at: Instant?
    var position = Journey.Position(
      place: nil, asWritten: "", activity: .unmapped, rawCode: nil,
      at: Instant(microseconds: 0), since: Instant(microseconds: 0), conveyance: Conveyance(),
      remainingKilometres: nil,
      evidence: .none)
    var reader = bytes
    while let field = try reader.next() {
      if try head.take(field) { continue }
      switch field.number {
      case 7: position.place = PlaceID(try field.text())
      case 8: position.asWritten = try field.text()
      case 9: position.activity = Activity(rawValue: try field.text()) ?? .unmapped
      case 10: position.rawCode = try field.text()
      case 11: position.remainingKilometres = try field.int()
      case 12: position.conveyance = try EventRecord.conveyance(try field.reader())
      case 13:
        var own = Head()
        var inner = try field.reader()
        while let part = try inner.next() { _ = try own.take(part) }
        at = own.instant
      default: break
      }
    }
    position.since = head.instant
    position.at = at ?? head.instant
    position.evidence = head.ids.first ?? .none
    return position
  }

  private static func interval(_ bytes: RecordReader) throws -> Journey.CarrierInterval? {
    var kind: Subject.Kind?
    var carrier: Subject?
    var from: Int64 = 0
    var to: Int64?
    var end: Journey.CarrierInterval.End?
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: kind = Subject.Kind(rawValue: UInt8(truncatingIfNeeded: try field.int()))
      case 2:
        let id = try field.text()
        carrier = kind.flatMap { Subject(kind: $0, id: id) }
      case 3: from = try field.int64()
      case 4: to = try field.int64()
      case 5: end = Journey.CarrierInterval.End(rawValue: try field.text())
      default: break
      }
    }
    return carrier.map { Journey.CarrierInterval(carrier: $0, from: from, to: to, end: end) }
  }

  private static func finding(_ bytes: RecordReader) throws -> Journey.Finding? {
    var kind: Journey.Finding.Kind?
    var finding = Journey.Finding(kind: .implausible, since: 0, evidence: [])
    var carrierKind: Subject.Kind?
    var high: Int64 = 0
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: kind = Journey.Finding.Kind(rawValue: try field.text())
      case 2: finding.since = try field.int64()
      case 3: finding.until = try field.int64()
      case 4: finding.place = PlaceID(try field.text())
      case 5: high = try field.int64()
      case 6:
        finding.evidence.append(
          EventID(high: UInt64(bitPattern: high), low: UInt64(bitPattern: try field.int64())))
      case 7: finding.detail = try field.text()
      case 8: carrierKind = Subject.Kind(rawValue: UInt8(truncatingIfNeeded: try field.int()))
      case 9:
        let id = try field.text()
        finding.carrier = carrierKind.flatMap { Subject(kind: $0, id: id) }
      default: break
      }
    }
    guard let kind else { return nil }
    finding.kind = kind
    return finding
  }

  private static func lastReport(_ bytes: RecordReader) throws -> Journey.LastReport {
    var head = Head()
    var feed = ""
    var reader = bytes
    while let field = try reader.next() {
      if field.number == 5 { feed = try field.text() } else { _ = try head.take(field) }
    }
    return Journey.LastReport(at: head.instant, feed: feed)
  }

  private static func estimate(_ bytes: RecordReader) throws -> Journey.SenderEstimate {
    var head = Head()
    var estimate = Journey.SenderEstimate(
      place: nil, asWritten: "", activity: .arrived, classifier: .estimated,
      at: Instant(microseconds: 0), feed: "", evidence: .none)
    var reader = bytes
    while let field = try reader.next() {
      if try head.take(field) { continue }
      switch field.number {
      case 7: estimate.place = PlaceID(try field.text())
      case 8: estimate.asWritten = try field.text()
      case 9: estimate.activity = Activity(rawValue: try field.text()) ?? .unmapped
      case 10:
        estimate.classifier =
          Classifier(rawValue: UInt8(truncatingIfNeeded: try field.int())) ?? .estimated
      case 11: estimate.feed = try field.text()
      case 12: estimate.saidAt = try field.int64()
      case 13: estimate.first = .init(saidAt: try field.int64(), at: 0)
      case 14: estimate.first?.at = try field.int64()
      default: break
      }
    }
    estimate.at = head.instant
    estimate.evidence = head.ids.first ?? .none
    return estimate
  }
}

extension Journey {
  /// What a reader fills in.
  fileprivate init(blank container: ContainerNumber) {
    self.init(
      container: container, key: "", sequence: 0, state: .unknown, origin: nil, destination: nil,
      plannedDeparture: nil, path: nil, position: nil, coveredKilometres: nil, timeline: [],
      carriers: [], notes: [], cargo: [], seals: [], containerType: nil, findings: [],
      lastReport: nil, senderEstimates: [], assumptions: [], correctedTo: nil, firstAt: 0, lastAt: 0
    )
  }
}
