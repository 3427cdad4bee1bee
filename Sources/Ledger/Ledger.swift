import Freight

/// The durable store of what was received and what was understood of it: raw messages first, events
/// second, both append-only; journeys are a cache of what the fold made of the events.
///
/// All access is by two closures. A `read` sees one moment of the ledger for as long as it runs,
/// whatever is written meanwhile; a `write` is one transaction, durable when it returns and without
/// a trace when it throws. Both block: from async code use ``GroupCommitter`` and the async `read`.
public protocol Ledger: Sendable {
  /// - Throws: ``LedgerError``, or what `body` throws.
  func read<T>(_ body: (any LedgerReader) throws -> T) throws -> T

  /// - Throws: ``LedgerError``, or what `body` throws; then nothing of `body` was kept.
  func write<T>(_ body: (any LedgerWriter) throws -> T) throws -> T

  /// As ``write(_:)``, but durable only after a ``flush()`` that began when it had returned. Others
  /// see it before: nothing may be promised on it until then.
  func stage<T>(_ body: (any LedgerWriter) throws -> T) throws -> T

  /// Makes all that was staged before the call durable. The next transaction may run meanwhile.
  /// - Throws: ``LedgerError``; then what was staged is in the ledger, and may be lost with the
  ///   power.
  func flush() throws

  /// Checks the whole store against itself; see ``Verification``.
  func verify(_ scope: Verification.Scope) throws -> Verification
}

/// What can be asked of one moment of the ledger. Valid only inside the closure it was given to.
///
/// Times are UTC microseconds. `recordedBy` leaves out what the ledger learnt later: the *as of*.
public protocol LedgerReader {
  /// The same ledger on another connection, to be read on another thread beside this one. It may have
  /// learnt more since: ask it for no event after this one's `highestSeq()`.
  ///
  /// - Returns: nil for the reader of a transaction, whose work nobody else can see.
  func openBeside() throws -> (any Ledger)?

  // MARK: Events

  /// The sequence number of the newest event; zero in an empty ledger. It only grows.
  func highestSeq() throws -> Int64

  /// Events that mention the subject, oldest sequence first, each once.
  ///
  /// The window is on `occurredAt`, rounded outward to whole UTC days with a day to spare in front,
  /// so that an event of day precision is never cut off. Where one version of a report is returned,
  /// so is every other version of it, even of another day or about another subject: whoever folds
  /// must see which version stands.
  func events(
    mentioning subject: Subject, from: Int64?, to: Int64?, recordedBy: Int64?
  ) throws -> [RecordedEvent]

  /// Events about places themselves (a closed port), in the same window.
  func placeEvents(from: Int64?, to: Int64?, recordedBy: Int64?) throws -> [RecordedEvent]

  /// The next events in order of arrival, for streams and pages.
  func events(after seq: Int64, limit: Int) throws -> [RecordedEvent]

  /// The event of that identity.
  func findEvent(_ key: EventID) throws -> RecordedEvent?

  // MARK: Subjects

  /// Whether any event names the subject.
  func knows(_ subject: Subject) throws -> Bool

  /// Subjects of a kind whose ID begins with `prefix`, by ID.
  func subjects(kind: Subject.Kind, prefix: String, limit: Int) throws -> [Subject]

  /// What a number typed without its kind may mean: container, wagon, train (a number alone finds
  /// its every run), train leg, voyage (a vessel alone finds its every sailing), note of any kind.
  func search(_ text: String, limit: Int) throws -> [Subject]

  /// What has been reported to carry the subject, at any time.
  func carriers(of subject: Subject) throws -> [Subject]

  /// What the subject has been reported to carry, at any time.
  func carried(by subject: Subject) throws -> [Subject]

  /// Every way in which a place was written, in no order.
  func listWrittenPlaces() throws -> [WrittenPlace]

  /// Containers, wagons and trains whose reports name the note.
  func covered(by note: NoteNumber) throws -> [Subject]

  // MARK: Journeys

  /// The trips of one subject, by trip number.
  func journeys(of subject: Subject) throws -> [JourneyRow]

  /// Hands over the journeys that the filter keeps, one by one, ordered by ID, then trip.
  func listJourneys(_ filter: JourneyFilter, _ body: (JourneyRow) throws -> Void) throws

  /// Containers whose journeys are older than their events. Fold each and hand it to
  /// ``LedgerWriter/replaceJourneys(of:with:foldedThrough:)``.
  func stale(limit: Int) throws -> [Subject]

  /// Those of them of which something was learnt after an event.
  func stale(after seq: Int64) throws -> [Subject]

  /// Containers of whose journeys the ledger has learnt something since a moment (UTC µs): for all
  /// others, what is kept is also what was known then. It may name some too many, never too few.
  func containers(concernedAfter moment: Int64) throws -> Concerned

  /// Whether events arrived since the subject's journeys were folded.
  func isStale(_ subject: Subject) throws -> Bool

