import Freight
import RouteBook
import Tracking

/// One box on one trip, for a person at a terminal: where, how far, what holds it, when, how we know.
package struct StatusScreen {
  package let view: JourneyView
  package let book: RouteBook
  package let style: ScreenStyle
  package let words: Wording
  package let tripCount: Int
  private var journey: Journey { view.journey }

  package static func render(
    _ view: JourneyView, book: RouteBook, style: ScreenStyle, tripCount: Int = 1
  ) -> String {
    let screen = StatusScreen(
      view: view, book: book, style: style, words: Wording(language: style.language, now: view.now),
      tripCount: tripCount)
    return screen.lines.joined(separator: "\n") + "\n"
  }

  private var lines: [String] {
    var lines = header
    lines.append("")
    lines += whereabouts
    if let bar = progressBar { lines += ["", bar] }
    if !attention.isEmpty { lines += [""] + attention }
    lines += [""] + (view.stops.isEmpty ? timeline : stops)
    lines += [""] + footer
    return lines
  }

  // MARK: - Who

  private var header: [String] {
    var first = style.ink(journey.container.text, .strong)
    if !journey.container.isCheckDigitValid {
      let flag = words(.init(en: "check digit wrong", zh: "校验位错误", ru: "контр. цифра неверна"))
      first += " " + style.ink("(\(flag))", .warning)
    }
    if journey.assumptions.contains(.simulated) {
      first += "  " + style.ink(words(Phrases.simulated), .warning)
    }
    if let name = view.route?.names[style.language] { first += "   " + name }
    var lines = [first]
    if !cargo.isEmpty { lines.append(style.ink(Columns.cut(cargo, style.width), .quiet)) }
    if let to = journey.correctedTo {
      lines.append(
        words(
          .init(
            en: "this number was corrected to \(to)", zh: "箱号已更正为\(to)",
            ru: "номер исправлен на \(to)")))
    }
    if let closed = journey.closedAt.map({ words.time(Instant(microseconds: $0)) }) {
      lines.append(
        words(
          .init(
            en:
              "over: the box began another trip by \(closed); nobody reported the end of this one",
            zh: "已结束：该箱于\(closed)前已开始下一次运输，本次的终了无人报告",
            ru:
              "завершён: с \(closed) контейнер в следующем рейсе; об окончании этого никто не сообщил"
          )))
    }
    if tripCount > 1 {
      let which = "\(journey.sequence)/\(tripCount)"
      lines.append(
        words(
          .init(
            en: "trip \(which), others with --trip", zh: "第\(which)次运输，其他用 --trip",
            ru: "рейс \(which), другие: --trip")))
    }
    return lines
  }

  private var cargo: String {
    var parts: [String] = []
    for item in journey.cargo.prefix(3) {
      var text = item.description ?? item.commodity?.digits ?? ""
      if let packages = item.packages { text += " \(words.packages(packages))" }
      if let weight = item.grossKilograms { text += " \(words.kilograms(weight))" }
      if !text.isEmpty { parts.append(text) }
    }
    if journey.cargo.count > 3 { parts.append("+\(journey.cargo.count - 3)") }
    parts += journey.notes.prefix(2).map(words.note)
    return parts.joined(separator: " · ")
  }

  // MARK: - Where

  private var whereabouts: [String] {
    guard let position = journey.position else {
      return [style.ink(words.state(journey.state), .strong)]
    }
    let place = name(position.place, position.asWritten)
    var what = words.activity(position.activity, by: journey.carrierKind(of: position))
    if position.activity == .unmapped || position.activity == .positioned,
      let raw = position.rawCode
    {
      what += " (\(raw))"
    }
    var at = book.local(position.at, at: position.place)
    if let made = journey.stateMade {
      what = words.activity(made.activity)
      at = book.local(made.at, at: made.place ?? position.place)
    }
    var lines = [
      style.ink("\(words.state(journey.state)) · \(place)", .strong)
        + "   \(what) \(words.time(at))"
    ]
    if let standing { lines.append(standing) }
    if let said { lines.append(said) }
    if let aboard { lines.append(style.ink(aboard, .quiet)) }
    return lines
  }

  /// Dwell so far against what is usual there.
  private var standing: String? {
    guard let position = journey.position, journey.isUnderWay,
      position.activity != .departed, position.activity != .passed,
      let stop = view.stops.first(where: { $0.progress == .here })
    else { return nil }
    let hours = view.standingHours(since: position.since)
    guard hours >= 1 else { return nil }
    let span = words.duration(hours: hours)
    let text = words(
      .init(en: "standing \(span)", zh: "已停\(span)", ru: "стоит \(span)"))
    guard let dwell = stop.dwell else { return text }
    let half = words.duration(hours: dwell.typicalP50Hours)
    let most = words.duration(hours: dwell.typicalP90Hours)
    let typical = words(
      .init(
        en: "half leave within \(half), 9 in 10 within \(most)", zh: "半数\(half)内离开，九成\(most)内",
        ru: "половина уходит за \(half), 9 из 10 за \(most)"))
    return "\(text)   " + style.ink(typical, .quiet)
  }

  /// What the sender added to the newest report, or to the one that tells where the box is.
  private var said: String? {
    let heard = journey.timeline.filter { $0.isPlausible && $0.classifier == .actual }
    let entries = [heard.last, heard.last { $0.evidence == journey.position?.evidence }]
    guard let entry = entries.compactMap(\.self).first(where: { $0.reason?.isEmpty == false }),
      let reason = entry.reason,
      !tellsFindings || !journey.findings.contains(where: { $0.isOpen && $0.detail == reason })
    else { return nil }
    return Columns.cut("“\(reason)”", style.width)
  }

  private var aboard: String? {
    var latest: [String] = []
    for kind in [Subject.Kind.train, .trainLeg, .voyage, .wagon] {
      guard let interval = journey.carriers.last(where: { $0.carrier.kind == kind && $0.to == nil })
      else { continue }
      latest.append("\(words.carrier(kind)) \(interval.carrier.id)")
    }
    let before = journey.carriers.filter { $0.carrier.kind == .wagon && $0.to != nil }.map(
      \.carrier.id)
    if !before.isEmpty {
      let list = before.joined(separator: ", ")
      latest.append(words(.init(en: "before: \(list)", zh: "此前：\(list)", ru: "ранее: \(list)")))
    }
    return latest.isEmpty ? nil : Columns.wrap(latest.joined(separator: " · "), style.width)
  }

  // MARK: - How far

  /// `Nanchang ━━━━┿━━●┄┄┄┿┄┄ Baku  48 %  4 120 of 8 406 km`, border crossings marked.
  private var progressBar: String? {
    guard let total = view.totalKilometres, total > 0, let first = view.stops.first,
      let last = view.stops.last
    else { return nil }
    let covered = journey.coveredKilometres ?? 0
    let left = name(first.place, "")
    let right = name(last.place, "")
    let percent = Int(((view.fraction ?? 0) * 100).rounded())
    let figures =
      "\(percent) %  \(words.grouped(covered)) / \(words.kilometres(total))"
    let room = style.width - Columns.width(left) - Columns.width(right) - Columns.width(figures) - 5
    let cells = min(max(room, 10), 60)
    return "\(left) \(bar(cells, covered: covered, total: total)) \(right)   \(figures)"
  }

  private func bar(_ cells: Int, covered: Double, total: Double) -> String {
    let head = min(Int(covered / total * Double(cells)), cells - 1)
    var crossings: Set<Int> = []
    for stop in view.stops where stop.role == .border || stop.role == .reload || stop.role == .port
    {
      crossings.insert(min(Int(stop.kilometres / total * Double(cells)), cells - 1))
    }
    var done = ""
    var coming = ""
    for cell in 0..<cells {
      let isCrossing = crossings.contains(cell)
      if cell == head {
        done += "●"
      } else if cell < head {
        done += isCrossing ? "┿" : "━"
      } else {
        coming += isCrossing ? "┼" : "┄"
      }
    }
    return style.ink(done, .accent) + style.ink(coming, .quiet)
  }

  // MARK: - What holds it

  private var attention: [String] {
    var lines = view.alerts.filter { $0.kind != .implausible }.map { alert in
      style.ink("! ", .warning)
        + Columns.wrap(words.sentence(alert, book: book), style.width - 2, indent: 2)
    }
    let doubtful = view.alerts.count { $0.kind == .implausible }
    if doubtful > 0 {
      let text = words(
        .init(
          en: doubtful == 1
            ? "1 report cannot be true and is left out; see banlie events"
            : "\(doubtful) reports cannot be true and are left out; see banlie events",
          zh: "\(doubtful)条报告存疑，未采用，见 banlie events",
          ru: "сомнительных сообщений: \(doubtful), не учтены; см. banlie events"))
      lines.append(style.ink("! ", .warning) + text)
    }
    if tellsFindings {
      for finding in journey.findings where finding.isOpen {
        if let text = words.sentence(finding, book: book) { lines.append("· " + text) }
      }
    }
    return lines
  }

  /// Where it is stalled the alert names what holds it.
  private var tellsFindings: Bool {
    journey.isUnderWay && !view.alerts.contains { $0.kind == .stalled && $0.detail != nil }
  }

  // MARK: - Stops

  private var stops: [String] {
    let nameWidth = min(24, view.stops.map { Columns.width(name($0.place, "")) }.max() ?? 12)
    return shownStops.map { entry in
      guard let stop = entry else { return style.ink("    ⋮", .quiet) }
      return line(stop, nameWidth: nameWidth)
    }
  }

  /// Where nothing was said of a plain station it is left out, with a mark for the gap.
  private var shownStops: [JourneyView.StopView?] {
    var shown: [JourneyView.StopView?] = []
    for (index, stop) in view.stops.enumerated() {
      let isPlain = stop.role == .passing || stop.role == .station
      let isNear = stop.progress == .here || index > 0 && view.stops[index - 1].progress == .here
      if !isPlain || isNear || stop.progress == .done && stop.actual.arrival?.isImplied == false {
        shown.append(stop)
      } else if case .some(.some) = shown.last {
        shown.append(nil)
      }
    }
    return shown
  }

  private func line(_ stop: JourneyView.StopView, nameWidth: Int) -> String {
    let label = Columns.fit(name(stop.place, ""), nameWidth)
    let mark: String
    switch stop.progress {
    case .done: mark = style.ink("✓", .good)
    case .here: mark = style.ink("●", .accent)
    case .coming: mark = style.ink("○", .quiet)
    }
    var text = "  \(mark) \(label)  "
    text += stop.progress == .coming ? style.ink(expected(stop), .quiet) : happened(stop)
    let note = remark(stop)
    if !note.isEmpty, Columns.width(text) + Columns.width(note) + 2 <= style.width {
      text += "  " + style.ink(note, .quiet)
    }
    return text
  }

  private func happened(_ stop: JourneyView.StopView) -> String {
    var parts: [String] = []
    if let arrival = stop.actual.arrival {
      let sign = arrival.isImplied ? "≤ " : ""
      parts.append(sign + words.time(book.local(arrival.at, at: stop.place)))
    }
    if let departure = stop.actual.departure {
      parts.append("→ " + words.time(book.local(departure.at, at: stop.place)))
    }
    if parts.isEmpty, stop.progress == .done {
      return style.ink(
        words(.init(en: "passed, not reported", zh: "已过，未报", ru: "пройдено, не сообщено")), .quiet)
    }
    return parts.joined(separator: "  ")
  }

  private func expected(_ stop: JourneyView.StopView) -> String {
    guard let window = stop.estimated.arrival else {
      return stop.planned.arrival.map { words.time($0) } ?? ""
    }
    return "~ \(words.date(window.p50.localDate))  (\(words.window(window.p10, window.p90)))"
  }

  private func remark(_ stop: JourneyView.StopView) -> String {
    var parts: [String] = []
    if stop.role == .reload { parts.append(words.role(.reload)) }
    if stop.role == .port { parts.append(words.role(.port)) }
    if let planned = stop.planned.arrival {
      if let actual = stop.actual.arrival?.at, stop.progress != .coming {
        let late = actual.hours(since: planned)
        if abs(late) >= 12 {
          parts.append((late > 0 ? "+" : "−") + words.duration(hours: abs(late)))
        }
      } else if stop.progress == .coming {
        parts.append(
          words(
            .init(
              en: "plan \(words.date(planned.localDate))", zh: "计划\(words.date(planned.localDate))",
              ru: "план \(words.date(planned.localDate))")))
      }
    }
    return parts.joined(separator: ", ")
  }

  /// Without a route there is still a timeline.
  private var timeline: [String] {
    let entries = journey.timeline.filter { $0.classifier == .actual }.suffix(20)
    let times = entries.map { words.time(book.local($0.at, at: $0.place)) }
    let width = max(18, times.map(Columns.width).max() ?? 0)
    return zip(entries, times).map { entry, time in
      let time = Columns.pad(time, width)
      var text = "  \(time)  \(words.activity(entry.activity, by: journey.carrierKind(of: entry)))"
      if entry.activity == .unmapped, let raw = entry.rawCode { text += " \(raw)" }
      let place = name(entry.place, entry.asWritten)
      if !place.isEmpty { text += "  \(place)" }
      if let via = entry.via {
        text += "  " + style.ink("\(words.carrier(via.kind)) \(via.id)", .quiet)
      }
      if !entry.isPlausible { text += " ?" }
      return text
    }
  }

  // MARK: - When, and how we know

  private var footer: [String] {
    var lines: [String] = []
    if let estimate = view.estimate {
      lines.append(eta(estimate))
    } else if journey.state.expectsArrival,
      let expected = journey.senderEstimates.last(where: { $0.activity == .arrived })
    {
      let time = words.time(book.local(expected.at, at: expected.place))
      lines.append("ETA  \(name(expected.place, expected.asWritten)) \(time)  (\(expected.feed))")
    } else if let reason = view.missingEstimate {
      lines.append(style.ink(words.missing(reason), .quiet))
    }
    if let last = journey.lastReport, let minutes = view.silentMinutes {
      let ago = words.ago(minutes: minutes)
      var text = words(
        .init(en: "last report \(ago)", zh: "最近消息：\(ago)", ru: "последнее сообщение \(ago)"))
      // Customers are not told whose word it is.
      if !last.feed.isEmpty {
        text += words(
          .init(
            en: " from \(last.feed)", zh: "，来自\(last.feed)", ru: ", источник \(last.feed)"))
      }
      lines.append(style.ink(text, .quiet))
    }
    let assumed = words.assumptions(journey.assumptions.subtracting(.checkDigit))
    if !assumed.isEmpty {
      let text = assumed.joined(separator: words.language == .zh ? "；" : "; ")
      lines.append(style.ink(Columns.wrap(text, style.width), .quiet))
    }
    return lines
  }

  private func eta(_ estimate: Estimate) -> String {
    let place = name(estimate.place, "")
    let day = words.date(estimate.p50.localDate)
    let window = words.window(estimate.p10, estimate.p90)
    let text = "ETA  " + style.ink("\(place) \(day)", .strong) + "  (\(window))"
    var notes = [words.basis(estimate)]
    if let first = estimate.firstEstimate {
      let moved = estimate.p50.hours(since: first)
      if abs(moved) >= 12 {
        let span = words.duration(hours: abs(moved))
        notes.append(
          moved > 0
            ? words(
              .init(
                en: "\(span) later than first said", zh: "比最初晚\(span)",
                ru: "на \(span) позже первоначального"))
            : words(
              .init(
                en: "\(span) earlier than first said", zh: "比最初早\(span)",
                ru: "на \(span) раньше первоначального")))
      }
    }
    let tail = style.ink(notes.joined(separator: ", "), .quiet)
    let fits = Columns.width(text) + Columns.width(tail) + 2 <= style.width
    return text + (fits ? "  " : "\n     ") + tail
  }

  private func name(_ place: PlaceID?, _ asWritten: String) -> String {
    place.flatMap { book.findPlace($0)?.names[style.language] } ?? asWritten
  }
}
