import Answers
import Freight
import RouteBook
import Tracking

/// The operator's board: trains under way, those that somebody should look at first.
struct BoardPage {
  /// Trains with their boxes, and boxes without a train under no subject of their own.
  let groups: [Answer]
  let book: RouteBook
  let words: Wording
  let filter: Filter

  struct Filter {
    var route: String?
    var alert: Alert.Kind?
    var text: String?
  }

  var content: Markup {
    let shown = shown
    return """
      <h1>\(words(PageWords.board))</h1>
      \(counts)
      \(Self.search(words, filter, routes: routes))
      <div class="card scroll">\(shown.isEmpty ? "<p>\(words(PageWords.nothing))</p>" as Markup : table(shown))</div>
      \(manifest)
      """
  }

  /// Finds one by its number, or narrows the board.
  static func search(_ words: Wording, _ filter: Filter, routes: [Route]) -> Markup {
    let options = routes.map { route -> Markup in
      let chosen: Markup = route.id == filter.route ? " selected" : .nothing
      return "<option value=\"\(route.id)\"\(chosen)>\(route.names[words.language])</option>"
    }
    return """
      <form class="find" method="get" action="/" role="search">
      <label>\(words(PageWords.number))<input type="search" name="q" value="\(filter.text ?? "")" \
      autocomplete="off" spellcheck="false"></label>
      <label>\(words(PageWords.route))<select name="route"><option value="">\(words(PageWords.anyRoute))</option>\(options)</select></label>
      <input type="hidden" name="lang" value="\(words.language.rawValue)">
      <button>\(words(PageWords.find))</button></form>
      """
  }

  private var routes: [Route] {
    let used = Set(groups.flatMap { $0.views.compactMap(\.journey.path?.route) })
    return book.routes.values.filter { used.contains($0.id) }.sorted { $0.id < $1.id }
  }

  private var shown: [Answer] {
    groups.filter { group in
      (filter.route == nil || group.views.contains { $0.journey.path?.route == filter.route })
        && (filter.alert == nil || has(filter.alert, group))
    }
  }

  private func has(_ kind: Alert.Kind?, _ group: Answer) -> Bool {
    group.views.contains { $0.alerts.contains { $0.kind == kind } }
  }

  private var manifest: Markup {
    """
    <p><a href="\(words.address("/manifests/today"))">\(words(PageWords.manifest))</a></p>
    """
  }

  // MARK: - Counts

  private static let watched: [Alert.Kind] = [
    .late, .stalled, .silent, .customsHold, .rolled, .reloadNotReported,
  ]

  private var counts: Markup {
    var items = [count(nil, groups.count)]
    for kind in Self.watched {
      let count = groups.count { has(kind, $0) }
      if count > 0 || filter.alert == kind { items.append(self.count(kind, count)) }
    }
    return "<ul class=\"counts\">\(items)</ul>"
  }

  private func count(_ kind: Alert.Kind?, _ number: Int) -> Markup {
    let current: Markup = filter.alert == kind ? " aria-current=\"true\"" : .nothing
    let title = kind.map(words.alert) ?? PageWords.trains(number, words)
    let query = kind.map { "alert=\($0.rawValue)&" } ?? ""
    return
      "<li><a href=\"/?\(query)lang=\(words.language.rawValue)\"\(current)><b>\(number)</b>\(title)</a></li>"
  }

  // MARK: - Rows

  private func table(_ groups: [Answer]) -> Markup {
    var table = PageTable(
      [
        PageWords.train, PageWords.route, PageWords.boxes, PageWords.state, PageWords.place,
        PageWords.progress, PageWords.eta, PageWords.alerts, PageWords.news,
      ].map { words($0) })
    for group in groups { table.add(row(group)) }
    return table.markup
  }

  private func row(_ group: Answer) -> [PageTable.Cell] {
    let summary = CarrierSummary(subject: group.subject, views: group.views)
    let lead = summary.lead
    let journey = lead?.journey
    let place = journey?.position.map { position in
      position.place.flatMap { book.findPlace($0)?.names[words.language] } ?? position.asWritten
    }
    let route = lead?.route?.names[words.language] ?? ""
    let percent = lead?.fraction.map { "\(Int(($0 * 100).rounded())) %" } ?? ""
    let window = lead?.estimate.map { words.window($0.p10, $0.p90) } ?? ""
    let silent = group.views.compactMap(\.silentMinutes).min().map { words.ago(minutes: $0) } ?? ""
    let link = words.address(show: group.subject.id)
    let evidence = words.address(evidence: journey?.container.text ?? group.subject.id)
    return [
      .markup(
        "<a href=\"\(link)\"><strong>\(group.subject.id)</strong></a>\(words.mark(simulated: group.assumptions))"
      ), .text(route),
      .number("\(group.views.count)"), .text(words.state(summary.state)),
      .link(evidence, place ?? ""), .number(percent),
      .link(link, window),
      .markup(words.flags(of: group.views.flatMap(\.alerts).map(\.kind))),
      .link(evidence, silent),
    ]
  }
}

