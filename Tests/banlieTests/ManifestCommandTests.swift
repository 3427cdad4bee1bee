import Foundation
import TestDocuments
import TestServers
import Testing

@Suite struct ManifestCommandTests {
  private static let now = "2026-02-12T10:00:00+08:00"

  private func program(_ more: String = "") throws -> Program {
    let program = try Program()
    let list = """
      南昌—巴库 X9041 2026-02-02 装车清单
      箱号,车号,品名,件数,毛重,国际货协运单号,委托人
      TRHU4307252,5212345,大理石制品,320,21500,30102233,华茂
      TCNU7200794,5212346,=棉布,210,18000,30102244,腾达

      """
    _ = try program.file("list.csv", list)
    let configuration = """
      operator: {name: 南昌陆港, zone: Asia/Shanghai, language: zh}
      \(more)
      """
    _ = try program.file("banlie.yaml", configuration)
    try program.run("ingest", "list.csv", environment: ["BANLIE_NOW": "2026-02-02T10:00:00+08:00"])
    return program
  }

  private func read(_ program: Program, _ name: String) throws -> Data {
    try Data(contentsOf: program.folder.appending(path: name))
  }

  @discardableResult
  private func run(_ program: Program, _ arguments: String...) throws -> Program.Result {
    try program.run(
      ["manifest"] + arguments,
      environment: ["BANLIE_NOW": Self.now, "BANLIE_CONFIG": "banlie.yaml"])
  }

  @Test func aFileIsWrittenInTheFormOfItsName() throws {
    let program = try program()
    let sheet = try run(program)
    #expect(sheet.status == 0 && sheet.out.isEmpty)
    #expect(sheet.err.contains("manifest-2026-02-12.xlsx written"))
    #expect(try read(program, "manifest-2026-02-12.xlsx").starts(with: Array("PK".utf8)))
    #expect(try run(program, "-o", "m.csv").status == 0)
    let csv = String(decoding: try read(program, "m.csv"), as: UTF8.self)
    #expect(csv.contains("箱号") && csv.contains("'=棉布") && csv.hasPrefix("\u{FEFF}"))
    let json = try run(program, "--format", "json")
    #expect(try SchemaChecker("manifest").problems(in: json.out) == [])
  }

