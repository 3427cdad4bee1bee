import Foundation
import Freight
import Testing

@testable import Feeds

@Suite struct BanlieJSONEncoderTests {
  @Test(arguments: [1, 20_260_202, 9_041] as [UInt64])
  func everyEventComesBackWithTheSameContent(seed: UInt64) throws {
    var events = RandomEvents(seed: seed)
    var checked = 0
    for round in 0..<600 {
      guard var event = events.event() else { continue }
      event.isRetraction = event.senderKey != nil && round % 5 == 0
      let line = BanlieJSON.encode(event)
      let decoded = BanlieJSON.decode(Array(line.utf8), in: JSONTest.context(zone: nil))
      let back = try #require(
        decoded.events.first, "seed \(seed), round \(round): \(decoded.rejections) \(line)")
      #expect(
        EventRecord.content(back) == EventRecord.content(event),
        "seed \(seed), round \(round): \(line)")
      #expect(decoded.warnings.isEmpty, "seed \(seed), round \(round)")
      #expect(BanlieJSON.encode(back) == line, "seed \(seed), round \(round)")
      checked += 1
    }
    #expect(checked > 400)
  }

  @Test func writesOneLineInAFixedOrder() throws {
    let subject = try #require(ContainerNumber("TRHU4307252"))
    let event = Event(
      feed: "ktz", senderKey: "k-1", subject: .container(subject), activity: .departed,
      classifier: .estimated,
      occurredAt: try RFC3339.parse("2026-02-06T14:20+05:00"),
      updatedAt: try RFC3339.parse("2026-02-06T14:25:00+05:00"),
      place: PlaceReference(codes: [.esr("708403")], text: "Altynkol"),
      conveyance: Conveyance(wagon: WagonNumber("94003894")), reason: "a\nb",
      details: Details(remainingKilometres: 812))
    #expect(
      BanlieJSON.encode(event)
        == #"{"id":"k-1","container":"TRHU4307252","activity":"departed","#
        + #""classifier":"estimated","occurredAt":"2026-02-06T14:20:00+05:00","#
        + #""precision":"minute","updatedAt":"2026-02-06T14:25:00+05:00","#
        + #""place":{"esr":"708403","name":"Altynkol"},"onWagon":"94003894","#
        + #""reason":"a\nb","remainingKm":812}"#)
  }

  @Test func doesNotWriteAnUpdateTimeThatNobodySent() throws {
    let subject = try #require(WagonNumber("94003894"))
    let event = Event(
      feed: "ktz", subject: .wagon(subject), activity: .arrived,
      occurredAt: Instant(microseconds: 0), assumptions: .updateTime,
      updatedAt: JSONTest.received)
    #expect(!BanlieJSON.encode(event).contains("updatedAt"))
  }

  // MARK: - The published schema

  private func schema() throws -> JSONNode {
    let file = JSONTest.folder("").deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(
        path: "Sources/Feeds/BanlieJSON/banlie-json.schema.json")
    guard case .object(let object) = try JSONReader.parse([UInt8](try Data(contentsOf: file)))
    else { throw JSONFault(.wrongType, path: "$", "the schema is no object") }
    return JSONNode(object)
  }

  private func properties(_ node: JSONNode?) throws -> Set<String> {
    Set(try node?.child("properties")?.object.members.map(\.key) ?? [])
  }

  @Test func theSchemaHasTheKeysThatAreReadAndNoOthers() throws {
    #expect(try properties(schema()) == Set(BanlieJSONKey.allCases.map(\.rawValue)))
  }

  @Test func theSchemaListsEveryActivity() throws {
    let node = try #require(try schema().child("properties")?.child("activity"))
    let listed = try node["examples"]?.elements()?.compactMap { try $0.text() } ?? []
    #expect(Set(listed) == Set(Activity.allCases.map(\.rawValue)))
  }

  @Test func everyKeyThatIsWrittenIsInTheSchema() throws {
    let schema = try schema()
    let definitions = try #require(try schema.child("$defs"))
    let nested = [
      "place": try properties(definitions.child("placeObject")),
      "subject": try properties(definitions.child("subject")),
      "cargo": try properties(definitions.child("cargo")),
      "members": try properties(definitions.child("member")),
      "customs": try properties(schema.child("properties")?.child("customs")),
    ]
    let aliases = ["origin": "place", "destination": "place", "corrected": "subject"]
    var events = RandomEvents(seed: 7)
    for _ in 0..<500 {
      guard let event = events.event(),
        case .object(let line) = try JSONReader.parse(Array(BanlieJSON.encode(event).utf8))
      else { continue }
      for member in line.members {
        #expect(try properties(schema).contains(member.key))
        guard let allowed = nested[aliases[member.key] ?? member.key] else { continue }
        for object in objects(member.value) {
          #expect(allowed.isSuperset(of: object.members.map(\.key)), "\(member.key)")
        }
      }
    }
  }

  private func objects(_ value: JSONValue) -> [JSONObject] {
    switch value {
    case .object(let object): [object]
    case .array(let values): values.flatMap(objects)
    default: []
    }
  }
}
