import Freight
import Testing

@testable import Feeds

@Suite struct EDIFACTTokenizerTests {
  private func tokens(_ bytes: [UInt8]) -> [EDIFACT.Tokenizer.Token] {
    var tokenizer = EDIFACT.Tokenizer(bytes)
    var tokens: [EDIFACT.Tokenizer.Token] = []
    while let token = tokenizer.next() { tokens.append(token) }
    return tokens
  }

  private func segments(_ text: String) -> [[[String]]] {
    tokens(Array(text.utf8)).compactMap { token in
      guard case .segment(let segment) = token else { return nil }
      return [[segment.tag]] + segment.elements
    }
  }

  @Test func standardCharactersHoldWithoutUNA() {
    #expect(
      segments("LOC+175+KZAAU:139:6:AKTAU'CNI+1'") == [
        [["LOC"], ["175"], ["KZAAU", "139", "6", "AKTAU"]], [["CNI"], ["1"]],
      ])
  }

  @Test func emptyElementsAndComponentsKeepTheirPlace() {
    #expect(segments("STS+1+P::HS'") == [[["STS"], ["1"], ["P", "", "HS"]]])
    #expect(segments("TDT+1++2+'") == [[["TDT"], ["1"], [""], ["2"], [""]]])
  }

  @Test func releaseCharacterTakesTheMeaningFromTheNext() {
    #expect(segments("FTX+A?+B:C?:D?'E??'") == [[["FTX"], ["A+B", "C:D'E?"]]])
    #expect(segments("FTX+???''") == [[["FTX"], ["?'"]]])
  }

  @Test func serviceStringAdviceSetsOtherCharacters() {
    #expect(segments("UNA*@.? #LOC@9@KZAAU*139#") == [[["LOC"], ["9"], ["KZAAU", "139"]]])
    // No release character: `?` is a question mark.
    #expect(segments("UNA:+.  'FTX+A?+B'") == [[["FTX"], ["A?"], ["B"]]])
  }

  @Test func lineFeedCanBeTheTerminator() {
    #expect(segments("UNA:+.? \nCNI+1\nCNI+2\n") == [[["CNI"], ["1"]], [["CNI"], ["2"]]])
  }

  @Test(arguments: ["UNA++.? '", "UNA:+.?A'", "UNA:+.??'", "UNA: .? '"])
  func adviceThatCannotSeparateIsRefused(_ advice: String) {
    #expect(tokens(Array((advice + "CNI+1'").utf8)).first == .badAdvice(offset: 0))
  }

  @Test func lineBreaksAreNoData() {
    let plain = segments("UNA:+.? 'LOC+175+KZAAU:139:6:A?'B'CNI+1'")
    #expect(segments("UNA:+.? '\r\nLOC+175+KZ\r\nAAU:1\n39:6:A?\n'B'\n\n CNI\n+1'\r\n") == plain)
    #expect(plain.count == 2)
  }

  @Test func byteOrderMarkIsSkipped() {
    #expect(tokens([0xEF, 0xBB, 0xBF] + Array("CNI+1'".utf8)).count == 1)
  }

  @Test func onlyTheFirstRepetitionIsReadAndThatIsSaid() {
    var tokenizer = EDIFACT.Tokenizer(Array("UNA:+.?*'RFF+A:1*B:2+C'".utf8))
    guard case .segment(let segment) = tokenizer.next() else {
      Issue.record("no segment")
      return
    }
    #expect(segment.elements == [["A", "1"], ["C"]])
    #expect(tokenizer.sawRepetition)
  }

  @Test func segmentOverTheLimitIsPassedOver() {
    let long = "FTX+" + String(repeating: "x", count: Limits.edifactSegmentBytes) + "?''"
    let found = tokens(Array((long + "CNI+1'").utf8))
    #expect(found.first == .tooLong(tag: "FTX", offset: 0))
    #expect(found.count == 2)
    let fitting = "FTX+" + String(repeating: "x", count: Limits.edifactSegmentBytes - 5) + "'"
    #expect(segments(fitting).count == 1)
  }

  @Test(arguments: ["CNI+1", "CNI+1?", "UNA:+", "CNI+1'STS"])
  func endInsideASegmentIsSeen(_ text: String) {
    guard case .unterminated = tokens(Array(text.utf8)).last else {
      Issue.record("“\(text)” was taken for complete")
      return
    }
  }
}