  /// As on a full disk: the system lets no file grow over a limit.
  @Test func aManifestThatCannotBeWrittenLeavesWhatWasThere() throws {
    let program = try program()
    let boxes = (100_000..<103_000).map { "TRHU\($0)0,52\($0),棉布,\($0),2\($0),3\($0)\n" }
    let list = "南昌—巴库 X9043 2026-02-03 装车清单\n箱号,车号,品名,件数,毛重,国际货协运单号\n"
    _ = try program.file("many.csv", list + boxes.joined())
    try program.run("ingest", "many.csv", environment: ["BANLIE_NOW": Self.now])
    try run(program, "-o", "m.xlsx")
    let whole = try read(program, "m.xlsx")
    #expect(whole.count > 160 * 512)
    let before = try FileManager.default.contentsOfDirectory(atPath: program.folder.path).sorted()
    let line = "trap '' XFSZ; ulimit -f 160; exec '\(Program.path)' manifest -o m.xlsx 2>&1"
    let (status, words) = try ServerProcess.finish(
      "/usr/bin/env",
      [
        "BANLIE_LEDGER=\(program.ledger)", "BANLIE_NOW=\(Self.now)", "BANLIE_CONFIG=banlie.yaml",
        "HOME=\(program.folder.path)", "TMPDIR=/tmp", "/bin/sh", "-c", line,
      ], in: program.folder)
    #expect(status == 1)
    #expect(
      words.contains("cannot write the manifest's temporary file in /tmp: File too large"),
      "\(words)")
    #expect(try read(program, "m.xlsx") == whole)
    let after = try FileManager.default.contentsOfDirectory(atPath: program.folder.path).sorted()
    #expect(after.filter { !$0.hasSuffix(".log") } == before)
  }

  @Test func aSemicolonIsWhatOtherExcelsExpect() throws {
    let program = try program(
      """
      manifests:
        - {name: m, at: "08:00", format: csv, separator: semicolon, deliver: [{folder: out/}]}
      """)
    let columns = ["--columns", "container,grossKilograms", "--format", "csv"]
    let comma = try run(program, columns[0], columns[1], columns[2], columns[3])
    #expect(comma.out.contains("\"TRHU4307252\",21500"))
    let other = try run(
      program, columns[0], columns[1], columns[2], columns[3], "--separator", "semicolon")
    #expect(other.out.contains("\"TRHU4307252\";21500"))
    #expect(!other.out.contains(","))
    #expect(try run(program, "--separator", "tab").status == 2)
    #expect(try run(program, "--due").status == 0)
    let daily = String(decoding: try read(program, "out/m-2026-02-12.csv"), as: UTF8.self)
    #expect(daily.contains("\"TRHU4307252\";"))
  }

  @Test func numbersCanBeHeldForADoubleClick() throws {
    let program = try program(
      """
      manifests:
        - {name: m, at: "08:00", format: csv, holdNumbers: true, deliver: [{folder: out/}]}
      """)
    let columns = ["--columns", "container,wagon,notes", "-o", "m.csv"]
    try run(program, columns[0], columns[1], columns[2], columns[3])
    #expect(String(decoding: try read(program, "m.csv"), as: UTF8.self).contains("\"30102233\""))
    try run(program, columns[0], columns[1], columns[2], columns[3], "--hold-numbers")
    let held = String(decoding: try read(program, "m.csv"), as: UTF8.self)
    #expect(held.contains("\"TRHU4307252\",") && held.contains("\"30102233\t\""))
    #expect(try run(program, "--due").status == 0)
    let daily = String(decoding: try read(program, "out/m-2026-02-12.csv"), as: UTF8.self)
    #expect(daily.contains("\"30102233\t\""))
  }

  @Test func theSameMomentIsTheSameFileInAnotherProcess() throws {
    let program = try program()
    for name in ["a.xlsx", "b.xlsx"] { try run(program, "--date", "2026-02-10", "-o", name) }
    #expect(try read(program, "a.xlsx") == read(program, "b.xlsx"))
  }

  @Test func whatCannotBeMadeIsSaidWithItsCode() throws {
    let program = try program()
    let cases: [(arguments: [String], status: Int32, reason: String)] = [
      (["--date", "noon"], 2, "YYYY-MM-DD, today or yesterday"),
      (["--date", "2030-01-01"], 2, "has not begun yet"),
      (["--route", "moon"], 3, "no route “moon”"), (["--at", "moon"], 3, "no place “moon”"),
      (["--columns", "colour"], 2, "no column “colour”"),
      (["--diff", "2026-02-12"], 2, "takes a day before"),
      (["--due"], 2, "no manifests are configured"),
      (["-o", "nowhere/m.csv"], 1, "nowhere/m.csv"),
      (["-o", "nowhere/m.xlsx"], 1, "nowhere/m.xlsx"),
    ]
    for (arguments, status, reason) in cases {
      let result = try program.run(
        ["manifest"] + arguments,
        environment: ["BANLIE_NOW": Self.now, "BANLIE_CONFIG": "banlie.yaml"])
      #expect(result.status == status && result.err.contains(reason), "\(arguments): \(result.err)")
    }
  }

  @Test func whatIsPlannedIsMadeOnceAndToldOf() throws {
    let program = try program(
      """
      manifests:
        - {name: morning, at: "08:00", format: [csv], deliver: [{folder: out/}]}
      """)
    let first = try run(program, "--due")
    #expect(first.status == 0, "\(first.err)")
    #expect(first.out.contains("morning  2026-02-12\n  2 boxes in morning-2026-02-12.csv"))
    #expect(first.out.contains("delivered"))
    #expect(try run(program, "--due").out == "nothing is due\n")
    #expect(!(try read(program, "out/morning-2026-02-12.csv")).isEmpty)
    let runs = try run(program, "--runs", "--json")
    #expect(try SchemaChecker("manifest-runs").problems(in: runs.out) == [])
  }

  @Test(arguments: [
    ("{name: morning}", "a manifest needs at:"),
    ("{name: a b, at: \"08:00\"}", "letters, digits, - and _"),
    ("{name: m, at: \"25:00\"}", "a time of day"),
    ("{name: m, at: \"08:00\", format: pdf}", "xlsx, csv or json"),
    ("{name: m, at: \"08:00\", separator: tab}", "comma or semicolon"),
    ("{name: m, at: \"08:00\", columns: [colour]}", "no column “colour”"),
    ("{name: m, at: \"08:00\", deliver: [{url: \"gopher://x/\"}]}", "that ends with /"),
    ("{name: m, at: \"08:00\", deliver: [{url: \"sftp://u:p@x/\"}]}", "names a user"),
    ("{name: m, at: \"08:00\", deliver: [{mail: \"smtp://x\", from: a@b}]}", "from: and to:"),
    ("{name: m, at: \"08:00\", zone: Mars/Base}", "an IANA name"),
  ])
  func mistakesInTheConfigurationAreSaidWithTheirLine(entry: String, reason: String) throws {
    let program = try program("manifests:\n  - \(entry)")
    let result = try run(program, "--due")
    #expect(result.status == 1 && result.err.contains("banlie.yaml:3: "), "\(result.err)")
    #expect(result.err.contains(reason), "\(result.err)")
  }
}
