import Feeds
import Freight
import RouteBook
import Simulation

/// A short Trans-Caspian corridor made by hand, so that what is tested does not hang on the shipped
/// routes: gauge break, sea, another gauge break.
enum Corridor {
  static let book = RouteBook(
    places: places, crossings: [gate, sea, west], routes: [route, eastbound])

  static let route = Route(
    id: "nanchang-berlin", names: Names(en: "Nanchang – Berlin"), direction: .westbound,
    trains: ["X9041"],
    sections: [
      Section(variants: [
        .init(
          id: "",
          stops: [
            Stop(place: "nanchang", role: .origin),
            stop("urumqi", .station, 4_000, 60, 1_435),
            stop("jinghe", .passing, 400, 8, 1_435),
            stop("khorgos", .border, 280, 6, 1_435, crossing: "gate"),
            stop("altynkol", .reload, 10, 2, 1_435, crossing: "gate"),
          ])
      ]),
      Section(variants: [
        .init(
          id: "feeder",
          stops: [
            stop("aktau", .port, 3_000, 110, 1_520, crossing: "sea"),
            stop("alat", .port, 470, 24, nil, .ferry, carrier: "Caspian feeder", crossing: "sea"),
          ]),
        .init(
          id: "ferry",
          stops: [
            stop("aktau", .port, 3_000, 110, 1_520, crossing: "sea"),
            stop(
              "alat", .port, 470, 24, nil, .ferry, carrier: "Caspian train ferry", crossing: "sea"),
          ]),
      ]),
      Section(variants: [
        .init(
          id: "",
          stops: [
            stop("akhalkalaki", .reload, 700, 30, 1_520, crossing: "west"),
            stop("berlin", .destination, 3_000, 100, 1_435),
          ])
      ]),
    ])

  /// The other way, by rail alone.
  static let eastbound = Route(
    id: "altynkol-nanchang", names: Names(en: "Aktau – Nanchang"), direction: .eastbound,
    sections: [
      Section(variants: [
        .init(
          id: "",
          stops: [
            Stop(place: "aktau", role: .origin),
            stop("altynkol", .border, 3_000, 110, 1_520, crossing: "gate"),
            stop("khorgos", .reload, 10, 2, 1_520, crossing: "gate"),
            stop("nanchang", .destination, 4_700, 80, 1_435),
          ])
      ])
    ])

  static let dwell = Dwell(
    plannedHours: 24, typicalP50Hours: 30, typicalP90Hours: 96, provenance: .estimated)

  private static let gate = BorderCrossing(
    id: "gate", places: ["khorgos", "altynkol"], gauges: [1_435, 1_520], kind: .rail,
    reload: [.westbound: "altynkol", .eastbound: "khorgos"], customs: ["CN", "KZ"],
    dwell: [
      .westbound: ["khorgos": dwell, "altynkol": dwell],
      .eastbound: ["khorgos": dwell, "altynkol": dwell],
    ])
  private static let sea = BorderCrossing(
    id: "sea", places: ["aktau", "alat"], gauges: [1_520, 1_520], kind: .sea, reload: [:],
    customs: ["KZ", "AZ"], dwell: [.westbound: ["aktau": dwell, "alat": dwell]])
  private static let west = BorderCrossing(
    id: "west", places: ["akhalkalaki"], gauges: [1_520, 1_435], kind: .rail,
    reload: [.westbound: "akhalkalaki"], customs: ["GE"],
    dwell: [.westbound: ["akhalkalaki": dwell]])

  private static let places: [Place] = [
    place("nanchang", "南昌", "CN", "Asia/Shanghai", "CNNCH"),
    place("urumqi", "乌鲁木齐", "CN", "Asia/Shanghai", "CNURM"),
    place("jinghe", "精河", "CN", "Asia/Shanghai", nil),
    place("khorgos", "霍尔果斯", "CN", "Asia/Shanghai", "CNHRS"),
    place("altynkol", "阿腾科里", "KZ", "Asia/Almaty", nil),
    place("aktau", "阿克套", "KZ", "Asia/Aqtau", "KZAAU", .port),
    place("alat", "阿拉特", "AZ", "Asia/Baku", "AZALA", .port),
    place("akhalkalaki", "阿哈尔卡拉基", "GE", "Asia/Tbilisi", nil),
    place("berlin", "柏林", "DE", "Europe/Berlin", "DEBER"),
  ]

  private static func place(
    _ slug: String, _ chinese: String, _ country: String, _ zone: String, _ code: String?,
    _ kind: Place.Kind = .station
  ) -> Place {
    Place(
      id: PlaceID(slug), names: Names(en: slug.capitalized, zh: chinese), kind: kind,
      country: country, zone: zone, unlocodes: code.map { [$0] } ?? [])
  }

  private static func stop(
    _ place: PlaceID, _ role: Stop.Role, _ kilometres: Double, _ hours: Double, _ gauge: Int?,
    _ mode: Leg.Mode = .rail, carrier: String? = nil, crossing: String? = nil
  ) -> Stop {
    Stop(
      place: place, role: role,
      leg: Leg(
        kilometres: kilometres, plannedHours: hours, minimumHours: hours / 2, mode: mode,
        gauge: gauge, carrier: carrier, provenance: .estimated), crossing: crossing)
  }

  /// What decoders ask, answered by the book.
  struct Directory: PlaceDirectory {
    func zone(of place: PlaceReference) -> String? { book.zone(of: place) }

    func offsetMinutes(zone: String, at local: LocalDateTime) -> Int? {
      book.offsetMinutes(zone: zone, at: local)
    }
  }

  /// A scenario on the corridor.
  static func scenario(
    trains: Int = 1, boxes: Int = 20, seed: UInt64 = 1, disorder: Scenario.Disorder = []
  ) -> Scenario {
    Scenario(
      route: route, book: book, trains: trains, boxesPerTrain: boxes, seed: seed,
      disorder: disorder)
  }
}

extension PlaceID: ExpressibleByStringLiteral {
  public init(stringLiteral slug: String) { self.init(slug) }
}
