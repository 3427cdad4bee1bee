import Testing

@testable import Server

@Suite struct MarkupTests {
  @Test func whatIsTextStaysText() {
    let name = #"<script>alert("x")</script> & 'more'"#
    let markup: Markup = "<b title=\"\(name)\">\(name)</b>"
    let escaped = "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;more&#39;"
    #expect(markup.html == "<b title=\"\(escaped)\">\(escaped)</b>")
  }

  @Test func partsAreNotEscapedTwice() {
    let part: Markup = "<i>\("a<b")</i>"
    let none: Markup? = nil
    let whole: Markup = "\(part)\(none)\([part, "<br>"])\(7)霍尔果斯"
    #expect(whole.html == "<i>a&lt;b</i><i>a&lt;b</i><br>7霍尔果斯")
  }
}
