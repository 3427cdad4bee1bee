/// How wide a text stands in a proportional face such as Arial, in tenths of a digit's width: the
/// unit of Excel's columns.
enum DisplayWidth {
  /// The widest of a text's lines.
  static func tenths(_ text: String) -> Int {
    var widest = 0
    var line = 0
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        widest = max(widest, line)
        line = 0
      } else {
        line += tenths(scalar)
      }
    }
    return max(widest, line)
  }

  /// The widest piece that cannot be broken: between spaces, hyphens and slashes, and anywhere
  /// between ideographs.
  static func unbreakableTenths(_ text: String) -> Int {
    var widest = 0
    var word = 0
    for scalar in text.unicodeScalars {
      let width = tenths(scalar)
      let endsWord = isWide(scalar)
      word = endsWord ? width : word + width
      widest = max(widest, word)
      if endsWord || scalar == " " || scalar == "\n" || scalar == "-" { word = 0 }
    }
    return widest
  }

  /// How many lines a text takes in a column; broken between words, so that each loses a little.
  static func lines(_ text: String, within room: Int) -> Int {
    var lines = 0
    var line = 0
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        lines += 1
        line = 0
        continue
      }
      line += tenths(scalar)
      if line > room {
        lines += 1
        line = isWide(scalar) ? tenths(scalar) : tenths(scalar) + room / 10
      }
    }
    return lines + 1
  }

  private static func tenths(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20: 5
    // i j l, and the narrow signs.
    case 0x21, 0x27, 0x28, 0x29, 0x2C, 0x2E, 0x2F, 0x3A, 0x3B, 0x49, 0x69, 0x6A, 0x6C, 0x7C: 5
    case 0x66, 0x72, 0x74, 0x2D: 6
    case 0x4D, 0x57, 0x6D, 0x77, 0x25, 0x40: 15
    case 0x41...0x5A: 13
    case 0x00...0x1F: 0
    case 0x00...0x7F: 10
    // Cyrillic, capitals first.
    case 0x400...0x42F: 14
    case 0x430...0x4FF: 11
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
    default: isWide(scalar) ? 20 : 11
    }
  }

  /// East Asian Wide and Fullwidth (Unicode UAX #11), by its large blocks.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
