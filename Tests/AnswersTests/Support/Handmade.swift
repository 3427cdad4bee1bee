import Freight
import RouteBook
import Testing

@testable import Answers
@testable import Tracking

/// Journeys set down by hand on a small route, so that what is tested here does not hang on the
/// rules of the fold.
enum Handmade {
  static let box = literal(ContainerNumber("TRHU4307252"))
  static let otherBox = literal(ContainerNumber("CSQU3054383"))
  static let train = literal(TrainID("X9041@2026-02-02"))
  static let wagon = literal(WagonNumber("94003894"))
  static let voyage = literal(VoyageID("BEKET ATA/2026-02-14"))
  static let note = literal(NoteNumber("smgs:30102233"))

  /// A literal that is right by construction; a wrong one stops the test run at once.
  static func literal<T>(_ value: T?, _ line: Int = #line) -> T {
    guard let value else { preconditionFailure("wrong literal in a test, line \(line)") }
    return value
  }

  static func time(_ text: String) -> Instant {
    do { return try RFC3339.parse(text) } catch {
      preconditionFailure("not a time: \(text)")
    }
  }

  /// The whole day on a clock.
  static func day(_ text: String, offsetMinutes: Int) -> Instant {
    Instant(
      microseconds: time("\(text)T00:00:00Z").microseconds - Int64(offsetMinutes) * 60_000_000,
      offsetMinutes: offsetMinutes, precision: .day)
  }

  static func evidence(_ number: UInt64) -> EventID { EventID(high: 20_486 << 32, low: number) }

  // MARK: - Route

  static let book = RouteBook(
    places: [
      place("nanchang", Names(en: "Nanchang", zh: "南昌", ru: "Наньчан"), .station, "Asia/Shanghai"),
      place("khorgos", Names(en: "Khorgos", zh: "霍尔果斯", ru: "Хоргос"), .border, "Asia/Shanghai"),
      place("altynkol", Names(en: "Altynkol", zh: "阿腾科里"), .border, "Asia/Almaty"),
      place("aktau", Names(en: "Aktau", zh: "阿克套", ru: "Актау"), .port, "Asia/Aqtau"),
      place("baku", Names(en: "Baku", zh: "巴库", ru: "Баку"), .station, "Asia/Baku"),
    ],
    crossings: [
      BorderCrossing(
        id: "khorgos-altynkol", places: [PlaceID("khorgos"), PlaceID("altynkol")],
        gauges: [1435, 1520], kind: .rail, reload: [.westbound: PlaceID("altynkol")],
        customs: ["CN", "KZ"],
        dwell: [
          .westbound: [
            PlaceID("khorgos"): dwell(20, 24, 72), PlaceID("altynkol"): dwell(24, 30.5, 96),
          ]
        ])
    ],
    routes: [
      Route(
        id: "nanchang-khorgos-baku",
        names: Names(en: "Nanchang – Khorgos – Baku", zh: "南昌—霍尔果斯—巴库"),
        direction: .westbound,
        sections: [
          Section(variants: [
            Section.Variant(
              id: "",
              stops: [
                Stop(place: PlaceID("nanchang"), role: .origin),
                stop("khorgos", .border, 4_000, 84, crossing: "khorgos-altynkol"),
                stop("altynkol", .reload, 10.5, 1, crossing: "khorgos-altynkol"),
                stop("aktau", .port, 3_350, 72), stop("baku", .destination, 520, 34),
              ])
          ])
        ])
    ], digest: "handmade")

  private static func place(
    _ id: String, _ names: Names, _ kind: Place.Kind, _ zone: String
  ) -> Place {
    Place(id: PlaceID(id), names: names, kind: kind, country: "KZ", zone: zone)
  }

  private static func dwell(_ planned: Double, _ p50: Double, _ p90: Double) -> Dwell {
    Dwell(
      plannedHours: planned, typicalP50Hours: p50, typicalP90Hours: p90, provenance: .estimated)
  }

