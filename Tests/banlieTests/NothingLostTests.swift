import Foundation
import Testing

/// Nothing lost: the process may die at any moment, the disk may fill, the file may be something else.
@Suite(.serialized) struct NothingLostTests {
  @Test func killedAtAnyMomentAndRepeatedIsTheSameAsOneCleanRun() throws {
    let clean = try Program()
    let file = try clean.simulated(4, disorder: true)
    try clean.run("ingest", file)
    let wanted = try state(clean)
    var seed: UInt64 = 20_260_202
    for round in 0..<8 {
      let program = try Program()
      for _ in 0..<3 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let process = program.process(["ingest", file])
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        usleep(UInt32(seed >> 33) % 700_000)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
      }
      #expect(try program.run("ingest", file).status == 0)
      #expect(try state(program) == wanted, "seed 20260202, round \(round)")
      #expect(try program.run("doctor", "--verify").status == 0, "round \(round)")
    }
  }

  /// What the ledger answers: every box, and the evidence behind some.
  private func state(_ program: Program) throws -> [String] {
    let list = try program.run("list", "containers", "--all", "--json").out
    let boxes = list.split(separator: "\"id\":\"").dropFirst().prefix(400).map { $0.prefix(11) }
      .filter { $0.allSatisfy { $0.isLetter || $0.isNumber } }
    let some = [boxes.first, boxes.dropFirst(boxes.count / 2).first, boxes.last].compactMap(\.self)
    return try [list] + some.map { try program.run("status", String($0), "--json").out }
  }

  @Test func aFileThatIsNoLedgerIsNotTouched() throws {
    let program = try Program()
    let file = try program.file("ledger.sqlite", "dear diary\n")
    let result = try program.run("ingest", program.file("list.csv", loadingList))
    #expect(result.status == 1)
    #expect(result.err.contains("not a Banlie ledger"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "dear diary\n")
  }

  @Test func aLedgerFromANewerVersionIsRefused() throws {
    let program = try Program()
    try program.run("ingest", program.file("list.csv", loadingList))
    // The schema version stands big-endian at byte 60 of the file (SQLite file format §1.3.12).
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: program.ledger))
    try handle.seek(toOffset: 60)
    try handle.write(contentsOf: Data([0, 0, 0, 99]))
    try handle.close()
    let result = try program.run("status", "TRHU4307252")
    #expect(result.status == 1)
    #expect(result.err.contains("newer Banlie"))
  }

  @Test func aFolderThatDoesNotExistIsNamed() throws {
    let program = try Program()
    let list = try program.file("list.csv", loadingList)
    let result = try program.run(
      "ingest", list, environment: ["BANLIE_LEDGER": "/proc/banlie/ledger.sqlite"])
    #expect(result.status == 1)
    #expect(result.err.contains("/proc/banlie"))
  }

  @Test func aFullDiskIsNamedAndWhatWasThereStays() throws {
    let program = try Program()
    try program.run("ingest", program.file("list.csv", loadingList))
    let before = try program.run("list", "--json").out
    let file = try program.simulated(3)
    // A limit on the size of files stands for a full disk: writes fail in the same place.
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/bash")
    shell.arguments = [
      "-c", "trap '' XFSZ; ulimit -f 700; exec \"$0\" ingest \"$1\"", Program.path, file,
    ]
    shell.environment = ["BANLIE_LEDGER": program.ledger, "BANLIE_NOW": "2026-02-20T00:00:00Z"]
    let errors = Pipe()
    shell.standardError = errors
    shell.standardOutput = FileHandle.nullDevice
    try shell.run()
    let data = try errors.fileHandleForReading.readToEnd() ?? Data()
    let text = String(decoding: data, as: UTF8.self)
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 1, "\(text)")
    #expect(text.contains("banlie:"))
    #expect(try program.run("list", "--json").out == before)
    #expect(try program.run("doctor", "--verify").status == 0)
  }

  @Test func twoProcessesUseOneLedgerAtOnce() throws {
    let program = try Program()
    try program.run("ingest", program.file("list.csv", loadingList))
    let file = try program.simulated(6)
    let writer = program.process(["ingest", file])
    writer.standardOutput = FileHandle.nullDevice
    try writer.run()
    var answers = 0
    while writer.isRunning {
      #expect(try program.run("status", "TRHU4307252").status == 0)
      answers += 1
    }
    #expect(answers > 0)
    #expect(writer.terminationStatus == 0)
  }
}

@Suite struct BadInputTests {
  @Test(arguments: [
    ("empty", "", "empty"), ("binary", "\u{0}\u{1}\u{2}", "binary"),
    ("deep", String(repeating: "{\"a\":", count: 5_000), "tooDeep"),
    ("cut", "[{\"container\":\"TRHU4307252\",\"activity\":\"arr", "truncated"),
  ])
  func itIsANamedRejection(name: String, text: String, reason: String) throws {
    let program = try Program()
    let result = try program.run("ingest", program.file(name, text), "--json")
    #expect(result.status == 4)
    #expect(result.out.contains("\"reason\": \"\(reason)\""), "\(result.out)")
  }

  @Test func theGoodRecordsBesideABadOneCount() throws {
    let program = try Program()
    let good =
      #"{"container":"TRHU4307252","activity":"arrived","place":"Khorgos","#
      + #""occurredAt":"2026-02-06T10:00:00+08:00"}"#
    let result = try program.run("ingest", "-", input: "\(good)\n{oops\n")
    #expect(result.status == 4)
    #expect(try program.run("status", "TRHU4307252").status == 0)
    #expect(try program.run("inbox", "rejections").out.contains("line 2"))
  }
}
