import Freight
import Testing

@testable import Feeds

@Suite struct JSONReaderTests {
  private func parse(_ text: String) throws(JSONError) -> JSONValue {
    try JSONReader.parse(Array(text.utf8))
  }

  private func failure(_ bytes: [UInt8]) -> JSONError? {
    do throws(JSONError) {
      _ = try JSONReader.parse(bytes)
      return nil
    } catch { return error }
  }

  private func failure(_ text: String) -> JSONError? { failure(Array(text.utf8)) }

  @Test func keepsMembersInTheirOrderWithTheirOffsets() throws {
    guard case .object(let object) = try parse(#"{ "b": 1, "a": [true, null] }"#) else {
      Issue.record("no object")
      return
    }
    #expect(object.members.map(\.key) == ["b", "a"])
    #expect(object.members.map(\.offset) == [7, 15])
    #expect(object["a"]?.value == .array([.bool(true), .null]))
  }

  @Test func theLastOfTwoEqualKeysCounts() throws {
    guard case .object(let object) = try parse(#"{"a": 1, "a": 2}"#) else { return }
    #expect(object["a"]?.value == .number("2"))
  }

  @Test(arguments: ["0", "-0", "12.50", "1e9", "-3.25E-2", "943038946000000000000000001"])
  func keepsNumbersAsTheyAreWritten(_ number: String) throws {
    #expect(try parse(number) == .number(number))
  }

  @Test(arguments: ["01", "-", "1.", ".5", "1e", "1e+", "-a", "+1", "1x", "0x10", "NaN"])
  func refusesWhatIsNoNumber(_ text: String) { #expect(failure(text) != nil) }

  @Test func readsEscapesAndSurrogatePairs() throws {
    #expect(try parse(#""\"\\\/\b\f\n\r\t""#) == .string("\"\\/\u{8}\u{C}\n\r\t"))
    #expect(try parse(#""\u73ed\u5217 \uD83D\uDE82""#) == .string("班列 🚂"))
    #expect(try parse(#""霍尔果斯 Хоргос""#) == .string("霍尔果斯 Хоргос"))
  }

  @Test(arguments: [#""\uD83D""#, #""\uD83Dx\u0041""#, #""\uDE82""#, #""\uD83D\u0041""#])
  func refusesHalfASurrogatePair(_ text: String) { #expect(failure(text)?.kind == .loneSurrogate) }

  @Test func refusesBytesThatAreNotUTF8() {
    let gb18030: [UInt8] = [0x22, 0xBB, 0xF4, 0xB6, 0xFB, 0x22]
    #expect(failure(gb18030)?.kind == .invalidUTF8)
    #expect(failure(gb18030)?.reason == .wrongEncoding)
    #expect(failure([0x22, 0x5C, 0x6E, 0xFF, 0x22])?.kind == .invalidUTF8)
    #expect(failure([0x22, 0xC0, 0xAF, 0x22])?.kind == .invalidUTF8)
  }

  @Test func refusesControlCharactersInTexts() {
    #expect(failure("\"a\tb\"")?.kind == .controlCharacter(9))
    #expect(failure([0x22, 0, 0x22])?.reason == .binary)
    #expect(failure(#""\x41""#)?.kind == .invalidEscape)
  }

  @Test func saysWhereTheSyntaxBreaks() {
    let text = "{\"a\": 1,\n \"班\": 2 3}"
    let error = failure(text)
    #expect(error?.kind == .unexpected(UInt8(ascii: "3"), expected: "a comma or }"))
    #expect(
      Position.line(of: error?.offset ?? 0, in: Array(text.utf8)) == .line(2, column: 9))
  }

  @Test(arguments: ["", " ", "{", "[", "{\"a\"", "{\"a\":", "[1,", "\"a", "tru", "-", "\"\\u12"])
  func saysThatTheTextEnds(_ text: String) { #expect(failure(text)?.kind == .endOfText) }

  @Test func refusesWhatFollowsTheValue() {
    #expect(failure("{} {}") == JSONError(.trailing, at: 3))
    #expect(failure("[1,]")?.reason == .malformed)
    #expect(failure("{\"a\":1,}")?.reason == .malformed)
  }

  @Test func refusesDeeperNestingThanTheLimit() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(failure(nested(Limits.jsonDepth)) == nil)
    #expect(failure(nested(Limits.jsonDepth + 1))?.reason == .tooDeep)
    #expect(failure(String(repeating: "{\"a\":", count: 1_000_000))?.reason == .tooDeep)
  }

  @Test func everyCutOfADocumentIsReportedAsCut() {
    let text = Array(#"{"a": [1, "b\u00e9", true], "c": {"d": -2.5e3, "e": null}}"#.utf8)
    for length in 0..<text.count {
      #expect(failure(Array(text[..<length]))?.kind == .endOfText, "first \(length) bytes")
    }
  }
}