extension Answer {
  /// What had to be assumed of any of its boxes.
  fileprivate var assumptions: Assumptions {
    views.reduce(into: []) { $0.formUnion($1.journey.assumptions) }
  }
}

extension Wording {
  /// Says that no such train ran, where none did.
  func mark(simulated assumptions: Assumptions) -> Markup? {
    guard assumptions.contains(.simulated) else { return nil }
    return " <span class=\"simulated\">\(self(PageWords.simulated))</span>"
  }

  /// One flag for each kind, in one order everywhere.
  func flags(of kinds: [Alert.Kind]) -> Markup {
    let shown = Set(kinds).subtracting([.implausible]).sorted { $0.rawValue < $1.rawValue }
    return .joined(shown.map { "<span class=\"flag\">\(alert($0))</span> " })
  }
}

/// A train, wagon, voyage or consignment with its boxes.
struct GroupPage {
  let answer: Answer
  let book: RouteBook
  let words: Wording

  var content: Markup {
    let summary = CarrierSummary(subject: answer.subject, views: answer.views)
    let counts = summary.byStateAndPlace.map { state, place, count -> Markup in
      let name = place.flatMap { book.findPlace($0)?.names[words.language] } ?? ""
      return "<li>\(count) · \(words.state(state)) \(name)</li>"
    }
    let alerts = summary.alerts.map { shared -> Markup in
      "<li>\(words.sentence(shared.alert, book: book)) (\(words.boxes(shared.count)))</li>"
    }
    var table = PageTable(
      [
        PageWords.box, PageWords.state, PageWords.place, PageWords.progress, PageWords.eta,
        PageWords.alerts,
      ].map { words($0) })
    for view in answer.views { table.add(row(view)) }
    return """
      <h1>\(words.carrier(answer.subject.kind)) \(answer.subject.id)\(words.mark(simulated: answer.assumptions))</h1>
      <p class="route">\(answer.views.first?.route?.names[words.language] ?? "")</p>
      <section class="card"><p class="where">\(words.state(summary.state)) · \(words.boxes(answer.views.count))</p>
      <ul>\(counts)</ul>
      <p class="small"><a href="\(words.address(evidence: answer.subject.id))">\(words(PageWords.evidence))</a></p></section>
      \(alerts.isEmpty ? nil : "<section class=\"card alerts\"><h2>\(words(PageWords.attention))</h2><ul>\(alerts)</ul></section>" as Markup)
      <div class="card scroll">\(table.markup)</div>
      """
  }

  private func row(_ view: JourneyView) -> [PageTable.Cell] {
    let id = view.journey.container.text
    let place = view.journey.position.map { position in
      position.place.flatMap { book.findPlace($0)?.names[words.language] } ?? position.asWritten
    }
    let percent = view.fraction.map { "\(Int(($0 * 100).rounded())) %" } ?? ""
    let window = view.estimate.map { words.window($0.p10, $0.p90) } ?? ""
    return [
      .markup("<a href=\"\(words.address(show: id))\"><strong>\(id)</strong></a>"),
      .text(words.state(view.journey.state)),
      .link(words.address(evidence: id), place ?? ""), .number(percent), .text(window),
      .markup(words.flags(of: view.alerts.map(\.kind))),
    ]
  }
}

/// Every report behind an answer.
struct EvidencePage {
  let id: String
  let rows: [EvidenceRow]
  let book: RouteBook
  let words: Wording

  var content: Markup {
    var table = PageTable(
      [
        PageWords.when, PageWords.what, PageWords.place, PageWords.through, PageWords.source,
      ].map { words($0) })
    let isSimulated = !rows.isEmpty && rows.allSatisfy { $0.event.assumptions.contains(.simulated) }
    for row in rows {
      let event = row.event
      let place = event.place.flatMap { book.resolve($0) }
      let name =
        place.flatMap { book.findPlace($0)?.names[words.language] } ?? event.place?.asWritten ?? ""
      let what =
        event.activity == .unmapped ? event.rawCode ?? "" : words.activity(of: event, via: row.via)
      let kind = event.classifier == .actual ? "" : " (\(event.classifier.name))"
      let via = row.via.map { "\(words.carrier($0.kind)) \($0.id)" } ?? ""
      let source =
        event.source.message == 0
        ? event.feed : "\(event.feed) #\(event.source.message) \(event.source.position)"
      table.add(
        [
          .text(words.time(book.local(event.occurredAt, at: place))),
          .markup("\(what)\(kind)\(isSimulated ? nil : words.mark(simulated: event.assumptions))"),
          .text(name), .text(via), .text(source),
        ], id: event.id.description)
    }
    return """
      <h1>\(words(PageWords.evidenceOf)) <a href="\(words.address(show: id))">\(id)</a>\(isSimulated ? words.mark(simulated: .simulated) : nil)</h1>
      <div class="card scroll">\(table.markup)</div>
      """
  }
}
