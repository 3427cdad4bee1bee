import Freight
import Ledger
import Tracking

/// What the runs of a service teach beyond themselves: how delays change in general, and how its
/// windows have held. Learnt once a day by replaying the runs, and kept as what is in force from then
/// on, so that an answer of an earlier moment can be given again.
struct ArrivalLesson {
  var pooled: PooledChanges?
  var calibration: WindowCalibration

  /// Fewer runs that have arrived teach nothing that would not be chance.
  private static let fewestRuns = 10
  private static let interval = Instant.microsecondsPerDay

  static func kind(_ service: String) -> String { "arrival \(service)" }

  /// Nil for one that an older version of this program wrote in another shape: it is learnt anew.
  static func find(
    of service: String, asOf: Int64?, in reader: any LedgerReader
  ) throws -> ArrivalLesson? {
    try reader.version(kind: kind(service), asOf: asOf).flatMap { ArrivalLesson($0.content) }
  }

  static func isDue(
    of service: String, at now: Int64, in reader: any LedgerReader
  ) throws -> Bool {
    let last = try reader.version(kind: kind(service), asOf: nil)
    return last.map { now - $0.since >= interval } ?? true
  }

  /// - Parameter runs: of the service, and of those that share parts of its way.
  init?(_ runs: [ArrivalRun], tracker: Tracker, now: Int64) {
    guard runs.count(where: \.isOver) >= Self.fewestRuns else { return nil }
    let model = ArrivalReplay.learn(
      runs.compactMap(tracker.recorded), until: Double(now) / Double(Instant.microsecondsPerMinute))
    pooled = model.pooled
    calibration = model.calibration
  }

  func keep(of service: String, at now: Int64, in writer: any LedgerWriter) throws {
    // One that teaches the same as the day before is kept, too: else it would be due every minute.
    try writer.recordVersion(
      kind: Self.kind(service), digest: "\(now)", content: content, at: now)
  }

  // MARK: - As it is kept

  private var content: [UInt8] {
    var writer = RecordWriter(capacity: 4_096)
    for number in pooled?.record ?? [] { writer.double(1, number) }
    for number in calibration.record { writer.double(2, number) }
    return writer.bytes
  }

  private init?(_ content: [UInt8]) {
    var (pooled, calibration): ([Double], [Double]) = ([], [])
    let isWhole = content.withUnsafeBytes { raw in
      do {
        var reader = RecordReader(raw)
        while let field = try reader.next() {
          if field.number == 1 { pooled.append(try field.double()) }
          if field.number == 2 { calibration.append(try field.double()) }
        }
        return true
      } catch { return false }
    }
    guard isWhole, let windows = WindowCalibration(record: calibration) else { return nil }
    self.pooled = pooled.isEmpty ? nil : PooledChanges(record: pooled)
    self.calibration = windows
  }
}
