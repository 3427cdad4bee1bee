import Answers
import Foundation
import Freight
import Intake
import Ledger
import Tracking

/// Finds out what is new about journeys and puts it into the outbox, in the transaction that changes
/// them: what is known is told, whatever happens to this process.
package struct Announcer: JourneyObserver {
  private let tracker: Tracker
  private let gatherMicroseconds: Int64
  private let shelf = ArrivalShelf()
  private let clock: @Sendable () -> Int64

  /// Boxes of one train are folded in a few transactions; their notice waits for all.
  package static let usualGatherSeconds = 5.0

  /// - Parameters:
  ///   - gatherSeconds: how long a notice waits for more boxes of the same cause.
  ///   - clock: UTC µs.
  package init(
    tracker: Tracker, gatherSeconds: Double = Announcer.usualGatherSeconds,
    clock: @escaping @Sendable () -> Int64
  ) {
    self.tracker = tracker
    gatherMicroseconds = Int64(gatherSeconds * 1_000_000)
    self.clock = clock
  }

  // MARK: - After a fold

  package func isInterested(_ reader: any LedgerReader) throws -> Bool {
    try !listeners(reader).isEmpty
  }

  package func journeysChanged(
    _ folded: [FoldedJourneys], in writer: any LedgerWriter
  ) throws {
    let listeners = try listeners(writer.reader)
    guard !listeners.isEmpty else { return }
    let now = clock()
    var outbox = outbox(at: now)
    let routes = Set(folded.flatMap { $0.journeys.suffix(2).compactMap(\.path?.route) })
    let tracker = try informed(writer.reader, about: routes)
    for box in folded {
      // A trip before the one before is over for good.
      let views = box.journeys.suffix(2).map { tracker.view(of: $0, now: now, detail: .summary) }
      try announce(
        views, of: box.container, hasTimeline: true, seq: box.seq, listeners, &outbox, writer)
    }
    try outbox.flush(into: writer)
  }

  /// With what the ledger's history says of arrivals, as those who ask are told.
  private func informed(
    _ reader: any LedgerReader, about routes: Set<String>?
  ) throws -> Tracker {
    var tracker = tracker
    tracker.arrivals = try ArrivalHistory(reader, tracker, shelf: shelf)
      .windows(for: routes, asOf: nil)
    return tracker
  }

  private func listeners(_ reader: any LedgerReader) throws -> [KeptSubscription] {
    try reader.listSubscriptions().filter { $0.state != .gone }.map { try KeptSubscription($0) }
  }

  private func outbox(at now: Int64) -> Outbox {
    Outbox(book: tracker.book, now: now, gatherMicroseconds: gatherMicroseconds)
  }

  private func announce(
    _ views: [JourneyView], of container: ContainerNumber, hasTimeline: Bool, seq: Int64,
    _ listeners: [KeptSubscription], _ outbox: inout Outbox, _ writer: any LedgerWriter
  ) throws {
    let subject = Subject.container(container)
    let record = try writer.reader.findAnnounced(subject)
    // Somebody has announced what newer events make of it.
    if let record, record.seq > seq { return }
    var announced =
      try record.map { try Self.announced($0) } ?? baseline(container, listeners, writer.reader)
    for view in views {
      let news = announced.take(view, hasTimeline: hasTimeline)
      for listener in listeners { outbox.add(news, of: view, for: listener) }
    }
    if hasTimeline { announced.keepOnly(views.map(\.journey)) }
    if let view = views.last {
      for listener in listeners { try follow(view, for: listener, &outbox, writer) }
    }
    try writer.keepAnnounced(
      AnnouncedRecord(subject: subject, seq: seq, content: try Self.text(announced)))
  }

  /// Tells of an estimate that has moved since the subscriber was last told of it; the first one that
  /// there is they can ask for.
  private func follow(
    _ view: JourneyView, for listener: KeptSubscription, _ outbox: inout Outbox,
    _ writer: any LedgerWriter
  ) throws {
    guard let estimate = try moved(view, listener, writer.reader) else { return }
    if let before = estimate.before {
      let cause = try EstimateKeeper.cause(
        of: view.journey, since: before, tracker, writer.reader)
      outbox.addMoved(
        estimate.estimate, before: before, cause: cause, of: view, for: listener)
    }
    try writer.keepTold(
      subscription: listener.record.id, subject: .container(view.journey.container),
      trip: view.journey.key, estimate: estimate.estimate.p50.microseconds)
  }

  /// Nil where there is nothing to tell, `before` where there was nothing before.
  private func moved(
    _ view: JourneyView, _ listener: KeptSubscription, _ reader: any LedgerReader
  ) throws -> (estimate: Estimate, before: Int64?)? {
    guard let hours = listener.subscription.estimateHours, let estimate = view.estimate,
      listener.subscription.concerns(view.journey),
      listener.subscription.concerns(estimate.place), !isSlipping(view, estimate, listener)
    else { return nil }
    guard let before = try told(view.journey, listener, reader) else { return (estimate, nil) }
    let moved = Double(abs(estimate.p50.microseconds - before))
    return moved >= hours * Double(Instant.microsecondsPerHour) ? (estimate, before) : nil
  }

  /// The middle of the window that the subscriber knows (UTC µs): what it was told last, else what was said
  /// when it subscribed.
  private func told(
    _ journey: Journey, _ listener: KeptSubscription, _ reader: any LedgerReader
  ) throws -> Int64? {
    for key in [journey.key] + tracker.keys(of: journey).subtracting([journey.key]).sorted() {
      let told = try reader.toldEstimate(
        subscription: listener.record.id, subject: .container(journey.container), trip: key)
      if let told { return told }
    }
    return try reader.estimates(of: journey, tracker)
      .last { $0.madeAt <= listener.record.createdAt }
      .map { try EstimateStatement(record: $0.record, madeAt: $0.madeAt).p50 }
  }

  /// Whether the estimate moves only because time goes by: it is due any moment, or an alert that the
  /// subscriber gets has said already that nothing moves.
  private func isSlipping(
    _ view: JourneyView, _ estimate: Estimate, _ listener: KeptSubscription
  ) -> Bool {
    estimate.p50.microseconds <= view.now + Instant.microsecondsPerHour
      || view.alerts.contains {
        [.silent, .stalled].contains($0.kind)
          && listener.subscription.alerts.holds($0.kind.rawValue)
      }
  }

  // MARK: - What was known before

  /// As it was when the first of those who listen began to: that is no news.
  private func baseline(
    _ container: ContainerNumber, _ listeners: [KeptSubscription], _ reader: any LedgerReader
  ) throws -> Announced {
    var announced = Announced()
    guard let first = listeners.map(\.record).min(by: { $0.sinceSeq < $1.sinceSeq }) else {
      return announced
    }
    let journeys = try Journeys(tracker: tracker).list(
      of: container, in: reader, lastSeq: first.sinceSeq)
    for journey in journeys.suffix(2) {
      _ = announced.take(
        tracker.view(of: journey, now: first.createdAt, detail: .summary), hasTimeline: true)
    }
    return announced
  }

  private static func announced(_ record: AnnouncedRecord) throws -> Announced {
    try JSONDecoder().decode(Announced.self, from: Data(record.content.utf8))
  }

  private static func text(_ announced: Announced) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(announced), as: UTF8.self)
  }

  // MARK: - What the clock alone tells

  /// Journeys looked at between two looks at whether to stop.
  private static let sweepPart = 500

  /// Looks at every journey under way for what no report but the clock tells: silence, delay, an
  /// estimate that slips.
  ///
  /// - Parameter isOver: asked between parts.
  /// - Returns: how many journeys were looked at.
  @discardableResult
  package func sweep(_ ledger: some Ledger, until isOver: () -> Bool = { false }) throws -> Int {
    guard try ledger.read({ try isInterested($0) }) else { return 0 }
    var after: String?
    var count = 0
    while !isOver() {
      var filter = JourneyFilter(onlyActive: true, after: after)
      filter.limit = Self.sweepPart
      let (views, last) = try ledger.read { try changed(filter, in: $0) }
      guard let last else { break }
      after = last
      count += Self.sweepPart
      guard !views.isEmpty else { continue }
      try ledger.write { writer in
        let listeners = try listeners(writer.reader)
        var outbox = outbox(at: clock())
        for view in views {
          let container = view.journey.container
          // Events came meanwhile: their fold tells more.
          guard try !writer.reader.isStale(.container(container)) else { continue }
          let seq = try writer.reader.findAnnounced(.container(container))?.seq ?? 0
          try announce(
            [view], of: container, hasTimeline: false, seq: seq, listeners, &outbox, writer)
        }
        try outbox.flush(into: writer)
      }
    }
    return count
  }

  /// Of one part, those about which there is something to write, and the last box looked at.
  private func changed(
    _ filter: JourneyFilter, in reader: any LedgerReader
  ) throws -> ([JourneyView], last: String?) {
    let listeners = try listeners(reader)
    let now = clock()
    let tracker = try informed(reader, about: nil)
    var found: [JourneyView] = []
    let last = try Journeys(tracker: tracker).listKept(filter, in: reader) { journey in
      let subject = Subject.container(journey.container)
      let view = tracker.view(of: journey, now: now, detail: .summary)
      guard let record = try reader.findAnnounced(subject) else {
        found.append(view)
        return
      }
      var announced = try Self.announced(record)
      let news = announced.take(view, hasTimeline: false)
      let isNews = !news.raised.isEmpty || !news.cleared.isEmpty
      if try isNews || listeners.contains(where: { try moved(view, $0, reader) != nil }) {
        found.append(view)
      }
    }
    return (found, last)
  }
}
