import Answers
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Manifests
import NIOCore

/// The manifest of a day, in each of its forms and as a page; a customer gets its own.
struct ManifestRoutes {
  let premises: Premises

  func add(to router: Router<Visit>) {
    router.get("/v1/manifests/:date") { try await manifest($0, $1) }
    router.get("/manifests/:date") { try await page($0, $1) }
  }

  // MARK: - The file

  private func manifest(_ request: Request, _ visit: Visit) async throws -> Response {
    let viewer = try visit.viewer
    let query = try Query(request, Self.names + ["format", "now"])
    let format = try Self.format(query, request)
    let outlook = premises.outlook(
      viewer, try query.language(request), now: try query.moment("now"))
    let asked = try Self.asked(query, visit, viewer)
    let url = FileManager.default.temporaryDirectory.appending(
      path: "banlie-manifest-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    let settings = premises.settings
    if try asked.isFresh(zone: settings.zone ?? "UTC", now: outlook.now) {
      // Its own writers are done within milliseconds, and whoever else writes is waited for in vain at
      // worst: the manifest says its moment, and the next one of the same moment may then say more.
      _ = try await premises.settle()
    }
    let (date, sum) = try await premises.read { reader in
      let scene = try ManifestScene(
        asked, outlook, zone: settings.zone ?? "UTC", operatorName: settings.operatorName,
        in: reader)
      try ManifestFile.write(scene, as: format, to: url, in: reader)
      return (scene.day.date, try ManifestFile.digest(of: url).sha256)
    }
    let tag = "\"\(sum.prefix(32))\""
    var fields: HTTPFields = [
      .contentType: format.contentType, .eTag: tag, .cacheControl: "private, no-cache",
      .vary: "Authorization, Accept, Accept-Language", .xContentTypeOptions: "nosniff",
      .contentDisposition:
        "attachment; filename=\"manifest-\(date)\(Self.part(asked)).\(format.rawValue)\"",
    ]
    if request.knows(tag) { return Response(status: .notModified, headers: fields) }
    let file = try FileHandle(forReadingFrom: url)
    let size = try file.seekToEnd()
    try file.seek(toOffset: 0)
    fields[.contentLength] = "\(size)"
    return Response(status: .ok, headers: fields, body: Self.body(file))
  }

  /// The file has lost its name by the time it is sent; its bytes last until it is closed.
  private static func body(_ file: FileHandle) -> ResponseBody {
    ResponseBody { writer in
      defer { try? file.close() }
      while let part = try file.read(upToCount: 256 << 10), !part.isEmpty {
        try await writer.write(ByteBuffer(bytes: part))
      }
      try await writer.finish(nil)
    }
  }

  /// Not the whole day's: nobody is to take it for that.
  private static func part(_ asked: ManifestRequest) -> String {
    let isPart =
      asked.customer != nil || asked.route != nil || asked.train != nil || asked.place != nil
    return isPart ? "-part" : ""
  }

  /// `format`, else what the client accepts, else JSON.
  private static func format(_ query: Query, _ request: Request) throws -> ManifestFormat {
    if let text = query.text("format") {
      guard let format = ManifestFormat(rawValue: text) else {
        throw Problem.wrongQuery("format is xlsx, csv or json, not “\(text)”")
      }
      return format
    }
    let accepted = request.headers[.accept] ?? ""
    return ManifestFormat.allCases.first {
      accepted.contains($0.contentType.prefix { $0 != ";" })
    } ?? .json
  }

  private static let names = [
    "asOf", "route", "train", "at", "diff", "columns", "separator", "holdNumbers", "customer",
    "lang",
  ]

  private static func asked(
    _ query: Query, _ visit: Visit, _ viewer: Viewer
  ) throws -> ManifestRequest {
    let raw = try visit.parameters.require("date")
    var asked = ManifestRequest(
      date: raw.removingPercentEncoding ?? raw, asOf: try query.moment("asOf"),
      route: query.text("route"), train: query.text("train"), place: query.text("at"),
      since: query.text("diff"),
      columns: query.text("columns")?.split(separator: ",").map(String.init),
      separator: try query.text("separator").map { text in
        guard let separator = CSVWriter.Dialect(rawValue: text) else {
          throw Problem.wrongQuery("separator is comma or semicolon, not “\(text)”")
        }
        return separator
      }, holdsNumbers: try query.flag("holdNumbers") ? true : nil)
    guard let customer = query.text("customer"), viewer != .customer(customer) else { return asked }
    guard viewer.seesAll else {
      throw Problem.forbidden("a customer's token has its own goods' manifest; leave customer out")
    }
    asked.customer = customer
    return asked
  }

  // MARK: - The page

  /// Where a customer begins.
  static let today = "/manifests/today"

  private func page(_ request: Request, _ visit: Visit) async throws -> Response {
    let viewer: Viewer
    switch visit.scope {
    case .desk: viewer = .desk
    case .customer(let name): viewer = .customer(name)
    default: return PageRoutes(premises: premises).login(request, visit, isWrong: false)
    }
    let query = try Query(request, Self.names)
    let words = premises.words(try query.language(request))
    let outlook = premises.outlook(viewer, words.language)
    let asked = try Self.asked(query, visit, viewer)
    let settings = premises.settings
    let (content, date) = try await premises.read { reader in
      let scene = try ManifestScene(
        asked, outlook, zone: settings.zone ?? "UTC", operatorName: settings.operatorName,
        in: reader)
      var page = ManifestPage(words: words, day: scene.day, query: asked, isDesk: viewer.seesAll)
      try ManifestMaker(scene).make(in: reader, into: &page)
      return (page.content, scene.day.date)
    }
    var frame = PageFrame(
      words: words, title: "\(words(ManifestPage.title)) \(date)",
      address: request.addressInAnyLanguage,
      operatorName: settings.operatorName, now: outlook.now)
    frame.shape = .wide
    frame.home = viewer.seesAll ? "/" : Self.today
    return .page(frame.render(content))
  }
}

extension Request {
  fileprivate func knows(_ tag: String) -> Bool {
    (headers[.ifNoneMatch] ?? "").split(separator: ",").contains {
      let known = $0.trimmingCharacters(in: .whitespaces)
      return known == tag || known == "*"
    }
  }
}
