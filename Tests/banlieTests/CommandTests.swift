import Foundation
import Testing

@Suite struct CommandTests {
  private func loaded() throws -> Program {
    let program = try Program()
    let result = try program.run(
      "ingest", program.file("list.csv", loadingList), program.file("track.csv", trackingSheet),
      "--feed", "forwarder", "--now", "2026-02-12T02:00:00Z")
    try #require(result.status == 0, "\(result.out)\(result.err)")
    return program
  }

  private let now = ["BANLIE_NOW": "2026-02-12T02:00:00Z"]

  // MARK: - Exit codes

  @Test func exitCodesAreThoseOfTheTable() throws {
    let program = try loaded()
    #expect(try program.run("status", "TRHU4307252").status == 0)
    #expect(try program.run("status", "MSKU1234565").status == 3)
    #expect(try program.run("nonsense").status == 2)
    #expect(try program.run("status").status == 2)
    #expect(try program.run("status", "TRHU4307252", "--json", "--text").status == 2)
    #expect(try program.run("route", "show", "nowhere").status == 3)
    let bad = try program.file("bad.jsonl", "{\"activity\":\n")
    #expect(try program.run("ingest", bad, "--format", "banlie-json").status == 4)
    #expect(try program.run("ingest", "/no/such/file").status == 1)
    #expect(try program.run("--help").status == 0)
    #expect(
      try program.run("wait", "TRHU4307252", "--until", "delivered", "--timeout", "0s").status == 5)
  }

  @Test func anEmptyLedgerIsSaidToBeMissing() throws {
    let result = try Program().run("status", "TRHU4307252")
    #expect(result.status == 1)
    #expect(result.err.contains("there is no ledger"))
  }

  @Test func aMistypedNumberGetsASuggestion() throws {
    let result = try loaded().run("status", "TRHU4307225")
    #expect(result.status == 3)
    #expect(result.err.contains("did you mean TRHU4307252"))
  }

  @Test func anAmbiguousTrainNumberListsItsRuns() throws {
    let program = try loaded()
    let next = loadingList.replacing("2026-02-02", with: "2026-02-09").replacing(
      "TRHU4307252", with: "CSQU3054383")
    try program.run("ingest", program.file("next.csv", next), "--feed", "forwarder")
    let result = try program.run("status", "X9041")
    #expect(result.status == 2)
    #expect(result.err.contains("X9041@2026-02-02") && result.err.contains("X9041@2026-02-09"))
    #expect(try program.run("status", "X9041@2026-02-02").status == 0)
  }

  // MARK: - Answers

  @Test func statusTellsWherePerLanguage() throws {
    let program = try loaded()
    let english = try program.run("status", "TRHU4307252", environment: now).out
    #expect(
      english.contains("Almaty") && english.contains("ETA") && english.contains("last report"))
    let chinese = try program.run("status", "TRHU4307252", "--lang", "zh", environment: now).out
    #expect(chinese.contains("阿拉木图") && chinese.contains("巴库"))
    let russian = try program.run("status", "TRHU4307252", "--lang", "ru", environment: now).out
    #expect(russian.contains("Алматы") && russian.contains("Баку"))
    for line in (english + chinese + russian).split(separator: "\n") {
      #expect(displayWidth(String(line)) <= 80, "too wide: \(line)")
    }
    #expect(!english.contains("\u{1B}"), "no colours into a file")
  }

  /// East Asian characters count two.
  private func displayWidth(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + (0x2E80...0xFF60 ~= $1.value ? 2 : 1) }
  }

  @Test func pastedTextGivesALineABox() throws {
    let program = try loaded()
    let result = try program.run(
      "status", "-", "--text", input: "请查 TRHU 430725-2 和 tcnu7200794，谢谢\n", environment: now)
    #expect(result.status == 0)
    let lines = result.out.split(separator: "\n")
    #expect(lines.map { $0.prefix(11) } == ["TRHU4307252", "TCNU7200794"])
  }

  @Test func anAnswerAsOfAMomentHidesWhatWasLearntLater() throws {
    let program = try loaded()
    try program.run(
      "report", "TRHU4307252", "--activity", "arrived", "--place", "Aktau", "--at",
      "2026-02-14T08:00+05:00", environment: ["BANLIE_NOW": "2026-02-14T08:00:00Z"])
    let before = try program.run("status", "TRHU4307252", "--as-of", "2026-02-12T02:00:00Z").out
    let then = try loaded().run(
      "status", "TRHU4307252", "--as-of", "2026-02-12T02:00:00Z"
    ).out
    #expect(before == then)
    #expect(try program.run("status", "TRHU4307252").out.contains("Aktau"))
  }

  @Test func aReportByPhoneCountsAndSaysItsSource() throws {
    let program = try loaded()
    let result = try program.run(
      "report", "TRHU4307252", "--activity", "held", "--place", "Алматы", "--at",
      "2026-02-11 15:00",
      "--note", "досмотр")
    #expect(result.status == 0)
    #expect(result.out.contains("2026-02-11T15:00:00+05:00"))
    let events = try program.run("events", "TRHU4307252", "--json").out
    #expect(events.contains("\"feed\": \"report\"") && events.contains("досмотр"))
  }

  @Test func anAmendedNumberCarriesOn() throws {
    let program = try loaded()
    #expect(try program.run("amend", "TRHU4307252", "CSQU3054383").status == 0)
    #expect(try program.run("status", "CSQU3054383", environment: now).out.contains("Almaty"))
    #expect(try program.run("status", "TRHU4307252").out.contains("CSQU3054383"))
    #expect(try program.run("amend", "TCNU7200794", "CSQU3054384").status == 2)
  }

  @Test func anAmendmentIsTakenBackByItsOpposite() throws {
    let program = try loaded()
    let before = try program.run("status", "TRHU4307252", environment: now).out
    #expect(try program.run("amend", "TRHU4307252", "CSQU3054383", environment: now).status == 0)
    #expect(
      try program.run(
        "amend", "CSQU3054383", "TRHU4307252",
        environment: ["BANLIE_NOW": "2026-02-12T03:00:00Z"]
      ).status == 0)
    #expect(try program.run("status", "TRHU4307252", environment: now).out == before)
    #expect(try program.run("status", "CSQU3054383", environment: now).status == 3)
  }

  @Test func twoBoxesOfOneListAreNotOne() throws {
    let program = try loaded()
    let refused = try program.run("amend", "TRHU4307252", "TCNU7200794", environment: now)
    #expect(refused.status == 2)
    #expect(refused.err.contains("they are two boxes"))
    #expect(
      try program.run("list", environment: now).out.split(separator: "\n").count {
        $0.contains("X9041")
      }
        == 2)
  }

  @Test func waitEndsWhenTheMilestoneIsThere() throws {
    let program = try loaded()
    let result = try program.run("wait", "TRHU4307252", "--until", "arrived@Khorgos")
    #expect(result.status == 0)
    #expect(result.out.hasPrefix("TRHU4307252 arrived@Khorgos 2026-02-06"))
  }

  @Test func listsFilterByPlaceTrainAndAlert() throws {
    let program = try loaded()
    #expect(try program.run("list", "containers", "--at", "阿拉木图").out.contains("TRHU4307252"))
    #expect(try !program.run("list", "containers", "--at", "Khorgos").out.contains("TRHU4307252"))
    #expect(try program.run("list", "trains").out.contains("X9041@2026-02-02"))
    #expect(try program.run("list", "consignments").out.contains("smgs:30102233"))
    #expect(try program.run("list", "--alert", "late").out.contains("TRHU4307252"))
    #expect(try program.run("list", "--alert", "nonsense").status == 2)
  }

  @Test func alertsOfATrainAreOneUntilAcknowledged() throws {
    let program = try loaded()
    let before = try program.run("alert", "list", "--kind", "late").out
    #expect(before.contains("X9041@2026-02-02") && before.contains("2 boxes"))
    #expect(
      try program.run("alert", "ack", "X9041@2026-02-02", "late", "--by", "Li", "--note", "seen")
        .status == 0)
    #expect(try !program.run("alert", "list", "--kind", "late").out.contains("X9041@"))
    #expect(try program.run("alert", "list", "--kind", "late", "--all").out.contains("Li: seen"))
  }

  @Test func theInboxKeepsTheBytesAndReplaysWithoutChange() throws {
    let program = try loaded()
    #expect(try program.run("inbox", "show", "1").out == loadingList)
    let replay = try program.run("inbox", "replay")
    #expect(replay.out.contains("2 messages: 0 events new"))
    #expect(try program.run("inbox", "list").out.contains("forwarder"))
    #expect(try program.run("doctor", "--verify").out.contains("all well"))
  }

  @Test func placesAreFoundInAnyScript() throws {
    let program = try Program()
    for text in ["Хоргос", "霍尔果斯", "Horgos"] {
      #expect(try program.run("place", "find", text).out.contains("khorgos"))
    }
  }

  @Test func routeFilesAreCheckedWithFileLineAndReason() throws {
    let program = try Program()
    let bad = try program.file(
      "my.yaml", "route: my\nname: {en: My}\ndirection: up\nsections: []\n")
    let result = try program.run("route", "check", bad)
    #expect(result.status == 1)
    #expect(result.out.contains("my.yaml:3"))
  }

  @Test func theDemoEndsInAJourney() throws {
    let result = try Program().run("demo")
    #expect(result.status == 0)
    #expect(result.out.contains("SIMULATED") && result.out.contains("Baku"))
    #expect(result.out.contains("ETA"))
  }

  @Test func aServerTakesNoOtherClock() throws {
    let result = try Program().run("serve", "--now", "2026-02-02T00:00:00Z")
    #expect(result.status == 2 && result.err.contains("serve runs on the clock"))
  }

  // MARK: - Machines

  @Test func everyDocumentIsJSON() throws {
    let program = try loaded()
    let again = try program.file("again.csv", loadingList)
    for arguments in [
      ["status", "TRHU4307252", "--json"], ["status", "X9041@2026-02-02", "--json"],
      ["list", "--json"], ["list", "trains", "--json"], ["events", "TRHU4307252", "--json"],
      ["alert", "list", "--json"], ["ingest", again, "--json"],
    ] {
      let process = program.process(arguments)
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(throws: Never.self, "\(arguments)") { try JSONSerialization.jsonObject(with: data) }
    }
  }
}