  private static func stop(
    _ id: String, _ role: Stop.Role, _ kilometres: Double, _ hours: Double, crossing: String? = nil
  ) -> Stop {
    Stop(
      place: PlaceID(id), role: role,
      leg: Leg(
        kilometres: kilometres, plannedHours: hours, minimumHours: hours / 2, mode: .rail,
        provenance: .estimated), crossing: crossing)
  }

  // MARK: - Journeys

  /// Listed, nothing more.
  static func journey(_ state: Journey.State, of container: ContainerNumber = box) -> Journey {
    Journey(
      container: container, key: note.description, sequence: 1, state: state,
      plannedDeparture: train.plannedDeparture, timeline: [],
      carriers: [
        Journey.CarrierInterval(
          carrier: .train(train), from: time("2026-02-02T02:00:00Z").microseconds)
      ], notes: [note], cargo: [], seals: [], findings: [],
      lastReport: Journey.LastReport(at: time("2026-02-02T10:00:00+08:00"), feed: "forwarder"),
      senderEstimates: [], assumptions: [], firstAt: time("2026-02-02T02:00:00Z").microseconds,
      lastAt: time("2026-02-02T02:00:00Z").microseconds)
  }

  static func path(current: Int?, hasLeft: Bool, _ visits: [Int: Journey.Visit]) -> Journey.Path {
    Journey.Path(
      route: "nanchang-khorgos-baku", choice: [0], plannedChoice: [0], firstStop: 0, lastStop: 4,
      visits: (0..<5).map { visits[$0] ?? Journey.Visit() }, current: current, hasLeft: hasLeft)
  }

  static func visit(
    _ arrival: Instant?, _ departure: Instant? = nil, evidence number: UInt64,
    isImplied: Bool = false
  ) -> Journey.Visit {
    var visit = Journey.Visit()
    visit.arrival = arrival.map {
      Journey.Milestone(at: $0, evidence: [evidence(number)], isImplied: isImplied)
    }
    visit.departure = departure.map {
      Journey.Milestone(at: $0, evidence: [evidence(number)], isImplied: false)
    }
    return visit
  }

  static func position(
    _ place: String, _ activity: Activity, _ since: Instant, evidence number: UInt64,
    conveyance: Conveyance = Conveyance()
  ) -> Journey.Position {
    Journey.Position(
      place: PlaceID(place), asWritten: place, activity: activity, at: since, since: since,
      conveyance: conveyance, evidence: evidence(number))
  }

  /// On the way to the border, told by the train.
  static func underway(_ container: ContainerNumber = box) -> Journey {
    var journey = journey(.underway, of: container)
    let left = time("2026-02-02T17:00:00+08:00")
    journey.path = path(
      current: 0, hasLeft: true, [0: visit(time("2026-02-02T10:00:00+08:00"), left, evidence: 1)])
    journey.position = position(
      "nanchang", .departed, left, evidence: 1, conveyance: Conveyance(train: train))
    journey.coveredKilometres = 0
    journey.lastReport = Journey.LastReport(at: left, feed: "cr")
    journey.assumptions = [.year, .zone]
    journey.timeline = [
      Journey.TimelineEntry(
        evidence: evidence(1), activity: .departed, classifier: .actual, at: left,
        place: PlaceID("nanchang"), asWritten: "南昌", via: .train(train), feed: "cr",
        isPlausible: true, assumptions: [.year, .zone])
    ]
    journey.cargo = [
      Cargo(
        description: "瓷砖", commodity: CommodityCode("690721"), packages: 320,
        grossKilograms: 21_450.5, note: note, customer: "Jiangxi Tiles")
    ]
    return journey
  }

  /// Standing beyond what is usual, since a day that a sheet told without an hour.
  static func atBorder(_ container: ContainerNumber = box) -> Journey {
    var journey = underway(container)
    journey.state = .atBorder
    let arrived = day("2026-02-06", offsetMinutes: 480)
    journey.path = path(
      current: 1, hasLeft: false,
      [
        0: visit(nil, time("2026-02-02T17:00:00+08:00"), evidence: 1),
        1: visit(arrived, evidence: 2),
      ])
    journey.position = position("khorgos", .arrived, arrived, evidence: 2)
    journey.coveredKilometres = 4_000
    journey.lastReport = Journey.LastReport(at: arrived, feed: "cr")
    journey.findings = [
      Journey.Finding(
        kind: .customsHold, since: time("2026-02-07T15:00:00+08:00").microseconds,
        place: PlaceID("khorgos"), detail: "CN export", evidence: [evidence(3)])
    ]
    return journey
  }

