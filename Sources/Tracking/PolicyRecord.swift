import Freight

/// How a policy is kept in the ledger, so that an answer as of a past moment is given with what was in
/// force then. Field numbers are never reused.
public enum PolicyRecord {
  private static let figures: [(field: UInt8, path: WritableKeyPath<Policy, Double> & Sendable)] = [
    (1, \.futureToleranceHours), (2, \.fastestKilometresPerHour), (3, \.nearbyKilometres),
    (4, \.lateHours), (5, \.silentIntervals), (6, \.expectedRailIntervalHours),
    (7, \.expectedSeaIntervalHours), (8, \.stalledOnLineHours), (9, \.offRouteKilometres),
  ]

  public static func encode(_ policy: Policy) -> [UInt8] {
    var writer = RecordWriter()
    for (field, path) in figures { writer.double(field, policy[keyPath: path]) }
    for (name, feed) in policy.feeds.sorted(by: { $0.key < $1.key }) {
      writer.nested(20) { inner in
        inner.text(1, name)
        inner.int(2, feed.trust)
        inner.double(3, feed.expectedIntervalHours)
      }
    }
    return writer.bytes
  }

  /// - Throws: `RecordReader.Failure` for bytes that are no such record.
  public static func decode(_ bytes: [UInt8]) throws -> Policy {
    try bytes.withUnsafeBytes { raw in
      var policy = Policy()
      var reader = RecordReader(raw)
      while let field = try reader.next() {
        if let (_, path) = figures.first(where: { $0.field == field.number }) {
          policy[keyPath: path] = try field.double()
        } else if field.number == 20 {
          let (name, feed) = try feed(try field.reader())
          policy.feeds[name] = feed
        }
      }
      return policy
    }
  }

  private static func feed(_ bytes: RecordReader) throws -> (String, Policy.FeedPolicy) {
    var reader = bytes
    var name = ""
    var feed = Policy.FeedPolicy()
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try field.text()
      case 2: feed.trust = try field.int()
      case 3: feed.expectedIntervalHours = try field.double()
      default: break
      }
    }
    return (name, feed)
  }
}
