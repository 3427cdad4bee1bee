import Foundation
import TestDocuments
import TestServers
import Testing

@Suite struct FeedCommandTests {
  private let report =
    #"{"container":"TRHU4307252","activity":"arrived","place":"Khorgos","#
    + #""occurredAt":"2026-02-06T14:20:00+08:00"}"# + "\n"

  @Test func aFeedIsAddedPolledListedPausedAndRemoved() throws {
    let text = report
    let server = try FaultServer { _, peer in peer.answer("200 OK", text) }
    defer { server.stop() }
    let program = try Program()
    let added = try program.run(
      "feed", "add", "ktz", "--url", server.url("/news"), "--every", "30m", "--trust", "70")
    #expect(added.status == 0, "\(added.err)")
    #expect(try program.run("feed", "list").out.contains("not asked yet"))
    let first = try program.run("feed", "poll", "--once", "--json")
    #expect(first.status == 0, "\(first.err)")
    #expect(try SchemaChecker("polls").problems(in: first.out) == [])
    #expect(first.out.contains(#""state": "news""#) && first.out.contains(#""accepted": 1"#))
    #expect(try program.run("status", "TRHU4307252").status == 0)
    let again = try program.run("feed", "poll", "--once", "--json")
    #expect(again.status == 0 && again.out.contains(#""state": "notDue""#))
    let list = try program.run("feed", "list", "--json")
    #expect(try SchemaChecker("feeds").problems(in: list.out) == [])
    for part in [
      #""state": "healthy""#, #""lastNews": "2026-02-20T00:00:00Z""#, #""lagMinutes": 0"#,
      #""everySeconds": 1800"#,
    ] { #expect(list.out.contains(part), "\(part) in \(list.out)") }
    #expect(try program.run("feed", "pause", "ktz").status == 0)
    #expect(try program.run("feed", "poll", "ktz", "--json").out.contains(#""state": "paused""#))
    #expect(try program.run("feed", "resume", "ktz").status == 0)
    #expect(try program.run("feed", "remove", "ktz").status == 0)
    #expect(try program.run("feed", "remove", "ktz").status == 3)
    #expect(try program.run("feed", "poll", "--once").status == 3)
  }

  @Test func exitCodesTellCronHowItWent() throws {
    let good = report
    let server = try FaultServer { seen, peer in
      if seen.line.contains("/good") {
        peer.answer("200 OK", good)
      } else if seen.line.contains("/part") {
        peer.answer("200 OK", good + "{\"activity\":\n")
      } else {
        peer.answer("503 Busy")
      }
    }
    defer { server.stop() }
    let program = try Program()
    for name in ["good", "part", "down"] {
      try program.run(
        "feed", "add", name, "--url", server.url("/\(name)"), "--format", "banlie-json")
    }
    #expect(try program.run("feed", "poll", "good").status == 0)
    #expect(try program.run("feed", "poll", "part").status == 4)
    let down = try program.run("feed", "poll", "down")
    #expect(down.status == 1)
    #expect(down.out.contains("the server answers 503"))
    #expect(try program.run("feed", "poll", "nobody").status == 3)
    #expect(try program.run("feed", "poll", "good", "part", "down").status == 1)
  }

  @Test func configurationMistakesNameFileAndLine() throws {
    let program = try Program()
    let mistakes = [
      ("password: secret", "a secret is named, not written"),
      ("every: soon", "a time is 90s, 15m, 2h or 1d"), ("color: red", "unknown key “color”"),
      ("match: '*.csv'", "match and done are for folders"),
    ]
    for (line, reason) in mistakes {
      let file = try program.file(
        "banlie.yaml",
        "feeds:\n  - name: a\n    fetch:\n      url: https://a.example/x\n      \(line)\n")
      let result = try program.run("feed", "list", "--config", file)
      #expect(result.status == 1)
      #expect(result.err.contains(reason) && result.err.contains("banlie.yaml:"), "\(result.err)")
    }
    let user = try program.run("feed", "add", "x", "--url", "https://me:pw@a.example/")
    #expect(user.status == 1 && user.err.contains("names a user"), "\(user.err)")
  }

  @Test func aPartnersCodesStandInTheConfigurationOrInAFileOfTheirOwn() throws {
    let program = try Program()
    let row =
      #"[{"railway_carriage_number":"94003894","operation_code_railway_carriage":"96","#
      + #""station_name":"Алматы","date_time_of_operation":"2026-02-10T08:00:00"}]"#
    let file = try program.file("rows.json", row)
    _ = try program.file("ktz-codes.yaml", "\"96\": arrived\n\"20\": departed\n")
    let inLine = try program.file(
      "a.yaml", "feeds:\n  - {name: a, format: dislocation, codes: {\"96\": arrived}}\n")
    let beside = try program.file(
      "b.yaml", "feeds:\n  - {name: b, format: dislocation, codes: ktz-codes.yaml}\n")
    try program.run("ingest", file, "--feed", "a", "--config", inLine)
    try program.run("ingest", file, "--feed", "b", "--config", beside)
    let events = try program.run("events", "94003894", "--json").out
    #expect(events.components(separatedBy: #""activity": "arrived""#).count == 3, "\(events)")
    let wrong = try program.file("c.yaml", "feeds:\n  - {name: c, codes: {\"96\": came}}\n")
    let result = try program.run("feed", "list", "--config", wrong)
    #expect(result.err.contains("“came” is no activity"), "\(result.err)")
  }

  @Test func anAliasLineExplainsThePast() throws {
    let program = try Program()
    let text = report.replacing("Khorgos", with: "霍尔果斯换装场")
    try program.run("ingest", program.file("a.jsonl", text))
    let unresolved = try program.run("place", "unresolved", "--json")
    #expect(try SchemaChecker("unresolved").problems(in: unresolved.out) == [])
    #expect(unresolved.out.contains("霍尔果斯换装场") && unresolved.out.contains(#""count": 1"#))
    #expect(try program.run("list", "containers", "--at", "Khorgos").out.contains("TRHU") == false)
    let config = try program.file("banlie.yaml", "aliases:\n  khorgos: [霍尔果斯换装场]\n")
    let environment = ["BANLIE_CONFIG": config]
    let list = try program.run(
      "list", "containers", "--at", "Khorgos", environment: environment)
    #expect(list.out.contains("TRHU4307252"), "\(list.out)\(list.err)")
    #expect(
      try program.run("place", "unresolved", environment: environment).out
        .contains("every place that was named is known"))
    let unknown = try program.file("bad.yaml", "aliases:\n  nowhere: [x]\n")
    let result = try program.run("list", "containers", "--config", unknown)
    #expect(result.status == 1 && result.err.contains("there is no place “nowhere”"))
  }

