import Feeds
import Foundation
import Freight
import Testing

@Suite struct SheetTests {
  /// Zones of the places that these sheets name.
  private struct Zones: PlaceDirectory {
    func zone(of place: PlaceReference) -> String? {
      switch place.text {
      case "南昌", "霍尔果斯", "Nanchang", "Khorgos", "Хоргос": "Asia/Shanghai"
      case "巴库", "Baku", "Баку": "Asia/Baku"
      case "阿拉木图", "Almaty", "Алматы", "Достык": "Asia/Almaty"
      default: nil
      }
    }

    func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? {
      ["Asia/Shanghai": 480, "Asia/Baku": 240, "Asia/Almaty": 300, "Europe/Moscow": 180][zone]
    }
  }

  private func decode(
    _ text: String, received: String = "2026-02-12T02:00:00Z", zone: String? = "Asia/Shanghai",
    order: DateOrder? = nil
  ) throws -> Decoded {
    try decode(Array(text.utf8), received: received, zone: zone, order: order)
  }

  private func decode(
    _ bytes: [UInt8], received: String = "2026-02-12T02:00:00Z", zone: String? = "Asia/Shanghai",
    order: DateOrder? = nil
  ) throws -> Decoded {
    Sheet.decode(
      bytes,
      in: DecodingContext(
        feed: "forwarder", receivedAt: try RFC3339.parse(received), zone: zone, dateOrder: order,
        places: Zones()))
  }

  private func fixture(_ name: String) throws -> [UInt8] {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/sheet/\(name)")
    return [UInt8](try Data(contentsOf: url))
  }

  // MARK: - Loading lists

  @Test func aLoadingListGivesItsBoxesAndOneStatementOfTheTrain() throws {
    let decoded = try decode(fixture("loading-list.csv"))
    let boxes = decoded.events.filter { $0.activity == .loaded }
    #expect(boxes.map(\.subject.id) == ["TRHU4307252", "TCNU7200794", "CSQU3054384"])
    let first = try #require(boxes.first)
    #expect(first.conveyance.train?.description == "X9041@2026-02-02")
    #expect(first.conveyance.wagon?.text == "5212345")
    #expect(first.occurredAt.precision == .day)
    #expect(first.occurredAt.description == "2026-02-02T00:00:00+08:00")
    #expect(first.details?.cargo.first?.grossKilograms == 21_500, "the header says tonnes")
    #expect(first.details?.notes.map(\.description) == ["smgs:30102233"])
    #expect(first.details?.destination?.text == "巴库")
    let list = try #require(decoded.events.last)
    #expect(list.activity == .composed && list.details?.isFullStatement == true)
    #expect(list.details?.members?.compactMap(\.container?.text).count == 3)
  }

  @Test func severalRowsOfOneBoxAreItsGoods() throws {
    let decoded = try decode(fixture("loading-list.csv"))
    let groupage = decoded.events.first { $0.subject.id == "TCNU7200794" }
    #expect(groupage?.details?.cargo.map(\.consignee) == ["Xəzər Tikinti", "Absheron Import"])
    #expect(decoded.events.count { $0.subject.id == "TCNU7200794" } == 1)
  }

  @Test func theNotesOfAllRowsOfABoxAreItsNotes() throws {
    let decoded = try decode(
      "X9041 2026-02-02,,,\n箱号,品名,运单号,到达霍尔果斯\nTCNU7200794,壁纸,30200003,2.6\n"
        + "TRHU4307252,棉布,30200004,2.6\nTCNU7200794,玩具,30200005,2.6\n")
    let box = decoded.events.filter { $0.subject.id == "TCNU7200794" }
    #expect(Set(box.map(\.activity)) == [.loaded, .arrived])
    for event in box {
      #expect(event.details?.notes.map(\.description) == ["smgs:30200003", "smgs:30200005"])
    }
    #expect(box[0].details?.cargo.map { $0.note?.number } == ["30200003", "30200005"])
    let other = decoded.events.first { $0.subject.id == "TRHU4307252" }
    #expect(other?.details?.notes.map(\.description) == ["smgs:30200004"])
  }

  @Test(arguments: [
    ("毛重（吨）", 21_500), ("毛重/吨", 21_500), ("毛重KG", 21.5), ("Вес брутто, т", 21_500),
    ("Масса груза, т", 21_500), ("Gross weight, kg", 21.5), ("G.W.(KGS)", 21.5), ("Вес, кг", 21.5),
    ("Gross weight (t)", 21_500), ("总毛重(kg)", 21.5),
  ])
  func aWeightIsInTheUnitOfItsHeader(header: String, kilograms: Double) throws {
    let decoded = try decode(
      "X9041\t2026-02-02\n箱号\t车号\t\(header)\nTRHU4307252\t5212345\t21.5\n")
    #expect(decoded.events.first?.details?.grossKilograms == kilograms)
    #expect(decoded.warnings.isEmpty)
  }

