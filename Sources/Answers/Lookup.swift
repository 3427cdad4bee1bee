import Foundation
import Freight
import Intake
import Ledger
import Tracking

/// From what a person types to what the ledger knows.
package struct Lookup {
  let reader: any LedgerReader
  let outlook: Outlook

  package init(_ outlook: Outlook, _ reader: any LedgerReader) {
    self.outlook = outlook
    self.reader = reader
  }

  /// The one subject meant.
  ///
  /// - Throws: ``Failure``: not found (with what it may have been), or ambiguous (with its runs).
  package func subject(_ typed: String) throws -> Subject {
    switch try meaning(of: typed) {
    case .one(let subject): return subject
    case .several(let subjects):
      let runs = subjects.map(\.id)
      throw Failure.usage(
        "“\(typed)” is more than one; say which:\n"
          + runs.map { "  \($0)" }.joined(separator: "\n"),
        plain: "“\(typed)” is more than one; say which: \(runs.joined(separator: ", "))")
    case .unknown(let container?): throw Failure.notFound("nothing is known of \(container)")
    case .unknown(nil):
      if let meant = Self.withDigits(typed) {
        throw Failure.notFound(
          "“\(typed)” has letters where a container number has digits; did you mean \(meant)?")
      }
      throw Failure.notFound("nothing is known of “\(typed)”")
    case .mistyped(let container, let likely):
      throw Failure.notFound(
        "\(container): the check digit is wrong and nothing is known of it; did you mean "
          + likely.map(\.text).joined(separator: " or ") + "?")
    }
  }

  /// What a number may be.
  package enum Meaning: Sendable {
    case one(Subject)
    case several([Subject])
    case unknown(ContainerNumber?)
    /// With what it may have been, the likeliest first.
    case mistyped(ContainerNumber, likely: [ContainerNumber])
  }

  package func meaning(of typed: String) throws -> Meaning {
    if let container = ContainerNumber(typed) { return try meaning(of: container) }
    if let container = ContainerNumber.completing(typed) { return try meaning(of: container) }
    let found = try reader.search(typed, limit: Self.searched).filter(isVisible)
    if found.count == 1 { return .one(found[0]) }
    // A note goes by its bare number, too: that may be a wagon's as well.
    let exact = found.filter {
      [$0.id, Self.bareNumber($0)].contains(typed.uppercased()) || $0.id == typed
    }
    if exact.count == 1 { return .one(exact[0]) }
    return found.isEmpty ? .unknown(nil) : .several(found)
  }

  private func meaning(of container: ContainerNumber) throws -> Meaning {
    if try isKnown(container) { return .one(.container(container)) }
    guard !container.isCheckDigitValid else { return .unknown(container) }
    // A typing error: offer what the ledger knows nearby, else what the digit should be.
    let candidates = [container.withCorrectCheckDigit] + container.neighbours
    let matches = try candidates.filter { try isKnown($0) }
    let likely = matches.isEmpty ? [container.withCorrectCheckDigit] : Array(Set(matches)).sorted()
    return .mistyped(container, likely: Array(likely.prefix(5)))
  }

  /// `TBJU5001O10`: an O for a zero, an I or an l for a one.
  private static func withDigits(_ typed: String) -> ContainerNumber? {
    let letters: [Character: Character] = [
      "O": "0", "o": "0", "I": "1", "i": "1", "l": "1", "L": "1",
    ]
    let written = typed.filter { $0.isLetter || $0.isNumber }
    let tail = written.dropFirst(4)
    guard tail.contains(where: { letters[$0] != nil }) else { return nil }
    return ContainerNumber(written.prefix(4) + String(tail.map { letters[$0] ?? $0 }))
  }

  private static func bareNumber(_ subject: Subject) -> String {
    if case .consignment(let note) = subject { return note.number }
    return subject.id
  }

  /// How many meanings of a number are looked at.
  private static let searched = 20

  private func isKnown(_ container: ContainerNumber) throws -> Bool {
    try reader.knows(.container(container)) && isVisible(.container(container))
  }

  /// What somebody may not see is to them as if it were not there.
  private func isVisible(_ subject: Subject) throws -> Bool {
    try outlook.viewer.seesAll || !journeys(of: subject, asOf: nil).isEmpty
  }

  /// The numbers in pasted text: every container number wherever it stands, else each line as it is.
  package static func pasted(_ text: String) -> [String] {
    var found: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let containers = containerNumbers(in: String(line))
      if containers.isEmpty {
        let trimmed = line.trimmingWhitespace()
        if !trimmed.isEmpty { found.append(trimmed) }
      } else {
        found += containers
      }
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0).inserted }
  }

  private static func containerNumbers(in line: String) -> [String] {
    let pattern = #/([A-Za-z]{4})[ \-]?([0-9]{3})[ \-.]?([0-9]{3})[ \-\[(.]*([0-9])/#
    return foldingFullWidth(line).matches(of: pattern).map { match in
      "\(match.1)\(match.2)\(match.3)\(match.4)".uppercased()
    }
  }

  // MARK: - Journeys

  /// The trips of a box; the boxes that a carrier or a consignment concerns, each with the trip on
  /// which it does. Only what the viewer may see.
  package func journeys(of subject: Subject, asOf: Int64?) throws -> [Journey] {
    try trips(of: subject, asOf: asOf).map(\.journey)
  }

  /// The same, to be viewed as of a moment.
  package func trips(of subject: Subject, asOf: Int64?) throws -> [VisibleJourney] {
    let viewer = outlook.viewer
    if case .container(let container) = subject {
      return viewer.visible(try outlook.journeys.list(of: container, in: reader, asOf: asOf))
    }
    let boxes = try containers(of: subject).sorted()
    return try outlook.journeys.list(of: boxes, in: reader, asOf: asOf).compactMap { trips in
      viewer.visible(trips).last { concerns($0.journey, subject) }
    }
  }

  private func concerns(_ journey: Journey, _ subject: Subject) -> Bool {
    if case .consignment(let note) = subject { return journey.notes.contains(note) }
    return journey.carriers.contains { interval in
      guard interval.carrier == subject else { return false }
      // Rolled to another train, it is that one's.
      return interval.end != .rolled
        || !journey.carriers.contains { later in
          later.carrier.kind == subject.kind && later.carrier != subject
            && later.from >= interval.from
        }
    }
  }

  /// Whatever may have been aboard, through wagons and legs too.
  package func containers(of subject: Subject) throws -> Set<ContainerNumber> {
    var found: Set<ContainerNumber> = []
    var seen: Set<Subject> = [subject]
    var queue = [subject]
    if case .consignment(let note) = subject { queue += try reader.covered(by: note) }
    while let next = queue.popLast() {
      if case .container(let container) = next {
        found.insert(container)
        continue
      }
      for carried in try reader.carried(by: next) where seen.insert(carried).inserted {
        queue.append(carried)
      }
    }
    return found
  }
}
