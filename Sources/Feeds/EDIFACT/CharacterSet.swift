extension EDIFACT {
  /// The repertoire that UNB names (DE 0001) and how its bytes become text.
  struct CharacterSet: Sendable {
    /// What to do with bytes above 0x7F.
    private enum Coding: Sendable {
      case utf8
      /// Declared as ASCII or Latin-1. Senders put UTF-8 under these names, which Latin-1 text
      /// hardly ever resembles by chance: bytes that are valid UTF-8 are read as such.
      case western
      case table([Unicode.Scalar])
    }

    let identifier: String
    private let coding: Coding
    private(set) var isKnown = true

    /// What holds before a UNB, and for messages without one.
    static let standard = CharacterSet(identifier: "UNOA")

    init(identifier: String) {
      self.identifier = identifier
      switch identifier.uppercased() {
      case "UNOA", "UNOB", "UNOC": coding = .western
      case "UNOD": coding = .table(CharacterTables.latin2)
      case "UNOE": coding = .table(CharacterTables.cyrillic)
      case "UNOF": coding = .table(CharacterTables.greek)
      case "UNOG": coding = .table(CharacterTables.latin3)
      case "UNOH": coding = .table(CharacterTables.latin4)
      case "UNOI": coding = .table(CharacterTables.arabic)
      case "UNOJ": coding = .table(CharacterTables.hebrew)
      case "UNOK": coding = .table(CharacterTables.latin5)
      case "UNOW", "UNOX", "UNOY": coding = .utf8
      default:
        coding = .western
        isKnown = false
      }
    }

    /// - Returns: the text, and whether the bytes were none that the set declares.
    func decode(_ bytes: [UInt8]) -> (text: String, isForeign: Bool) {
      guard bytes.contains(where: { $0 >= 0x80 }) else {
        return (String(decoding: bytes, as: UTF8.self), false)
      }
      switch coding {
      case .utf8:
        if let text = String(validating: bytes, as: UTF8.self) { return (text, false) }
        return (String(decoding: bytes, as: UTF8.self), true)
      case .western:
        if let text = String(validating: bytes, as: UTF8.self) { return (text, true) }
        return (Self.latin1(bytes), identifier.uppercased() != "UNOC")
      case .table(let upper):
        return (Self.text(bytes, upper: upper), false)
      }
    }

    private static func latin1(_ bytes: [UInt8]) -> String {
      var scalars = String.UnicodeScalarView()
      for byte in bytes { scalars.append(Unicode.Scalar(byte)) }
      return String(scalars)
    }

    private static func text(_ bytes: [UInt8], upper: [Unicode.Scalar]) -> String {
      var scalars = String.UnicodeScalarView()
      for byte in bytes {
        let place = Int(byte) - 0xA0
        scalars.append(upper.indices.contains(place) ? upper[place] : Unicode.Scalar(byte))
      }
      return String(scalars)
    }
  }
}
