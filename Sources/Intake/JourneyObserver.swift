import Freight
import Ledger
import Tracking

/// Told, inside the transaction that keeps them, what journeys have become.
public protocol JourneyObserver: Sendable {
  /// Asked before folding: whether anybody wants to know. Timelines are held only then.
  func isInterested(_ reader: any LedgerReader) throws -> Bool

  /// What it throws undoes the transaction.
  func journeysChanged(_ folded: [FoldedJourneys], in writer: any LedgerWriter) throws
}

/// All trips of one container, just folded.
public struct FoldedJourneys: Sendable {
  public var container: ContainerNumber
  public var journeys: [Journey]
  /// The newest event that they take into account.
  public var seq: Int64

  public init(container: ContainerNumber, journeys: [Journey], seq: Int64) {
    self.container = container
    self.journeys = journeys
    self.seq = seq
  }
}
