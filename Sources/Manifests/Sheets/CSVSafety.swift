/// What a spreadsheet could take for a formula, and what wants quotes (RFC 4180 2.5 to 2.7).
///
/// A formula begins with `= + - @`, also full-width, also behind spaces and quotes, which some readers
/// drop. A text that begins with a tab or line end is suspect too. Within a text the same counts after
/// `;`, `,`, a tab or a line end: a reader whose separator is another one begins a new cell there, and
/// quotes count only where a cell begins (OWASP, "CSV Injection").
enum CSVSafety {
  static func needsQuotes(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",")
      || byte == UInt8(ascii: ";")
  }

  /// What is in a text that makes it more than bytes to be copied.
  struct Marks {
    /// The file's own separator: quotes are enough.
    var separator: UInt64 = 0
    /// Quotes, line ends, tabs, other readers' separators: each must be looked at.
    var others: UInt64 = 0
  }

  /// Copies a text, eight bytes at a time, and says what was in it.
  static func copy(
    _ text: UnsafeBufferPointer<UInt8>, to target: UnsafeMutablePointer<UInt8>,
    separator: Separator
  ) -> Marks {
    var marks = Marks()
    guard let start = text.baseAddress else { return marks }
    let count = text.count
    let source = UnsafeRawPointer(start)
    let destination = UnsafeMutableRawPointer(target)
    guard count >= 8 else {
      // Spaces, which mark nothing, fill the word.
      var word: UInt64 = 0x2020_2020_2020_2020
      for index in stride(from: count &- 1, through: 0, by: -1) {
        let byte = start[index]
        target[index] = byte
        word = word &<< 8 | UInt64(byte)
      }
      marks.take(word, separator)
      return marks
    }
    var at = 0
    while at &+ 8 <= count {
      let word = source.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      destination.storeBytes(of: word, toByteOffset: at, as: UInt64.self)
      marks.take(word, separator)
      at &+= 8
    }
    if at < count {
      let word = source.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      destination.storeBytes(of: word, toByteOffset: count &- 8, as: UInt64.self)
      marks.take(word, separator)
    }
    return marks
  }

  /// The file's separator and the one that other readers have, each eight times.
  struct Separator {
    let own: UInt64
    let other: UInt64

    init(isSemicolon: Bool) {
      let comma = UInt64(UInt8(ascii: ",")) &* 0x0101_0101_0101_0101
      let semicolon = UInt64(UInt8(ascii: ";")) &* 0x0101_0101_0101_0101
      own = isSemicolon ? semicolon : comma
      other = isSemicolon ? comma : semicolon
    }
  }

  /// Ends a cell for some reader or other.
  static func endsCell(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ";"), UInt8(ascii: ","), 0x09, 0x0A, 0x0D: true
    default: false
    }
  }

  static func isDangerousFirst(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first else { return false }
    return first == 0x09 || first == 0x0A || first == 0x0D || beginsFormula(text, at: 0)
  }

  /// Whether a text that begins so deserves a closer look.
  static func mayBegin(_ byte: UInt8) -> Bool {
    switch byte {
    // All up to `-` but digits and letters: signs, spaces, quotes; `=`, `@`; U+00A0, zero widths,
    // U+3000 and full-width signs.
    case 0...0x2D, 0x3D, 0x40, 0xC2, 0xE2, 0xE3, 0xEF: true
    default: false
    }
  }

  /// Whether a formula's sign stands at an index, or behind nothing but spaces and quotes.
  static func beginsFormula(_ text: UnsafeBufferPointer<UInt8>, at first: Int) -> Bool {
    var index = first
    func byte(_ offset: Int) -> UInt8 {
      index + offset < text.count ? text[index + offset] : 0
    }
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): return true
      case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"): index += 1
      // U+00A0.
      case 0xC2 where byte(1) == 0xA0: index += 2
      // U+2000…U+200F and U+2060…U+206F: spaces of every width and none.
      case 0xE2 where byte(1) == 0x80 && byte(2) <= 0x8F || byte(1) == 0x81 && byte(2) >= 0xA0:
        index += 3
      // U+2018, 2019, 201C, 201D: typographic quotes.
      case 0xE2 where byte(1) == 0x80 && [0x98, 0x99, 0x9C, 0x9D].contains(byte(2)): index += 3
      // U+2212, the minus sign.
      case 0xE2 where byte(1) == 0x88 && byte(2) == 0x92: return true
      // U+3000.
      case 0xE3 where byte(1) == 0x80 && byte(2) == 0x80: index += 3
      // U+FEFF.
      case 0xEF where byte(1) == 0xBB && byte(2) == 0xBF: index += 3
      // U+FF02 and U+FF07, full-width quotes.
      case 0xEF where byte(1) == 0xBC && (byte(2) == 0x82 || byte(2) == 0x87): index += 3
      // ＋ － ＝ ＠: U+FF0B, FF0D, FF1D, FF20.
      case 0xEF where byte(1) == 0xBC && [0x8B, 0x8D, 0x9D, 0xA0].contains(byte(2)): return true
      default: return false
      }
    }
    return false
  }

  /// Digits, perhaps with a point, an exponent or a date's marks: all that Excel would read.
  static func looksLikeNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var hasDigit = false
    for byte in text {
      switch byte {
      case 0x30...0x39: hasDigit = true
      case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "/"),
        UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "E"), UInt8(ascii: "e"),
        UInt8(ascii: "+"):
        continue
      default: return false
      }
    }
    return hasDigit
  }
}

extension CSVSafety.Marks {
  /// Eight bytes at once ("Bit Twiddling Hacks", hasless and hasvalue).
  @inline(__always)
  fileprivate mutating func take(_ word: UInt64, _ separators: CSVSafety.Separator) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let own = word ^ separators.own
    let other = word ^ separators.other
    let quote = word ^ 0x2222_2222_2222_2222
    separator |= (own &- ones) & ~own & highs
    others |=
      ((other &- ones) & ~other | (quote &- ones) & ~quote | (word &- ones &* 0x20) & ~word) & highs
  }
}
