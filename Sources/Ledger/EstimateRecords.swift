import Freight

/// What was said of a trip's arrival at one moment; what was said is opaque here.
public struct EstimateRecord: Hashable, Sendable {
  public var subject: Subject
  public var trip: String
  /// UTC µs.
  public var madeAt: Int64
  public var record: [UInt8]

  public init(subject: Subject, trip: String, madeAt: Int64, record: [UInt8]) {
    self.subject = subject
    self.trip = trip
    self.madeAt = madeAt
    self.record = record
  }
}

/// How what was said of a trip's arrival held.
public struct EstimateOutcome: Hashable, Sendable {
  public var subject: Subject
  public var trip: String
  public var service: String
  /// UTC µs.
  public var arrivedAt: Int64
  /// When the ledger learnt of the arrival, UTC µs.
  public var knownAt: Int64
  /// Windows that were given before it arrived.
  public var said: Int
  /// Those of them that it arrived in.
  public var held: Int
  /// How far the middles of them were off, added up, in minutes.
  public var errorMinutes: Int

  public init(
    subject: Subject, trip: String, service: String, arrivedAt: Int64, knownAt: Int64, said: Int,
    held: Int, errorMinutes: Int
  ) {
    self.subject = subject
    self.trip = trip
    self.service = service
    self.arrivedAt = arrivedAt
    self.knownAt = knownAt
    self.said = said
    self.held = held
    self.errorMinutes = errorMinutes
  }
}

/// Outcomes of several trips, added up.
public struct EstimateTally: Hashable, Sendable {
  public var trips: Int
  public var said: Int
  public var held: Int
  public var errorMinutes: Int

  public init(trips: Int, said: Int, held: Int, errorMinutes: Int) {
    self.trips = trips
    self.said = said
    self.held = held
    self.errorMinutes = errorMinutes
  }
}
