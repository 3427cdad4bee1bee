import Freight
import Ledger

@testable import Answers

extension Handmade {
  static let bareEvent: Event = {
    var event = Event(
      feed: "cr", subject: .wagon(wagon), activity: .unmapped,
      occurredAt: time("2026-02-08T09:30:00+05:00"), rawCode: "P:HS",
      recordedAt: time("2026-02-08T05:00:00Z").microseconds)
    event.id = evidence(20)
    return event
  }()

  /// With something in every field.
  static let fullEvent: Event = {
    var event = Event(
      feed: "forwarder", senderKey: "X9041|TRHU4307252|reloaded", subject: .container(box),
      activity: .reloaded, classifier: .estimated,
      occurredAt: day("2026-02-08", offsetMinutes: 300),
      assumptions: [.year, .dateOrder, .simulated], updatedAt: time("2026-02-09T08:00:00+08:00"),
      isRetraction: true,
      place: PlaceReference(codes: [.gazetteer(PlaceID("altynkol"))], text: "Алтынколь"),
      conveyance: Conveyance(
        wagon: wagon, train: train, trainLeg: TrainLegID("7084-087-1306@2026-02-08"),
        voyage: voyage, trainNumber: "1306", carrier: "KTZ"),
      reason: "换装 \"ok\"", rawCode: "368", details: fullDetails,
      source: Source(format: "sheet", message: 12, position: .cell("Sheet1!C7")),
      recordedAt: time("2026-02-09T00:00:01.5Z").microseconds)
    event.id = evidence(21)
    return event
  }()

  private static let fullDetails = Details(
    origin: PlaceReference(text: "南昌"), destination: PlaceReference(PlaceID("baku")),
    plannedDeparture: train.plannedDeparture, route: "nanchang-khorgos-baku", notes: [note],
    cargo: [
      Cargo(
        description: "paint", commodity: CommodityCode("320820"), packages: 12,
        grossKilograms: 480.125, dangerousGoods: UNNumber("UN1263"), note: note,
        consignor: "Jiangxi Paint", consignee: "Bakı Boya", customer: "Jiangxi Paint")
    ], seals: ["CN1234567"], containerType: "45G1", grossKilograms: 24_000, tareKilograms: 3_900.5,
    remainingKilometres: 3_880, isEmpty: false,
    members: [Member(container: box, wagon: wagon), Member(wagon: wagon)], isFullStatement: true,
    fromWagon: WagonNumber("5212345"), customsCountry: "KZ", customsProcedure: "transit",
    correctedNumber: .container(otherBox))

  static let acknowledgement = Acknowledgement(
    subject: .train(train), alertKind: "stalled", place: "khorgos",
    since: time("2026-02-05T16:00:00Z").microseconds,
    acknowledgedAt: time("2026-02-11T05:00:00Z").microseconds, by: "aigul", note: "KTZ informed")
}
