import Freight
import Testing

@Suite struct RFC3339Tests {
  @Test(arguments: [
    "2026-02-02T08:00:00+08:00", "1969-12-31T23:59:59Z", "2024-02-29T12:30:15.5-03:30",
    "2021-01-09T14:12:56.000001+08:30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
  ])
  func whatIsPrintedIsWhatWasRead(text: String) throws {
    #expect(try RFC3339.parse(text).description == text)
  }

  @Test(arguments: [
    ("2026-02-02 08:00+0800", "2026-02-02T08:00:00+08:00"),
    ("2026-02-02T08:00+1:00", "2026-02-02T08:00:00+01:00"),
    ("2026-02-02t08:00:00z", "2026-02-02T08:00:00Z"),
    ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
  ])
  func formsOfRealSendersAreRead(text: String, canonical: String) throws {
    #expect(try RFC3339.parse(text).description == canonical)
  }

  @Test func knownMomentsAreRight() throws {
    #expect(try RFC3339.parse("1970-01-01T00:00:00Z").microseconds == 0)
    #expect(try RFC3339.parse("2026-02-02T08:00:00+08:00").microseconds == 1_769_990_400_000_000)
  }

  @Test(arguments: [
    "", "2026", "2026-02-02T", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
    "2026-02-02T24:00:00Z", "2026-02-02T08:61:00Z", "2026-02-02T08:00:00+99:00",
    "2026-02-02T08:00:00.Z", "2026-02-02T08:00:00Z ", "２026-02-02T08:00:00Z",
    "2026-02-02T08:00:00+08:00x",
  ])
  func whatIsNoTimeIsRefused(text: String) {
    #expect(throws: RFC3339.Failure.self) { try RFC3339.parse(text) }
  }

  @Test func aTimeWithoutOffsetIsHandedToWhoKnowsTheZone() throws {
    let date = try #require(CivilDate(iso: "2026-02-02"))
    let local = try #require(LocalDateTime(date: date, hour: 8, minute: 0, precision: .minute))
    #expect(throws: RFC3339.Failure.offsetMissing(local)) { try RFC3339.parse("2026-02-02T08:00") }
    let read = try RFC3339.parse("2026-02-02T08:00") { _ in 480 }
    #expect(read.assumedOffset)
    #expect(read.instant.description == "2026-02-02T08:00:00+08:00")
  }

  @Test func aBareDateIsADay() throws {
    let day = try RFC3339.parse("2026-02-02") { _ in 480 }.instant
    #expect(day.precision == .day)
    #expect(day.latestMicroseconds - day.microseconds == Instant.microsecondsPerDay - 1)
    #expect(day.localDate.description == "2026-02-02")
  }

  /// A journey holds dozens of them, a manifest millions.
  @Test func timesAndDatesAreFewBytes() {
    #expect(MemoryLayout<Instant>.stride == 16)
    #expect(MemoryLayout<CivilDate>.stride == 8)
  }

  @Test func momentsFarBeyondTheCalendarHaveADateAllTheSame() {
    #expect(Instant(microseconds: .max).localDate.year == 294_247)
    #expect(CivilDate(daysSinceEpoch: .max / 2).year == Int(Int32.max))
    #expect(Instant(microseconds: 0, offsetMinutes: .max).offsetMinutes == Int(Int32.max))
  }

  @Test func everyDayOfFourCenturiesSurvivesTheCalendar() {
    var previous = CivilDate(daysSinceEpoch: -146_097)
    for day in -146_096...146_097 {
      let date = CivilDate(daysSinceEpoch: day)
      #expect(date.daysSinceEpoch == day)
      guard previous < date else {
        Issue.record("\(date) is not after \(previous)")
        return
      }
      previous = date
    }
  }
}

