/// When a notice that failed is tried again.
package struct RetrySchedule: Sendable {
  /// Seconds from each try to the next: ten tries in a little over three days (Standard Webhooks 1.0,
  /// “Deliverability and reliability”).
  package var delays: [Double] = [
    5, 5 * 60, 30 * 60, 2 * 3_600, 5 * 3_600, 10 * 3_600, 14 * 3_600, 20 * 3_600, 24 * 3_600,
  ]
  /// Either way, so that what failed together does not come back together.
  package var jitter = 0.2
  /// A receiver may ask for no longer a wait than this.
  package var longestWaitSeconds = 86_400.0
  /// After a failure the receiver is left alone for at most this long before the next notice tries.
  package var longestRestSeconds = 60.0

  package init() {}

  /// Seconds until the next try; nil when that was the last.
  ///
  /// - Parameters:
  ///   - attempts: so far.
  ///   - retryAfterSeconds: what the receiver asked for.
  ///   - random: 0..<1.
  func delay(after attempts: Int, retryAfterSeconds: Int?, random: Double) -> Double? {
    guard attempts >= 1, attempts <= delays.count else { return nil }
    let usual = delays[attempts - 1] * (1 - jitter + 2 * jitter * random)
    return max(usual, min(Double(retryAfterSeconds ?? 0), longestWaitSeconds))
  }

  /// Seconds for which the receiver is left alone.
  func rest(after attempts: Int, retryAfterSeconds: Int?) -> Double {
    if let retryAfterSeconds { return min(Double(retryAfterSeconds), longestWaitSeconds) }
    return min(delays[min(max(attempts, 1), delays.count) - 1], longestRestSeconds)
  }
}
