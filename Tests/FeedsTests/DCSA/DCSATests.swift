import Foundation
import Freight
import Testing

@testable import Feeds

@Suite struct DCSATests {
  private func decode(_ text: String) -> Decoded {
    DCSA.decode(Array(text.utf8), in: JSONTest.context())
  }

  /// A 2.2 equipment event with members replaced or added.
  private func equipment(_ members: String) -> String {
    #"{"eventID":"e1","eventType":"EQUIPMENT","eventClassifierCode":"ACT","#
      + #""eventDateTime":"2026-02-06T07:41:00+08:30","eventCreatedDateTime":"2026-02-06T00:00:00Z","#
      + #""equipmentEventTypeCode":"GTIN","equipmentReference":"TRHU4307252","# + members + "}"
  }

  @Test func messagesDecodeAsRecorded() throws {
    try JSONTest.check(DCSA.self, fixturesIn: "dcsa")
  }

  @Test func keepsTheOriginalOffset() throws {
    let event = try #require(decode(equipment(#""x":1"#)).events.first)
    #expect(event.occurredAt.rfc3339 == "2026-02-06T07:41:00+08:30")
    #expect(event.updatedAt?.rfc3339 == "2026-02-06T00:00:00Z")
    #expect(event.activity == .gatedIn && event.rawCode == "GTIN")
  }

  @Test func theNotesOfOneConsignmentAreNotTheVessels() throws {
    let file = JSONTest.folder("dcsa").appending(path: "sailing-2.2.json")
    let events = DCSA.decode([UInt8](try Data(contentsOf: file)), in: JSONTest.context()).events
    let vessel = try #require(events.first { $0.subject.kind == .voyage })
    #expect(vessel.details == nil)
    #expect(events.first { $0.senderKey == "a1-arrival#TRHU4307252" }?.details?.notes.count == 2)
  }

