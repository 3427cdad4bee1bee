import Freight
import Ledger
import Tracking

/// The ledger as the fold reads it, at one moment and as of one.
struct LedgerHistory: History {
  private let reader: any LedgerReader
  private let recordedBy: Int64?

  /// - Parameter recordedBy: leaves out what the ledger learnt later (UTC µs).
  init(_ reader: any LedgerReader, recordedBy: Int64? = nil) {
    self.reader = reader
    self.recordedBy = recordedBy
  }

  func events(mentioning subject: Subject) throws -> [Event] {
    try reader.events(mentioning: subject, from: nil, to: nil, recordedBy: recordedBy).map(\.event)
  }

  func placeEvents() throws -> [Event] {
    try reader.placeEvents(from: nil, to: nil, recordedBy: recordedBy).map(\.event)
  }
}
