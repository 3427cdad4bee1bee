import Freight
import Testing

@testable import Manifests

@Suite struct RowXMLTests {
  /// One cell, without what stands around its text.
  private static func written(_ text: String) -> (String, RowXML.Outcome) {
    var xml = RowXML(columns: 1)
    let outcome = xml.text(text, column: 0, format: 3)
    let cell = Self.drained(&xml)
    let start = cell.range(of: ">", after: "<t")
    return (String(cell[start...].dropLast("</t></is></c>".count)), outcome)
  }

  private static func drained(_ xml: inout RowXML) -> String {
    var bytes: [UInt8] = []
    xml.bytes.drain { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func rowsAreSpreadsheetML() {
    var xml = RowXML(columns: 28)
    xml.begin(row: 9, height: 29)
    xml.integer(-5, column: 0, format: 0)
    xml.number(0.1 + 0.2, column: 1, format: 12)
    xml.number(46_055.25, column: 26, format: 3)
    xml.blank(column: 27, format: 1)
    xml.end()
    xml.begin(row: 1_048_575, height: nil)
    _ = xml.text("石", column: 0, format: 3)
    xml.end()
    #expect(
      Self.drained(&xml) == """
        <row r="10" ht="29" customHeight="1"><c r="A10" s="0"><v>-5</v></c>\
        <c r="B10" s="12"><v>0.30000000000000004</v></c>\
        <c r="AA10" s="3"><v>46055.25</v></c><c r="AB10" s="1"/></row>\
        <row r="1048576"><c r="A1048576" s="3" t="inlineStr"><is><t>石</t></is></c></row>
        """)
  }

  @Test func spacesAtTheEndsAreKept() {
    var xml = RowXML(columns: 1)
    _ = xml.text(" a", column: 0, format: 0)
    #expect(Self.drained(&xml).contains("<t xml:space=\"preserve\"> a</t>"))
  }

  @Test(arguments: [
    "", "plain", "大理石 墙纸", "Баку", "🚂", "tab\tand\nline", "a_b", "（全角）", "_x_ max_x", "＿x0041＿",
  ])
  func ordinaryTextsStayAsTheyAre(text: String) {
    let (result, outcome) = Self.written(text)
    #expect(result == text)
    #expect(!outcome.isCut && !outcome.isRepaired)
  }

  @Test func markupBecomesEntities() {
    #expect(Self.written("a<b>&\"c\"</t>").0 == "a&lt;b&gt;&amp;\"c\"&lt;/t&gt;")
    #expect(Self.written("<" + String(repeating: "&", count: 9_000)).0.utf8.count == 45_004)
  }

  @Test(arguments: [
    ("a\u{0}b", "a\u{FFFD}b"), ("\u{1B}[31m", "\u{FFFD}[31m"), ("a\u{FFFE}", "a\u{FFFD}"),
    ("\u{FFFF}", "\u{FFFD}"), ("x\u{8}\u{0}&", "x\u{FFFD}\u{FFFD}&amp;"),
  ])
  func whatXMLCannotHoldIsReplacedInSight(text: String, result: String) {
    let (written, outcome) = Self.written(text)
    #expect(written == result)
    #expect(outcome.isRepaired)
  }

  @Test func lineEndsOfEveryKindBecomeExcels() {
    #expect(Self.written("a\r\nb\rc\nd").0 == "a\nb\nc\nd")
    #expect(!Self.written("a\r\nb").1.isRepaired)
  }

  @Test func whatOnlyLooksLikeAnEscapeStaysText() {
    #expect(Self.written("_x0041_").0 == "_x005F_x0041_")
  }

  @Test func textsOverTheLimitAreCutBetweenCharacters() {
    let whole = String(repeating: "石", count: SheetLimits.textUnits)
    #expect(Self.written(whole).0 == whole)
    #expect(!Self.written(whole).1.isCut)
    let (cut, outcome) = Self.written(whole + "石")
    #expect(outcome.isCut)
    #expect(cut == String(whole.dropLast()) + "…")
    let pairs = Self.written(String(repeating: "🚂", count: 20_000)).0
    #expect(pairs == String(repeating: "🚂", count: 16_383) + "…")
  }
}

extension String {
  /// Behind the first `mark` that follows `text`.
  fileprivate func range(of mark: Character, after text: String) -> Index {
    guard let found = firstRange(of: text), let end = self[found.upperBound...].firstIndex(of: mark)
    else { return endIndex }
    return index(after: end)
  }
}
