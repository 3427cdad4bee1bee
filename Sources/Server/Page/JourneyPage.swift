import Answers
import Freight
import Ledger
import RouteBook
import Tracking

/// One trip of one box: where it is, when it comes, what holds it, and how that is known.
struct JourneyPage {
  let view: JourneyView
  let book: RouteBook
  let words: Wording
  /// Whether links lead on to the evidence.
  let isDesk: Bool
  /// How windows of this route held lately.
  let tally: EstimateTally?

  private var journey: Journey { view.journey }
  private static let latestReports = 12

  var content: Markup {
    """
    <h1>\(journey.container.text)\(words.mark(simulated: journey.assumptions))</h1>
    <p class="route">\(view.route?.names[words.language] ?? "")</p>
    <div class="grid">
    <section class="card" aria-label="\(words(PageWords.place))">\(whereabouts)</section>
    <section class="card eta" aria-label="\(words(PageWords.eta))">\(arrival)</section>
    </div>
    \(attention)
    <div class="grid">
    \(stops)
    <div>\(map)\(cargo)\(reports)</div>
    </div>
    """
  }

  func name(_ place: PlaceID?, _ written: String = "") -> String {
    place.flatMap { book.findPlace($0)?.names[words.language] } ?? written
  }

  // MARK: - Where and when

  private var whereabouts: Markup {
    let position = journey.position
    let place = name(position?.place, position?.asWritten ?? "")
    let vessel = position?.conveyance.voyage.map { _ in Subject.Kind.voyage }
    let since: Markup? = position.map {
      "<p>\(words.activity($0.activity, by: vessel))\(comma)\(words.time(book.local($0.at, at: $0.place)))</p>"
    }
    return """
      <p class="where">\(words.state(journey.state))\(place.isEmpty ? "" : " · \(place)")</p>
      \(since)
      \(progress)
      <p class="small">\(freshness)</p>
      """
  }

  private var comma: String { words.language == .zh ? "，" : ", " }

  private var progress: Markup? {
    guard let fraction = view.fraction, let total = view.totalKilometres,
      let covered = journey.coveredKilometres
    else { return nil }
    let percent = Int((fraction * 100).rounded())
    return """
      <div class="bar" role="img" aria-label="\(percent) %"><svg viewBox="0 0 100 1" \
      preserveAspectRatio="none" aria-hidden="true"><rect width="\(percent)" height="1"/></svg></div>
      <p class="small quiet">\(words.kilometres(covered)) / \(words.kilometres(total)) · \
      \(PageWords.left(words.kilometres(max(0, total - covered)), words))</p>
      """
  }

  private var freshness: Markup {
    guard let last = journey.lastReport, let minutes = view.silentMinutes else {
      return "\(words(PageWords.lastReport)): \(words(PageWords.noReport))"
    }
    let at = words.time(book.local(last.at, at: journey.position?.place))
    return "\(words(PageWords.lastReport)): \(words.ago(minutes: minutes)) (\(at))"
  }

  private var arrival: Markup {
    guard let estimate = view.estimate else {
      let end: Set<Journey.State> = [.arrived, .delivered, .returningEmpty, .cancelled, .returned]
      if end.contains(journey.state) {
        return "<p class=\"day\">\(words.state(journey.state))</p>"
      }
      return "<p>\(view.missingEstimate.map(words.missing) ?? words(PageWords.noEstimate))</p>"
    }
    return """
      <h2>\(words(PageWords.expected)) \(name(estimate.place))</h2>
      <p class="day">\(words.window(estimate.p10, estimate.p90))</p>
      <p>\(words(PageWords.mostLikely)): <strong>\(words.date(estimate.p50.localDate))</strong></p>
      <p class="small quiet">\(words.basis(estimate))</p>
      \(record)
      """
  }

  /// How often windows held, once there are enough of them to say so.
  private var record: Markup? {
    guard let tally, tally.trips >= Self.leastTrips, tally.said > 0 else { return nil }
    let percent = Int((Double(tally.held) / Double(tally.said) * 100).rounded())
    return "<p class=\"small quiet\">\(PageWords.record(percent, words))</p>"
  }

  private static let leastTrips = 20

  private var attention: Markup? {
    // A report that cannot be is a matter of the evidence; it holds nothing.
    let alerts = view.alerts.filter { $0.kind != .implausible }
    guard !alerts.isEmpty else { return nil }
    let items = alerts.map { alert -> Markup in
      "<li>\(words.sentence(alert, book: book))\(alert.evidence.isEmpty ? nil : evidence)</li>"
    }
    return """
      <section class="card alerts" aria-labelledby="attention">
      <h2 id="attention">\(words(PageWords.attention))</h2><ul>\(items)</ul></section>
      """
  }

