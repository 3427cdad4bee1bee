import Crypto
import Freight

extension EventID {
  /// The UTC day of `occurredAt`, then the head of the SHA-256 of the content.
  ///
  /// Equal content gives equal ids in every ledger. They sort by day, so that the index on them
  /// grows at its end instead of everywhere.
  public init(of event: Event) {
    let digest = SHA256.words(of: EventRecord.content(event))
    // The sign bit is flipped so that days before 1970 sort first.
    let day = UInt32(bitPattern: Int32(clamping: event.occurredAt.utcDay)) ^ 0x8000_0000
    self.init(
      high: UInt64(day) << 32 | digest.0 >> 32, low: digest.0 << 32 | digest.1 >> 32)
  }

  /// Reads the sixteen bytes of a key column.
  init?(_ raw: UnsafeRawBufferPointer) {
    guard raw.count == 16 else { return nil }
    self.init(
      high: UInt64(bigEndian: raw.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  /// Calls `body` with the sixteen bytes of the key column.
  func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    try withUnsafeBytes(of: (high.bigEndian, low.bigEndian), body)
  }
}

/// The report of which events are versions: the feed and the sender's own identity for it.
enum ReportThread {
  /// Nil for an event that is identified by its content alone. Two reports may share a number by
  /// accident: whoever looks one up compares feed and key as well.
  static func number(of event: Event) -> Int64? {
    guard let key = event.senderKey else { return nil }
    var bytes = Array(event.feed.utf8)
    bytes.append(0)
    bytes.append(contentsOf: key.utf8)
    return Int64(bitPattern: SHA256.words(of: bytes).0)
  }
}

extension SHA256 {
  /// The first sixteen bytes as two big-endian words.
  static func words(of bytes: [UInt8]) -> (UInt64, UInt64) {
    digest(of: bytes).withUnsafeBytes { digest in
      (
        UInt64(bigEndian: digest.loadUnaligned(as: UInt64.self)),
        UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }

  static func digest(of bytes: [UInt8]) -> SHA256Digest {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return hash.finalize()
  }
}
