import Answers
import Freight
import RouteBook
import Tracking

/// Every report behind an answer.
struct EvidencePage {
  let id: String
  let rows: [EvidenceRow]
  let book: RouteBook
  let words: Wording

  var content: Markup {
    var table = PageTable(
      [
        PageWords.when, PageWords.what, PageWords.place, PageWords.through, PageWords.source,
      ].map { words($0) })
    let isSimulated = !rows.isEmpty && rows.allSatisfy { $0.event.assumptions.contains(.simulated) }
    for row in rows {
      let event = row.event
      let place = event.place.flatMap { book.resolve($0) }
      let name =
        place.flatMap { book.findPlace($0)?.names[words.language] } ?? event.place?.asWritten ?? ""
      let said = EvidenceWords(row: row, words: words)
      table.add(
        [
          .text(words.time(book.local(event.occurredAt, at: place))),
          .markup("\(said.what)\(isSimulated ? nil : words.mark(simulated: event.assumptions))"),
          .text(name), .markup(row.via.map(words.link) ?? .nothing), .text(said.source),
        ], id: event.id.description)
    }
    return """
      <h1>\(words(PageWords.evidenceOf)) <a href="\(words.address(show: id))">\(id)</a>\(isSimulated ? words.mark(simulated: .simulated) : nil)</h1>
      <div class="card scroll">\(table.markup)</div>
      """
  }
}
