import Freight
import Ledger
import Tracking

/// The ledger as the fold reads it, at one moment and as of one. Carriers are asked for by all the
/// boxes that they carried, so their reports are kept while neighbours are folded.
final class LedgerHistory: History {
  private let reader: any LedgerReader
  private let recordedBy: Int64?
  private var cache: [Subject: [Event]] = [:]
  private var cachedEvents = 0
  private var places: [Event]?

  /// Enough for the carriers of a few hundred boxes; past it the cache begins anew.
  private static let cacheLimit = 20_000

  /// - Parameter recordedBy: leaves out what the ledger learnt later (UTC µs).
  init(_ reader: any LedgerReader, recordedBy: Int64? = nil) {
    self.reader = reader
    self.recordedBy = recordedBy
  }

  func events(mentioning subject: Subject, during range: ClosedRange<Int64>) throws -> [Event] {
    if subject.kind == .container { return try load(subject) }
    let all: [Event]
    if let kept = cache[subject] {
      all = kept
    } else {
      all = try load(subject)
      if cachedEvents + all.count > Self.cacheLimit {
        cache.removeAll(keepingCapacity: true)
        cachedEvents = 0
      }
      cache[subject] = all
      cachedEvents += all.count
    }
    return all.filter { range.contains($0.occurredAt.microseconds) }
  }

  func placeEvents() throws -> [Event] {
    if let places { return places }
    let loaded = try reader.placeEvents(from: nil, to: nil, recordedBy: recordedBy).map(\.event)
    places = loaded
    return loaded
  }

  private func load(_ subject: Subject) throws -> [Event] {
    try reader.events(mentioning: subject, from: nil, to: nil, recordedBy: recordedBy).map(\.event)
  }
}
