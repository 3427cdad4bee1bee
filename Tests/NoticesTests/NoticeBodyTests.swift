import Freight
import TestDocuments
import Testing

@testable import Notices

@Suite struct NoticeBodyTests {
  private func bodies() throws -> [NoticeBody] {
    let office = try Office()
    let boxes = try (1...3).map(Office.box)
    try office.load(boxes)
    try office.subscribe { $0.estimateHours = 6 }
    try office.announcer.sweep(office.ledger)
    try office.set("2026-02-02T12:00:00Z")
    try office.report(Office.train(.departed, "南昌", "2026-02-02"))
    try office.set("2026-02-09T12:00:00Z")
    try office.announcer.sweep(office.ledger)
    try office.report(Office.train(.arrived, "霍尔果斯", "2026-02-09T12:00:00+08:00"))
    return try office.notices()
  }

  @Test func everyKindIsAsItsSchemaSays() throws {
    let schema = try SchemaChecker("notice")
    let bodies = try bodies()
    #expect(Set(bodies.map(\.type)) == Set(NoticeBody.Kind.allCases).subtracting([.test]))
    for body in bodies {
      let text = String(decoding: try body.bytes, as: UTF8.self)
      #expect(try schema.problems(in: text) == [], "\(text)")
      #expect(try NoticeBody(try body.bytes) == body)
    }
  }

  @Test func aDayStaysADay() throws {
    let departed = try #require(try bodies().first { $0.data.milestone == "departed" })
    #expect(departed.data.boxes.allSatisfy { $0.precision == "day" })
    #expect(departed.timestamp == "2026-02-02T00:00:00+08:00")
  }

  @Test func aListOfBoxesHasALimitAndGoesOnInAnotherNotice() throws {
    let office = try Office()
    let boxes = try (1...(NoticeBody.boxLimit + 20)).map(Office.box)
    try office.load(boxes)
    try office.subscribe()
    try office.set("2026-02-02T12:00:00Z")
    try office.report(Office.train(.departed, "南昌", "2026-02-02T12:00:00+08:00"))
    let counts = try office.notices().map(\.data.boxes.count)
    #expect(counts == [NoticeBody.boxLimit, 20])
    #expect(Set(try office.notices().flatMap(\.boxes)) == Set(boxes.map(\.text)))
  }

  @Test func twoMovesOfAnEstimateBeforeAnybodyIsToldAreOne() throws {
    var first = NoticeBody(type: .estimate, timestamp: "t", data: .init())
    first.data.boxes = [.init(id: "A", state: "underway", eta: "2", before: "1")]
    var second = first
    second.data.boxes = [.init(id: "A", state: "standing", eta: "3", before: "2")]
    first.merge(second)
    #expect(first.data.boxes.map(\.before) == ["1"] && first.data.boxes.map(\.eta) == ["3"])
  }
}
