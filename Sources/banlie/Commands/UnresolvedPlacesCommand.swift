import Answers
import ArgumentParser
import Freight
import Intake
import Ledger
import RouteBook

/// A place that senders name and the gazetteer does not know.
struct UnresolvedPlace {
  var written: WrittenPlace
  /// What it may be.
  var suggestion: Place?
}

extension PlaceCommand {
  struct UnresolvedPlaces: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "unresolved",
      abstract: "Places that senders name and the gazetteer does not know, most frequent first.",
      discussion: """
        One line under aliases: in banlie.yaml explains such a name, for the past too:

          aliases:
            altynkol: [阿腾科里换装站, "taf=KZ70840"]
        """)

    @Option(help: "How many at most.")
    var limit = 100

    @Flag(help: "An array of objects.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let ledger = try workspace.openForReading()
      let written = try ledger.read { try $0.listWrittenPlaces() }
      let unknown = written.filter { workspace.book.resolve($0.place) == nil }.sorted { a, b in
        a.count == b.count ? a.place.key < b.place.key : a.count > b.count
      }
      let rows = unknown.prefix(limit).map { written in
        UnresolvedPlace(
          written: written,
          suggestion: workspace.book.findPlaces(matching: written.place.asWritten).first)
      }
      if json {
        Console.say(JSONText.array(or: rows.map(document), isSingle: false))
      } else {
        Console.write(
          PlaceScreen.unresolved(rows, total: unknown.count, style: workspace.style))
      }
    }

    private func document(_ row: UnresolvedPlace) -> JSONText {
      .fields([
        "text": .text(row.written.place.text),
        "codes": .some(
          row.written.place.codes.compactMap { code in
            PlaceReference(codes: [code]).map { .string($0.key) }
          }),
        "count": .int(row.written.count), "latest": FeedDocument.time(row.written.latestAt),
        "suggestion": .text(row.suggestion?.id.slug),
      ])
    }
  }
}
