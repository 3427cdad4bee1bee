import Answers
import Foundation
import Freight
import Intake
import Ledger
import RouteBook
import Tracking

/// What stands above a manifest.
package struct ManifestHead: Sendable {
  package var date: CivilDate
  /// On the operator's clock.
  package var asOf: Instant
  package var zone: String
  package var isWhole: Bool
  package var operatorName: String?
  package var request: ManifestRequest
  package var columns: [ManifestColumn]
  package var language: Language
  /// The earlier manifest's moment, where changes are told.
  package var since: Instant?
  /// Trains, and the boxes without one as one more.
  package var groups: Int
}

/// What stands below it.
package struct ManifestSummary: Sendable {
  package var totals = ManifestTotals()
  package var trains = 0
  package var isSimulated = false
  package var gone: [ManifestGone] = []
  package var hasChanges = false
  /// What the writer took of the time. Where it was timed: boxes to bytes on disk, without what it
  /// took to know them; else beside the drawing up of the next boxes.
  package var writingSeconds = 0.0

  package init() {}
}

/// Takes a manifest down, train by train and box by box: nobody holds it whole.
package protocol ManifestWriter {
  /// What can be made of a box before its turn has come.
  associatedtype Draft: Sendable

  /// - Returns: what makes drafts, on any thread.
  mutating func begin(
    _ head: ManifestHead, book: RouteBook
  ) throws -> @Sendable (ManifestBox) -> Draft
  /// Of boxes that are on no train, `train.id` is nil and only what they share is known.
  mutating func begin(_ train: ManifestTrain) throws
  mutating func take(_ box: ManifestBox, _ draft: Draft) throws
  mutating func end(_ train: ManifestTrain) throws
  mutating func end(_ summary: ManifestSummary) throws
}

