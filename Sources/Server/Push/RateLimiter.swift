import Synchronization

/// A bucket of turns that fills steadily: a burst may take them all at once.
final class RateLimiter: Sendable {
  private struct Bucket {
    var turns: Double
    /// UTC µs.
    var at: Int64
  }

  private let buckets = Mutex<[String: Bucket]>([:])

  /// Takes a turn.
  ///
  /// - Parameter now: UTC µs.
  /// - Returns: nil, or the seconds until there is a turn.
  func take(_ name: String, perSecond: Double, now: Int64) -> Int? {
    let most = max(1, perSecond * 2)
    return buckets.withLock { buckets in
      var bucket = buckets[name] ?? Bucket(turns: most, at: now)
      let passed = Double(max(0, now - bucket.at)) / 1_000_000
      bucket.turns = min(most, bucket.turns + passed * perSecond)
      bucket.at = now
      defer { buckets[name] = bucket }
      guard bucket.turns < 1 else {
        bucket.turns -= 1
        return nil
      }
      return max(1, Int(((1 - bucket.turns) / perSecond).rounded(.up)))
    }
  }
}
