import Freight
import RouteBook
import Simulation
import Testing

/// Each kind of disorder does its own harm, and no other.
@Suite struct DisorderTests {
  private func reports(_ disorder: Scenario.Disorder, seed: UInt64 = 9) -> [Simulated] {
    Simulator(Corridor.scenario(boxes: 50, seed: seed, disorder: disorder)).reports(ofTrain: 0)
  }

  @Test func lateReportsComeDaysLaterAndSayTheSame() {
    let (orderly, late) = (reports([]), reports(.late))
    #expect(Set(orderly.map(\.event)) == Set(late.map(\.event)))
    let usual = Dictionary(grouping: orderly, by: \.event).mapValues { $0.map(\.receivedAt).max() }
    let delayed = late.count { report in
      report.receivedAt - (usual[report.event].flatMap { $0 } ?? 0) >= Instant.microsecondsPerDay
    }
    #expect((0.01...0.1).contains(Double(delayed) / Double(late.count)))
  }

  @Test func duplicatesAreTheSameReportAgain() {
    let (orderly, twice) = (reports([]), reports(.duplicate))
    #expect(Set(orderly.map(\.event)) == Set(twice.map(\.event)))
    #expect(twice.count > orderly.count)
  }

  @Test func missingReportsNeverCome() {
    let (orderly, fewer) = (reports([]), reports(.missing))
    #expect(Set(fewer.map(\.event)).isStrictSubset(of: Set(orderly.map(\.event))))
  }

  @Test func correctionsHaveTheSameKeyALaterUpdateAndAnotherTime() {
    let (orderly, corrected) = (reports([]), reports(.corrected))
    let wrong = Set(corrected.map(\.event)).subtracting(orderly.map(\.event))
    #expect(!wrong.isEmpty)
    let right = Dictionary(grouping: orderly.map(\.event)) { $0.senderKey }
    var corrections = 0
    for (key, versions) in Dictionary(grouping: corrected.map(\.event), by: \.senderKey) {
      guard let key, let meant = right[key]?.last, versions.count > (right[key]?.count ?? 0)
      else { continue }
      let last = versions.max { ($0.updatedAt, $0.occurredAt) < ($1.updatedAt, $1.occurredAt) }
      #expect(last?.occurredAt == meant.occurredAt)
      #expect(Set(versions.map(\.occurredAt)).count > 1)
      corrections += 1
    }
    #expect(corrections > 10)
    // Nobody hears of a version before it is written.
    for report in corrected {
      #expect(report.receivedAt >= report.event.updatedAt?.microseconds ?? .min)
    }
  }

  @Test func wrongYearsAreAYearOff() {
    let orderly = Set(reports([]).map(\.event.occurredAt.microseconds))
    let off = reports(.wrongYear).map(\.event.occurredAt.microseconds)
      .filter { !orderly.contains($0) }
    #expect(!off.isEmpty)
    let year = 365 * Instant.microsecondsPerDay
    #expect(off.allSatisfy { orderly.contains($0 + year) || orderly.contains($0 - year) })
  }

  @Test func aBadCheckDigitIsWrittenThroughout() {
    var misprinted = 0
    for seed in UInt64(1)...10 {
      let scenario = Corridor.scenario(boxes: 50, seed: seed, disorder: .badCheckDigit)
      let train = Simulator(scenario).train(0)
      let named = Set(
        train.reports.flatMap(\.event.mentioned).compactMap { subject -> ContainerNumber? in
          guard case .container(let number) = subject else { return nil }
          return number
        })
      for truth in train.truths where truth.writtenAs != truth.container {
        misprinted += 1
        #expect(truth.container.isCheckDigitValid, "seed \(seed)")
        #expect(!truth.writtenAs.isCheckDigitValid, "seed \(seed)")
        #expect(named.contains(truth.writtenAs), "seed \(seed)")
        #expect(!named.contains(truth.container), "seed \(seed)")
      }
      for report in train.reports {
        guard case .container(let number) = report.event.subject else { continue }
        let isFlagged = report.event.assumptions.contains(.checkDigit)
        #expect(isFlagged == !number.isCheckDigitValid, "seed \(seed)")
      }
    }
    #expect((2...40).contains(misprinted))
  }
}

private func < (a: (Instant?, Instant), b: (Instant?, Instant)) -> Bool {
  let (first, second) = (a.0?.microseconds ?? .min, b.0?.microseconds ?? .min)
  return (first, a.1) < (second, b.1)
}
