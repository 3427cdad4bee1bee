import Testing

@testable import Feeds

@Suite struct EDIFACTCharacterSetTests {
  private func text(_ bytes: [UInt8], in identifier: String) -> String {
    EDIFACT.CharacterSet(identifier: identifier).decode(bytes).text
  }

  @Test func eightBitSetsAreReadByTheirStandard() {
    #expect(text([0x4D, 0xFC, 0x6E], in: "UNOC") == "Mün")
    #expect(text([0xA3, 0xF3, 0x64, 0xBC], in: "UNOD") == "Łódź")
    #expect(text([0xB0, 0xDA, 0xE2, 0xD0, 0xE3], in: "UNOE") == "Актау")
    #expect(text([0xC1, 0xE8, 0xDE], in: "UNOF") == "Αθή")
    #expect(text([0xDD, 0x7A, 0x6D, 0x69, 0x72], in: "UNOK") == "İzmir")
    #expect(text([0xC7], in: "UNOI") == "\u{627}")
    #expect(text([0xE0], in: "UNOJ") == "\u{5D0}")
  }

  @Test func tablesHoldTheWholeUpperHalf() {
    for table in [
      CharacterTables.latin2, CharacterTables.cyrillic, CharacterTables.greek,
      CharacterTables.latin3, CharacterTables.latin4, CharacterTables.arabic,
      CharacterTables.hebrew, CharacterTables.latin5,
    ] { #expect(table.count == 96) }
  }

  @Test(arguments: ["UNOW", "UNOX", "UNOY"])
  func utf8IsReadAsDeclared(_ identifier: String) {
    #expect(text(Array("霍尔果斯 Алтынколь".utf8), in: identifier) == "霍尔果斯 Алтынколь")
  }

  @Test(arguments: ["UNOA", "UNOB", "UNOC", "IATB"])
  func undeclaredUTF8IsReadAndSaid(_ identifier: String) {
    let (text, isForeign) = EDIFACT.CharacterSet(identifier: identifier)
      .decode(Array("Małaszewicze".utf8))
    #expect(text == "Małaszewicze")
    #expect(isForeign)
  }

  @Test func cyrillicCapitalsAreNotTakenForUTF8() {
    // УЗ in ISO 8859-5 are bytes that UTF-8 reads as a division sign.
    #expect(text([0xC3, 0xB7], in: "UNOE") == "УЗ")
  }

  @Test func invalidUTF8IsSaid() {
    #expect(EDIFACT.CharacterSet(identifier: "UNOY").decode([0xC3]).isForeign)
  }
}
