import Freight
import TestSeeds
import Testing

@testable import Manifests

@Suite struct CSVWriterTests {
  private static func write(
    _ rows: [[Cell]], _ kinds: [SheetColumn.Kind], dialect: CSVWriter.Dialect = .comma,
    identifiers: CSVWriter.Identifiers = .verbatim
  ) throws -> String {
    var bytes: [UInt8] = []
    let columns = kinds.enumerated().map { index, kind in
      SheetColumn(key: "\(index)", header: "h\(index)", kind: kind)
    }
    let writer = try CSVWriter(
      SheetHead(name: "test", columns: columns), dialect: dialect, identifiers: identifiers
    ) { bytes += $0 }
    for row in rows { try writer.append(row) }
    #expect(try writer.end().rows == rows.count)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// One text alone in a row, without what stands around it.
  private static func text(_ text: String, dialect: CSVWriter.Dialect = .comma) throws -> String {
    let all = try write([[.text(text)]], [.text], dialect: dialect)
    return String(decoding: Array(all.utf8).dropFirst(3 + 4).dropLast(2), as: UTF8.self)
  }

  @Test func beginsWithByteOrderMarkAndEndsRowsWithCRLF() throws {
    let all = try Self.write([[.text("南昌"), .integer(5)]], [.text, .integer])
    #expect(Array(all.utf8).starts(with: [0xEF, 0xBB, 0xBF]))
    #expect(all.dropFirst() == "h0,h1\r\n南昌,5\r\n")
  }

  @Test func missingCellsAreEmptyAndTooManyAreRefused() throws {
    let all = try Self.write([[.integer(1)], [], [.empty, .integer(2)]], [.text, .text, .text])
    #expect(all.dropFirst() == "h0,h1,h2\r\n1,,\r\n,,\r\n,2,\r\n")
    #expect(throws: SheetError.rowTooWide(sheet: "test", cells: 2, columns: 1)) {
      try Self.write([[.empty, .empty]], [.text])
    }
  }

  @Test(arguments: [
    ("plain", "plain"), ("大理石", "大理石"), ("墙纸, 卷", "\"墙纸, 卷\""), ("a\"b", "\"a\"\"b\""),
    ("a;b", "\"a;b\""), ("two\nlines", "\"two\nlines\""),
    (
      "a long text, of 24 bytes",
      "\"a long text, of 24 bytes\""
    ), ("12345678,", "\"12345678,\""), ("1234567,", "\"1234567,\""),
    ("a\u{0}b", "\"a\u{0}b\""),
  ])
  func quotesWhatRFC4180WantsQuoted(text: String, written: String) throws {
    #expect(try Self.text(text) == written)
  }

  /// OWASP, "CSV Injection", and what people found since.
  @Test(arguments: [
    "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠A1", " =1", "  -1",
    "\u{A0}=1", "\u{3000}=1", "'=1", "\u{200B}=1", "\u{FEFF}@A1", "＂=1", "“=1", "−1",
    "-5 °C",
  ])
  func whatLooksLikeAFormulaGetsAnApostrophe(text: String) throws {
    #expect(try Self.text(text).hasPrefix("'"))
    #expect(try Self.text(text) == "'" + text)
  }

  @Test(arguments: ["\t=1", "\r=1", "\n=1", "\tplain", "\"=1", "\" =HYPERLINK(\"x\")"])
  func whatLooksLikeAFormulaInQuotesGetsAnApostropheWithin(text: String) throws {
    #expect(try Self.text(text).hasPrefix("\"'"))
  }

  @Test(arguments: [
    ("a;=1", "\"a;'=1\""), ("a\n=1", "\"a\n'=1\""), ("a\t@x", "\"a\t'@x\""),
    ("a; -1", "\"a;' -1\""),
    ("a,=1", "\"a,=1\""), ("a=1", "a=1"), ("2026-02-02", "2026-02-02"), ("a;b=1", "\"a;b=1\""),
  ])
  func aReaderWithAnotherSeparatorFindsNoFormulaEither(text: String, written: String) throws {
    #expect(try Self.text(text) == written)
  }

