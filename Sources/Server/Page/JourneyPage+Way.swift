import Answers
import Freight
import RouteBook
import Tracking

// The way: its stops in order, and where they lie.

extension JourneyPage {
  var way: Markup? {
    guard !view.stops.isEmpty else { return nil }
    return """
      <section class="card" aria-labelledby="way"><h2 id="way">\(words(PageWords.way))</h2>
      <ol class="stops">\(items)</ol></section>
      """
  }

  /// Where it was seen last, if that is none of the stops.
  private var between: Journey.Position? {
    guard let position = journey.position, journey.state.expectsArrival else { return nil }
    let hub = position.place.map(book.hub)
    guard hub == nil || !view.stops.contains(where: { book.hub(of: $0.place) == hub }) else {
      return nil
    }
    return position
  }

  /// Stops that were passed without a word are told together: on a phone they stand before what is asked for.
  private var items: [Markup] {
    let reached = view.stops.lastIndex { $0.progress != .coming } ?? -1
    var items: [Markup] = []
    var untold: [Int] = []
    func close() {
      if untold.count == 1 { items += untold.map(stop) }
      if untold.count > 1 { items.append(passed(untold)) }
      untold = []
    }
    for (index, stop) in view.stops.enumerated() {
      if index > 0, stop.progress == .done, !stop.actual.isTold {
        untold.append(index)
      } else {
        close()
        items.append(self.stop(index))
      }
      if index == reached, let between {
        close()
        items.append(seen(between))
      }
    }
    close()
    return items
  }

  private func passed(_ untold: [Int]) -> Markup {
    let names = untold.map { name(view.stops[$0].place) }
    return """
      <li class="done"><details><summary class="time">\(PageWords.passed(untold.count, words))</summary>\
      \(names.joined(separator: words.language == .zh ? "、" : ", "))</details></li>
      """
  }

  private func seen(_ position: Journey.Position) -> Markup {
    let isOff = view.alerts.contains { $0.kind == .offRoute }
    let what = words.activity(position.activity, by: journey.carrierKind(of: position))
    let off: Markup? = isOff ? "<span class=\"time\">\(words.alert(.offRoute))</span>" : nil
    return """
      <li class="here" aria-current="step"><span class="name">\(book.name(of: position, words.language))</span>\
      <span class="time">\(what) \(time(position.at, at: position.place))</span>\(off)</li>
      """
  }

  private func stop(_ index: Int) -> Markup {
    let stop = view.stops[index]
    let next = index + 1 < view.stops.count ? view.stops[index + 1].leg : nil
    let isHere = stop.progress == .here && between == nil
    let progress = stop.progress == .here && !isHere ? "done" : stop.progress.rawValue
    let current: Markup = isHere ? " aria-current=\"step\"" : .nothing
    return """
      <li class="\(progress)"\(current)><span class="name">\(name(stop.place))</span> \
      \(crossing(stop))\(times(stop, leaving: next))</li>
      """
  }

  private func crossing(_ stop: JourneyView.StopView) -> Markup? {
    guard let crossing = stop.crossing else { return nil }
    var said: [String] = []
    if Set(crossing.gauges).count > 1, stop.role == .reload {
      said.append(
        "\(words(PageWords.gauge)) \(crossing.gauges.map(String.init).joined(separator: "–"))")
    }
    if !crossing.customs.isEmpty {
      said.append("\(words(PageWords.customs)) \(crossing.customs.joined(separator: "/"))")
    }
    guard !said.isEmpty else { return nil }
    return "<span class=\"crossing\">\(said.joined(separator: " · "))</span>"
  }

  /// - Parameter next: the leg that begins there.
  private func times(_ stop: JourneyView.StopView, leaving next: Leg?) -> Markup {
    func by(_ leg: Leg?) -> Subject.Kind? { leg?.mode == .ferry ? .voyage : nil }
    func at(_ milestone: Journey.Milestone) -> String {
      let time = time(milestone.at, at: stop.place)
      return milestone.isImplied ? PageWords.by(time, words) : time
    }
    var parts: [String] = []
    if let arrival = stop.actual.arrival, let departure = stop.actual.departure,
      arrival.at == departure.at
    {
      return lines(["\(words.activity(.passed)) \(at(arrival))"])
    }
    if let arrival = stop.actual.arrival {
      parts.append("\(words.activity(.arrived, by: by(stop.leg))) \(at(arrival))")
    }
    if let departure = stop.actual.departure {
      parts.append("\(words.activity(.departed, by: by(next))) \(at(departure))")
    }
    if stop.progress == .coming, let window = stop.estimated.arrival {
      parts.append(
        "\(words(PageWords.estimated)) \(PageWords.unbroken(words.window(window.p10, window.p90)))")
    } else if parts.isEmpty, stop.progress == .done {
      // Its plan would stand among the times of what was reported as if it were one of them.
      parts.append(words(PageWords.unreported))
    } else if parts.isEmpty, journey.state.expectsArrival,
      let planned = stop.planned.arrival ?? stop.planned.departure
    {
      parts.append("\(words(PageWords.planned)) \(time(planned, at: stop.place))")
    }
    return lines(parts)
  }

  private func lines(_ parts: [String]) -> Markup {
    .joined(parts.map { "<span class=\"time\">\($0)</span>" })
  }

  var map: Markup? {
    guard
      let drawing = RouteMap(view: view, seen: between, book: book, language: words.language)?
        .drawing
    else { return nil }
    return """
      <section class="card" aria-labelledby="map"><h2 id="map">\(words(PageWords.map))</h2>\(drawing)</section>
      """
  }
}

extension Journey.Visit {
  fileprivate var isTold: Bool { arrival != nil || departure != nil }
}
