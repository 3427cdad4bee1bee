import Feeds
import Freight
import Intake
import Ledger
import RouteBook
import Tracking

/// Tables fitted to the width; the last column takes what is left.
struct TextTable {
  var columns: [(title: String, width: Int)]
  var rows: [[String]] = []

  func render(_ style: ScreenStyle) -> String {
    var widths = columns.map { Columns.width($0.title) }
    for row in rows {
      for (index, cell) in row.enumerated() {
        widths[index] = max(widths[index], Columns.width(cell))
      }
    }
    for index in widths.indices where columns[index].width > 0 {
      widths[index] = min(widths[index], columns[index].width)
    }
    let used = widths.dropLast().reduce(0) { $0 + $1 + 2 }
    widths[widths.count - 1] = min(widths[widths.count - 1], max(8, style.width - used))
    func line(_ cells: [String]) -> String {
      var text = ""
      for (index, cell) in cells.enumerated() {
        text +=
          index == cells.count - 1
          ? Columns.cut(cell, widths[index]) : Columns.fit(cell, widths[index]) + "  "
      }
      return text
    }
    var result = style.ink(line(columns.map(\.title)), .quiet) + "\n"
    for row in rows { result += line(row) + "\n" }
    return result
  }
}

enum ListScreen {
  static func containers(_ views: [JourneyView], book: RouteBook, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    guard !views.isEmpty else {
      return words(.init(en: "nothing matches", zh: "没有符合的箱", ru: "ничего не найдено")) + "\n"
    }
    var table = TextTable(columns: [
      (words.carrier(.container), 11), (words.carrier(.train), 16),
      (words(.init(en: "where", zh: "位置", ru: "где")), 30),
      (words(.init(en: "done", zh: "进度", ru: "пройдено")), 9), ("ETA", 16),
      (words(.init(en: "alerts", zh: "预警", ru: "внимание")), 0),
    ])
    table.rows = views.map { view in
      [
        view.journey.container.text, view.journey.train?.description ?? "",
        position(view, book, words), progress(view), eta(view, words), alerts(view, words),
      ]
    }
    let total = words.boxes(views.count)
    return table.render(style) + style.ink(total, .quiet) + "\n"
  }

  static func groups(
    _ groups: [(Subject, [JourneyView])], book: RouteBook, style: ScreenStyle
  ) -> String {
    let words = Wording(language: style.language)
    var table = TextTable(columns: [
      (groups.first.map { words.carrier($0.0.kind) } ?? "", 24),
      (words(.init(en: "boxes", zh: "箱数", ru: "конт.")), 6),
      (words(.init(en: "where", zh: "位置", ru: "где")), 30), ("ETA", 16),
      (words(.init(en: "alerts", zh: "预警", ru: "внимание")), 0),
    ])
    table.rows = groups.map { subject, views in
      let summary = CarrierSummary(subject: subject, views: views)
      let main = summary.lead
      return [
        subject.id, "\(views.count)", main.map { position($0, book, words) } ?? "",
        main.map { eta($0, words) } ?? "",
        summary.alerts.map { words.alert($0.alert.kind) }.uniqued().joined(separator: ", "),
      ]
    }
    return groups.isEmpty
      ? words(.init(en: "nothing matches", zh: "没有符合的", ru: "ничего не найдено")) + "\n"
      : table.render(style)
  }

  static func position(_ view: JourneyView, _ book: RouteBook, _ words: Wording) -> String {
    guard let position = view.journey.position else { return words.state(view.journey.state) }
    let place =
      position.place.flatMap { book.findPlace($0)?.names[words.language] } ?? position.asWritten
    return "\(place), \(words.state(view.journey.state))"
  }

  static func progress(_ view: JourneyView) -> String {
    guard let fraction = view.fraction else { return "" }
    let cells = Int((fraction * 4).rounded())
    return String(repeating: "━", count: cells) + String(repeating: "┄", count: 4 - cells)
      + " \(Int((fraction * 100).rounded()))%"
  }

  static func eta(_ view: JourneyView, _ words: Wording) -> String {
    guard let estimate = view.estimate else { return "" }
    return words.window(estimate.p10, estimate.p90)
  }

  private static func alerts(_ view: JourneyView, _ words: Wording) -> String {
    view.alerts.map { words.alert($0.kind) }.uniqued().joined(separator: ", ")
  }
}

