import TestDocuments
import Testing

@testable import Answers

@Suite struct JSONTextTests {
  @Test(arguments: [
    ("plain", #""plain""#), ("南昌 Ё ", #""南昌 Ё ""#), ("a\"b\\c/", #""a\"b\\c/""#),
    ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{1}\u{1F}", #""\u0000\u0001\u001f""#), ("", #""""#),
  ])
  func stringsAreEscapedAsTheStandardAsksAndNoFurther(text: String, expected: String) {
    #expect(JSONText.string(text).compact == expected)
  }

  @Test(arguments: [
    (8406.0, 1, "8406"), (0.25, 1, "0.3"), (12.34, 1, "12.3"), (-0.04, 1, "0"), (-0.5, 1, "-0.5"),
    (0.0001, 4, "0.0001"), (100, 0, "100"), (1.5e9, 1, "1500000000"), (21_450.05, 3, "21450.05"),
  ])
  func numbersAreRoundedWithoutZerosAtTheEnd(value: Double, digits: Int, expected: String) {
    #expect(JSONText.number(value, digits: digits)?.compact == expected)
  }

  @Test(arguments: [Double.infinity, -.infinity, .nan, 1e300])
  func whatHasNoNumberIsAbsent(value: Double) {
    #expect(JSONText.fields(["a": .number(value), "b": .integer(1)]).compact == #"{"b":1}"#)
  }

  @Test func theUnknownAndTheEmptyTextAreAbsent() {
    let document = JSONText.fields([
      "z": .text("last"), "none": .text(nil), "empty": .text(""), "a": .int(nil), "list": .some([]),
      "mark": .mark(false),
    ])
    #expect(document.compact == #"{"z":"last"}"#)
  }

  @Test func membersKeepTheirOrderAndPrettyIsIndentedByTwo() {
    let document = JSONText.fields([
      "b": .strings(["x", "y"]), "a": .fields([:]), "c": .array([]),
      "d": .fields(["e": .flag(true)]),
    ])
    #expect(document.compact == #"{"b":["x","y"],"a":{},"c":[],"d":{"e":true}}"#)
    #expect(
      document.pretty == """
        {
          "b": [
            "x",
            "y"
          ],
          "a": {},
          "c": [],
          "d": {
            "e": true
          }
        }
        """)
  }

  @Test func oneIDGivesOneObjectAndSeveralAnArray() {
    let one = JSONText.fields(["a": .integer(1)])
    #expect(JSONText.array(or: [one], isSingle: true) == one.pretty)
    #expect(JSONText.array(or: [one], isSingle: false) == JSONText.array([one]).pretty)
    #expect(JSONText.array(or: [], isSingle: true) == "[]")
  }

  @Test func linesHoldOneElementEach() {
    #expect(JSONText.lines([1, 2]) { .integer($0) } == "[\n1,\n2\n]\n")
    #expect(JSONText.lines([Int64]()) { .integer($0) } == "[]\n")
  }
}
