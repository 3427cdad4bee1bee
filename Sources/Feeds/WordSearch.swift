// Words are looked for by their bytes. The standard library's own search makes a table for every
// call, which costs more than the short texts of sheets, of which there are very many.
extension String {
  /// Where the word first stands, as it is written.
  func firstRange(ofWord word: String) -> Range<Index>? {
    guard let start = offset(ofWord: word) else { return nil }
    let lower = utf8.index(startIndex, offsetBy: start)
    return lower..<utf8.index(lower, offsetBy: word.utf8.count)
  }

  /// Whether the word stands in it, as it is written.
  func has(word: String) -> Bool { offset(ofWord: word) != nil }

  private func offset(ofWord word: String) -> Int? {
    var text = self
    var word = word
    return text.withUTF8 { text in
      word.withUTF8 { word -> Int? in
        guard let first = word.first, word.count <= text.count else { return nil }
        return (0...(text.count - word.count)).first { start in
          text[start] == first && word.indices.allSatisfy { text[start + $0] == word[$0] }
        }
      }
    }
  }
}
