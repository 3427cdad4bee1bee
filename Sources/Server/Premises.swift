import Answers
import Freight
import Intake
import Ledger
import Notices
import RouteBook
import Tracking

/// What all requests share.
final class Premises: Sendable {
  let ledger: SQLiteLedger
  let committer: GroupCommitter
  let pushes: PushQueue
  let tracker: Tracker
  let settings: ServerSettings
  let metrics: Metrics
  let watch: LedgerWatch
  /// Puts what is new about journeys into the outbox.
  let announcer: Announcer
  /// Keeps what is said of arrivals.
  let keeper: EstimateKeeper
  let rates = RateLimiter()
  let bodies: BodyBudget
  private let shelf = ArrivalShelf()
  /// UTC µs.
  let clock: @Sendable () -> Int64

  init(
    ledger: SQLiteLedger, tracker: Tracker, settings: ServerSettings,
    clock: @escaping @Sendable () -> Int64
  ) {
    self.ledger = ledger
    self.tracker = tracker
    self.settings = settings
    self.clock = clock
    bodies = BodyBudget(settings.limits.bodyBytesAtOnce)
    committer = GroupCommitter(ledger)
    metrics = Metrics()
    announcer = Announcer(tracker: tracker, clock: clock)
    keeper = EstimateKeeper(tracker: tracker, shelf: shelf, clock: clock)
    let watch = LedgerWatch()
    self.watch = watch
    pushes = PushQueue(committer, clock: clock) { watch.moved(to: $0) }
  }

  /// Folds what is stale, keeps what is said of arrivals and tells subscribers.
  var journeys: Journeys { Journeys(tracker: tracker, observer: observer) }

  var observer: JourneyObservers { JourneyObservers([keeper, announcer]) }

  func outlook(_ viewer: Viewer, _ language: Language = .en, now: Int64? = nil) -> Outlook {
    var outlook = Outlook(
      tracker: tracker, now: now ?? clock(), isNowFixed: now != nil, language: language,
      viewer: viewer)
    outlook.shelf = shelf
    return outlook
  }

  /// For pages, on which dates of this year go without it.
  func words(_ language: Language) -> Wording { Wording(language: language, now: clock()) }

  /// What is being written by now is committed afterwards, unless that took too long.
  func settle() async throws -> Bool {
    try await Blocking.run { [ledger] _ in try ledger.settle() }
  }

  func read<T: Sendable>(
    _ body: @escaping @Sendable (any LedgerReader) throws -> T
  ) async throws -> T {
    try await ledger.read(body)
  }
}
