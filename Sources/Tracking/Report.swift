import Freight
import RouteBook

/// One standing report on its way through the fold, with what the gazetteer makes of its place.
final class Report {
  /// How near to the box the reporter stands; at equal times the nearer one is believed.
  enum Standing: Int {
    case own = 0
    case wagon = 1
    case train = 2
    case place = 3
  }

  private(set) var event: Event
  private(set) var place: PlaceID?
  /// Whether the report names no place and the way told it.
  private(set) var isPlacedByWay = false
  let via: Subject?
  let standing: Standing
  let trust: Int
  /// The instant that the report counts at: its own, or within its day where the route puts it.
  var effective: Int64
  var isPlausible = true
  /// The place's rank along the way on which the reports were ordered last; nil off it.
  fileprivate(set) var stop: Int?

  init(_ event: Event, place: PlaceID?, via: Subject?, trust: Int) {
    self.event = event
    self.place = place
    self.via = via
    self.trust = trust
    effective = event.occurredAt.microseconds
    standing =
      switch via {
      case nil: .own
      case .wagon: .wagon
      case .place: .place
      default: .train
      }
  }

  /// Where it must have been, of a report that does not say.
  func put(at place: PlaceID, hub: PlaceID) {
    event.place = PlaceReference(place)
    self.place = hub
    isPlacedByWay = true
  }

  var isActual: Bool { event.classifier == .actual }
  var isDay: Bool { event.occurredAt.precision == .day }
  var start: Int64 { event.occurredAt.microseconds }
  var end: Int64 { event.occurredAt.latestMicroseconds }

  static func isEarlier(_ a: Report, _ b: Report) -> Bool {
    a.start == b.start ? a.event.id < b.event.id : a.start < b.start
  }

  /// Whether the report says where the box is.
  var isLocated: Bool { isActual && event.activity.isPhysical && event.place != nil }
}

extension Activity {
  /// Done to or by the thing itself, at the place: says where it is. A booking or a note does not.
  var isPhysical: Bool {
    switch self {
    case .booked, .noteIssued, .amended, .portClosed, .cancelled, .rerouted, .delayed, .unmapped:
      false
    default: true
    }
  }

  /// The usual order of what happens at one place, for reports that share a day or an instant.
  var rank: Int {
    switch self {
    case .booked: 0
    case .pickedUp: 1
    case .stuffed: 2
    case .sealed, .noteIssued: 3
    case .crossedBorder: 4
    case .arrived: 5
    case .passed, .positioned, .portClosed: 6
    case .droppedOff, .gatedIn: 7
    case .handedOver: 8
    case .customsPresented: 9
    case .customsSelected: 10
    case .inspected, .held: 11
    case .resumed: 12
    case .customsReleased: 13
    case .discharged, .removed, .detached: 14
    case .awaitingVessel: 15
    case .rolled: 16
    case .composed: 17
    case .reloaded: 18
    case .loaded: 19
    case .resealed: 20
    case .departed: 21
    case .availableForPickup: 22
    case .gatedOut: 23
    case .delivered: 24
    case .stripped: 25
    case .emptyReturned: 26
    case .delayed, .abandoned, .rerouted, .cancelled, .returned, .amended, .unmapped: 27
    }
  }

  /// What may be the first news of a new trip.
  var opensTrip: Bool {
    switch self {
    case .booked, .pickedUp, .stuffed, .sealed, .gatedIn, .loaded, .composed: true
    default: false
    }
  }

  /// After this a trip is over: what opens one afterwards opens another.
  var endsTrip: Bool {
    switch self {
    case .delivered, .emptyReturned, .stripped, .cancelled: true
    default: false
    }
  }

  /// Movement away from the origin: between two lists at one origin it makes them two trips.
  var isProgress: Bool {
    switch self {
    case .arrived, .passed, .positioned, .reloaded, .discharged, .crossedBorder, .handedOver,
      .delivered, .emptyReturned, .stripped, .availableForPickup, .gatedOut, .returned, .departed:
      true
    default: false
    }
  }
}

// MARK: - Versions

