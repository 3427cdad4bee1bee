import Crypto
import Freight

/// An event's identity: the UTC day of `occurredAt`, then the head of the SHA-256 of its content.
///
/// Equal content gives equal keys in every ledger. Keys sort by day, so that the index on them grows
/// at its end instead of everywhere. Outside it is opaque text.
public struct EventKey: Hashable, Sendable {
  /// Big-endian halves of the sixteen bytes.
  let head: UInt64
  let tail: UInt64

  public init(_ event: Event) {
    let digest = SHA256.words(of: EventRecord.content(event))
    // The sign bit is flipped so that days before 1970 sort first.
    let day = UInt32(bitPattern: Int32(clamping: event.occurredAt.utcDay)) ^ 0x8000_0000
    head = UInt64(day) << 32 | digest.0 >> 32
    tail = digest.0 << 32 | digest.1 >> 32
  }

  /// Reads ``description``; nil for anything else.
  public init?(_ text: String) {
    guard text.utf8.count == 32, !text.hasPrefix("+"),
      let head = UInt64(text.prefix(16), radix: 16),
      let tail = UInt64(text.suffix(16), radix: 16), !text.suffix(16).hasPrefix("+")
    else { return nil }
    self.head = head
    self.tail = tail
  }

  init(head: UInt64, tail: UInt64) {
    self.head = head
    self.tail = tail
  }

  /// Calls `body` with the sixteen bytes.
  func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    try withUnsafeBytes(of: (head.bigEndian, tail.bigEndian), body)
  }

  init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    head = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    tail = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension EventKey: Comparable {
  public static func < (a: Self, b: Self) -> Bool {
    a.head == b.head ? a.tail < b.tail : a.head < b.head
  }
}

extension EventKey: CustomStringConvertible {
  /// Thirty-two hexadecimal digits, lower case.
  public var description: String { hexadecimal(head) + hexadecimal(tail) }

  private func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
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
