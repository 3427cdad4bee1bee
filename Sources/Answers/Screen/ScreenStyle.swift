import RouteBook

/// How wide, in which language, with or without colour.
package struct ScreenStyle {
  package var width: Int
  /// How wide tables may be: in a pipe a row is one line, however long, for those who search it.
  package var tableWidth: Int
  package var color: Bool
  package var language: Language

  /// - Parameter width: 0 where nobody knows, as in a pipe.
  package init(width: Int, color: Bool, language: Language) {
    self.width = width > 0 ? width : 80
    tableWidth = width > 0 ? width : .max
    self.color = color
    self.language = language
  }

  package enum Ink: String {
    case quiet = "2"
    case strong = "1"
    case good = "32"
    case warning = "33"
    case bad = "31"
    case accent = "36"
  }

  /// Colour never carries meaning alone: the words say it too.
  package func ink(_ text: String, _ ink: Ink) -> String {
    color && !text.isEmpty ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// Text by the columns that it takes on a terminal: a Chinese character takes two.
package enum Columns {
  package static func width(_ text: String) -> Int {
    // Most of what is shown takes as many columns as it has bytes.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    var total = 0
    var isEscape = false
    for scalar in text.unicodeScalars {
      if isEscape {
        isEscape = scalar != "m"
        continue
      }
      if scalar == "\u{1B}" {
        isEscape = true
        continue
      }
      total += width(scalar)
    }
    return total
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F, 0xFEFF: 0
    // East Asian Width W and F (UAX #11), as far as names and wording need them.
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

  /// Without what would steer a terminal: what senders wrote is shown to people.
  ///
  /// - Parameter keepingColors: where the text has colours of its own.
  package static func harmless(_ text: String, keepingColors: Bool = true) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F || $0 == 0xC2 }) else {
      return text
    }
    var kept = String.UnicodeScalarView()
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      if scalar == "\u{1B}", let end = colorEnd(rest) {
        if keepingColors {
          kept.append(scalar)
          kept.append(contentsOf: rest[..<end])
        }
        rest = rest[end...]
      } else if scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control {
        kept.append(scalar)
      }
    }
    return String(kept)
  }

  /// Past `[1;32m`.
  private static func colorEnd(
    _ scalars: Substring.UnicodeScalarView
  ) -> Substring.UnicodeScalarView.Index? {
    guard scalars.first == "[" else { return nil }
    let end = scalars.dropFirst().firstIndex { !("0"..."9").contains($0) && $0 != ";" }
    guard let end, scalars[end] == "m" else { return nil }
    return scalars.index(after: end)
  }

  /// Filled with spaces on the right.
  package static func pad(_ text: String, _ columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - width(text)))
  }

  /// Filled with spaces on the left.
  package static func padLeft(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - width(text))) + text
  }

  /// Cut with an ellipsis where it is too long. Not for text with colours in it.
  package static func cut(_ text: String, _ columns: Int) -> String {
    guard width(text) > columns else { return text }
    var kept = ""
    var used = 0
    for character in text {
      let next = width(String(character))
      if used + next > columns - 1 { break }
      kept.append(character)
      used += next
    }
    return kept + "…"
  }

  package static func fit(_ text: String, _ columns: Int) -> String {
    pad(cut(text, columns), columns)
  }

  /// Words (or Chinese characters) wrapped to the width, with an indent from the second line on.
  package static func wrap(_ text: String, _ columns: Int, indent: Int = 0) -> String {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
      let joined = line.isEmpty ? word : line + " " + word
      if width(joined) <= columns - (lines.isEmpty ? 0 : indent) || line.isEmpty {
        line = joined
      } else {
        lines.append(line)
        line = word
      }
    }
    lines.append(line)
    return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}