/// Draws up a manifest: from the journeys as of its moment to rows, in the order of trains.
package struct ManifestMaker {
  private let scene: ManifestScene
  /// Whether all boxes are drawn up, and held, before the writer gets the first: for measurements.
  private let isTimed: Bool

  package init(_ scene: ManifestScene, isTimed: Bool = false) {
    self.scene = scene
    self.isTimed = isTimed && scene.request.since == nil
  }

  private var outlook: Outlook { scene.outlook }

  /// - Returns: what it adds up to.
  @discardableResult
  package func make(
    in reader: any LedgerReader, into writer: inout some ManifestWriter
  ) throws -> ManifestSummary {
    var earlier = try scene.request.since.map { try earlierFacts($0, in: reader) }
    let journeys = try collect(in: reader)
    let clock = ContinuousClock()
    let head = head(since: earlier?.asOf, groups: journeys.groups.count)
    let begun = clock.now
    let draft = try writer.begin(head, book: outlook.book)
    var writing = begun.duration(to: clock.now)
    var summary = ManifestSummary()
    summary.hasChanges = earlier != nil
    var train = ManifestTrain()
    // What has changed is told only in a box's turn.
    let isDrafted = earlier == nil && !isTimed
    try drawn(journeys, ahead: isTimed ? .max : Self.boxesAhead) {
      isDrafted ? draft($0) : nil
    } ready: { parts in
      guard isTimed else { return parts }
      let start = clock.now
      defer { writing += start.duration(to: clock.now) }
      return parts.mapSideBySide { part in
        part.map { part in
          var part = part
          part.boxes = part.boxes.map { ($0.0, draft($0.0)) }
          return part
        }
      }
    } take: { part in
      let start = clock.now
      defer { writing += start.duration(to: clock.now) }
      if let begun = part.begins {
        train = begun
        if train.id != nil { summary.trains += 1 }
        try writer.begin(train)
      }
      train.totals.add(part.totals)
      if part.isSimulated { summary.isSimulated = true }
      for (box, drafted) in part.boxes {
        if let drafted {
          try writer.take(box, drafted)
        } else {
          var box = box
          box.changes = earlier?.facts.compare(box) ?? []
          try writer.take(box, draft(box))
        }
      }
      if part.isLast {
        try writer.end(train)
        summary.totals.add(train.totals)
      }
    }
    summary.gone = earlier?.facts.gone ?? []
    writing += try clock.measure { try writer.end(summary) }
    summary.writingSeconds = writing / .seconds(1)
    return summary
  }

  private func head(since: Int64?, groups: Int) -> ManifestHead {
    func local(_ moment: Int64) -> Instant {
      Instant(
        microseconds: moment,
        offsetMinutes: ZoneClock.offsetMinutes(zone: scene.day.zone, utcMicroseconds: moment) ?? 0)
    }
    return ManifestHead(
      date: scene.day.date, asOf: local(scene.asOf), zone: scene.day.zone, isWhole: scene.isWhole,
      operatorName: scene.operatorName, request: scene.request, columns: scene.columns,
      language: outlook.language, since: since.map(local), groups: groups)
  }

  // MARK: - Boxes

  /// All that belongs in a manifest, as compact records in the order of trains.
  private func collect(in reader: any LedgerReader) throws -> SortedJourneys {
    var spool = try JourneySpool()
    let scene = scene
    try outlook.journeys.list(
      [scene.filter, scene.lateFilter], in: reader, asOf: scene.asOf,
      making: { scene.holds($0.journey) ? Candidate($0, scene) : nil },
      { candidate in
        if let end = candidate.lateEnd, try !scene.wasToldLate(end, in: reader) { return }
        try spool.append(candidate.entry, record: candidate.record)
      })
    return try spool.sorted()
  }

  /// What may belong in a manifest.
  private struct Candidate: Sendable {
    let entry: SpooledJourney
    let record: [UInt8]
    /// The report of its end, if it belongs only where that was told late.
    let lateEnd: EventID?

    init?(_ listed: ListedJourney, _ scene: ManifestScene) {
      entry = SpooledJourney(listed.journey)
      record = listed.record
      guard listed.filter > 0 else {
        lateEnd = nil
        return
      }
      guard let end = scene.lateEnd(of: listed.journey) else { return nil }
      lateEnd = end
    }
  }

  private func view(_ journey: Journey) -> JourneyView {
    outlook.tracker.view(
      of: outlook.viewer.visible(journey), now: outlook.now, detail: .summary)
  }

  private func box(_ view: JourneyView) -> ManifestBox {
    ManifestBox(view, due: due(view), scene)
  }

  /// By the plan first made; nil where there is none.
  private func due(_ view: JourneyView) -> Instant? {
    if let estimate = view.estimate { return estimate.firstEstimate }
    let full = outlook.tracker.view(of: view.journey, now: outlook.now, detail: .full)
    return full.stops.last?.planned.arrival
  }

  // MARK: - Side by side

  /// Boxes of one train, ready for a writer.
  private struct Part<Draft: Sendable>: Sendable {
    /// The train, if this part is its first.
    var begins: ManifestTrain?
    var boxes: [(ManifestBox, Draft)]
    var totals = ManifestTotals()
    var isSimulated = false
    var isLast: Bool
  }

  /// The entries of a part.
  private struct Cut: Sendable {
    var train: TrainID?
    var range: Range<Int>
    var isFirst: Bool
    var isLast: Bool
  }

  /// Boxes drawn up before a writer gets the first of them.
  private static let boxesAhead = 512

  /// Hands over all boxes in their order. While `take` has one lot, the next are drawn up on all cores.
  ///
  /// - Parameter ready: may look at a lot before its parts are taken.
  private func drawn<Draft: Sendable>(
    _ journeys: SortedJourneys, ahead count: Int,
    _ draft: @escaping @Sendable (ManifestBox) -> Draft,
    ready: ([Result<Part<Draft>, any Error>]) -> [Result<Part<Draft>, any Error>] = { $0 },
    take: (Part<Draft>) throws -> Void
  ) throws {
    let ahead = BatchAhead { (cut: Cut) in
      Result { try self.part(cut, of: journeys, draft) }
    }
    var lots = Self.lots(journeys.groups, of: count)[...]
    // Two, so that there is something to do while this thread asks for the first and starts a third.
    for _ in 0..<2 { lots.popFirst().map(ahead.start) }
    while let parts = ahead.next() {
      lots.popFirst().map(ahead.start)
      for part in ready(parts) { try take(part.get()) }
    }
  }

  /// A train is one part, since its boxes are looked at together; boxes of no train may be many.
  private static func lots(_ groups: [SortedJourneys.Group], of boxes: Int) -> [[Cut]] {
    var lots: [[Cut]] = []
    var lot: [Cut] = []
    var count = 0
    for group in groups {
      let step = group.train == nil ? boxesAhead / 4 : group.range.count
      for start in stride(from: group.range.lowerBound, to: group.range.upperBound, by: step) {
        let end = min(start + step, group.range.upperBound)
        lot.append(
          Cut(
            train: group.train, range: start..<end, isFirst: start == group.range.lowerBound,
            isLast: end == group.range.upperBound))
        count += end - start
        if count >= boxes {
          lots.append(lot)
          lot = []
          count = 0
        }
      }
    }
    return lot.isEmpty ? lots : lots + [lot]
  }

  private func part<Draft>(
    _ cut: Cut, of journeys: SortedJourneys, _ draft: (ManifestBox) -> Draft
  ) throws -> Part<Draft> {
    let views = try journeys.entries[cut.range].map { view(try journeys.journey($0)) }
    var part = Part<Draft>(
      begins: cut.isFirst ? train(cut.train, views) : nil, boxes: [], isLast: cut.isLast)
    part.boxes.reserveCapacity(views.count)
    for view in views {
      let box = box(view)
      part.totals.add(box)
      if box.assumptions.contains(.simulated) { part.isSimulated = true }
      part.boxes.append((box, draft(box)))
    }
    return part
  }

  // MARK: - Trains

  private func train(_ id: TrainID?, _ views: [JourneyView]) -> ManifestTrain {
    guard let id else { return ManifestTrain() }
    let summary = CarrierSummary(
      subject: .train(id),
      views: views.map { view in
        var view = view
        view.alerts = view.alerts.compactMap { outlook.viewer.visible($0, of: view.journey) }
        return view
      })
    var train = ManifestTrain(id: id, departure: id.plannedDeparture, state: summary.state)
    train.alerts = Self.merged(summary.alerts)
    guard let lead = summary.lead else { return train }
    let box = ManifestBox(lead, due: due(lead), scene)
    train.route = box.route
    train.routeName = box.route.flatMap {
      outlook.book.findRoute($0)?.names[outlook.language]
    }
    train.place = box.place
    train.placeName = box.placeName
    train.kilometresLeft = box.kilometresLeft
    train.due = box.due
    train.estimate = box.estimate
    train.deviationHours = box.deviationHours
    return train
  }

  /// One of each kind and place, however many wagons and legs share it.
  private static func merged(
    _ alerts: [CarrierSummary.SharedAlert]
  ) -> [CarrierSummary.SharedAlert] {
    var merged: [CarrierSummary.SharedAlert] = []
    for alert in alerts {
      let index = merged.firstIndex {
        $0.alert.kind == alert.alert.kind && $0.alert.place == alert.alert.place
          && $0.alert.due == alert.alert.due
      }
      guard let index else {
        merged.append(alert)
        continue
      }
      merged[index].boxes += alert.boxes
      if alert.alert.since < merged[index].alert.since { merged[index].alert = alert.alert }
    }
    return merged
  }

  // MARK: - The manifest before

  private func earlierFacts(
    _ since: String, in reader: any LedgerReader
  ) throws -> (facts: ManifestFacts, asOf: Int64) {
    var request = scene.request
    request.date = since
    request.since = nil
    request.asOf = request.sinceAsOf
    request.sinceAsOf = nil
    let earlier = try ManifestScene(
      request, outlook, zone: scene.day.zone, operatorName: nil, in: reader)
    guard earlier.asOf < scene.asOf else {
      throw Failure.usage("--diff takes a day before \(scene.day.date), not \(since)")
    }
    let maker = ManifestMaker(earlier)
    var facts = ManifestFacts()
    try maker.drawn(maker.collect(in: reader), ahead: Self.boxesAhead) { _ in
      ()
    } take: { part in
      for (box, _) in part.boxes { facts.take(box) }
    }
    return (facts, earlier.asOf)
  }
}
