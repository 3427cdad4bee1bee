/// What a cell of a workbook can hold of a text.
///
/// Line ends of every kind become Excel's; what XML 1.0 cannot hold (2.2 Characters) becomes U+FFFD,
/// in the reader's sight; a literal `_x0041_` is kept from being read as an escape (ECMA-376 Part 1,
/// 22.9.2.19 ST_Xstring); the rest over ``SheetLimits/textUnits`` is cut.
enum HeldText {
  static func needsRepair(_ text: String) -> Bool {
    if text.utf8.count > SheetLimits.textUnits { return true }
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case 0x09, 0x0A: break
      case 0..<0x20: return true
      case UInt8(ascii: "x") where previous == UInt8(ascii: "_"): return true
      // U+FFFE and U+FFFF are EF BF BE and EF BF BF; elsewhere this pair harms nobody.
      case 0xBE where previous == 0xBF, 0xBF where previous == 0xBF: return true
      default: break
      }
      previous = byte
    }
    return false
  }

  static func repaired(_ text: String) -> (String, RowXML.Outcome) {
    var outcome = RowXML.Outcome()
    var scalars = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    var hasEscape = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where previous == "\r": break
      case "\r": scalars.append("\n")
      case "\n", "\t": scalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        scalars.append("\u{FFFD}")
        outcome.isRepaired = true
      default: scalars.append(scalar)
      }
      hasEscape = hasEscape || previous == "_" && scalar == "x"
      previous = scalar
    }
    var result = String(scalars)
    if hasEscape { result = result.replacing(/_(?=x[0-9A-Fa-f]{4}_)/, with: "_x005F_") }
    guard result.utf16.count > SheetLimits.textUnits else { return (result, outcome) }
    outcome.isCut = true
    var rest = SheetLimits.textUnits - 1
    let kept = result.prefix { character in
      rest -= character.utf16.count
      return rest >= 0
    }
    return (kept + "…", outcome)
  }

  /// The same for names and titles that go to libxlsxwriter, which escapes them itself.
  static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
            ? "\u{FFFD}" : scalar
        }))
  }
}
