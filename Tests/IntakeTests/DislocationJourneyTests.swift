import EmbeddedRoutes
import Freight
import Ledger
import Testing
import Tracking

@testable import Intake

/// Wagons' rows as the 1520-mm network sends them, through the whole house: what they do to boxes.
@Suite struct DislocationJourneyTests {
  private let first = "TRHU4307252"
  private let second = "TCNU7200794"
  private let stranger = "CSQU3054383"

  private func desk() throws -> Desk {
    let desk = try Desk()
    let list = """
      南昌—巴库 X9041 2026-02-02 装车清单
      箱号,车号,品名,件数,毛重,国际货协运单号
      \(first),5212345,大理石制品,320,21500,30102233
      \(second),5212346,棉布,210,18000,30102234

      """
    try desk.ingest(list, feed: "forwarder", at: "2026-02-02T00:00:00Z")
    return desk
  }

  private func row(
    _ wagon: String, _ operation: String, _ station: String, _ time: String, _ more: String = ""
  ) -> String {
    #"{"railway_carriage_number":"\#(wagon)","operation_name":"\#(operation)","#
      + #""station_name":"\#(station)","date_time_of_operation":"\#(time)"\#(more)}"#
  }

  private func boxes(_ numbers: String...) -> String {
    numbers.enumerated().map { #","container_number\#($0.offset + 1)":"\#($0.element)""# }.joined()
  }

  private func send(_ rows: [String], to desk: Desk) throws {
    let outcome = try desk.ingest(
      "[" + rows.joined(separator: ",\n") + "]", feed: "ktz", at: "2026-02-20T00:00:00Z")
    #expect(outcome.format == "dislocation")
    #expect(outcome.rejected == 0, "\(outcome.rejections)")
  }

  private func journey(_ number: String, _ desk: Desk) throws -> Journey {
    let box = try #require(ContainerNumber(number))
    return try #require(try desk.journeys(of: box).last)
  }

  private func place(_ number: String, _ desk: Desk) throws -> String? {
    try journey(number, desk).position?.place?.slug
  }

  @Test func aTrainReportedByWagonMovesTheBoxesLoadedOnIt() throws {
    let desk = try desk()
    try send(
      [
        row("94003894", "Погрузка", "Алтынколь", "2026-02-08T10:00:00", boxes(first, second)),
        row("94003894", "Отправление", "Алтынколь", "2026-02-08T21:40:00"),
        row("94003894", "Прибытие", "Алматы", "2026-02-10T04:00:00"),
      ], to: desk)
    for number in [first, second] {
      #expect(try place(number, desk) == "almaty")
      let carriers = try journey(number, desk).carriers
      let wagons = carriers.filter { $0.carrier.kind == .wagon }
      #expect(wagons.map(\.carrier.id).last == "94003894")
    }
  }

  @Test func afterAReloadTheNewWagonMovesThemAndTheOldOneGoesHomeAlone() throws {
    let desk = try desk()
    try send(
      [
        row("5212345", "Прибытие", "Хоргос", "2026-02-06T02:00:00"),
        row("94003894", "Перегруз в вагон", "Алтынколь", "2026-02-08T10:00:00", boxes(first)),
        row("94003894", "Отправление", "Алтынколь", "2026-02-08T21:40:00"),
        // Under other boxes, then without any named.
        row("5212345", "Прибытие", "Хоргос", "2026-02-09T02:00:00", boxes(stranger)),
        row("5212345", "Отправление", "Хоргос", "2026-02-10T02:00:00"),
        row("94003894", "Прибытие", "Актау-порт", "2026-02-13T04:00:00"),
      ], to: desk)
    #expect(try place(first, desk) == "aktau")
    #expect(try journey(first, desk).carriers.contains { $0.carrier.id == "94003894" })
  }

  @Test func theOldWagonGoesHomeAloneThoughNobodyReportedTheReload() throws {
    let desk = try desk()
    try send(
      [
        row("5212345", "Прибытие", "Хоргос", "2026-02-06T02:00:00"),
        row("5212345", "Отправление", "Хоргос", "2026-02-06T20:00:00"),
        row("5212345", "Прибытие", "Алтынколь", "2026-02-06T22:00:00"),
        // Eastward again, and deep into China: with nobody.
        row("5212345", "Отправление", "Алтынколь", "2026-02-08T02:00:00"),
        row("5212345", "Прибытие", "Хоргос", "2026-02-08T05:00:00"),
        row("5212345", "Прибытие", "Урумчи", "2026-02-09T05:00:00"),
      ], to: desk)
    #expect(try place(first, desk) == "altynkol")
    let found = try journey(first, desk).findings.map(\.kind)
    #expect(found.contains(.reloadNotReported))
  }

  @Test func aBoxThatLeavesTheTrainEarlyFollowsItsOwnReportsOnly() throws {
    let desk = try desk()
    try send(
      [
        row("94003894", "Погрузка", "Алтынколь", "2026-02-08T10:00:00", boxes(first, second)),
        row("94003894", "Прибытие", "Алматы", "2026-02-10T04:00:00"),
      ], to: desk)
    let box = try #require(ContainerNumber(second))
    try desk.ingest(
      try line(box, .removed, "Алматы", "2026-02-10T09:00:00+05:00") + "\n", feed: "terminal",
      at: "2026-02-20T00:00:00Z")
    try send([row("94003894", "Прибытие", "Актау-порт", "2026-02-13T04:00:00")], to: desk)
    #expect(try place(first, desk) == "aktau")
    #expect(try place(second, desk) == "almaty")
    try desk.ingest(
      try line(box, .arrived, "Шу", "2026-02-14T09:00:00+05:00") + "\n", feed: "terminal",
      at: "2026-02-20T00:00:00Z")
    #expect(try place(second, desk) == "shu")
  }

  @Test func rowsInAnyOrderGiveTheSameJourneys() throws {
    let rows = [
      row("5212345", "Прибытие", "Хоргос", "2026-02-06T02:00:00"),
      row("94003894", "Перегруз в вагон", "Алтынколь", "2026-02-08T10:00:00", boxes(first)),
      row("94003894", "Отправление", "Алтынколь", "2026-02-08T21:40:00"),
      row("5212345", "Прибытие", "Хоргос", "2026-02-09T02:00:00", boxes(stranger)),
      row("94003894", "Прибытие", "Актау-порт", "2026-02-13T04:00:00"),
    ]
    var journeys: Set<Journey> = []
    for shift in rows.indices {
      let desk = try desk()
      for row in rows[shift...] + rows[..<shift] { try send([row], to: desk) }
      journeys.insert(try journey(first, desk))
    }
    #expect(journeys.count == 1)
  }
}
