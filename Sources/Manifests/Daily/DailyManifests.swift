import Answers
import Crypto
import Foundation
import Freight
import Intake
import Ledger
import RouteBook
import Tracking
import Transport

/// Draws up what is due and brings it where it belongs, each day of each plan once, however many
/// processes look after it, and what failed again until it succeeds or is given up.
package struct DailyManifests: Sendable {
  private let plans: [ManifestPlan]
  private let ledger: SQLiteLedger
  private let tracker: Tracker
  private let journeys: Journeys
  private let folder: URL
  private let operatorName: String?
  private let language: Language
  private let courier: ManifestCourier
  private let clock: @Sendable () -> Int64

  private let renewal: Duration

  /// - Parameters:
  ///   - journeys: with which what is stale is folded first, so that a moment is told of whole.
  ///   - folder: where files are made and kept.
  ///   - renewal: how often a day that takes long is said to be still in work.
  ///   - clock: UTC µs.
  package init(
    plans: [ManifestPlan], ledger: SQLiteLedger, journeys: Journeys, folder: URL,
    operatorName: String?, language: Language, transport: Transport,
    renewal: Duration = .seconds(600), clock: @escaping @Sendable () -> Int64
  ) {
    self.plans = plans
    self.ledger = ledger
    self.journeys = journeys
    tracker = journeys.tracker
    self.folder = folder
    self.operatorName = operatorName
    self.language = language
    courier = ManifestCourier(transport: transport, language: language)
    self.renewal = renewal
    self.clock = clock
  }

  /// What became of one day of one plan.
  package struct Report: Sendable {
    package var plan: String
    package var date: CivilDate
    package var run: ManifestRun
    package var error: String? {
      run.error ?? run.deliveries.compactMap { $0.state == .delivered ? nil : $0.error }.first
    }
  }

  /// Makes and delivers all that is due now.
  ///
  /// - Throws: what the ledger throws; what goes wrong with one day is in its report.
  @discardableResult
  package func runDue(_ each: (Report) -> Void = { _ in }) async throws -> [Report] {
    var reports: [Report] = []
    var failures: [any Error] = []
    for plan in plans {
      // What is wrong with one is no reason to leave the others.
      do {
        for day in try await open(plan) {
          guard let report = try await run(plan, day) else { continue }
          reports.append(report)
          each(report)
        }
        try forget(plan)
      } catch is CancellationError {
        throw CancellationError()
      } catch { failures.append(error) }
    }
    if let first = failures.first { throw first }
    return reports
  }

  /// Days that have come and are not done, oldest first.
  private func open(_ plan: ManifestPlan) async throws -> [ManifestOccurrence] {
    let now = clock()
    let (last, unfinished) = try await ledger.read { reader in
      let runs = try reader.listManifestRuns(plan: plan.name, limit: ManifestPlan.caughtUpDays + 1)
      return (
        runs.compactMap { CivilDate(iso: $0.date) }.max(),
        runs.filter { !$0.isOver && $0.due <= now && $0.leasedUntil <= now }
      )
    }
    let again = unfinished.compactMap { run in
      CivilDate(iso: run.date).map {
        ManifestOccurrence(date: $0, due: run.due, moment: run.moment)
      }
    }
    let fresh = try plan.due(after: last, now: now)
    return (again + fresh).sorted { $0.date < $1.date }
  }

  // MARK: - One day

  /// - Returns: nil where another process is at it.
  private func run(_ plan: ManifestPlan, _ day: ManifestOccurrence) async throws -> Report? {
    let claimed = try ManifestLease.claim(day, of: plan.name, in: ledger, clock: clock)
    guard let (lease, begun) = claimed else { return nil }
    let run = try await lease.renewed(every: renewal) { try await go(plan, day, begun, lease) }
    return Report(plan: plan.name, date: day.date, run: run)
  }

  private func go(
    _ plan: ManifestPlan, _ day: ManifestOccurrence, _ begun: ManifestRun, _ lease: ManifestLease
  ) async throws -> ManifestRun {
    var run = begun
    if run.made == nil {
      do { try await make(plan, day, &run) } catch {
        // The process ends: that was no try, and whoever comes next begins at once.
        run.attempts -= 1
        try lease.giveUp(run, due: clock())
        throw error
      }
    }
    if run.made != nil {
      // Nothing goes out twice because a hold was lost meanwhile.
      try lease.keep(run)
      for index in run.deliveries.indices where run.deliveries[index].state == .waiting {
        guard run.deliveries[index].at <= clock() else { continue }
        do { try await deliver(plan, day, &run, index) } catch {
          try lease.giveUp(run, due: clock())
          throw error
        }
        // What has gone out is known to have, whatever happens next.
        try lease.keep(run)
      }
    }
    let next = run.made == nil ? ManifestRetries.next(after: run.attempts, now: clock()) : run.next
    try lease.giveUp(run, due: next)
    return run
  }

  // MARK: - Making

  /// - Throws: CancellationError alone; all else is noted in the run.
  private func make(
    _ plan: ManifestPlan, _ day: ManifestOccurrence, _ run: inout ManifestRun
  ) async throws(CancellationError) {
    do {
      guard run.attempts <= ManifestRetries.delays.count + 1 else {
        throw Failure.failed("given up: it did not come to an end \(run.attempts - 1) times")
      }
      let made = try await files(plan, day)
      run.files = made.files
      run.boxes = made.boxes
      run.error = nil
      run.made = clock()
      run.deliveries = plan.targets.map { ManifestRun.Delivery(target: $0.name, at: clock()) }
    } catch let error as CancellationError { throw error } catch {
      // A statement that a stop cuts short fails with an error of its own.
      if Task.isCancelled { throw CancellationError() }
      run.error = Self.words(error)
    }
  }

  private func files(
    _ plan: ManifestPlan, _ day: ManifestOccurrence
  ) async throws -> (files: [ManifestRun.File], boxes: Int) {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var request = plan.request
    request.date = day.date.description
    request.asOf = day.moment
    if plan.tellsChanges {
      let before = day.date.adding(days: -1)
      request.since = before.description
      let kept = try await ledger.read {
        try $0.findManifestRun(plan: plan.name, date: before.description)
      }
      request.sinceAsOf = try kept?.moment ?? plan.moment(of: before)
    }
    _ = try await Blocking.run { [journeys, ledger] in
      try journeys.projectStale(in: ledger, until: $0)
    }
    try Task.checkCancellation()
    let outlook = Outlook(
      tracker: tracker, now: max(day.moment, clock()), language: plan.language ?? language)
    let asked = request
    return try await ledger.read { reader in
      let scene = try ManifestScene(
        asked, outlook, zone: plan.zone, operatorName: operatorName, in: reader)
      var files: [ManifestRun.File] = []
      var boxes = 0
      for format in plan.formats {
        let url = folder.appending(path: plan.fileName(day.date, format))
        boxes = try ManifestFile.write(scene, as: format, to: url, in: reader).totals.boxes
        files.append(try ManifestFile.seal(url))
      }
      return (files, boxes)
    }
  }

  // MARK: - Delivering

  /// - Throws: CancellationError alone, of a try that does not count; all else is noted in the run.
  private func deliver(
    _ plan: ManifestPlan, _ day: ManifestOccurrence, _ run: inout ManifestRun, _ index: Int
  ) async throws(CancellationError) {
    let delivery = run.deliveries[index]
    run.deliveries[index].attempts += 1
    do {
      guard let target = plan.targets.first(where: { $0.name == delivery.target }) else {
        throw Failure.failed("the configuration has no such target any more")
      }
      try await courier.bring(
        run.files, from: folder, to: target, plan: plan, day: day, made: run.made ?? clock())
      run.deliveries[index].state = .delivered
      run.deliveries[index].at = clock()
      run.deliveries[index].error = nil
    } catch {
      if Task.isCancelled {
        run.deliveries[index] = delivery
        throw CancellationError()
      }
      run.deliveries[index].error = Self.words(error)
      let next = ManifestRetries.next(after: run.deliveries[index].attempts, now: clock())
      run.deliveries[index].at = next ?? clock()
      if next == nil { run.deliveries[index].state = .dead }
    }
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case let failure as Failure: failure.message
    case let error as CocoaError: error.sentence
    default: "\(error)"
    }
  }

  // MARK: - Retention

  /// Removes files of this plan whose day is long past.
  private func forget(_ plan: ManifestPlan) throws {
    let offset = ZoneClock.offsetMinutes(zone: plan.zone, utcMicroseconds: clock()) ?? 0
    let today = Instant(microseconds: clock(), offsetMinutes: offset).localDate
    let oldest = today.adding(days: -plan.keptDays)
    let manager = FileManager.default
    guard manager.fileExists(atPath: folder.path) else { return }
    for name in try manager.contentsOfDirectory(atPath: folder.path)
    where name.hasPrefix(plan.name + "-") {
      let rest = name.dropFirst(plan.name.count + 1)
      guard let date = CivilDate(iso: rest.prefix(10)), rest.dropFirst(10).hasPrefix("."),
        date < oldest
      else { continue }
      try manager.removeItem(at: folder.appending(path: name))
    }
  }
}