  static func afloat() -> Journey {
    var journey = underway()
    journey.state = .afloat
    let loaded = time("2026-02-14T20:00:00+05:00")
    journey.path = path(
      current: 3, hasLeft: true,
      [
        0: visit(nil, time("2026-02-02T17:00:00+08:00"), evidence: 1),
        2: visit(time("2026-02-08T09:30:00+05:00"), evidence: 4, isImplied: true),
        3: visit(time("2026-02-13T08:00:00+05:00"), loaded, evidence: 5),
      ])
    journey.position = position(
      "aktau", .departed, loaded, evidence: 5, conveyance: Conveyance(voyage: voyage))
    journey.coveredKilometres = 7_360.5
    journey.carriers += [
      Journey.CarrierInterval(
        carrier: .wagon(wagon), from: time("2026-02-08T04:30:00Z").microseconds,
        to: time("2026-02-13T09:00:00Z").microseconds, end: .discharged),
      Journey.CarrierInterval(
        carrier: .voyage(voyage), from: time("2026-02-14T12:00:00Z").microseconds),
    ]
    journey.lastReport = Journey.LastReport(at: loaded, feed: "port")
    journey.senderEstimates = [
      Journey.SenderEstimate(
        place: PlaceID("baku"), asWritten: "Баку", activity: .arrived, classifier: .estimated,
        at: day("2026-02-18", offsetMinutes: 240), feed: "port", evidence: evidence(6))
    ]
    return journey
  }

  static func arrived(_ container: ContainerNumber = box) -> Journey {
    var journey = underway(container)
    journey.state = .arrived
    let arrived = time("2026-02-15T10:00:00+04:00")
    journey.path = path(current: 4, hasLeft: false, [4: visit(arrived, evidence: 7)])
    journey.position = position("baku", .arrived, arrived, evidence: 7)
    journey.coveredKilometres = 7_880.5
    journey.lastReport = Journey.LastReport(at: arrived, feed: "ady")
    return journey
  }

  /// Off every known route, under a number whose check digit is wrong.
  static func unknownRoute() -> Journey {
    var journey = journey(.standing, of: literal(ContainerNumber("TRHU4307253")))
    journey.carriers = []
    journey.position = Journey.Position(
      asWritten: "ст. \"Неизвестная\"", activity: .unmapped, rawCode: "VD:22",
      at: time("2026-02-05T10:00:00+03:00"), since: time("2026-02-05T10:00:00+03:00"),
      conveyance: Conveyance(trainNumber: "1234"),
      remainingKilometres: 812, evidence: evidence(8))
    journey.lastReport = Journey.LastReport(at: time("2026-02-05T10:00:00+03:00"), feed: "rzd")
    journey.assumptions = [.checkDigit, .simulated]
    return journey
  }

  static func corrected() -> Journey {
    var journey = journey(.cancelled, of: otherBox)
    journey.correctedTo = box
    return journey
  }

  static func view(_ journey: Journey, now: String) -> JourneyView {
    Tracker(book: book).view(of: journey, now: time(now).microseconds)
  }

  static func answer(_ journey: Journey, now: String, asOf: String? = nil) -> Answer {
    Answer(
      subject: .container(journey.container), views: [view(journey, now: now)], tripCount: 1,
      asOf: asOf.map { time($0).microseconds }, now: time(now).microseconds)
  }

  /// The train with one box arrived and one that still stands at the border.
  static func trainAnswer(now: String, _ journeys: [Journey]) -> Answer {
    Answer(
      subject: .train(train), views: journeys.map { view($0, now: now) }, tripCount: 1,
      now: time(now).microseconds)
  }
}
