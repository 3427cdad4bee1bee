import Answers
import Freight
import HTTPTypes
import Hummingbird
import RouteBook

/// What stands around every page.
struct PageFrame {
  let words: Wording
  var title: String
  /// Where this page is, for the links to it in other languages.
  var address: String
  /// What the page listens to; nil for one that does not change.
  var stream: String?
  var shape: Shape?
  /// Where whoever signed in begins; nil for a page that needs no signing in.
  var home: String?
  var operatorName: String?
  /// What its clocks show (UTC µs).
  var now: Int64

  enum Shape: String {
    /// One column of text.
    case one
    /// Tables, printed across.
    case wide
  }

  var language: Language { words.language }

  func render(_ content: Markup) -> Markup {
    """
    <!doctype html>
    <html lang="\(language.tag)">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex, nofollow">
    <meta name="referrer" content="no-referrer">
    <title>\(title) · \(operatorName ?? "Banlie")</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="\(Assets.style.path)">
    <script src="\(Assets.script.path)" defer></script>
    </head>
    <body\(shape.map { " class=\"\($0.rawValue)\"" as Markup })>
    <a class="skip" href="#content">\(words(PageWords.skip))</a>
    <header class="top">
    \(name)
    \(stream.map { _ in mark })
    <nav aria-label="\(words(PageWords.languages))">\(languages)</nav>
    \(leave)
    </header>
    <main id="content"\(stream.map { " data-stream=\"\($0)\"" as Markup })>
    \(content)
    </main>
    <footer class="end"><span>\(operatorName ?? "Banlie · 班列")</span>
    <span>\(words(PageWords.asOf)) \(words.time(Instant(microseconds: now)))</span>
    <span>\(words(PageWords.localTimes))</span></footer>
    </body>
    </html>

    """
  }

  private var name: Markup {
    let name = operatorName ?? "Banlie"
    guard let home else { return "<span class=\"name\">\(name)</span>" }
    return "<a class=\"name\" href=\"\(words.address(home))\">\(name)</a>"
  }

  private var mark: Markup {
    """
    <span class="small" role="status" data-live="\(words(PageWords.live))" \
    data-stale="\(words(PageWords.notLive))"></span>
    """
  }

  private var languages: Markup {
    let join = address.contains("?") ? "&" : "?"
    return .joined(
      Language.allCases.map { other in
        let current: Markup = other == language ? " aria-current=\"true\"" : .nothing
        return
          "<a href=\"\(address)\(join)lang=\(other.rawValue)\" hreflang=\"\(other.tag)\" lang=\"\(other.tag)\"\(current)>\(other.ownName)</a> "
      })
  }

  private var leave: Markup? {
    guard home != nil else { return nil }
    return """
      <form method="post" action="\(words.address("/logout"))"><button>\(words(PageWords.logout))</button></form>
      """
  }
}

extension Language {
  /// BCP 47.
  var tag: String {
    switch self {
    case .en: "en"
    case .zh: "zh-Hans"
    case .ru: "ru"
    }
  }

  /// As its speakers call it.
  var ownName: String {
    switch self {
    case .en: "English"
    case .zh: "中文"
    case .ru: "Русский"
    }
  }
}

extension Response {
  /// A page: nothing in it may come from elsewhere, run, be framed, kept or told on.
  static func page(
    _ markup: Markup, status: HTTPResponse.Status = .ok, headers more: HTTPFields = [:]
  ) -> Response {
    var headers = more
    headers[.contentType] = "text/html; charset=utf-8"
    headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
      + "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    headers[.cacheControl] = "private, no-store"
    headers[.xContentTypeOptions] = "nosniff"
    headers[.referrerPolicy] = "no-referrer"
    headers[.robotsTag] = "noindex, nofollow"
    headers[.vary] = "Accept-Language, Cookie"
    return Response(
      status: status, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(string: markup.html)))
  }
}
