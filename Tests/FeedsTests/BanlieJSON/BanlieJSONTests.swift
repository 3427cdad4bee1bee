import Freight
import Testing

@testable import Feeds

@Suite struct BanlieJSONTests {
  private static let minimal =
    #"{"container":"TRHU4307252","activity":"departed","occurredAt":"2026-02-06T14:20:00+05:00"}"#

  private func decode(_ text: String, isStrict: Bool = false, zone: String? = "Asia/Shanghai")
    -> Decoded
  {
    BanlieJSON.decode(Array(text.utf8), in: JSONTest.context(zone: zone, isStrict: isStrict))
  }

  /// A line like the minimal one, its members replaced or joined by others.
  private func line(_ members: String) -> String {
    #"{"container":"TRHU4307252","activity":"departed","#
      + #""occurredAt":"2026-02-06T14:20:00+05:00","# + members + "}"
  }

  private func rejection(_ text: String) -> Rejection? { decode(text).rejections.first }

  @Test func messagesDecodeAsRecorded() throws {
    try JSONTest.check(BanlieJSON.self, fixturesIn: "banlie-json")
  }

  // MARK: - Forms

  @Test(arguments: [
    minimal, minimal + "\n", "\u{FEFF}" + minimal, "[" + minimal + "]",
    "{\"events\": [" + minimal + "]}", "{\n  \"events\": [\n" + minimal + "\n]\n}\n",
    "{\n\"container\":\"TRHU4307252\",\n\"activity\":\"departed\","
      + "\n\"occurredAt\":\"2026-02-06T14:20:00+05:00\"}", "\n\n" + minimal + "\r\n\n",
  ])
  func everyFormGivesTheEvent(_ text: String) {
    let decoded = decode(text)
    #expect(decoded.events.count == 1)
    #expect(decoded.rejections.isEmpty && decoded.warnings.isEmpty)
  }