extension Array where Element: Hashable {
  /// In order, each once.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

/// A train, wagon, vessel or consignment: its boxes by state and place, what they share, then each.
enum TrainScreen {
  static func render(_ answer: Answer, book: RouteBook, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    let summary = CarrierSummary(subject: answer.subject, views: answer.views)
    var lines = [
      style.ink("\(words.carrier(answer.subject.kind)) \(answer.subject.id)", .strong)
        + "   \(words.boxes(answer.views.count))"
    ]
    if answer.views.contains(where: { $0.journey.assumptions.contains(.simulated) }) {
      lines[0] +=
        "  " + style.ink(words(.init(en: "SIMULATED", zh: "模拟数据", ru: "ИМИТАЦИЯ")), .warning)
    }
    lines.append(words.state(summary.state))
    for (state, place, count) in summary.byStateAndPlace {
      let name = place.flatMap { book.findPlace($0)?.names[style.language] } ?? ""
      lines.append("  \(Columns.padLeft("\(count)", 4))  \(words.state(state))  \(name)")
    }
    for shared in summary.alerts {
      let count =
        shared.count > 1
        ? " (\(words.boxes(shared.count)))" : " (\(shared.boxes.first?.text ?? ""))"
      lines.append(
        style.ink("! ", .warning)
          + Columns.wrap(
            words.sentence(shared.alert, book: book) + count, style.width - 2, indent: 2))
    }
    lines.append("")
    return lines.joined(separator: "\n") + "\n"
      + ListScreen.containers(answer.views, book: book, style: style)
  }
}

enum EventsScreen {
  static func render(_ rows: [EvidenceRow], book: RouteBook, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    var table = TextTable(columns: [
      (words(.init(en: "when", zh: "时间", ru: "когда")), 18),
      (words(.init(en: "what", zh: "事件", ru: "что")), 22),
      (words(.init(en: "where", zh: "地点", ru: "где")), 22),
      (words(.init(en: "through", zh: "经由", ru: "через")), 24),
      (words(.init(en: "source", zh: "来源", ru: "источник")), 0),
    ])
    table.rows = rows.map { row in
      let event = row.event
      let place = event.place.flatMap { book.resolve($0) }
      let name =
        place.flatMap { book.findPlace($0)?.names[style.language] } ?? event.place?.asWritten ?? ""
      var what = words.activity(event.activity)
      if event.activity == .unmapped, let raw = event.rawCode { what += " \(raw)" }
      if event.classifier != .actual { what += " (\(event.classifier.name))" }
      var source = "\(event.feed)"
      if event.source.message > 0 { source += " #\(event.source.message)" }
      let position = event.source.position.description
      if !position.isEmpty { source += " \(position)" }
      var flags = event.assumptions.subtracting([.updateTime, .simulated]).names
      if !row.isPlausible { flags.append("implausible") }
      if row.isSuperseded { flags.append("superseded") }
      if event.assumptions.contains(.simulated) { flags.append("simulated") }
      if !flags.isEmpty { source += " [\(flags.joined(separator: ", "))]" }
      return [
        words.time(book.local(event.occurredAt, at: place)), what, name,
        row.via.map { "\(words.carrier($0.kind)) \($0.id)" } ?? "", source,
      ]
    }
    return table.render(style)
  }
}

enum AlertScreen {
  static func render(_ groups: [AlertGroup], book: RouteBook, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    guard !groups.isEmpty else {
      return words(.init(en: "no open alerts", zh: "没有预警", ru: "предупреждений нет")) + "\n"
    }
    return groups.map { group in
      var head = "\(words.carrier(group.subject.kind)) \(group.subject.id)"
      if group.boxes.count > 1 { head += " (\(words.boxes(group.boxes.count)))" }
      var text =
        style.ink(head, .strong) + "\n  "
        + Columns.wrap(words.sentence(group.alert, book: book), style.width - 2, indent: 2)
      if let seen = group.acknowledgement {
        text += "\n  " + style.ink("✓ \(seen.by)\(seen.note.map { ": \($0)" } ?? "")", .quiet)
      }
      return text + "\n"
    }.joined()
  }
}

enum InboxScreen {
  static func list(_ messages: [InboxMessage], style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    var table = TextTable(columns: [
      ("#", 8), (words(.init(en: "received", zh: "收到", ru: "получено")), 20), ("feed", 16),
      ("format", 12), ("bytes", 9), ("accepted", 9), ("dup", 9), ("rejected", 9), ("name", 0),
    ])
    table.rows = messages.map { message in
      [
        "\(message.id)", words.time(Instant(microseconds: message.receivedAt, precision: .minute)),
        message.feed, message.format ?? "", "\(message.size)", "\(message.accepted)",
        "\(message.duplicates)", "\(message.rejected)", message.name ?? "",
      ]
    }
    return table.render(style)
  }

