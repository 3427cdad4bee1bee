import Freight

/// What goes wrong between the world and us; see ``Scenario/Disorder``.
struct Disturbance {
  private let disorder: Scenario.Disorder
  private var dice: Dice
  private let seed: UInt64

  init(_ disorder: Scenario.Disorder, seed: UInt64, part: Int) {
    self.disorder = disorder
    self.seed = seed
    dice = Dice(seed: seed ^ 0xD150_4DE4, part: part)
  }

  mutating func disturbed(_ reports: [Simulated]) -> [Simulated] {
    guard !disorder.isEmpty else { return reports }
    var result: [Simulated] = []
    result.reserveCapacity(reports.count * 11 / 10)
    for report in reports { disturb(report, into: &result) }
    return result
  }

  private mutating func disturb(_ report: Simulated, into result: inout [Simulated]) {
    var report = report
    if disorder.contains(.badCheckDigit) { misprint(&report.event) }
    if disorder.contains(.missing), dice.chance(0.03) { return }
    if disorder.contains(.late), dice.chance(0.04) {
      report.receivedAt += seconds(days: dice.within(1...6))
    }
    if disorder.contains(.wrongYear), dice.chance(0.005) {
      report.event.occurredAt = report.event.occurredAt.adding(
        microseconds: (dice.chance(0.5) ? 365 : -365) * Instant.microsecondsPerDay)
    }
    if disorder.contains(.corrected), report.event.senderKey != nil, dice.chance(0.05) {
      correct(&report, into: &result)
    }
    result.append(report)
    if disorder.contains(.duplicate), dice.chance(0.04) {
      var again = report
      again.receivedAt += seconds(days: dice.within(0...2))
      result.append(again)
    }
  }

  /// It was said some hours off at first; the report as it should be comes later, under the same id.
  private mutating func correct(_ report: inout Simulated, into result: inout [Simulated]) {
    var first = report
    let isDay = report.event.occurredAt.precision == .day
    let hours = isDay ? 24 : Double(1 + dice.below(8)) * (dice.chance(0.5) ? 1 : -1)
    first.event.occurredAt = first.event.occurredAt.adding(hours: hours)
    result.append(first)
    let later = dice.within(1...20)
    report.event.updatedAt = report.event.updatedAt?.adding(hours: later.rounded())
    // Never received before it was written.
    report.receivedAt += seconds(days: (later + 1) / 24)
  }

  /// Whole seconds, in µs.
  private func seconds(days: Double) -> Int64 { Int64(days * 86_400) * 1_000_000 }

  /// One box in fifty is written with a wrong last digit, wherever it is named.
  func written(_ number: ContainerNumber) -> ContainerNumber {
    guard disorder.contains(.badCheckDigit) else { return number }
    let hash = number.text.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    // The low bits of this hash are poor.
    guard (hash >> 32) % 50 == 0, let last = number.text.last?.wholeNumberValue,
      let wrong = ContainerNumber(normalised: number.text.dropLast() + String((last + 3) % 10))
    else { return number }
    return wrong
  }

  private func misprint(_ event: inout Event) {
    if case .container(let number) = event.subject, written(number) != number {
      event.subject = .container(written(number))
      event.assumptions.insert(.checkDigit)
    }
    guard let members = event.details?.members else { return }
    let misprinted = members.map { member in
      Member(container: member.container.map(written), wagon: member.wagon)
    }
    guard misprinted != members else { return }
    event.details?.members = misprinted
    event.assumptions.insert(.checkDigit)
  }
}
