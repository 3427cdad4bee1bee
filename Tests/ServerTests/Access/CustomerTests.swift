import Foundation
import Freight
import Intake
import Ledger
import TestServers
import Testing

@testable import Server

/// A customer's token sees its own goods' trips, and nothing of anybody else by any path.
@Suite struct CustomerTests {
  /// One box with the goods of two, a box of one's own each, and next month the first box again with
  /// the other's goods alone.
  private static func load(_ ledger: SQLiteLedger) throws {
    try Shipments.ingest(ledger, shared, "装车清单-腾达机密.csv", "2026-02-03T00:00:00Z")
    try Shipments.ingest(ledger, tracking, "跟踪-腾达.csv", "2026-02-12T00:00:00Z")
    try Shipments.ingest(ledger, next, "三月-腾达.csv", "2026-03-16T00:00:00Z")
    try Shipments.ingest(ledger, later, "三月跟踪.csv", "2026-03-20T00:00:00Z")
  }

  private static let shared = """
    南昌—巴库 X9041 2026-02-02 装车清单
    箱号,车号,品名,件数,毛重,国际货协运单号,委托人,铅封号,收货人,发货人
    TRHU4307252,5212345,大理石制品,320,21500,30102233,华茂,CN111111,Baku Marble LLC,Nanchang Stone
    TRHU4307252,5212345,墙纸,40,2500,30102255,腾达,CN111111,Tengda Azerbaijan,Tengda Paper
    CSQU3054383,5212346,大理石制品,300,20500,30102266,华茂,CN333333,Baku Marble LLC,Nanchang Stone
    TCNU7200794,5212345,棉布,210,18000,30102244,腾达,CN222222,Tengda Azerbaijan,Tengda Cotton

    """

  private static let tracking = """
    X9041 2026-02-02 更新日期：2026-02-12
    箱号,到站,到达霍尔果斯,换装日期,境外车号,当前位置,备注
    TRHU4307252,巴库,2.6,2月8日,94003894,2.10位于阿拉木图,腾达要求加急
    CSQU3054383,巴库,2.6,2月8日,94003902,2.10位于阿拉木图,
    TCNU7200794,巴库,2.6,2月8日,94003894,2.10位于阿拉木图,腾达要求加急

    """

  private static let next = """
    南昌—巴库 X9055 2026-03-15 装车清单
    箱号,车号,品名,件数,毛重,国际货协运单号,委托人,铅封号,收货人,发货人
    TRHU4307252,5298765,棉布,99,17777,30109999,腾达,CN999999,Tengda Azerbaijan,Tengda Cotton

    """

  private static let later = """
    X9055 2026-03-15 更新日期：2026-03-20
    箱号,到站,到达霍尔果斯
    TRHU4307252,巴库,3.19

    """

  /// What only the other may know.
  private static let secrets = [
    "腾达", "Tengda", "TCNU7200794", "30102255", "30102244", "30109999", "X9055", "5298765",
    "CN111111", "CN222222", "CN999999", "墙纸", "棉布", "17777", "2026-03-1", "装车清单", ".csv", "机密",
    "加急",
    "forwarder",
  ]

  private let server: RunningServer
  private let ours: String
  private let others: String

  init() async throws {
    server = try await RunningServer { try Self.load($0) }
    ours = try server.token(.customer("华茂")).secret
    others = try server.token(.customer("腾达")).secret
  }

  private static let now = "now=2026-03-25T00:00:00Z"

