import Answers
import ArgumentParser
import Feeds
import Foundation
import Freight
import Intake
import Ledger
import Tracking

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Records what came by phone or chat, as an event of its own feed.",
    discussion: """
        banlie report TRHU4307252 --activity held --place Altynkol --at 2026-02-07T15:00+05:00 \\
            --note "customs inspection, says Aigul"
        banlie report TRHU4307252 MSKU1234565 --activity arrived --place 巴库 --at 2026-02-20
      """)

  @Argument(help: "Containers, wagons or trains.")
  var ids: [String]

  @Option(help: "What happened: arrived, departed, held, reloaded …")
  var activity: String

  @Option(help: "Where: a name, code or alias.")
  var place: String?

  @Option(help: "When; without an offset, on the place's clock; a date alone means that day.")
  var at: String

  @Option(help: "Who said what.")
  var note: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    guard let activity = Activity(rawValue: activity), activity != .unmapped, activity != .amended
    else {
      let known = Activity.allCases.filter { $0 != .unmapped && $0 != .amended }.map(\.rawValue)
      throw Failure.usage(
        "--activity is one of \(known.joined(separator: ", ")), not “\(self.activity)”")
    }
    let workspace = try Workspace(common)
    let ledger = try workspace.openForWriting()
    let reference = try place.map { text in
      guard let reference = PlaceReference(text: text) else {
        throw Failure.usage("--place is empty")
      }
      if workspace.book.resolve(reference) == nil {
        let words = Wording(language: workspace.outlook.language)
        Console.complain(
          "banlie: "
            + words(
              en: "no place “\(text)” is known; it is kept as written",
              zh: "没有“\(text)”这一地点，按原文保存",
              ru: "место «\(text)» не известно; сохранено как написано"))
      }
      return reference
    }
    let time = try instant(at: reference, workspace)
    let subjects = try ledger.read { reader in
      let lookup = Lookup(workspace.outlook, reader)
      return try ids.map { try lookup.subject($0) }
    }
    let events = subjects.map { subject in
      Event(
        feed: "report", subject: subject, activity: activity, occurredAt: time.instant,
        assumptions: time.assumptions, place: reference, reason: note)
    }
    try ManualEvents.store(events, workspace, ledger)
    let words = Wording(language: workspace.outlook.language)
    // In English by the activity's own name, which scripts know.
    let what = words.language == .en ? activity.rawValue : words.activity(activity)
    for subject in subjects { Console.say("\(subject.id) \(what) \(time.instant)") }
    let tolerance = workspace.settings.policy.futureToleranceHours * 3_600_000_000
    if Double(time.instant.microseconds - workspace.now) > tolerance {
      Console.complain(
        "banlie: "
          + words(
            en:
              "\(time.instant) has not come yet: the report is kept and shown as doubtful, and nothing "
              + "follows from it; amend it by a report of the right time",
            zh: "\(time.instant)尚未到：报告已保存并标为存疑，不影响状态；请按正确时间重新报告",
            ru:
              "\(time.instant) ещё не наступило: сообщение сохранено как сомнительное и ни на что не влияет; "
              + "сообщите заново с верным временем"))
    }
  }

  private func instant(
    at place: PlaceReference?, _ workspace: Workspace
  ) throws -> (instant: Instant, assumptions: Assumptions) {
    do {
      return (try RFC3339.parse(at), [])
    } catch .offsetMissing(let local) {
      let context = DecodingContext(
        feed: "report", receivedAt: Instant(microseconds: workspace.now),
        zone: workspace.settings.zone ?? TimeZone.current.identifier, places: workspace.book)
      guard let placed = context.instant(local, at: place) else {
        throw Failure.usage("--at needs an offset, such as 2026-02-07T15:00+05:00")
      }
      return placed
    } catch {
      throw Failure.usage("--at takes a time such as 2026-02-07T15:00+05:00, not “\(at)”")
    }
  }
}

struct AmendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "amend",
    abstract: "Corrects a wrong container number, as an event: nothing is rewritten.",
    discussion: """
        banlie amend TRHU4307525 TRHU4307252

      The trip carries on under the right number; the wrong one points to it. The same with the numbers
      exchanged takes it back.
      """)

  @Argument(help: "The number as it was reported.")
  var old: String

  @Argument(help: "The number that is right.")
  var new: String

  @Option(help: "Which trip of the old number; the latest if not said.")
  var trip: Int?

  @Option(help: "Who said so.")
  var note: String?

  @Flag(help: "Even where both numbers stand in the list of one train.")
  var force = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    guard let wrong = ContainerNumber(old), let right = ContainerNumber(new), wrong != right else {
      throw Failure.usage("amend takes two different container numbers")
    }
    guard right.isCheckDigitValid else {
      throw Failure.usage(
        "\(right): the check digit is wrong; did you mean \(right.withCorrectCheckDigit)?")
    }
    let workspace = try Workspace(common)
    let ledger = try workspace.openForWriting()
    let journeys = try ledger.read { reader in
      try workspace.journeys.list(of: wrong, in: reader)
    }
    let wanted = trip ?? journeys.count
    guard let journey = journeys.first(where: { $0.sequence == wanted }) else {
      throw Failure.notFound(
        journeys.isEmpty ? "nothing is known of \(wrong)" : "\(wrong) has no trip \(wanted)")
    }
    try refuseTwoOfOneTrain(journey, right, workspace, ledger)
    // Told anew each time, so that it can be taken back and made again.
    let event = Event(
      feed: "report", subject: .container(wrong), activity: .amended,
      occurredAt: Instant(microseconds: journey.lastAt),
      updatedAt: Instant(microseconds: workspace.now), reason: note,
      details: Details(notes: journey.notes, correctedNumber: .container(right)))
    try ManualEvents.store([event], workspace, ledger)
    let words = Wording(language: workspace.outlook.language)
    Console.say(
      words(
        en: "\(wrong) is now \(right)", zh: "\(wrong)已更正为\(right)",
        ru: "\(wrong) исправлен на \(right)")
    )
  }

  /// A list that names both means two boxes.
  private func refuseTwoOfOneTrain(
    _ journey: Journey, _ right: ContainerNumber, _ workspace: Workspace, _ ledger: SQLiteLedger
  ) throws {
    guard !force, journey.correctedTo == nil, let train = journey.train else { return }
    let others = try ledger.read { try workspace.journeys.list(of: right, in: $0) }
    guard others.contains(where: { $0.isUnderWay && $0.train == train }) else { return }
    throw Failure.usage(
      "\(right) stands in the list of \(train) itself, beside \(journey.container): they are two boxes. "
        + "Where the list is wrong, amend with --force.")
  }
}

/// Events typed at the terminal go the same way as all others: as a message in the inbox.
enum ManualEvents {
  static func store(_ events: [Event], _ workspace: Workspace, _ ledger: SQLiteLedger) throws {
    let body = events.map { BanlieJSON.encode($0) }.joined(separator: "\n") + "\n"
    let intake = Intake(
      ledger: ledger, tracker: workspace.tracker,
      options: FeedOptions(feed: "report", format: BanlieJSON.name),
      observer: workspace.observer, clock: workspace.clock)
    let outcome = try intake.ingest(
      message: Array(body.utf8), name: "terminal", receivedAt: workspace.now)
    if let rejection = outcome.rejections.first {
      throw Failure.failed("not recorded: \(rejection.reason.rawValue), \(rejection.detail)")
    }
  }
}
