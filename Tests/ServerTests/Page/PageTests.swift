import Foundation
import Freight
import Intake
import TestServers
import Testing

@testable import Answers
@testable import Server

@Suite struct PageTests {
  private let server: RunningServer

  init() async throws { server = try await RunningServer { try Shipments.load($0) } }

  /// The address of the page of the box's latest trip.
  private func share(_ box: String, expiresAt: Int64? = nil) throws -> (path: String, id: String) {
    let container = try #require(ContainerNumber(box))
    let trips = try server.ledger.read {
      try Journeys(tracker: RunningServer.tracker).list(of: container, in: $0)
    }
    let trip = try #require(trips.last)
    let token = try server.token(.share(container, trip: trip.key), expiresAt: expiresAt)
    return ("/t/\(token.secret)", token.id)
  }

  // MARK: - Shared

  @Test func aLinkShowsWhereTheBoxIsAndNothingOfWhatIsInIt() async throws {
    let page = try await server.get(try share("TRHU4307252").path + "?lang=zh")
    #expect(page.status == 200)
    for told in ["TRHU4307252", "阿拉木图", "霍尔果斯", "南昌", "巴库"] {
      #expect(page.text.contains(told), "\(told)")
    }
    for kept in ["大理石", "30102233", "CN111111", "Marble", "华茂", "TCNU7200794", "/evidence/"] {
      #expect(!page.text.contains(kept), "\(kept)")
    }
  }

  @Test func aLinkThatEndedShowsNothing() async throws {
    let link = try share("TRHU4307252")
    try server.ledger.write { _ = try $0.revokeToken(link.id, at: RunningServer.now) }
    let old = try share("TRHU4307252", expiresAt: RunningServer.now - 1)
    for path in [link.path, old.path, "/t/guessed"] {
      let page = try await server.get(path)
      #expect(page.status == 404)
      #expect(!page.text.contains("TRHU4307252"))
      #expect(try await server.get(path + "/stream").status == 404)
    }
    // Nor does a token of another kind open a page.
    let token = try server.token(.desk)
    #expect(try await server.get("/t/\(token.secret)").status == 404)
  }

  @Test func whoWatchesALinkIsToldNoMoreWhenItEnds() async throws {
    let link = try share("TRHU4307252")
    let client = try RawClient(port: server.port)
    client.send("GET \(link.path)/stream HTTP/1.1\r\nHost: x\r\n\r\n")
    _ = try await blocking { client.receive(until: "retry: 2000") }
    try server.ledger.write { _ = try $0.revokeToken(link.id, at: RunningServer.now) }
    let later = "2026-02-11T08:00:00+05:00"
    #expect(try await server.push(report("TRHU4307252", "positioned", at: later)).status == 202)
    let told = try await blocking { client.receive(until: "0\r\n\r\n") }
    #expect(told.hasSuffix("0\r\n\r\n"))
    #expect(!told.contains("changed"))
  }

  @Test func aLinkOpensItsPageOnly() async throws {
    let secret = String(try share("TRHU4307252").path.dropFirst(3))
    for path in ["/v1/containers/TRHU4307252", "/v1/events?subject=TRHU4307252", "/v1/stream"] {
      #expect(try await server.get(path, token: secret).status == 403, "\(path)")
    }
    #expect(try await server.get("/", token: secret).status == 401)
  }

  @Test func whoWatchesALinkLearnsThatThereIsNewsNotWhich() async throws {
    let path = try share("TRHU4307252").path
    let client = try RawClient(port: server.port)
    client.send("GET \(path)/stream HTTP/1.1\r\nHost: x\r\n\r\n")
    _ = try await blocking { client.receive(until: "retry: 2000") }
    #expect(try await server.push(report("CSQU3054383", "arrived")).status == 202)
    let later = "2026-02-11T08:00:00+05:00"
    #expect(try await server.push(report("TRHU4307252", "positioned", at: later)).status == 202)
    let told = try await blocking { client.receive(until: "event: changed") }
    #expect(told.contains("event: changed\ndata: {}"))
    #expect(!told.contains("positioned"))
    #expect(!told.contains("CSQU3054383"))
  }

  // MARK: - The operator's