  @Test func aBadLineDoesNotCostTheOthers() {
    let decoded = decode([Self.minimal, "{]", "17", Self.minimal].joined(separator: "\n"))
    #expect(decoded.events.map(\.source.position) == [.line(1), .line(4)])
    #expect(
      decoded.rejections.map { [$0.reason.rawValue, "\($0.position)"] } == [
        ["malformed", "line 2, column 2"], ["wrongType", "line 3"],
      ])
  }

  @Test func onlyTheLastLineCanBeCutOff() {
    let cut = String(Self.minimal.dropLast(3))
    #expect(decode(Self.minimal + "\n" + cut).rejections.map(\.reason) == [.truncated])
    #expect(decode(cut + "\n" + Self.minimal).rejections.map(\.reason) == [.malformed])
    #expect(decode("[" + Self.minimal + "," + cut).events.count == 1)
    #expect(decode("[" + Self.minimal + "," + cut).rejections.map(\.reason) == [.truncated])
  }

  @Test func elementsStandAtTheirPath() {
    let decoded = decode("{\"events\": [\(Self.minimal), {\"wagon\": \"12\"}, 5]}")
    #expect(decoded.events.map(\.source.position) == [.path("$.events[0]")])
    #expect(
      decoded.rejections.map(\.position) == [.path("$.events[1].wagon"), .path("$.events[2]")])
  }

  // MARK: - Rejections

  @Test(arguments: [
    ("", "empty"), (" \n ", "empty"), ("{}", "missingField"),
    (#"{"container":"TRHU4307252","occurredAt":"2026-02-06T14:20Z"}"#, "missingField"),
    (#"{"container":"TRHU4307252","activity":"departed"}"#, "missingField"),
    (#"{"container":"TRHU430725","activity":"departed"}"#, "invalidIdentifier"),
    (#"{"subject":{"kind":"lorry","id":"1"}}"#, "unknownSubject"),
    (#"{"subject":{"kind":"wagon"}}"#, "missingField"),
  ])
  func namesWhatIsMissing(_ text: String, _ reason: String) {
    #expect(rejection(text)?.reason.rawValue == reason)
  }

  @Test(arguments: [
    (#""wagon":"94003894""#, "unknownSubject"), (#""occurredAt":"2026-02-30""#, "invalidTime"),
    (#""occurredAt":"06.02.2026""#, "invalidTime"), (#""occurredAt":17"#, "wrongType"),
    (#""occurredAt":"2026-02-06","zone":"Mars/Olympus""#, "zoneUnknown"),
    (#""classifier":"maybe""#, "invalidCode"), (#""precision":"week""#, "invalidCode"),
    (#""remainingKm":"far""#, "invalidNumber"), (#""remainingKm":1.5"#, "invalidNumber"),
    (#""empty":"yes""#, "wrongType"), (#""members":[{}]"#, "missingField"),
    (#""members":[{"container":"X"}]"#, "invalidIdentifier"), (#""members":{}"#, "wrongType"),
    (#""cargo":[{"hs":"marble"}]"#, "invalidIdentifier"), (#""retracts":true"#, "missingField"),
    (#""activity":"amended""#, "missingField"), (#""assumed":["weather"]"#, "invalidCode"),
    (#""plannedDeparture":"2.2.2026""#, "invalidIdentifier"),
  ])
  func namesWhatIsWrong(_ members: String, _ reason: String) {
    #expect(rejection(line(members))?.reason.rawValue == reason)
  }

  @Test func limitsAreNamed() {
    let long = String(repeating: "x", count: Limits.textBytes + 1)
    #expect(rejection(line("\"reason\":\"\(long)\""))?.reason == .textTooLong)
    let members = Array(repeating: #"{"wagon":"94003894"}"#, count: Limits.membersPerStatement + 1)
    #expect(
      rejection(line("\"members\":[\(members.joined(separator: ","))]"))?.reason
        == .tooManyMembers)
    let padding = String(repeating: " ", count: Limits.recordBytes)
    #expect(rejection(line("\"reason\":\(padding)1"))?.reason == .recordTooLarge)
    #expect(rejection("[" + line("\"reason\":\(padding)1") + "]")?.reason == .recordTooLarge)
    let depth = Limits.jsonDepth
    let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(rejection(line("\"reason\":\(deep)"))?.reason == .tooDeep)
    let many = String(repeating: "{}\n", count: Limits.recordsPerMessage + 5)
    #expect(decode(many).rejections.filter { $0.reason == .tooManyRecords }.count == 1)
    let huge = [UInt8](repeating: 0x20, count: Limits.messageBytes + 1)
    #expect(
      BanlieJSON.decode(huge, in: JSONTest.context()).rejections.map(\.reason) == [.tooLarge])
  }

  @Test func aRejectionPointsAtTheValue() {
    let decoded = decode(Self.minimal + "\n" + line(#""reason":"班","onWagon":"12""#))
    #expect(decoded.rejections.map(\.position) == [.line(2, column: 114)])
  }

  @Test func otherEncodingsAreNamed() {
    let utf16: [UInt8] = [0xFF, 0xFE, 0x7B, 0x00]
    #expect(
      BanlieJSON.decode(utf16, in: JSONTest.context()).rejections.map(\.reason) == [.wrongEncoding])
  }

  // MARK: - Meaning

  @Test func aTimeWithoutOffsetTakesTheNearestZoneAndSaysSo() throws {
    func offset(_ members: String) throws -> (Int, Bool) {
      let event = try #require(decode(line(members)).events.first)
      return (event.occurredAt.offsetMinutes, event.assumptions.contains(.zone))
    }
    let naive = #""occurredAt":"2026-02-06T14:20:00""#
    #expect(try offset(naive) == (480, true))
    #expect(try offset(naive + #","place":{"unlocode":"KZAAU"}"#) == (300, true))
    #expect(try offset(naive + #","zone":"Asia/Almaty""#) == (300, false))
    #expect(
      decode(line(naive), zone: nil).rejections.map(\.reason) == [.zoneUnknown])
  }

  @Test func aBareDateIsAWholeDay() throws {
    let event = try #require(decode(line(#""occurredAt":"2026-02-06""#)).events.first)
    #expect(event.occurredAt.precision == .day)
    #expect(event.occurredAt.rfc3339 == "2026-02-06T00:00:00+08:00")
    let noon = try #require(decode(line(#""precision":"day""#)).events.first)
    #expect(noon.occurredAt.rfc3339 == "2026-02-06T00:00:00+05:00")
  }

  @Test func anUnknownActivityIsKeptRaw() throws {
    let event = try #require(decode(line(#""activity":"teleported""#)).events.first)
    #expect(event.activity == .unmapped)
    #expect(event.rawCode == "teleported")
  }

  @Test func aWrongCheckDigitIsKeptAndFlagged() throws {
    let wrong = line(#""x":1"#).replacing("TRHU4307252", with: "TRHU4307253")
    #expect(try #require(decode(wrong).events.first).assumptions.contains(.checkDigit))
    let member = line(#""members":[{"container":"TRHU4307253"}]"#)
    #expect(try #require(decode(member).events.first).assumptions.contains(.checkDigit))
    #expect(try !#require(decode(Self.minimal).events.first).assumptions.contains(.checkDigit))
  }

  @Test func withoutAnUpdateTimeTheReceiptStandsForIt() throws {
    let event = try #require(decode(Self.minimal).events.first)
    #expect(event.updatedAt == JSONTest.received)
    #expect(event.assumptions.contains(.updateTime))
    let unreadable = line(#""updatedAt":"yesterday""#)
    #expect(decode(unreadable).events.count == 1)
    #expect(decode(unreadable).warnings.count == 1)
    #expect(decode(unreadable, isStrict: true).rejections.map(\.reason) == [.invalidTime])
  }

  @Test func aRetractionNeedsOnlyItsIdAndSubject() throws {
    let text = #"{"id":"k-1","container":"TRHU4307252","retracts":true}"#
    let event = try #require(decode(text).events.first)
    #expect(event.isRetraction && event.senderKey == "k-1")
    #expect(event.activity == .unmapped && event.rawCode == "retracted")
  }

  @Test func anUnknownKeyIsWarnedOfOnceAMessage() {
    let decoded = decode([line(#""colour":1"#), line(#""colour":2"#)].joined(separator: "\n"))
    #expect(decoded.events.count == 2)
    #expect(decoded.warnings.map(\.position) == [.line(1, column: 100)])
  }

  @Test func numbersMayComeWithoutQuotationMarks() throws {
    let event = try #require(decode(line(#""onWagon":94003894,"trainNumber":42429"#)).events.first)
    #expect(event.conveyance.wagon?.text == "94003894")
    #expect(event.conveyance.trainNumber == "42429")
  }

  // MARK: - Recognition and damage

  @Test func recognisesItsOwn() {
    #expect(BanlieJSON.recognise(Array(Self.minimal.utf8)) == 95)
    #expect(BanlieJSON.recognise(Array("[{\"a\":1}]".utf8)) == 20)
    #expect(BanlieJSON.recognise(Array("UNB+UNOA:2+".utf8)) == 0)
    #expect(BanlieJSON.recognise(Array("[section]".utf8)) == 0)
    #expect(BanlieJSON.recognise([]) == 0)
  }

  @Test(arguments: [1, 42] as [UInt64])
  func neitherCutsNorMutationsCrashIt(seed: UInt64) {
    var events = RandomEvents(seed: seed)
    let lines = (0..<3).compactMap { _ in events.event().map(BanlieJSON.encode) }
    for message in [
      lines.joined(separator: "\n"), "{\"events\":[\(lines.joined(separator: ","))]}",
    ] {
      JSONTest.cut(BanlieJSON.self, Array(message.utf8))
      JSONTest.mutate(BanlieJSON.self, Array(message.utf8), seed: seed, rounds: 400)
    }
  }
}
