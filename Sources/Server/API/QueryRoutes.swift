import Answers
import Crypto
import Foundation
import Freight
import HTTPTypes
import Hummingbird
import Ledger
import Tracking

/// What can be asked: one subject, lists of them, the evidence, open alerts.
struct QueryRoutes {
  let premises: Premises

  func add(to router: Router<Visit>) {
    for kind in Subjects.allCases {
      router.get("/v1/\(kind.rawValue)/:id") { try await status(kind, $0, $1) }
    }
    for what in ListQuestion.What.allCases {
      router.get("/v1/\(what.rawValue)") { try await list(what, $0, $1) }
    }
    router.get("/v1/containers/:id/estimates") { try await estimates($0, $1) }
    router.get("/v1/events") { try await events($0, $1) }
    router.get("/v1/alerts") { try await alerts($0, $1) }
  }

  /// What stands in an address, and what it finds.
  private enum Subjects: String, CaseIterable {
    case containers, trains, wagons, voyages, consignments

    func contains(_ kind: Subject.Kind) -> Bool {
      switch self {
      case .containers: kind == .container
      case .trains: kind == .train || kind == .trainLeg
      case .wagons: kind == .wagon
      case .voyages: kind == .voyage
      case .consignments: kind == .consignment
      }
    }
  }

  // MARK: - One subject

  private func status(
    _ kind: Subjects, _ request: Request, _ visit: Visit
  ) async throws -> Response {
    let viewer = try visit.viewer
    let id = try Self.id(visit)
    let names = ["asOf", "lang", "now"]
    let query = try Query(request, kind == .containers ? names + ["trip"] : names)
    let question = StatusQuestion(
      ids: [id], trip: try query.number("trip", in: 1...10_000), asOf: try query.moment("asOf"))
    let outlook = premises.outlook(
      viewer, try query.language(request), now: try query.moment("now"))
    let document = try await premises.read { reader in
      let (found, missing) = try question.answers(outlook, reader)
      if let failure = missing.first { throw failure }
      guard let answer = found.first, kind.contains(answer.subject.kind) else {
        throw Problem.notFound("nothing is known of “\(id)” among \(kind.rawValue)")
      }
      let book = try outlook.inForce(at: question.asOf, in: reader).book
      return answer.document(book, outlook.language)
    }
    return request.answer(with: document)
  }

  /// Notes are the longest numbers, and their kind stands before them.
  private static let idBytes = 256

  private static func id(_ visit: Visit) throws -> String {
    let raw = try visit.parameters.require("id")
    guard let id = raw.removingPercentEncoding, !id.isEmpty, id.utf8.count <= Self.idBytes
    else { throw Problem.wrongQuery("“\(raw)” is no number that could be looked for") }
    return id
  }

  /// What was said of a box's arrival.
  private func estimates(_ request: Request, _ visit: Visit) async throws -> Response {
    let viewer = try visit.viewer
    let id = try Self.id(visit)
    let query = try Query(request, ["trip", "asOf", "lang", "now"])
    let question = EstimatesQuestion(
      id: id, trip: try query.number("trip", in: 1...10_000), asOf: try query.moment("asOf"))
    let outlook = premises.outlook(
      viewer, try query.language(request), now: try query.moment("now"))
    let document = try await premises.read { reader in
      guard try Lookup(outlook, reader).subject(id).kind == .container else {
        throw Problem.notFound("nothing is known of “\(id)” among containers")
      }
      let histories = try question.histories(outlook, reader)
      let document = EstimatesDocument(book: outlook.book, language: outlook.language)
      return JSONText.array(histories.map(document.object))
    }
    return request.answer(with: document)
  }

  // MARK: - Lists

  private func list(
    _ what: ListQuestion.What, _ request: Request, _ visit: Visit
  ) async throws -> Response {
    let viewer = try visit.viewer
    let query = try Query(
      request, ["route", "train", "at", "alert", "all", "after", "limit", "lang", "now"])
    let question = ListQuestion(
      what, route: query.text("route"), train: query.text("train"), place: query.text("at"),
      alert: query.text("alert"), all: try query.flag("all"))
    let outlook = premises.outlook(
      viewer, try query.language(request), now: try query.moment("now"))
    let page = try Page(query, premises.settings.limits)
    let items = try await premises.read { reader in
      what == .containers
        ? try containers(question, outlook, reader, page)
        : try groups(question, outlook, reader, page)
    }
    return request.answer(with: page.document(items), next: page.next(items))
  }

  private func containers(
    _ question: ListQuestion, _ outlook: Outlook, _ reader: any LedgerReader, _ page: Page
  ) throws -> [Page.Item] {
    let status = StatusDocument(book: outlook.book, language: outlook.language)
    return try question.views(outlook, reader, after: page.after, limit: page.limit + 1).map {
      Page.Item(id: $0.journey.container.text, document: status.short($0))
    }
  }

  /// By their names; each page is made of the whole, since a train is of boxes from everywhere.
  private func groups(
    _ question: ListQuestion, _ outlook: Outlook, _ reader: any LedgerReader, _ page: Page
  ) throws -> [Page.Item] {
    question.grouped(try question.views(outlook, reader), now: outlook.now)
      .map { (id: $0.subject.id, answer: $0) }.sorted { $0.id < $1.id }
      .drop { $0.id <= page.after ?? "" }.prefix(page.limit + 1)
      .map {
        Page.Item(id: $0.id, document: $0.answer.shortDocument(outlook.book, outlook.language))
      }
  }