/// DESIGN §5, Identity: of all versions of one report the one with the sender's latest update time
/// stands; the others stay in the ledger. Versions that tie differ only in what nobody dated: then
/// the one learnt later stands, and last of all the greater id, so that the choice never depends on
/// the order in which they are given.
struct Versions {
  private(set) var standing: [Event] = []

  init(_ events: [Event]) {
    var seen: Set<EventID> = []
    var winners: [Thread: Event] = [:]
    var order: [Thread] = []
    for event in events {
      if event.id != .none, !seen.insert(event.id).inserted { continue }
      guard let thread = Thread(event) else {
        standing.append(event)
        continue
      }
      guard let present = winners[thread] else {
        winners[thread] = event
        order.append(thread)
        continue
      }
      if Versions.supersedes(event, present) { winners[thread] = event }
    }
    standing += order.compactMap { winners[$0] }.filter { !$0.isRetraction }
  }

  /// The later update by the sender's clock; of those that say none, what came later, which the numbers of
  /// messages tell; of one message, what was understood later.
  static func supersedes(_ a: Event, _ b: Event) -> Bool {
    let left = a.updatedAt?.microseconds ?? .min
    let right = b.updatedAt?.microseconds ?? .min
    if left != right { return left > right }
    if a.source.message != b.source.message { return a.source.message > b.source.message }
    if a.recordedAt != b.recordedAt { return a.recordedAt > b.recordedAt }
    return a.id > b.id
  }
}

// MARK: - Order

/// DESIGN §5, Order and Day precision.
enum ReportOrder {
  /// Puts reports of day precision where the route has them within their day, then sorts by
  /// instant, nearness, the sender's update time, trust, identity.
  ///
  /// - Parameter stop: the place's rank along the route, nil off it.
  static func sort(_ reports: inout [Report], stop: (PlaceID) -> Int?) {
    for report in reports { report.stop = report.place.flatMap(stop) }
    if reports.contains(where: \.isDay) {
      let exact = reports.filter { !$0.isDay && $0.isActual }.sorted { $0.start < $1.start }
      for report in reports where report.isDay {
        report.effective = placeInDay(report, among: exact)
      }
    }
    // Comparing ids costs; the keys before them settle nearly all pairs.
    reports.sort { a, b in
      if a.effective != b.effective { return a.effective < b.effective }
      if a.isDay || b.isDay, let left = a.stop, let right = b.stop, left != right {
        return left < right
      }
      if a.event.activity.rank != b.event.activity.rank {
        return a.event.activity.rank < b.event.activity.rank
      }
      if a.standing != b.standing { return a.standing.rawValue > b.standing.rawValue }
      let older = a.event.updatedAt?.microseconds ?? .min
      let newer = b.event.updatedAt?.microseconds ?? .min
      if older != newer { return older < newer }
      if a.trust != b.trust { return a.trust < b.trust }
      return a.event.id < b.event.id
    }
  }

  /// After all that the route puts before it on that day, before all that it puts after it.
  private static func placeInDay(_ report: Report, among exact: [Report]) -> Int64 {
    guard let mine = report.stop else { return report.start }
    var earliest = report.start
    var latest = report.end
    var first = exact.partition(where: { $0.start >= report.start })
    while first < exact.count, exact[first].start <= report.end {
      let other = exact[first]
      first += 1
      guard let theirs = other.stop else { continue }
      let isBefore =
        theirs < mine || (theirs == mine && other.event.activity.rank < report.event.activity.rank)
      if isBefore {
        earliest = max(earliest, other.start)
      } else {
        latest = min(latest, other.start)
      }
    }
    return min(earliest, max(latest, report.start))
  }
}

extension Array {
  /// Sorted, with what is equal left in its order.
  func stablySorted(by areInOrder: (Element, Element) -> Bool) -> [Element] {
    enumerated().sorted { a, b in
      if areInOrder(a.element, b.element) { return true }
      return !areInOrder(b.element, a.element) && a.offset < b.offset
    }.map(\.element)
  }

  /// The first index whose element satisfies a predicate that is false, then true, along the array.
  func partition(where predicate: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// Which versions of reports stand, for showing the evidence behind an answer.
public enum Standing {
  public static func ids(of events: [Event]) -> [EventID] { Versions(events).standing.map(\.id) }
}
