import Answers
import Freight
import Intake
import Ledger

/// A feed and how it is doing at one moment.
struct FeedHealth {
  enum State: String {
    /// Loaded by hand or pushed.
    case manual
    case never, healthy, failing, open, paused
  }

  var source: FeedSource
  var poll: PollRecord?
  var expectedIntervalHours: Double
  /// UTC microseconds.
  var now: Int64

  var state: State {
    guard source.fetch != nil else { return .manual }
    guard let poll else { return .never }
    if poll.isPaused { return .paused }
    if poll.isOpen { return .open }
    if poll.failures > 0 { return .failing }
    return poll.succeededAt == nil ? .never : .healthy
  }

  /// Since the last news.
  var lagMinutes: Int? { poll?.newsAt.map { Int((now - $0) / 60_000_000) } }

  /// Reached, but without news for longer than is expected of it: the sender may have stopped.
  var isSilent: Bool {
    guard let lagMinutes, state == .healthy else { return false }
    return Double(lagMinutes) > 2 * expectedIntervalHours * 60
  }
}

enum FeedScreen {
  static func list(_ rows: [FeedHealth], style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    guard !rows.isEmpty else {
      return words(
        .init(
          en: "no feeds yet; see banlie feed add --help",
          zh: "尚无数据源；见 banlie feed add --help",
          ru: "источников пока нет; см. banlie feed add --help")) + "\n"
    }
    return rows.map { row in
      var head = style.ink(row.source.name, .strong) + "  " + state(row, words, style)
      head += "  " + style.ink(row.source.options.format ?? "auto", .quiet)
      var text = head + "\n"
      if let fetch = row.source.fetch {
        text += "  " + style.ink(Columns.cut(fetch.request.url, style.width - 4), .quiet) + "\n"
      }
      let parts = facts(row, words)
      if !parts.isEmpty {
        text += "  " + Columns.wrap(parts.joined(separator: " · "), style.width - 2, indent: 2)
        text += "\n"
      }
      if let error = row.poll?.error {
        text +=
          "  " + style.ink("✗ ", .bad) + Columns.wrap(error, style.width - 4, indent: 4) + "\n"
      }
      return text
    }.joined()
  }

  private static func state(_ row: FeedHealth, _ words: Wording, _ style: ScreenStyle) -> String {
    switch row.state {
    case .manual: words(.init(en: "by hand", zh: "手工导入", ru: "вручную"))
    case .never: words(.init(en: "not asked yet", zh: "尚未读取", ru: "ещё не опрошен"))
    case .healthy:
      row.isSilent
        ? style.ink(words(.init(en: "silent", zh: "无动态", ru: "молчит")), .warning)
        : style.ink(words(.init(en: "healthy", zh: "正常", ru: "исправен")), .good)
    case .failing: style.ink(words(.init(en: "failing", zh: "读取失败", ru: "сбой")), .warning)
    case .open:
      style.ink(
        words(
          .init(
            en: "circuit open: asked rarely until it answers",
            zh: "已熔断：恢复前仅偶尔重试", ru: "отключён после сбоев: опрашивается редко")), .bad)
    case .paused: words(.init(en: "paused", zh: "已暂停", ru: "приостановлен"))
    }
  }

  private static func facts(_ row: FeedHealth, _ words: Wording) -> [String] {
    guard let poll = row.poll else { return [] }
    func since(_ moment: Int64) -> String {
      words.ago(minutes: max(0, Int((row.now - moment) / 60_000_000)))
    }
    var parts: [String] = []
    if let moment = poll.succeededAt {
      parts.append(words(.init(en: "reached", zh: "最近成功", ru: "успех")) + " " + since(moment))
    }
    if let moment = poll.newsAt {
      parts.append(words(.init(en: "news", zh: "最近动态", ru: "новости")) + " " + since(moment))
    }
    if poll.failures > 0 {
      parts.append(
        words(
          .init(
            en: poll.failures == 1 ? "1 failure" : "\(poll.failures) failures in a row",
            zh: "连续失败\(poll.failures)次",
            ru: "сбоев подряд: \(poll.failures)")))
    }
    if let due = poll.dueAt, !poll.isPaused {
      parts.append(
        words(.init(en: "next", zh: "下次", ru: "следующий")) + " "
          + words.time(Instant(microseconds: due, precision: .minute)))
    }
    return parts
  }

  static func polls(_ reports: [PollReport], style: ScreenStyle) -> String {
    reports.map { report in
      var line = style.ink(report.feed, .strong) + "  "
      switch report.state {
      case .news, .noNews:
        line += report.added > 0 ? "\(report.added) new" : "nothing new"
        if report.messages > 0 { line += " from \(counted(report.messages, "message"))" }
      case .failed: line += style.ink("failed", .bad)
      case .notDue: line += "not due"
      case .paused: line += "paused"
      }
      if report.duplicates > 0 { line += ", \(report.duplicates) known already" }
      if report.strangers > 0 { line += ", \(report.strangers) of strangers' boxes" }
      if report.rejected > 0 { line += ", " + style.ink("\(report.rejected) rejected", .warning) }
      line += "\n"
      if let error = report.error {
        line += "  " + style.ink("✗ ", .bad)
        line += Columns.wrap("\(error)", style.width - 4, indent: 4) + "\n"
      }
      return line
    }.joined()
  }
}
