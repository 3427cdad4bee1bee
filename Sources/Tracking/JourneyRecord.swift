import Freight
import RouteBook

/// How a journey is kept for lists: a cache of the fold, in numbered fields. A record of another
/// version is not read but folded anew.
///
/// The timeline is not kept: it is most of a journey, no list shows it, and whoever asks for one box
/// can have it folded from its events in a millisecond. Field 12 is reserved for it.
public enum JourneyRecord {
  public static let version: Int64 = 4

  public static func encode(_ journey: Journey) -> [UInt8] {
    var writer = RecordWriter(capacity: 1_024)
    writer.int(1, version)
    writer.text(2, journey.container.text)
    writer.text(3, journey.key)
    writer.int(4, journey.sequence)
    writer.text(5, journey.state.rawValue)
    writer.text(6, journey.origin?.key)
    writer.text(7, journey.destination?.key)
    writer.text(8, journey.plannedDeparture?.description)
    if let path = journey.path { writer.nested(9) { write(path, to: &$0) } }
    if let position = journey.position { writer.nested(10) { write(position, to: &$0) } }
    writer.double(11, journey.coveredKilometres)
    for interval in journey.carriers { writer.nested(13) { write(interval, to: &$0) } }
    for note in journey.notes { writer.text(14, note.description) }
    for cargo in journey.cargo { writer.nested(15) { EventRecord.write(cargo, to: &$0) } }
    for seal in journey.seals { writer.text(16, seal) }
    writer.text(17, journey.containerType)
    for finding in journey.findings { writer.nested(18) { write(finding, to: &$0) } }
    if let last = journey.lastReport {
      writer.nested(19) {
        $0.instant(1, last.at)
        $0.text(5, last.feed)
      }
    }
    for estimate in journey.senderEstimates { writer.nested(20) { write(estimate, to: &$0) } }
    writer.int(21, Int(journey.assumptions.rawValue))
    writer.text(22, journey.correctedTo?.text)
    writer.int(23, journey.firstAt)
    writer.int(24, journey.lastAt)
    writer.int(25, journey.closedAt)
    writer.int(26, journey.goodsOutAt)
    return writer.bytes
  }

  // MARK: - Parts

  private static func write(_ path: Journey.Path, to writer: inout RecordWriter) {
    writer.text(1, path.route)
    for index in path.choice { writer.int(2, index) }
    for index in path.plannedChoice { writer.int(3, index) }
    writer.int(4, path.firstStop)
    writer.int(5, path.lastStop)
    for visit in path.visits {
      writer.nested(6) { writer in
        if let arrival = visit.arrival { writer.nested(1) { write(arrival, to: &$0) } }
        if let departure = visit.departure { writer.nested(2) { write(departure, to: &$0) } }
      }
    }
    writer.int(7, path.current)
    writer.flag(8, path.hasLeft)
  }

  private static func write(_ milestone: Journey.Milestone, to writer: inout RecordWriter) {
    writer.instant(1, milestone.at)
    for id in milestone.evidence { writer.id(5, id) }
    writer.flag(7, milestone.isImplied)
  }

  private static func write(_ position: Journey.Position, to writer: inout RecordWriter) {
    writer.instant(1, position.since)
    writer.id(5, position.evidence)
    writer.text(7, position.place?.slug)
    writer.text(8, position.asWritten)
    writer.text(9, position.activity.rawValue)
    writer.text(10, position.rawCode)
    writer.int(11, position.remainingKilometres)
    writer.nested(12) { EventRecord.write(position.conveyance, to: &$0) }
    if position.at != position.since { writer.nested(13) { $0.instant(1, position.at) } }
  }

  private static func write(_ interval: Journey.CarrierInterval, to writer: inout RecordWriter) {
    writer.subject(1, interval.carrier)
    writer.int(3, interval.from)
    writer.int(4, interval.to)
    writer.text(5, interval.end?.rawValue)
  }

  private static func write(_ finding: Journey.Finding, to writer: inout RecordWriter) {
    writer.text(1, finding.kind.rawValue)
    writer.int(2, finding.since)
    writer.int(3, finding.until)
    writer.text(4, finding.place?.slug)
    for id in finding.evidence { writer.id(5, id) }
    writer.text(7, finding.detail)
    writer.subject(8, finding.carrier)
  }

  private static func write(_ estimate: Journey.SenderEstimate, to writer: inout RecordWriter) {
    writer.instant(1, estimate.at)
    writer.id(5, estimate.evidence)
    writer.text(7, estimate.place?.slug)
    writer.text(8, estimate.asWritten)
    writer.text(9, estimate.activity.rawValue)
    writer.int(10, Int(estimate.classifier.rawValue))
    writer.text(11, estimate.feed)
    writer.int(12, estimate.saidAt)
    writer.int(13, estimate.first?.saidAt)
    writer.int(14, estimate.first?.at)
  }
}

extension RecordWriter {
  /// Three fields from `field`: microseconds, offset, precision.
  mutating func instant(_ field: UInt8, _ instant: Instant) {
    int(field, instant.microseconds)
    int(field + 1, instant.offsetMinutes)
    int(field + 2, Int(instant.precision.rawValue))
  }

  /// Two fields from `field`.
  mutating func id(_ field: UInt8, _ id: EventID) {
    int(field, Int64(bitPattern: id.high))
    int(field + 1, Int64(bitPattern: id.low))
  }

  /// Two fields from `field`.
  mutating func subject(_ field: UInt8, _ subject: Subject?) {
    guard let subject else { return }
    int(field, Int(subject.kind.rawValue))
    text(field + 1, subject.id)
  }
}
