import Freight
import Testing

@testable import Feeds

@Suite struct SheetNewsTests {
  private func decode(_ text: String, received: String = "2026-02-12T02:00:00Z") throws -> Decoded {
    Sheet.decode(
      Array(text.utf8),
      in: DecodingContext(
        feed: "forwarder", receivedAt: try RFC3339.parse(received), zone: "Asia/Shanghai",
        places: TwoZones()))
  }

  /// What one cell of a column tells: activity, day and place of each piece of news.
  private func told(_ cell: String, column: String = "备注") throws -> [String] {
    try decode("箱号\t\(column)\nTRHU4307252\t\(cell)\n").events.map { event in
      "\(event.classifier.name) \(event.activity) \(event.occurredAt.localDate) "
        + (event.place?.text ?? "-")
    }
  }

  /// Our own manifests come back too: what is planned or expected in them must not become what has been.
  @Test(arguments: [
    ("到达霍尔果斯", ["actual arrived 2026-02-05 霍尔果斯"]),
    ("计划到达霍尔果斯", ["planned arrived 2026-02-05 霍尔果斯"]),
    ("计划到达", ["planned arrived 2026-02-05 -"]),
    ("Planned departure", ["planned departed 2026-02-05 -"]),
    ("Прибытие по плану", ["planned arrived 2026-02-05 -"]),
    ("实际到达", ["actual arrived 2026-02-05 -"]), ("Arrived", ["actual arrived 2026-02-05 -"]),
    ("Прибыл", ["actual arrived 2026-02-05 -"]), ("预计到达", ["estimated arrived 2026-02-05 -"]),
    ("最早到达", []), ("最晚到达", []), ("ETA earliest", []), ("ETA latest", []), ("Не ранее", []),
    ("Прибытие не позднее", []), ("最迟到达", []),
    ("到达日期（计划）", ["planned arrived 2026-02-05 -"]),
    ("交付日期(计划)", ["planned delivered 2026-02-05 -"]),
    ("Дата прибытия (план)", ["planned arrived 2026-02-05 -"]),
    ("ATA (planned)", ["planned arrived 2026-02-05 -"]), ("ETA (earliest)", []),
    ("预计发车时间", ["estimated departed 2026-02-05 -"]), ("预计交付", ["estimated delivered 2026-02-05 -"]),
    ("图定到达", ["planned arrived 2026-02-05 -"]), ("应到达时间", ["planned arrived 2026-02-05 -"]),
    ("Прибытие план", ["planned arrived 2026-02-05 -"]),
    ("Расчётное прибытие", ["estimated arrived 2026-02-05 -"]),
    ("Estimated arrival", ["estimated arrived 2026-02-05 -"]),
    ("Expected arrival date", ["estimated arrived 2026-02-05 -"]),
    ("Schedule arrival Aktau", ["planned arrived 2026-02-05 Aktau"]),
    ("Latest ETA", ["estimated arrived 2026-02-05 -"]), ("Latest arrival", []),
    ("还箱", ["actual emptyReturned 2026-02-05 -"]), ("还空箱日期", ["actual emptyReturned 2026-02-05 -"]),
    ("还箱地点", []), ("到达计划偏差", []), ("未按计划到达原因", []), ("Unplanned departure", []),
    ("Deviation from scheduled arrival", []),
  ])
  func aColumnIsWhatItsHeaderSays(column: String, news: [String]) throws {
    #expect(try told("2026-02-05", column: column) == news)
  }

  @Test func halvesOfABoundAreNotWhatItIsOf() throws {
    let rows = "箱号\tETA\tETA\t预计到达\n\tearliest\tlatest\t最早\n"
    let text = rows + "TRHU4307252\t2026-02-05\t2026-02-06\t2026-02-07\n"
    #expect(try decode(text).events.isEmpty)
  }

