import Crypto
import Freight

// What an append needs and the ledger need not be asked for: digests, keys, records. Made before the
// transaction, on whatever core is free, since a ledger has one writer.

/// The bytes of a message as they will be kept: named by their SHA-256, compressed where that helps.
public struct MessageBody: Sendable {
  public let bytes: [UInt8]
  public let sha256: [UInt8]
  let coding: Int
  let packed: [UInt8]

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    sha256 = Array(SHA256.digest(of: bytes))
    (coding, packed) = Compression.pack(bytes)
  }
}

/// Decoded events with their keys and records, in the order of the keys, so that the index on them
/// is filled from left to right.
public struct EventBatch: Sendable {
  struct Draft: Sendable {
    let key: EventID
    /// The event's place in what was decoded: of equal ones the first stays.
    let ordinal: Int
    let thread: Int64?
    let event: Event
    let record: [UInt8]
  }

  let drafts: [Draft]

  public var count: Int { drafts.count }

  public init(_ events: [Event]) {
    var drafts = events.enumerated().map { ordinal, event in
      Draft(
        key: EventID(of: event), ordinal: ordinal, thread: ReportThread.number(of: event),
        event: event, record: EventRecord.encode(event))
    }
    drafts.sort { a, b in a.key == b.key ? a.ordinal < b.ordinal : a.key < b.key }
    self.drafts = drafts
  }
}