  // MARK: Inbox

  func findMessage(_ id: Int64) throws -> InboxMessage?

  /// The bytes as received.
  /// - Throws: ``LedgerError/damaged(_:)`` when they no longer match their SHA-256;
  ///   ``LedgerError/noSuchMessage(_:)``.
  func body(of message: Int64) throws -> [UInt8]

  /// Messages, newest first.
  func listMessages(_ filter: InboxFilter) throws -> [InboxMessage]

  /// Rejected records, by message and their order in it.
  func listRejections(_ filter: RejectionFilter) throws -> [KeptRejection]

  /// How many rejected records are kept for each reason.
  func countRejectionsByReason() throws -> [String: Int]

  // MARK: Feeds

  /// Feeds that were added by command, by name.
  func listFeeds() throws -> [FeedDefinition]

  /// How polling of a feed stands; nil before the first poll.
  func findPoll(of feed: String) throws -> PollRecord?

  func listPolls() throws -> [PollRecord]

  /// Whether the file was taken as it is listed now.
  func hasTaken(_ file: TakenFile) throws -> Bool

  // MARK: Doors

  /// The message that a feed pushed under that name of its own.
  func findPush(feed: String, id: String) throws -> Int64?

  /// The token with that SHA-256, revoked or expired as it may be.
  func findToken(hash: [UInt8]) throws -> TokenRecord?

  /// By time of making.
  func listTokens() throws -> [TokenRecord]

  // MARK: Notices

  /// By time of making.
  func listSubscriptions() throws -> [SubscriptionRecord]

  func findSubscription(_ id: String) throws -> SubscriptionRecord?

  func findNotice(_ name: String) throws -> NoticeRecord?

  /// Newest first.
  func listNotices(_ filter: NoticeFilter) throws -> [NoticeRecord]

  /// Every try to deliver a notice, first to last.
  func attempts(of notice: Int64) throws -> [DeliveryAttempt]

  /// How many notices of each subscription stand how.
  ///
  /// - Parameter onlyWaiting: counts those alone, which is quick however many have ended.
  func countNotices(onlyWaiting: Bool) throws -> [NoticeCount]

  /// When the first waiting notice is due that somebody may send; nil where none waits.
  func nextNoticeDue() throws -> Int64?

  /// What has been announced of a box, in the announcer's own words.
  func findAnnounced(_ subject: Subject) throws -> AnnouncedRecord?

  /// The estimate (UTC µs) that a subscriber was last told of a trip.
  func toldEstimate(subscription: String, subject: Subject, trip: String) throws -> Int64?

  // MARK: Arrivals

  /// Services (a route, or its simulation) of which runs are known, by name.
  func listArrivalServices() throws -> [ArrivalService]

  /// The runs of a service about which something was learnt last, the newest first: those that have
  /// arrived, then those under way, `limit` of each.
  ///
  /// - Parameter knownBy: as they were known then (UTC µs); nil is now.
  func listArrivalRuns(
    service: String, knownBy: Int64?, limit: Int
  ) throws -> [ArrivalRunRecord]

  func findArrivalRun(service: String, run: String) throws -> ArrivalRunRecord?

  /// What was said of a trip's arrival, oldest first.
  func estimates(of subject: Subject, trip: String) throws -> [EstimateRecord]

  func latestEstimate(of subject: Subject, trip: String) throws -> EstimateRecord?

  /// How what was said held, of the trips of a service that arrived last.
  func tallyEstimates(service: String, trips: Int) throws -> EstimateTally

  // MARK: Daily manifests

  /// Newest day first; of all plans where none is named.
  func listManifestRuns(plan: String?, limit: Int) throws -> [ManifestRunRecord]

  func findManifestRun(plan: String, date: String) throws -> ManifestRunRecord?

  // MARK: What was in force, and what people said

  /// The configuration, routes or other matter of `kind` in force at a moment (nil: the latest).
  func version(kind: String, asOf: Int64?) throws -> KeptVersion?

  func acknowledgements(of subject: Subject, recordedBy: Int64?) throws -> [Acknowledgement]

  func counts() throws -> LedgerCounts
}

/// What one transaction can do. Valid only inside the closure it was given to.
public protocol LedgerWriter {
  /// The ledger as this transaction has it so far.
  var reader: any LedgerReader { get }

  /// Runs a part of the transaction that undoes itself, and only itself, when it throws.
  func attempt<T>(_ body: () throws -> T) throws -> T

  /// Keeps the bytes. The same bytes from the same feed are kept once.
  /// - Throws: ``LedgerError/messageTooLarge(bytes:)``.
  func receive(_ message: NewMessage) throws -> Receipt

  /// As ``receive(_:)``, and remembers the sender's own name for it. Where the feed has used that name
  /// before, nothing is kept.
  func receive(_ message: NewMessage, pushedAs id: String) throws -> PushReceipt

