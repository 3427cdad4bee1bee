import Freight
import TestSeeds

/// Events with every field now and then, as a decoder could have made them.
struct RandomEvents {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func event() -> Event? {
    guard let subject = subject() else { return nil }
    let activity = Activity.allCases.randomElement(using: &random) ?? .departed
    var details = chance(2) ? details() : nil
    if activity == .amended {
      guard let corrected = self.subject() else { return nil }
      details = details ?? Details()
      details?.correctedNumber = corrected
    }
    var assumptions: Assumptions = []
    for assumption in [Assumptions.year, .zone, .dateOrder, .simulated, .updateTime]
    where chance(4) {
      assumptions.insert(assumption)
    }
    let boxes =
      [subject] + (details?.members ?? []).compactMap { $0.container.map(Subject.container) }
    for case .container(let number) in boxes where !number.isCheckDigitValid {
      assumptions.insert(.checkDigit)
    }
    return Event(
      feed: "test", senderKey: chance(2) ? text() : nil, subject: subject, activity: activity,
      classifier: Classifier.allCases.randomElement(using: &random) ?? .actual,
      occurredAt: instant(), assumptions: assumptions,
      updatedAt: assumptions.contains(.updateTime) || chance(2) ? update() : nil,
      place: place(), conveyance: conveyance(), reason: chance(3) ? text() : nil,
      rawCode: activity == .unmapped || chance(4) ? text() : nil, details: details)
  }

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  private mutating func digits(_ count: Int) -> String {
    (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
  }

  private mutating func text() -> String {
    let words = [
      "霍尔果斯", "Алтынколь", "a\"b", "back\\slash", "line\nbreak", "tab\there", "\u{1}", "🚂", "C7",
      "7084", "e\u{301}", "x/y|z=1", "{}", "é",
    ]
    return (0...Int.random(in: 0..<3, using: &random))
      .map { _ in words.randomElement(using: &random) ?? "x" }.joined(separator: " ")
  }

  private mutating func instant() -> Instant {
    let offset = [0, 180, 300, 480, 510, -330].randomElement(using: &random) ?? 0
    let microseconds = Int64.random(in: -1_000_000_000...4_000_000_000, using: &random) * 1_000_000
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      let fraction = Int64.random(in: 0..<1_000_000, using: &random)
      return Instant(microseconds: microseconds + fraction, offsetMinutes: offset)
    case 1:
      let whole = microseconds / 60_000_000 * 60_000_000
      return Instant(microseconds: whole, offsetMinutes: offset, precision: .minute)
    case 2:
      let date = Instant(microseconds: microseconds, offsetMinutes: offset).localDate
      return LocalDateTime(date: date).instant(offsetMinutes: offset)
    default: return Instant(microseconds: microseconds, offsetMinutes: offset)
    }
  }

  private mutating func update() -> Instant {
    let instant = instant()
    return Instant(microseconds: instant.microseconds, offsetMinutes: instant.offsetMinutes)
  }

  private mutating func date() -> CivilDate {
    CivilDate(daysSinceEpoch: Int.random(in: 0..<40_000, using: &random))
  }

  private mutating func container() -> ContainerNumber? {
    ContainerNumber("TRHU" + digits(7)).map { chance(2) ? $0 : $0.withCorrectCheckDigit }
  }

  private mutating func wagon() -> WagonNumber? {
    WagonNumber(digits([7, 8, 12].randomElement(using: &random) ?? 8))
  }

  private mutating func train() -> TrainID? {
    TrainID(number: "X" + digits(4), plannedDeparture: date())
  }

  private mutating func leg() -> TrainLegID? {
    TrainIndex(digits(chance(2) ? 11 : 15)).map { TrainLegID(index: $0, formed: date()) }
  }

  private mutating func voyage() -> VoyageID? {
    VoyageID(vessel: chance(2) ? "BEKET ATA" : "IMO" + digits(7), voyage: "\(date())")
  }

  private mutating func note() -> NoteNumber? {
    NoteNumber.Kind.allCases.randomElement(using: &random)
      .flatMap { NoteNumber(kind: $0, "N:" + digits(6)) }
  }

  private mutating func place() -> PlaceReference? {
    let codes: [PlaceCode] = [
      .gazetteer(PlaceID("altynkol")), .unlocode("KZAAU"), .esr("708403"), .telecode("HRS"),
      .other(list: "SMDG", code: "NLRTM:ADT"), .other(list: "", code: "17"), .esr("7084"),
    ]
    let count = Int.random(in: 0..<4, using: &random)
    return PlaceReference(
      codes: Array(codes.shuffled(using: &random).prefix(count)), text: chance(2) ? text() : nil)
  }

  private mutating func subject() -> Subject? {
    switch Subject.Kind.allCases.randomElement(using: &random) ?? .container {
    case .container: container().map(Subject.container)
    case .wagon: wagon().map(Subject.wagon)
    case .train: train().map(Subject.train)
    case .trainLeg: leg().map(Subject.trainLeg)
    case .voyage: voyage().map(Subject.voyage)
    case .consignment: note().map(Subject.consignment)
    case .place: place().map(Subject.place)
    }
  }

  private mutating func conveyance() -> Conveyance {
    Conveyance(
      wagon: chance(3) ? wagon() : nil, train: chance(3) ? train() : nil,
      trainLeg: chance(3) ? leg() : nil, voyage: chance(3) ? voyage() : nil,
      trainNumber: chance(3) ? "X" + digits(4) : nil, carrier: chance(3) ? text() : nil)
  }

  private mutating func cargo() -> Cargo {
    Cargo(
      description: chance(2) ? text() : nil, commodity: CommodityCode(digits(8)),
      packages: chance(2) ? Int.random(in: 0..<900, using: &random) : nil,
      grossKilograms: chance(2) ? Double.random(in: 0..<30_000, using: &random) : nil,
      dangerousGoods: chance(3) ? UNNumber(digits(4)) : nil, note: chance(2) ? note() : nil,
      consignor: chance(3) ? text() : nil, consignee: chance(3) ? text() : nil,
      customer: chance(3) ? text() : nil)
  }

  private mutating func details() -> Details? {
    var details = Details()
    details.origin = chance(3) ? place() : nil
    details.destination = chance(3) ? place() : nil
    details.plannedDeparture = chance(3) ? date() : nil
    details.route = chance(4) ? "tmtm-nanchang-baku" : nil
    if chance(3) { details.notes = [note(), note()].compactMap { $0 } }
    if chance(3) { details.cargo = [cargo(), cargo()] }
    if chance(3) { details.seals = [text(), text()] }
    details.containerType = chance(3) ? "45G1" : nil
    details.grossKilograms = chance(3) ? Double(Int.random(in: 0..<30_000, using: &random)) : nil
    details.tareKilograms = chance(3) ? 3_900.5 : nil
    details.remainingKilometres = chance(3) ? Int.random(in: 0..<9_000, using: &random) : nil
    details.isEmpty = chance(3) ? chance(2) : nil
    if chance(3) {
      details.members = (0..<Int.random(in: 0..<4, using: &random)).compactMap { _ in
        let member = Member(container: container(), wagon: chance(2) ? wagon() : nil)
        return member == Member() ? nil : member
      }
    }
    details.isFullStatement = chance(3)
    details.fromWagon = chance(4) ? wagon() : nil
    details.customsCountry = chance(4) ? "KZ" : nil
    details.customsProcedure = chance(4) ? "transit" : nil
    details.correctedNumber = chance(5) ? subject() : nil
    return details == Details() ? nil : details
  }
}
