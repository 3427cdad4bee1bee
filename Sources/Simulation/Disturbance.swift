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

  func apply(to reports: inout [Simulated]) {
    guard !disorder.isEmpty else { return }
    var copy = self
    copy.disturb(&reports)
  }

  private mutating func disturb(_ reports: inout [Simulated]) {
    var result: [Simulated] = []
    result.reserveCapacity(reports.count * 11 / 10)
    for report in reports {
      var report = report
      if disorder.contains(.badCheckDigit) { misprint(&report.event) }
      if disorder.contains(.missing), dice.chance(0.03) { continue }
      if disorder.contains(.late), dice.chance(0.04) {
        report.receivedAt += Int64(dice.within(1...6) * Double(Instant.microsecondsPerDay))
      }
      if disorder.contains(.wrongYear), dice.chance(0.005) {
        report.event.occurredAt = report.event.occurredAt.adding(
          microseconds: (dice.chance(0.5) ? 365 : -365) * Instant.microsecondsPerDay)
      }
      if disorder.contains(.corrected), report.event.senderKey != nil, dice.chance(0.05) {
        result.append(firstVersion(of: report))
      }
      result.append(report)
      if disorder.contains(.duplicate), dice.chance(0.04) {
        var again = report
        again.receivedAt += Int64(dice.within(0...2) * Double(Instant.microsecondsPerDay))
        result.append(again)
      }
    }
    reports = result
  }

  /// What was said at first, some hours off.
  private mutating func firstVersion(of report: Simulated) -> Simulated {
    var first = report
    first.event.occurredAt = first.event.occurredAt.adding(hours: Double(dice.below(12)) - 6)
    first.event.updatedAt = report.event.updatedAt?.adding(hours: -0.75)
    first.receivedAt -= Instant.microsecondsPerHour
    return first
  }

  /// One box in fifty is written with a wrong last digit, wherever it is named.
  private func misprint(_ event: inout Event) {
    if case .container(let number) = event.subject, let wrong = misprinted(number) {
      event.subject = .container(wrong)
      event.assumptions.insert(.checkDigit)
    }
    guard let members = event.details?.members else { return }
    let printed = members.map { member in
      member.container.flatMap(misprinted).map { Member(container: $0, wagon: member.wagon) }
        ?? member
    }
    if printed != members { event.assumptions.insert(.checkDigit) }
    event.details?.members = printed
  }

  private func misprinted(_ number: ContainerNumber) -> ContainerNumber? {
    let hash = number.text.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    guard hash % 50 == 0, let last = number.text.last.flatMap({ $0.wholeNumberValue }) else {
      return nil
    }
    return ContainerNumber(normalised: number.text.dropLast() + String((last + 3) % 10))
  }
}
