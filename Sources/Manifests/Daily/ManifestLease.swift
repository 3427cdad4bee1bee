import Answers
import Freight
import Ledger
import Synchronization

/// One process's hold on one day of one plan: nobody else touches the day while it lasts. It ends by
/// itself, so that a process that died holds up nobody for long, and is renewed while there is work.
final class ManifestLease: Sendable {
  private static let microseconds = 30 * Instant.microsecondsPerMinute

  private let plan: String
  private let day: ManifestOccurrence
  private let ledger: SQLiteLedger
  private let clock: @Sendable () -> Int64
  /// By which the record shows that the hold is ours: UTC µs. Nil once it was given up.
  private let until: Mutex<Int64?>

  private init(
    _ plan: String, _ day: ManifestOccurrence, until: Int64, in ledger: SQLiteLedger,
    clock: @escaping @Sendable () -> Int64
  ) {
    self.plan = plan
    self.day = day
    self.ledger = ledger
    self.clock = clock
    self.until = Mutex(until)
  }

  /// - Returns: the hold and how the day stands; nil where it is over, not due or somebody else's.
  static func claim(
    _ day: ManifestOccurrence, of plan: String, in ledger: SQLiteLedger,
    clock: @escaping @Sendable () -> Int64
  ) throws -> (ManifestLease, ManifestRun)? {
    let now = clock()
    let until = now + microseconds
    return try ledger.write { writer in
      let present = try writer.reader.findManifestRun(plan: plan, date: "\(day.date)")
      if let present, present.isOver || present.leasedUntil > now || present.due > now {
        return nil
      }
      var run = try present.map { try ManifestRun($0) } ?? ManifestRun()
      // Before it is made: a try that ends the process counts too.
      if run.made == nil { run.attempts += 1 }
      try writer.keepManifestRun(
        ManifestRunRecord(
          plan: plan, date: "\(day.date)", moment: day.moment, due: now, isOver: false,
          leasedUntil: until, content: try run.text))
      return (ManifestLease(plan, day, until: until, in: ledger, clock: clock), run)
    }
  }

  /// Notes how the day stands, and holds it further.
  ///
  /// - Throws: ``Failure`` where the hold ran out and another process has the day now: what it knows
  ///   of it is not written over.
  func keep(_ run: ManifestRun) throws {
    try change(to: clock() + Self.microseconds) { record in
      record.content = try run.text
    }
  }

  /// Notes how the day stands, and lets it go.
  ///
  /// - Parameter due: when there is more to do, UTC µs; nil is never.
  /// - Throws: as ``keep(_:)``.
  func giveUp(_ run: ManifestRun, due: Int64?) throws {
    try change(to: nil) { record in
      record.content = try run.text
      record.due = due ?? .max
      record.isOver = due == nil
    }
  }

  /// Holds the day as long as `body` is at it.
  func renewed<T: Sendable>(
    every interval: Duration, _ body: () async throws -> T
  ) async throws -> T {
    let renewal = Task {
      while (try? await Task.sleep(for: interval)) != nil {
        // One that fails needs no telling: the next may succeed, and if none does, `keep` says so.
        try? change(to: clock() + Self.microseconds) { _ in }
      }
    }
    defer { renewal.cancel() }
    return try await body()
  }

  /// - Parameter newUntil: nil gives it up; then nothing changes it any more.
  private func change(
    to newUntil: Int64?, _ change: (inout ManifestRunRecord) throws -> Void
  ) throws {
    try until.withLock { until in
      guard let held = until else { return }
      try patiently { writer in
        let present = try writer.reader.findManifestRun(plan: plan, date: "\(day.date)")
        guard var record = present, record.leasedUntil == held else {
          throw Failure.failed(
            "\(plan) of \(day.date): another process took it over, since this one did not renew its "
              + "hold for \(Self.microseconds / Instant.microsecondsPerMinute) minutes")
        }
        try change(&record)
        record.leasedUntil = newUntil ?? 0
        try writer.keepManifestRun(record)
      }
      until = newUntil
    }
  }

  /// What has been made and sent is to be known even where somebody else writes for long.
  private func patiently(_ body: (any LedgerWriter) throws -> Void) throws {
    for _ in 0..<3 {
      do { return try ledger.write(body) } catch LedgerError.busy { continue }
    }
    try ledger.write(body)
  }
}