  @Test func withoutACookieThereIsADoorOnly() async throws {
    for path in ["/", "/show/TRHU4307252", "/evidence/TRHU4307252"] {
      let page = try await server.get(path)
      #expect(page.status == 401, "\(path)")
      #expect(page.text.contains("type=\"password\""))
      #expect(!page.text.contains("X9041"))
      let customer = try server.token(.customer("华茂")).secret
      let theirs = try await server.get(path, token: customer)
      // The board is not theirs, nor who said what; their own box is.
      let wanted = ["/": 303, "/show/TRHU4307252": 200, "/evidence/TRHU4307252": 403]
      #expect(theirs.status == wanted[path], "\(path)")
      #expect(!theirs.text.contains("X9041"))
    }
  }

  @Test func aTokenOpensTheDoorAsACookie() async throws {
    let secret = try server.token(.desk).secret
    let entered = try await server.post("/login", Array("token=\(secret)".utf8))
    #expect(entered.status == 303)
    let cookie = try #require(entered.response.header("set-cookie"))
    #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Strict"))
    let value = String(cookie.prefix { $0 != ";" })
    let board = try await server.get("/", headers: [("Cookie", value)])
    #expect(board.status == 200)
    #expect(board.text.contains("X9041@2026-02-02"))
    #expect(try await server.post("/login", Array("token=wrong".utf8)).status == 401)
    let left = try await server.post("/logout", [])
    #expect(left.response.header("set-cookie")?.contains("Max-Age=0") == true)
  }

  @Test func whoSignsInComesToThePageThatWasAskedFor() async throws {
    let secret = try server.token(.desk).secret
    let asked = try await server.get("/show/TRHU4307252?lang=zh")
    #expect(asked.text.contains("name=\"next\" value=\"/show/TRHU4307252?lang=zh\""))
    let next = "next=%2Fshow%2FTRHU4307252%3Flang%3Dzh"
    let entered = try await server.post("/login", Array("\(next)&token=\(secret)".utf8))
    #expect(entered.response.header("location") == "/show/TRHU4307252?lang=zh")
    let wrong = try await server.post("/login", Array("\(next)&token=no".utf8))
    #expect(wrong.text.contains("value=\"/show/TRHU4307252?lang=zh\""))
  }

  @Test(arguments: [
    "%2F%2Fevil.example", "https%3A%2F%2Fevil.example", "%2F%5Cevil.example", "", "%2Flogin",
    "%2Fa%0D%0ASet-Cookie%3A%20x", "javascript%3A1",
  ])
  func signingInLeadsNowhereElse(next: String) async throws {
    let secret = try server.token(.desk).secret
    let entered = try await server.post("/login", Array("next=\(next)&token=\(secret)".utf8))
    #expect(entered.response.header("location") == "/")
  }

  @Test func whoHasALinkIsToldWhatHoldsTheBox() async throws {
    let page = try await server.get(try share("TRHU4307252").path + "?lang=en")
    let desk = try await server.get(
      "/show/TRHU4307252?lang=en", token: try server.token(.desk).secret)
    for alert in ["late · ", "stalled · ", "silent · "] where desk.text.contains(alert) {
      #expect(page.text.contains(alert), "\(alert)")
    }
    #expect(desk.text.contains("late · "))
    #expect(!page.text.contains("forwarder"))
  }

  @Test func aBoxOnNoTrainStandsOnTheBoardByItself() async throws {
    let push =
      #"{"container":"TEMU2389345","activity":"arrived","occurredAt":"2026-02-11T08:00:00+05:00","place":"Almaty"}"#
    #expect(try await server.push(push).status == 202)
    let board = try await server.get("/?lang=en", token: try server.token(.desk).secret)
    #expect(board.text.contains("/show/TEMU2389345?lang=en"))
    #expect(board.text.contains("without a train"))
  }

  @Test func whoLooksInABrowserIsToldWhatWentWrongOnAPage() async throws {
    let desk = try server.token(.desk).secret
    for (path, status) in [
      ("/nosuch", 404), ("/?alert=foo", 400), ("/?lang=de", 400), ("/manifests/2026-99-99", 400),
    ] {
      let page = try await server.get(path, token: desk, headers: [("Accept", "text/html")])
      #expect(page.status == status, "\(path)")
      #expect(page.text.hasPrefix("<!doctype html>"), "\(path)")
      let problem = try await server.get(path, token: desk)
      #expect(problem.text.contains("urn:banlie:problem:"), "\(path)")
    }
    let api = try await server.get(
      "/v1/containers/NONE", token: desk, headers: [("Accept", "text/html")])
    #expect(api.text.contains("urn:banlie:problem:"))
  }

