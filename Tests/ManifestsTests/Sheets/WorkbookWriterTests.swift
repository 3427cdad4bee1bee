import Foundation
import Freight
import TestServers
import Testing

@testable import Manifests

@Suite struct WorkbookWriterTests {
  @discardableResult
  private static func sample(_ path: String) throws -> [SheetReport] {
    let book = try SheetSupport.writer(path)
    var head = SheetHead(name: "汇总", titleLines: ["日报"], columns: SheetSupport.columns)
    head.footer = "A & B"
    let summary = try book.addSheet(head)
    head.name = "X9041"
    head.startsWithTable = false
    let train = try book.addSheet(head)
    try train.append([.text("=1+1"), .text("-1")], style: .heading)
    try train.beginTable()
    for index in 0..<300 {
      let time = SheetSupport.created.adding(hours: Double(index))
      try train.append(
        [
          .text("0094303000"), .text(index % 7 == 0 ? "大理石\n板材" : "=cmd|' /C calc'!A0"),
          .integer(index), .number(0.1 * Double(index)), .date(time.localDate), .time(time),
        ], style: index % 5 == 0 ? .alert : .plain)
    }
    try train.append([.text("合计"), .empty, .integer(44_850)], style: .total)
    try train.end()
    let first = try summary.append(
      [.text("X9041"), .text("x\u{1}y"), .integer(3)], style: .plain,
      link: SheetLink(column: 0, sheetName: train.name))
    try summary.append([.text("合计")], style: .total)
    summary.skip()
    try summary.append([.text("小计"), .integer(1)], style: .plain, width: 2)
    try summary.place(
      SheetChart(
        title: "=1", categoryColumn: 0, series: [.init(name: "=2", column: 2, tone: .good)],
        rows: first..<first + 1), row: 6, column: 1)
    return try book.close()
  }

  @Test func theSameContentIsTheSameFile() throws {
    try SheetSupport.inFolder { folder in
      let files = ["a.xlsx", "b.xlsx"].map { folder.appending(path: $0) }
      for file in files { try Self.sample(file.path) }
      #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))
    }
  }

  @Test func reportsCountRowsAndWhatWasChanged() throws {
    try SheetSupport.inFolder { folder in
      let reports = try Self.sample(folder.appending(path: "a.xlsx").path)
      #expect(reports.map(\.name) == ["汇总", "X9041"])
      #expect(reports.map(\.rows) == [3, 302])
      #expect(reports.map(\.repairedTexts) == [1, 0])
    }
  }

  @Test func manyWorkbooksAtOnceDoNotMixTheirMoments() async throws {
    let folder = try ServerProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let same = try await withThrowingTaskGroup(of: (Int, Data).self) { group in
      for index in 0..<12 {
        group.addTask {
          let path = folder.appending(path: "\(index).xlsx")
          let book = try WorkbookWriter(
            path: path.path,
            properties: .init(
              title: "", author: "",
              created: Instant(microseconds: Int64(index % 3) * 86_400_000_000)))
          try book.addSheet(SheetHead(name: "a", columns: SheetSupport.columns)).end()
          try book.close()
          return (index % 3, try Data(contentsOf: path))
        }
      }
      var kinds: [Int: Set<Data>] = [:]
      for try await (kind, data) in group { kinds[kind, default: []].insert(data) }
      return kinds
    }
    #expect(same.count == 3 && same.values.allSatisfy { $0.count == 1 })
  }

  // MARK: - What goes wrong

