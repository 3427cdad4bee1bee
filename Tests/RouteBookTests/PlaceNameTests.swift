import Testing

@testable import RouteBook

@Suite struct PlaceNameTests {
  @Test(
    "spellings of one name fall together",
    arguments: [
      ("Khorgos", "KHORGOS"), ("Xi'an", "xian"), ("Xi’an", "XI AN"), ("Xī'ān", "xian"),
      ("Xi\u{304}'a\u{304}n", "xian"), ("Małaszewicze", "Malaszewicze"), ("Łódź", "LODZ"),
      ("İstanbul", "istanbul"), ("Iğdır", "igdir"), ("Ələt", "elet"), ("ＫＨＯＲＧＯＳ", "khorgos"),
      ("ХОРГОС", "хоргос"), ("Семёновка", "СЕМЕНОВКА"), ("Мойынты", "Мои\u{306}ынты"),
      ("Алашанькоу (эксп.)", "алашанькоу эксп"), (" 霍尔果斯 ", "霍尔果斯"), ("Zamyn-Üüd", "Zamyn Uud"),
      ("Weißenfels", "WEISSENFELS"), ("７０８４", "7084"),
    ])
  func spellingsFallTogether(_ one: String, _ other: String) {
    #expect(PlaceName.normalised(one) == PlaceName.normalised(other))
  }

  @Test(
    "different names stay apart", arguments: [("Alat", "Alat 2"), ("安", "鞍"), ("Кзыл", "Кызыл")])
  func differentNamesStayApart(_ one: String, _ other: String) {
    #expect(PlaceName.normalised(one) != PlaceName.normalised(other))
  }

  @Test func nothingIsLeftOfPunctuation() {
    #expect(PlaceName.normalised("… — (?)").isEmpty)
  }

  @Test func whatSendersAddIsTakenOffOnceAndTwice() {
    #expect(PlaceName.withoutSuffixes("霍尔果斯口岸站") == ["霍尔果斯口岸", "霍尔果斯"])
    #expect(PlaceName.withoutSuffixes("станциядостык") == ["достык"])
    #expect(PlaceName.withoutSuffixes("aktauseaport") == ["aktau"])
    #expect(PlaceName.withoutSuffixes("almaty").isEmpty)
    #expect(PlaceName.withoutSuffixes("站").isEmpty)
  }

  @Test func oneEditIsALetterWrongMissingAddedOrSwapped() {
    for misspelt in ["altinkol", "altnkol", "altyynkol", "latynkol", "altynko", "altynkoll"] {
      #expect(PlaceName.isOneEditApart(misspelt, "altynkol"), "\(misspelt)")
    }
    for other in ["altin", "latinkol", "altynlok", "", "lokntyla"] {
      #expect(!PlaceName.isOneEditApart(other, "altynkol"), "\(other)")
    }
  }
}
