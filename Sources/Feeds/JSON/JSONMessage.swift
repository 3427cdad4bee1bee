import Freight

/// One object that should tell an event, and where in the message it stands.
struct JSONRecord {
  enum Place {
    /// One-based line, and the byte at which it begins.
    case line(Int, start: Int)
    /// The message itself.
    case root
    /// An element of the list with this path.
    case element(of: String, Int)
  }

  let object: JSONObject
  let place: Place
  let bytes: [UInt8]

  /// Where the record stands.
  var position: Position {
    switch place {
    case .line(let line, _): .line(line)
    case .root: .path("$")
    case .element(let list, let index): .path("\(list)[\(index)]")
    }
  }

  /// Where a member of it stands: the column of its value, or its path.
  func position(of path: String, offset: Int?) -> Position {
    switch place {
    case .line(let line, let start):
      .line(line, column: offset.map { Position.column(of: $0, from: start, in: bytes) })
    case .root: .path("$.\(path)")
    case .element(let list, let index): .path("\(list)[\(index)].\(path)")
    }
  }

  func rejection(_ fault: JSONFault) -> Rejection {
    Rejection(fault.reason, at: position(of: fault.path, offset: fault.offset), fault.detail)
  }
}

/// Cuts a message into records: one object a line (JSON Lines), a list of objects, a single object,
/// or an envelope whose `events` is a list of objects. Records are read one after another, so a
/// message that breaks off still yields those before the break.
struct JSONMessage {
  typealias Handler = (JSONRecord, inout Decoded) -> Void

  private static let usualLineBytes = 256

  private let bytes: [UInt8]
  private let handle: Handler
  private var decoded = Decoded()
  private var records = 0
  /// What an envelope holds beside its events.
  private var envelope = JSONObject()

  /// - Parameters:
  ///   - record: turns one object into events and rejections.
  ///   - envelope: sees the other members of an envelope, after its events.
  static func decode(
    _ bytes: [UInt8], record: Handler, envelope: (JSONObject, inout Decoded) -> Void = { _, _ in }
  ) -> Decoded {
    withoutActuallyEscaping(record) { handle in
      var message = JSONMessage(bytes: bytes, handle: handle)
      message.read()
      if !message.envelope.members.isEmpty { envelope(message.envelope, &message.decoded) }
      return message.decoded
    }
  }

  private init(bytes: [UInt8], handle: @escaping Handler) {
    self.bytes = bytes
    self.handle = handle
  }

  private mutating func read() {
    guard bytes.count <= Limits.messageBytes else {
      return reject(
        .tooLarge, at: .none,
        "\(bytes.count) bytes, the limit is \(Limits.messageBytes): send it in parts")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return reject(.wrongEncoding, at: .byte(0), "the message is UTF-16: send it in UTF-8")
    }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var reader = JSONReader(bytes, from: start)
    guard let first = reader.peek() else {
      return reject(.empty, at: .none, "nothing but white space: send at least one event")
    }
    if first != UInt8(ascii: "[") && isLines(from: start) {
      readLines(from: start)
    } else {
      readDocument(&reader)
    }
  }

  private mutating func reject(
    _ reason: Rejection.Reason, at position: Position, _ detail: String
  ) {
    decoded.rejections.append(Rejection(reason, at: position, detail))
  }

  // MARK: - One document

  private mutating func readDocument(_ reader: inout JSONReader) {
    do throws(JSONError) {
      try readValue(&reader, line: nil)
      try reader.finish()
    } catch {
      reject(error.reason, at: .line(of: error.offset, in: bytes), error.detail)
    }
  }

  /// A list, an envelope or a single object.
  private mutating func readValue(
    _ reader: inout JSONReader, line: JSONRecord.Place?
  ) throws(JSONError) {
    switch reader.peek() {
    case UInt8(ascii: "["): try readElements(&reader, path: "$", line: line)
    case UInt8(ascii: "{"): try readObject(&reader, line: line)
    default: take(try reader.value(), from: reader.at, to: reader.at, line ?? .root)
    }
  }