  // MARK: - Evidence

  private func events(_ request: Request, _ visit: Visit) async throws -> Response {
    let viewer = try visit.viewer
    let ofSubject = ["trip", "superseded", "asOf"]
    let query = try Query(request, ofSubject + ["subject", "after", "limit", "now"])
    let outlook = premises.outlook(viewer, now: try query.moment("now"))
    guard let subject = query.text("subject") else {
      try visit.requireDesk()
      if let name = ofSubject.first(where: query.has) {
        throw Problem.wrongQuery("\(name) goes with a subject")
      }
      return try await recent(request, query, outlook)
    }
    let question = EventsQuestion(
      id: subject, trip: try query.number("trip", in: 1...10_000),
      superseded: try query.flag("superseded"), asOf: try query.moment("asOf"))
    let page = try Page(query, premises.settings.limits, after: .place)
    let rows = try await premises.read { try question.rows(outlook, $0) }
    let document = EventsDocument(book: outlook.book)
    let items = rows.enumerated().dropFirst(page.skipped).prefix(page.limit + 1).map {
      Page.Item(id: "\($0.offset + 1)", document: document.object($0.element))
    }
    return request.answer(with: page.document(items), next: page.next(items))
  }

  /// Everything, in the order in which it was learnt.
  private func recent(
    _ request: Request, _ query: Query, _ outlook: Outlook
  ) async throws -> Response {
    let page = try Page(query, premises.settings.limits, after: .place)
    let document = EventsDocument(book: outlook.book)
    let items = try await premises.read { reader in
      try reader.events(after: Int64(page.skipped), limit: page.limit + 1).map {
        Page.Item(
          id: "\($0.seq)",
          document: document.object(
            EvidenceRow(event: $0.event, via: nil, isSuperseded: false, isPlausible: true)))
      }
    }
    return request.answer(with: page.document(items), next: page.next(items))
  }

  // MARK: - Alerts

  private func alerts(_ request: Request, _ visit: Visit) async throws -> Response {
    try visit.requireDesk()
    let query = try Query(request, ["kind", "all", "now"])
    let outlook = premises.outlook(.desk, now: try query.moment("now"))
    let kind = query.text("kind")
    guard kind.map({ Alert.Kind(rawValue: $0) != nil }) ?? true else {
      let known = Alert.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem.wrongQuery("kind is one of \(known)")
    }
    let all = try query.flag("all")
    let groups = try await premises.read { reader in
      try AlertGroups(outlook, reader).open(kind: kind, all: all).map {
        AlertDocument.object($0, book: outlook.book)
      }
    }
    return request.answer(with: .fields(["items": .array(groups)]))
  }
}

// MARK: - Pages

/// A part of a list: `limit` items behind the one named `after`.
private struct Page: Sendable {
  struct Item: Sendable {
    var id: String
    var document: JSONText
  }

  /// What `after` is.
  enum Cursor { case id, place }

  let limit: Int
  let after: String?
  /// How many come before, where `after` counts.
  let skipped: Int

  init(_ query: Query, _ limits: ServerLimits, after cursor: Cursor = .id) throws {
    limit = try query.number("limit", in: 1...limits.pageItems) ?? min(100, limits.pageItems)
    switch cursor {
    case .id:
      after = query.text("after")
      skipped = 0
    case .place:
      after = nil
      skipped = try query.number("after", in: 0...Int.max) ?? 0
    }
  }

  /// - Parameter items: one more than the page has, if there are more.
  func document(_ items: [Item]) -> JSONText {
    .fields([
      "items": .array(items.prefix(limit).map(\.document)), "next": .text(next(items)),
    ])
  }

  /// What the next page begins after; nil for the last one.
  func next(_ items: [Item]) -> String? { items.count > limit ? items[limit - 1].id : nil }
}

// MARK: - Answers

extension Request {
  /// The document with a validator: unchanged, it is not sent again (RFC 9110 §13).
  ///
  /// The moment of asking is left out of the validator, so that only what is told counts.
  func answer(with document: JSONText, next: String? = nil) -> Response {
    let tag = "W/\"\(document.without("asOf").fingerprint)\""
    var fields: HTTPFields = [
      .contentType: "application/json", .eTag: tag, .cacheControl: "private, no-cache",
      .vary: "Authorization, Accept-Language",
    ]
    if let next { fields[.link] = "<\(address(after: next))>; rel=\"next\"" }
    let known = (headers[.ifNoneMatch] ?? "").split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    if known.contains(tag) || known == ["*"] {
      return Response(status: .notModified, headers: fields)
    }
    return Response(
      status: .ok, headers: fields,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: document.prettyBytes + [0x0A])))
  }

  private func address(after: String) -> String {
    var parts = URLComponents()
    parts.percentEncodedPath = uri.path
    parts.queryItems =
      uri.queryParameters.filter { $0.key != "after" }.map {
        URLQueryItem(name: String($0.key), value: String($0.value))
      } + [URLQueryItem(name: "after", value: after)]
    return parts.string ?? uri.path
  }
}

extension JSONText {
  fileprivate func without(_ key: String) -> JSONText {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { $0.key != key })
  }

  fileprivate var fingerprint: String {
    SHA256.hash(data: compactBytes).prefix(12).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
