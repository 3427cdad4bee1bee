extension IFTSTA {
  /// A release of the UN/EDIFACT directories, `D.00B`, ordered by time.
  struct Directory: Comparable, Sendable {
    let year: Int
    /// `A` in spring, `B` in autumn.
    let half: Character

    static let d95B = Directory(year: 1995, half: "B")
    static let d99A = Directory(year: 1999, half: "A")
    static let d99B = Directory(year: 1999, half: "B")
    static let d24A = Directory(year: 2024, half: "A")
    static let all = d95B...d24A

    private init(year: Int, half: Character) {
      self.year = year
      self.half = half
    }

    /// From UNH: DE 0052 `D` and DE 0054 `00B`; nil for drafts and trial releases.
    init?(version: String, release: String) {
      guard version.uppercased() == "D", release.utf8.count == 3,
        let year = Int(release.prefix(2)), year >= 0,
        let half = release.uppercased().last, half == "A" || half == "B"
      else { return nil }
      // The first release is of 1993; two digits last until 2092.
      self.init(year: year < 93 ? 2000 + year : 1900 + year, half: half)
    }

    static func < (a: Self, b: Self) -> Bool { (a.year, a.half) < (b.year, b.half) }
  }
}

extension IFTSTA.Directory {
  /// Later releases are read as the last one known, with a warning: numbers are added to the code
  /// lists, not changed.
  static let latest = IFTSTA.Directory(year: 2092, half: "B")
}