  @Test(arguments: [
    ("12.20位于阿拉木图", "actual positioned 2025-12-20 阿拉木图"),
    ("2月5日到达霍尔果斯", "actual arrived 2026-02-05 霍尔果斯"),
    ("２月５日到达霍尔果斯。", "actual arrived 2026-02-05 霍尔果斯"),
    ("列车2月5日已到达霍尔果斯站", "actual arrived 2026-02-05 霍尔果斯站"),
    ("霍尔果斯2月5日换装", "actual reloaded 2026-02-05 霍尔果斯"),
    ("2.5离开阿腾科里（正常）", "actual departed 2026-02-05 阿腾科里"),
    ("05.02 прибыл Достык", "actual arrived 2026-02-05 Достык"),
    ("Прибыл на ст. Навои 05.02.2026", "actual arrived 2026-02-05 Навои"),
    ("2026-02-05 left Atyrau", "actual departed 2026-02-05 Atyrau"),
    ("located at Atyrau 2026-02-05", "actual positioned 2026-02-05 Atyrau"),
    ("预计2月20日到达阿克套", "estimated arrived 2026-02-20 阿克套"),
    ("2.10在霍尔果斯等待换装", "actual positioned 2026-02-10 霍尔果斯"),
    ("2.7海关布控查验", "actual customsSelected 2026-02-07 -"),
    ("2.7霍尔果斯海关查验", "actual inspected 2026-02-07 霍尔果斯"),
    ("2.9查验完毕放行", "actual customsReleased 2026-02-09 -"),
    ("2.10在阿克套等待装船", "actual awaitingVessel 2026-02-10 阿克套"),
    ("05.02 задержан таможней на ст. Достык", "actual held 2026-02-05 -"),
    ("05.02 задержан на ст. Достык", "actual held 2026-02-05 Достык"),
  ])
  func aRemarkWithADateAndAVerbIsNews(cell: String, news: String) throws {
    // Without a verb a remark's place is not believed, so 在 alone counts in a status column.
    let column = cell.contains("等待") ? "当前位置" : "备注"
    #expect(try told(cell, column: column) == [news])
  }

  @Test(arguments: [
    "2月5日未到达霍尔果斯", "等待换装", "05.02 не прибыл", "2.5 客户催", "无动态", "到达霍尔果斯",
    "预计到达阿克套", "2.10 在途", "12345", "2.5",
  ])
  func whatTellsNoNewsStaysOut(cell: String) throws {
    let decoded = try decode("箱号\t备注\t到达霍尔果斯\nTRHU4307252\t\(cell)\t2.6\n")
    #expect(decoded.events.count == 1 && decoded.rejections.isEmpty && decoded.warnings.isEmpty)
  }

  @Test func textThatIsAllARowTellsAndCannotBeReadIsAWarning() throws {
    let decoded = try decode("箱号\t备注\nTRHU4307252\t客户要求改单\nTCNU7200794\t无动态\n")
    #expect(decoded.events.isEmpty && decoded.rejections.isEmpty)
    #expect(decoded.warnings.map(\.position) == [.cell("B2")])
  }

  @Test func severalPiecesOfNewsAreEventsInSlotsOfTheirOwn() throws {
    let before = try decode("箱号\t当前位置\nTRHU4307252\t2.5到达霍尔果斯，2.8换装\n").events
    let after = try decode("箱号\t当前位置\nTRHU4307252\t2.5到达霍尔果斯；2.8换装；2.10位于阿拉木图\n").events
    #expect(before.map(\.activity) == [.arrived, .reloaded])
    #expect(after.map(\.activity) == [.arrived, .reloaded, .positioned])
    #expect(Set(after.map(\.senderKey)).count == 3)
    #expect(before[0].senderKey == after[0].senderKey)
    #expect(before[1].senderKey == after[2].senderKey, "the last is the present state")
  }

  @Test func aPlaceWithoutADateIsOfTheSheetsOwnDay() throws {
    let decoded = try decode("更新日期：2026-02-11,,\n箱号,当前位置,ETA\nTRHU4307252,位于阿拉木图,\n")
    #expect(decoded.events.map(\.occurredAt.localDate.description) == ["2026-02-11"])
    let undated = try decode("箱号,当前位置\nTRHU4307252,位于阿拉木图\n")
    #expect(undated.events.isEmpty && undated.warnings.count == 1)
  }

  @Test func anAmbiguousDateOfNewsIsRejected() throws {
    let decoded = try decode("Container No.,Remark\nTRHU4307252,05/02 arrived Almaty\n")
    #expect(decoded.rejections.map(\.reason) == [.ambiguousDate])
  }

  @Test func aRemarkThatRepeatsAMilestoneIsNoSecondReport() throws {
    let decoded = try decode("箱号,到达霍尔果斯,备注\nTRHU4307252,2.6,2.6到达霍尔果斯\n")
    #expect(decoded.events.count == 1)
  }

  /// A deed is no place: it would throw the box back to where nobody is.
  @Test(arguments: [
    ("2.9提箱", "actual pickedUp 2026-02-09 -"), ("2.9已还空箱", "actual emptyReturned 2026-02-09 -"),
    ("2.9装船", "actual loaded 2026-02-09 -"), ("2.9已到港", "actual arrived 2026-02-09 -"),
    ("阿克套2.9装船完毕", "actual loaded 2026-02-09 阿克套"), ("2.9到达口岸", "actual arrived 2026-02-09 -"),
    ("09.02 стоит на ст. Хоргос, ждет погрузки", "actual positioned 2026-02-09 Хоргос"),
    ("2.9滞留霍尔果斯", "actual positioned 2026-02-09 霍尔果斯"),
    ("2.9 阿克套港", "actual positioned 2026-02-09 阿克套港"),
    ("09.02 погружен на судно", "actual loaded 2026-02-09 -"),
  ])
  func aDeedInAColumnOfPlacesIsNoPlace(cell: String, news: String) throws {
    #expect(try told(cell, column: "当前位置") == [news])
  }

