import Freight
import RouteBook

/// What the box's own reports say about what carried it: a plain walk that opens and closes
/// intervals. What carriers' reports add to that is ``Aboard``'s business.
struct OwnCarriers {
  struct Interval {
    var carrier: Subject
    var from: Int64
    /// The place at which it was boarded, if told.
    var boardedAt: PlaceID?
    /// Nil while open. A close of day precision ends with its day.
    var to: Int64?
    var closedFrom: Int64?
    var closedAt: PlaceID?
    var end: Journey.CarrierInterval.End?
    var evidence: EventID
    /// The feed that put the box aboard and its update time, for later lists to overrule.
    var feed: String
    var listedAt: Int64
  }

  private(set) var intervals: [Interval] = []
  /// Reload that nobody reported: the box was named on a wagon of another gauge.
  private(set) var unreportedReloads: [(at: Int64, until: Int64, evidence: EventID)] = []
  private var open: [Subject.Kind: Int] = [:]
  private let container: ContainerNumber
  private let destination: PlaceID?

  /// - Parameters:
  ///   - reports: the box's own standing reports of one trip, ordered.
  ///   - destination: where the trip ends.
  init(_ reports: [Report], of container: ContainerNumber, destination: PlaceID?) {
    self.container = container
    self.destination = destination
    for report in reports where report.isActual { take(report) }
  }

  private mutating func take(_ report: Report) {
    let event = report.event
    switch event.activity {
    case .discharged where destination != nil && report.place == destination:
      close([.wagon, .trainLeg, .voyage, .train], by: report, .ended)
      return
    case .discharged:
      close(
        event.conveyance.voyage != nil || open[.voyage] != nil ? [.voyage] : [.wagon, .trainLeg],
        by: report, .discharged)
      return
    case .removed, .detached:
      close([.wagon, .trainLeg, .train], by: report, .leftTrain)
      return
    case .rolled:
      close([.wagon, .trainLeg, .train], by: report, .rolled)
      return
    case .gatedOut, .delivered, .stripped, .emptyReturned, .cancelled:
      close([.wagon, .trainLeg, .voyage, .train], by: report, .ended)
    case .gatedIn, .droppedOff, .pickedUp:
      close([.wagon, .trainLeg, .voyage], by: report, .discharged)
    case .reloaded:
      reload(report)
    default: break
    }
    // A booking names the train it hopes for; it is not aboard yet.
    guard event.activity != .booked, event.activity != .noteIssued else { return }
    if case .container = event.subject {
      assert(event.conveyance, by: report)
    } else {
      assertStatement(report)
    }
  }

  private mutating func reload(_ report: Report) {
    // The new wagon's consist may have named the box before the reload itself was reported.
    if let entered = report.event.conveyance.wagon, let index = open[.wagon],
      intervals[index].carrier == .wagon(entered)
    {
      return
    }
    if let from = report.event.details?.fromWagon, open[.wagon] == nil {
      // The list tells the wagon that it left, which nobody had reported before.
      intervals.append(
        Interval(
          carrier: .wagon(from), from: report.start, boardedAt: nil, to: report.end,
          closedFrom: report.start, closedAt: report.place, end: .reloaded,
          evidence: report.event.id, feed: report.event.feed, listedAt: report.listedAt))
    }
    close([.wagon, .trainLeg], by: report, .reloaded)
  }

  /// A statement of what a carrier holds, in which the box is named.
  private mutating func assertStatement(_ report: Report) {
    guard let member = report.event.details?.members?.first(where: { $0.container == container })
    else { return }
    var conveyance = report.event.conveyance
    switch report.event.subject {
    case .wagon(let wagon): conveyance.wagon = wagon
    case .train(let train): conveyance.train = train
    case .trainLeg(let leg): conveyance.trainLeg = leg
    case .voyage(let voyage): conveyance.voyage = voyage
    default: break
    }
    if let wagon = member.wagon { conveyance.wagon = wagon }
    assert(conveyance, by: report)
  }

  private mutating func assert(_ conveyance: Conveyance, by report: Report) {
    if let train = conveyance.train { board(.train(train), by: report) }
    if let voyage = conveyance.voyage {
      if open[.voyage].map({ intervals[$0].carrier }) != .voyage(voyage), conveyance.wagon == nil,
        report.event.activity != .awaitingVessel
      {
        // A feeder takes the box off its wagon; a train ferry would name the wagon.
        close([.wagon, .trainLeg], by: report, .discharged)
      }
      // Waiting for a ship is not being on it.
      if report.event.activity != .awaitingVessel { board(.voyage(voyage), by: report) }
    }
    if let wagon = conveyance.wagon {
      if conveyance.voyage == nil { close([.voyage], by: report, .discharged) }
      board(.wagon(wagon), by: report)
    }
    if let leg = conveyance.trainLeg { board(.trainLeg(leg), by: report) }
  }

  private mutating func board(_ carrier: Subject, by report: Report) {
    if let index = open[carrier.kind] {
      if intervals[index].carrier == carrier {
        intervals[index].listedAt = max(intervals[index].listedAt, report.listedAt)
        return
      }
      noteGauge(from: intervals[index].carrier, to: carrier, at: report)
      close([carrier.kind], by: report, .elsewhere)
    }
    open[carrier.kind] = intervals.count
    intervals.append(
      Interval(
        carrier: carrier, from: report.start, boardedAt: report.place,
        evidence: report.event.id, feed: report.event.feed, listedAt: report.listedAt))
  }

  private mutating func noteGauge(from old: Subject, to new: Subject, at report: Report) {
    guard case .wagon(let left) = old, case .wagon(let entered) = new,
      left.gaugeMillimetres != entered.gaugeMillimetres, report.event.activity != .reloaded
    else { return }
    unreportedReloads.append((at: report.start, until: report.start, evidence: report.event.id))
  }

  private mutating func close(
    _ kinds: [Subject.Kind], by report: Report, _ end: Journey.CarrierInterval.End
  ) {
    for kind in kinds {
      guard let index = open.removeValue(forKey: kind) else { continue }
      intervals[index].to = report.end
      intervals[index].closedFrom = report.start
      intervals[index].closedAt = report.place
      intervals[index].end = end
    }
  }

  /// A later issue of the list that put the box aboard does not name it: it never left with it.
  mutating func roll(_ index: Int) {
    intervals[index].to = intervals[index].from
    intervals[index].closedFrom = intervals[index].from
    intervals[index].end = .rolled
  }
}

extension Report {
  /// When the sender drew up the list that this report comes from.
  var listedAt: Int64 { event.listedAt }
}
