import Answers
import Freight
import RouteBook
import Tracking

/// One box on one trip, as a manifest tells of it. What is not known is nil, never guessed.
package struct ManifestBox: Sendable {
  package var container: ContainerNumber
  /// The trip's number, one-based; how many there were before is the operator's business.
  package var trip: Int?
  package var containerType: String?
  package var train: TrainID?
  package var departure: CivilDate?
  package var route: String?
  package var wagon: WagonNumber?
  package var vessel: VoyageID?
  package var state: Journey.State
  package var place: PlaceID?
  /// The place in the manifest's language, or as the sender wrote it.
  package var placeName: String?
  package var activity: Activity?
  package var activityAt: Instant?
  /// Since when it is known to be at `place`.
  package var since: Instant?
  package var kilometresLeft: Int?
  package var origin: String?
  package var destination: String?
  /// When it should arrive by the plan first made.
  package var due: Instant?
  package var arrived: Instant?
  package var estimate: Estimate?
  /// Arrival, or its P50, against `due`.
  package var deviationHours: Double?
  package var notes: [NoteNumber]
  package var goods: [Cargo]
  package var seals: [String]
  package var customs: [Customs]
  package var alerts: [Alert]
  package var lastReport: Instant?
  package var silentHours: Double?
  package var assumptions: Assumptions
  /// The reports that this row rests on, oldest place first.
  package var evidence: [EventID]
  package var changes: [ManifestChange] = []

  /// One customs procedure of the way.
  package struct Customs: Hashable, Sendable {
    /// ISO 3166 country and procedure as far as told: `CN export`.
    package var procedure: String
    package var isReleased: Bool
    /// Of the selection, or of the release.
    package var at: Instant
  }

  init(_ view: JourneyView, due: Instant?, _ scene: ManifestScene) {
    let book = scene.outlook.book
    let parts = DocumentParts(book: book, language: scene.outlook.language)
    let journey = view.journey
    func name(_ reference: PlaceReference?) -> String? {
      guard let reference else { return nil }
      return parts.name(book.resolve(reference)) ?? Self.known(reference.asWritten)
    }
    container = journey.container
    trip = scene.outlook.viewer.seesAll ? journey.sequence : nil
    containerType = journey.containerType
    train = journey.train
    departure = journey.train?.plannedDeparture ?? journey.plannedDeparture
    route = journey.path?.route
    let aboard = journey.carriers.filter { $0.to == nil }
    wagon = aboard.last { $0.carrier.kind == .wagon }.flatMap {
      if case .wagon(let number) = $0.carrier { number } else { nil }
    }
    vessel = aboard.last { $0.carrier.kind == .voyage }.flatMap {
      if case .voyage(let voyage) = $0.carrier { voyage } else { nil }
    }
    state = journey.state
    place = journey.position?.place
    placeName = parts.name(place) ?? Self.known(journey.position?.asWritten)
    activity = journey.position?.activity
    activityAt = journey.position.map { book.local($0.at, at: $0.place) }
    since = journey.position.map { book.local($0.since, at: $0.place) }
    kilometresLeft = Self.kilometresLeft(view)
    origin = name(journey.origin)
    destination = name(journey.destination)
    self.due = due
    arrived = Self.arrival(journey, book)
    estimate = view.estimate
    if let due, let end = arrived ?? view.estimate?.p50 { deviationHours = end.hours(since: due) }
    notes = journey.notes
    goods = journey.cargo
    seals = journey.seals
    customs = Self.customs(journey, book)
    alerts = view.alerts
    let position = journey.position?.place
    lastReport = journey.lastReport.map { book.local($0.at, at: position) }
    silentHours = journey.isUnderWay ? view.silentMinutes.map { Double($0) / 60 } : nil
    assumptions = journey.assumptions
    evidence = Self.evidence(journey, alerts)
  }

  private static func known(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

  /// As the carrier said, else by the route.
  private static func kilometresLeft(_ view: JourneyView) -> Int? {
    guard view.journey.isUnderWay, view.journey.state.expectsArrival else { return nil }
    if let said = view.journey.position?.remainingKilometres { return said }
    guard let total = view.totalKilometres, let covered = view.journey.coveredKilometres else {
      return nil
    }
    return Int(max(0, total - covered).rounded())
  }

  private static func arrival(_ journey: Journey, _ book: RouteBook) -> Instant? {
    guard let path = journey.path, let arrival = journey.arrivedAt else { return nil }
    let route = book.findRoute(path.route)?.stops(choosing: path.choice) ?? []
    let end = route.indices.contains(path.lastStop) ? route[path.lastStop].place : nil
    return book.local(arrival, at: end)
  }

  private static func customs(_ journey: Journey, _ book: RouteBook) -> [Customs] {
    journey.findings.filter(\.isOfCustoms).map { finding in
      Customs(
        procedure: finding.detail ?? "", isReleased: !finding.isOpen,
        at: book.local(
          Instant(microseconds: finding.until ?? finding.since), at: finding.place))
    }
  }

  private static func evidence(_ journey: Journey, _ alerts: [Alert]) -> [EventID] {
    var ids = (journey.path?.visits ?? []).flatMap {
      ($0.arrival?.evidence ?? []) + ($0.departure?.evidence ?? [])
    }
    if let position = journey.position { ids.append(position.evidence) }
    ids += journey.findings.filter(\.isOfCustoms).flatMap(\.evidence)
    ids += alerts.flatMap(\.evidence)
    var seen: Set<EventID> = []
    return ids.filter { seen.insert($0).inserted }
  }

  /// The numbers that a goods item goes under: its own, else those of the whole box.
  package func notes(of item: Cargo?) -> [NoteNumber] { item?.note.map { [$0] } ?? notes }
}

/// What a manifest adds up. Each box and each goods item counts once, however many notes name it.
package struct ManifestTotals: Hashable, Sendable {
  package var boxes = 0
  package var goodsItems = 0
  package var packages = 0
  package var grossKilograms = 0.0
  package var dangerousItems = 0
  package var alertedBoxes = 0
  package var byState: [Journey.State: Int] = [:]
  /// How many boxes, or goods items, have nothing in a column.
  package var unknown: [ManifestColumn: Int] = [:]

  package init() {}

  mutating func add(_ box: ManifestBox) {
    boxes += 1
    goodsItems += box.goods.count
    for item in box.goods {
      packages = Self.sum(packages, item.packages ?? 0)
      grossKilograms += item.grossKilograms ?? 0
      if item.dangerousGoods != nil { dangerousItems += 1 }
    }
    if !box.alerts.isEmpty { alertedBoxes += 1 }
    byState[box.state, default: 0] += 1
    for column in ManifestColumn.counted where column.isUnknown(in: box) {
      unknown[column, default: 0] += 1
    }
  }

  /// Senders write figures that no train carries.
  private static func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, isOver) = a.addingReportingOverflow(b)
    return isOver ? .max : sum
  }

  mutating func add(_ other: ManifestTotals) {
    boxes += other.boxes
    goodsItems += other.goodsItems
    packages = Self.sum(packages, other.packages)
    grossKilograms += other.grossKilograms
    dangerousItems += other.dangerousItems
    alertedBoxes += other.alertedBoxes
    byState.merge(other.byState, uniquingKeysWith: +)
    unknown.merge(other.unknown, uniquingKeysWith: +)
  }
}

/// One train of a manifest, or the boxes of one day that are on none.
package struct ManifestTrain: Sendable {
  package var id: TrainID?
  /// The route's id and its name in the manifest's language.
  package var route: String?
  package var routeName: String?
  package var departure: CivilDate?
  package var state: Journey.State?
  package var place: PlaceID?
  package var placeName: String?
  package var kilometresLeft: Int?
  package var due: Instant?
  package var estimate: Estimate?
  package var deviationHours: Double?
  package var alerts: [CarrierSummary.SharedAlert] = []
  package var totals = ManifestTotals()
}
