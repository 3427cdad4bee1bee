import Foundation
import Testing

/// What people see, pinned whole: a change of a screen or a help text is seen in review.
/// `BANLIE_RECORD=1 swift test` writes the expected texts anew.
@Suite struct ScreenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots/screens")

  private func check(_ text: String, _ name: String) throws {
    let file = Self.folder.appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["BANLIE_RECORD"] != nil {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "\(file.lastPathComponent) differs; BANLIE_RECORD=1 writes it anew")
  }

  private static let commands = [
    [], ["demo"], ["ingest"], ["status"], ["list"], ["events"], ["wait"], ["report"], ["amend"],
    ["alert"], ["alert", "list"], ["alert", "ack"], ["route"], ["route", "check"], ["place"],
    ["place", "find"], ["place", "unresolved"], ["feed"], ["feed", "add"], ["feed", "list"],
    ["feed", "poll"], ["inbox"], ["inbox", "list"], ["inbox", "show"], ["inbox", "replay"],
    ["inbox", "rejections"], ["doctor"], ["simulate"], ["serve"],
    ["token"], ["token", "create"], ["token", "list"], ["token", "revoke"], ["hook"],
    ["hook", "add"], ["hook", "list"], ["hook", "test"], ["hook", "deliveries"],
    ["hook", "replay"], ["hook", "deliver"], ["hook", "pause"], ["hook", "resume"],
    ["hook", "rotate"], ["hook", "remove"], ["manifest"], ["eta"],
    ["eta", "evaluate"], ["eta", "history"],
  ]

  @Test(arguments: commands) func helpTeaches(command: [String]) throws {
    let program = try Program()
    let process = program.process(command + ["--help"])
    let out = program.folder.appending(path: "out")
    _ = FileManager.default.createFile(atPath: out.path, contents: nil)
    process.standardOutput = try FileHandle(forWritingTo: out)
    try process.run()
    process.waitUntilExit()
    // Who runs it is the default of one option.
    let text = try String(contentsOf: out, encoding: .utf8)
      .replacingOccurrences(of: "(default: \(NSUserName()))", with: "(default: USER)")
    try check(text, "help" + command.map { "-" + $0 }.joined())
  }

  private static let screens: [(name: String, arguments: [String], columns: String)] = [
    ("status-en-80", ["status", "TRHU4307252"], "80"),
    ("status-en-140", ["status", "TRHU4307252"], "140"),
    ("status-zh-80", ["status", "TRHU4307252", "--lang", "zh"], "80"),
    ("status-ru-80", ["status", "TRHU4307252", "--lang", "ru"], "80"),
    ("status-train", ["status", "X9041@2026-02-02"], "80"),
    ("status-text", ["status", "TRHU4307252", "TCNU7200794", "--text", "--lang", "zh"], "80"),
    ("list-containers", ["list", "containers"], "100"),
    ("list-trains-ru", ["list", "trains", "--lang", "ru"], "100"),
    ("events", ["events", "TRHU4307252"], "120"),
    ("alert-list", ["alert", "list"], "80"),
    ("route-show", ["route", "show", "nanchang-khorgos-baku"], "100"),
    ("place-find", ["place", "find", "Хоргос"], "80"),
    ("inbox-list", ["inbox", "list"], "120"),
  ]

  private static let estimates: [(name: String, arguments: [String], columns: String)] = [
    ("eta-history-en-80", ["eta", "history", "TRHU4307252"], "80"),
    ("eta-history-en-140", ["eta", "history", "TRHU4307252"], "140"),
    ("eta-history-zh-80", ["eta", "history", "TRHU4307252", "--lang", "zh"], "80"),
    ("eta-history-ru-80", ["eta", "history", "TRHU4307252", "--lang", "ru"], "80"),
  ]

  @Test func whatWasSaidOfAnArrivalIsShownWithItsReasons() throws {
    let program = try Program()
    try program.follow()
    for screen in Self.estimates {
      let result = try program.run(
        screen.arguments,
        environment: ["BANLIE_NOW": "2026-03-05T00:00:00Z", "COLUMNS": screen.columns])
      #expect(result.status == 0 && result.err.isEmpty)
      try check(result.out, screen.name)
    }
  }

  /// What is wrong with a file is said in the user's language, where, and by the name that is in the ledger.
  @Test(arguments: ["en", "zh", "ru"]) func whatIsWrongWithAFile(language: String) throws {
    let program = try Program()
    let wrong = """
      {"container":"TRHU4307252","activity":"arrived","occurredAt":"2026-02-10T08:00:00+05:00","place":"Almaty"}
      {"container":"TRHU4307252","activity":"arrived"}
      {"container":"TRHU430725","activity":"arrived","occurredAt":"2026-02-10T08:00:00+05:00"}

      """
    _ = try program.file("wrong.jsonl", wrong)
    let result = try program.run("ingest", "wrong.jsonl", "--lang", language)
    #expect(result.status == 4)
    try check(result.out, "ingest-wrong-\(language)")
    let kept = try program.run("inbox", "rejections", "--lang", language)
    try check(kept.out, "inbox-rejections-\(language)")
  }

  @Test func screensAreAsTheyWereAgreed() throws {
    let program = try Program()
    let now = ["BANLIE_NOW": "2026-02-12T02:00:00Z"]
    try program.run(
      "ingest", program.file("list.csv", loadingList), program.file("track.csv", trackingSheet),
      "--feed", "forwarder", environment: now)
    for screen in Self.screens {
      let process = program.process(
        screen.arguments,
        environment: now.merging(["COLUMNS": screen.columns, "NO_COLOR": "1"]) { $1 })
      let out = program.folder.appending(path: "screen")
      _ = FileManager.default.createFile(atPath: out.path, contents: nil)
      process.standardOutput = try FileHandle(forWritingTo: out)
      try process.run()
      process.waitUntilExit()
      try check(try String(contentsOf: out, encoding: .utf8), screen.name)
    }
  }
}
