/// What a sender says: that a run will be at a milestone at a time.
public struct SenderClaim: Hashable, Sendable {
  public var sender: String
  /// The milestone, as an index into the plan.
  public var target: Int
  public var saidAt: Double
  public var estimatedAt: Double

  public init(sender: String, target: Int, saidAt: Double, estimatedAt: Double) {
    self.sender = sender
    self.target = target
    self.saidAt = saidAt
    self.estimatedAt = estimatedAt
  }
}

/// How good senders' estimates have been, by how far ahead they were made. A sender is heard as far
/// as it has been right, corrected by how much it is usually wrong; never blindly.
public struct SenderBook: Hashable, Sendable {
  /// The newest errors kept of each sender and horizon.
  static let keptErrors = 60
  /// With this many errors known a sender is believed half as far as it deserves.
  static let believedErrors = 10.0
  /// What an unknown sender counts.
  static let unknownShare = 0.05
  /// Losses are forgotten by this factor with each estimate that comes to be judged.
  static let lossKept = 0.95

  public struct Record: Hashable, Sendable {
    /// Actual minus estimated, minutes; newest last.
    public var errors: [Double] = []
    /// Sums of absolute errors, fading: of the sender (corrected by its usual error until then) and
    /// of our own P50 for the same arrivals.
    public var senderLoss = 0.0
    public var ownLoss = 0.0

    public init() {}

    var usualError: Double {
      WeightedQuantiles.median(errors, Array(repeating: 1, count: errors.count)) ?? 0
    }

    /// 0…1: how far it deserves to be followed.
    var share: Double {
      let losses = senderLoss + ownLoss
      let merit = losses > 0 ? ownLoss / losses : 0.5
      let known = Double(errors.count) / (Double(errors.count) + SenderBook.believedErrors)
      return max(SenderBook.unknownShare, known * merit)
    }
  }

  public struct Key: Hashable, Sendable {
    public var sender: String
    public var horizon: Int

    public init(sender: String, horizon: Int) {
      self.sender = sender
      self.horizon = horizon
    }
  }

  public private(set) var records: [Key: Record]

  public init(records: [Key: Record] = [:]) { self.records = records }

  /// Notes how a claim turned out, and what we ourselves had said (P50) at that time.
  public mutating func judge(_ claim: SenderClaim, actual: Double, ownP50: Double) {
    let key = Self.key(claim)
    var record = records[key] ?? Record()
    let error = actual - claim.estimatedAt
    record.senderLoss = record.senderLoss * Self.lossKept + abs(error - record.usualError)
    record.ownLoss = record.ownLoss * Self.lossKept + abs(actual - ownP50)
    record.errors.append(error)
    if record.errors.count > Self.keptErrors { record.errors.removeFirst() }
    records[key] = record
  }

  private static func key(_ claim: SenderClaim) -> Key {
    let ahead = claim.estimatedAt - claim.saidAt
    return Key(
      sender: claim.sender,
      horizon: HorizonBins.bin(ofMinutes: ahead, edges: HorizonBins.calibratedEdges))
  }

  /// The window moved towards the claim: at each quantile a share of the sender's, which is its
  /// claim plus its own errors. Nil where the claim says nothing any more: its time has passed.
  func blend(
    _ window: ArrivalWindow, _ claim: SenderClaim, now: Double
  ) -> (window: ArrivalWindow, sender: ArrivalBasis.Sender)? {
    guard claim.estimatedAt > now, claim.saidAt <= now, claim.estimatedAt > claim.saidAt
    else { return nil }
    let record = records[Self.key(claim)] ?? Record()
    // Half the way later, half as much is left of what the sender knew.
    let freshness = (claim.estimatedAt - now) / (claim.estimatedAt - claim.saidAt)
    let share = record.share * freshness
    // Its errors, and as a start five of the size that we expect of ourselves.
    let start = [window.p10 - window.p50, 0, window.p90 - window.p50]
    let errors = record.errors + start
    let weights =
      Array(repeating: 1, count: record.errors.count) + Array(repeating: 5.0 / 3, count: 3)
    var quantiles = WeightedQuantiles(count: errors.count)
    guard let own = quantiles.at(AnalogScales.levels, values: errors[...], weights: weights[...])
    else { return nil }
    func mix(_ ours: Double, _ error: Double) -> Double {
      ours + share * (claim.estimatedAt + error - ours)
    }
    let mixed = ArrivalWindow(
      p10: mix(window.p10, own.0), p50: mix(window.p50, own.1), p90: mix(window.p90, own.2))
    let sender = ArrivalBasis.Sender(
      name: claim.sender, share: share, resolved: record.errors.count,
      usualErrorMinutes: record.usualError)
    return (mixed, sender)
  }
}
