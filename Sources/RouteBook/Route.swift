import Freight

/// The three languages of the corridor.
public enum Language: String, Sendable, CaseIterable, Codable {
  case en, zh, ru
}

/// A name in the three languages; English is always there.
public struct Names: Hashable, Sendable {
  public var en: String
  public var zh: String?
  public var ru: String?

  public init(en: String, zh: String? = nil, ru: String? = nil) {
    self.en = en
    self.zh = zh
    self.ru = ru
  }

  public subscript(language: Language) -> String {
    switch language {
    case .en: en
    case .zh: zh ?? en
    case .ru: ru ?? en
    }
  }
}

/// Where a figure comes from: read somewhere, or estimated by us. There is no third.
public enum Provenance: Hashable, Sendable {
  case source(String)
  case estimated
}

/// A station, port, border point or terminal of the gazetteer.
public struct Place: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable { case station, terminal, border, port }

  public var id: PlaceID
  public var names: Names
  /// Other spellings, in any script.
  public var aliases: [String]
  public var kind: Kind
  /// ISO 3166-1 alpha-2.
  public var country: String
  /// Gauges there, in millimetres.
  public var gauges: [Int]
  /// IANA zone.
  public var zone: String
  /// Degrees north and east.
  public var latitude: Double?
  public var longitude: Double?
  public var unlocodes: [String]
  public var esr: String?
  public var telecode: String?
  /// The place whose arrival an arrival here counts as: Xiangtang's is Nanchang's.
  public var terminalOf: PlaceID?

  public init(
    id: PlaceID, names: Names, aliases: [String] = [], kind: Kind, country: String,
    gauges: [Int] = [], zone: String, latitude: Double? = nil, longitude: Double? = nil,
    unlocodes: [String] = [], esr: String? = nil, telecode: String? = nil,
    terminalOf: PlaceID? = nil
  ) {
    self.id = id
    self.names = names
    self.aliases = aliases
    self.kind = kind
    self.country = country
    self.gauges = gauges
    self.zone = zone
    self.latitude = latitude
    self.longitude = longitude
    self.unlocodes = unlocodes
    self.esr = esr
    self.telecode = telecode
    self.terminalOf = terminalOf
  }
}

/// Hours that a train stands somewhere: what timetables plan and what happens.
public struct Dwell: Hashable, Sendable {
  public var plannedHours: Double
  /// Half of the trains leave within this.
  public var typicalP50Hours: Double
  /// Nine in ten leave within this; beyond it a box counts as stalled.
  public var typicalP90Hours: Double
  /// Of the planned hours, and of the typical ones.
  public var provenance: Provenance
  public var typicalProvenance: Provenance

  public init(
    plannedHours: Double, typicalP50Hours: Double, typicalP90Hours: Double,
    provenance: Provenance, typicalProvenance: Provenance = .estimated
  ) {
    self.plannedHours = plannedHours
    self.typicalP50Hours = typicalP50Hours
    self.typicalP90Hours = typicalP90Hours
    self.provenance = provenance
    self.typicalProvenance = typicalProvenance
  }
}

public enum Direction: String, Sendable, CaseIterable { case westbound, eastbound }

/// A pair of places at which a train passes from one network, state or element to another.
public struct BorderCrossing: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable { case rail, sea }

  public var id: String
  /// On the way west.
  public var places: [PlaceID]
  /// Gauge at each of the places, in millimetres.
  public var gauges: [Int]
  public var kind: Kind
  /// Where boxes change wagon, by direction; nil where they do not.
  public var reload: [Direction: PlaceID]
  /// ISO 3166 countries whose customs act here.
  public var customs: [String]
  public var dwell: [Direction: [PlaceID: Dwell]]

  public init(
    id: String, places: [PlaceID], gauges: [Int], kind: Kind, reload: [Direction: PlaceID],
    customs: [String], dwell: [Direction: [PlaceID: Dwell]]
  ) {
    self.id = id
    self.places = places
    self.gauges = gauges
    self.kind = kind
    self.reload = reload
    self.customs = customs
    self.dwell = dwell
  }

  public var isGaugeBreak: Bool { Set(gauges).count > 1 }
}

/// The way to a stop from the one before it.
public struct Leg: Hashable, Sendable {
  public enum Mode: String, Sendable, CaseIterable { case rail, ferry, road }

  public var kilometres: Double
  public var plannedHours: Double
  /// The fastest that it can physically be done.
  public var minimumHours: Double
  public var mode: Mode
  public var gauge: Int?
  public var carrier: String?
  public var provenance: Provenance

  public init(
    kilometres: Double, plannedHours: Double, minimumHours: Double, mode: Mode, gauge: Int? = nil,
    carrier: String? = nil, provenance: Provenance
  ) {
    self.kilometres = kilometres
    self.plannedHours = plannedHours
    self.minimumHours = minimumHours
    self.mode = mode
    self.gauge = gauge
    self.carrier = carrier
    self.provenance = provenance
  }
}

public struct Stop: Hashable, Sendable {
  public enum Role: String, Sendable, CaseIterable {
    case origin, passing, station, border, reload, port, destination
  }

  public var place: PlaceID
  public var role: Role
  /// Nil at the origin.
  public var leg: Leg?
  public var dwell: Dwell?
  /// The crossing that this stop is one side of.
  public var crossing: String?

  public init(
    place: PlaceID, role: Role, leg: Leg? = nil, dwell: Dwell? = nil, crossing: String? = nil
  ) {
    self.place = place
    self.role = role
    self.leg = leg
    self.dwell = dwell
    self.crossing = crossing
  }
}

/// Part of a route: one way through, or several that begin and end at the same places.
public struct Section: Hashable, Sendable {
  public struct Variant: Hashable, Sendable {
    /// `khorgos`; empty where the section has one way only.
    public var id: String
    public var names: Names?
    public var stops: [Stop]

    public init(id: String, names: Names? = nil, stops: [Stop]) {
      self.id = id
      self.names = names
      self.stops = stops
    }
  }

  /// Never empty; the first is the plan.
  public var variants: [Variant]

  public init(variants: [Variant]) { self.variants = variants }
}

/// An ordered way for block trains, with variants per section.
public struct Route: Hashable, Sendable {
  /// What was published of the whole journey, mostly by the press.
  public struct Published: Hashable, Sendable {
    public var days: Double?
    public var kilometres: Double?
    public var source: String

    public init(days: Double?, kilometres: Double?, source: String) {
      self.days = days
      self.kilometres = kilometres
      self.source = source
    }
  }

  public var id: String
  public var names: Names
  public var direction: Direction
  /// Train numbers seen on it.
  public var trains: [String]
  public var published: Published?
  public var sections: [Section]

  public init(
    id: String, names: Names, direction: Direction, trains: [String] = [],
    published: Published? = nil, sections: [Section]
  ) {
    self.id = id
    self.names = names
    self.direction = direction
    self.trains = trains
    self.published = published
    self.sections = sections
  }

  /// The stops with one variant chosen for each section (an index per section; missing is 0).
  public func stops(choosing choice: [Int] = []) -> [Stop] {
    sections.enumerated().flatMap { index, section -> [Stop] in
      let wanted = index < choice.count ? choice[index] : 0
      return section.variants[min(max(wanted, 0), section.variants.count - 1)].stops
    }
  }

  public var origin: PlaceID? { sections.first?.variants.first?.stops.first?.place }
  public var destination: PlaceID? { sections.last?.variants.first?.stops.last?.place }
}
