import Foundation
import Freight
import TestSeeds
import Testing

@testable import Feeds

@Suite struct WorkbookTests {
  private static let names = ["doctype", "loading-list", "mac-1904", "tracking"]

  private func fixture(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: JSONTest.folder("sheet").appending(path: "\(name).xlsx")))
  }

  private func context() throws -> DecodingContext {
    DecodingContext(
      feed: "forwarder", receivedAt: try RFC3339.parse("2026-02-12T02:00:00Z"),
      zone: "Asia/Shanghai", places: TwoZones())
  }

  private func decode(_ bytes: [UInt8]) throws -> Decoded { Sheet.decode(bytes, in: try context()) }

  // MARK: - Files

  @Test(arguments: names) func decodesAsExpected(_ name: String) throws {
    let bytes = try fixture(name)
    let written = JSONTest.rendered(try decode(bytes))
    let expected = JSONTest.folder("sheet").appending(path: "\(name).xlsx.expected.txt")
    if ProcessInfo.processInfo.environment["BANLIE_RECORD"] == "1" {
      try Data(written.utf8).write(to: expected)
    }
    #expect(written == String(decoding: try Data(contentsOf: expected), as: UTF8.self))
    #expect(Sheet.recognise(Array(bytes.prefix(64))) == 95)
  }

  @Test func whatIsMergedDownwardsCountsForEachRowButAWeightOnce() throws {
    let decoded = try decode(fixture("loading-list"))
    let boxes = decoded.events.filter { $0.activity == .loaded }
    #expect(boxes.map(\.subject.id) == ["TRHU4307252", "TCNU7200794", "CSQU3054383"])
    #expect(boxes.allSatisfy { $0.conveyance.train?.description == "X9041@2026-02-02" })
    #expect(boxes.map(\.conveyance.wagon?.text) == ["5212345", "5212345", "5212346"])
    #expect(boxes[1].details?.cargo.map(\.packages) == [210, 40])
    #expect(boxes[1].details?.cargo.map(\.grossKilograms) == [20_500, nil])
    #expect(boxes[2].details?.notes.map(\.description) == ["smgs:30102233"])
    #expect(decoded.rejections.isEmpty, "sums and remarks are no boxes")
    #expect(decoded.events.last?.details?.members?.count == 3)
  }

  @Test func aHeaderOfTwoRowsRealDatesAndFreeTextAreRead() throws {
    let decoded = try decode(fixture("tracking"))
    let first = decoded.events.filter { $0.subject.id == "TRHU4307252" }
    #expect(first.map(\.activity) == [.arrived, .departed, .reloaded, .positioned, .arrived])
    #expect(first.map { $0.place?.text } == ["霍尔果斯", "霍尔果斯", nil, "阿拉木图", "巴库"])
    #expect(first[0].occurredAt.precision == .day)
    #expect(first[0].assumptions == .zone, "a real date has a year and an order")
    #expect(first[1].occurredAt.description == "2026-02-07T14:30:00+08:00")
    #expect(first[2].conveyance.wagon?.text == "94003894")
    #expect(first[3].source.position == .cell("境外 & 运踪!G4"))
    #expect(first.allSatisfy { $0.updatedAt?.localDate.description == "2026-02-12" })
    let second = decoded.events.filter { $0.subject.id == "TCNU7200794" }
    #expect(second.map(\.activity) == [.arrived, .reloaded, .arrived, .arrived])
    #expect(second[1].conveyance.wagon?.text == "94303894")
    #expect(second[2].place?.text == "阿拉木图")
  }

  @Test func aNumberThatLostItsZeroIsNotGuessed() throws {
    let decoded = try decode(fixture("tracking"))
    let rejected = decoded.rejections.filter { $0.reason == .ambiguousDate }
    #expect(rejected.map(\.position) == [.cell("境外 & 运踪!C7")])
  }

  @Test func sheetsThatAreNotReadAreNamed() throws {
    let warnings = try decode(fixture("tracking")).warnings.map(\.position)
    for name in ["说明!A1", "Sheet3!A1", "旧表"] { #expect(warnings.contains(.cell(name))) }
  }

  @Test func serialsOf1904AndCellsWithoutNamesAreRead() throws {
    let decoded = try decode(fixture("mac-1904"))
    #expect(decoded.events.first?.occurredAt.description == "2026-02-06T09:15:00+08:00")
    #expect(decoded.events.first?.conveyance.train?.description == "X9041@2026-02-02")
  }

  @Test func aDocumentTypeInAPartIsRefused() throws {
    #expect(try decode(fixture("doctype")).rejections.map(\.reason) == [.malformed])
  }

  // MARK: - Damage

  @Test(arguments: names) func aWorkbookCutAnywhereIsRejected(_ name: String) throws {
    let bytes = try fixture(name)
    for count in stride(from: 4, to: bytes.count, by: max(1, bytes.count / 400)) {
      let decoded = try decode(Array(bytes[..<count]))
      #expect(decoded.events.isEmpty && decoded.rejections.count == 1, "first \(count) bytes")
    }
  }

  @Test func aDamagedWorkbookNeverCrashes() throws {
    var random = SeededGenerator(seed: 11)
    for name in ["loading-list", "tracking"] {
      let bytes = try fixture(name)
      for round in 0..<300 {
        var damaged = bytes
        for _ in 0...Int.random(in: 0..<4, using: &random) {
          damaged[Int.random(in: 0..<bytes.count, using: &random)] = .random(
            in: 0...255, using: &random)
        }
        #expect(!(try decode(damaged)).isSilent, "seed 11, round \(round) of \(name)")
      }
    }
  }

  /// The XML behind the compression, which a checksum would otherwise guard.
  @Test func damagedPartsNeverCrash() throws {
    var random = SeededGenerator(seed: 12)
    let sheet = Array(
      ZipWriter.sheet(
        #"<row r="1"><c r="A1" t="inlineStr"><is><t>箱号</t></is></c><c t="s"><v>0</v></c></row>"#
          + #"<row r="2"><c t="str"><v>TRHU4307252</v></c><c s="1"><v>46059.5</v></c></row>"#,
        after: #"<mergeCells><mergeCell ref="A2:A9"/></mergeCells>"#
      ).utf8)
    #expect(try decode(ZipWriter.workbook(sheet: sheet)).events.count == 1)
    let interesting = Array("<>&\"/=0123456789rst:ABZ".utf8)
    for round in 0..<400 {
      var damaged = sheet
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        damaged[Int.random(in: 0..<sheet.count, using: &random)] =
          interesting.randomElement(using: &random) ?? 0
      }
      let decoded = try decode(ZipWriter.workbook(sheet: damaged))
      #expect(!decoded.isSilent, "seed 12, round \(round)")
    }
  }

  // MARK: - Limits and tricks

  private func reason(_ bytes: [UInt8], _ limits: WorkbookLimits = WorkbookLimits()) -> String {
    do throws(Rejection) {
      let workbook = try Workbook(bytes, limits: limits)
      return workbook.rejections.first.map { "\($0.reason)" } ?? "none"
    } catch { return "\(error.reason): \(error.detail)" }
  }

  @Test func aBombIsRefusedByTheLimitThatItBreaks() throws {
    let bomb = try ZipWriter.workbook(
      sheet: Array(ZipWriter.sheet("").utf8) + Array(repeating: 0x20, count: 8 << 20))
    #expect(bomb.count < 32 << 10)
    #expect(reason(bomb).contains("workbookRatio"))
    #expect(try decode(bomb).rejections.map(\.reason) == [.tooLarge])
    var limits = WorkbookLimits()
    limits.ratio = 10_000
    limits.entryBytes = 4 << 20
    #expect(reason(bomb, limits).contains("workbookEntryBytes"))
    limits.entryBytes = 16 << 20
    limits.bytes = 4 << 20
    #expect(reason(bomb, limits).contains("workbookBytes"))
  }

  @Test func tooManyEntriesSheetsOrMergesAreRefusedByName() throws {
    let bytes = try fixture("tracking")
    var limits = WorkbookLimits()
    limits.entries = 5
    #expect(reason(bytes, limits).contains("workbookEntries"))
    limits = WorkbookLimits()
    limits.sheets = 4
    #expect(reason(bytes, limits).contains("workbookSheets"))
    limits = WorkbookLimits()
    limits.merges = 3
    #expect(reason(bytes, limits).contains("workbookMerges"))
    let many = try ZipWriter.zip(
      (0...Limits.workbookEntries).map { ("xl/media/\($0)", [UInt8]()) })
    #expect(try decode(many).rejections.map(\.reason) == [.tooLarge])
  }

  @Test(arguments: [
    "../../../../etc/passwd", "/etc/passwd", "..\\..\\etc\\passwd", "file:///etc/passwd", "",
  ])
  func targetsOutsideTheArchiveAreNotFound(target: String) throws {
    let bytes = try ZipWriter.workbook(
      sheet: Array(ZipWriter.sheet("").utf8), target: target)
    #expect(try decode(bytes).rejections.map(\.reason) == [.malformed])
  }

  @Test func targetsFromTheRootAndWithDotsAreFound() throws {
    for target in ["/xl/worksheets/sheet1.xml", "../xl/./worksheets/sheet1.xml"] {
      let bytes = try ZipWriter.workbook(sheet: Array(ZipWriter.sheet("").utf8), target: target)
      #expect(try decode(bytes).rejections.map(\.reason) == [.noHeader])
    }
  }

  @Test func otherZipsAreUnknown() throws {
    let zip = try ZipWriter.zip([("readme.txt", Array("hello".utf8))])
    #expect(try decode(zip).rejections.map(\.reason) == [.unknownFormat])
    #expect(Sheet.recognise(zip) == 60)
  }

  // MARK: - Cells

  @Test func cellsOfEveryTypeAreRead() throws {
    let rows =
      #"<row><c t="str"><f>A&amp;B</f><v> x </v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c>"#
      + #"<c><v>9.4303894E7</v></c><c s="1"><v>46059.604166666664</v></c><c s="1"><v>0.5</v></c>"#
      + #"<c t="d"><v>2026-02-06T14:30:00</v></c><c r="J1"><v>0.25</v></c><c><f>1+1</f></c>"#
      + #"<c t="s"><v>1</v></c><c t="s"><v>99</v></c></row>"#
    let workbook = try Workbook(ZipWriter.workbook(sheet: Array(ZipWriter.sheet(rows).utf8)))
    let row = try #require(workbook.tables.first).row(0)
    #expect(
      row.texts == [
        "x", "TRUE", "", "94303894", "2026-02-06 14:30", "12:00", "2026-02-06T14:30:00", "", "",
        "0.25", "", "箱号\n车号",
      ])
    #expect(workbook.warnings.map(\.position) == [.cell("S1!C1"), .cell("S1!K1")])
  }

  @Test(arguments: [
    (1.0, "1900-01-01"), (59, "1900-02-28"), (61, "1900-03-01"), (46_059, "2026-02-06"),
    (2_958_465, "9999-12-31"),
  ])
  func serialsCountFrom1900WithItsLeapDayThatNeverWas(serial: Double, date: String) {
    #expect(SheetSerial().local(serial)?.date.description == date)
    #expect(SheetSerial().local(60) == nil && SheetSerial().local(2_958_466) == nil)
    #expect(SheetSerial(isFrom1904: true).local(0)?.date.description == "1904-01-01")
    // A second short of midnight by rounding is midnight, and that is a day.
    #expect(SheetSerial().local(46_058.999999)?.date.description == "2026-02-06")
  }

  @Test(arguments: [
    ("yyyy-mm-dd", true), (#"[$-804]m"月"d"日""#, true), ("General", false), ("0.00", false),
    (#"0" days""#, false), ("[Red]0.0", false), (#"#,##0\d"#, false), ("h:mm", true),
    ("0_m", false), ("yyyy年", true), ("@", false), ("0;m", false),
  ])
  func formatsOfDatesAreToldFromOthers(code: String, isDate: Bool) {
    #expect(StylesPart.isDate(code) == isDate)
  }
}
