import Freight
import Testing

@testable import Feeds

@Suite struct EDIFACTInterchangeReaderTests {
  private struct Outcome {
    var messages: [EDIFACT.Message] = []
    var reasons: [Rejection.Reason] = []
    var warnings: [String] = []
  }

  private func read(_ text: String, isStrict: Bool = false) -> Outcome {
    var reader = EDIFACT.InterchangeReader(Array(text.utf8), isStrict: isStrict)
    var outcome = Outcome()
    while let message = reader.next() { outcome.messages.append(message) }
    outcome.reasons = reader.rejections.map(\.reason)
    outcome.warnings = reader.warnings.map(\.detail)
    return outcome
  }

  private static let unb = "UNB+UNOC:3+CARRIER:ZZZ+RAIL+260214:0800+R1'"
  private static let message = "UNH+1+IFTSTA:D:00B:UN'BGM+23+D'UNT+3+1'"
  private static let group = "UNG+IFTSTA+A+B+260214:0800+G1+UN+D:00B'"

  @Test func rightEnvelopesAreSilent() {
    let outcome = read(Self.unb + Self.message + "UNZ+1+R1'", isStrict: true)
    #expect(outcome.messages.count == 1)
    #expect(outcome.reasons.isEmpty)
    #expect(outcome.warnings.isEmpty)
    #expect(outcome.messages.first?.interchange.sender == "CARRIER")
    #expect(outcome.messages.first?.interchange.preparedAt?.date.description == "2026-02-14")
    #expect(outcome.messages.first?.segments.map(\.number) == [1, 2])
  }

  @Test func withGroupsUNZCountsGroups() {
    let twice = Self.group + Self.message + Self.message + "UNE+2+G1'"
    #expect(read(Self.unb + twice + "UNZ+1+R1'", isStrict: true).reasons.isEmpty)
    #expect(read(Self.unb + twice + "UNZ+2+R1'", isStrict: true).reasons == [.countMismatch])
  }

  @Test func severalInterchangesFollowEachOther() {
    let one = Self.unb + Self.message + "UNZ+1+R1'"
    let other =
      "UNA*@.? #UNB@UNOC*3@OTHER@RAIL@260214*0900@R2#UNH@1@IFTSTA*D*00B*UN#BGM@23@D#UNT@3@1#UNZ@1@R2#"
    let outcome = read(one + "\r\n" + other + "\n" + one, isStrict: true)
    #expect(outcome.messages.map(\.interchange.sender) == ["CARRIER", "OTHER", "CARRIER"])
    #expect(outcome.messages.map(\.number) == [1, 2, 3])
    #expect(outcome.reasons.isEmpty)
  }

  /// What real senders get wrong: a warning, strictly a rejection.
  @Test(arguments: [
    (unb + "UNH+1+IFTSTA:D:00B:UN'BGM+23+D'UNT+9+1'UNZ+1+R1'", Rejection.Reason.countMismatch),
    (unb + "UNH+1+IFTSTA:D:00B:UN'BGM+23+D'UNT+3+7'UNZ+1+R1'", .referenceMismatch),
    (unb + message + "UNZ+5+R1'", .countMismatch),
    (unb + message + "UNZ+1+R9'", .referenceMismatch),
    (unb + group + message + "UNE+4+G1'UNZ+1+R1'", .countMismatch),
    (unb + group + message + "UNE+1+G7'UNZ+1+R1'", .referenceMismatch),
  ])
  func deviationsWarnOrReject(_ text: String, _ reason: Rejection.Reason) {
    let lenient = read(text)
    #expect(lenient.messages.count == 1)
    #expect(lenient.reasons.isEmpty)
    #expect(lenient.warnings.count == 1)
    let strict = read(text, isStrict: true)
    #expect(strict.reasons == [reason])
    #expect(strict.warnings.isEmpty)
    // Only the message's own envelope makes the message doubtful.
    #expect(strict.messages.count == (text.contains("UNT+3+1'") ? 1 : 0))
  }

