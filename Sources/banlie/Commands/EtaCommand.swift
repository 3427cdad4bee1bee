import Answers
import ArgumentParser
import Foundation
import Intake
import RouteBook
import Tracking

struct EtaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eta", abstract: "What was said of arrivals, and how well it holds.",
    subcommands: [EstimateHistoryCommand.self, EvaluateWindows.self])

  struct EvaluateWindows: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "evaluate",
      abstract: "Asks the model for windows as they would have been given, and scores them.",
      discussion: """
          banlie eta evaluate                          the trains of this ledger
          banlie eta evaluate --runs runs.csv --from 2020-01-21 --to 2020-01-31

        From every stop of a run that departs in that time, the minutes to every later stop are \
        asked for, with only what had been observed before that moment; earlier runs are history. \
        The file has the columns train, runDate, seq, station, sched_min and actual_min (minutes \
        since the epoch), in any order, beside any others; delay_min may stand for actual_min. \
        Exit code 4: some lines could not be used.
        """)

    @Option(help: "A CSV file of planned and actual times. (default: this ledger's trains)")
    var runs: String?

    @Option(help: "The first day of departure that is scored, YYYY-MM-DD.")
    var from = "0000-01-01"

    @Option(help: "The last one.")
    var to = "9999-12-31"

    @Flag(help: "An object: overall, horizons, baselines.")
    var json = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
      for date in [from, to] where !Self.isDate(date) {
        throw ValidationError("“\(date)” is no date such as 2020-01-21")
      }
      guard from <= to else { throw ValidationError("--from comes after --to") }
    }

    private static func isDate(_ text: String) -> Bool {
      text.wholeMatch(of: #/\d{4}-\d{2}-\d{2}/#) != nil
    }

    func run() throws {
      var (hasProblems, isSimulated) = (false, false)
      let recorded: [RecordedRun]
      var book: RouteBook?
      if let runs {
        let table = try read(runs)
        hasProblems = !table.problems.isEmpty
        recorded = table.runs
      } else {
        let runs = try ledgerRuns()
        recorded = runs.recorded
        isSimulated = runs.isSimulated
        book = try Workspace(common).book
      }
      let evaluation = ArrivalReplay.evaluate(recorded, from: from, to: to)
      guard evaluation.model.overall.queries > 0 else {
        throw Failure.notFound(
          recorded.isEmpty && runs == nil
            ? "no train of this ledger has been seen on a known route yet"
            : "no run in \(runs ?? "the ledger") was seen at two stops and departs from \(from) to \(to)"
        )
      }
      if json {
        Console.say(
          EvaluationDocument.object(
            evaluation, isSimulated: isSimulated, bySegment: runs == nil
          ).pretty)
      } else {
        if isSimulated { Console.say("SIMULATED: trains that never ran are among these") }
        Console.write(EvaluationScreen.render(evaluation, book: book))
      }
      if hasProblems { throw Failure.silent(.partial) }
    }

    /// What is known of trains now, replayed as if each report had come when it happened.
    private func ledgerRuns() throws -> (recorded: [RecordedRun], isSimulated: Bool) {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      return try ledger.read { reader in
        let runs = try ArrivalHistory(reader, workspace.tracker).allRuns(asOf: nil)
        return (
          runs.compactMap(workspace.tracker.recorded), runs.contains { $0.isSimulated }
        )
      }
    }

    private func read(_ runs: String) throws -> RunTable {
      guard let data = FileManager.default.contents(atPath: runs) else {
        throw Failure.failed("cannot read \(runs)")
      }
      let table: RunTable
      do { table = try RunTable(csv: data) } catch {
        switch error {
        case .noHeader: throw Failure.failed("\(runs) is empty; its first line names the columns")
        case .missingColumns(let names):
          throw Failure.failed("\(runs):1: there is no column \(names.joined(separator: ", "))")
        }
      }
      for problem in table.problems.prefix(Self.shownProblems) {
        Console.complain("\(runs):\(problem.line): \(Self.words(problem.reason))")
      }
      if table.problems.count > Self.shownProblems {
        Console.complain("… and \(table.problems.count - Self.shownProblems) more lines left out")
      }
      return table
    }

    private static let shownProblems = 20

    private static func words(_ reason: RunTable.Reason) -> String {
      switch reason {
      case .fieldCount(let found, let expected): "\(found) fields, not \(expected)"
      case .unclosedQuote: "a quotation mark is not closed"
      case .notUTF8: "not UTF-8"
      case .emptyField(let column): "\(column) is empty"
      case .notANumber(let column, let value): "\(column) is “\(value)”, no number of minutes"
      case .notADate(let text): "runDate is “\(text)”, not YYYY-MM-DD"
      case .noPlannedTime: "neither sched_min nor actual_min with delay_min"
      case .duplicate(let line): "the same train, date and seq as in line \(line)"
      }
    }
  }
}