  @Test func aMissingFolderIsNamedBeforeAnythingIsWritten() {
    #expect(throws: SheetError.folderMissing(path: "/nowhere/at/all.xlsx")) {
      try SheetSupport.writer("/nowhere/at/all.xlsx")
    }
  }

  @Test func whatIsInTheWayStaysThere() throws {
    try SheetSupport.inFolder { folder in
      let path = folder.appending(path: "a.xlsx")
      try FileManager.default.createDirectory(at: path, withIntermediateDirectories: false)
      let book = try SheetSupport.writer(path.path)
      try book.addSheet(SheetHead(name: "a", columns: SheetSupport.columns)).end()
      #expect(throws: SheetError.unwritable(path: path.path, reason: "Is a directory")) {
        try book.close()
      }
      #expect(FileManager.default.fileExists(atPath: path.path))
      #expect(throws: SheetError.closed(sheet: path.path)) { try book.close() }
    }
  }

  @Test func sheetsWrittenByTurnsKeepTheirRowsAndSums() throws {
    try SheetSupport.inFolder { folder in
      let path = folder.appending(path: "a.xlsx").path
      let book = try SheetSupport.writer(path)
      let sheets = try ["a", "b", "empty", "c"].map {
        try book.addSheet(SheetHead(name: $0, columns: SheetSupport.columns))
      }
      // Several pieces each, packed while the next are made.
      for row in 0..<9_000 {
        for index in [0, 1, 3] {
          let text = "\(index)-\(row) " + String(repeating: "大理石\(row % 13)", count: 8)
          try sheets[index].append([.text(text), .text(text), .integer(row)], style: .plain)
        }
      }
      try book.close()
      let parts = try Parts.of(path)
      for (number, index) in [(1, 0), (2, 1), (4, 3)] {
        let part = try #require(parts["xl/worksheets/sheet\(number).xml"])
        #expect(part.count > 4 * RowPress.pieceBytes)
        let text = String(decoding: part, as: UTF8.self)
        let rows = text.matches(of: #/<t>([0-9])-([0-9]+) /#)
          .map { (sheet: Int($0.1), row: Int($0.2)) }
        #expect(rows.allSatisfy { $0.sheet == index })
        #expect(rows.map(\.row) == (0..<9_000).flatMap { [$0, $0] })
        #expect(text.hasSuffix("</worksheet>"))
      }
      let empty = String(decoding: try #require(parts["xl/worksheets/sheet3.xml"]), as: UTF8.self)
      #expect(empty.matches(of: #/<row /#).count == 1)
    }
  }

  @Test func aWriterThatIsDroppedLeavesNothing() throws {
    try SheetSupport.inFolder { folder in
      do {
        let book = try SheetSupport.writer(folder.appending(path: "a.xlsx").path)
        let sheet = try book.addSheet(SheetHead(name: "a", columns: SheetSupport.columns))
        try sheet.append([.text("x")], style: .plain)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
  }

  @Test func limitsHaveNames() throws {
    try SheetSupport.inFolder { folder in
      let book = try SheetSupport.writer(folder.appending(path: "a.xlsx").path)
      let sheet = try book.addSheet(SheetHead(name: "a", columns: SheetSupport.columns))
      #expect(throws: SheetError.rowTooWide(sheet: "a", cells: 7, columns: 6)) {
        try sheet.append(Array(repeating: .empty, count: 7), style: .plain)
      }
      sheet.skip(rows: SheetLimits.rows - 1 - sheet.nextRow)
      try sheet.append([.text("the last one")], style: .plain)
      #expect(throws: SheetError.tooManyRows(sheet: "a", limit: 1_048_576)) {
        try sheet.append([], style: .plain)
      }
      try sheet.end()
      #expect(throws: SheetError.closed(sheet: "a")) { try sheet.append([], style: .plain) }
      let wide = Array(
        repeating: SheetColumn(key: "", header: "", kind: .text), count: SheetLimits.columns + 1)
      #expect(throws: SheetError.tooManyColumns(sheet: "b", columns: 16_385, limit: 16_384)) {
        try book.addSheet(SheetHead(name: "b", columns: wide))
      }
      try book.close()
    }
  }

  @Test func aWorkbookTakesItsLimitOfSheets() throws {
    try SheetSupport.inFolder { folder in
      let book = try SheetSupport.writer(folder.appending(path: "a.xlsx").path)
      for _ in 0..<SheetLimits.sheets {
        try book.addSheet(SheetHead(name: "a", columns: SheetSupport.columns)).end()
      }
      #expect(throws: SheetError.tooManySheets(limit: SheetLimits.sheets)) {
        try book.addSheet(SheetHead(name: "a", columns: SheetSupport.columns))
      }
      #expect(try book.close().last?.name == "a (\(SheetLimits.sheets))")
    }
  }

  // MARK: - Another reader

  @Test(.enabled("openpyxl is not installed; see make servers") { Openpyxl.isInstalled })
  func openpyxlReadsEachCellAsWhatItIs() throws {
    let lines = try SheetSupport.readBack(with: "read_back.py") { _ = try Self.sample($0) }
    for line in [
      "title 班列运踪日报 author A & B <Баку> created 2026-02-10T15:59:00",
      "sheet 汇总 freeze A4 filter A3:F4 repeat $3:$3 charts 1",
      "sheet X9041 freeze None filter A4:F304 repeat $4:$4 charts 0",
      #"A3 s General '\u73ed\u5217\u53f7'"#, "A4 s @ 'X9041' -> 'X9041'!A1",
      #"B4 s General 'x\ufffdy'"#, "C4 n #,##0 3", "A3 s @ '=1+1'", "B3 s General '-1'",
      "A5 s @ '0094303000'", #"B5 s General '\u5927\u7406\u77f3\n\u677f\u6750'"#,
      #"B6 s General "=cmd|' /C calc'!A0""#, "C5 n #,##0 0", "D8 n #,##0.0 0.30000000000000004",
      "E5 d yyyy-mm-dd '2026-02-10T00:00:00'", "F5 d yyyy-mm-dd hh:mm '2026-02-10T23:59:00'",
    ] {
      #expect(lines.contains(line), "\(line) is not among \(lines.prefix(40))")
    }
  }
}
