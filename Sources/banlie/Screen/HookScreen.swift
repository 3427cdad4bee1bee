import Answers
import Freight
import Ledger
import Notices

enum HookScreen {
  static func list(_ rows: [HookRow], now: Int64, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    guard !rows.isEmpty else {
      return words(
        .init(
          en: "nobody has subscribed; see banlie hook add --help",
          zh: "尚无订阅；见 banlie hook add --help", ru: "подписок нет; см. banlie hook add --help"))
        + "\n"
    }
    return rows.map { row in
      let subscription = row.kept.subscription
      var head = style.ink(row.kept.record.id, .strong) + "  " + state(row, words, style)
      if let label = subscription.label { head += "  " + label }
      var text = head + "\n"
      text += "  " + style.ink(Columns.cut(subscription.url, style.width - 4), .quiet) + "\n"
      let wishes = wishes(subscription, words).joined(separator: " · ")
      text += "  " + Columns.wrap(wishes, style.width - 2, indent: 2) + "\n"
      let facts = facts(row, words).joined(separator: " · ")
      return text + "  " + Columns.wrap(facts, style.width - 2, indent: 2) + "\n"
    }.joined(separator: "\n")
  }

  private static func state(_ row: HookRow, _ words: Wording, _ style: ScreenStyle) -> String {
    switch row.kept.record.state {
    case .active: words(.init(en: "active", zh: "启用", ru: "действует"))
    case .paused: style.ink(words(.init(en: "paused", zh: "已暂停", ru: "приостановлена")), .warning)
    case .gone:
      style.ink(
        words(
          .init(
            en: "gone: the receiver answered 410", zh: "已失效：接收方返回 410",
            ru: "отключена: получатель ответил 410")), .warning)
    }
  }

  private static func wishes(_ subscription: Subscription, _ words: Wording) -> [String] {
    func choice(_ choice: Subscription.Choice, _ name: String) -> String? {
      switch choice {
      case .none: nil
      case .all: name
      case .only(let names): "\(name): \(names.sorted().joined(separator: ", "))"
      }
    }
    let filter = subscription.filter
    let boxes = filter.containers.sorted().joined(separator: ", ")
    return [
      choice(
        subscription.milestones, words(.init(en: "milestones", zh: "节点", ru: "события"))),
      choice(subscription.alerts, words(.init(en: "alerts", zh: "预警", ru: "тревоги"))),
      subscription.estimateHours.map {
        words(.init(en: "ETA moved by ", zh: "ETA 变动超过 ", ru: "прогноз сдвинулся на "))
          + words.duration(hours: $0)
      }, filter.customer.map { words(.init(en: "customer ", zh: "客户 ", ru: "клиент ")) + $0 },
      filter.route, filter.train, filter.place, boxes.isEmpty ? nil : boxes,
    ].compactMap(\.self)
  }

  private static func facts(_ row: HookRow, _ words: Wording) -> [String] {
    func count(_ number: Int, _ phrase: Wording.Phrase) -> String { "\(number) \(words(phrase))" }
    var facts = [
      count(row.delivered, .init(en: "delivered", zh: "已送达", ru: "доставлено")),
      count(row.waiting, .init(en: "waiting", zh: "待送", ru: "ждут")),
    ]
    if row.dead > 0 {
      facts.append(count(row.dead, .init(en: "dead letters", zh: "未能送达", ru: "не доставлено")))
    }
    if let latest = row.latestAt {
      facts.append(
        words(.init(en: "last ", zh: "最近 ", ru: "последняя "))
          + words.time(Instant(microseconds: latest)))
    }
    return facts
  }

  static func deliveries(_ rows: [DeliveryRow], isFull: Bool, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    guard !rows.isEmpty else {
      return words(.init(en: "no notices", zh: "没有通知", ru: "уведомлений нет")) + "\n"
    }
    return rows.map { row in
      let notice = row.notice
      let time = words.time(Instant(microseconds: notice.createdAt))
      let name = style.ink(notice.name, .strong)
      var text = "\(name)  \(time)  \(fate(row, words, style))\n"
      let about = (try? NoticeBody(notice.body))?.summary ?? ""
      let line = "\(notice.type) · \(about)"
      text += "  " + Columns.cut(line, style.width - 4) + "\n"
      guard isFull else { return text }
      for attempt in row.attempts {
        let at = words.time(Instant(microseconds: attempt.at))
        let end = attempt.error ?? "\(attempt.status ?? 0)"
        text += "  \(at)  \(attempt.milliseconds) ms  \(end)\n"
      }
      return text + "  " + String(decoding: notice.body, as: UTF8.self) + "\n"
    }.joined()
  }

  private static func fate(_ row: DeliveryRow, _ words: Wording, _ style: ScreenStyle) -> String {
    switch row.notice.state {
    case .delivered: return words(.init(en: "delivered", zh: "已送达", ru: "доставлено"))
    case .dead:
      let error = row.attempts.last?.error.map { ": \($0)" } ?? ""
      return style.ink(
        words(.init(en: "dead letter", zh: "未能送达", ru: "не доставлено")) + error, .warning)
    case .waiting:
      let waits = words(.init(en: "waiting", zh: "待送", ru: "ждёт"))
      guard let failure = row.attempts.last?.error else { return waits }
      let next = words.time(Instant(microseconds: row.notice.dueAt))
      let again = words(.init(en: "next", zh: "下次", ru: "снова"))
      return style.ink("\(waits): \(failure), \(again) \(next)", .warning)
    }
  }
}