@Suite struct EventRecordTests {
  private func full() throws -> Event {
    Event(
      feed: "ktz", senderKey: "7", subject: .wagon(try #require(WagonNumber("94003894"))),
      activity: .composed, classifier: .estimated,
      occurredAt: Instant(
        microseconds: 1_770_000_000_123_456, offsetMinutes: 300, precision: .minute),
      assumptions: [.zone, .checkDigit], updatedAt: Instant(microseconds: 5, offsetMinutes: -60),
      isRetraction: true,
      place: PlaceReference(
        codes: [.esr("708403"), .other(list: "SMDG", code: "X")], text: "Алтынколь"),
      conveyance: Conveyance(
        wagon: WagonNumber("5212345"), train: TrainID("X9041@2026-02-02"),
        trainLeg: TrainLegID("7084-087-1306@2026-02-06"), voyage: VoyageID("BEKET ATA/2026-02-14"),
        trainNumber: "1268", carrier: "КТЖ"), reason: "换装", rawCode: "96",
      details: Details(
        origin: PlaceReference(text: "Nanchang"), destination: PlaceReference(PlaceID("baku")),
        plannedDeparture: CivilDate(iso: "2026-02-02"), route: "nanchang-khorgos-baku",
        notes: [try #require(NoteNumber("smgs:1")), try #require(NoteNumber("house:2"))],
        cargo: [
          Cargo(
            description: "大理石制品", commodity: CommodityCode("6802"), packages: 12,
            grossKilograms: 20_500.5, dangerousGoods: UNNumber("1263"), note: NoteNumber("smgs:1"),
            consignor: "A", consignee: "B", customer: "C"), Cargo(),
        ], seals: ["S1"], containerType: "45G1", grossKilograms: 1, tareKilograms: 2.5,
        remainingKilometres: 3_100, isEmpty: false,
        members: [
          Member(container: ContainerNumber("TRHU4307252"), wagon: WagonNumber("94003894")),
          Member(),
        ], isFullStatement: true, fromWagon: WagonNumber("5212345"), customsCountry: "KZ",
        customsProcedure: "transit",
        correctedNumber: .container(try #require(ContainerNumber("CSQU3054383")))),
      source: Source(format: "dislocation", message: 7, position: .line(3, column: 9)),
      receivedAt: 41, recordedAt: 42)
  }

  @Test func everyFieldSurvives() throws {
    let event = try full()
    #expect(try EventRecord.decode(EventRecord.encode(event), recordedAt: 42) == event)
  }

  @Test(arguments: [
    Position.none, .line(1), .cell("A1!C7"), .segment(message: 2, segment: 9), .path("$.events[3]"),
    .byte(77),
  ])
  func everyPositionSurvives(position: Position) throws {
    var event = try full()
    event.source.position = position
    #expect(
      try EventRecord.decode(EventRecord.encode(event), recordedAt: 42).source.position == position)
  }

  @Test(arguments: ["Aktau", "x|unlocode=KZAAU", "=", "a=b|c", "|", "阿克套|Актау"])
  func aPlacesTextSurvivesWhateverItHolds(text: String) throws {
    var event = try full()
    event.place = PlaceReference(codes: [.unlocode("KZAAU")], text: text)
    let read = try EventRecord.decode(EventRecord.encode(event), recordedAt: 42)
    #expect(read.place == event.place)
  }

  @Test func whereAndWhenItWasReadIsNotItsContent() throws {
    let event = try full()
    var again = event
    again.source = Source(format: "sheet", message: 9, position: .line(70))
    again.recordedAt = 99
    #expect(EventRecord.content(again) == EventRecord.content(event))
    again.reason = "其他"
    #expect(EventRecord.content(again) != EventRecord.content(event))
  }

  @Test func anUpdateTimeThatNobodySentIsNotItsContentButIsKept() throws {
    var event = try full()
    event.assumptions.insert(.updateTime)
    var later = event
    later.updatedAt = Instant(microseconds: 99)
    #expect(EventRecord.content(later) == EventRecord.content(event))
    #expect(try EventRecord.decode(EventRecord.encode(later), recordedAt: 42) == later)
  }

  @Test func aRecordOfANewerVersionIsRefusedAndACutOneIsAnError() throws {
    #expect(throws: EventRecord.Failure.newerVersion(99)) {
      var writer = RecordWriter()
      writer.int(1, Int64(99))
      _ = try EventRecord.decode(writer.bytes, recordedAt: 0)
    }
    let bytes = try EventRecord.encode(full())
    for count in 0..<40 {
      #expect(throws: EventRecord.Failure.self) {
        try EventRecord.decode(Array(bytes[..<count]), recordedAt: 0)
      }
    }
  }

  @Test func everySubjectReadsBackFromItsID() throws {
    let ids: [(Subject.Kind, String)] = [
      (.container, "TRHU4307252"), (.wagon, "94003894"), (.train, "X9041@2026-02-02"),
      (.trainLeg, "7084-087-1306@2026-02-06"), (.voyage, "BEKET ATA/2026-02-14"),
      (.consignment, "smgs:30102233"), (.place, "unlocode=KZAAU|Aktau port"),
    ]
    for (kind, id) in ids {
      #expect(try #require(Subject(kind: kind, id: id)).id == id)
    }
  }
}
