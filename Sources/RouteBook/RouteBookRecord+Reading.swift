import Freight

extension RouteBookRecord {
  public enum Failure: Error, Equatable, Sendable {
    case newerVersion(Int64)
    case damaged(String)
  }

  public static func decode(_ bytes: [UInt8]) throws(Failure) -> RouteBook {
    let result: Result<RouteBook, Failure> = bytes.withUnsafeBytes { raw in
      do { return .success(try read(RecordReader(raw))) } catch let failure as Failure {
        return .failure(failure)
      } catch { return .failure(.damaged("\(error)")) }
    }
    return try result.get()
  }

  private static func read(_ bytes: RecordReader) throws -> RouteBook {
    var places: [Place] = []
    var crossings: [BorderCrossing] = []
    var routes: [Route] = []
    var digest: String?
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1:
        let found = try field.int64()
        guard found <= version else { throw Failure.newerVersion(found) }
      case 2: places.append(try place(try field.reader()))
      case 3: crossings.append(try crossing(try field.reader()))
      case 4: routes.append(try route(try field.reader()))
      case 5: digest = try field.text()
      default: break
      }
    }
    return RouteBook(places: places, crossings: crossings, routes: routes, digest: digest)
  }

  // MARK: - Parts

  private static func place(_ bytes: RecordReader) throws -> Place {
    var place = Place(
      id: PlaceID(""), names: Names(en: ""), kind: .station, country: "", zone: "UTC")
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: place.id = PlaceID(try field.text())
      case 2...4: try take(field, into: &place.names)
      case 5: place.aliases.append(try field.text())
      case 6: place.kind = try known(Place.Kind.init(rawValue:), field)
      case 7: place.country = try field.text()
      case 8: place.gauges.append(try field.int())
      case 9: place.zone = try field.text()
      case 10: place.latitude = try field.double()
      case 11: place.longitude = try field.double()
      case 12: place.unlocodes.append(try field.text())
      case 13: place.esr = try field.text()
      case 14: place.telecode = try field.text()
      case 15: place.terminalOf = PlaceID(try field.text())
      default: break
      }
    }
    return place
  }

  private static func take(_ field: RecordReader.Field, into names: inout Names) throws {
    switch field.number {
    case 2: names.en = try field.text()
    case 3: names.zh = try field.text()
    default: names.ru = try field.text()
    }
  }

  private static func known<T>(_ make: (String) -> T?, _ field: RecordReader.Field) throws -> T {
    let text = try field.text()
    guard let value = make(text) else { throw Failure.damaged("unknown word \(text)") }
    return value
  }

  private static func crossing(_ bytes: RecordReader) throws -> BorderCrossing {
    var crossing = BorderCrossing(
      id: "", places: [], gauges: [], kind: .rail, reload: [:], customs: [], dwell: [:])
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: crossing.id = try field.text()
      case 2: crossing.kind = try known(BorderCrossing.Kind.init(rawValue:), field)
      case 3: crossing.places.append(PlaceID(try field.text()))
      case 4: crossing.gauges.append(try field.int())
      case 5: crossing.customs.append(try field.text())
      case 6:
        let part = try directed(try field.reader())
        crossing.reload[part.direction] = part.place
      case 7:
        let part = try directed(try field.reader())
        if let dwell = part.dwell {
          crossing.dwell[part.direction, default: [:]][part.place] = dwell
        }
      default: break
      }
    }
    return crossing
  }

  private static func directed(
    _ bytes: RecordReader
  ) throws -> (direction: Direction, place: PlaceID, dwell: Dwell?) {
    var direction = Direction.westbound
    var place = PlaceID("")
    var stands: Dwell?
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: direction = try known(Direction.init(rawValue:), field)
      case 2: place = PlaceID(try field.text())
      case 3: stands = try dwell(try field.reader())
      default: break
      }
    }
    return (direction, place, stands)
  }

  private static func dwell(_ bytes: RecordReader) throws -> Dwell {
    var dwell = Dwell(
      plannedHours: 0, typicalP50Hours: 0, typicalP90Hours: 0, provenance: .estimated)
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: dwell.plannedHours = try field.double()
      case 2: dwell.typicalP50Hours = try field.double()
      case 3: dwell.typicalP90Hours = try field.double()
      case 4: dwell.provenance = .source(try field.text())
      case 5: dwell.typicalProvenance = .source(try field.text())
      default: break
      }
    }
    return dwell
  }

  private static func route(_ bytes: RecordReader) throws -> Route {
    var route = Route(id: "", names: Names(en: ""), direction: .westbound, sections: [])
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: route.id = try field.text()
      case 2...4: try take(field, into: &route.names)
      case 5: route.direction = try known(Direction.init(rawValue:), field)
      case 6: route.trains.append(try field.text())
      case 7: route.published = try published(try field.reader())
      case 8: route.sections.append(try section(try field.reader()))
      default: break
      }
    }
    return route
  }

  private static func published(_ bytes: RecordReader) throws -> Route.Published {
    var published = Route.Published(days: nil, kilometres: nil, source: "")
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: published.days = try field.double()
      case 2: published.kilometres = try field.double()
      case 3: published.source = try field.text()
      default: break
      }
    }
    return published
  }

  private static func section(_ bytes: RecordReader) throws -> Section {
    var section = Section(variants: [])
    var reader = bytes
    while let field = try reader.next() {
      guard field.number == 1 else { continue }
      var variant = Section.Variant(id: "", stops: [])
      var names = Names(en: "")
      var inner = try field.reader()
      while let part = try inner.next() {
        switch part.number {
        case 1: variant.id = try part.text()
        case 2...4: try take(part, into: &names)
        case 5: variant.stops.append(try stop(try part.reader()))
        default: break
        }
      }
      if !names.en.isEmpty { variant.names = names }
      section.variants.append(variant)
    }
    guard !section.variants.isEmpty else { throw Failure.damaged("a section without variants") }
    return section
  }

  private static func stop(_ bytes: RecordReader) throws -> Stop {
    var stop = Stop(place: PlaceID(""), role: .passing)
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: stop.place = PlaceID(try field.text())
      case 2: stop.role = try known(Stop.Role.init(rawValue:), field)
      case 3: stop.crossing = try field.text()
      case 4: stop.dwell = try dwell(try field.reader())
      case 5: stop.leg = try leg(try field.reader())
      default: break
      }
    }
    return stop
  }

  private static func leg(_ bytes: RecordReader) throws -> Leg {
    var leg = Leg(
      kilometres: 0, plannedHours: 0, minimumHours: 0, mode: .rail, provenance: .estimated)
    var reader = bytes
    while let field = try reader.next() {
      switch field.number {
      case 1: leg.kilometres = try field.double()
      case 2: leg.plannedHours = try field.double()
      case 3: leg.minimumHours = try field.double()
      case 4: leg.mode = try known(Leg.Mode.init(rawValue:), field)
      case 5: leg.gauge = try field.int()
      case 6: leg.carrier = try field.text()
      case 7: leg.provenance = .source(try field.text())
      default: break
      }
    }
    return leg
  }
}
