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

  package init() {}
}

/// Takes a manifest down, train by train and box by box: nobody holds it whole.
package protocol ManifestWriter {
  mutating func begin(_ head: ManifestHead, book: RouteBook) throws
  /// Of boxes that are on no train, `train.id` is nil and only what they share is known.
  mutating func begin(_ train: ManifestTrain) throws
  mutating func take(_ box: ManifestBox) throws
  mutating func end(_ train: ManifestTrain) throws
  mutating func end(_ summary: ManifestSummary) throws
}

/// Draws up a manifest: from the journeys as of its moment to rows, in the order of trains.
package struct ManifestMaker {
  private let scene: ManifestScene

  package init(_ scene: ManifestScene) { self.scene = scene }

  private var outlook: Outlook { scene.outlook }

  /// - Returns: what it adds up to.
  @discardableResult
  package func make(
    in reader: any LedgerReader, into writer: inout some ManifestWriter
  ) throws -> ManifestSummary {
    var earlier = try scene.request.since.map { try earlierFacts($0, in: reader) }
    let spool = try collect(scene, in: reader)
    try writer.begin(
      head(since: earlier?.asOf, groups: spool.groups.count), book: outlook.book)
    var summary = ManifestSummary()
    summary.hasChanges = earlier != nil
    for group in spool.groups {
      if group.train != nil { summary.trains += 1 }
      // A train's boxes are looked at together, and are few; those of no train may be many.
      let views = try group.train.map { _ in try spool[group].map { try view($0, in: spool) } }
      var train = train(group.train, views ?? [])
      try writer.begin(train)
      for (index, entry) in spool[group].enumerated() {
        var box = box(try views?[index] ?? view(entry, in: spool))
        if earlier != nil { box.changes = earlier?.facts.compare(box) ?? [] }
        train.totals.add(box)
        if box.assumptions.contains(.simulated) { summary.isSimulated = true }
        try writer.take(box)
      }
      try writer.end(train)
      summary.totals.add(train.totals)
    }
    summary.gone = earlier?.facts.gone ?? []
    try writer.end(summary)
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
  private func collect(_ scene: ManifestScene, in reader: any LedgerReader) throws -> JourneySpool {
    let spool = try JourneySpool()
    try scene.outlook.journeys.list(scene.filter, in: reader, asOf: scene.asOf) { journey in
      if scene.holds(journey) { try spool.append(journey) }
    }
    try scene.outlook.journeys.list(scene.lateFilter, in: reader, asOf: scene.asOf) { journey in
      if scene.holds(journey), try scene.wasToldLate(journey, in: reader) {
        try spool.append(journey)
      }
    }
    spool.sort()
    return spool
  }

  private func view(_ entry: JourneySpool.Entry, in spool: JourneySpool) throws -> JourneyView {
    let journey = outlook.viewer.visible(try spool.journey(entry))
    return outlook.tracker.view(of: journey, now: outlook.now, detail: .summary)
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
    let spool = try collect(earlier, in: reader)
    let maker = ManifestMaker(earlier)
    var facts = ManifestFacts()
    for group in spool.groups {
      for entry in spool[group] { facts.take(maker.box(try maker.view(entry, in: spool))) }
    }
    return (facts, earlier.asOf)
  }
}
