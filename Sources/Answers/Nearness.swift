/// Whether one text may be a slip of the pen for another.
package enum Nearness {
  /// One letter in three may be wrong, missing or too many; capitals count for nothing, and the beginning
  /// of a longer name is near.
  package static func isNear(_ one: String, _ other: String) -> Bool {
    let a = Array(one.lowercased())
    let b = Array(other.lowercased())
    guard !a.isEmpty, !b.isEmpty, a.count <= 64, b.count <= 64 else { return false }
    if a.starts(with: b) || b.starts(with: a) { return true }
    return steps(a, b) <= max(1, min(a.count, b.count) / 3)
  }

  /// Levenshtein's distance.
  private static func steps(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var corner = row[0]
      row[0] = i + 1
      for j in b.indices {
        let changed = corner + (letter == b[j] ? 0 : 1)
        corner = row[j + 1]
        row[j + 1] = min(changed, corner + 1, row[j] + 1)
      }
    }
    return row[b.count]
  }
}
