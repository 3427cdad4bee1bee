import Foundation
import Freight
import RouteBook
import TestSeeds
import Testing

@Suite struct RouteBookLoaderTests {
  /// Each file in `Fixtures/Problems` has its expected problems beside it; a sound one has none.
  static let cases: [String] = {
    let folder = Fixtures.folder.appending(path: "Problems").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  @Test("a file's problems are those beside it", arguments: cases)
  func problemsAreThoseBesideIt(_ name: String) throws {
    let file = (name: "\(name).yaml", text: try Fixtures.text("Problems/\(name).yaml"))
    let result = RouteBookLoader.load(files: [file], over: try Fixtures.book())
    let found = result.problems.map { "\($0)\n" }.joined()
    #expect(found == (try Fixtures.text("Problems/\(name).txt")))
    #expect((result.book != nil) == found.isEmpty)
  }

  @Test func noFixtureIsMissed() { #expect(Self.cases.count >= 60) }

  @Test func everythingInAFileIsRead() throws {
    let book = try Fixtures.book()
    let khorgos = try #require(book.findPlace(PlaceID("khorgos")))
    #expect(khorgos.names == Names(en: "Khorgos", zh: "霍尔果斯", ru: "Хоргос"))
    #expect(khorgos.aliases == ["Horgos", "Korgas"])
    #expect(khorgos.kind == .border)
    #expect(khorgos.gauges == [1435, 1520])
    #expect(khorgos.latitude == 44.21)
    #expect(khorgos.telecode == "HFR")
    let gateway = try #require(book.findPlace(PlaceID("khorgos-gateway")))
    #expect(gateway.unlocodes == ["KZHOR", "KZKHG"])
    #expect(gateway.terminalOf?.slug == "altynkol")
    let crossing = try #require(book.crossings["khorgos-altynkol"])
    #expect(crossing.places.map(\.slug) == ["khorgos", "altynkol"])
    #expect(crossing.reload.mapValues(\.slug) == [.westbound: "altynkol", .eastbound: "khorgos"])
    #expect(crossing.isGaugeBreak)
    #expect(
      crossing.dwell[.westbound]?[PlaceID("altynkol")]
        == Dwell(
          plannedHours: 24, typicalP50Hours: 30, typicalP90Hours: 96, provenance: .source("a plan"),
          typicalProvenance: .source("a survey")))
    let route = try #require(book.findRoute("yiwu-almaty"))
    #expect(route.trains == ["X9001", "X9003"])
    #expect(
      route.published == Route.Published(days: 10, kilometres: nil, source: "a newspaper"))
    #expect(route.sections.map(\.variants.count) == [1, 2])
    #expect(
      route.stops().last
        == Stop(
          place: PlaceID("almaty"), role: .destination,
          leg: Leg(
            kilometres: 353, plannedHours: 13.6, minimumHours: 4, mode: .rail, gauge: 1520,
            provenance: .source("a map")),
          dwell: Dwell(
            plannedHours: 3, typicalP50Hours: 5, typicalP90Hours: 18, provenance: .estimated)))
  }

  @Test func ofOnesOwnFilesTheSameIDReplacesAndOthersAdd() throws {
    let base = try Fixtures.book()
    let own = """
      places:
        - {id: almaty, names: {en: Almaty-1}, kind: station, country: KZ, zone: Asia/Almaty}
        - {id: shu, names: {en: Shu}, kind: station, country: KZ, zone: Asia/Almaty}
      """
    let result = RouteBookLoader.load(files: [("own.yaml", own)], over: base)
    let book = try #require(result.book, "\(result.problems)")
    #expect(book.places.count == base.places.count + 1)
    #expect(book.findPlace(PlaceID("almaty"))?.names.en == "Almaty-1")
    #expect(PlaceReference(text: "阿拉木图").flatMap(book.resolve) == nil)
    #expect(book.routes == base.routes)
    #expect(book.digest != base.digest)
  }

  @Test func filesMayNameWhatOtherFilesDefine() throws {
    var files = try RouteBookLoader.files(in: Fixtures.folder.appending(path: "Book").path)
    #expect(files.map(\.name) == ["crossings.yaml", "places.yaml", "yiwu-almaty.yaml"])
    files.reverse()
    #expect(RouteBookLoader.load(files: files).book?.digest == (try Fixtures.book()).digest)
  }

  @Test func allProblemsOfAllFilesAreTold() throws {
    let names = ["leg-negative", "unknown-zone"]
    let files = try names.map { ("\($0).yaml", try Fixtures.text("Problems/\($0).yaml")) }
    let result = RouteBookLoader.load(files: files, over: try Fixtures.book())
    #expect(result.problems.map(\.file) == ["leg-negative.yaml", "unknown-zone.yaml"])
    #expect(result.problems.map(\.line) == [13, 7])
    #expect(result.problems.map(\.column) == [19, 11])
  }

  @Test func aMangledFileIsRefusedOrReadAndNeverCrashes() throws {
    let base = try Fixtures.book()
    let names = ["sound-place", "sound-crossing", "sound-route", "sound-variants"]
    let texts = try names.map { Array(try Fixtures.text("Problems/\($0).yaml").utf8) }
    var refused = 0
    for seed in UInt64(1)...400 {
      var generator = SeededGenerator(seed: seed)
      var bytes = try #require(texts.randomElement(using: &generator))
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let at = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[at] = UInt8.random(in: 0x0A...0x7E, using: &generator)
        case 1: bytes.remove(at: at)
        default: bytes.insert(contentsOf: bytes[at...].prefix(20), at: at)
        }
      }
      let file = (name: "mangled.yaml", text: String(decoding: bytes, as: UTF8.self))
      let result = RouteBookLoader.load(files: [file], over: base)
      #expect((result.book == nil) == !result.problems.isEmpty, "seed \(seed)")
      for route in result.book?.listRoutes() ?? [] {
        #expect(!route.stops(choosing: [1, 1]).isEmpty, "seed \(seed)")
      }
      refused += result.book == nil ? 1 : 0
    }
    #expect((200..<400).contains(refused))
  }

  @Test func aFolderBehindALinkIsReadToo() throws {
    let link = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: Fixtures.folder.appending(path: "Book"))
    defer { try? FileManager.default.removeItem(at: link) }
    #expect(try RouteBookLoader.files(in: link.path).count == 3)
  }

  @Test func aFolderThatIsNotThereThrows() {
    #expect(throws: (any Error).self) { try RouteBookLoader.load(folder: "/no/such/folder") }
  }
}
