/// Digits added after doubling every second one from the left (Luhn with weights 2,1,2,…), as UIC
/// leaflet 438-2, the 1520-mm wagon numbering and the CIM note number all use it.
///
/// - Returns: the digit that brings the sum to the next multiple of ten.
func luhnCheckDigit(_ digits: some Sequence<Int>) -> Int {
  var sum = 0
  for (position, digit) in digits.enumerated() {
    let product = position % 2 == 0 ? digit * 2 : digit
    sum += product / 10 + product % 10
  }
  return (10 - sum % 10) % 10
}

/// ASCII digits of a text, each 0…9; nil if there is anything else in it.
func asciiDigits(_ text: some StringProtocol) -> [Int]? {
  var digits: [Int] = []
  digits.reserveCapacity(text.utf8.count)
  for byte in text.utf8 {
    guard byte >= 0x30, byte <= 0x39 else { return nil }
    digits.append(Int(byte - 0x30))
  }
  return digits
}

/// Full-width letters, digits and punctuation (ＡＢＣ１２３) folded to ASCII, the rest unchanged:
/// sheets typed with a Chinese input method are full of them.
public func foldingFullWidth(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 >= 0xE3 }) else { return text }
  var folded = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0xFF01...0xFF5E:
      folded.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
    case 0x3000: folded.append(" ")
    default: folded.append(scalar)
    }
  }
  return String(folded)
}

/// Identifiers as printed carry spaces, dots, dashes, slashes, a leading apostrophe: all dropped,
/// full-width folded, letters made capital. Non-ASCII letters are kept, for the caller to refuse.
func compactIdentifier(_ text: String) -> String {
  if isCapitals(text), !text.utf8.contains(where: { $0 < 0x30 || $0 == 0x5F || $0 == 0x60 }) {
    return text
  }
  var compact = String.UnicodeScalarView()
  for scalar in foldingFullWidth(text).unicodeScalars {
    switch scalar {
    case " ", "\t", "\n", "\r", ".", "-", "_", "/", "'", "’", "`", "\"", "\u{A0}", "\u{2010}",
      "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{FEFF}", "\u{200B}":
      continue
    case "a"..."z":
      compact.append(Unicode.Scalar(UInt8(scalar.value - 32)))
    default: compact.append(scalar)
    }
  }
  return String(compact)
}

/// Whether a text is ASCII without white space, apostrophes or small letters, as most identifiers
/// are: then normalising would change nothing.
func isCapitals(_ text: String) -> Bool {
  text.utf8.allSatisfy {
    $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "'")
      && !($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z"))
  }
}
