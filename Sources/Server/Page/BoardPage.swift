import Answers
import Freight
import RouteBook
import Tracking

/// The operator's board: trains under way, what somebody should look at first at the top.
struct BoardPage {
  private let groups: [Answer]
  /// Trains that arrived a while ago, and are left out.
  private let longArrived: Int
  let book: RouteBook
  let words: Wording
  let filter: Filter

  struct Filter {
    var route: String?
    var alert: Alert.Kind?
    var text: String?
    /// Whether trains that arrived long ago are shown, too.
    var all = false
  }

  /// - Parameter views: the boxes under way, of whatever train.
  init(_ views: [JourneyView], now: Int64, book: RouteBook, words: Wording, filter: Filter) {
    self.book = book
    self.words = words
    self.filter = filter
    let trains = ListQuestion(.trains).grouped(views, now: now)
    let alone = views.filter { $0.journey.train == nil }.map {
      Answer(subject: .container($0.journey.container), views: [$0], now: now)
    }
    let ofRoute = (trains + alone).filter { group in
      filter.route == nil || group.views.contains { $0.journey.path?.route == filter.route }
    }
    let shown = ofRoute.filter { filter.all || !Self.arrivedLongAgo($0, now: now) }
    longArrived = ofRoute.count - shown.count
    // Of as much concern, in their order.
    groups = shown.enumerated().sorted {
      (Self.concern($0.element), $0.offset) < (Self.concern($1.element), $1.offset)
    }.map(\.element)
    routes = book.routes.values.filter { route in
      views.contains { $0.journey.path?.route == route.id }
    }.sorted { $0.id < $1.id }
  }

  private let routes: [Route]

  /// Nobody says when they are delivered, and they would stand there for ever.
  private static func arrivedLongAgo(_ group: Answer, now: Int64) -> Bool {
    group.views.allSatisfy { view in
      guard view.journey.state == .arrived, let last = view.journey.lastReport else { return false }
      return now - last.at.microseconds > 7 * Instant.microsecondsPerDay
    }
  }

  /// What somebody should look at first; of a kind, those of which more boxes are concerned come no earlier.
  private static func concern(_ group: Answer) -> Int {
    let kinds = Set(group.views.flatMap(\.alerts).map(\.kind))
    return urgency.firstIndex(where: kinds.contains) ?? urgency.count
  }

  /// Every kind that boards show, the most urgent first.
  private static let urgency: [Alert.Kind] = [
    .customsHold, .stalled, .offRoute, .rolled, .leftTrain, .silent, .late, .missedMilestone,
    .reloadNotReported,
  ]

  var content: Markup {
    let shown = groups.filter { filter.alert == nil || has(filter.alert, $0) }
    return """
      <h1>\(words(PageWords.board))</h1>
      \(counts)
      \(Self.search(words, filter, routes: routes))
      <div class="card scroll">\(shown.isEmpty ? "<p>\(words(PageWords.nothing))</p>" as Markup : table(shown))</div>
      \(left)
      <p><a href="\(words.address("/manifests/today"))">\(words(PageWords.manifest))</a></p>
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

  private func has(_ kind: Alert.Kind?, _ group: Answer) -> Bool {
    group.views.contains { $0.alerts.contains { $0.kind == kind } }
  }

  private var left: Markup? {
    guard longArrived > 0 else { return nil }
    var wider = filter
    wider.all = true
    return """
      <p class="small quiet">\(words(PageWords.longArrived)): \(longArrived) · \
      <a href="\(address(wider))">\(words(PageWords.showAll))</a></p>
      """
  }

  private func address(_ filter: Filter) -> String {
    var query: [String] = []
    if let kind = filter.alert { query.append("alert=\(kind.rawValue)") }
    if let route = filter.route { query.append("route=\(route)") }
    if filter.all { query.append("all=true") }
    return "/?\((query + ["lang=\(words.language.rawValue)"]).joined(separator: "&"))"
  }

  // MARK: - Counts

  private var counts: Markup {
    var items = [count(nil, groups.count)]
    for kind in Self.urgency {
      let count = groups.count { has(kind, $0) }
      if count > 0 || filter.alert == kind { items.append(self.count(kind, count)) }
    }
    return "<ul class=\"counts\">\(items)</ul>"
  }

  private func count(_ kind: Alert.Kind?, _ number: Int) -> Markup {
    let current: Markup = filter.alert == kind ? " aria-current=\"true\"" : .nothing
    let title = kind.map(words.alert) ?? words(PageWords.all)
    var narrowed = filter
    narrowed.alert = kind
    return "<li><a href=\"\(address(narrowed))\"\(current)><b>\(number)</b>\(title)</a></li>"
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
    var place = lead?.journey.position.map { book.name(of: $0, words.language) } ?? ""
    if !place.isEmpty, summary.otherPlaces > 0 { place += " +\(summary.otherPlaces)" }
    let percent = lead?.fraction.map { "\(Int(($0 * 100).rounded())) %" } ?? ""
    let window = lead?.estimate.map { words.window($0.p10, $0.p90) } ?? ""
    let newest = group.views.filter { $0.silentMinutes != nil }.min {
      ($0.silentMinutes ?? 0) < ($1.silentMinutes ?? 0)
    }
    let link = words.address(show: group.subject.id)
    let alone: Markup? =
      group.subject.kind == .container
      ? " <span class=\"small quiet\">\(words(PageWords.noTrain))</span>" : nil
    return [
      .markup(
        "<a href=\"\(link)\"><strong>\(group.subject.id)</strong></a>\(alone)\(words.mark(simulated: group.assumptions))"
      ), .text(lead?.route?.names[words.language] ?? ""),
      .number("\(group.views.count)"), .word(words.state(summary.state)),
      .link(lead.map { words.address(evidence: $0.journey.container.text) } ?? link, place),
      .number(percent), .link(link, window, isWord: true),
      .markup(words.flags(of: group.views, to: link)),
      .link(
        newest.map { words.address(evidence: $0.journey.container.text) } ?? link,
        newest?.silentMinutes.map { words.ago(minutes: $0) } ?? "", isWord: true),
    ]
  }
}

extension Answer {
  /// What had to be assumed of any of its boxes.
  var assumptions: Assumptions {
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

  /// The same for several boxes, with how many of them: `late 3/8`.
  func flags(of views: [JourneyView], to link: String) -> Markup {
    let kinds = views.map { Set($0.alerts.map(\.kind)).subtracting([.implausible]) }
    let shown = kinds.reduce(into: Set()) { $0.formUnion($1) }.sorted { $0.rawValue < $1.rawValue }
    return .joined(
      shown.map { kind in
        let count = kinds.count { $0.contains(kind) }
        let part = count < views.count ? " \(count)/\(views.count)" : ""
        return "<a class=\"flag\" href=\"\(link)\">\(alert(kind))\(part)</a> "
      })
  }

  /// `wagon 94003894`, leading to its page.
  func link(to subject: Subject) -> Markup {
    "\(carrier(subject.kind)) <a href=\"\(address(show: subject.id))\">\(subject.id)</a>"
  }

  /// With a capital, as titles have.
  func title(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
