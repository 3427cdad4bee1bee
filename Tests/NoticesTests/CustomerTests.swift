import Freight
import Testing

@testable import Notices

/// A customer is told of its own goods, on the trips on which they are aboard, and of nothing else.
@Suite struct CustomerTests {
  private static func cargo(_ customers: String...) -> String {
    let goods = customers.map { #"{"description":"货","customer":"\#($0)","packages":7}"# }
    return #""cargo":[\#(goods.joined(separator: ","))]"#
  }

  @Test func eachHearsOfItsOwnBoxesOnly() throws {
    let office = try Office()
    let (mine, theirs, shared) = (try Office.box(1), try Office.box(2), try Office.box(3))
    let own = try office.subscribe { $0.filter.customer = "华茂" }
    let other = try office.subscribe { $0.filter.customer = "腾达" }
    let nobody = try office.subscribe { $0.filter.customer = "nobody" }
    try office.load([mine, theirs, shared])
    try office.report(
      Office.line(mine, .stuffed, "南昌", "2026-02-01T08:00:00+08:00", Self.cargo("华茂")),
      Office.line(theirs, .stuffed, "南昌", "2026-02-01T08:00:00+08:00", Self.cargo("腾达")),
      Office.line(
        shared, .stuffed, "南昌", "2026-02-01T08:00:00+08:00", Self.cargo("华茂", "腾达")))
    try office.empty()
    try office.set("2026-02-07T00:00:00Z")
    try office.report(
      Office.train(.departed, "南昌", "2026-02-02T12:00:00+08:00"),
      Office.train(.arrived, "霍尔果斯", "2026-02-06T14:20:00+08:00"))
    #expect(
      try office.notices(for: own).map(\.boxes)
        == Array(repeating: [mine.text, shared.text], count: 2))
    #expect(
      try office.notices(for: other).map(\.boxes)
        == Array(repeating: [theirs.text, shared.text], count: 2))
    #expect(try office.said(to: nobody) == [])
    for body in try office.notices(for: own) {
      let text = String(decoding: try body.bytes, as: UTF8.self)
      for secret in ["腾达", theirs.text, "forwarder", "\(Office.self)"] {
        #expect(!text.contains(secret), "\(secret) in \(text)")
      }
      #expect(body.data.boxes.allSatisfy { $0.journey == nil })
    }
  }

  @Test func whatHappensToASharedBoxIsTheOperatorsBusiness() throws {
    let office = try Office()
    let shared = try Office.box(3)
    let own = try office.subscribe { $0.filter.customer = "华茂" }
    let desk = try office.subscribe()
    try office.load([shared])
    try office.report(
      Office.line(
        shared, .stuffed, "南昌", "2026-02-01T08:00:00+08:00", Self.cargo("华茂", "腾达")))
    try office.empty()
    try office.set("2026-02-07T00:00:00Z")
    try office.report(
      Office.line(shared, .arrived, "霍尔果斯", "2026-02-06T14:20:00+08:00"),
      Office.line(shared, .inspected, "霍尔果斯", "2026-02-06T16:20:00+08:00"),
      Office.line(
        shared, .customsSelected, "霍尔果斯", "2026-02-06T15:20:00+08:00",
        #""customs":{"country":"CN","procedure":"export"}"#))
    let milestones = { (name: String) in
      try office.notices(for: name).compactMap(\.data.milestone)
    }
    #expect(try milestones(own) == ["arrived"])
    #expect(try Set(milestones(desk)) == ["arrived", "inspected", "customsSelected"])
    #expect(try !office.notices(for: own).contains { $0.data.alert == "customsHold" })
  }

  @Test func theSameBoxNextMonthUnderAnotherCustomerStaysDark() throws {
    let office = try Office()
    let box = try Office.box(1)
    let own = try office.subscribe { $0.filter.customer = "华茂" }
    try office.report(
      Office.line(
        box, .gatedIn, "南昌", "2026-02-01T08:00:00+08:00",
        Self.cargo("华茂") + #","origin":"南昌","plannedDeparture":"2026-02-02""#))
    try office.set("2026-02-25T00:00:00Z")
    try office.report(
      Office.line(box, .delivered, "巴库", "2026-02-20T08:00:00+04:00"),
      Office.line(box, .emptyReturned, "巴库", "2026-02-22T08:00:00+04:00"))
    let before = try office.said(to: own)
    #expect(before.contains { $0.hasPrefix("delivered baku") })
    #expect(!before.contains { $0.hasPrefix("emptyReturned") })
    try office.set("2026-03-10T00:00:00Z")
    try office.report(
      Office.line(
        box, .gatedIn, "西安", "2026-03-08T08:00:00+08:00",
        Self.cargo("腾达") + #","origin":"西安","plannedDeparture":"2026-03-09""#),
      Office.line(box, .departed, "西安", "2026-03-09T08:00:00+08:00"))
    try office.announcer.sweep(office.ledger)
    #expect(try office.said(to: own) == before)
  }
}
