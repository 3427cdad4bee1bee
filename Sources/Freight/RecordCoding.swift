/// A compact tagged record (the wire idea of protocol buffers: a key of field number and kind, then
/// the value), used wherever something of ours is kept: events, journeys, the embedded route book.
///
/// Unknown fields are skipped on reading, so that an older binary reads what a newer one wrote.
public struct RecordWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init(capacity: Int = 160) { bytes.reserveCapacity(capacity) }

  /// Zigzag varint.
  public mutating func int(_ field: UInt8, _ value: Int64) {
    bytes.append(field << 2)
    varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  public mutating func int(_ field: UInt8, _ value: Int64?) {
    if let value { int(field, value) }
  }

  public mutating func int(_ field: UInt8, _ value: Int?) {
    if let value { int(field, Int64(value)) }
  }

  public mutating func flag(_ field: UInt8, _ value: Bool?) {
    if let value { int(field, value ? 1 : 0) }
  }

  public mutating func text(_ field: UInt8, _ value: String?) {
    guard let value else { return }
    bytes.append(field << 2 | 1)
    var copy = value
    copy.withUTF8 { utf8 in
      varint(UInt64(utf8.count))
      bytes.append(contentsOf: utf8)
    }
  }

  public mutating func double(_ field: UInt8, _ value: Double?) {
    guard let value else { return }
    bytes.append(field << 2 | 2)
    var pattern = value.bitPattern
    for _ in 0..<8 {
      bytes.append(UInt8(truncatingIfNeeded: pattern))
      pattern >>= 8
    }
  }

  /// A record within the record.
  public mutating func nested(_ field: UInt8, _ body: (inout RecordWriter) -> Void) {
    var inner = RecordWriter(capacity: 64)
    body(&inner)
    bytes.append(field << 2 | 1)
    varint(UInt64(inner.bytes.count))
    bytes.append(contentsOf: inner.bytes)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// Reads what ``RecordWriter`` wrote, field by field in the order written.
public struct RecordReader {
  public enum Failure: Error, Equatable, Sendable {
    case truncated
    case malformed(field: UInt8)
  }

  public struct Field {
    public let number: UInt8
    private let integer: Int64
    private let real: Double
    private let body: UnsafeRawBufferPointer
    private let kind: UInt8

    fileprivate init(
      number: UInt8, kind: UInt8, integer: Int64 = 0, real: Double = 0,
      body: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
    ) {
      self.number = number
      self.kind = kind
      self.integer = integer
      self.real = real
      self.body = body
    }

    public func int64() throws(Failure) -> Int64 {
      guard kind == 0 else { throw .malformed(field: number) }
      return integer
    }

    public func int() throws(Failure) -> Int { Int(try int64()) }

    public func flag() throws(Failure) -> Bool { try int64() != 0 }

    public func text() throws(Failure) -> String {
      guard kind == 1 else { throw .malformed(field: number) }
      return String(decoding: body, as: UTF8.self)
    }

    public func double() throws(Failure) -> Double {
      guard kind == 2 else { throw .malformed(field: number) }
      return real
    }

    /// A reader of the nested record; valid while the outer bytes are.
    public func reader() throws(Failure) -> RecordReader {
      guard kind == 1 else { throw .malformed(field: number) }
      return RecordReader(body)
    }
  }

  private let bytes: UnsafeRawBufferPointer
  private var at = 0

  /// The bytes must outlive the reader: call inside `withUnsafeBytes`.
  public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next field, or nil at the end.
  public mutating func next() throws(Failure) -> Field? {
    guard at < bytes.count else { return nil }
    let key = bytes[at]
    at += 1
    let number = key >> 2
    switch key & 3 {
    case 0:
      let raw = try varint()
      return Field(
        number: number, kind: 0, integer: Int64(bitPattern: raw >> 1) ^ -Int64(raw & 1))
    case 1:
      let raw = try varint()
      guard raw <= UInt64(bytes.count - at) else { throw .truncated }
      let count = Int(raw)
      defer { at += count }
      return Field(
        number: number, kind: 1, body: UnsafeRawBufferPointer(rebasing: bytes[at..<at + count]))
    case 2:
      guard bytes.count - at >= 8 else { throw .truncated }
      var pattern: UInt64 = 0
      for index in 0..<8 { pattern |= UInt64(bytes[at + index]) << (8 * UInt64(index)) }
      at += 8
      return Field(number: number, kind: 2, real: Double(bitPattern: pattern))
    default:
      throw .malformed(field: number)
    }
  }

  private mutating func varint() throws(Failure) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while at < bytes.count, shift < 64 {
      let byte = bytes[at]
      at += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw .truncated
  }
}
