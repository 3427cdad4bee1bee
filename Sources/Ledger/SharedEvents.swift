import Freight

/// Reports that concern many subjects, a train's consist above all: decoded once while a transaction
/// reads about one box after another. For one thread at a time.
final class SharedEvents {
  /// Past it all are forgotten and decoded anew.
  private static let limit = 2_048

  private var events: [Int64: RecordedEvent] = [:]

  /// Events are never changed: whatever was decoded once stays true.
  func event(_ seq: Int64, decode: () throws -> RecordedEvent) rethrows -> RecordedEvent {
    if let kept = events[seq] { return kept }
    let event = try decode()
    guard let members = event.event.details?.members, members.count > 1 else { return event }
    if events.count >= Self.limit { events.removeAll(keepingCapacity: true) }
    events[seq] = event
    return event
  }
}
