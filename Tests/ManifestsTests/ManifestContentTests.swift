import Answers
import Foundation
import Freight
import TestDocuments
import Testing
import Tracking

@testable import Manifests

@Suite struct ManifestContentTests {
  private static let request = ManifestRequest(date: "2026-02-10")

  private func depot() throws -> Depot {
    let depot = try Depot()
    try depot.load([
      (try Depot.box(1), Depot.goods(20_000)),
      (try Depot.box(2), Depot.goods(8_123) + "," + Depot.goods(4_000, customer: "赣锋")),
    ])
    try depot.load([(try Depot.box(3), "")], train: "X9043@2026-02-03")
    try depot.set("2026-02-07T00:00:00Z")
    try depot.move("X9041@2026-02-02", .arrived, "霍尔果斯", "2026-02-06T10:00:00+08:00")
    try depot.set("2026-02-10T12:00:00Z")
    return depot
  }

  @Test func trainsComeByDepartureAndEachBoxAndGoodsItemCountsOnce() throws {
    let manifest = try depot().collect(Self.request)
    #expect(manifest.trains.map(\.id?.number) == ["X9041", "X9043"])
    #expect(
      manifest.boxes.map(\.container) == [try Depot.box(1), try Depot.box(2), try Depot.box(3)])
    #expect(manifest.trains.map(\.totals.boxes) == [2, 1])
    #expect(manifest.summary.totals.boxes == 3)
    #expect(manifest.summary.totals.goodsItems == 3)
    #expect(manifest.summary.totals.grossKilograms == 32_123)
    #expect(manifest.summary.totals.packages == 60)
  }

  @Test func whatIsUnknownIsEmptyAndCounted() throws {
    let totals = try depot().collect(Self.request).summary.totals
    // One box without goods, none with a wagon, a type or seals.
    #expect(totals.unknown[.goods] == 1 && totals.unknown[.consignee] == 1)
    #expect(totals.unknown[.wagon] == 3 && totals.unknown[.seals] == 3)
    #expect(totals.unknown[.place] == nil)
  }

  @Test func aTrainSaysWhereItIsAndHowLate() throws {
    let train = try #require(try depot().collect(Self.request).trains.first)
    #expect(train.place?.slug == "khorgos" && train.state == .atBorder)
    #expect(train.kilometresLeft ?? 0 > 3_000)
    let deviation = try #require(train.deviationHours)
    #expect(deviation > 24)
    #expect(train.alerts.map(\.alert.kind).contains(.late))
    #expect(train.alerts.allSatisfy { $0.count == 2 })
  }

  @Test func theJSONFormIsAsItsSchemaSaysAndLeadsToItsEvidence() throws {
    let depot = try depot()
    let text = String(decoding: try depot.file(Self.request, as: .json), as: UTF8.self)
    #expect(try SchemaChecker("manifest").problems(in: text) == [])
    let document = try depot.json(Self.request)
    for box in document.boxes {
      #expect(!box.evidence.isEmpty)
      for id in box.evidence {
        let key = try #require(EventID(id))
        #expect(try depot.ledger.read { try $0.findEvent(key) } != nil)
      }
    }
  }

  @Test func oneRouteTrainPlaceOrCustomerAlone() throws {
    let depot = try depot()
    func boxes(_ change: (inout ManifestRequest) -> Void) throws -> Int {
      var request = Self.request
      change(&request)
      return try depot.collect(request).boxes.count
    }
    #expect(try boxes { $0.train = "X9043" } == 1)
    #expect(try boxes { $0.train = "X9041@2026-02-02" } == 2)
    #expect(try boxes { $0.place = "霍尔果斯" } == 2)
    #expect(try boxes { $0.route = "nanchang-khorgos-baku" } == 3)
    #expect(try boxes { $0.customer = "赣锋" } == 1)
    #expect(throws: Failure.self) { try boxes { $0.route = "moon" } }
    #expect(throws: Failure.self) { try boxes { $0.columns = ["colour"] } }
    #expect(throws: Failure.self) { try boxes { $0.date = "2026-02-30" } }
    #expect(throws: Failure.self) { try boxes { $0.date = "2026-02-12" } }
  }

  @Test func aCustomersManifestHoldsNothingOfAnybodyElse() throws {
    let depot = try depot()
    for format in [ManifestFormat.json, .csv] {
      let text = String(
        decoding: try depot.file(Self.request, as: format, viewer: .customer("赣锋")), as: UTF8.self)
      #expect(text.contains(try Depot.box(2).text))
      for secret in ["华茂", try Depot.box(1).text, "20000,", "8123,", "8123}", "smgs", "30102233"] {
        #expect(!text.contains(secret), "\(format) tells \(secret)")
      }
    }
    // Nor may a customer ask for another's.
    var request = Self.request
    request.customer = "华茂"
    #expect(
      try depot.collect(request, viewer: .customer("赣锋")).boxes.map(\.container) == [Depot.box(2)])
  }

  @Test func aCustomerChoosesColumnsAndTheirOrder() throws {
    let depot = try depot()
    var request = Self.request
    request.columns = ["place", "container", "goods"]
    let text = String(decoding: try depot.file(request, as: .csv), as: UTF8.self)
    let lines = text.split(separator: "\r\n")
    #expect(lines[0] == "\u{FEFF}Place,\"Container\",Goods")
    #expect(lines[1] == "Khorgos,\"\(try Depot.box(1).text)\",大理石")
  }

  @Test func changesSinceAnEarlierDayAreTold() throws {
    let depot = try depot()
    try depot.set("2026-02-11T12:00:00Z")
    try depot.move("X9041@2026-02-02", .arrived, "阿拉木图", "2026-02-11T09:00:00+05:00")
    try depot.load([(try Depot.box(4), Depot.goods(1_000))], train: "X9045@2026-02-11")
    var request = ManifestRequest(date: "2026-02-11")
    request.since = "2026-02-10"
    let document = try depot.json(request)
    let changes = Dictionary(
      uniqueKeysWithValues: document.boxes.map { ($0.container, $0.changes ?? []) })
    #expect(changes[try Depot.box(4).text]?.map(\.change) == ["listed"])
    let moved = try #require(changes[try Depot.box(1).text]?.first { $0.change == "moved" })
    #expect(moved.from == "Khorgos" && moved.to == "Almaty")
    #expect(document.gone?.isEmpty == true)
    request.since = "2026-02-11"
    #expect(throws: Failure.self) { try depot.json(request) }
  }

  @Test func figuresThatNoTrainCarriesCrashNothing() throws {
    let depot = try Depot()
    let absurd = #"{"description":"x","packages":9000000000000000000}"#
    try depot.load([(try Depot.box(1), absurd + "," + absurd)])
    #expect(try depot.collect(ManifestRequest(date: "2026-02-02")).summary.totals.packages == .max)
  }

  @Test func aMomentOutsideItsDayIsRefused() throws {
    let depot = try depot()
    for moment in ["2026-02-09T00:00:00Z", "2026-02-11T00:00:00Z"] {
      var request = Self.request
      request.asOf = try RFC3339.parse(moment).microseconds
      #expect(throws: Failure.self) { try depot.collect(request) }
    }
  }

  @Test func whereTheEmptyBoxGoesIsNotTheCustomersBusiness() throws {
    let depot = try Depot()
    let box = try Depot.box(1)
    try depot.load([(box, Depot.goods(20_000))])
    try depot.set("2026-02-22T12:00:00Z")
    func line(_ activity: String, _ place: String, _ day: Int, _ more: String = "") -> String {
      #"{"container":"\#(box.text)","activity":"\#(activity)","place":"\#(place)","#
        + #""occurredAt":"2026-02-\#(day)T10:00:00+05:00"\#(more)}"#
    }
    try depot.report([
      line("arrived", "巴库", 19), line("delivered", "巴库", 20),
      line("positioned", "阿克套", 22, #","onWagon":"94003894","empty":true"#),
    ])
    let request = ManifestRequest(date: "2026-02-22")
    let text = String(
      decoding: try depot.file(request, as: .json, viewer: .customer("华茂")), as: UTF8.self)
    #expect(text.contains(box.text))
    #expect(
      !text.contains("94003894") && !text.contains("2026-02-22T10") && !text.contains("aktau"))
    var there = request
    there.place = "阿克套"
    #expect(try depot.collect(there, viewer: .customer("华茂")).boxes.isEmpty)
    #expect(try depot.collect(there).boxes.count == 1)
  }

  @Test func customsAreToldWhetherHeldOrOnlyReleased() throws {
    let depot = try depot()
    func customs(_ activity: String, _ country: String, _ procedure: String, _ time: String)
      throws -> String
    {
      #"{"container":"\#(try Depot.box(3).text)","activity":"\#(activity)","place":"阿腾科里","#
        + #""occurredAt":"2026-02-10T\#(time)+05:00","#
        + #""customs":{"country":"\#(country)","procedure":"\#(procedure)"}}"#
    }
    try depot.report([
      try customs("customsReleased", "CN", "export", "08:00:00"),
      try customs("customsSelected", "KZ", "transit", "09:00:00"),
    ])
    let box = try #require(
      try depot.collect(Self.request).boxes.first { try $0.container == Depot.box(3) })
    let words = ManifestWords(language: .zh)
    #expect(words.customs(box.customs) == "CN 出口 放行 2026-02-10；KZ 过境 布控 2026-02-10")
  }

  @Test func anEndThatIsToldTheNextDayIsListedThen() throws {
    let depot = try depot()
    try depot.set("2026-02-11T09:00:00Z")
    func delivered(_ number: Int, _ time: String) throws -> String {
      #"{"container":"\#(try Depot.box(number).text)","activity":"delivered","place":"巴库","#
        + #""occurredAt":"\#(time)"}"#
    }
    // Yesterday's, and one of a month ago that is history.
    try depot.report([
      try delivered(3, "2026-02-10T10:00:00+04:00"), try delivered(2, "2026-01-10T10:00:00+04:00"),
    ])
    func state(_ date: String) throws -> Journey.State? {
      let boxes = try depot.collect(ManifestRequest(date: date)).boxes
      return try boxes.first { try $0.container == Depot.box(3) }?.state
    }
    #expect(try state("2026-02-10") != .delivered)
    #expect(try state("2026-02-11") == .delivered)
    try depot.set("2026-02-12T09:00:00Z")
    #expect(try state("2026-02-12") == nil)
  }

  @Test func aBoxThatEndedIsListedOnThatDayAndGoneOnTheNext() throws {
    let depot = try depot()
    try depot.report([
      #"{"container":"\#(try Depot.box(3).text)","activity":"delivered","place":"巴库","#
        + #""occurredAt":"2026-02-10T10:00:00+04:00"}"#
    ])
    #expect(try depot.collect(Self.request).boxes.last?.state == .delivered)
    try depot.set("2026-02-11T12:00:00Z")
    var request = ManifestRequest(date: "2026-02-11")
    request.since = "2026-02-10"
    #expect(try depot.json(request).gone?.map(\.container) == [Depot.box(3).text])
  }
}
