import Foundation
import TestDocuments
import Testing

@Suite struct EtaCommandTests {
  /// A train a day over six stations, later each hour by what the day says.
  private func table(days: ClosedRange<Int> = 1...12) -> String {
    var lines = ["train,runDate,seq,station,dist_km,sched_min,actual_min,delay_min"]
    for day in days {
      for stop in 0..<6 {
        let planned = 29_000_000 + day * 1_440 + stop * 120
        let late = stop * (day * 7 % 5) * 3
        lines.append(
          "T1,2026-01-\(day < 10 ? "0" : "")\(day),\(stop),S\(stop),\(stop * 90),\(planned),\(planned + late),\(late)"
        )
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func evaluate(_ program: Program, _ text: String, _ more: String...) throws
    -> Program.Result
  {
    let file = try program.file("runs.csv", text)
    return try program.run(["eta", "evaluate", "--runs", file] + more)
  }

  @Test func aTableOfRunsIsScoredBesideSimplerAnswers() throws {
    let program = try Program()
    let json = try evaluate(
      program, table(), "--from", "2026-01-08", "--to", "2026-01-12", "--json")
    #expect(json.status == 0, "\(json.err)")
    #expect(try SchemaChecker("evaluation").problems(in: json.out) == [])
    struct Document: Decodable {
      struct Score: Decodable { var queries: Int }
      struct Table: Decodable {
        var name: String
        var overall: Score
      }
      var overall: Score
      var baselines: [Table]
    }
    let document = try JSONDecoder().decode(Document.self, from: Data(json.out.utf8))
    // Five runs of six stops: from each stop to every later one.
    #expect(document.overall.queries == 5 * 15)
    #expect(
      document.baselines.map(\.name).contains("schedule")
        && document.baselines.allSatisfy { $0.overall.queries == 75 })
    let screen = try evaluate(program, table(), "--from", "2026-01-08", "--to", "2026-01-12")
    #expect(screen.out.contains("present delay stays") && screen.out.contains("inside P10–P90"))
  }

  @Test func linesThatCannotBeUsedAreNamedAndTheOthersCount() throws {
    let program = try Program()
    let bad = table() + "T1,2026-01-13,0,S0,0,soon,1,1\nT1,13.1.,0,S0,0,1,1,1\nT1\n"
    let result = try evaluate(program, bad, "--from", "2026-01-08", "--to", "2026-01-12")
    #expect(result.status == 4 && result.out.contains("questions"))
    for words in [
      "runs.csv:74: sched_min is “soon”", "runs.csv:75: runDate", "runs.csv:76: 1 fields",
    ] {
      #expect(result.err.contains(words), "\(result.err)")
    }
  }

  @Test func whatCannotBeScoredIsSaid() throws {
    let program = try Program()
    let cases: [(text: String, arguments: [String], status: Int32, reason: String)] = [
      ("", [], 1, "is empty"), ("a,b\n", [], 1, "there is no column train"),
      (table(), ["--from", "2027-01-01"], 3, "no run in"),
      (table(), ["--from", "soon"], 2, "is no date"),
      (table(), ["--from", "2026-02-01", "--to", "2026-01-01"], 2, "comes after"),
    ]
    try program.run("ingest", try program.file("list.csv", loadingList))
    let empty = try program.run("eta", "evaluate")
    #expect(empty.status == 3 && empty.err.contains("no train of this ledger"), "\(empty.err)")
    for (text, arguments, status, reason) in cases {
      let file = try program.file("runs.csv", text)
      let result = try program.run(["eta", "evaluate", "--runs", file] + arguments)
      #expect(result.status == status && result.err.contains(reason), "\(result.err)")
    }
  }

  @Test func whatWasSaidOfAnArrivalIsKeptAndJudged() throws {
    let program = try Program()
    try program.follow()
    let later = ["BANLIE_NOW": "2026-03-05T00:00:00Z"]
    let json = try program.run("eta", "history", "TRHU4307252", "--json", environment: later)
    #expect(try SchemaChecker("estimates").problems(in: json.out) == [])
    struct History: Decodable {
      struct Estimate: Decodable {
        struct Cause: Decodable {
          var kind: String
          var place: String?
        }
        var saidAt: String
        var cause: Cause?
      }
      struct Outcome: Decodable {
        var given: Int
        var held: Int
      }
      var estimates: [Estimate]
      var outcome: Outcome?
    }
    let histories = try JSONDecoder().decode([History].self, from: Data(json.out.utf8))
    let history = try #require(histories.first)
    #expect(history.estimates.first?.cause == nil)
    #expect(history.estimates.last?.cause?.kind == "border")
    #expect(history.outcome?.given == history.estimates.count)
    // What had been said by a day, and no more.
    let then = try program.run(
      "eta", "history", "TRHU4307252", "--as-of", "2026-02-03T00:00:00Z", "--json",
      environment: later)
    let earlier = try JSONDecoder().decode([History].self, from: Data(then.out.utf8))
    #expect(earlier.first?.estimates.count == 1 && earlier.first?.outcome == nil)
    let unknown = try program.run("eta", "history", "MSKU1234565")
    #expect(unknown.status == 3)
  }

  @Test func theLedgersOwnTrainsAreReplayedAndSimulatedOnesNamed() throws {
    let program = try Program()
    try program.run(
      "ingest", try program.simulated(8), environment: ["BANLIE_NOW": "2026-06-01T00:00:00Z"])
    let screen = try program.run("eta", "evaluate")
    #expect(screen.status == 0 && screen.out.hasPrefix("SIMULATED"))
    #expect(screen.out.contains("from one milestone to the next"))
    #expect(screen.out.contains("at Aktau") && screen.out.contains("Aktau – Alat"))
    let json = try program.run("eta", "evaluate", "--json")
    #expect(json.out.contains(#""simulated": true"#))
    #expect(try SchemaChecker("evaluation").problems(in: json.out) == [])
  }
}

extension Program {
  /// A box that is told of as it goes, and waits six days at the border.
  func follow() throws {
    let reports = [
      ("departed", "Nanchang", "2026-02-02T12:00:00+08:00"),
      ("arrived", "Khorgos", "2026-02-06T12:00:00+08:00"),
      ("departed", "Khorgos", "2026-02-12T12:00:00+08:00"),
      ("arrived", "Baku", "2026-03-01T12:00:00+04:00"),
    ]
    for (activity, place, time) in reports {
      let line = """
        {"container":"TRHU4307252","activity":"\(activity)","place":"\(place)","occurredAt":"\(time)",\
        "origin":"Nanchang","destination":"Baku"}
        """
      let result = try run(
        "ingest", try file("report.jsonl", line + "\n"), "--feed", "carrier",
        environment: ["BANLIE_NOW": time])
      #expect(result.status == 0, "\(result.err)")
    }
  }
}