  @Test func ofSeveralTripsEachHasItsPage() async throws {
    try Shipments.ingest(server.ledger, Shipments.next, "四月.csv", "2026-04-01T00:00:00Z")
    let desk = try server.token(.desk).secret
    let latest = try await server.get("/show/TRHU4307252?lang=en", token: desk)
    #expect(latest.text.contains("/show/TRHU4307252?lang=en&amp;trip=1"))
    let first = try await server.get("/show/TRHU4307252?lang=en&trip=1", token: desk)
    #expect(first.status == 200)
    #expect(first.text.contains("This trip is over"))
    #expect(try await server.get("/show/TRHU4307252?trip=9", token: desk).status == 404)
  }

  @Test func theEvidenceHasWhatPeopleWrote() async throws {
    let push =
      #"{"container":"TRHU4307252","activity":"held","occurredAt":"2026-02-11T08:00:00+05:00","place":"Almaty","reason":"досмотр <b>"}"#
    #expect(try await server.push(push).status == 202)
    let page = try await server.get(
      "/evidence/TRHU4307252?lang=zh", token: try server.token(.desk).secret)
    #expect(page.text.contains("扣留: досмотр &lt;b&gt;"))
    #expect(page.text.contains("单元格"))
    #expect(page.text.contains("时区推断"))
  }

  @Test func theBoardLeadsToTheEvidence() async throws {
    let token = try server.token(.desk).secret
    func page(_ path: String) async throws -> RunningServer.Answer {
      try await server.get(path, token: token)
    }
    let board = try await page("/")
    #expect(board.text.contains("href=\"/show/X9041@2026-02-02?lang=en\""))
    let train = try await page("/show/X9041@2026-02-02")
    #expect(train.text.contains("href=\"/show/TRHU4307252?lang=en\""))
    let box = try await page("/show/TRHU4307252")
    #expect(box.text.contains("href=\"/evidence/TRHU4307252?lang=en\""))
    #expect(box.text.contains("大理石制品"))
    let evidence = try await page("/evidence/TRHU4307252")
    #expect(evidence.text.contains("forwarder #"))
    #expect(try await page("/show/MSKU1234565").status == 404)
    #expect(try await page("/?alert=late").status == 200)
    #expect(try await page("/?alert=red").status == 400)
  }

  @Test func aNumberOfSeveralTrainsLeadsToEach() async throws {
    try Shipments.ingest(
      server.ledger, Shipments.next, "四月-华茂.csv", "2026-04-06T00:00:00Z")
    let token = try server.token(.desk).secret
    for path in ["/show/X9041?lang=ru", "/evidence/X9041?lang=ru"] {
      let page = try await server.get(path, token: token)
      #expect(page.status == 300)
      #expect(page.text.contains("Под этим номером известно несколько"))
      for train in ["X9041@2026-02-02", "X9041@2026-04-01"] {
        #expect(page.text.contains("<a href=\"/show/\(train)?lang=ru\">\(train)</a>"), "\(train)")
      }
    }
    let mistyped = try await server.get("/show/TRHU4307251?lang=zh", token: token)
    #expect(mistyped.status == 404)
    #expect(mistyped.text.contains("校验位错误"))
    #expect(mistyped.text.contains("<a href=\"/show/TRHU4307252?lang=zh\">"))
  }

  @Test func trainsThatNeverRanAreLabelled() async throws {
    let server = try await RunningServer {
      try Shipments.load($0)
      try Shipments.ingest(
        $0, Shipments.simulated, "模拟.csv", "2026-02-06T00:00:00Z")
    }
    let token = try server.token(.desk).secret
    let label = "<span class=\"simulated\">SIMULATED</span>"
    func page(_ path: String) async throws -> String {
      try await server.get(path, token: token).text
    }
    for path in ["/show/X9999@2026-02-02", "/evidence/CSQU3054383", "/show/CSQU3054383"] {
      #expect(try await page(path).contains("\(label)</h1>"), "\(path)")
    }
    for path in ["/show/X9041@2026-02-02", "/evidence/TRHU4307252", "/show/TRHU4307252"] {
      #expect(try await !page(path).contains("SIMULATED"), "\(path)")
    }
    let board = try await page("/")
    #expect(board.contains("<strong>X9999@2026-02-02</strong></a> \(label)"))
    #expect(!board.contains("<strong>X9041@2026-02-02</strong></a> \(label)"))
    // Of a day on which others ran it is said of the train alone.
    let manifest = try await page("/manifests/2026-02-12")
    #expect(manifest.contains("X9999@2026-02-02</a> \(label)</h2>"))
    #expect(manifest.contains("X9041@2026-02-02</a></h2>"))
    #expect(!manifest.contains("trains that never ran"))
    #expect(manifest.contains("Trains: <b>2</b>"))
    let whole = try await page("/manifests/2026-02-12?train=X9999")
    #expect(whole.contains("trains that never ran"))
    let alerts = try await server.get("/v1/alerts", token: token)
    let items = try #require(try alerts.json["items"] as? [[String: Any]])
    for item in items {
      let boxes = try #require(item["boxes"] as? [String])
      #expect((item["simulated"] as? Bool ?? false) == boxes.contains("CSQU3054383"))
    }
    #expect(items.contains { $0["simulated"] as? Bool == true })
    #expect(items.contains { $0["simulated"] == nil })
  }