  @Test func withSemicolonsTheCommaIsTheOtherSeparator() throws {
    #expect(try Self.text("a,=1", dialect: .semicolon) == "\"a,'=1\"")
    #expect(try Self.text("a;=1", dialect: .semicolon) == "\"a;=1\"")
    let all = try Self.write(
      [[.number(12.5), .integer(-3), .number(1.00005)]], [.decimal(places: 1), .integer, .text],
      dialect: .semicolon)
    #expect(all.dropFirst() == "h0;h1;h2\r\n12,5;-3;1,00005\r\n")
  }

  @Test func negativeNumbersStayNumbers() throws {
    let all = try Self.write(
      [[.integer(-5), .number(-0.5)]], [.integer, .decimal(places: 1)])
    #expect(all.dropFirst() == "h0,h1\r\n-5,-0.5\r\n")
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (0.001, "0.001"), (28_145.25, "28145.25"), (1.1, "1.1"),
    (100, "100"), (-12.045, "-12.045"), (0.0005, "0.0005"), (1.0 / 3, "0.3333333333333333"),
    (999_999_999_999.999, "999999999999.999"), (1e300, "1e+300"), (.nan, ""), (.infinity, ""),
  ])
  func numbersHaveTheFewestDigitsThatKeepThem(value: Double, written: String) throws {
    #expect(
      try Self.write([[.number(value), .integer(1)]], [.integer, .text])
        .hasSuffix("\r\n\(written),1\r\n"))
  }

  @Test func numbersReadBackAsTheyWere() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let values = (0..<2_000).map { index in
      let value = Double.random(in: -1e9...1e9, using: &generator)
      return index % 2 == 0 ? value : (value * 1_000).rounded() / 1_000
    }
    let lines = try Self.write(values.map { [.number($0)] }, [.decimal(places: 3)])
      .split(separator: "\r\n").dropFirst()
    #expect(lines.map { Double($0) } == values.map(Optional.init), "seed \(seed)")
  }

  @Test(arguments: [0, 7, 10, 99, 100, 1_000_000, Int.max, Int.min, -1])
  func integersOfEveryLength(value: Int) throws {
    #expect(try Self.write([[.integer(value)]], [.integer]).hasSuffix("\r\n\(value)\r\n"))
  }

  @Test func everyDateAndMinuteHasItsTwoDigits() throws {
    let minutes = (0..<1_440).map { minute in
      Instant(
        microseconds: (Int64(minute) * 1_441 + 29_500_000) * 60_000_000, precision: .minute)
    }
    let lines = try Self.write(minutes.map { [.time($0)] }, [.time]).split(separator: "\r\n")
    #expect(
      lines.dropFirst().map(String.init)
        == minutes.map { String($0.rfc3339.prefix(16)).replacing("T", with: " ") })
  }

  @Test func datesAndTimesAreOnTheirOwnClock() throws {
    let minute = Instant(
      microseconds: 1_770_012_300_000_000, offsetMinutes: 480, precision: .minute)
    let second = Instant(microseconds: 1_770_012_307_900_000, offsetMinutes: -90)
    let day = Instant(microseconds: 1_769_961_600_000_000, offsetMinutes: 480, precision: .day)
    let all = try Self.write(
      [[.time(minute), .time(second), .time(day), .date(day.localDate), Cell.clock(of: second)]],
      [.time, .time, .time, .date, .text])
    #expect(
      all.hasSuffix(
        "\r\n2026-02-02 14:05,2026-02-02 04:35:07,2026-02-02,2026-02-02,UTC-01:30\r\n"))
  }

  @Test func identifiersKeepTheirZeros() throws {
    let rows: [[Cell]] = [[.text("0094303000")], [.text("TGBU4567895")], [.text("-1")]]
    #expect(
      try Self.write(rows, [.identifier]).dropFirst()
        == "\"h0\"\r\n\"0094303000\"\r\n\"TGBU4567895\"\r\n\"'-1\"\r\n")
    #expect(
      try Self.write(rows, [.identifier], identifiers: .heldAsText).dropFirst()
        == "\"h0\"\r\n\"0094303000\t\"\r\n\"TGBU4567895\"\r\n\"'-1\t\"\r\n")
  }

  @Test func longTextsAndManyRowsGoOutInPieces() throws {
    var pieces: [Int] = []
    let columns = [SheetColumn(key: "a", header: "a", kind: .text)]
    let writer = try CSVWriter(SheetHead(name: "", columns: columns)) { pieces.append($0.count) }
    try writer.append([.text(String(repeating: "\"", count: 1 << 20))])
    for _ in 0..<50_000 { try writer.append([.text("0123456789")]) }
    #expect(try writer.end().rows == 50_001)
    #expect(pieces.reduce(0, +) == 3 + 3 + (2 << 20) + 4 + 50_000 * 12)
    #expect(pieces.count > 2)
    #expect(throws: SheetError.closed(sheet: "")) { try writer.append([]) }
  }

  private func table(_ rows: [[Cell]]) -> CellTable {
    var table = CellTable(width: rows.map(\.count).max() ?? 0)
    for row in rows { table.append(row: row) }
    return table
  }

  @Test(arguments: 0..<20)
  func rowsEncodedBeforehandAreTheSameBytes(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let columns = [
      SheetColumn(key: "n", header: "n", kind: .integer),
      SheetColumn(key: "id", header: "id", kind: .identifier),
      SheetColumn(key: "t", header: "t", kind: .text),
      SheetColumn(key: "x", header: "x", kind: .decimal(places: 1)),
    ]
    func cell() -> Cell {
      switch Int.random(in: 0..<7, using: &random) {
      case 0: .empty
      case 1: .text(["=1+1", "南昌;\"x\"", "a,b", "0094303000", ""].randomElement(using: &random)!)
      case 2: .integer(Int.random(in: -9...9_999, using: &random))
      case 3: .number(Double.random(in: -5...5, using: &random))
      case 4: .number(.nan)
      // Days apart by what an encoder remembers, back and forth, and before 1970.
      case 5:
        .date(CivilDate(daysSinceEpoch: 256 * Int.random(in: -3...3, using: &random)))
      default:
        .time(
          Instant(
            microseconds: 256 * 86_400_000_000 * Int64.random(in: -3...3, using: &random)
              + Int64.random(in: -1...1, using: &random), offsetMinutes: 300,
            precision: Instant.Precision.allCases.randomElement(using: &random)!))
      }
    }
    let boxes = (0..<30).map { _ in
      (0..<Int.random(in: 1...3, using: &random)).map { _ in [.empty, cell(), cell(), cell()] }
    }
    let dialect = CSVWriter.Dialect.allCases.randomElement(using: &random)!
    for numbered in [0, nil] {
      var turn: [UInt8] = []
      var beforehand: [UInt8] = []
      let head = SheetHead(name: "", columns: columns)
      let rowByRow = try CSVWriter(head, dialect: dialect) { turn += $0 }
      let drafted = try CSVWriter(head, dialect: dialect) { beforehand += $0 }
      let draft = drafted.drafter(numbered: numbered)
      var line = 0
      for rows in boxes {
        try drafted.append(
          draft(table(rows)), number: line + 1)
        for row in rows {
          line += 1
          try rowByRow.append(numbered == nil ? row : [.integer(line)] + row.dropFirst())
        }
      }
      #expect(try rowByRow.end() == drafted.end(), "seed \(seed)")
      #expect(turn == beforehand, "seed \(seed)")
    }
  }
}
