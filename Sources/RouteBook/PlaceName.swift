import Freight

/// A name reduced to what its spellings share.
enum PlaceName {
  /// Case, diacritics, spaces, apostrophes and punctuation dropped; full width folded; ё read as е,
  /// й as и (which is what is left of it where a file system took the mark off).
  static func normalised(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x30...0x39, 0x61...0x7A: result.append(scalar)
      case 0x41...0x5A: result.append(offset(scalar, 0x20))
      case ..<0x80: continue
      case 0x4E00...0x9FFF: result.append(scalar)
      // The plain path below reads the same, but takes far longer: a third of all names is Cyrillic.
      case 0x410...0x42F where scalar != "Й": result.append(offset(scalar, 0x20))
      case 0x430...0x44F where scalar != "й": result.append(scalar)
      case 0xFF01...0xFF5E: append(folding: offset(scalar, -0xFEE0), to: &result)
      default: append(folding: scalar, to: &result)
      }
    }
    return String(result)
  }

  private static func append(
    folding scalar: Unicode.Scalar, to result: inout String.UnicodeScalarView
  ) {
    for lower in scalar.properties.lowercaseMapping.unicodeScalars {
      if let plain = plain[lower] {
        result.append(contentsOf: plain.unicodeScalars)
      } else if lower.properties.isAlphabetic || lower.properties.numericType != nil {
        // Marks on their own (İ lowers to i and a dot) are neither, and fall away here.
        result.append(lower)
      }
    }
  }

  /// Only between neighbours of the same block, where every value is a scalar.
  private static func offset(_ scalar: Unicode.Scalar, _ by: Int) -> Unicode.Scalar {
    Unicode.Scalar(UInt32(Int(scalar.value) + by)) ?? scalar
  }

  /// The name without what senders add to a station's: once (`霍尔果斯站`), or twice (`霍尔果斯口岸站`).
  static func withoutSuffixes(_ normalised: String) -> [String] {
    guard let once = withoutSuffix(normalised) else { return [] }
    return [once] + (withoutSuffix(once).map { [$0] } ?? [])
  }

  private static func withoutSuffix(_ name: String) -> String? {
    for suffix in suffixes where name.hasSuffix(suffix) && name != suffix {
      return String(name.dropLast(suffix.count))
    }
    for prefix in prefixes where name.hasPrefix(prefix) && name != prefix {
      return String(name.dropFirst(prefix.count))
    }
    return nil
  }

  /// One letter wrong, missing or added, or two neighbours swapped.
  static func isOneEditApart(_ a: String, _ b: String) -> Bool {
    let a = Array(a.unicodeScalars)
    let b = Array(b.unicodeScalars)
    guard abs(a.count - b.count) <= 1 else { return false }
    let head = zip(a, b).prefix { $0 == $1 }.count
    let tail = zip(a.dropFirst(head).reversed(), b.dropFirst(head).reversed())
      .prefix { $0 == $1 }.count
    let restA = Array(a.dropFirst(head).dropLast(tail))
    let restB = Array(b.dropFirst(head).dropLast(tail))
    return restA.count <= 1 && restB.count <= 1
      || restA.count == 2 && restB == Array(restA.reversed())
  }

  /// Longer ones first: 火车站 is not a 火车 with 站.
  private static let suffixes = [
    "火车站", "货运站", "口岸", "车站", "站", "港", "市", "станция", "морскойпорт", "порт", "эксп", "перев",
    "ст", "railwaystation", "station", "stn", "sta", "st", "seaport", "port", "border",
  ]
  private static let prefixes = [
    "станция", "морскойпорт", "порт", "ст", "stationof", "station", "portof", "port", "st",
  ]

  /// Letters with marks that occur in names between China (pinyin has tones) and the Atlantic.
  private static let plain: [Unicode.Scalar: String] = {
    let table: [(marked: String, plain: String)] = [
      ("àáâãäåāăąǎ", "a"), ("çćčĉ", "c"), ("ďđð", "d"), ("èéêëēėęěəĕ", "e"), ("ğģġ", "g"),
      ("ìíîïīįıǐ", "i"), ("ķ", "k"), ("ĺļľł", "l"), ("ñńņň", "n"), ("òóôõöøōőǒ", "o"), ("ŕř", "r"),
      ("śşšșŝ", "s"), ("ťţțŧ", "t"), ("ùúûüūůűųŭǔǖǘǚǜ", "u"), ("ýÿ", "y"), ("źżž", "z"),
      ("ß", "ss"),
      ("æ", "ae"), ("œ", "oe"), ("ё", "е"), ("й", "и"), ("ў", "у"), ("ї", "і"),
    ]
    var map: [Unicode.Scalar: String] = [:]
    for (marked, plain) in table {
      for scalar in marked.unicodeScalars { map[scalar] = plain }
    }
    return map
  }()
}
