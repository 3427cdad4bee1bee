import ArgumentParser
import Foundation
import Freight
import Intake
import Ledger
import Tracking

struct WaitCommand: ParsableCommand {
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

  @OptionGroup var common: CommonOptions

  func run() throws {
    let parts = until.split(separator: "@", maxSplits: 1).map(String.init)
    guard let name = parts.first, let activity = Activity(rawValue: name) else {
      let known = Activity.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure.usage("--until takes one of \(known); not “\(until)”")
    }
    let limit = try timeout.map(Self.seconds)
    let started = Date()
    while true {
      let workspace = try Workspace(common)
      let place = try parts.count > 1 ? resolve(parts[1], workspace) : nil
      if let line = try check(activity, at: place, workspace) {
        Console.say(line)
        return
      }
      let waited = Date().timeIntervalSince(started)
      if let limit, waited >= limit {
        throw Failure(
          code: Exit.waitEnded, message: "\(id) has not been reported \(until) in \(timeout ?? "")")
      }
      Thread.sleep(forTimeInterval: min(2, max(0.05, (limit ?? .infinity) - waited)))
    }
  }

  private func resolve(_ text: String, _ workspace: Workspace) throws -> PlaceID {
    guard let reference = PlaceReference(text: text), let place = workspace.book.resolve(reference)
    else { throw Failure.notFound("there is no place “\(text)”; see banlie place find") }
    return workspace.book.hub(of: place)
  }

  /// The line to print when it has happened; nil while it may still happen.
  private func check(_ activity: Activity, at place: PlaceID?, _ workspace: Workspace) throws
    -> String?
  {
    let ledger = try workspace.openForReading()
    // Closed with the process; what it read needs no flushing.
    let journeys = try ledger.read { reader in
      let lookup = Lookup(reader: reader, workspace: workspace)
      return try lookup.journeys(of: try lookup.subject(id), asOf: nil)
    }
    guard
      let journey = trip.map({ wanted in journeys.first { $0.sequence == wanted } })
        ?? journeys.last
    else { throw Failure.notFound("\(id) has no such trip") }
    let entry = journey.timeline.first {
      $0.activity == activity && $0.classifier == .actual && $0.isPlausible
        && (place == nil || $0.place == place)
    }
    if let entry {
      return "\(journey.container) \(until) \(workspace.book.local(entry.at, at: entry.place))"
    }
    let ends: Set<Journey.State> = [.cancelled, .returned, .delivered, .returningEmpty]
    if ends.contains(journey.state) {
      throw Failure(
        code: Exit.waitEnded,
        message: "\(id) is \(journey.state.rawValue); \(until) was not reported and will not be")
    }
    return nil
  }

  static func seconds(_ text: String) throws -> TimeInterval {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Double(text.dropLast()),
      count >= 0
    else { throw Failure.usage("--timeout takes 30s, 15m, 48h or 3d, not “\(text)”") }
    return count * unit
  }
}
