import Foundation
import Freight
import Testing

@testable import Feeds

/// Moscow and Almaty; no place has a zone of its own.
private struct NetworkZones: PlaceDirectory {
  func zone(of place: PlaceReference) -> String? { nil }
  func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? {
    ["Europe/Moscow": 180, "Asia/Almaty": 300][zone]
  }
}

@Suite struct DislocationTests {
  private func context(_ change: (inout DecodingContext) -> Void = { _ in }) -> DecodingContext {
    var context = DecodingContext(
      feed: "ktz", receivedAt: JSONTest.received, places: NetworkZones())
    context.fallbackZone = "Asia/Shanghai"
    change(&context)
    return context
  }

  private func row(
    _ members: String, _ change: (inout DecodingContext) -> Void = { _ in }
  ) -> Decoded {
    let text =
      #"{"railway_carriage_number":"94003894","date_time_of_operation":"2026-02-08T21:40:00","#
      + members + "}"
    return Dislocation.decode(Array(text.utf8), in: context(change))
  }

  private func event(
    _ members: String, _ change: (inout DecodingContext) -> Void = { _ in }
  ) throws -> Event {
    try #require(row(members, change).events.first)
  }

  @Test(arguments: ["rows.json", "spravka.csv"])
  func messagesDecodeAsRecorded(name: String) throws {
    let file = JSONTest.folder("dislocation").appending(path: name)
    let bytes = [UInt8](try Data(contentsOf: file))
    #expect(try Formats.recognise(bytes).get().name == "dislocation")
    let text = JSONTest.rendered(Dislocation.decode(bytes, in: context()))
    let beside = file.deletingPathExtension().appendingPathExtension("expected.txt")
    if ProcessInfo.processInfo.environment["BANLIE_RECORD"] != nil {
      try Data(text.utf8).write(to: beside)
    }
    #expect(try text == String(contentsOf: beside, encoding: .utf8))
  }

