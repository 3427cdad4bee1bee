import Freight
import RouteBook
import Testing

@Suite struct PlaceIndexTests {
  private let book: RouteBook

  init() throws { book = try Fixtures.book() }

  private func resolve(_ text: String) -> String? {
    PlaceReference(text: text).flatMap(book.resolve)?.slug
  }

  private func resolve(_ code: PlaceCode) -> String? {
    PlaceReference(codes: [code]).flatMap(book.resolve)?.slug
  }

  private func found(_ text: String) -> [String] { book.findPlaces(matching: text).map(\.id.slug) }

  // MARK: - Names

  @Test(
    "names resolve in any script and spelling",
    arguments: [
      ("Khorgos", "khorgos"), ("HORGOS", "khorgos"), ("хоргос", "khorgos"), ("霍尔果斯", "khorgos"),
      ("霍尔果斯站", "khorgos"), ("霍尔果斯口岸站", "khorgos"), ("Ｋｏｒｇａｓ", "khorgos"),
      ("Станция Алтынколь", "altynkol"), ("ст. Алтынколь", "altynkol"),
      ("Алтынколь эксп.", "altynkol"),
      ("Altynkol St.", "altynkol"), ("khorgos-gateway", "khorgos-gateway"),
      ("KHORGOS  GATEWAY", "khorgos-gateway"),
    ])
  func namesResolve(_ text: String, _ slug: String) { #expect(resolve(text) == slug) }

  @Test(
    "codes resolve where a name was asked for", arguments: ["KZHOR", "KZ HOR", "kz hor", "KZKHG"])
  func codesResolveAsText(_ text: String) { #expect(resolve(text) == "khorgos-gateway") }

  @Test func threeLettersAreATelecodeOnlyAsCapitals() {
    #expect(resolve("HFR") == "khorgos")
    #expect(resolve("hfr") == nil)
  }

  @Test("what the gazetteer does not know stays unknown", arguments: ["Shalkar", "站", "—", "KZ"])
  func unknownStaysUnknown(_ text: String) { #expect(resolve(text) == nil) }

  // MARK: - Codes

  @Test(
    "codes resolve in the forms that senders use",
    arguments: [
      (PlaceCode.unlocode("CNYIW"), "yiwu"), (.unlocode("CN YIW"), "yiwu"),
      (.unlocode("cnyiw"), "yiwu"), (.esr("708403"), "altynkol"), (.esr("70840"), "altynkol"),
      (.esr("7084"), "altynkol"), (.telecode("HFR"), "khorgos"), (.telecode("hfr"), "khorgos"),
      (.gazetteer(PlaceID("almaty")), "almaty"), (.other(list: "UN/LOCODE", code: "CNYIW"), "yiwu"),
      (.other(list: "ЕСР", code: "708403"), "altynkol"),
    ])
  func codesResolve(_ code: PlaceCode, _ slug: String) { #expect(resolve(code) == slug) }

  @Test(
    "codes of nothing known resolve to nothing",
    arguments: [
      PlaceCode.unlocode("CNXXX"), .esr("708404"), .esr("70"), .telecode("XXX"),
      .gazetteer(PlaceID("nowhere")), .other(list: "SMDG", code: "CNYIW"),
    ])
  func unknownCodes(_ code: PlaceCode) { #expect(resolve(code) == nil) }

  @Test func aCodeIsBelievedBeforeTheText() throws {
    let reference = try #require(PlaceReference(codes: [.esr("708403")], text: "Khorgos"))
    #expect(book.resolve(reference)?.slug == "altynkol")
  }

  @Test func anUnknownCodeLeavesTheTextToDecide() throws {
    let reference = try #require(
      PlaceReference(codes: [.unlocode("XXXXX"), .other(list: "SMDG", code: "1")], text: "Khorgos"))
    #expect(book.resolve(reference)?.slug == "khorgos")
  }

  @Test func fourDigitsOfTwoStationsAreNobodys() {
    func place(_ id: String, _ esr: String) -> Place {
      Place(
        id: PlaceID(id), names: Names(en: id), kind: .station, country: "KZ", zone: "Asia/Almaty",
        esr: esr)
    }
    let book = RouteBook(
      places: [place("main", "708403"), place("halt", "708418")], crossings: [], routes: [])
    #expect(PlaceReference(codes: [.esr("7084")]).flatMap(book.resolve) == nil)
    #expect(PlaceReference(codes: [.esr("708418")]).flatMap(book.resolve)?.slug == "halt")
  }

  @Test func manyThreadsResolveAtOnce() async throws {
    let book = try Fixtures.book()
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<32 {
        group.addTask { PlaceReference(text: "ХОРГОС").flatMap(book.resolve)?.slug == "khorgos" }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  // MARK: - Search

  @Test func searchPutsWholeNamesFirstThenBeginningsThenParts() {
    #expect(found("khorgos") == ["khorgos", "khorgos-gateway"])
    #expect(found("al") == ["almaty", "altynkol"])
    #expect(found("gate") == ["khorgos-gateway"])
    #expect(found("拉木") == ["almaty"])
  }

  @Test func searchForgivesOneLetter() {
    #expect(found("Altinkol") == ["altynkol"])
    #expect(found("алмаыт") == ["almaty"])
    #expect(found("yiwo") == ["yiwu"])
  }

  @Test func searchForgivesNothingInShortWords() { #expect(found("yiu").isEmpty) }

  @Test func searchTakesCodesFromTheirBeginning() {
    #expect(found("7084") == ["altynkol"])
    #expect(found("KZKHG") == ["khorgos-gateway"])
    #expect(found("CN") == ["yiwu"])
    #expect(found("HOR").first == "khorgos")
    #expect(found("ZHOR").isEmpty)
  }

  @Test("search finds nothing for nothing", arguments: ["", "  ", "—", "Shalkar"])
  func searchFindsNothing(_ text: String) { #expect(found(text).isEmpty) }

  // MARK: - Distance

  @Test func theGreatCircleIsThatOfAGlobe() throws {
    func place(_ id: String, _ latitude: Double, _ longitude: Double) -> Place {
      Place(
        id: PlaceID(id), names: Names(en: id), kind: .station, country: "XX", zone: "UTC",
        latitude: latitude, longitude: longitude)
    }
    let book = RouteBook(
      places: [place("gulf", 0, 0), place("pole", 90, 0), place("far-side", 0, 180)],
      crossings: [], routes: [])
    func kilometres(_ a: String, _ b: String) throws -> Double {
      try #require(book.greatCircleKilometres(PlaceID(a), PlaceID(b)))
    }
    // A quarter and a half of the way round.
    #expect(abs(try kilometres("gulf", "pole") - 10_007.5) < 1)
    #expect(abs(try kilometres("gulf", "far-side") - 20_015.1) < 1)
    #expect(try kilometres("pole", "pole") == 0)
  }

  @Test func noDistanceIsInventedWithoutCoordinates() {
    #expect(book.greatCircleKilometres(PlaceID("yiwu"), PlaceID("almaty")) == nil)
    #expect(book.greatCircleKilometres(PlaceID("yiwu"), PlaceID("nowhere")) == nil)
  }
}
