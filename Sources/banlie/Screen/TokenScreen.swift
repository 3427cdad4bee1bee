import Answers
import Freight
import Ledger

enum TokenScreen {
  static func list(_ tokens: [TokenRecord], now: Int64, style: ScreenStyle) -> String {
    let words = Wording(language: style.language)
    guard !tokens.isEmpty else {
      return words(
        .init(
          en: "no tokens; see banlie token create --help", zh: "没有令牌；见 banlie token create --help",
          ru: "ключей нет; см. banlie token create --help")) + "\n"
    }
    var table = TextTable(columns: [
      ("id", 10), (words(.init(en: "opens", zh: "权限", ru: "открывает")), 30),
      (words(.init(en: "made", zh: "创建", ru: "создан")), 17),
      (words(.init(en: "until", zh: "有效期", ru: "до")), 17),
      (words(.init(en: "for", zh: "用途", ru: "для")), 0),
    ])
    func time(_ moment: Int64?) -> String {
      moment.map { words.time(Instant(microseconds: $0)) } ?? ""
    }
    table.rows = tokens.map { token in
      let end =
        token.revokedAt == nil
        ? time(token.expiresAt) : words(.init(en: "revoked", zh: "已吊销", ru: "отозван"))
      return [token.id, token.scope, time(token.createdAt), end, token.label ?? ""]
    }
    return table.render(style)
  }
}
