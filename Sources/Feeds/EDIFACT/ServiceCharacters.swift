extension EDIFACT {
  /// The characters that structure an interchange (ISO 9735-1 §7, service string advice UNA).
  struct ServiceCharacters: Equatable, Sendable {
    var component = UInt8(ascii: ":")
    var element = UInt8(ascii: "+")
    /// Takes the meaning from the next character; nil where UNA gives a space.
    var release: UInt8? = UInt8(ascii: "?")
    /// Between repetitions of an element (syntax version 4); nil where UNA gives a space.
    var repetition: UInt8?
    var terminator = UInt8(ascii: "'")

    /// What holds without a UNA.
    static let standard = ServiceCharacters()
    /// `UNA` and six characters.
    static let adviceBytes = 9

    init() {}

    /// Reads the nine bytes of a UNA; nil if they cannot tell data from structure.
    init?(advice: some Collection<UInt8>) {
      let bytes = Array(advice)
      guard bytes.count == Self.adviceBytes else { return nil }
      component = bytes[3]
      element = bytes[4]
      // bytes[5], the decimal mark, is nobody's business here: numbers are read with either.
      release = bytes[6] == Self.space ? nil : bytes[6]
      repetition = bytes[7] == Self.space ? nil : bytes[7]
      terminator = bytes[8]
      let used = [component, element, terminator] + [release, repetition].compactMap { $0 }
      guard Set(used).count == used.count, used.allSatisfy({ !Self.isAlphanumeric($0) }),
        component != Self.space, element != Self.space
      else { return nil }
    }

    private static let space = UInt8(ascii: " ")

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"):
        true
      default: byte >= 0x80
      }
    }
  }
}
