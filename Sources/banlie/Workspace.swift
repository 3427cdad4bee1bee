import Answers
import ArgumentParser
import EmbeddedRoutes
import Feeds
import Foundation
import Freight
import Intake
import Ledger
import Notices
import RouteBook
import Tracking

/// What nearly every command takes.
struct CommonOptions: ParsableArguments {
  @Option(help: "The ledger's file. Also BANLIE_LEDGER.")
  var ledger: String?

  @Option(help: "A folder of places and routes that adds to the built-in ones or overrides them.")
  var routes: String?

  @Option(help: "Configuration file. Also BANLIE_CONFIG.")
  var config: String?

  @Option(
    help: "The present moment, RFC 3339, so that an answer can be repeated. Also BANLIE_NOW.")
  var now: String?

  @Option(help: "Language of screens: en, zh or ru. Also BANLIE_LANG.")
  var lang: String?
}

/// The wiring: ledger, routes, policy, clock and language of one run of the program.
struct Workspace {
  let ledgerPath: String
  let book: RouteBook
  let settings: Settings
  let tracker: Tracker
  let language: Language
  /// UTC µs: the present, or what `--now` says it is.
  private(set) var now: Int64
  private let isNowFixed: Bool
  /// What `--now` or BANLIE_NOW says.
  private let fixedNow: Int64?

  init(_ options: CommonOptions) throws {
    let environment = ProcessInfo.processInfo.environment
    ledgerPath = options.ledger ?? environment["BANLIE_LEDGER"] ?? Workspace.defaultLedger
    if ledgerPath.contains("://") {
      throw Failure.usage("ledgers are files so far; \(ledgerPath) is a URL")
    }
    if Workspace.isFolder(ledgerPath) {
      throw Failure.usage(
        "a ledger is a file, and \(ledgerPath) is a folder: name a file in it, such as "
          + URL(fileURLWithPath: ledgerPath).appending(path: "ledger.sqlite").path)
    }
    settings = try Settings.load(options.config ?? environment["BANLIE_CONFIG"])
    let routes = try Workspace.book(options.routes ?? environment["BANLIE_ROUTES"])
    book = settings.aliases.isEmpty ? routes : routes.adding(aliases: settings.aliases)
    try settings.check(book)
    tracker = Tracker(book: book, policy: settings.policy)
    fixedNow = try Workspace.fixedMoment(options)
    now = fixedNow ?? Workspace.clock
    isNowFixed = options.now != nil
    language = try Workspace.language(options, otherwise: settings.language)
  }

  /// The present as `--now` says it is.
  static func fixedMoment(_ options: CommonOptions) throws -> Int64? {
    try moment(
      options.now ?? ProcessInfo.processInfo.environment["BANLIE_NOW"], name: "--now")
  }

  static func language(
    _ options: CommonOptions, otherwise configured: String? = nil
  ) throws -> Language {
    let wanted =
      options.lang ?? ProcessInfo.processInfo.environment["BANLIE_LANG"] ?? configured
    guard let language = wanted.map({ Language(rawValue: $0) }) ?? .en else {
      throw Failure.usage("--lang is en, zh or ru, not “\(wanted ?? "")”")
    }
    return language
  }

  /// The same at another moment.
  func at(_ moment: Int64) -> Workspace {
    var copy = self
    copy.now = moment
    return copy
  }

  /// The present, which stands still where it was said.
  var clock: @Sendable () -> Int64 {
    let fixed = fixedNow
    return { fixed ?? Workspace.clock }
  }

  static var clock: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }

  /// Folds what is stale, keeps what is said of arrivals and puts what is new for subscribers into
  /// the outbox.
  var journeys: Journeys { Journeys(tracker: tracker, observer: observer) }

  var observer: JourneyObservers {
    JourneyObservers([EstimateKeeper(tracker: tracker, clock: clock), announcer])
  }

  var announcer: Announcer {
    Announcer(tracker: tracker, clock: clock)
  }

  var outlook: Outlook {
    Outlook(tracker: tracker, now: now, isNowFixed: isNowFixed, language: language)
  }

  /// Every feed, from the configuration and added by command; the configuration wins.
  func feeds(_ reader: any LedgerReader) throws -> [FeedSource] {
    var settings = settings
    for added in try reader.listFeeds() where settings.feeds[added.name] == nil {
      settings = try settings.adding(added.definition, from: "feed \(added.name)")
    }
    return settings.feeds.values.map { source in
      var source = source
      source.options.fallbackZone = settings.zone ?? "UTC"
      return source
    }.sorted { $0.name < $1.name }
  }

  /// How a feed's messages are read; one that is not configured has the operator's zone alone.
  func options(for feed: String) -> FeedOptions {
    var options = settings.feeds[feed]?.options ?? FeedOptions(feed: feed)
    options.fallbackZone = settings.zone ?? "UTC"
    return options
  }

  var style: ScreenStyle {
    ScreenStyle(width: Console.width, color: Console.usesColor, language: language)
  }

  /// Where daily manifests are made: beside the ledger.
  var manifestFolder: URL {
    URL(fileURLWithPath: ledgerPath).deletingLastPathComponent().appending(path: "manifests")
  }

  // MARK: - Ledger

  /// For asking only; a missing ledger is said to be missing, not made.
  func openForReading() throws -> SQLiteLedger {
    try SQLiteLedger(readingFrom: ledgerPath)
  }

  /// For writing; made where there is none, with the default folder.
  func openForWriting(_ options: SQLiteLedger.Options = .init()) throws -> SQLiteLedger {
    if ledgerPath == Workspace.defaultLedger {
      let folder = URL(fileURLWithPath: ledgerPath).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    let ledger = try SQLiteLedger(path: ledgerPath, options: options)
    try journeys.putInForce(in: ledger, at: now)
    return ledger
  }

  private static var defaultLedger: String {
    let environment = ProcessInfo.processInfo.environment
    let data =
      environment["XDG_DATA_HOME"].map { URL(fileURLWithPath: $0) }
      ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share")
    return data.appending(path: "banlie/ledger.sqlite").path
  }

  // MARK: - Parsing

  static func book(_ folder: String?) throws -> RouteBook {
    guard let folder else { return EmbeddedRoutes.book }
    guard isFolder(folder) else {
      let state = FileManager.default.fileExists(atPath: folder) ? "is no folder" : "does not exist"
      throw Failure.failed(
        "the routes cannot be read: \(folder) \(state); --routes names a folder of places and routes"
      )
    }
    let loaded: RouteBookLoader.Result
    do { loaded = try RouteBookLoader.load(folder: folder, over: EmbeddedRoutes.book) } catch {
      throw Failure.failed(
        "the routes in \(folder) cannot be read: \(error.localizedDescription)")
    }
    guard let book = loaded.book, loaded.problems.isEmpty else {
      throw Failure.failed(
        (["the routes in \(folder) cannot be used:"] + loaded.problems.map(\.description)).joined(
          separator: "\n  "))
    }
    return book
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// RFC 3339; without an offset, or a bare date, in this machine's zone.
  static func moment(_ text: String?, name: String) throws -> Int64? {
    guard let text else { return nil }
    do {
      let parsed = try RFC3339.parse(text) { local in
        TimeZone.current.secondsFromGMT(
          for: Date(timeIntervalSince1970: Double(local.wallMicroseconds) / 1_000_000)) / 60
      }
      return parsed.instant.microseconds
    } catch {
      throw Failure.usage("\(name) takes a time such as 2026-02-02T08:00:00+08:00, not “\(text)”")
    }
  }
}