  static func replay<Store>(_ total: InboxReplay<Store>.Total, isTrial: Bool) -> String {
    var text = ""
    for change in total.changes {
      text += "#\(change.message) \(change.feed)\(change.name.map { " " + $0 } ?? ""): "
      text += "\(change.added) new events"
      if change.rejectedBefore != change.rejectedNow {
        text += ", rejected \(change.rejectedBefore) → \(change.rejectedNow)"
      }
      text += "\n"
    }
    let verb = isTrial ? "would be " : ""
    return text
      + "\(total.messages) messages: \(total.added) events \(verb)new, \(total.rejected) rejections\n"
  }

  static func rejections(
    _ rows: [KeptRejection], counts: [String: Int], style: ScreenStyle
  ) -> String {
    var text = ""
    for (reason, count) in counts.sorted(by: { $0.key < $1.key }) {
      text += "\(Columns.padLeft("\(count)", 7))  \(reason)\n"
    }
    for row in rows {
      let head = "#\(row.message) \(row.feed) \(row.record.position) \(row.record.reason)"
      text += "\n" + style.ink(head, .strong) + "\n  "
      text += Columns.wrap(row.record.detail, style.width - 2, indent: 2) + "\n"
    }
    return text.isEmpty ? "no rejections\n" : text
  }
}

enum IngestScreen {
  static func render(_ report: IngestReport, style: ScreenStyle) -> String {
    var text = ""
    for file in report.files {
      let outcome = file.outcome
      var head = "\(file.name)  \(outcome.format ?? "?")"
      head += "  \(outcome.accepted) accepted"
      if outcome.duplicates > 0 { head += ", \(outcome.duplicates) known already" }
      if outcome.rejected > 0 { head += ", " + style.ink("\(outcome.rejected) rejected", .warning) }
      if outcome.warningCount > 0 { head += ", \(outcome.warningCount) warnings" }
      text += head + "\n"
      for rejection in outcome.rejections.prefix(10) {
        let place = rejection.position.description
        let line =
          "\(place.isEmpty ? "" : place + ": ")\(rejection.reason.rawValue): \(rejection.detail)"
        text += "  " + style.ink("✗ ", .bad) + Columns.wrap(line, style.width - 4, indent: 4) + "\n"
      }
      if outcome.rejected > 10 {
        text += "    … \(outcome.rejected - 10) more; see banlie inbox rejections\n"
      }
      for warning in outcome.warnings.prefix(5) {
        let place = warning.position.description
        let line = "\(place.isEmpty ? "" : place + ": ")\(warning.detail)"
        text +=
          "  " + style.ink("· ", .quiet) + Columns.wrap(line, style.width - 4, indent: 4) + "\n"
      }
      if outcome.warningCount > 5 { text += "    … \(outcome.warningCount - 5) more warnings\n" }
    }
    return text
  }
}

enum RouteScreen {
  static func list(_ book: RouteBook, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    var table = TextTable(columns: [("id", 34), ("name", 44), ("km", 8), ("days", 5), ("", 0)])
    table.rows = book.listRoutes().map { route in
      let stops = route.stops()
      let kilometres = stops.reduce(0.0) { $0 + ($1.leg?.kilometres ?? 0) }
      let hours = stops.reduce(0.0) {
        $0 + ($1.leg?.plannedHours ?? 0)
          + (book.dwell(at: $1, direction: route.direction)?.plannedHours ?? 0)
      }
      return [
        route.id, route.names[style.language], words.grouped(kilometres),
        "\((hours / 2.4).rounded() / 10)", route.direction.rawValue,
      ]
    }
    return table.render(style)
  }

