/// What one run of a service did, as one of its boxes tells of it; what is told is opaque here.
public struct ArrivalRunRecord: Hashable, Sendable {
  public var service: String
  public var run: String
  public var container: String
  /// When the ledger learnt the newest of it, UTC µs.
  public var knownAt: Int64
  public var record: [UInt8]
  /// Whether it has arrived.
  public var isOver: Bool

  public init(
    service: String, run: String, container: String, knownAt: Int64, record: [UInt8],
    isOver: Bool = false
  ) {
    self.isOver = isOver
    self.service = service
    self.run = run
    self.container = container
    self.knownAt = knownAt
    self.record = record
  }
}

/// A service of which runs are kept.
public struct ArrivalService: Hashable, Sendable {
  public var name: String
  /// How often its runs changed: what tells one state of them from another.
  public var changes: Int

  public init(name: String, changes: Int) {
    self.name = name
    self.changes = changes
  }
}
