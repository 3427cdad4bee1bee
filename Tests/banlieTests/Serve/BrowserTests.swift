import Foundation
import TestServers
import Testing

/// The pages in a browser that others wrote: headless Chromium, driven by `browser.py`.
@Suite(
  .enabled("chromium or python3 is not installed; see make servers") {
    Browser.path != nil && ServerProcess.isInstalled("/usr/bin/python3")
  })
struct BrowserTests {
  private static let phone = (width: 390, height: 844)
  private static let desk = (width: 1280, height: 800)

  @Test func everyPageFitsItsWindowAndCanBeReadByAll() async throws {
    let site = try await Site()
    var visits: [Browser.Visit] = []
    for (width, height) in [Self.phone, Self.desk] {
      for language in ["en", "zh", "ru"] {
        for path in site.paths {
          visits.append(
            site.visit(
              path + (path.contains("?") ? "&" : "?") + "lang=\(language)", width, height,
              dark: width == Self.phone.width))
        }
      }
    }
    let sights = try await site.look(visits)
    try await site.stop()
    for (visit, sight) in zip(visits, sights) {
      let place = "\(visit.url) at \(visit.width)"
      // The door answers so to everybody, and the browser remarks on it.
      let isDoor = visit.url.contains("/login")
      #expect(sight.status == (isDoor ? 401 : 200), "\(place)")
      let complaints = sight.complaints.filter { !isDoor || !$0.contains("401 (Unauthorized)") }
      #expect(complaints == [], "\(place): nothing is refused, missing or thrown")
      #expect(sight.headings == 1 && sight.landmarks == ["header", "main", "footer"], "\(place)")
      #expect(visit.url.hasSuffix("lang=\(sight.lang.prefix(2))"), "\(place) is in \(sight.lang)")
      #expect(!sight.title.isEmpty && !sight.text.isEmpty, "\(place)")
      #expect(sight.overflow <= 0, "\(place) is too wide: \(sight.wide)")
      #expect(sight.pale == [], "\(place): contrast of at least 4.5, WCAG 2.2, 1.4.3")
      #expect(sight.dull == [], "\(place): the keyboard reaches it, and one sees that")
      #expect(sight.unnamed == [], "\(place): named for who cannot see it")
      #expect(sight.collided == [], "\(place): names on the map")
      #expect((1...4).contains(sight.printed), "\(place) prints on \(sight.printed) pages")
    }
  }

  @Test func withoutScriptsAPageSaysTheSame() async throws {
    let site = try await Site()
    let visits = [site.share, "/", "/manifests/2026-02-12"].flatMap { path in
      [true, false].map { site.visit(path, Self.phone.width, Self.phone.height, scripts: $0) }
    }
    let sights = try await site.look(visits)
    try await site.stop()
    for pair in 0..<3 { #expect(sights[2 * pair].text == sights[2 * pair + 1].text) }
    #expect(sights[1].live == "small", "nobody promises what only a script would do")
    #expect(sights[4].text.contains("TRHU4307252") && sights[4].text.contains("TCNU7200794"))
  }

  @Test func whoLooksAtASharedPageSeesNewsComeIn() async throws {
    let site = try await Site()
    let quiet = site.visit(site.share + "?lang=en", Self.phone.width, Self.phone.height)
    var watched = quiet
    watched.before = site.news
    watched.until = "Aktau"
    let sights = try await site.look([quiet, watched])
    try await site.stop()
    #expect(!sights[0].text.contains("Arrived Aktau"))
    #expect(sights[1].text.contains("Aktau"), "without being asked for anew")
    #expect(sights[1].complaints == [])
  }
}

/// A server with two boxes on a train, and who may look at it.
private struct Site {
  private let program: RunningProgram
  private let token: String
  /// The page of one box for whom it is sent to.
  let share: String

