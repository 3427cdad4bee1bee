import Freight

/// Bytes that are no JSON: why, and at which byte of the message.
struct JSONError: Error, Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case endOfText
    case unexpected(UInt8, expected: String)
    /// Something follows the one value.
    case trailing
    case tooDeep
    case invalidNumber, invalidEscape, loneSurrogate, invalidUTF8
    case controlCharacter(UInt8)
  }

  let kind: Kind
  let offset: Int

  init(_ kind: Kind, at offset: Int) {
    self.kind = kind
    self.offset = offset
  }

  var reason: Rejection.Reason {
    switch kind {
    case .endOfText: .truncated
    case .tooDeep: .tooDeep
    case .invalidUTF8: .wrongEncoding
    case .controlCharacter(0): .binary
    default: .malformed
    }
  }

  var detail: String {
    switch kind {
    case .endOfText: "the text ends inside a value: send the message again, whole"
    case .unexpected(let byte, let expected):
      "found \(JSONError.shown(byte)) where \(expected) was expected: correct the JSON"
    case .trailing: "something follows the end of the value: send one value, or one object a line"
    case .tooDeep: "nested deeper than \(Limits.jsonDepth) levels: send flat records"
    case .invalidNumber: "not a number in JSON: no leading zero, plus sign or bare point"
    case .invalidEscape: "not an escape in JSON: after \\ comes one of \" \\ / b f n r t u"
    case .loneSurrogate: "half of a surrogate pair: a character was cut in two by the sender"
    case .invalidUTF8: "this text is not UTF-8: send the message in UTF-8"
    case .controlCharacter(let byte):
      "\(JSONError.shown(byte)) inside a text: write it as an escape"
    }
  }

  private static func shown(_ byte: UInt8) -> String {
    guard (0x21..<0x7F).contains(byte) else {
      return byte == 0x20 ? "a space" : "byte 0x" + String(byte, radix: 16, uppercase: true)
    }
    return "'\(Character(Unicode.Scalar(byte)))'"
  }
}

extension Position {
  /// One-based line and column of a byte. Columns count characters (scalars), as editors do.
  static func line(of offset: Int, in bytes: [UInt8]) -> Position {
    let offset = min(offset, bytes.count)
    var line = 1
    var start = 0
    for (index, byte) in bytes[..<offset].enumerated() where byte == 0x0A {
      line += 1
      start = index + 1
    }
    return .line(line, column: column(of: offset, from: start, in: bytes))
  }

  static func column(of offset: Int, from start: Int, in bytes: [UInt8]) -> Int {
    bytes[start..<max(start, min(offset, bytes.count))].reduce(1) {
      $1 & 0xC0 == 0x80 ? $0 : $0 + 1
    }
  }
}
