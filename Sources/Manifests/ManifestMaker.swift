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
  /// Where it was timed: from all boxes to their rows in memory, and from those to bytes on disk.
  package var rowsSeconds = 0.0
  package var writingSeconds = 0.0

  package init() {}
}

/// Takes a manifest down, train by train: nobody holds it whole.
package protocol ManifestWriter {
  /// What boxes say, in the writer's form: cells, or documents.
  associatedtype Rows: Sendable
  /// What can be made of boxes' rows before their turn has come.
  associatedtype Draft: Sendable

  mutating func begin(
    _ head: ManifestHead, book: RouteBook
  ) throws -> ManifestDrafter<Rows, Draft>
  /// Of boxes that are on no train, `train.id` is nil and only what they share is known.
  mutating func begin(_ train: ManifestTrain) throws
  /// Some of the train's boxes, in their order.
  mutating func take(_ boxes: [ManifestBox], _ draft: Draft) throws
  mutating func end(_ train: ManifestTrain) throws
  mutating func end(_ summary: ManifestSummary) throws
}

/// What makes drafts, on any thread.
package struct ManifestDrafter<Rows: Sendable, Draft: Sendable>: Sendable {
  let rows: @Sendable ([ManifestBox]) -> Rows
  let draft: @Sendable (Rows) -> Draft

  package init(
    rows: @escaping @Sendable ([ManifestBox]) -> Rows,
    draft: @escaping @Sendable (Rows) -> Draft
  ) {
    self.rows = rows
    self.draft = draft
  }

  func callAsFunction(_ boxes: [ManifestBox]) -> Draft { draft(rows(boxes)) }
}

extension ManifestDrafter where Rows == Void, Draft == Void {
  /// Of a writer that makes all in its turn.
  package static var none: Self { Self(rows: { _ in }, draft: { _ in }) }
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
    let head = head(since: earlier?.asOf, groups: journeys.groups.count)
    let drafter = try writer.begin(head, book: outlook.book)
    var summary = ManifestSummary()
    summary.hasChanges = earlier != nil
    if isTimed {
      try takeTimed(journeys, drafter, &summary, into: &writer)
    } else {
      var train = ManifestTrain()
      // What has changed is told only in a box's turn.
      let isDrafted = earlier == nil
      try drawn(journeys) {
        isDrafted ? drafter($0) : nil
      } take: { part, draft in
        var boxes = part.boxes
        for index in boxes.indices where earlier != nil {
          boxes[index].changes = earlier?.facts.compare(boxes[index]) ?? []
        }
        try give(part, boxes, draft ?? drafter(boxes), &train, &summary, to: &writer)
      }
    }
    summary.gone = earlier?.facts.gone ?? []
    let clock = ContinuousClock()
    summary.writingSeconds += try clock.measure { try writer.end(summary) } / .seconds(1)
    return summary
  }

  private func give<Writer: ManifestWriter>(
    _ part: ManifestPart, _ boxes: [ManifestBox], _ draft: Writer.Draft,
    _ train: inout ManifestTrain, _ summary: inout ManifestSummary, to writer: inout Writer
  ) throws {
    if let begun = part.begins {
      train = begun
      if train.id != nil { summary.trains += 1 }
      try writer.begin(train)
    }
    train.totals.add(part.totals)
    if part.isSimulated { summary.isSimulated = true }
    try writer.take(boxes, draft)
    if part.isLast {
      try writer.end(train)
      summary.totals.add(train.totals)
    }
  }

  /// Trains that are drafted together, some 500 boxes.
  private static let timedLot = 10

  /// All rows first, then what is made of them, for measurements.
  private func takeTimed<Writer: ManifestWriter>(
    _ journeys: SortedJourneys, _ drafter: ManifestDrafter<Writer.Rows, Writer.Draft>,
    _ summary: inout ManifestSummary, into writer: inout Writer
  ) throws {
    var parts: [ManifestPart] = []
    try drawn(journeys) { _ in
      ()
    } take: { part, _ in
      parts.append(part)
    }
    let clock = ContinuousClock()
    let begun = clock.now
    let rows = parts.mapSideBySide { drafter.rows($0.boxes) }
    let known = clock.now
    var train = ManifestTrain()
    let lots = stride(from: 0, to: parts.count, by: Self.timedLot).map { start in
      Array(start..<min(start + Self.timedLot, parts.count))
    }
    let ahead = BatchAhead { (index: Int) in (index, drafter.draft(rows[index])) }
    try ahead.run(lots) { index, draft in
      try give(parts[index], parts[index].boxes, draft, &train, &summary, to: &writer)
    }
    summary.rowsSeconds = begun.duration(to: known) / .seconds(1)
    summary.writingSeconds = known.duration(to: clock.now) / .seconds(1)
    // To give all of it back is not part of writing it.
    withExtendedLifetime(rows) {}
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

  func view(_ journey: Journey) -> JourneyView {
    VisibleJourney(journey, outlook.viewer).view(
      by: outlook.tracker, now: outlook.now, detail: .summary)
  }

  func box(_ view: JourneyView) -> ManifestBox {
    ManifestBox(view, due: due(view), scene)
  }

  /// By the plan first made; nil where there is none.
  private func due(_ view: JourneyView) -> Instant? {
    if let estimate = view.estimate { return estimate.firstEstimate }
    let full = outlook.tracker.view(of: view.journey, now: outlook.now, detail: .full)
    return full.stops.last?.planned.arrival
  }

  // MARK: - Trains

  func train(_ id: TrainID?, _ views: [JourneyView]) -> ManifestTrain {
    guard let id else { return ManifestTrain() }
    let summary = CarrierSummary(subject: .train(id), views: views)
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
      merged[index].alert = merged[index].alert.joined(alert.alert)
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
      let plain = "diff takes a day before \(scene.day.date), not \(since)"
      throw Failure.usage("--\(plain)", plain: plain)
    }
    let maker = ManifestMaker(earlier)
    var facts = ManifestFacts()
    try maker.drawn(maker.collect(in: reader)) { _ in
      ()
    } take: { part, _ in
      part.boxes.forEach { facts.take($0) }
    }
    return (facts, earlier.asOf)
  }
}