  /// Appends what decoding made of messages that were received before, with each one's outcome.
  ///
  /// An event that the ledger already holds by content is a duplicate and changes nothing. Journeys
  /// that an accepted event may change become stale in this transaction. Decoding a message again
  /// replaces its rejections and counts.
  /// - Throws: ``LedgerError/noSuchMessage(_:)``.
  /// - Parameter recordedAt: when the ledger learns this, UTC microseconds.
  func append(_ messages: [DecodedMessage], recordedAt: Int64) throws -> AppendOutcome

  /// Replaces all journeys of a subject by what was folded from a snapshot with `highestSeq()` of
  /// `seq`. The subject stays stale if an event that concerns it arrived since.
  func replaceJourneys(
    of subject: Subject, with rows: [JourneyRow], foldedThrough seq: Int64) throws

  /// Marks every container stale, so that all is folded again: after new routes or aliases.
  func markAllStale() throws

  /// Keeps a version of what is in force, unless the latest of its kind has the same digest.
  /// - Returns: whether it was new.
  @discardableResult
  func recordVersion(kind: String, digest: String, content: [UInt8], at: Int64) throws -> Bool

  func acknowledge(_ acknowledgement: Acknowledgement) throws

  /// Adds a feed, or replaces the one of that name.
  func keepFeed(_ feed: FeedDefinition) throws

  /// - Returns: whether there was one. What it brought stays.
  @discardableResult
  func removeFeed(_ name: String) throws -> Bool

  func keepPoll(_ poll: PollRecord) throws

  /// Remembers that the file was taken, in the transaction that keeps what it brought.
  func keepTaken(_ file: TakenFile, at: Int64) throws

  /// Adds a token; its id must be new.
  func addToken(_ token: TokenRecord) throws

  /// - Returns: whether there was one that was not revoked yet.
  @discardableResult
  func revokeToken(_ id: String, at: Int64) throws -> Bool

  /// Adds a subscription, or replaces the one of that id. Its first one forgets what was announced
  /// to subscribers before it.
  func keepSubscription(_ subscription: SubscriptionRecord) throws

  /// Removes it with all that waits for it; what was delivered stays on record.
  /// - Returns: whether there was one.
  @discardableResult
  func removeSubscription(_ id: String, at: Int64) throws -> Bool

  /// Leaves a subscriber alone until then, after a failure.
  func restSubscription(_ id: String, until: Int64) throws

  /// Puts a notice into the outbox.
  /// - Parameter subjects: the boxes it is about: it is sent after every earlier one about any of
  ///   them.
  func addNotice(_ notice: NewNotice, about subjects: [Subject]) throws

  /// A notice with that cause that nobody has tried to send yet, unless a later one waits about any
  /// of the subjects: then this one may not learn of them any more.
  func findOpenNotice(
    subscription: String, cause: String, about subjects: [Subject]
  ) throws -> NoticeRecord?

  /// Replaces the body of a notice that nobody has tried to send yet.
  func extendNotice(_ id: Int64, body: [UInt8], about subjects: [Subject]) throws

  /// Hands out notices that are due, each to one sender: until `leasedUntil` nobody else gets them.
  /// None is handed out before an earlier one about any of its boxes has ended.
  ///
  /// - Parameter room: how many of a subscription's notices at most, by its id.
  func claimNotices(
    dueBy now: Int64, leasedUntil: Int64, limit: Int, room: (String) -> Int
  ) throws -> [NoticeRecord]

  /// Keeps how a try went and what follows from it.
  func recordAttempt(_ attempt: DeliveryAttempt, of notice: Int64, then fate: NoticeFate) throws

  /// Turns all that waits for a subscriber into dead letters.
  func buryNotices(of subscription: String, at: Int64) throws

  /// Sends a notice that has ended once more, under the same name.
  func reviveNotice(_ id: Int64, about subjects: [Subject], at: Int64) throws

  /// Forgets notices that ended before then.
  func forgetNotices(endedBefore: Int64) throws

  func keepAnnounced(_ announced: AnnouncedRecord) throws

  /// Adds a run, or a newer version of it.
  func keepArrivalRun(_ run: ArrivalRunRecord) throws

  /// Adds what was said of a trip's arrival; it is never written over.
  func keepEstimate(_ estimate: EstimateRecord) throws

  /// Keeps how what was said of a trip held, or corrects it.
  func keepEstimateOutcome(_ outcome: EstimateOutcome) throws

  /// Adds the day of a plan, or replaces it.
  func keepManifestRun(_ run: ManifestRunRecord) throws

  func keepTold(subscription: String, subject: Subject, trip: String, estimate: Int64) throws
}

extension LedgerReader {
  public func events(mentioning subject: Subject) throws -> [RecordedEvent] {
    try events(mentioning: subject, from: nil, to: nil, recordedBy: nil)
  }
}
