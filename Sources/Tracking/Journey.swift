import Freight
import RouteBook

/// The state of one container on one trip, as its reports tell it: no clock in it, so it can be
/// kept. What depends on the present moment (alerts, silence, the estimate) is in ``JourneyView``.
public struct Journey: Hashable, Sendable {
  public enum State: String, Sendable, CaseIterable {
    case booked, underway, standing, atBorder, atPort, afloat, held, rolled, arrived, delivered
    case returningEmpty, cancelled, returned, unknown

    /// Whether news is still expected.
    public var isActive: Bool {
      switch self {
      case .delivered, .returningEmpty, .cancelled, .unknown: false
      default: true
      }
    }
  }

  public var container: ContainerNumber
  /// The booking or consignment number, else origin and planned departure: what makes it this trip.
  public var key: String
  /// 1 for the container's first trip known.
  public var sequence: Int
  public var state: State
  public var origin: PlaceReference?
  public var destination: PlaceReference?
  public var plannedDeparture: CivilDate?
  public var path: Path?
  public var position: Position?
  public var coveredKilometres: Double?
  public var timeline: [TimelineEntry]
  public var carriers: [CarrierInterval]
  public var notes: [NoteNumber]
  public var cargo: [Cargo]
  public var seals: [String]
  public var containerType: String?
  public var findings: [Finding]
  public var lastReport: LastReport?
  /// What senders expect at places, newest version of each.
  public var senderEstimates: [SenderEstimate]
  public var assumptions: Assumptions
  /// The number that this trip was corrected to (`amend`), whose journey carries on.
  public var correctedTo: ContainerNumber?
  /// From the first report to the last, UTC microseconds.
  public var firstAt: Int64
  public var lastAt: Int64
  /// When the box's next trip began (UTC microseconds): this one is over then, though nobody reported its end.
  /// Nil where somebody did.
  public var closedAt: Int64? = nil

  /// When the goods left the box (UTC microseconds), where more was reported of the box afterwards: that is of
  /// other goods, or of none. Nil where nothing was.
  public var goodsOutAt: Int64? = nil

  /// Whether news of it is still expected.
  public var isUnderWay: Bool { state.isActive && closedAt == nil }

  public var id: String { "\(container.text)/\(key)" }

  public var trains: [TrainID] {
    carriers.compactMap { interval in
      guard case .train(let id) = interval.carrier else { return nil }
      return id
    }
  }

  /// The train aboard which it is or was last.
  public var train: TrainID? { trains.last }

  /// The route followed: which variant of each section, and which stops have been reached.
  public struct Path: Hashable, Sendable {
    public var route: String
    /// The index of the variant followed in each section, and of the one first planned.
    public var choice: [Int]
    public var plannedChoice: [Int]
    /// Stops before this index were not part of this trip (a box that joined on the way).
    public var firstStop: Int
    /// The stop that the trip ends at.
    public var lastStop: Int
    public var visits: [Visit]
    /// The stop reached last, by time; nil before the first.
    public var current: Int?
    /// Whether it has left `current`.
    public var hasLeft: Bool
  }

  /// What was reported at one stop.
  public struct Visit: Hashable, Sendable {
    public var arrival: Milestone?
    public var departure: Milestone?
    public init() {}
  }

  public struct Milestone: Hashable, Sendable {
    public var at: Instant
    public var evidence: [EventID]
    /// Reported there, but nobody reported the arrival itself: it was no later than this.
    public var isImplied: Bool
  }

  public struct Position: Hashable, Sendable {
    public var place: PlaceID?
    public var asWritten: String
    public var activity: Activity
    public var rawCode: String?
    /// When `activity` happened.
    public var at: Instant
    /// Since when it is known to be there: the first report there, whatever came after it.
    public var since: Instant
    public var conveyance: Conveyance
    public var remainingKilometres: Int?
    public var evidence: EventID
  }

  /// One report on the timeline, the box's own or inherited from what carried it.
  public struct TimelineEntry: Hashable, Sendable {
    public var evidence: EventID
    public var activity: Activity
    public var rawCode: String?
    public var classifier: Classifier
    public var at: Instant
    public var place: PlaceID?
    public var asWritten: String
    /// Nil for the box's own report.
    public var via: Subject?
    public var feed: String
    public var isPlausible: Bool
    public var assumptions: Assumptions
    public var reason: String?
  }

  public struct CarrierInterval: Hashable, Sendable {
    public enum End: String, Sendable, CaseIterable {
      case reloaded, discharged, elsewhere, gaugeBreak, port, reportedEmpty, otherBoxes, otherNote
      case leftTrain, rolled, ended
    }

    public var carrier: Subject
    public var from: Int64
    /// Nil while it is aboard.
    public var to: Int64?
    public var end: End?
  }

  /// What the fold noticed, for alerts to be made of.
  public struct Finding: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
      case rolled, leftTrain, reloadNotReported, customsHold, customsReleased, held, portClosed,
        offRoute
      case missedMilestone, implausible, awaitingVessel, abandoned, delayed, rerouted
    }

    public var kind: Kind
    public var since: Int64
    /// Nil while it lasts.
    public var until: Int64?
    public var place: PlaceID?
    public var detail: String?
    public var evidence: [EventID]
    /// The carrier that shares it, if it is not the box's own.
    public var carrier: Subject?

    public var isOpen: Bool { until == nil }
    /// Then `detail` names the country and the procedure.
    public var isOfCustoms: Bool { kind == .customsHold || kind == .customsReleased }
  }

  public struct LastReport: Hashable, Sendable {
    public var at: Instant
    public var feed: String

    public init(at: Instant, feed: String) {
      self.at = at
      self.feed = feed
    }
  }

  public struct SenderEstimate: Hashable, Sendable {
    public var place: PlaceID?
    public var asWritten: String
    public var activity: Activity
    public var classifier: Classifier
    public var at: Instant
    public var feed: String
    public var evidence: EventID
    /// When the sender said so (UTC µs); nil where that is not told.
    public var saidAt: Int64?
    /// What it said first, where it has said something else since.
    public var first: Said?

    public struct Said: Hashable, Sendable {
      /// UTC µs.
      public var saidAt: Int64
      public var at: Int64
    }
  }
}

extension Journey.Position {
  /// Where an entry of the timeline puts the box.
  public init(_ entry: Journey.TimelineEntry) {
    self.init(
      place: entry.place, asWritten: entry.asWritten, activity: entry.activity,
      rawCode: entry.rawCode, at: entry.at, since: entry.at, conveyance: Conveyance(),
      evidence: entry.evidence)
  }
}