  @Test func aReplayShowsWhatWouldChangeBeforeItDoes() throws {
    let program = try Program()
    let file = try program.file("part.jsonl", report + "{\"activity\":\n")
    #expect(try program.run("ingest", file, "--feed", "ktz").status == 4)
    // Nothing improved: nothing changes.
    let same = try program.run("inbox", "replay", "--dry-run", "--json")
    #expect(try SchemaChecker("replay").problems(in: same.out) == [])
    for (name, arguments) in [
      ("inbox", ["inbox", "list"]), ("rejections", ["inbox", "rejections"]),
    ] {
      let shown = try program.run(arguments[0], arguments[1], "--json")
      #expect(try SchemaChecker(name).problems(in: shown.out) == [], "\(name)")
    }
    #expect(same.out.contains(#""changes": []"#), "\(same.out)")
    let stranger = try program.file(
      "banlie.yaml", "feeds:\n  - {name: platform, track: ours}\n")
    let environment = ["BANLIE_CONFIG": stranger]
    let other = report.replacing("TRHU4307252", with: "TCNU7200794")
    try program.run(
      "ingest", program.file("other.jsonl", other), "--feed", "platform", environment: environment)
    try program.run(
      "ingest", program.file("list.csv", loadingList), "--feed", "forwarder",
      environment: environment)
    let trial = try program.run(
      "inbox", "replay", "--feed", "platform", "--dry-run", environment: environment)
    #expect(trial.out.contains("1 event would be new"), "\(trial.out)\(trial.err)")
    let events = try program.run("events", "TCNU7200794", "--json", environment: environment).out
    #expect(!events.contains("arrived"))
    try program.run("inbox", "replay", "--feed", "platform", environment: environment)
    #expect(
      try program.run("events", "TCNU7200794", "--json", environment: environment).out
        .contains("arrived"))
    let again = try program.run(
      "inbox", "replay", "--feed", "platform", "--json", environment: environment)
    #expect(again.out.contains(#""added": 0"#))
  }
}
