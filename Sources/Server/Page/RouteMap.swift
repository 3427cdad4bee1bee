import Freight
import RouteBook
import Tracking

/// A small map of the way: its stops where they lie, joined in order. Drawn by itself, since a map
/// from elsewhere would tell that place who looks at which box.
struct RouteMap {
  private struct Point {
    var x: Double
    var y: Double
    var name: String
    var progress: JourneyView.StopView.Progress
    var role = Stop.Role.passing
  }

  private let points: [Point]
  /// Where it is, if that is none of the stops.
  private let seen: Point?
  private static let width = 460.0
  private let height: Double
  private static let margin = 28.0

  /// Nil where fewer than two stops are known to lie anywhere.
  ///
  /// - Parameter seen: where it is, if that is none of the stops.
  init?(view: JourneyView, seen: Journey.Position?, book: RouteBook, language: Language) {
    let places = view.stops.compactMap { stop -> (stop: JourneyView.StopView, place: Place)? in
      guard let place = book.findPlace(stop.place), place.latitude != nil, place.longitude != nil
      else { return nil }
      return (stop, place)
    }
    guard places.count > 1 else { return nil }
    let aside = seen?.place.flatMap { book.findPlace($0) }
    let all = places.map(\.place) + [aside].compactMap(\.self)
    let longitudes = all.compactMap(\.longitude)
    let latitudes = all.compactMap(\.latitude)
    guard let west = longitudes.min(), let east = longitudes.max(), let south = latitudes.min(),
      let north = latitudes.max()
    else { return nil }
    // Degrees of longitude are shorter up here: two thirds at 45 °N, on average of the corridor.
    let shrink = 0.7
    let scale = (Self.width - 2 * Self.margin) / max(1, (east - west) * shrink)
    height = min(360, max(150, (north - south) * scale + 2 * Self.margin))
    let across = max(1, north - south)
    let tall = height - 2 * Self.margin
    func point(_ place: Place, _ progress: JourneyView.StopView.Progress) -> Point {
      Point(
        x: Self.margin + ((place.longitude ?? west) - west) * shrink * scale,
        y: Self.margin + (north - (place.latitude ?? north)) / across * tall,
        name: place.names[language], progress: progress)
    }
    points = places.map { stop, place in
      // Where it was seen elsewhere since, it is not here any more.
      let progress = seen != nil && stop.progress == .here ? .done : stop.progress
      var point = point(place, progress)
      point.role = stop.role
      return point
    }
    self.seen = aside.flatMap { place in
      place.latitude == nil || place.longitude == nil ? nil : point(place, .here)
    }
  }

  var drawing: Markup {
    let gone = points.prefix { $0.progress != .coming }
    let label = points.map(\.name).joined(separator: " – ")
    return """
      <svg class="map" viewBox="0 0 \(Self.whole(Self.width)) \(Self.whole(height))" role="img" aria-label="\(label)">
      <polyline class="way" points="\(Self.path(points[...]))"/>
      \(gone.count > 1 ? "<polyline class=\"gone\" points=\"\(Self.path(gone))\"/>" as Markup : nil)
      \(labels)\(points.map(dot))\(seen.map(dot))
      </svg>
      """
  }

  private func dot(_ point: Point) -> Markup {
    let radius = point.progress == .here ? 8 : 5
    return
      "<circle class=\"\(point.progress.rawValue)\" cx=\"\(Self.whole(point.x))\" cy=\"\(Self.whole(point.y))\" r=\"\(radius)\"/>"
  }

  /// Names that would stand on another are left out: the list of stops has them all. Drawn below the dots, which
  /// their rims would hide.
  private var labels: [Markup] {
    var taken: [(x: ClosedRange<Double>, y: ClosedRange<Double>)] = []
    var ordered = points.enumerated().sorted { a, b in rank(a) < rank(b) }.map(\.element)
    if let seen { ordered.insert(seen, at: 0) }
    return ordered.compactMap { point in
      let size = point.name.unicodeScalars.reduce(0) { $0 + Self.width(of: $1) }
      let isLeft = point.x > Self.width - size - 16
      let from = isLeft ? point.x - size - 10 : point.x + 10
      let box = (x: max(0, from)...(max(0, from) + size), y: (point.y - 20)...(point.y + 2))
      guard !taken.contains(where: { $0.x.overlaps(box.x) && $0.y.overlaps(box.y) }) else {
        return nil
      }
      taken.append(box)
      return
        "<text x=\"\(Self.whole(max(0, from)))\" y=\"\(Self.whole(point.y - 4))\">\(point.name)</text>"
    }
  }

  /// In units of the drawing, for letters of 14: browsers have different fonts, so rather too much.
  private static func width(of letter: Unicode.Scalar) -> Double {
    switch letter.value {
    case 0x2E80...: 14
    case 0x370...: 10
    default: 8.5
    }
  }

  /// Where it is, its ends, then what everybody looks for: borders, ports and where it is reloaded.
  private func rank(_ point: EnumeratedSequence<[Point]>.Element) -> Int {
    if point.element.progress == .here { return -3 }
    if point.offset == points.count - 1 { return -2 }
    if point.offset == 0 { return -1 }
    switch point.element.role {
    case .border, .reload, .port: return point.offset
    default: return points.count + point.offset
    }
  }

  private static func path(_ points: ArraySlice<Point>) -> String {
    points.map { "\(whole($0.x)),\(whole($0.y))" }.joined(separator: " ")
  }

  private static func whole(_ value: Double) -> String { "\(Int(value.rounded()))" }
}