  @Test(arguments: [
    "UNH++IFTSTA:D:00B:UN'BGM+23+D'UNT+3+'", "UNH+1'BGM+23+D'UNT+3+1'",
    "UNH+1+IFTSTA'BGM+23+D'UNT+3+1'",
  ])
  func corruptUNHCostsItsMessageOnly(_ broken: String) {
    let outcome = read(Self.unb + Self.message + broken + Self.message + "UNZ+3+R1'")
    #expect(outcome.messages.count == 2)
    #expect(outcome.reasons == [.malformedEnvelope])
  }

  @Test(arguments: ["UNB'", "UNB+UNOC:3++RAIL+260214:0800+R1'", "UNX+UNOC:3+A+B+C+R1'"])
  func corruptUNBIsNamedAndItsMessagesAreRead(_ broken: String) {
    let outcome = read(broken + Self.message)
    #expect(outcome.messages.count == 1)
    #expect(outcome.reasons.first == .malformedEnvelope)
  }

  @Test func badAdviceIsNamed() {
    let outcome = read("UNA++.? '" + Self.unb + Self.message + "UNZ+1+R1'")
    #expect(outcome.reasons == [.malformedEnvelope])
    #expect(outcome.messages.count == 1)
  }

  @Test func messageWithoutUNBIsReadWithAWarning() {
    let outcome = read(Self.message)
    #expect(outcome.messages.count == 1)
    #expect(outcome.reasons.isEmpty)
    #expect(outcome.warnings == ["the message comes without UNB"])
  }

  @Test func messageWithoutUNTIsLostAlone() {
    let open = "UNH+1+IFTSTA:D:00B:UN'BGM+23+D'"
    let outcome = read(Self.unb + open + Self.message + "UNZ+2+R1'")
    #expect(outcome.messages.count == 1)
    #expect(outcome.reasons == [.malformedEnvelope])
  }

  @Test func straySegmentsAreOneRejectionARun() {
    let outcome = read(Self.unb + "LOC+1'LOC+2'LOC+3'" + Self.message + "LOC+4'UNZ+1+R1'")
    #expect(outcome.messages.count == 1)
    #expect(outcome.reasons == [.malformedEnvelope, .malformedEnvelope])
  }

  @Test func truncatedKeepsTheGoodMessagesBefore() {
    let outcome = read(Self.unb + Self.message + "UNH+2+IFTSTA:D:00B:UN'BGM+23'CNI+")
    #expect(outcome.messages.count == 1)
    #expect(outcome.reasons == [.truncated])
    #expect(read(Self.unb + Self.message).reasons == [.truncated])
  }

  @Test func emptyInterchangeIsNamed() {
    #expect(read(Self.unb + "UNZ+0+R1'").reasons == [.empty])
    #expect(read("  \r\n").reasons == [.empty])
  }

  @Test func longSegmentCostsItsMessage() {
    let long = "FTX+" + String(repeating: "x", count: Limits.edifactSegmentBytes) + "'"
    let broken = "UNH+1+IFTSTA:D:00B:UN'" + long + "UNT+3+1'"
    let outcome = read(Self.unb + broken + Self.message + "UNZ+2+R1'")
    #expect(outcome.messages.count == 1)
    #expect(outcome.reasons == [.segmentTooLong])
  }

  @Test func tooManySegmentsCostTheirMessage() {
    let many = String(repeating: "CNI'", count: Limits.edifactSegmentsPerMessage)
    let outcome = read(
      Self.unb + "UNH+1+IFTSTA:D:00B:UN'" + many + "UNT+3+1'" + Self.message + "UNZ+2+R1'")
    #expect(outcome.messages.count == 1)
    #expect(outcome.reasons == [.tooManyRecords])
  }

  @Test func testIndicatorIsSaid() {
    let unb = "UNB+UNOC:3+CARRIER+RAIL+260214:0800+R1++++++1'"
    #expect(read(unb + Self.message + "UNZ+1+R1'").warnings.count == 1)
  }

  @Test func foreignBytesAreSaidOnce() {
    let unb = Self.unb.replacing("UNOC", with: "UNOA")
    let text = unb + "UNH+1+IFTSTA:D:00B:UN'FTX+é'FTX+ü'UNT+4+1'UNZ+1+R1'"
    #expect(read(text).warnings.count == 1)
  }
}
