import Freight
import Ledger
import Tracking

/// The ledger as the fold reads it, at one moment and as of one.
struct LedgerHistory: History {
  private let reader: any LedgerReader
  private let recordedBy: Int64?
  private let lastSeq: Int64

  /// - Parameters:
  ///   - recordedBy: leaves out what the ledger learnt later (UTC µs).
  ///   - lastSeq: leaves out events after that one.
  init(_ reader: any LedgerReader, recordedBy: Int64? = nil, lastSeq: Int64 = .max) {
    self.reader = reader
    self.recordedBy = recordedBy
    self.lastSeq = lastSeq
  }

  func events(mentioning subject: Subject) throws -> [Event] {
    cut(try reader.events(mentioning: subject, from: nil, to: nil, recordedBy: recordedBy))
  }

  func placeEvents() throws -> [Event] {
    cut(try reader.placeEvents(from: nil, to: nil, recordedBy: recordedBy))
  }

  private func cut(_ events: [RecordedEvent]) -> [Event] {
    events.lazy.filter { $0.seq <= lastSeq }.map(\.event)
  }
}
