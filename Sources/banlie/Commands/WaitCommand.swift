import Answers
import ArgumentParser
import Foundation

struct WaitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Waits until a box has reached a milestone; for scripts.",
    discussion: """
        banlie wait TRHU4307252 --until arrived@baku --timeout 48h && mail -s "it is there" …
        banlie wait TRHU4307252 --until reloaded

      Exit code 0 when it has happened (even long ago), 5 when the trip ended without it or the
      time is up.
      """)

  @Argument(help: "A container number.")
  var id: String

  @Option(help: "An activity, or activity@place.")
  var until: String

  @Option(help: "How long to wait: 30s, 15m, 48h, 3d. Without it, as long as it takes.")
  var timeout: String?

  @Option(help: "Which trip of the box; the latest if not said.")
  var trip: Int?

  @OptionGroup var remote: RemoteOptions

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let question = Question.wait(try WaitQuestion(id: id, until: until, trip: trip))
    let limit = try timeout.map { try Self.seconds($0) }
    let started = Date()
    let terminal = try Terminal(common, remote)
    var bookmark = Terminal.Bookmark()
    while true {
      if let reply = try await terminal.ask(question, nil) {
        Console.write(reply.out)
        return try Terminal.end(reply)
      }
      let waited = Date().timeIntervalSince(started)
      if let limit, waited >= limit {
        throw Failure(
          .waitEnded, "\(id) has not been reported \(until) in \(timeout ?? "")")
      }
      try await terminal.news(&bookmark, within: max(0.05, (limit ?? .infinity) - waited))
    }
  }

  static func seconds(_ text: String, option: String = "--timeout") throws -> TimeInterval {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    // A hundred years are for ever.
    guard let unit = text.last.flatMap({ units[$0] }), let count = Double(text.dropLast()),
      count >= 0, count * unit <= 36_525 * 86_400
    else { throw Failure.usage("\(option) takes 30s, 15m, 48h or 3d, not “\(text)”") }
    return count * unit
  }
}
