import Freight
import RouteBook
import Tracking

/// `eta history` for people: what was said when, by how much it moved, and why.
package struct EstimatesScreen {
  private let book: RouteBook
  private let style: ScreenStyle
  private let words: Wording

  private init(book: RouteBook, now: Int64, style: ScreenStyle) {
    self.book = book
    self.style = style
    words = Wording(language: style.language, now: now)
  }

  /// - Parameter now: UTC µs.
  package static func render(
    _ histories: [EstimateHistory], book: RouteBook, now: Int64, style: ScreenStyle
  ) -> String {
    let screen = EstimatesScreen(book: book, now: now, style: style)
    return histories.map(screen.render).joined(separator: "\n")
  }

  private func render(_ history: EstimateHistory) -> String {
    var text = style.ink(title(history), .strong) + "\n"
    if history.journey.assumptions.contains(.simulated) {
      text += words(.init(en: "SIMULATED", zh: "模拟数据", ru: "МОДЕЛИРОВАНИЕ")) + "\n"
    }
    guard !history.statements.isEmpty else { return text + words(Self.nothing) + "\n" }
    text += style.width >= Self.wide ? table(history).render(style) : narrow(history)
    if let arrived = history.arrivedAt { text += outcome(history, arrived) + "\n" }
    return text
  }

  private static let nothing = Wording.Phrase(
    en: "no arrival was estimated for it", zh: "未曾给出预计到达时间", ru: "срок прибытия не назывался")

  private func title(_ history: EstimateHistory) -> String {
    let shown = history.containers.prefix(3).map(\.text).joined(separator: ", ")
    let others = history.containers.count - 3
    let boxes = others > 0 ? "\(shown) + \(words.boxes(others))" : shown
    guard let place = history.statements.last?.place else { return boxes }
    return "\(boxes) → \(name(place))"
  }

  /// From here on a reason stands in the line of its estimate, else below it.
  private static let wide = 120

  private func narrow(_ history: EstimateHistory) -> String {
    var table = table(history)
    table.columns.removeLast()
    let reasons = table.rows.map { $0.last ?? "" }
    table.rows = table.rows.map { $0.dropLast() }
    let lines = table.render(style).split(separator: "\n", omittingEmptySubsequences: false)
    var text = lines.prefix(1).joined() + "\n"
    for (line, reason) in zip(lines.dropFirst(), reasons) {
      text +=
        Self.trimmed(line) + "\n" + style.ink("    " + Columns.cut(reason, style.width - 4), .quiet)
        + "\n"
    }
    return text
  }

  private static func trimmed(_ line: Substring) -> Substring {
    line[...(line.lastIndex { $0 != " " } ?? line.startIndex)]
  }

  private func table(_ history: EstimateHistory) -> TextTable {
    var table = TextTable(columns: [
      (words(.init(en: "said", zh: "给出时间", ru: "названо")), 18),
      (words(.init(en: "arrival", zh: "预计到达", ru: "прибытие")), 18),
      (words(.init(en: "window", zh: "区间", ru: "интервал")), 18),
      (words(.init(en: "moved", zh: "变化", ru: "сдвиг")), 12),
      (words(.init(en: "why", zh: "原因", ru: "почему")), 0),
    ])
    for (index, statement) in history.statements.enumerated() {
      let earlier = index > 0 ? history.statements[index - 1] : nil
      table.rows.append([
        time(statement.madeAt, statement.place), time(statement.p50, statement.place),
        words.window(
          local(statement.p10, statement.place), local(statement.p90, statement.place)),
        earlier.map { moved(statement.p50 - $0.p50) } ?? "",
        statement.cause.map { words.cause($0, book: book) } ?? words(Self.first),
      ])
    }
    return table
  }

  private static let first = Wording.Phrase(
    en: "first estimate", zh: "首次估计", ru: "первая оценка")

  private func moved(_ microseconds: Int64) -> String {
    let hours = Double(microseconds) / Double(Instant.microsecondsPerHour)
    return (hours < 0 ? "−" : "+") + words.duration(hours: abs(hours))
  }

  private func outcome(_ history: EstimateHistory, _ arrived: Int64) -> String {
    let place = history.statements.last?.place
    let at = time(arrived, place)
    let came = words(.init(en: "arrived \(at)", zh: "到达 \(at)", ru: "прибыл \(at)"))
    guard let (said, held, error) = history.outcome else { return came }
    let off = words.duration(hours: error / 60)
    return came
      + words(
        .init(
          en: "; inside \(held) of \(said) windows, the middle off by \(off) on average",
          zh: "；\(said)个区间中\(held)个命中，中值平均偏差\(off)",
          ru: "; попал в \(held) из \(said) интервалов, середина в среднем мимо на \(off)"))
  }

  private func name(_ place: PlaceID) -> String {
    book.findPlace(place)?.names[style.language] ?? place.slug
  }

  private func local(_ microseconds: Int64, _ place: PlaceID?) -> Instant {
    book.local(Instant(microseconds: microseconds, precision: .minute), at: place)
  }

  private func time(_ microseconds: Int64, _ place: PlaceID?) -> String {
    words.time(local(microseconds, place))
  }
}
