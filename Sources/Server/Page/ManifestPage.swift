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
  private var table = PageTable([])
  private var head: ManifestHead?
  private var book: RouteBook?
  private var summary = ManifestSummary()
  private var isOfTrain = false
  private var isSimulated = false
  private var simulatedBoxes = 0
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
  ) throws -> ManifestDrafter<Void, Void> {
    self.head = head
    self.book = book
    return .none
  }

  mutating func begin(_ train: ManifestTrain) throws {
    table = PageTable(titles)
    isOfTrain = train.id != nil
    isSimulated = false
  }

  mutating func take(_ boxes: [ManifestBox], _: Void) throws {
    let room = boxes.prefix(Self.rowLimit - shown)
    room.forEach { add($0) }
    shown += room.count
    let simulated = boxes.count { $0.assumptions.contains(.simulated) }
    simulatedBoxes += simulated
    if isOfTrain, simulated > 0 { isSimulated = true }
  }

  private mutating func add(_ box: ManifestBox) {
    let id = box.container.text
    let goods = box.goods.compactMap(\.description).joined(separator: ", ")
    let number: Markup = "<a href=\"\(words.address(show: id))\"><strong>\(id)</strong></a>"
    let place = box.placeName ?? ""
    let arrival =
      box.arrived.map { "\(words.activity(.arrived)) \(words.time($0))" }
      ?? box.estimate.map { words.window($0.p10, $0.p90) } ?? ""
    table.add([
      .markup("\(number)\(isOfTrain ? nil : words.mark(simulated: box.assumptions))"),
      .text(box.wagon?.text ?? ""), .text(words.state(box.state)),
      isDesk ? .link(words.address(evidence: id), place) : .text(place),
      .text(box.activityAt.map(words.time) ?? ""),
      .number(box.kilometresLeft.map { words.grouped(Double($0)) } ?? ""), .text(arrival),
      .text(goods), .text(box.notes.map(\.number).joined(separator: ", ")),
      .markup(words.flags(of: box.alerts.map(\.kind))),
    ])
  }

  mutating func end(_ train: ManifestTrain) throws {
    guard !table.isEmpty else { return }
    let name: Markup =
      train.id.map { id in
        isDesk
          ? "<a href=\"\(words.address(show: id.description))\">\(id.description)</a>"
          : "\(id.description)"
      } ?? "\(words(ManifestTitles.withoutTrain))"
    let facts = [
      train.routeName, train.state.map(words.state), train.placeName,
      words.boxes(train.totals.boxes), words.kilograms(train.totals.grossKilograms),
    ].compactMap(\.self).joined(separator: " · ")
    parts.append(
      """
      <section class="card scroll"><h2>\(name)\(isSimulated ? words.mark(simulated: .simulated) : nil)</h2><p class="small quiet">\(facts)</p>
      \(table.markup)</section>
      """)
  }

  mutating func end(_ summary: ManifestSummary) throws { self.summary = summary }

  private var titles: [String] {
    let columns: [ManifestColumn] = [
      .container, .wagon, .state, .place, .since, .kmLeft, .eta, .goods, .notes, .alerts,
    ]
    return columns.map { words($0.header) }
  }

  // MARK: - The whole

  var content: Markup {
    let totals = summary.totals
    let asOf = head.map { words.time($0.asOf) } ?? ""
    // Where others ran that day, each of these says so itself.
    let simulated: Markup? =
      simulatedBoxes > 0 && simulatedBoxes == totals.boxes
      ? "<p><span class=\"simulated\">\(words(ManifestTitles.simulated))</span></p>" : nil
    let cut: Markup? =
      shown < totals.boxes
      ? "<p class=\"small\">\(shown) / \(totals.boxes) · xlsx</p>" : nil
    return """
      <h1>\(words(ManifestTitles.title)) \(day.date.description)</h1>
      <p class="route">\(words(ManifestTitles.asOf)) \(asOf)\(query.customer.map { " · \($0)" } ?? "")</p>
      \(simulated)
      <p>\(words(ManifestTitles.trains)): <b>\(summary.trains)</b> · \(words(ManifestTitles.boxes)): \
      <b>\(totals.boxes)</b> · \(words.kilograms(totals.grossKilograms)) · \
      \(words(ManifestTitles.alerted)): <b>\(totals.alertedBoxes)</b></p>
      <nav class="links" aria-label="\(words(ManifestTitles.title))">\(links)</nav>
      \(parts.isEmpty ? ["<section class=\"card\"><p>\(words(PageWords.nothing))</p></section>"] : parts)
      \(cut)
      """
  }

  /// To the day before and after, and to the files: of the same boxes, in the same words.
  private var links: Markup {
    func day(_ offset: Int, _ before: String, _ after: String) -> Markup {
      let date = self.day.date.adding(days: offset).description
      let address = address("/manifests/", date, isSameDay: false)
      return "<a href=\"\(address)\">\(before)\(date)\(after)</a>"
    }
    let today = self.day.date.description
    let files = ManifestFormat.allCases.map { format -> Markup in
      let address = address("/v1/manifests/", today, isSameDay: true, format: format)
      return "<a href=\"\(address)\" download>\(format.rawValue)</a>"
    }
    return "\(day(-1, "← ", ""))\(files)\(head?.isWhole == true ? day(1, "", " →") : nil)"
  }

  private func address(
    _ path: String, _ date: String, isSameDay: Bool, format: ManifestFormat? = nil
  ) -> String {
    let moment = isSameDay ? query.asOf.map { Instant(microseconds: $0).rfc3339 } : nil
    let values: [(String, String?)] = [
      ("format", format?.rawValue), ("lang", words.language.rawValue), ("route", query.route),
      ("train", query.train), ("at", query.place), ("customer", query.customer),
      ("columns", query.columns?.joined(separator: ",")), ("asOf", moment),
      ("separator", query.separator?.rawValue),
      ("holdNumbers", query.holdsNumbers == true ? "true" : nil),
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