  @Test func theSameRetractionReadTwiceIsTheSame() throws {
    let text = equipment(#""isRetracted":true,"eventDateTime":null"#)
    let later = DecodingContext(
      feed: "test", receivedAt: JSONTest.received.adding(hours: 3), places: TwoZones())
    let first = try #require(decode(text).events.first)
    let second = try #require(DCSA.decode(Array(text.utf8), in: later).events.first)
    #expect(first.isRetraction)
    #expect(EventRecord.content(first) == EventRecord.content(second))
  }

  @Test func everyEquipmentCodeOfOurActivitiesIsMapped() throws {
    for activity in Activity.allCases where ![.arrived, .departed].contains(activity) {
      guard let code = activity.dcsaCode else { continue }
      let text = equipment("\"equipmentEventTypeCode\":\"\(code)\"")
      #expect(try #require(decode(text).events.first).activity == activity, "\(code)")
    }
  }

  @Test func anUnknownCodeIsKeptRaw() throws {
    let event = try #require(decode(equipment(#""equipmentEventTypeCode":"ZZZZ""#)).events.first)
    #expect(event.activity == .unmapped && event.rawCode == "ZZZZ")
  }

  @Test func anUnknownClassifierMovesNothing() throws {
    let decoded = decode(equipment(#""eventClassifierCode":"REQ""#))
    let event = try #require(decoded.events.first)
    #expect(event.activity == .unmapped && event.classifier != .actual)
    #expect(event.rawCode == "GTIN:REQ")
    #expect(decoded.warnings.count == 1)
  }

  @Test func aVesselArrivesUnderItsImportVoyageAndDepartsUnderItsExportOne() throws {
    func voyages(_ code: String) -> [Subject] {
      decode(
        #"{"eventID":"t","eventType":"TRANSPORT","eventClassifierCode":"ACT","#
          + #""eventDateTime":"2026-02-06T07:41:00Z","transportEventTypeCode":""# + code
          + #"","transportCall":{"modeOfTransport":"VESSEL","exportVoyageNumber":"14W","#
          + #""importVoyageNumber":"14E","vessel":{"vesselIMONumber":"9321483"}}}"#
      ).events.map(\.subject)
    }
    #expect(voyages("ARRI").map(\.id) == ["IMO9321483/14E"])
    #expect(voyages("DEPA").map(\.id) == ["IMO9321483/14W"])
  }

  @Test func eventsOfOneRecordHaveKeysOfTheirOwn() throws {
    let events = try JSONTest.fixtures("dcsa").flatMap { file in
      DCSA.decode([UInt8](try Data(contentsOf: file)), in: JSONTest.context()).events
    }
    let keys = events.filter { !$0.isRetraction }.compactMap(\.senderKey)
    #expect(events.count > 8)
    #expect(Set(keys).count == keys.count)
  }

  @Test func aWrongCheckDigitIsKeptAndAWrongShapeRejected() throws {
    let kept = try #require(
      decode(equipment(#""equipmentReference":"TRHU4307253""#)).events.first)
    #expect(kept.assumptions.contains(.checkDigit))
    let rejected = decode("[" + equipment(#""equipmentReference":"TRHU43""#) + "]").rejections
    #expect(rejected.map(\.reason) == [.invalidIdentifier])
    #expect(rejected.map(\.position) == [.path("$[0].equipmentReference")])
  }

  @Test(arguments: [
    (#"{"eventDateTime":"2026-02-06T07:41:00Z"}"#, "unsupportedMessage"),
    (
      #"{"eventType":"EQUIPMENT","eventClassifierCode":"ACT","eventDateTime":"2026-02-06T07:41:00Z"}"#,
      "unknownSubject"
    ),
    (#"{"eventType":"EQUIPMENT","equipmentReference":"TRHU4307252"}"#, "missingField"),
    (
      #"{"eventType":"EQUIPMENT","equipmentReference":"TRHU4307252","isRetracted":true}"#,
      "missingField"
    ),
    (
      #"{"eventID":"1","eventClassification":{"eventTypeCode":"EQUIPMENT"},"isRetracted":true}"#,
      "unknownSubject"
    ),
    (#"{"eventType":"EQUIPMENT","equipmentReference":{}}"#, "wrongType"),
    ("17", "wrongType"), ("", "empty"), ("[", "truncated"),
  ])
  func rejectionsAreNamed(_ text: String, _ reason: String) {
    let decoded = decode(text)
    #expect(decoded.events.isEmpty)
    #expect(decoded.rejections.map(\.reason.rawValue) == [reason])
  }

  @Test func anEmptyAnswerIsNothingAndNoFailure() {
    #expect(decode(#"{"events": []}"#).isSilent)
    #expect(decode("[]").isSilent)
  }

  @Test func recognisesBothVersions() throws {
    for file in try JSONTest.fixtures("dcsa") where !file.lastPathComponent.hasPrefix("answer") {
      #expect(DCSA.recognise([UInt8](try Data(contentsOf: file)).prefix(4_096) + []) == 95)
    }
    #expect(DCSA.recognise(Array(#"{"feedbackElements":[]}"#.utf8)) == 60)
    #expect(DCSA.recognise(Array(#"{"activity":"x","occurredAt":"y"}"#.utf8)) == 0)
    #expect(DCSA.recognise(Array("UNB+".utf8)) == 0)
  }

  @Test func noCutOfAMessageCrashesIt() throws {
    for text in [equipment(#""x":1"#), "{\"events\":[\(equipment(#""x":1"#))]}"] {
      JSONTest.cut(DCSA.self, Array(text.utf8))
    }
  }

  @Test(arguments: [3, 1977] as [UInt64])
  func noMutationCrashesIt(seed: UInt64) throws {
    for file in try JSONTest.fixtures("dcsa") {
      let bytes = [UInt8](try Data(contentsOf: file))
      JSONTest.mutate(DCSA.self, bytes, seed: seed, rounds: 80)
    }
  }

  /// Messages of other makers, kept outside the project: `BANLIE_SAMPLES` names their folder.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["BANLIE_SAMPLES"] != nil,
      "BANLIE_SAMPLES is not set"))
  func everySampleEndsInEventsOrNamedRejections() throws {
    let root = try #require(ProcessInfo.processInfo.environment["BANLIE_SAMPLES"])
    let folder = URL(filePath: root).appending(path: "dcsa")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "json" }
    #expect(!files.isEmpty)
    for file in files {
      let decoded = DCSA.decode([UInt8](try Data(contentsOf: file)), in: JSONTest.context())
      #expect(!decoded.isSilent, "\(file.lastPathComponent)")
      #expect(decoded.rejections.isEmpty, "\(file.lastPathComponent): \(decoded.rejections)")
    }
  }
}
