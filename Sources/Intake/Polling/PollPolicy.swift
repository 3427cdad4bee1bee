import Freight
import Ledger

/// When a feed is asked again. Pure: the clock and the dice are passed in.
///
/// A failing sender is asked ever more rarely, and after several failures in a row the circuit opens:
/// it is then left alone for half an hour at least, and `feed list` says so.
public struct PollPolicy: Sendable {
  public var firstRetrySeconds = 30
  public var longestRetrySeconds = 3_600
  /// Failures in a row that open the circuit.
  public var circuitFailures = 5
  public var openSeconds = 1_800
  /// A sender that asks for more patience than this is asked all the same.
  public var longestRetryAfterSeconds = 86_400

  public init() {}

  /// - Parameters:
  ///   - now: UTC microseconds.
  ///   - jitter: 0..<1; spreads feeds that began together over a tenth of their interval.
  func succeeded(
    _ poll: PollRecord, hasNews: Bool, everySeconds: Int, now: Int64, jitter: Double
  ) -> PollRecord {
    var poll = poll
    poll.attemptedAt = now
    poll.succeededAt = now
    if hasNews { poll.newsAt = now }
    poll.failures = 0
    poll.isOpen = false
    poll.error = nil
    poll.dueAt = now + microseconds(Double(everySeconds) * (0.95 + jitter / 10))
    return poll
  }

  /// - Parameter isLasting: asking again soon cannot help: a wrong password, an unknown host key.
  func failed(
    _ poll: PollRecord, error: String, isLasting: Bool, retryAfterSeconds: Int?, now: Int64,
    jitter: Double
  ) -> PollRecord {
    var poll = poll
    poll.attemptedAt = now
    poll.failures += 1
    poll.isOpen = isLasting || poll.failures >= circuitFailures
    poll.error = error
    // Past sixteen doublings the longest wait is long reached.
    let doubled = firstRetrySeconds << min(poll.failures - 1, 16)
    var seconds = Double(min(doubled, longestRetrySeconds)) * (0.5 + jitter / 2)
    if poll.isOpen { seconds = max(seconds, Double(openSeconds)) }
    if let asked = retryAfterSeconds {
      seconds = max(seconds, Double(min(asked, longestRetryAfterSeconds)))
    }
    poll.dueAt = now + microseconds(seconds)
    return poll
  }

  private func microseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1_000_000) }
}