  /// Every way to ask that there is, about everything that there is to ask for.
  private func walk() async throws -> [String] {
    let ids = [
      "TRHU4307252", "CSQU3054383", "TCNU7200794", "X9041@2026-02-02", "X9041", "X9055@2026-03-15",
      "5212345", "5298765", "94003894", "smgs:30102233", "smgs:30102244", "smgs:30102255",
      "smgs:30109999", "30109999", "TCNU7200749", "TRHU4307251",
    ]
    var paths: [String] = []
    for route in try await RunningServer.routes() where route.hasPrefix("GET ") {
      let path = String(route.dropFirst(4))
      if path == "/v1/stream" || path == "/openapi.yaml" { continue }
      guard path.contains("{") else {
        paths.append(path)
        continue
      }
      for id in ids { paths.append(path.replacing(#/\{[a-z]+\}/#, with: id)) }
    }
    for id in ids { paths.append("/v1/events?subject=\(id)&superseded=true") }
    for id in ids { paths.append("/v1/containers/\(id)?trip=2") }
    paths += [
      "/v1/containers?all=true", "/v1/trains?all=true", "/v1/consignments?all=true",
      "/v1/containers?train=X9055", "/v1/events?after=0", "/v1/alerts?all=true",
    ]
    for date in ["2026-02-10", "2026-03-24", "today"] {
      paths += ["/manifests/\(date)?lang=zh", "/v1/manifests/\(date)?diff=2026-02-05"]
      paths += ["csv", "json"].map { "/v1/manifests/\(date)?format=\($0)" }
    }
    return paths.map { path in
      guard path.hasPrefix("/v1/") else { return path }
      return path + (path.contains("?") ? "&" : "?") + Self.now
    }
  }

  @Test func noAddressTellsOfAnother() async throws {
    var told = 0
    for path in try await walk() {
      let answer = try await server.get(path, token: ours)
      // What was asked for stands in the answer that there is no such thing.
      let asked = path.removingPercentEncoding ?? path
      for secret in Self.secrets where !asked.contains(secret) {
        #expect(!answer.text.contains(secret), "\(path) tells “\(secret)”")
      }
      if answer.status == 200 { told += 1 }
      #expect(answer.status < 500, "\(path)")
    }
    // It is the walls that keep it dark, not an empty house.
    #expect(told > 10)
  }

  @Test func noQuestionOfTheTerminalTellsOfAnother() async throws {
    let ids = [
      "TRHU4307252", "CSQU3054383", "TCNU7200794", "X9041", "X9055", "30109999", "5212345",
    ]
    var questions: [String] = []
    for form in [#"{"json":{}}"#, #"{"text":{}}"#, #"{"screen":{"width":140,"color":false}}"#] {
      for id in ids {
        let status = #"{"status":{"_0":{"ids":["\#(id)"],"isSingle":true}}}"#
        let events = #"{"events":{"_0":{"id":"\#(id)","superseded":true}}}"#
        let wait = #"{"wait":{"_0":{"id":"\#(id)","until":"arrived"}}}"#
        for question in [status, events, wait] { questions.append(Self.asked(question, form)) }
      }
      for what in ["containers", "trains", "consignments"] {
        questions.append(Self.asked(#"{"list":{"_0":{"what":"\#(what)","all":true}}}"#, form))
      }
    }
    for question in questions {
      let answer = try await server.post("/v1/terminal", Array(question.utf8), token: ours)
      #expect(answer.status == 200, "\(question)")
      for secret in Self.secrets where !question.contains(secret) {
        #expect(!answer.text.contains(secret), "\(question) tells “\(secret)”")
      }
    }
  }

  private static func asked(_ question: String, _ form: String) -> String {
    #"{"question":\#(question),"form":\#(form),"language":"zh","isNowFixed":false,"now":1774396800000000}"#
  }

  @Test func ownGoodsAreSeen() async throws {
    let box = try await server.get("/v1/containers/CSQU3054383?" + Self.now, token: ours)
    #expect(box.status == 200)
    for known in ["30102266", "大理石制品", "CN333333", "94003902", "Baku Marble LLC"] {
      #expect(box.text.contains(known), "\(known)")
    }
    let list = try await server.get("/v1/containers?all=true&" + Self.now, token: ours)
    let items = try #require(try list.json["items"] as? [[String: Any]])
    #expect(
      items.compactMap { ($0["subject"] as? [String: Any])?["id"] as? String } == [
        "CSQU3054383", "TRHU4307252",
      ])
  }

  @Test func whatIsToldOfATrainIsToldOnce() async throws {
    let path = "/v1/events?subject=X9041@2026-02-02&limit=2"
    var found: [String] = []
    var after: String?
    repeat {
      let page = try await server.get(path + (after.map { "&after=\($0)" } ?? ""), token: ours)
      #expect(page.status == 200)
      for item in try #require(try page.json["items"] as? [[String: Any]]) {
        found.append(item["id"] as? String ?? "")
      }
      after = try page.json["next"] as? String
    } while after != nil
    #expect(found.count > 2)
    #expect(Set(found).count == found.count)
  }

  @Test func aSharedBoxIsSeenWhereItIs() async throws {
    let box = try await server.get("/v1/containers/TRHU4307252?" + Self.now, token: ours)
    #expect(box.status == 200)
    let document = try box.json
    // The trip in February, though the box has gone on to another.
    #expect((document["journey"] as? [String: Any])?["seq"] as? Int == 1)
    #expect(document["trips"] as? Int == 1)
    #expect((document["position"] as? [String: Any])?["place"] as? String == "almaty")
    #expect((document["cargo"] as? [[String: Any]])?.count == 1)
    #expect(document["seals"] == nil)
  }

  @Test func theSameBoxUnderAnotherStaysDark() async throws {
    let first = try await server.get("/v1/containers/TRHU4307252?trip=2&" + Self.now, token: ours)
    #expect(first.status == 404)
    let second = try await server.get("/v1/containers/TRHU4307252?" + Self.now, token: others)
    #expect(try second.json["trips"] as? Int == 2)
    #expect(second.text.contains("X9055"))
    #expect(!second.text.contains("30102233"))
    #expect(!second.text.contains("Baku Marble"))
  }

  @Test func nobodyElsesManifestIsAskedFor() async throws {
    for path in ["/manifests/today", "/v1/manifests/today"] {
      let other = try await server.get("\(path)?customer=%E8%85%BE%E8%BE%BE", token: ours)
      #expect(other.status == 403, "\(path)")
      #expect(other.text.contains("leave customer out"))
      let own = try await server.get("\(path)?customer=%E5%8D%8E%E8%8C%82", token: ours)
      #expect(own.status == 200, "\(path)")
    }
  }

  @Test func whoSignsInComesToTheManifest() async throws {
    let board = try await server.post("/login", Array("token=\(ours)&next=%2F".utf8))
    #expect(board.status == 303)
    #expect(board.response.header("location") == "/manifests/today?lang=en")
    let asked = try await server.post(
      "/login", Array("token=\(ours)&next=%2Fmanifests%2F2026-02-10%3Flang%3Dzh".utf8))
    #expect(asked.response.header("location") == "/manifests/2026-02-10?lang=zh")
    let cookie = try #require(asked.response.header("set-cookie")?.prefix { $0 != ";" })
    let headers = [(name: "Cookie", value: String(cookie))]
    let page = try await server.get("/manifests/2026-02-10?lang=zh", headers: headers)
    #expect(page.status == 200)
    #expect(page.text.contains("CSQU3054383"))
    #expect(page.text.contains("action=\"/logout?lang=zh\""))
    let home = try await server.get("/?lang=zh", headers: headers)
    #expect(home.status == 303)
    #expect(home.response.header("location") == "/manifests/today?lang=zh")
  }

  @Test func unknownAndHiddenLookTheSame() async throws {
    let hidden = try await server.get("/v1/containers/TCNU7200794", token: ours)
    let unknown = try await server.get("/v1/containers/MSKU1234565", token: ours)
    #expect(hidden.status == 404)
    #expect(
      hidden.text.replacing("TCNU7200794", with: "")
        == unknown.text.replacing("MSKU1234565", with: ""))
  }

  /// Its goods are out; asking for one place after another must not find the empty box.
  @Test func whereAnEmptyBoxGoesCannotBeAskedFor() async throws {
    let server = try await RunningServer { ledger in
      try Self.load(ledger)
      let returned = """
        X9041 2026-02-02 更新日期：2026-02-24
        箱号,到站,到达巴库,交付,还箱,当前位置
        CSQU3054383,巴库,2.20,2.21,2.22,2.24位于阿克套

        """
      try Shipments.ingest(ledger, returned, "还箱.csv", "2026-02-24T12:00:00Z")
    }
    let desk = try server.token(.desk).secret
    let ours = try server.token(.customer("华茂")).secret
    let path = "/v1/containers?\(Self.now)&all=true"
    let all = try await server.get(path, token: desk)
    let items = try #require(try all.json["items"] as? [[String: Any]])
    let box = try #require(
      items.first { ($0["subject"] as? [String: Any])?["id"] as? String == "CSQU3054383" })
    #expect(box["state"] as? String == "returningEmpty")
    let place = try #require((box["position"] as? [String: Any])?["place"] as? String)
    let found = try await server.get("\(path)&at=\(place)", token: desk)
    #expect(found.text.contains("CSQU3054383"))
    let asked = try await server.get("\(path)&at=\(place)", token: ours)
    #expect(asked.status == 200)
    #expect(!asked.text.contains("CSQU3054383"))
    #expect(try await server.get(path, token: ours).text.contains("CSQU3054383"))
  }

  @Test func theStreamTellsOfOwnBoxesOnly() async throws {
    let client = try RawClient(port: server.port)
    client.send(
      "GET /v1/stream?lastEventId=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(ours)\r\n\r\n")
    let text = try await blocking {
      client.receive(until: "CSQU3054383") + client.receive(within: 1)
    }
    #expect(text.contains("text/event-stream"))
    #expect(text.contains("CSQU3054383"))
    for secret in Self.secrets { #expect(!text.contains(secret), "the stream tells “\(secret)”") }
  }

  // MARK: - What happens to what is another's

  private static let held = [
    // Of the other's note in the shared box, and of the wagon under both.
    #"{"id":"z1","consignment":"smgs:30102255","activity":"customsSelected","customs":{"country":"KZ","procedure":"transit"},"place":"Almaty","occurredAt":"2026-02-11T20:00:00+05:00","members":[{"container":"TRHU4307252"}]}"#,
    #"{"id":"z2","wagon":"94003894","activity":"inspected","place":"Almaty","occurredAt":"2026-02-11T21:00:00+05:00"}"#,
    #"{"id":"z3","consignment":"smgs:30102255","activity":"arrived","place":"Aktau","occurredAt":"2026-02-13T20:00:00+05:00","members":[{"container":"TRHU4307252"}]}"#,
  ]

  /// Who shares a box learns where it is, by whatever it is told.
  @Test func whatIsToldOfAnothersNoteIsNotTold() async throws {
    for text in Self.held { #expect(try await server.push(text).status == 202) }
    let now = "now=2026-02-14T00:00:00Z"
    for path in [
      "/v1/containers/TRHU4307252?\(now)", "/v1/events?subject=TRHU4307252&\(now)",
      "/show/TRHU4307252?lang=en",
    ] {
      let answer = try await server.get(path, token: ours)
      #expect(answer.status == 200, "\(path)")
      for secret in ["customsSelected", "inspected", "30102255", "customs hold", "smgs"]
      where secret != "smgs" || path.hasPrefix("/v1/events") {
        #expect(!answer.text.contains(secret), "\(path) tells “\(secret)”")
      }
    }
    let box = try await server.get("/v1/containers/TRHU4307252?\(now)", token: ours)
    #expect((try box.json["position"] as? [String: Any])?["place"] as? String == "aktau")
    let theirs = try await server.get("/v1/containers/TCNU7200794?\(now)", token: others)
    #expect(theirs.text.contains("inspected"))
  }

  private static let goneOn = [
    #"{"id":"g1","container":"CSQU3054383","activity":"arrived","place":"Baku","occurredAt":"2026-02-20T10:00:00+04:00"}"#,
    #"{"id":"g2","container":"CSQU3054383","activity":"delivered","place":"Baku","occurredAt":"2026-02-21T10:00:00+04:00"}"#,
    #"{"id":"g3","container":"CSQU3054383","activity":"positioned","place":"Alat","occurredAt":"2026-02-24T10:00:00+04:00"}"#,
    #"{"id":"g4","container":"CSQU3054383","activity":"stuffed","place":"Tbilisi","occurredAt":"2026-02-25T10:00:00+04:00","reason":"OTHERS goods"}"#,
    #"{"id":"g5","container":"CSQU3054383","activity":"departed","place":"Tbilisi","onTrain":"X9777@2026-02-27","occurredAt":"2026-02-27T10:00:00+04:00"}"#,
  ]

  @Test func whereTheBoxGoesAfterDeliveryIsNotTold() async throws {
    for text in Self.goneOn { #expect(try await server.push(text).status == 202) }
    try Journeys(tracker: RunningServer.tracker).projectStale(in: server.ledger)
    let now = "now=2026-03-01T00:00:00Z"
    for path in [
      "/v1/containers/CSQU3054383?\(now)", "/v1/events?subject=CSQU3054383&\(now)",
      "/v1/containers?all=true&\(now)", "/show/CSQU3054383?lang=en", "/v1/trains?all=true&\(now)",
      "/v1/manifests/2026-02-28?\(now)",
    ] {
      let answer = try await server.get(path, token: ours)
      #expect(answer.status == 200, "\(path)")
      for secret in ["X9777", "OTHERS", "tbilisi", "Tbilisi", "2026-02-24T", "2026-02-27T"] {
        #expect(!answer.text.contains(secret), "\(path) tells “\(secret)”")
      }
    }
    #expect(try await server.get("/v1/trains/X9777@2026-02-27?\(now)", token: ours).status == 404)
    let list = try await server.get(
      "/v1/containers?all=true&train=X9777&\(now)", token: ours)
    #expect((try list.json["items"] as? [Any])?.isEmpty == true)
    let box = try await server.get("/v1/containers/CSQU3054383?\(now)", token: ours)
    #expect((try box.json["position"] as? [String: Any])?["place"] as? String == "baku")
    #expect(try box.json["state"] as? String == "delivered")
  }
}
