/// A table that turns into cards where the window is narrow: there each cell says its column's title
/// itself.
struct PageTable {
  struct Cell {
    fileprivate let content: Markup
    fileprivate let kind: String?

    static func markup(_ content: Markup) -> Cell { Cell(content: content, kind: nil) }
    static func text(_ content: String) -> Cell { .markup("\(content)") }
    /// Nothing where there is nothing to read: a link without words leads nobody.
    static func link(_ address: String, _ words: String, isWord: Bool = false) -> Cell {
      Cell(
        content: words.isEmpty ? .nothing : "<a href=\"\(address)\">\(words)</a>",
        kind: isWord ? "word" : nil)
    }

    /// Not broken into lines.
    static func word(_ content: String) -> Cell { Cell(content: "\(content)", kind: "word") }
    static func number(_ content: String) -> Cell { Cell(content: "\(content)", kind: "number") }
  }

  private let titles: [String]
  private var rows: [Markup] = []

  init(_ titles: [String]) { self.titles = titles }

  var isEmpty: Bool { rows.isEmpty }

  /// - Parameter id: a name for addresses that lead to the row.
  mutating func add(_ cells: [Cell], id: String? = nil) {
    let columns = zip(titles, cells).map { title, cell -> Markup in
      let kind = cell.kind.map { " class=\"\($0)\"" as Markup }
      return "<td data-title=\"\(title)\"\(kind)>\(cell.content)</td>"
    }
    rows.append("<tr\(id.map { " id=\"\($0)\"" as Markup })>\(columns)</tr>")
  }

  var markup: Markup {
    let heads = titles.map { "<th scope=\"col\">\($0)</th>" as Markup }
    return "<table><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table>"
  }
}
