import Freight

/// The book as one compact record: embedded in the binary at build, and kept in the ledger whenever
/// it changes. YAML is for people.
public enum RouteBookRecord {
  public static let version: Int64 = 1

  public static func encode(_ book: RouteBook) -> [UInt8] {
    var writer = RecordWriter(capacity: 128 << 10)
    write(
      places: book.places.values.sorted { $0.id < $1.id },
      crossings: book.crossings.values.sorted { $0.id < $1.id }, routes: book.listRoutes(),
      to: &writer)
    writer.text(5, book.digest)
    return writer.bytes
  }

  /// Names the content: FNV-1a of the record, twice.
  static func digest(places: [Place], crossings: [BorderCrossing], routes: [Route]) -> String {
    var writer = RecordWriter(capacity: 128 << 10)
    write(places: places, crossings: crossings, routes: routes, to: &writer)
    func hash(_ seed: UInt64) -> String {
      let value = writer.bytes.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return hash(0xcbf2_9ce4_8422_2325) + hash(0x6c62_272e_07bb_0142)
  }

  private static func write(
    places: [Place], crossings: [BorderCrossing], routes: [Route], to writer: inout RecordWriter
  ) {
    writer.int(1, version)
    for place in places { writer.nested(2) { write(place, to: &$0) } }
    for crossing in crossings { writer.nested(3) { write(crossing, to: &$0) } }
    for route in routes { writer.nested(4) { write(route, to: &$0) } }
  }

  // MARK: - Parts

  private static func write(_ place: Place, to writer: inout RecordWriter) {
    writer.text(1, place.id.slug)
    write(place.names, to: &writer)
    for alias in place.aliases { writer.text(5, alias) }
    writer.text(6, place.kind.rawValue)
    writer.text(7, place.country)
    for gauge in place.gauges { writer.int(8, gauge) }
    writer.text(9, place.zone)
    writer.double(10, place.latitude)
    writer.double(11, place.longitude)
    for code in place.unlocodes { writer.text(12, code) }
    writer.text(13, place.esr)
    writer.text(14, place.telecode)
    writer.text(15, place.terminalOf?.slug)
  }

  /// Fields 2, 3 and 4.
  private static func write(_ names: Names, to writer: inout RecordWriter) {
    writer.text(2, names.en)
    writer.text(3, names.zh)
    writer.text(4, names.ru)
  }

  private static func write(_ crossing: BorderCrossing, to writer: inout RecordWriter) {
    writer.text(1, crossing.id)
    writer.text(2, crossing.kind.rawValue)
    for place in crossing.places { writer.text(3, place.slug) }
    for gauge in crossing.gauges { writer.int(4, gauge) }
    for country in crossing.customs { writer.text(5, country) }
    for direction in Direction.allCases {
      if let reload = crossing.reload[direction] {
        writer.nested(6) {
          $0.text(1, direction.rawValue)
          $0.text(2, reload.slug)
        }
      }
      for place in crossing.places {
        guard let dwell = crossing.dwell[direction]?[place] else { continue }
        writer.nested(7) {
          $0.text(1, direction.rawValue)
          $0.text(2, place.slug)
          $0.nested(3) { write(dwell, to: &$0) }
        }
      }
    }
  }

  private static func write(_ dwell: Dwell, to writer: inout RecordWriter) {
    writer.double(1, dwell.plannedHours)
    writer.double(2, dwell.typicalP50Hours)
    writer.double(3, dwell.typicalP90Hours)
    writer.text(4, dwell.provenance.source)
    writer.text(5, dwell.typicalProvenance.source)
  }

  private static func write(_ route: Route, to writer: inout RecordWriter) {
    writer.text(1, route.id)
    write(route.names, to: &writer)
    writer.text(5, route.direction.rawValue)
    for train in route.trains { writer.text(6, train) }
    if let published = route.published {
      writer.nested(7) {
        $0.double(1, published.days)
        $0.double(2, published.kilometres)
        $0.text(3, published.source)
      }
    }
    for section in route.sections {
      writer.nested(8) { writer in
        for variant in section.variants {
          writer.nested(1) { writer in
            writer.text(1, variant.id)
            if let names = variant.names { write(names, to: &writer) }
            for stop in variant.stops { writer.nested(5) { write(stop, to: &$0) } }
          }
        }
      }
    }
  }

  private static func write(_ stop: Stop, to writer: inout RecordWriter) {
    writer.text(1, stop.place.slug)
    writer.text(2, stop.role.rawValue)
    writer.text(3, stop.crossing)
    if let dwell = stop.dwell { writer.nested(4) { write(dwell, to: &$0) } }
    guard let leg = stop.leg else { return }
    writer.nested(5) {
      $0.double(1, leg.kilometres)
      $0.double(2, leg.plannedHours)
      $0.double(3, leg.minimumHours)
      $0.text(4, leg.mode.rawValue)
      $0.int(5, leg.gauge)
      $0.text(6, leg.carrier)
      $0.text(7, leg.provenance.source)
    }
  }
}

extension Provenance {
  public var source: String? {
    guard case .source(let text) = self else { return nil }
    return text
  }

  init(source: String?) {
    self = source.map(Provenance.source) ?? .estimated
  }
}