  @Test func aNumberMeansWhatTheFeedSaysAndNothingElse() throws {
    let plain = try event(#""operation_code_railway_carriage":"20""#)
    #expect(plain.activity == .positioned && plain.rawCode == "20")
    for (code, written) in [("20", "20"), ("20", "020"), ("07", "07"), ("7", "07")] {
      let mapped = try event(#""operation_code_railway_carriage":"\#(written)""#) {
        $0.codes = [code: .departed]
      }
      #expect(mapped.activity == .departed, "\(code) for \(written)")
    }
    let both = try event(
      #""operation_code_railway_carriage":"20","operation_name":"Прибытие на станцию""#
    ) { $0.codes = ["20": .departed] }
    #expect(both.activity == .departed, "the feed's own table is asked first")
  }

  @Test(arguments: [
    ("Отправление вагона со станции", Activity.departed), ("ПРИБЫТИЕ НА СТАНЦИЮ", .arrived),
    ("Бросание поезда", .abandoned), ("Подъём брошенного поезда", .resumed),
    ("Включение в поезд", .composed), ("Отцепка вагона", .detached),
    ("Перегруз из вагона в вагон", .reloaded), ("Сдача по МГСП", .handedOver),
    ("Приём с иностранной дороги", .handedOver), ("Погрузка на подъездном пути", .loaded),
    ("Выгрузка", .discharged), ("Проследование по станции без остановки", .passed),
    ("Подача под выгрузку", .positioned), ("Ожидание отправления", .positioned),
    ("Расформирование состава", .positioned), ("", .positioned),
  ])
  func wordsMeanWhatTheySayAndPlansMeanNothing(words: String, activity: Activity) throws {
    #expect(try event(#""operation_name":"\#(words)""#).activity == activity)
  }

  @Test func aRowThatNamesNoBoxesSaysNothingOfBoxes() throws {
    for nothing in [#""x":1"#, #""container_number1":null"#, #""container_number1":"None""#] {
      #expect(try event(nothing).details?.members == nil)
    }
    let two = try event(
      #""container_number1":"TRHU 430725-2","container_number12":"TCNU7200794""#)
    #expect(
      two.details?.members?.compactMap { $0.container?.text } == ["TRHU4307252", "TCNU7200794"])
    let flagged = try event(#""container_number1":"TRHU4307253""#)
    #expect(flagged.assumptions.contains(.checkDigit))
  }

  @Test func emptyIsSaidAndNeverGuessed() throws {
    #expect(try event(#""cargo_weight":0"#).details?.isEmpty == nil)
    #expect(try event(#""load_state":"порожний""#).details?.isEmpty == true)
    #expect(try event(#""load_state":"груженый""#).details?.isEmpty == false)
    #expect(try event(#""operation_name":"Отправление порожнего""#).details?.isEmpty == true)
  }

  @Test func aTrainIndexBecomesALegOnlyWhereItsDateIsKnown() throws {
    let members = #""number_train":"2303","train_index":"7084-087-1306""#
    let forming = try event(
      members + #","operation_name":"Отправление","station_code_performing_operation":"708403""#)
    #expect(forming.conveyance.trainLeg?.description == "7084-087-1306@2026-02-08")
    let onTheWay = try event(
      members + #","operation_name":"Прибытие","station_code_performing_operation":"663406""#)
    #expect(onTheWay.conveyance.trainLeg == nil)
    #expect(onTheWay.conveyance.trainNumber == "2303")
  }

  @Test func timesAreMoscowsUnlessTheFeedHasAZone() throws {
    let moscow = try event(#""x":1"#)
    #expect(moscow.occurredAt.rfc3339 == "2026-02-08T21:40:00+03:00")
    #expect(moscow.assumptions.contains(.zone))
    #expect(
      try event(#""x":1"#) { $0.zone = "Asia/Almaty" }.occurredAt.rfc3339
        == "2026-02-08T21:40:00+05:00")
    let own = try event(#""date_time_of_operation":"2026-02-08T21:40:00+04:00""#)
    #expect(own.occurredAt.offsetMinutes == 240 && !own.assumptions.contains(.zone))
  }

  @Test func aRailwayDayBeginsInTheEveningBefore() throws {
    let members = #""date_time_of_operation":"2026-02-08""#
    let civil = try event(members)
    #expect(civil.occurredAt.precision == .day)
    #expect(
      civil.occurredAt.microseconds == (try RFC3339.parse("2026-02-08T00:00:00+03:00").microseconds)
    )
    let railway = try event(members) { $0.usesRailwayDay = true }
    #expect(railway.occurredAt.precision == .day)
    #expect(
      railway.occurredAt.microseconds
        == (try RFC3339.parse("2026-02-07T18:00:00+03:00").microseconds))
  }

  @Test func anEnvelopesOnlyListHoldsTheRows() throws {
    let text = """
      {"status":"ok","data":[{"railway_carriage_number":"94003894",
      "date_time_of_operation":"2026-02-08T21:40:00"},{"railway_carriage_number":"94003894"}]}
      """
    let decoded = Dislocation.decode(Array(text.utf8), in: context())
    #expect(decoded.events.map(\.source.position) == [.path("$.data[0]")])
    #expect(decoded.rejections.map(\.position) == [.path("$.data[1]")])
    #expect(decoded.rejections.map(\.reason) == [.missingField])
  }

  @Test func theReportIsReadFromAWorkbookTooWhicheverFormatIsNamed() throws {
    func events(_ name: String, _ format: any Format.Type) throws -> [String] {
      let file = JSONTest.folder("dislocation").appending(path: name)
      let decoded = format.decode([UInt8](try Data(contentsOf: file)), in: context())
      #expect(decoded.rejections.isEmpty && decoded.warnings.isEmpty, "\(decoded)")
      return decoded.events.map { BanlieJSON.encode($0) }
    }
    let wanted = try events("spravka.csv", Dislocation.self)
    #expect(wanted.count == 3)
    #expect(try events("spravka.xlsx", Dislocation.self) == wanted)
    #expect(try events("spravka.xlsx", Sheet.self) == wanted, "as it is recognised")
  }

  @Test func aSheetOfNothingSaysSo() {
    let list = "箱号,车号,品名\n合计,,\n"
    #expect(Sheet.decode(Array(list.utf8), in: context()).warnings.count == 1)
  }

  @Test func theSheetsOfBoxesStayWithTheOtherFormat() throws {
    for name in ["loading-list.csv", "tracking.csv"] {
      let bytes = [UInt8](try Data(contentsOf: JSONTest.folder("sheet").appending(path: name)))
      #expect(try Formats.recognise(bytes).get().name == "sheet", "\(name)")
    }
  }

  @Test(arguments: ["rows.json", "spravka.csv"])
  func whateverHappensToTheBytesItEndsWithAWord(name: String) throws {
    let bytes = [UInt8](
      try Data(contentsOf: JSONTest.folder("dislocation").appending(path: name)))
    for length in 1...bytes.count {
      #expect(!Dislocation.decode(Array(bytes[..<length]), in: context()).isSilent, "\(length)")
    }
    JSONTest.mutate(Dislocation.self, bytes, seed: 0xD15_10C8, rounds: 400)
  }
}