  @Test(arguments: [("净重", "净重"), ("Вес нетто, т", "Вес нетто, т"), ("发票号", "发票号")])
  func aColumnThatIsNotUnderstoodIsNamedOnce(header: String, named: String) throws {
    let decoded = try decode(
      "箱号\t\(header)\t到达霍尔果斯\t空列\t序号\nTRHU4307252\t5\t2.6\t\t1\nTCNU7200794\t6\t2.6\t\t2\n")
    #expect(decoded.events.count == 2)
    #expect(decoded.warnings.map(\.position) == [.cell("B1")], "空列 holds nothing")
    #expect(decoded.warnings.first?.detail.hasSuffix("“\(named)” (B1)") == true)
  }

  @Test(arguments: [
    ("船名航次", "Turkestan 2103S", "TURKESTAN/2103S"), ("船名", "Beket Ata", "BEKET ATA/2026-02-15"),
    ("Vessel", "Beket Ata/012W", "BEKET ATA/012W"),
  ])
  func aShipsNameIsTheVoyageOfTheLoading(header: String, cell: String, voyage: String) throws {
    let decoded = try decode(
      "箱号,装船日期,\(header)\nTRHU4307252,2.15,\(cell)\n", received: "2026-02-16T02:00:00Z")
    #expect(decoded.events.map(\.activity) == [.loaded] && decoded.warnings.isEmpty)
    #expect(decoded.events.first?.conveyance.voyage?.description == voyage)
  }

  @Test func aWrongCheckDigitIsKeptAWrongShapeIsRejectedWithItsCell() throws {
    let decoded = try decode(fixture("loading-list.csv"))
    let flagged = decoded.events.first { $0.subject.id == "CSQU3054384" }
    #expect(flagged?.assumptions.contains(.checkDigit) == true)
    #expect(decoded.rejections.map(\.reason) == [.invalidIdentifier])
    #expect(decoded.rejections.first?.position == .cell("B7"))
  }

