/// Text as bytes: a sheet has a million cells, and characters are slow.
enum SheetBytes {
  /// Without white space at both ends, and without the apostrophe that keeps a number text.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while let width = spaceAtStart(rest) { rest = rest.dropFirst(width) }
    while let width = spaceAtEnd(rest) { rest = rest.dropLast(width) }
    return rest.first == UInt8(ascii: "'") ? rest.dropFirst() : rest
  }

  private static func spaceAtStart(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    if first <= 0x20 { return 1 }
    if first < 0xC2 { return nil }
    return width(ofSpaceAt: bytes.startIndex, bytes)
  }

  private static func spaceAtEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let last = bytes.last else { return nil }
    if last <= 0x20 { return 1 }
    if last < 0x80 { return nil }
    for width in 2...3 where bytes.count >= width {
      if self.width(ofSpaceAt: bytes.endIndex - width, bytes) == width { return width }
    }
    return nil
  }

  /// U+0085, U+00A0, U+2000…U+200B, U+2028, U+2029, U+202F, U+205F, U+3000, U+FEFF.
  private static func width(ofSpaceAt start: Int, _ bytes: ArraySlice<UInt8>) -> Int? {
    guard start + 1 < bytes.endIndex else { return nil }
    let second = bytes[start + 1]
    if bytes[start] == 0xC2 { return second == 0x85 || second == 0xA0 ? 2 : nil }
    guard start + 2 < bytes.endIndex else { return nil }
    let third = bytes[start + 2]
    let isSpace =
      switch (bytes[start], second) {
      case (0xE2, 0x80): third <= 0x8B || third == 0xA8 || third == 0xA9 || third == 0xAF
      case (0xE2, 0x81): third == 0x9F
      case (0xE3, 0x80): third == 0x80
      case (0xEF, 0xBB): third == 0xBF
      default: false
      }
    return isSpace ? 3 : nil
  }
}
