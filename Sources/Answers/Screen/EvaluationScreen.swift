import Freight
import RouteBook
import Tracking

/// `eta evaluate` for people: a table by horizon, one of simpler answers, and how often windows hold.
package enum EvaluationScreen {
  /// - Parameter book: names the places of segments; nil leaves segments out.
  package static func render(
    _ evaluation: ArrivalEvaluation, book: RouteBook? = nil
  ) -> String {
    let model = evaluation.model
    var lines = [header]
    lines.append(row("all", model.overall))
    for horizon in model.horizons where horizon.score.queries > 0 {
      lines.append(row(name(horizon), horizon.score))
    }
    lines += ["", "compared with", header]
    lines += evaluation.baselines.map { row(words($0.name), $0.overall) }
    if let book {
      lines += ["", "from one milestone to the next", header]
      lines += evaluation.segments.map { row(segment($0.name, book), $0.overall) }
    }
    lines += ["", "inside P10–P90, by hours ahead (80 % is right)"]
    for horizon in model.horizons where horizon.score.queries > 0 {
      lines.append(bar(name(horizon), horizon.score.coverage))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let header =
    pad("", 22) + right("questions", 10) + right("MAE min", 10) + right("pinball", 10)
    + right("inside", 9) + right("width min", 11)

  private static func row(_ name: String, _ score: ArrivalScore) -> String {
    pad(name, 22) + right("\(score.queries)", 10) + right(decimal(score.maeMinutes, 1), 10)
      + right(decimal(score.pinball.mean, 2), 10)
      + right(decimal(score.coverage * 100, 1) + " %", 9)
      + right(decimal(score.widthMinutes, 0), 11)
  }

  private static func name(_ horizon: HorizonScore) -> String {
    let from = decimal(horizon.fromHours, 0)
    return horizon.toHours.map { "\(from)–\(decimal($0, 0)) h" } ?? "\(from) h and more"
  }

  /// `at Khorgos` or `Khorgos – Altynkol`.
  private static func segment(_ name: String, _ book: RouteBook) -> String {
    let places = name.split(separator: " → ").map { end -> String in
      let slug = String(end.prefix { $0 != "/" })
      return book.findPlace(PlaceID(slug))?.names.en ?? slug
    }
    guard let from = places.first, let to = places.last else { return name }
    return Columns.cut(from == to ? "at \(from)" : "\(from) – \(to)", 21)
  }

  private static func words(_ name: String) -> String {
    switch name {
    case "senders": "the senders' own"
    case "schedule": "the schedule"
    case "persistence": "present delay stays"
    case "historicalMean": "historical mean"
    case "historicalMedian": "historical median"
    case "historicalQuantiles": "historical quantiles"
    default: name
    }
  }

  /// Forty cells are all; the mark is where it should be.
  private static func bar(_ name: String, _ share: Double) -> String {
    let filled = Int((share * 40).rounded())
    var cells = (0..<40).map { $0 < filled ? "━" : "┄" }
    cells[31] = filled > 31 ? "┿" : "┼"
    return pad(name, 22) + cells.joined() + right(decimal(share * 100, 1) + " %", 9)
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  static func decimal(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "–" }
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((abs(value) * Double(scale)).rounded())
    let fraction = String(whole % scale)
    let padding = String(repeating: "0", count: max(0, digits - fraction.count))
    let sign = value < 0 && whole > 0 ? "−" : ""
    return sign + "\(whole / scale)" + (digits == 0 ? "" : ".\(padding)\(fraction)")
  }
}