  @Test func aListSentAgainWithOneCellChangedKeepsItsSlots() throws {
    let text = "车次,发车日期,箱号,车号,品名\nX9041,2026-02-02,TRHU4307252,5212345,"
    let before = try decode(text + "棉布\n").events
    let after = try decode(text + "壁纸\n", received: "2026-02-13T02:00:00Z").events
    #expect(before.map(\.senderKey) == after.map(\.senderKey))
    #expect(EventRecord.content(before[0]) != EventRecord.content(after[0]))
    #expect(
      EventRecord.content(before[1]) == EventRecord.content(after[1]), "the list says the same")
  }

  @Test(arguments: [
    "箱号,车号,发车日期,车次", "Container No.,Wagon No.,Departure date,Train No.",
    "№ контейнера;№ вагона;Дата отправления;№ поезда", "集装箱号\t车皮号\t开行日期\t班列号",
  ])
  func headersInThreeLanguagesMeanTheSame(header: String) throws {
    let separator = header.contains(";") ? ";" : header.contains("\t") ? "\t" : ","
    let row = ["TRHU4307252", "5212345", "2026-02-02", "X9041"].joined(separator: separator)
    let decoded = try decode("\(header)\n\(row)\n")
    #expect(decoded.events.first?.conveyance.train?.description == "X9041@2026-02-02")
    #expect(decoded.events.first?.conveyance.wagon?.text == "5212345")
  }

  // MARK: - Tracking sheets

  @Test func aTrackingSheetGivesAnEventForEachFilledMilestone() throws {
    let decoded = try decode(fixture("tracking.csv"))
    let first = decoded.events.filter { $0.subject.id == "TRHU4307252" }
    #expect(first.map(\.activity) == [.arrived, .reloaded, .positioned, .arrived])
    #expect(first[0].place?.text == "霍尔果斯")
    #expect(first[1].conveyance.wagon?.text == "94003894")
    #expect(first[2].place?.text == "阿拉木图")
    #expect(first[2].occurredAt.description == "2026-02-10T00:00:00+05:00")
    #expect(first[3].classifier == .estimated)
    #expect(decoded.rejections.isEmpty)
  }

  @Test func theSheetsOwnDateIsItsUpdateTime() throws {
    let decoded = try decode(fixture("tracking.csv"))
    #expect(decoded.events.first?.updatedAt?.localDate.description == "2026-02-12")
    #expect(decoded.events.first?.assumptions.contains(.updateTime) == false)
    let undated = try decode("箱号,到达霍尔果斯\nTRHU4307252,2.6\n")
    #expect(undated.events.first?.assumptions.contains(.updateTime) == true)
  }

  @Test(arguments: [
    ("箱号,到达霍尔果斯", ",", "12.05", "2025-12-05"),
    ("№ контейнера;прибыл Хоргос", ";", "12.05", "2025-05-12"),
    ("箱号,到达霍尔果斯", ",", "2月5日", "2026-02-05"), ("箱号,到达霍尔果斯", ",", "２.５", "2026-02-05"),
    ("箱号,到达霍尔果斯", ",", "2026年2月5日", "2026-02-05"), ("箱号,到达霍尔果斯", ",", "46058", "2026-02-05"),
    ("箱号,到达霍尔果斯", ",", "05.02.2026", "2026-02-05"), ("箱号,到达霍尔果斯", ",", "13.02", "2026-02-13"),
    ("箱号,到达霍尔果斯", ",", "12.31", "2025-12-31"),
  ])
  func datesReadInTheOrderOfTheHeadersLanguage(
    header: String, separator: String, cell: String, date: String
  ) throws {
    let decoded = try decode("\(header)\nTRHU4307252\(separator)\(cell)\n")
    #expect(decoded.events.first?.occurredAt.localDate.description == date, "\(decoded.rejections)")
    #expect(decoded.events.first?.occurredAt.precision == .day)
  }

  @Test func anAmbiguousDateUnderEnglishHeadersIsRejectedUnlessTheFeedSays() throws {
    let text = "Container No.,Arrived Khorgos\nTRHU4307252,05/02\n"
    #expect(try decode(text).rejections.map(\.reason) == [.ambiguousDate])
    let told = try decode(text, order: .dayMonth).events
    #expect(told.first?.occurredAt.localDate.description == "2026-02-05")
    #expect(told.first?.assumptions.contains(.dateOrder) == false)
  }

  @Test func timesBehindADateAreKept() throws {
    let decoded = try decode("箱号,到达霍尔果斯\nTRHU4307252,2.6 14:30\n")
    #expect(decoded.events.first?.occurredAt.description == "2026-02-06T14:30:00+08:00")
    #expect(decoded.events.first?.occurredAt.precision == .minute)
  }

  @Test func withoutAnyZoneATimeIsRejectedNotGuessed() throws {
    let decoded = try decode("箱号,到达某地\nTRHU4307252,2.6\n", zone: nil)
    #expect(decoded.rejections.map(\.reason) == [.zoneUnknown])
  }

  // MARK: - Text

  @Test func gb18030AndByteOrderMarksAreRead() throws {
    // 箱号,到达霍尔果斯 in GB18030.
    let chinese: [UInt8] =
      [
        0xCF, 0xE4, 0xBA, 0xC5, 0x2C, 0xB5, 0xBD, 0xB4, 0xEF, 0xBB, 0xF4, 0xB6, 0xFB, 0xB9, 0xFB,
        0xCB, 0xB9,
      ]
      + Array("\r\nTRHU4307252,2.6\r\n".utf8)
    #expect(try decode(chinese).events.first?.place?.text == "霍尔果斯")
    let marked = [0xEF, 0xBB, 0xBF] + Array("箱号,到达霍尔果斯\nTRHU4307252,2.6\n".utf8)
    #expect(try decode(marked).events.count == 1)
  }

  @Test(arguments: [
    ("箱号,车号\n\"TRHU4307252,5212345\n", Rejection.Reason.truncated),
    ("hello,world\n1,2\n", .noHeader), ("品名,件数\n棉布,3\n", .noSubjectColumn),
  ])
  func whatIsWrongWithASheetHasAName(text: String, reason: Rejection.Reason) throws {
    #expect(try decode(text).rejections.contains { $0.reason == reason })
  }

  @Test func anOldWorkbookIsRecognisedAndAdvised() throws {
    let decoded = try decode([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
    #expect(decoded.rejections.map(\.reason) == [.legacyXls])
    #expect(try decode([0x50, 0x4B, 3, 4, 0]).rejections.map(\.reason) == [.unknownFormat])
  }

  @Test func anOverlongRowIsRejectedAndTheOthersCount() throws {
    let wide = String(repeating: ",", count: Limits.sheetColumns + 5)
    let decoded = try decode(
      "箱号,到达霍尔果斯\nTRHU4307252,2.6\nTCNU7200794,2.6\(wide)\nCSQU3054383,2.6\n")
    #expect(decoded.events.map(\.subject.id) == ["TRHU4307252", "CSQU3054383"])
    #expect(decoded.rejections.map(\.reason) == [.rowTooLong])
  }

  @Test func aSheetCutAnywhereOrDamagedNeverCrashes() throws {
    for name in ["loading-list.csv", "tracking.csv"] {
      let bytes = try fixture(name)
      for count in bytes.indices { _ = try decode(Array(bytes[..<count])) }
      var state: UInt64 = 7
      for round in 0..<500 {
        var damaged = bytes
        for _ in 0..<4 {
          state = state &* 6_364_136_223_846_793_005 &+ UInt64(round) | 1
          damaged[Int(state >> 33) % damaged.count] = UInt8(truncatingIfNeeded: state >> 20)
        }
        let decoded = try decode(damaged)
        #expect(!decoded.events.isEmpty || !decoded.rejections.isEmpty, "seed 7, round \(round)")
      }
    }
  }

  @Test func onlySheetsAreRecognisedAsSheets() throws {
    #expect(Sheet.recognise(try fixture("loading-list.csv")) > 60)
    #expect(Sheet.recognise(Array("{\"activity\":\"arrived\"}".utf8)) == 0)
    #expect(Sheet.recognise(Array("UNB+UNOA:1+A+B'".utf8)) == 0)
  }
}
