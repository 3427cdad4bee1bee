import Testing

@testable import Manifests

@Suite struct SheetNamesTests {
  @Test(arguments: [
    ("X9041", "X9041"), ("班列 X9041", "班列 X9041"), ("a/b\\c:d*e?f", "a-b-c-d-e-f"),
    ("[2026]", "(2026)"), ("'quoted'", "quoted"), ("it's", "it's"), ("", "Sheet"), ("  ", "Sheet"),
    ("a\u{0}b\nc", "a b c"), ("History", "History_"), ("hISTORY", "hISTORY_"), ("#1", "-1"),
    (String(repeating: "x", count: 40), String(repeating: "x", count: 31)),
    (String(repeating: "🚂", count: 20), String(repeating: "🚂", count: 15)),
    (String(repeating: "x", count: 30) + "'y", String(repeating: "x", count: 30)),
  ])
  func namesBecomeWhatExcelTakes(wish: String, name: String) {
    var names = SheetNames()
    let taken = names.take(wish)
    #expect(taken == name)
    #expect(taken.utf16.count <= SheetLimits.nameUnits)
  }

  @Test func noNameIsTakenTwiceInWhateverCapitals() {
    var names = SheetNames()
    let long = String(repeating: "ж", count: 40)
    let taken = ["Алматы", "алматы", "АЛМАТЫ", long, long, long.uppercased()].map { names.take($0) }
    #expect(taken[1] == "алматы (2)")
    #expect(taken[2] == "АЛМАТЫ (3)")
    #expect(taken[4] == String(repeating: "ж", count: 27) + " (2)")
    #expect(Set(taken.map { $0.lowercased() }).count == taken.count)
    #expect(taken.allSatisfy { $0.utf16.count <= 31 })
  }

  @Test func namesInReferencesAreAlwaysQuoted() {
    #expect(SheetNames.quoted("X9041") == "'X9041'")
    #expect(SheetNames.quoted("it's") == "'it''s'")
  }
}
