import Freight

/// A name reduced to what spellings share: case, diacritics, spaces, apostrophes and punctuation
/// dropped, full width folded, ё read as е.
enum PlaceName {
  static func normalised(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in foldingFullWidth(text).unicodeScalars {
      if scalar.value < 0x80 {
        switch scalar {
        case "a"..."z", "0"..."9": result.append(scalar)
        case "A"..."Z": result.append(Unicode.Scalar(UInt8(scalar.value + 32)))
        default: continue
        }
        continue
      }
      if let plain = plain[scalar] {
        result.append(contentsOf: plain.unicodeScalars)
        continue
      }
      guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else { continue }
      for lower in scalar.properties.lowercaseMapping.unicodeScalars {
        // A capital with a mark of its own (İ, Ё) lowers to letter and mark.
        if let folded = plain[lower] {
          result.append(contentsOf: folded.unicodeScalars)
        } else if !(0x300...0x36F).contains(lower.value) {
          result.append(lower)
        }
      }
    }
    return String(result)
  }

  /// What senders add to a station's name.
  static func withoutSuffix(_ normalised: String) -> String? {
    for suffix in suffixes where normalised.hasSuffix(suffix) && normalised.count > suffix.count {
      return String(normalised.dropLast(suffix.count))
    }
    for prefix in prefixes where normalised.hasPrefix(prefix) && normalised.count > prefix.count {
      return String(normalised.dropFirst(prefix.count))
    }
    return nil
  }

  private static let suffixes = [
    "火车站", "货运站", "口岸", "车站", "站", "港", "станция", "порт", "эксп", "перев", "station",
    "port", "rail", "border",
  ]
  private static let prefixes = ["станция", "порт", "stationof", "portof"]

  /// Letters with marks that occur in names between China and the Atlantic.
  private static let plain: [Unicode.Scalar: String] = {
    let table: [(String, String)] = [
      ("àáâãäåāăą", "a"), ("çćč", "c"), ("ďđ", "d"), ("èéêëēėęěə", "e"), ("ğģ", "g"),
      ("ìíîïīįı", "i"), ("ķ", "k"), ("ĺļľł", "l"), ("ñńņň", "n"), ("òóôõöøōő", "o"), ("ŕř", "r"),
      ("śşšș", "s"), ("ťţț", "t"), ("ùúûüūůűų", "u"), ("ýÿ", "y"), ("źżž", "z"), ("ß", "ss"),
      ("æ", "ae"), ("ё", "е"),
    ]
    var map: [Unicode.Scalar: String] = [:]
    for (marked, plain) in table {
      for scalar in marked.unicodeScalars { map[scalar] = plain }
    }
    return map
  }()
}
