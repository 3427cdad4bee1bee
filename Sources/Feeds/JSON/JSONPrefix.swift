/// What the beginning of a message shows, without reading it as JSON: it may be cut anywhere.
enum JSONPrefix {
  /// Whether it begins as an object or a list does.
  static func isJSON(_ prefix: [UInt8]) -> Bool {
    let start = prefix.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var reader = JSONReader(prefix, from: start)
    switch reader.peek() {
    case UInt8(ascii: "{"): return next(after: &reader, in: ["\"", "}"], of: prefix)
    case UInt8(ascii: "["): return next(after: &reader, in: ["{", "]"], of: prefix)
    default: return false
    }
  }

  private static func next(
    after reader: inout JSONReader, in allowed: [Unicode.Scalar], of prefix: [UInt8]
  ) -> Bool {
    var rest = JSONReader(prefix, from: reader.at + 1)
    guard let byte = rest.peek() else { return true }
    return allowed.contains(Unicode.Scalar(byte))
  }

  static func contains(_ word: String, in prefix: [UInt8]) -> Bool {
    let word = Array(word.utf8)
    guard let first = word.first, prefix.count >= word.count else { return false }
    return prefix[...(prefix.count - word.count)].indices.contains {
      prefix[$0] == first && prefix[$0..<$0 + word.count].elementsEqual(word)
    }
  }
}