  private var evidence: Markup? {
    guard isDesk else { return nil }
    return
      " <a class=\"small\" href=\"\(words.address(evidence: journey.container.text))\">\(words(PageWords.evidence))</a>"
  }

  // MARK: - The way

  private var stops: Markup? {
    guard !view.stops.isEmpty else { return nil }
    return """
      <section class="card" aria-labelledby="way"><h2 id="way">\(words(PageWords.way))</h2>
      <ol class="stops">\(view.stops.indices.map(stop))</ol></section>
      """
  }

  private func stop(_ index: Int) -> Markup {
    let stop = view.stops[index]
    let next = index + 1 < view.stops.count ? view.stops[index + 1].leg : nil
    let current: Markup = stop.progress == .here ? " aria-current=\"step\"" : .nothing
    return """
      <li class="\(stop.progress.rawValue)"\(current)><span class="name">\(name(stop.place))</span> \
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
    func at(_ instant: Instant) -> String { words.time(book.local(instant, at: stop.place)) }
    var parts: [String] = []
    if let arrival = stop.actual.arrival, let departure = stop.actual.departure,
      arrival.at == departure.at
    {
      parts.append("\(words.activity(.passed)) \(at(arrival.at))")
      return lines(parts)
    }
    if let arrival = stop.actual.arrival {
      parts.append(
        "\(words.activity(.arrived, by: by(stop.leg))) \(arrival.isImplied ? "≤ " : "")\(at(arrival.at))"
      )
    }
    if let departure = stop.actual.departure {
      parts.append(
        "\(words.activity(.departed, by: by(next))) \(departure.isImplied ? "≤ " : "")\(at(departure.at))"
      )
    }
    if stop.progress == .coming, let window = stop.estimated.arrival {
      parts.append("\(words(PageWords.estimated)) \(words.window(window.p10, window.p90))")
    } else if parts.isEmpty, stop.progress == .done {
      // Its plan would stand among the times of what was reported as if it were one of them.
      parts.append(words(PageWords.unreported))
    } else if parts.isEmpty, let planned = stop.planned.arrival ?? stop.planned.departure {
      parts.append("\(words(PageWords.planned)) \(at(planned))")
    }
    return lines(parts)
  }

  private func lines(_ parts: [String]) -> Markup {
    .joined(parts.map { "<span class=\"time\">\($0)</span>" })
  }

  private var map: Markup? {
    guard let drawing = RouteMap(view: view, book: book, language: words.language)?.drawing else {
      return nil
    }
    return """
      <section class="card" aria-labelledby="map"><h2 id="map">\(words(PageWords.map))</h2>\(drawing)</section>
      """
  }

  // MARK: - Goods and reports

  private var cargo: Markup? {
    var rows: [Markup] = []
    let goods = journey.cargo.compactMap { item -> String? in
      var parts = [item.description].compactMap(\.self)
      if let packages = item.packages { parts.append(words.packages(packages)) }
      if let mass = item.grossKilograms { parts.append(words.kilograms(mass)) }
      return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
    func row(_ title: Wording.Phrase, _ items: [String]) {
      guard !items.isEmpty else { return }
      rows.append("<dt>\(words(title))</dt><dd>\(items.joined(separator: "; "))</dd>")
    }
    row(PageWords.goods, goods)
    row(PageWords.notes, journey.notes.map(\.description))
    row(PageWords.seals, journey.seals)
    if isDesk {
      row(
        PageWords.carriers,
        journey.carriers.filter { $0.to == nil }.map {
          "\(words.carrier($0.carrier.kind)) \($0.carrier.id)"
        })
    }
    guard !rows.isEmpty else { return nil }
    return "<section class=\"card\"><dl>\(rows)</dl></section>"
  }

  private var reports: Markup? {
    // What several senders say in the same words is said once.
    var said: Set<String> = []
    let entries = journey.timeline.reversed().filter { entry in
      entry.classifier == .actual && entry.isPlausible
        && said.insert("\(entry.activity) \(entry.at) \(name(entry.place, entry.asWritten))")
          .inserted
    }
    guard !entries.isEmpty else { return nil }
    var table = PageTable([PageWords.when, PageWords.what, PageWords.place].map { words($0) })
    for entry in entries.prefix(Self.latestReports) {
      let what =
        entry.activity == .unmapped
        ? entry.rawCode ?? "" : words.activity(entry.activity, by: entry.via?.kind)
      table.add([
        .text(words.time(book.local(entry.at, at: entry.place))), .text(what),
        .text(name(entry.place, entry.asWritten)),
      ])
    }
    return """
      <section class="card" aria-labelledby="reports"><h2 id="reports">\(words(PageWords.reports))\(evidence)</h2>
      \(table.markup)</section>
      """
  }
}
