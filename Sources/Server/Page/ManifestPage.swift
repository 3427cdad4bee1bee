import Answers
import Foundation
import Freight
import Manifests
import RouteBook
import Tracking

/// A day's manifest to look at: one table a train. The sheets have more columns.
struct ManifestPage: ManifestWriter {
  let words: Wording
  let day: ManifestDay
  let query: ManifestRequest
  let isDesk: Bool
  private var parts: [Markup] = []
  private var rows: [Markup] = []
  private var head: ManifestHead?
  private var book: RouteBook?
  private var summary = ManifestSummary()
  /// More is for a sheet.
  private var shown = 0

  private static let rowLimit = 5_000

  static let title = ManifestTitles.title

  init(words: Wording, day: ManifestDay, query: ManifestRequest, isDesk: Bool) {
    self.words = words
    self.day = day
    self.query = query
    self.isDesk = isDesk
  }

  // MARK: - Taking it down

  mutating func begin(
    _ head: ManifestHead, book: RouteBook
  ) throws -> @Sendable (ManifestBox) -> Void {
    self.head = head
    self.book = book
    return { _ in }
  }

  mutating func begin(_ train: ManifestTrain) throws { rows = [] }

  mutating func take(_ box: ManifestBox, _: Void) throws {
    guard shown < Self.rowLimit else { return }
    shown += 1
    let id = box.container.text
    let goods = box.goods.compactMap(\.description).joined(separator: ", ")
    let flags = Set(box.alerts.map(\.kind)).subtracting([.implausible]).sorted {
      $0.rawValue < $1.rawValue
    }.map { "<span class=\"flag\">\(words.alert($0))</span> " as Markup }
    let number: Markup =
      isDesk ? "<a href=\"/show/\(id)\"><strong>\(id)</strong></a>" : "<strong>\(id)</strong>"
    let place: Markup =
      isDesk ? "<a href=\"/evidence/\(id)\">\(box.placeName ?? "")</a>" : "\(box.placeName ?? "")"
    let arrival =
      box.arrived.map(words.time)
      ?? box.estimate.map { words.window($0.p10, $0.p90) } ?? ""
    rows.append(
      """
      <tr><td>\(number)</td><td>\(box.wagon?.text ?? "")</td><td>\(words.state(box.state))</td>\
      <td>\(place)</td><td>\(box.since.map(words.time) ?? "")</td>\
      <td class="number">\(box.kilometresLeft.map { words.grouped(Double($0)) } ?? "")</td>\
      <td>\(arrival)</td><td>\(goods)</td>\
      <td>\(box.notes.map(\.number).joined(separator: ", "))</td><td>\(flags)</td></tr>
      """)
  }

  mutating func end(_ train: ManifestTrain) throws {
    guard !rows.isEmpty else { return }
    let name: Markup =
      train.id.map { id in
        isDesk ? "<a href=\"/show/\(id.description)\">\(id.description)</a>" : "\(id.description)"
      } ?? "\(words(ManifestTitles.withoutTrain))"
    let facts = [
      train.routeName, train.state.map(words.state), train.placeName,
      words.boxes(train.totals.boxes), words.kilograms(train.totals.grossKilograms),
    ].compactMap(\.self).joined(separator: " · ")
    parts.append(
      """
      <section class="card scroll"><h2>\(name)</h2><p class="small quiet">\(facts)</p>
      <table><thead><tr>\(titles)</tr></thead><tbody>\(rows)</tbody></table></section>
      """)
  }

  mutating func end(_ summary: ManifestSummary) throws { self.summary = summary }

  private var titles: [Markup] {
    let columns: [ManifestColumn] = [
      .container, .wagon, .state, .place, .since, .kmLeft, .eta, .goods, .notes, .alerts,
    ]
    return columns.map { "<th scope=\"col\">\(words($0.header))</th>" as Markup }
  }

  // MARK: - The whole

  var content: Markup {
    let totals = summary.totals
    let asOf = head.map { words.time($0.asOf) } ?? ""
    let simulated: Markup? =
      summary.isSimulated
      ? "<p><span class=\"simulated\">\(words(ManifestTitles.simulated))</span></p>" : nil
    let cut: Markup? =
      shown < totals.boxes
      ? "<p class=\"small\">\(shown) / \(totals.boxes) · xlsx</p>" : nil
    return """
      <h1>\(words(ManifestTitles.title)) \(day.date.description)</h1>
      <p class="route">\(words(ManifestTitles.asOf)) \(asOf)\(query.customer.map { " · \($0)" } ?? "")</p>
      \(simulated)
      <p>\(words(ManifestColumn.train.header)): <b>\(summary.trains)</b> · \(words(ManifestTitles.boxes)): \
      <b>\(totals.boxes)</b> · \(words.kilograms(totals.grossKilograms)) · \
      \(words(ManifestTitles.alerted)): <b>\(totals.alertedBoxes)</b></p>
      <nav aria-label="\(words(ManifestTitles.title))">\(links)</nav>
      \(parts.isEmpty ? ["<section class=\"card\"><p>\(words(PageWords.nothing))</p></section>"] : parts)
      \(cut)
      """
  }

  /// To the day before and after, and to the files: of the same boxes, in the same words.
  private var links: Markup {
    func day(_ offset: Int, _ mark: String) -> Markup {
      let date = self.day.date.adding(days: offset).description
      return "<a href=\"\(address("/manifests/", date, isSameDay: false))\">\(mark) \(date)</a> "
    }
    let today = self.day.date.description
    let files = ManifestFormat.allCases.map { format -> Markup in
      let address = address("/v1/manifests/", today, isSameDay: true, format: format)
      return "<a href=\"\(address)\" download>\(format.rawValue)</a> "
    }
    return "\(day(-1, "←")) \(files) \(head?.isWhole == true ? day(1, "→") : nil)"
  }

  private func address(
    _ path: String, _ date: String, isSameDay: Bool, format: ManifestFormat? = nil
  ) -> String {
    let moment = isSameDay ? query.asOf.map { Instant(microseconds: $0).rfc3339 } : nil
    let values: [(String, String?)] = [
      ("format", format?.rawValue), ("lang", words.language.rawValue), ("route", query.route),
      ("train", query.train), ("at", query.place), ("customer", query.customer),
      ("columns", query.columns?.joined(separator: ",")), ("asOf", moment),
      ("diff", isSameDay ? query.since : nil),
    ]
    var parts = URLComponents()
    parts.path = path + date
    parts.queryItems = values.compactMap { name, value in
      value.map { URLQueryItem(name: name, value: $0) }
    }
    return parts.string ?? path + date
  }
}
