import Freight
import Testing

@Suite struct ContainerNumberTests {
  @Test(arguments: [
    "CSQU3054383", "TCNU7200794", "TOLU4734787", "MAGU5591240", "TRHU4307252", "NYKU0000000",
  ])
  func numbersOnRealBoxesHaveValidCheckDigits(number: String) throws {
    #expect(try #require(ContainerNumber(number)).isCheckDigitValid)
  }

  @Test(arguments: ["CSQU3054384", "TRHU4561222"])
  func aWrongCheckDigitIsKeptAndFlagged(number: String) throws {
    let container = try #require(ContainerNumber(number))
    #expect(container.text == number)
    #expect(!container.isCheckDigitValid)
    #expect(container.withCorrectCheckDigit.isCheckDigitValid)
  }

  @Test(arguments: ["CSQU305438", "CSQU3054Z83", "", "12345678901", "CSQU30543830", "中欧班列TRHU430"])
  func aWrongShapeIsRefused(number: String) {
    #expect(ContainerNumber(number) == nil)
  }

  @Test(arguments: [
    "trhu4307252", "TRHU 430725 2", "TRHU-430725-2", "TRHU430725[2]", "ＴＲＨＵ４３０７２５２",
    "'TRHU4307252", "\u{FEFF}TRHU 4307252 ",
  ])
  func printedFormsAreOneNumber(written: String) {
    #expect(ContainerNumber(written)?.text == "TRHU4307252")
  }

  @Test func tenCharactersAreCompletedWithTheirCheckDigit() {
    #expect(ContainerNumber.completing("TRHU 430725")?.text == "TRHU4307252")
    #expect(ContainerNumber.completing("TRHU4307252") == nil)
  }

  @Test func aSwappedDigitSuggestsTheRightNumber() throws {
    let typed = try #require(ContainerNumber("TRHU4370252"))
    #expect(!typed.isCheckDigitValid)
    #expect(typed.neighbours.contains { $0.text == "TRHU4307252" })
  }
}

@Suite struct WagonNumberTests {
  @Test(arguments: ["338849610583", "335345576649", "318166502860", "378446670192"])
  func uicNumbersCheck(number: String) throws {
    let wagon = try #require(WagonNumber(number))
    #expect(wagon.system == .uic)
    #expect(wagon.isCheckDigitValid == true)
    #expect(wagon.gaugeMillimetres == 1435)
  }

  @Test(arguments: [
    ("94003894", true), ("59910554", true), ("42691234", false), ("12345678", false),
  ])
  func broadGaugeNumbersCheck(number: String, isValid: Bool) throws {
    let wagon = try #require(WagonNumber(number))
    #expect(wagon.system == .broadGauge)
    #expect(wagon.isCheckDigitValid == isValid)
  }

  @Test func chineseNumbersHaveNoPublicRule() throws {
    #expect(try #require(WagonNumber("5212345")).isCheckDigitValid == nil)
  }

  @Test(arguments: [
    ("31 RIV 81 ÖBB 665 0 286-0", "318166502860"), ("37.84.4667.019-2", "378446670192"),
    ("01 RIV\n83 FS\n575 0 421-8", "018357504218"), ("9.4003894e7", "94003894"),
    ("94003894.0", "94003894"), ("9400 3894", "94003894"), ("９４００３８９４", "94003894"),
    ("9.4303E+7", "94303000"),
  ])
  func printedFormsAndSpreadsheetDamageAreOneNumber(written: String, number: String) {
    #expect(WagonNumber(written)?.text == number)
  }

  @Test(arguments: ["", "123", "1234567890", "TRHU4307252", "94003894.5", "9.4e99", "—"])
  func otherThingsAreNoWagons(written: String) {
    #expect(WagonNumber(written) == nil)
  }
}

@Suite struct TrainNumberTests {
  @Test func aTrainIsItsNumberAndPlannedDate() throws {
    let train = try #require(TrainID("X9041@2026-02-02"))
    #expect(train.number == "X9041")
    #expect(train.plannedDeparture == CivilDate(year: 2026, month: 2, day: 2))
    #expect(train.description == "X9041@2026-02-02")
    #expect(TrainID("X9041") == nil)
    #expect(TrainID("X9041@2026-02-30") == nil)
  }

  @Test(arguments: [
    ("x9041次", "X9041"), ("Ｘ９０４１", "X9041"), ("1268", "1268"), ("X9041/2", "X9041"),
    ("X9041／9042", "X9041"),
  ])
  func printedNumbersAreNormalised(written: String, number: String) {
    #expect(TrainID.normalised(number: written) == number)
  }

  @Test(arguments: [
    "7084-087-1306", "7084 087 1306", "70840871306", "7084+087+1306",
  ])
  func theShortIndexReadsInEveryForm(written: String) {
    #expect(TrainIndex(written)?.description == "7084-087-1306")
  }

  @Test func theLongIndexHasSixThreeSix() throws {
    let index = try #require(TrainIndex("035004766035601"))
    #expect(index.forming == "035004" && index.consist == "766" && index.destination == "035601")
    #expect(TrainIndex("708-4087-1306") == nil)
    #expect(TrainIndex("123") == nil)
  }

  @Test func aVesselsIMONumberChecks() throws {
    #expect(try #require(VoyageID("IMO9321483/2103S")).isIMOValid == true)
    #expect(try #require(VoyageID("IMO1234568/V1")).isIMOValid == false)
    #expect(try #require(VoyageID("Beket  Ata/2026-02-14")).vessel == "BEKET ATA")
  }
}

@Suite struct OtherNumberTests {
  @Test func theCIMNoteNumberHasALuhnDigitFromTheLeft() throws {
    #expect(try #require(NoteNumber(kind: .cim, "702688")).isCheckDigitValid == true)
    #expect(try #require(NoteNumber(kind: .cim, "702687")).isCheckDigitValid == false)
    #expect(try #require(NoteNumber(kind: .smgs, "ЭО560089")).isCheckDigitValid == nil)
  }

  @Test func notesKeepTheirKind() {
    #expect(NoteNumber("smgs:30102233")?.description == "smgs:30102233")
    #expect(NoteNumber("A1")?.kind == .other)
    #expect(NoteNumber("booking: ") == nil)
  }

  @Test func stationCodesCheck() throws {
    #expect(try #require(StationCode("010002")).isCheckDigitValid)
    #expect(StationCode("01000")?.text == "010002")
    #expect(try #require(StationCode("010003")).isCheckDigitValid == false)
    #expect(StationCode("12") == nil)
  }

  @Test func commodityAndDangerousGoodsCodesNormalise() {
    #expect(CommodityCode("6802.91")?.digits == "680291")
    #expect(CommodityCode("6802.91")?.chapter == "68")
    #expect(CommodityCode("x") == nil)
    #expect(UNNumber("UN 1263")?.digits == "1263")
    #expect(UNNumber("126") == nil)
  }
}
