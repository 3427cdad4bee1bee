import Freight
import Tracking

/// Who asks, and what that lets them see.
///
/// A customer sees the trips on which its own goods are aboard, no other trip of the same box, and of
/// these nothing that tells of anybody else. All that is shown is made of journeys, so they are cut
/// here, before any document, screen or page is.
package enum Viewer: Hashable, Sendable {
  /// The operator's own people: everything.
  case desk
  /// By name, as loading lists have it in their customer column.
  case customer(String)
  /// Somebody with a link to one trip: where it is and when it comes, nothing of what is in it.
  case guest

  package var seesAll: Bool { self == .desk }

  package func sees(_ journey: Journey) -> Bool {
    switch self {
    case .desk, .guest: true
    case .customer(let name): journey.cargo.contains { $0.customer == name }
    }
  }

  /// The trips that may be seen. Trips are counted anew: how many there were before is nobody's business.
  package func visible(_ journeys: [Journey]) -> [VisibleJourney] {
    journeys.filter(sees).enumerated().map { index, journey in
      var seen = VisibleJourney(journey, self)
      guard !seesAll else { return seen }
      seen.journey.sequence = index + 1
      seen.journey.key = "\(index + 1)"
      return seen
    }
  }

  /// The journey without what belongs to others.
  package func visible(_ journey: Journey) -> Journey {
    var cut = journey
    let own: (Cargo) -> Bool
    switch self {
    case .desk: return journey
    case .customer(let name): own = { $0.customer == name }
    case .guest: own = { _ in false }
    }
    let isShared = isShared(journey)
    let seesGoods = self != .guest
    cut.cargo = journey.cargo.filter(own)
    let notes = Set(cut.cargo.compactMap(\.note))
    cut.notes = seesGoods && !isShared ? journey.notes : journey.notes.filter(notes.contains)
    cut.key = "\(journey.sequence)"
    cut.seals = seesGoods && !isShared ? journey.seals : []
    cut.correctedTo = nil
    // That it is over, not when another's goods went into the box.
    if journey.closedAt != nil { cut.closedAt = journey.lastAt }
    cut.lastReport?.feed = ""
    for index in cut.senderEstimates.indices { cut.senderEstimates[index].feed = "" }
    cut.timeline = withGoods(journey).map { entry in
      var entry = entry
      entry.feed = ""
      // What a carrier's report says in words may be about another box.
      if entry.via != nil || isShared || !seesGoods { entry.reason = nil }
      // Nor is another's note anybody's business.
      if case .consignment(let note) = entry.via, !cut.notes.contains(note) { entry.via = nil }
      return entry
    }
    if isShared {
      cut.timeline = cut.timeline.filter(\.activity.tellsWhere)
      cut.findings = []
      cut.state = journey.state.ofItsPlaceAlone
      cut.position = journey.position.map(Self.placeAlone)
    }
    // Of customs it is the country and the procedure.
    for index in cut.findings.indices where !cut.findings[index].isOfCustoms {
      cut.findings[index].detail = nil
    }
    // The goods are out: where the box goes empty, or with others', is no longer theirs to know.
    if journey.hasGoneOn {
      cut.state = .delivered
      let last = cut.timeline.last { $0.classifier == .actual && $0.isPlausible }
      if journey.position?.activity != .delivered { cut.position = last.map(Journey.Position.init) }
      cut.carriers = journey.carriers.filter {
        $0.to != nil && $0.from <= journey.goodsOutAt ?? .max
      }
      cut.lastReport = last.map { Journey.LastReport(at: $0.at, feed: "") }
      cut.coveredKilometres = nil
      cut.path = Self.outward(journey.path)
      cut.lastAt = cut.timeline.last?.at.microseconds ?? journey.firstAt
    }
    return cut
  }

  /// Who shares the box with others learns where it is, not what happens to it. Whoever has a link is taken for
  /// the one whose goods they all are, if they are one's.
  private func isShared(_ journey: Journey) -> Bool {
    switch self {
    case .desk: false
    case .customer(let name): !journey.cargo.allSatisfy { $0.customer == name }
    case .guest:
      // Where a list names no customers, several notes are several owners.
      Set(journey.cargo.map { $0.customer ?? $0.note?.description }).count > 1
    }
  }

  /// Where and since when, without what is done there.
  private static func placeAlone(_ position: Journey.Position) -> Journey.Position {
    guard !position.activity.tellsWhere else { return position }
    var cut = position
    cut.activity = .positioned
    cut.rawCode = nil
    cut.at = position.since
    return cut
  }

  /// The way as it was gone with the goods; nothing where nobody said that they arrived.
  private static func outward(_ path: Journey.Path?) -> Journey.Path? {
    guard var path, path.lastStop < path.visits.count,
      let end = path.visits[path.lastStop].arrival?.at
    else { return nil }
    for index in path.visits.indices {
      if let arrival = path.visits[index].arrival, arrival.at > end {
        path.visits[index].arrival = nil
      }
      if let departure = path.visits[index].departure, departure.at > end {
        path.visits[index].departure = nil
      }
    }
    path.current = path.lastStop
    path.hasLeft = false
    return path
  }

  /// The alert of a whole journey as it may be told; nil where it may not be.
  package func visible(_ alert: Alert, of journey: Journey) -> Alert? {
    guard shows(alert.kind, of: journey) else { return nil }
    if seesAll { return alert }
    var cut = alert
    // Which feed is silent, what a carrier said of its whole train; but what it stands for, by its kind.
    if alert.kind != .stalled || isShared(journey) { cut.detail = nil }
    return cut
  }

  /// Whether alerts of the kind may be told of. Who shares the box with others learns what its clocks
  /// tell, not what happens to the box.
  package func shows(_ kind: Alert.Kind, of journey: Journey) -> Bool {
    if seesAll { return true }
    switch kind {
    case .stalled, .silent, .late, .missedMilestone: return true
    // How good its reports are is no matter of whoever waits for it.
    case .implausible, .reloadNotReported: return self != .guest && !isShared(journey)
    default: return !isShared(journey)
    }
  }

  /// Up to the moment when the goods left the box.
  private func withGoods(_ journey: Journey) -> [Journey.TimelineEntry] {
    func isTrue(_ entry: Journey.TimelineEntry) -> Bool {
      entry.classifier == .actual && entry.isPlausible
    }
    var told = journey.timeline[...]
    if let end = told.firstIndex(where: { $0.activity == .emptyReturned && isTrue($0) }) {
      told = told[..<end]
    }
    if journey.hasGoneOn,
      let out = told.lastIndex(where: {
        ($0.activity == .delivered || $0.activity == .stripped) && isTrue($0)
      })
    {
      told = told[...out]
    }
    return Array(told)
  }
}

