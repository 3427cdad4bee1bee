import Answers
import Feeds
import Freight
import Intake
import Ledger
import RouteBook
import Tracking

enum InboxScreen {
  static func list(_ messages: [InboxMessage], style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    var table = TextTable(columns: [
      ("#", 8), (words(.init(en: "received", zh: "收到", ru: "получено")), 20),
      (words(.init(en: "feed", zh: "来源", ru: "источник")), 16),
      (words(.init(en: "format", zh: "格式", ru: "формат")), 12),
      (words(.init(en: "bytes", zh: "字节", ru: "байт")), 9),
      (words(.init(en: "accepted", zh: "接收", ru: "принято")), 9),
      (words(.init(en: "dup", zh: "已有", ru: "повторы")), 9),
      (words(.init(en: "rejected", zh: "拒收", ru: "отказы")), 9),
      (words(.init(en: "name", zh: "名称", ru: "имя")), 0),
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
      text += counted(change.added, "new event")
      if change.rejectedBefore != change.rejectedNow {
        text += ", rejected \(change.rejectedBefore) → \(change.rejectedNow)"
      }
      text += "\n"
    }
    for lost in total.unreadable { text += "#\(lost.message): not replayed: \(lost.detail)\n" }
    let verb = isTrial ? "would be " : ""
    return text
      + "\(counted(total.messages, "message")): \(counted(total.added, "event")) \(verb)new, "
      + "\(counted(total.rejected, "rejection"))\n"
  }

  static func rejections(
    _ rows: [KeptRejection], counts: [String: Int], style: ScreenStyle
  ) -> String {
    let words = Wording(language: style.language)
    var text = ""
    for (reason, count) in counts.sorted(by: { $0.key < $1.key }) {
      text += "\(Columns.padLeft("\(count)", 7))  \(words.reason(reason))\n"
    }
    for row in rows {
      let head =
        "#\(row.message) \(row.feed) \(row.record.position) \(words.reason(row.record.reason))"
      text += "\n" + style.ink(head, .strong) + "\n  "
      text += Columns.wrap(row.record.detail, style.width - 2, indent: 2) + "\n"
    }
    return text.isEmpty
      ? words(.init(en: "no rejections", zh: "没有拒收", ru: "отклонений нет")) + "\n" : text
  }
}