  @Test func theLanguageGoesAlong() async throws {
    let token = try server.token(.desk).secret
    for path in [
      "/", "/show/X9041@2026-02-02", "/show/TRHU4307252", "/evidence/TRHU4307252",
      "/manifests/2026-02-12",
    ] {
      let page = try await server.get("\(path)?lang=zh", token: token)
      #expect(page.status == 200, "\(path)")
      for link in page.text.matches(of: #/(?:href|action)="(\/[^"]*)"/#).map(\.output.1) {
        let isPage = !link.hasPrefix("/assets/") && link != "/"
        #expect(!isPage || link.contains("lang="), "\(path) leads to \(link)")
      }
    }
    // Nor is what was asked for lost with the language.
    let late = try await server.get("/?alert=late&lang=zh", token: token)
    #expect(late.text.contains("href=\"/?alert=late&amp;lang=ru\""))
    let left = try await server.post("/logout?lang=zh", [])
    #expect(left.response.header("location") == "/login?lang=zh")
    let wrong = try await server.post("/login?lang=zh", Array("token=wrong".utf8))
    #expect(wrong.text.contains("该令牌无效"))
  }

  // MARK: - All pages

  @Test func nothingInAPageCanComeFromElsewhereOrRun() async throws {
    let token = try server.token(.desk).secret
    for path in [try share("TRHU4307252").path, "/", "/show/TRHU4307252", "/login", "/t/none"] {
      let page = try await server.get(path, token: token)
      let policy = try #require(page.response.header("content-security-policy"), "\(path)")
      #expect(policy.hasPrefix("default-src 'none'"))
      #expect(!policy.contains("unsafe"))
      #expect(page.response.header("referrer-policy") == "no-referrer")
      #expect(page.response.header("x-content-type-options") == "nosniff")
      #expect(page.response.header("cache-control") == "private, no-store")
      #expect(!page.text.contains(" style="), "\(path)")
      #expect(!page.text.contains(" onclick"), "\(path)")
      #expect(page.text.matches(of: #/<script(?! src="\/assets\/)/#).isEmpty, "\(path)")
      // Landmarks, a language and a way past the head, for whoever reads by ear or by keyboard.
      for needed in [
        "<html lang=", "<main id=\"content\"", "<nav aria-label", "class=\"skip\"", "<h1>",
      ] {
        #expect(page.text.contains(needed), "\(path) lacks \(needed)")
      }
    }
  }

  @Test func namesFromFeedsCannotBecomeMarkup() async throws {
    let evil =
      #"{"container":"CSQU3054383","activity":"positioned","occurredAt":"2026-02-09T08:00:00+08:00","place":"<img src=x onerror=alert(1)>"}"#
    #expect(try await server.push(evil).status == 202)
    let token = try server.token(.desk).secret
    for path in ["/show/CSQU3054383", "/evidence/CSQU3054383", "/?q=<script>", "/show/<script>"] {
      let encoded = path.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? path
      let page = try await server.get(encoded, token: token)
      #expect(!page.text.contains("<img"), "\(path)")
      #expect(!page.text.contains("<script>"), "\(path)")
    }
  }

  @Test func styleAndScriptAreServedForGood() async throws {
    for asset in [Assets.style, Assets.script] {
      let answer = try await server.get(asset.path)
      #expect(answer.status == 200)
      #expect(answer.text == asset.text)
      #expect(answer.response.header("cache-control")?.contains("immutable") == true)
    }
  }
}