  @Test(arguments: ["2.9正在清关", "09.02 на складе", "2.9报关中", "2.9 customs clearance"])
  func aLocationThatNamesNoPlaceIsARemarkAndAWarning(cell: String) throws {
    let decoded = try decode(
      "箱号\t到达霍尔果斯\t当前位置\nTRHU4307252\t2.6\t\(cell)\nTCNU7200794\t2.6\t\(cell)\n")
    #expect(decoded.events.map(\.activity) == [.arrived, .arrived])
    #expect(decoded.events.map(\.reason) == [cell, cell])
    #expect(decoded.warnings.map(\.position) == [.cell("C2")], "the same text is said once")
  }

  @Test func aRemarkStandsWithTheLatestNewsOfItsRow() throws {
    let decoded = try decode(
      "箱号\t到达霍尔果斯\t离开霍尔果斯\tETA\t备注\nTRHU4307252\t2.6\t2.7\t2.20\t海关查验\nTCNU7200794\t2.6\t\t\t无动态\n")
    #expect(decoded.events.map(\.reason) == [nil, "海关查验", nil, nil])
    #expect(decoded.warnings.isEmpty)
  }

  @Test func aRemarkThatIsNewsStandsWithWhatItTells() throws {
    let decoded = try decode(
      "箱号\t到达霍尔果斯\t当前位置\t备注\nTRHU4307252\t2.6\t2.8位于霍尔果斯\t2.7海关布控查验\n")
    let customs = try #require(decoded.events.last)
    #expect(customs.activity == .customsSelected && customs.reason == "2.7海关布控查验")
    #expect(customs.place?.text == "霍尔果斯", "where the row had it that day")
    #expect(decoded.events.dropLast().allSatisfy { $0.reason == nil })
  }

  @Test func aRemarkOfALoadingListStandsWithItsBox() throws {
    let decoded = try decode(
      "X9041\t2026-02-02\n箱号\t车号\t备注\nTRHU4307252\t5212345\t漏装\nTRHU4307252\t5212345\t改单\n")
    #expect(decoded.events.first?.reason == "漏装; 改单" && decoded.warnings.isEmpty)
  }

  @Test func whatHappensAtAPlaceNotNamedBeginsNoTrip() throws {
    let decoded = try decode("南昌—巴库 X9041 2026-02-02\t\n箱号\t提箱\nTRHU4307252\t2.9\n")
    #expect(decoded.events.first?.activity == .pickedUp)
    #expect(decoded.events.first?.details?.origin == nil)
    #expect(decoded.events.first?.details?.destination?.text == "巴库")
  }

  // MARK: - Headers

  @Test func aGroupsNameCountsForTheEmptyCellsBehindIt() throws {
    let decoded = try decode(
      "境外运踪 X9041次 2026-02-02,,,,,\n箱号,霍尔果斯,,换装,,备注\n,到达,离开,日期,境外车号,\n"
        + "TRHU4307252,2.6,2.7,2.8,94003894,\n")
    #expect(decoded.rejections.isEmpty)
    #expect(decoded.events.map(\.activity) == [.arrived, .departed, .reloaded])
    #expect(decoded.events.map { $0.place?.text } == ["霍尔果斯", "霍尔果斯", nil])
    #expect(decoded.events.last?.conveyance.wagon?.text == "94003894")
    #expect(decoded.events.last?.conveyance.train?.description == "X9041@2026-02-02")
  }

  @Test func theSameHeaderInTwoLanguagesIsNoBox() throws {
    let decoded = try decode(
      "箱号,车号,发车日期,车次\nContainer No.,Wagon No.,Departure date,Train No.\n"
        + "TRHU4307252,5212345,2026-02-02,X9041\n")
    #expect(decoded.rejections.isEmpty && decoded.events.count == 2)
  }

  @Test func aCustomerCalledTotalIsNoSum() throws {
    let decoded = try decode("箱号,到达霍尔果斯,客户\nTRHU4307252,2.6,Total SE\n合计,2,\n")
    #expect(decoded.events.count == 1 && decoded.rejections.isEmpty)
  }
}