  static func render(_ route: Route, book: RouteBook, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    var text = style.ink(route.names[style.language], .strong) + "   \(route.id)\n"
    if let published = route.published {
      let figures = [
        published.days.map { "\($0) d" }, published.kilometres.map { words.kilometres($0) },
      ].compactMap(\.self).joined(separator: ", ")
      text += style.ink("published: \(figures) — \(published.source)", .quiet) + "\n"
    }
    var kilometres = 0.0
    for section in route.sections {
      for (index, variant) in section.variants.enumerated() {
        if section.variants.count > 1 {
          text +=
            "  " + style.ink("┌ \(variant.names?[style.language] ?? variant.id)", .accent) + "\n"
        }
        var along = kilometres
        for stop in variant.stops {
          along += stop.leg?.kilometres ?? 0
          text += line(stop, along, section.variants.count > 1, route, book, style, words) + "\n"
        }
        if index == section.variants.count - 1 || index == 0 {
          if index == 0 { kilometres += along - kilometres }
        }
      }
    }
    return text
  }

  private static func line(
    _ stop: Stop, _ along: Double, _ isVariant: Bool, _ route: Route, _ book: RouteBook,
    _ style: ScreenStyle, _ words: Wording
  ) -> String {
    let name = book.findPlace(stop.place)?.names[style.language] ?? stop.place.slug
    var text = isVariant ? "  │ " : "    "
    text += Columns.fit(name, 22) + "  " + Columns.padLeft(words.kilometres(along), 10)
    text += "  " + Columns.fit(words.role(stop.role), 10)
    if let leg = stop.leg {
      text +=
        " "
        + style.ink(
          "\(leg.mode == .rail ? "" : leg.mode.rawValue + " ")\(words.duration(hours: leg.plannedHours))",
          .quiet)
    }
    if let dwell = book.dwell(at: stop, direction: route.direction) {
      let source = dwell.provenance == .estimated ? "est." : "src."
      text += style.ink(
        "  + \(words.duration(hours: dwell.plannedHours)) \(source), P50 \(words.duration(hours: dwell.typicalP50Hours)), P90 \(words.duration(hours: dwell.typicalP90Hours))",
        .quiet)
    }
    return text
  }
}

enum PlaceScreen {
  static func unresolved(_ rows: [UnresolvedPlace], total: Int, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    guard !rows.isEmpty else {
      return words(
        .init(
          en: "every place that was named is known", zh: "所有地点均已识别",
          ru: "все названные места известны")) + "\n"
    }
    var table = TextTable(columns: [
      (words(.init(en: "reports", zh: "条数", ru: "сообщений")), 10),
      (words(.init(en: "latest", zh: "最近", ru: "последнее")), 20),
      (words(.init(en: "as written", zh: "原文", ru: "как написано")), 36),
      (words(.init(en: "perhaps", zh: "可能是", ru: "возможно")), 0),
    ])
    table.rows = rows.map { row in
      [
        "\(row.written.count)",
        words.time(Instant(microseconds: row.written.latestAt, precision: .minute)),
        row.written.place.key, row.suggestion?.id.slug ?? "",
      ]
    }
    var text = table.render(style)
    if total > rows.count { text += "… \(total - rows.count)\n" }
    return text
  }

  static func render(_ places: [Place], book: RouteBook, style: ScreenStyle) -> String {
    places.map { place in
      var codes = place.unlocodes.map { "UN/LOCODE \($0)" }
      if let esr = place.esr { codes.append("ESR \(esr)") }
      if let telecode = place.telecode { codes.append("12306 \(telecode)") }
      var text = style.ink(place.names[style.language], .strong)
      let others = [place.names.en, place.names.zh, place.names.ru].compactMap(\.self)
        .filter { $0 != place.names[style.language] }
      text +=
        "   " + others.joined(separator: " · ") + "   \(place.kind.rawValue), \(place.country)\n"
      text +=
        "  "
        + style.ink(
          ([place.id.slug, place.zone] + codes + place.gauges.map { "\($0) mm" }).joined(
            separator: " · "), .quiet) + "\n"
      if !place.aliases.isEmpty {
        text +=
          "  "
          + style.ink(
            Columns.wrap(place.aliases.joined(separator: ", "), style.width - 2, indent: 2), .quiet)
          + "\n"
      }
      return text
    }.joined()
  }
}

extension Answer {
  func screen(_ book: RouteBook, _ style: ScreenStyle) -> String {
    if case .container = subject, let view = views.first {
      return StatusScreen.render(view, book: book, style: style, tripCount: tripCount)
    }
    return TrainScreen.render(self, book: book, style: style)
  }
}
