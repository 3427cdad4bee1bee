import Freight

/// `xl/sharedStrings.xml`: every text of a workbook once. One buffer and where each text ends in it,
/// since a `String` each would be ten times the file.
///
/// `@unchecked`: written while its part is scanned, before any table that shares it exists.
final class SharedStrings: XMLHandler, @unchecked Sendable {
  private var bytes: [UInt8] = []
  /// Start and end of each text, trimmed.
  private var bounds: [(start: UInt32, end: UInt32)] = []
  private var start = 0
  private var depth = 0
  private var itemDepth: Int?
  private var textDepth: Int?
  /// Phonetic guides repeat a text in another script.
  private var phoneticDepth: Int?

  var count: Int { bounds.count }

  func isEmpty(_ index: Int) -> Bool { bounds[index].start == bounds[index].end }

  subscript(index: Int) -> String {
    let range = bounds[index]
    return String(decoding: bytes[Int(range.start)..<Int(range.end)], as: UTF8.self)
  }

  func byteCount(_ index: Int) -> Int { Int(bounds[index].end - bounds[index].start) }

  func start(_ tag: XMLTag, line: Int) throws(XMLFailure) {
    depth += 1
    if itemDepth == nil {
      if tag.isNamed("si") {
        itemDepth = depth
        start = bytes.count
      }
    } else if phoneticDepth == nil {
      if tag.isNamed("t") {
        textDepth = depth
      } else if tag.isNamed("rPh") {
        phoneticDepth = depth
      }
    }
  }

  func text(_ text: UnsafeBufferPointer<UInt8>) {
    if textDepth != nil { bytes.append(contentsOf: text) }
  }

  func end() {
    if textDepth == depth { textDepth = nil }
    if phoneticDepth == depth { phoneticDepth = nil }
    if itemDepth == depth {
      itemDepth = nil
      EscapedText.decode(&bytes, from: start)
      let trimmed = SheetBytes.trimmed(bytes[start...])
      bounds.append((UInt32(trimmed.startIndex), UInt32(trimmed.endIndex)))
    }
    depth -= 1
  }
}

/// Characters that XML cannot hold, and carriage returns, as Excel writes them: `_x000D_`.
enum EscapedText {
  static func decode(_ bytes: inout [UInt8], from start: Int) {
    guard bytes[start...].contains(UInt8(ascii: "_")) else { return }
    var read = start
    var write = start
    while read < bytes.count {
      if let scalar = scalar(bytes, read) {
        for byte in String(Character(scalar)).utf8 {
          bytes[write] = byte
          write += 1
        }
        read += 7
      } else {
        bytes[write] = bytes[read]
        write += 1
        read += 1
      }
    }
    bytes.removeSubrange(write...)
  }

  private static func scalar(_ bytes: [UInt8], _ at: Int) -> Unicode.Scalar? {
    guard at + 7 <= bytes.count, bytes[at] == UInt8(ascii: "_"),
      bytes[at + 1] == UInt8(ascii: "x"), bytes[at + 6] == UInt8(ascii: "_"),
      let value = UInt16(String(decoding: bytes[at + 2..<at + 6], as: UTF8.self), radix: 16)
    else { return nil }
    return Unicode.Scalar(value)
  }
}
