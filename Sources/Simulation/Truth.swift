import Freight

/// One simulated train: what happened, and what was reported of it.
public struct SimulatedTrain: Sendable {
  public var train: TrainID
  /// In the order of their receipt.
  public var reports: [Simulated]
  /// One for each box that was listed for the train.
  public var truths: [Truth]
}

/// What happened to one box on one train, reported or not: what answers can be compared with.
/// Times are UTC µs in whole minutes.
public struct Truth: Sendable {
  public enum End: String, Sendable, CaseIterable {
    case delivered, emptyReturned, cancelled, returned
    /// Left behind for the next train, or for good.
    case rolled
  }

  public struct Milestone: Hashable, Sendable {
    public var activity: Activity
    public var place: PlaceID
    public var at: Int64
  }

  /// From boarding to leaving.
  public struct Interval: Hashable, Sendable {
    public var carrier: Subject
    public var from: Int64
    /// Nil for a carrier that it never left.
    public var to: Int64?
  }

  public var container: ContainerNumber
  /// As all reports have it: another number where the simulation misprints check digits.
  public var writtenAs: ContainerNumber
  public var train: TrainID
  public var note: NoteNumber
  /// In the order of the world.
  public var milestones: [Milestone] = []
  public var carriers: [Interval] = []
  public var end: End?

  init(container: ContainerNumber, train: TrainID, note: NoteNumber) {
    self.container = container
    writtenAs = container
    self.train = train
    self.note = note
  }

  mutating func happen(_ activity: Activity, at place: PlaceID, _ time: Int64) {
    milestones.append(Milestone(activity: activity, place: place, at: time))
  }

  /// A box is on one wagon, one train and one vessel at a time.
  mutating func board(_ carrier: Subject, at time: Int64) {
    leave(carrier.kind, at: time)
    carriers.append(Interval(carrier: carrier, from: time))
  }

  mutating func leave(_ kind: Subject.Kind, at time: Int64) {
    for index in carriers.indices where carriers[index].carrier.kind == kind {
      carriers[index].to = carriers[index].to ?? time
    }
  }

  mutating func leaveAll(at time: Int64) {
    for index in carriers.indices { carriers[index].to = carriers[index].to ?? time }
  }
}