  private mutating func readObject(
    _ reader: inout JSONReader, line: JSONRecord.Place?
  ) throws(JSONError) {
    var object = JSONObject()
    object.members.reserveCapacity(12)
    var isEnvelope = false
    let start = reader.at
    try reader.members { (reader, key) throws(JSONError) in
      let next = reader.peek()
      if key == "events", next == UInt8(ascii: "[") {
        isEnvelope = true
        try readElements(&reader, path: "$.events", line: line)
        return
      }
      let offset = reader.at
      object.members.append(JSONMember(key: key, value: try reader.value(), offset: offset))
    }
    if isEnvelope {
      envelope.members += object.members
    } else {
      take(.object(object), from: start, to: reader.at, line ?? .root)
    }
  }

  private mutating func readElements(
    _ reader: inout JSONReader, path: String, line: JSONRecord.Place?
  ) throws(JSONError) {
    var index = 0
    try reader.elements { (reader) throws(JSONError) in
      _ = reader.peek()
      let start = reader.at
      let value = try reader.value()
      take(value, from: start, to: reader.at, line ?? .element(of: path, index))
      index += 1
    }
  }

  private mutating func take(
    _ value: JSONValue, from start: Int, to end: Int, _ place: JSONRecord.Place
  ) {
    records += 1
    if records > Limits.recordsPerMessage {
      guard records == Limits.recordsPerMessage + 1 else { return }
      return reject(
        .tooManyRecords, at: JSONRecord(object: JSONObject(), place: place, bytes: bytes).position,
        "more than \(Limits.recordsPerMessage) records: send the rest as another message")
    }
    guard case .object(let object) = value else {
      let position = JSONRecord(object: JSONObject(), place: place, bytes: bytes).position
      return reject(.wrongType, at: position, "found \(value.kind): an event is an object")
    }
    let record = JSONRecord(object: object, place: place, bytes: bytes)
    guard end - start <= Limits.recordBytes else {
      return reject(
        .recordTooLarge, at: record.position,
        "\(end - start) bytes, the limit is \(Limits.recordBytes): split the record")
    }
    handle(record, &decoded)
  }

  // MARK: - Lines

  private mutating func readLines(from start: Int) {
    // Events are large; growing their list by doubling costs a quarter of all decoding.
    decoded.events.reserveCapacity(bytes.count / Self.usualLineBytes)
    var number = 1
    var at = start
    while at < bytes.count, records <= Limits.recordsPerMessage {
      let end = lineEnd(from: at)
      readLine(number, from: at, to: end)
      at = end + 1
      number += 1
    }
  }

  private mutating func readLine(_ number: Int, from start: Int, to end: Int) {
    var reader = JSONReader(bytes, from: start, to: end)
    guard reader.peek() != nil else { return }
    guard end - start <= Limits.recordBytes || bytes[reader.at] == UInt8(ascii: "[") else {
      return reject(
        .recordTooLarge, at: .line(number),
        "\(end - start) bytes, the limit is \(Limits.recordBytes): split the record")
    }
    do throws(JSONError) {
      try readValue(&reader, line: .line(number, start: start))
      try reader.finish()
    } catch {
      let column = Position.column(of: error.offset, from: start, in: bytes)
      // Only the last line of a message can have been cut off; another one was written wrong.
      let isCut = error.reason == .truncated && end == bytes.count
      reject(
        error.reason == .truncated && !isCut ? .malformed : error.reason,
        at: .line(number, column: column), error.detail)
    }
  }

  private func lineEnd(from start: Int) -> Int {
    bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
  }

  /// Whether the message is one object a line, and not one value, on one line or laid out over
  /// several: other lines follow the first, and the first does not stop where a laid-out object
  /// breaks.
  private func isLines(from start: Int) -> Bool {
    var first = JSONReader(bytes, from: start)
    guard first.peek() != nil else { return false }
    let end = lineEnd(from: first.at)
    var rest = JSONReader(bytes, from: end)
    guard rest.peek() != nil else { return false }
    let last = bytes[first.at..<end].last { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }
    return switch last {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: ":"): false
    default: true
    }
  }
}
