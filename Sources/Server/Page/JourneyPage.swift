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
  /// How many trips of the box may be seen here.
  var trips = 1
  /// How windows of this route held lately.
  let tally: EstimateTally?

  var journey: Journey { view.journey }
  private static let latestReports = 12

  var content: Markup {
    """
    <h1>\(journey.container.text)\(words.mark(simulated: journey.assumptions))</h1>
    <p class="route">\(view.route?.names[words.language] ?? "")\(otherTrips)</p>
    \(closed)
    <div class="grid">
    <section class="card" aria-label="\(words(PageWords.place))">\(whereabouts)</section>
    <section class="card eta" aria-label="\(words(PageWords.eta))">\(arrival)</section>
    </div>
    \(attention)
    <div class="grid">
    \(way)
    <div>\(map)\(cargo)\(reports)</div>
    </div>
    """
  }

  func name(_ place: PlaceID?, _ written: String = "") -> String {
    place.flatMap { book.findPlace($0)?.names[words.language] } ?? written
  }

  func time(_ instant: Instant, at place: PlaceID?) -> String {
    PageWords.unbroken(words.time(book.local(instant, at: place)))
  }

  /// `trip 2 of 2`, with links to the others.
  private var otherTrips: Markup? {
    guard trips > 1 else { return nil }
    let links = (1...trips).map { number -> Markup in
      number == journey.sequence
        ? " <b aria-current=\"page\">\(number)</b>"
        : " <a href=\"\(words.address(show: journey.container.text))&amp;trip=\(number)\">\(number)</a>"
    }
    return " <span class=\"trips\">\(words(PageWords.trip)):\(links)</span>"
  }

  private var closed: Markup? {
    journey.closedAt.map { _ in "<p>\(words(PageWords.closed))</p>" }
  }

  // MARK: - Where and when

  private var whereabouts: Markup {
    let place = journey.position.map { book.name(of: $0, words.language) } ?? ""
    return """
      <p class="where">\(words.state(journey.state))\(place.isEmpty ? "" : " · \(place)")</p>
      \(deed)
      \(progress)
      \(freshness)
      """
  }

  /// What was done last, or what made the state.
  private var deed: Markup? {
    guard let position = journey.position else { return nil }
    var what = words.activity(position.activity, by: journey.carrierKind(of: position))
    var when = time(position.at, at: position.place)
    if let made = journey.stateMade {
      what = words.activity(made.activity)
      when = time(made.at, at: made.place ?? position.place)
    }
    return "<p>\(what)\(comma)\(when)</p>"
  }

  private var comma: String { words.language == .zh ? "，" : ", " }
  private var colon: String { words.language == .zh ? "：" : ": " }

  func inParentheses(_ text: String) -> String {
    words.language == .zh ? "（\(text)）" : " (\(text))"
  }

  private var hasEnded: Bool { !journey.state.expectsArrival || journey.closedAt != nil }

  private var progress: Markup? {
    guard !hasEnded, let fraction = view.fraction, let total = view.totalKilometres,
      let covered = journey.coveredKilometres
    else { return nil }
    let percent = Int((fraction * 100).rounded())
    func distance(_ kilometres: Double) -> String {
      PageWords.unbroken(words.kilometres(kilometres))
    }
    return """
      <div class="bar" role="img" aria-label="\(percent) %"><svg viewBox="0 0 100 1" \
      preserveAspectRatio="none" aria-hidden="true"><rect width="\(percent)" height="1"/></svg></div>
      <p class="small quiet">\(distance(covered)) / \(distance(total)) · \
      \(PageWords.left(distance(max(0, total - covered)), words))</p>
      """
  }

  private var freshness: Markup {
    guard let last = journey.lastReport, let minutes = view.silentMinutes else {
      return journey.timeline.isEmpty
        ? "<p class=\"small\">\(words(PageWords.lastReport))\(colon)\(words(PageWords.noReport))</p>"
        : .nothing
    }
    let at = time(last.at, at: journey.position?.place)
    // Of what is over nobody asks how long ago that was.
    let said = hasEnded ? at : words.ago(minutes: minutes) + inParentheses(at)
    let assumed =
      isDesk ? words.assumptions(journey.assumptions.subtracting(.checkDigit)) : []
    let flags: Markup? =
      assumed.isEmpty
      ? nil
      : "<p class=\"small quiet\">\(assumed.joined(separator: words.language == .zh ? "；" : "; "))</p>"
    return "<p class=\"small\">\(words(PageWords.lastReport))\(colon)\(said)</p>\(flags)"
  }

  private var arrival: Markup {
    guard let estimate = view.estimate else {
      if hasEnded { return ending }
      return "<p>\(view.missingEstimate.map(words.missing) ?? words(PageWords.noEstimate))</p>"
    }
    return """
      <h2>\(words(PageWords.expected)) \(name(estimate.place))</h2>
      <p class="day">\(PageWords.unbroken(words.window(estimate.p10, estimate.p90)))</p>
      <p>\(words(PageWords.mostLikely))\(colon)<strong>\(words.date(estimate.p50.localDate))</strong></p>
      \(estimate.firstEstimate.map { plan($0, against: estimate.p50) })
      <p class="small quiet">\(words.basis(estimate))</p>
      \(record)
      """
  }

  /// When it arrived or was delivered, and what the plan had been.
  private var ending: Markup {
    let ends: Set<Activity> =
      journey.state == .arrived ? [.arrived, .passed] : [.delivered, .stripped]
    let entry = journey.timeline.last {
      ends.contains($0.activity) && $0.classifier == .actual && $0.isPlausible
    }
    let end = view.stops.last
    let arrived = journey.arrivedAt
    let planned: Markup? = end.flatMap { stop in
      stop.planned.arrival.flatMap { due in arrived.map { plan(due, against: $0) } }
    }
    let made = journey.stateMade.map { ($0.at, $0.place) }
    guard
      let moment = made ?? entry.map({ ($0.at, $0.place) }) ?? arrived.map({ ($0, end?.place) })
    else {
      return "<p class=\"day\">\(words.state(journey.state))</p>"
    }
    return """
      <h2>\(words.state(journey.state))</h2>
      <p class="day">\(time(moment.0, at: moment.1))</p>
      \(journey.state == .cancelled || journey.state == .returned ? nil : planned)
      """
  }

  private func plan(_ due: Instant, against arrival: Instant) -> Markup {
    let hours = arrival.hours(since: due)
    let span = abs(hours) < 12 ? nil : words.duration(hours: abs(hours))
    let text = PageWords.plan(words.date(due.localDate), span, isLater: hours > 0, words)
    return "<p class=\"small\">\(text)</p>"
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
    // Nor does having been late, once it is there.
    let alerts = view.alerts.filter { $0.kind != .implausible && ($0.kind != .late || !hasEnded) }
    var items = alerts.map { alert -> Markup in
      "<li>\(words.sentence(alert, book: book))\(alert.evidence.isEmpty ? nil : evidence)</li>"
    }
    // Where it is stalled the alert names what holds it.
    if journey.isUnderWay, !alerts.contains(where: { $0.kind == .stalled && $0.detail != nil }) {
      items += journey.findings.filter(\.isOpen).compactMap { finding in
        words.sentence(finding, book: book).map { "<li>\($0)</li>" }
      }
    }
    guard !items.isEmpty else { return nil }
    return """
      <section class="card alerts" aria-labelledby="attention">
      <h2 id="attention">\(words(PageWords.attention))</h2><ul>\(items)</ul></section>
      """
  }

  private var evidence: Markup? {
    guard isDesk else { return nil }
    return
      " <a class=\"small evidence\" href=\"\(words.address(evidence: journey.container.text))\">\(words(PageWords.evidence))</a>"
  }

  // MARK: - Goods and reports

  private var cargo: Markup? {
    var rows: [Markup] = []
    let goods = journey.cargo.compactMap { item -> String? in
      var parts = [item.description].compactMap(\.self)
      if let packages = item.packages { parts.append(PageWords.unbroken(words.packages(packages))) }
      if let mass = item.grossKilograms {
        parts.append(PageWords.unbroken(words.kilograms(mass)))
      }
      return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
    func row(_ title: Wording.Phrase, _ items: [Markup]) {
      guard let first = items.first else { return }
      let rest = items.dropFirst().map { "; \($0)" as Markup }
      rows.append("<dt>\(words(title))</dt><dd>\(first)\(Array(rest))</dd>")
    }
    row(PageWords.goods, goods.map { "\($0)" })
    row(PageWords.notes, journey.notes.map { "\(words.note($0))" })
    row(PageWords.seals, journey.seals.map { "\($0)" })
    if isDesk {
      row(
        PageWords.carriers,
        journey.carriers.filter { $0.to == nil }.map { words.link(to: $0.carrier) })
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
      var what = words.activity(entry.activity, by: journey.carrierKind(of: entry))
      if entry.activity == .unmapped { what = entry.rawCode ?? what }
      if let reason = entry.reason, !reason.isEmpty { what += "\(colon)\(reason)" }
      table.add([
        .text(time(entry.at, at: entry.place)), .text(what),
        .text(name(entry.place, entry.asWritten)),
      ])
    }
    return """
      <section class="card" aria-labelledby="reports"><h2 id="reports">\(words(PageWords.reports))\(evidence)</h2>
      \(table.markup)</section>
      """
  }
}
