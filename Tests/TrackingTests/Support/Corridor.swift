import Freight
import RouteBook
import Tracking

/// A small route book: Nanchang–Khorgos|Alashankou–Almaty–Aktau–Alat–Baku and back, figures chosen
/// for easy sums.
enum Corridor {
  static let book = RouteBook(
    places: [
      place("nanchang", "Nanchang", "南昌", "CN", .station, 28.6, 115.9, "Asia/Shanghai"),
      place("xian", "Xi'an", "西安", "CN", .station, 34.3, 108.9, "Asia/Shanghai"),
      place("khorgos", "Khorgos", "霍尔果斯", "CN", .border, 44.2, 80.4, "Asia/Shanghai"),
      place("altynkol", "Altynkol", "阿腾科里", "KZ", .border, 44.2, 80.3, "Asia/Almaty"),
      place("alashankou", "Alashankou", "阿拉山口", "CN", .border, 45.2, 82.6, "Asia/Shanghai"),
      place("dostyk", "Dostyk", "多斯特克", "KZ", .border, 45.3, 82.5, "Asia/Almaty"),
      place("almaty", "Almaty", "阿拉木图", "KZ", .station, 43.3, 76.9, "Asia/Almaty"),
      place("aktau", "Aktau", "阿克套", "KZ", .port, 43.6, 51.2, "Asia/Aqtau"),
      place("alat", "Alat", "阿拉特", "AZ", .port, 39.9, 49.4, "Asia/Baku"),
      place("baku", "Baku", "巴库", "AZ", .station, 40.4, 49.9, "Asia/Baku"),
      place("moscow", "Moscow", "莫斯科", "RU", .station, 55.8, 37.6, "Europe/Moscow"),
    ],
    crossings: [
      crossing("khorgos-altynkol", "khorgos", "altynkol", [1435, 1520]),
      crossing("alashankou-dostyk", "alashankou", "dostyk", [1435, 1520]),
      BorderCrossing(
        id: "aktau-alat", places: [PlaceID("aktau"), PlaceID("alat")], gauges: [1520, 1520],
        kind: .sea, reload: [:], customs: ["KZ", "AZ"],
        dwell: [
          .westbound: [
            PlaceID("aktau"): dwell(48, 60, 120), PlaceID("alat"): dwell(12, 18, 48),
          ]
        ]),
    ],
    routes: [west, east], digest: "test")

  static let west = Route(
    id: "nanchang-khorgos-baku", names: Names(en: "Nanchang – Khorgos – Baku"),
    direction: .westbound, trains: ["X9041"],
    sections: [
      section([
        [Stop(place: PlaceID("nanchang"), role: .origin), stop("xian", .passing, 1_000, 24)]
      ]),
      Section(variants: [
        Section.Variant(
          id: "khorgos",
          stops: [
            stop("khorgos", .border, 3_000, 60, crossing: "khorgos-altynkol"),
            stop("altynkol", .reload, 10, 1, crossing: "khorgos-altynkol"),
            stop("almaty", .station, 350, 10),
          ]),
        Section.Variant(
          id: "alashankou",
          stops: [
            stop("alashankou", .border, 2_900, 58, crossing: "alashankou-dostyk"),
            stop("dostyk", .reload, 10, 1, crossing: "alashankou-dostyk"),
            stop("almaty", .station, 800, 24),
          ]),
      ]),
      section([
        [
          stop("aktau", .port, 3_000, 72, crossing: "aktau-alat"),
          stop("alat", .port, 450, 30, mode: .ferry, crossing: "aktau-alat"),
          stop("baku", .destination, 70, 4),
        ]
      ]),
    ])

  static let east = Route(
    id: "baku-nanchang", names: Names(en: "Baku – Nanchang"), direction: .eastbound,
    sections: [
      section([
        [
          Stop(place: PlaceID("baku"), role: .origin),
          stop("alat", .port, 70, 4),
          stop("aktau", .port, 450, 30, mode: .ferry),
          stop("almaty", .station, 3_000, 72),
          stop("altynkol", .reload, 350, 10, crossing: "khorgos-altynkol"),
          stop("khorgos", .border, 10, 1, crossing: "khorgos-altynkol"),
          stop("nanchang", .destination, 4_000, 84),
        ]
      ])
    ])

  static let tracker = Tracker(book: book)
  /// 2026-02-02T00:00:00Z, UTC µs.
  static let start: Int64 = 1_769_990_400_000_000

  // MARK: - Building

  private static func place(
    _ id: String, _ en: String, _ zh: String, _ country: String, _ kind: Place.Kind,
    _ latitude: Double, _ longitude: Double, _ zone: String
  ) -> Place {
    Place(
      id: PlaceID(id), names: Names(en: en, zh: zh), kind: kind, country: country, zone: zone,
      latitude: latitude, longitude: longitude)
  }

  private static func dwell(_ planned: Double, _ p50: Double, _ p90: Double) -> Dwell {
    Dwell(
      plannedHours: planned, typicalP50Hours: p50, typicalP90Hours: p90, provenance: .estimated)
  }

  private static func crossing(_ id: String, _ near: String, _ far: String, _ gauges: [Int])
    -> BorderCrossing
  {
    BorderCrossing(
      id: id, places: [PlaceID(near), PlaceID(far)], gauges: gauges, kind: .rail,
      reload: [.westbound: PlaceID(far)], customs: ["CN", "KZ"],
      dwell: [
        .westbound: [PlaceID(near): dwell(20, 24, 72), PlaceID(far): dwell(24, 30, 96)]
      ])
  }

  private static func stop(
    _ id: String, _ role: Stop.Role, _ km: Double, _ hours: Double, mode: Leg.Mode = .rail,
    crossing: String? = nil
  ) -> Stop {
    Stop(
      place: PlaceID(id), role: role,
      leg: Leg(
        kilometres: km, plannedHours: hours, minimumHours: hours / 2, mode: mode,
        provenance: .estimated), crossing: crossing)
  }

  private static func section(_ ways: [[Stop]]) -> Section {
    Section(variants: ways.map { Section.Variant(id: "", stops: $0) })
  }
}
