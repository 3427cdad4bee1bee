import Answers
import Freight
import RouteBook
import Tracking

/// A train, wagon, voyage or consignment with its boxes.
struct GroupPage {
  let answer: Answer
  let book: RouteBook
  let words: Wording

  var content: Markup {
    let summary = CarrierSummary(subject: answer.subject, views: answer.views)
    let counts = summary.byStateAndPlace(book, words.language).map {
      state, place, count -> Markup in
      "<li>\(count) · \(words.state(state)) \(place)</li>"
    }
    let alerts = summary.alerts.map { shared -> Markup in
      "<li>\(words.sentence(shared.alert, book: book)) · \(whose(shared))</li>"
    }
    var table = PageTable(
      [
        PageWords.box, PageWords.state, PageWords.place, PageWords.progress, PageWords.eta,
        PageWords.alerts,
      ].map { words($0) })
    for view in answer.views { table.add(row(view)) }
    return """
      <h1>\(words.title(words.carrier(answer.subject.kind))) \(answer.subject.id)\(words.mark(simulated: answer.assumptions))</h1>
      <p class="route">\(answer.views.first?.route?.names[words.language] ?? "")</p>
      <section class="card"><p class="where">\(words.state(summary.state)) · \(words.boxes(answer.views.count))</p>
      <ul>\(counts)</ul>
      <p class="small evidence"><a href="\(words.address(evidence: answer.subject.id))">\(words(PageWords.evidence))</a></p></section>
      \(alerts.isEmpty ? nil : "<section class=\"card alerts\"><h2>\(words(PageWords.attention))</h2><ul>\(alerts)</ul></section>" as Markup)
      <div class="card scroll">\(table.markup)</div>
      """
  }

  /// The boxes that an alert is of, as long as they are few.
  private func whose(_ shared: CarrierSummary.SharedAlert) -> Markup {
    guard shared.count <= 3 else { return "\(words.boxes(shared.count))" }
    return .joined(
      shared.boxes.map { "<a href=\"\(words.address(show: $0.text))\">\($0.text)</a> " })
  }

  private func row(_ view: JourneyView) -> [PageTable.Cell] {
    let id = view.journey.container.text
    let place = view.journey.position.map { book.name(of: $0, words.language) }
    let percent = view.fraction.map { "\(Int(($0 * 100).rounded())) %" } ?? ""
    let window = view.estimate.map { words.window($0.p10, $0.p90) } ?? ""
    return [
      .markup("<a href=\"\(words.address(show: id))\"><strong>\(id)</strong></a>"),
      .word(words.state(view.journey.state)),
      .link(words.address(evidence: id), place ?? ""), .number(percent),
      .word(PageWords.unbroken(window)),
      .markup(words.flags(of: view.alerts.map(\.kind))),
    ]
  }
}