  init() async throws {
    let folder = try ServerProcess.temporaryFolder()
    try loadingList.write(to: folder.appending(path: "list.csv"), atomically: true, encoding: .utf8)
    try trackingSheet.write(
      to: folder.appending(path: "track.csv"), atomically: true, encoding: .utf8)
    try Self.report.write(
      to: folder.appending(path: "news.jsonl"), atomically: true, encoding: .utf8)
    func banlie(_ arguments: String...) async throws -> String {
      try await blocking {
        try ServerProcess.output(
          "/usr/bin/env",
          ["BANLIE_NOW=2026-02-12T02:00:00Z", Program.path] + arguments
            + ["--ledger", "l.sqlite"], in: folder)
      }
    }
    _ = try await banlie("ingest", "list.csv", "track.csv", "--feed", "forwarder")
    let shared = try await banlie("token", "create", "--share", "TRHU4307252", "--expires", "3650d")
    share = try #require(shared.firstMatch(of: /\/t\/[A-Za-z0-9_-]+/)).output.description
    program = try await RunningProgram(in: folder)
    token = try program.token()
  }

  /// Pages that an operator has, by their addresses.
  var paths: [String] {
    [
      share, "/", "/show/TRHU4307252", "/show/X9041@2026-02-02", "/evidence/TRHU4307252",
      "/manifests/2026-02-12", "/manifests/2026-02-11", "/login",
    ]
  }

  /// Tells the ledger where the box is by now, from another process.
  var news: [String] {
    [
      Program.path, "ingest", program.folder.appending(path: "news.jsonl").path, "--ledger",
      program.ledger, "--feed", "ktz",
    ]
  }

  private static let report = """
    {"container":"TRHU4307252","activity":"arrived","place":"Aktau","conveyance":{"train":"X9041@2026-02-02"},\
    "occurredAt":"2026-02-13T08:00:00+05:00"}

    """

  func visit(
    _ path: String, _ width: Int, _ height: Int, scripts: Bool = true, dark: Bool = false
  ) -> Browser.Visit {
    Browser.Visit(
      url: "http://127.0.0.1:\(program.port)\(path)", width: width, height: height,
      cookie: "banlie=\(token)", scripts: scripts, dark: dark)
  }

  func look(_ visits: [Browser.Visit]) async throws -> [Browser.Sight] {
    let folder = program.folder
    return try await blocking { try Browser.look(visits, in: folder) }
  }

  func stop() async throws { try await program.stop() }
}

/// What `browser.py` is asked and what it answers.
private enum Browser {
  static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first(where: ServerProcess.isInstalled)

  struct Visit: Encodable, Sendable {
    var url: String
    var width: Int
    var height: Int
    var cookie: String?
    var scripts = true
    var dark = false
    var before: [String]?
    var until: String?
    var picture: String?
  }

  struct Sight: Decodable, Sendable {
    var status: Int?
    var title: String
    var lang: String
    var text: String
    var headings: Int
    var landmarks: [String]
    var live: String?
    var overflow: Int
    var wide: [String]
    var pale: [String]
    var dull: [String]
    var unnamed: [String]
    var collided: [String]
    var printed: Int
    var complaints: [String]
  }

  /// Where BANLIE_PICTURES names a folder, each page is also drawn there, to be looked at.
  static func look(_ visits: [Visit], in folder: URL) throws -> [Sight] {
    let pictures = ProcessInfo.processInfo.environment["BANLIE_PICTURES"]
    let lines = try visits.map { visit in
      var visit = visit
      visit.picture = pictures.map { "\($0)/\(name(of: visit)).png" }
      return String(decoding: try JSONEncoder().encode(visit), as: UTF8.self) + "\n"
    }
    let file = folder.appending(path: "visits-\(UUID().uuidString)")
    try lines.joined().write(to: file, atomically: true, encoding: .utf8)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "browser.py")
    let (status, text) = try ServerProcess.finish(
      "/usr/bin/python3", [script.path, path ?? "", file.path], in: folder)
    guard status == 0 else { throw Failed(log: String(text.suffix(4_000))) }
    return try text.split(separator: "\n").map {
      try JSONDecoder().decode(Sight.self, from: Data($0.utf8))
    }
  }

  struct Failed: Error { var log: String }

  private static func name(of visit: Visit) -> String {
    let parts = URLComponents(string: visit.url)
    // Shared pages have a secret in their address.
    let path = parts.map { $0.path.hasPrefix("/t/") ? "/shared" : $0.path } ?? ""
    let kept = (path + (parts?.query ?? "")).map { $0.isLetter || $0.isNumber ? $0 : "-" }
    return "page\(String(kept))-\(visit.width)\(visit.scripts ? "" : "-plain")"
  }
}