/// A trip as a viewer may see it.
package struct VisibleJourney: Sendable {
  /// Without what belongs to others.
  package fileprivate(set) var journey: Journey
  private let whole: Journey
  private let viewer: Viewer

  package init(_ whole: Journey, _ viewer: Viewer) {
    self.whole = whole
    self.viewer = viewer
    journey = viewer.visible(whole)
  }

  /// The journey as of `now` (UTC µs). When it comes, and whether it stands or is silent for too long, is judged
  /// by all that is known, whoever asks; only then is it cut.
  package func view(
    by tracker: Tracker, now: Int64, detail: Tracker.Detail = .full
  ) -> JourneyView {
    // Where the empty box goes is another journey than the goods', with clocks of its own.
    let judged = viewer.seesAll || whole.hasGoneOn ? journey : whole
    var view = tracker.view(of: judged, now: now, detail: detail)
    guard !viewer.seesAll else { return view }
    view.alerts = view.alerts.compactMap { viewer.visible($0, of: whole) }
    view.journey = journey
    // How many trains there were before is the operator's business.
    view.estimate?.why = nil
    return view
  }
}

extension Journey {
  /// Whether more was reported of the box after the goods had left it.
  fileprivate var hasGoneOn: Bool { state == .returningEmpty || goodsOutAt != nil }
}

extension Activity {
  /// Whether it tells where the box is rather than what is done with it.
  fileprivate var tellsWhere: Bool {
    switch self {
    case .departed, .arrived, .passed, .positioned, .reloaded, .crossedBorder, .loaded,
      .discharged, .delivered, .handedOver, .availableForPickup:
      true
    default: false
    }
  }
}

extension Journey.State {
  /// Whatever keeps a standing box where it is, it stands: were it told apart only at times, that would
  /// tell of the other times.
  fileprivate var ofItsPlaceAlone: Self {
    switch self {
    case .held, .rolled, .atBorder, .atPort: .standing
    default: self
    }
  }
}

extension Event {
  /// Where, when and what alone: not which message told it, nor what else that said.
  var withoutOrigins: Event {
    var cut = self
    cut.feed = ""
    cut.senderKey = nil
    cut.source = Source()
    cut.reason = nil
    cut.details = nil
    return cut
  }
}
