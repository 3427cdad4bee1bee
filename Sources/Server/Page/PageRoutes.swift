import Answers
import Foundation
import Freight
import HTTPTypes
import Hummingbird
import Ledger
import RouteBook
import Tracking

/// Pages for people: one trip for whoever has the link, the board and all behind it for the operator.
struct PageRoutes {
  let premises: Premises

  func add(to router: Router<Visit>) {
    Assets().add(to: router)
    router.get("/t/:share") { try await shared($0, $1) }
    router.get("/t/:share/stream") { try await sharedStream($0, $1) }
    router.get("/") { try await board($0, $1) }
    router.get("/show/:id") { try await show($0, $1) }
    router.get("/evidence/:id") { try await evidence($0, $1) }
    router.get("/login") { request, visit in login(request, visit, isWrong: false) }
    router.post("/login") { try await enter($0, $1) }
    router.post("/logout") { request, _ in try leave(request) }
  }

  // MARK: - Shared

  private func shared(_ request: Request, _ visit: Visit) async throws -> Response {
    let words = premises.words(try Query(whatever: request).language(request))
    var frame = frame(words, request, title: words(PageWords.way))
    frame.shape = .one
    guard let share = try await share(visit) else {
      return .page(
        frame.render("<h1>\(words(PageWords.linkEnded))</h1>"), status: .notFound)
    }
    let outlook = premises.outlook(.guest, words.language)
    let found = try await premises.read { reader -> (view: JourneyView, tally: EstimateTally?)? in
      try Self.journey(share, outlook, reader).map { journey in
        let informed = try outlook.informed(
          about: Set([journey.path?.route].compactMap(\.self)), by: reader)
        let view = VisibleJourney(journey, outlook.viewer).view(
          by: informed.tracker, now: outlook.now)
        return (view, try Self.tally(view.journey, reader))
      }
    }
    guard let (view, tally) = found else {
      return .page(frame.render("<h1>\(words(PageWords.linkEnded))</h1>"), status: .notFound)
    }
    frame.title = view.journey.container.text
    frame.stream = "\(request.uri.path)/stream"
    let page = JourneyPage(
      view: view, book: outlook.book, words: words, isDesk: false, tally: tally)
    return .page(frame.render(page.content))
  }

  /// The trips of a route that arrived last, by which its windows are judged.
  private static let judgedTrips = 500

  private static func tally(
    _ journey: Journey, _ reader: any LedgerReader
  ) throws -> EstimateTally? {
    guard let route = journey.path?.route else { return nil }
    return try reader.tallyEstimates(
      service: ArrivalRun.service(
        route, isSimulated: journey.assumptions.contains(.simulated)),
      trips: judgedTrips)
  }

  private struct Share: Sendable {
    var container: ContainerNumber
    var trip: String
    var pass: Pass
  }

  private func share(_ visit: Visit) async throws -> Share? {
    let secret = try visit.parameters.require("share")
    guard let pass = try await Pass(of: secret, premises),
      case .share(let container, let trip) = pass.scope
    else { return nil }
    return Share(container: container, trip: trip, pass: pass)
  }

  private static func journey(
    _ share: Share, _ outlook: Outlook, _ reader: any LedgerReader
  ) throws -> Journey? {
    try outlook.journeys.list(of: share.container, in: reader).last {
      outlook.tracker.keys(of: $0).contains(share.trip)
    }
  }

  /// Says that there is news of this trip, and nothing of what it is.
  private func sharedStream(_ request: Request, _ visit: Visit) async throws -> Response {
    guard let share = try await share(visit) else { throw Problem.notFound("no such link") }
    let start = try await premises.read { try $0.highestSeq() }
    let premises = premises
    return try StreamRoute(premises: premises).respond(from: start, share.pass) { seq, limit in
      try await premises.read { reader in
        let events = try reader.events(after: seq, limit: limit)
        guard let last = events.last else { return nil }
        let trip = try Self.journey(share, premises.outlook(.guest), reader)
        let ids = Set(trip?.timeline.map(\.evidence) ?? [])
        let isNews = events.contains { ids.contains($0.event.id) }
        return (isNews ? "id: \(last.seq)\nevent: changed\ndata: {}\n\n" : "", last.seq)
      }
    }
  }

  // MARK: - The operator's

  private func board(_ request: Request, _ visit: Visit) async throws -> Response {
    if case .customer = visit.scope {
      let words = premises.words(try Query(whatever: request).language(request))
      return Self.go(to: words.address(ManifestRoutes.today))
    }
    guard visit.scope == .desk else { return login(request, visit, isWrong: false) }
    let query = try Query(request, ["q", "route", "alert", "all", "lang"])
    let words = premises.words(try query.language(request))
    if let text = query.text("q")?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty {
      return Self.go(to: words.address(show: text))
    }
    let kind = try query.text("alert").map { text in
      guard let kind = Alert.Kind(rawValue: text) else {
        throw Problem.wrongQuery("“\(text)” is no kind of alert")
      }
      return kind
    }
    let outlook = premises.outlook(.desk, words.language)
    let views = try await premises.read { try ListQuestion(.trains).views(outlook, $0) }
    var frame = deskFrame(words, request, title: words(PageWords.board))
    frame.shape = .wide
    let page = BoardPage(
      views, now: outlook.now, book: outlook.book, words: words,
      filter: .init(route: query.text("route"), alert: kind, all: try query.flag("all")))
    return .page(frame.render(page.content))
  }

  private func show(_ request: Request, _ visit: Visit) async throws -> Response {
    let viewer: Viewer
    switch visit.scope {
    case .desk: viewer = .desk
    case .customer(let name): viewer = .customer(name)
    default: return login(request, visit, isWrong: false)
    }
    let query = try Query(request, ["lang", "trip"])
    let words = premises.words(try query.language(request))
    let id = try Self.id(visit)
    let trip = try query.number("trip", in: 1...100_000)
    let outlook = premises.outlook(viewer, words.language)
    let (answer, meaning, tally) = try await premises.read {
      reader -> (Answer?, Lookup.Meaning, EstimateTally?) in
      let meaning = try Lookup(outlook, reader).meaning(of: id)
      guard case .one(let subject) = meaning else { return (nil, meaning, nil) }
      let question = StatusQuestion(ids: [subject.id], trip: trip)
      let (found, missing) = try question.answers(outlook, reader)
      if let failure = missing.first { throw failure }
      let tally = try found.first?.views.first.flatMap { try Self.tally($0.journey, reader) }
      return (found.first, meaning, tally)
    }
    guard let answer else { return choice(id, meaning, words, request, viewer) }
    var frame = deskFrame(words, request, title: answer.subject.id, viewer)
    if case .container = answer.subject, let view = answer.views.first {
      frame.shape = .one
      let page = JourneyPage(
        view: view, book: outlook.book, words: words, isDesk: viewer.seesAll,
        trips: answer.tripCount, tally: tally)
      return .page(frame.render(page.content))
    }
    guard viewer.seesAll else { return notYours(words, request, viewer) }
    return .page(
      frame.render(GroupPage(answer: answer, book: outlook.book, words: words).content))
  }

  private func choice(
    _ typed: String, _ meaning: Lookup.Meaning, _ words: Wording, _ request: Request,
    _ viewer: Viewer = .desk
  ) -> Response {
    var frame = deskFrame(words, request, title: typed, viewer)
    frame.stream = nil
    let page = ChoicePage(
      typed: typed, meaning: meaning, words: words, canSearch: viewer.seesAll)
    return .page(frame.render(page.content), status: page.status)
  }

  /// Whoever signed in already has no use for signing in.
  private func notYours(_ words: Wording, _ request: Request, _ viewer: Viewer) -> Response {
    var frame = deskFrame(words, request, title: words(PageWords.notYours), viewer)
    frame.stream = nil
    return .page(
      frame.render(
        """
        <h1>\(words(PageWords.notYours))</h1>
        <p><a href="\(words.address(ManifestRoutes.today))">\(words(PageWords.manifest))</a></p>
        """), status: .forbidden)
  }

  private func evidence(_ request: Request, _ visit: Visit) async throws -> Response {
    if case .customer(let name) = visit.scope {
      let words = premises.words(try Query(whatever: request).language(request))
      return notYours(words, request, .customer(name))
    }
    guard visit.scope == .desk else { return login(request, visit, isWrong: false) }
    let words = premises.words(try Query(request, ["lang"]).language(request))
    let id = try Self.id(visit)
    let outlook = premises.outlook(.desk, words.language)
    let (meaning, rows) = try await premises.read { reader -> (Lookup.Meaning, [EvidenceRow]) in
      let meaning = try Lookup(outlook, reader).meaning(of: id)
      guard case .one(let subject) = meaning else { return (meaning, []) }
      return (meaning, try EventsQuestion(id: subject.id).rows(outlook, reader))
    }
    guard case .one(let subject) = meaning else { return choice(id, meaning, words, request) }
    let frame = deskFrame(words, request, title: subject.id)
    let page = EvidencePage(id: subject.id, rows: rows, book: outlook.book, words: words)
    return .page(frame.render(page.content))
  }

  // MARK: - In and out

  /// - Parameter next: where to go then; nil is the page that was asked for.
  func login(
    _ request: Request, _ visit: Visit, isWrong: Bool, next: String? = nil
  ) -> Response {
    let words = words(request)
    let here = request.uri.path == "/login" ? words.address("/") : request.uri.string
    let next = next ?? Self.local(here)
    var frame = frame(words, request, title: words(PageWords.login))
    frame.shape = .one
    frame.address = "/login"
    let wrong: Markup? =
      isWrong ? "<p role=\"alert\" class=\"flag\">\(words(PageWords.wrongToken))</p>" : nil
    return .page(
      frame.render(
        """
        <h1>\(words(PageWords.login))</h1>\(wrong)
        <form class="find" method="post" action="\(words.address("/login"))"><input type="hidden" name="next" value="\(next)">
        <label>\(words(PageWords.token))<input type="password" name="token" autocomplete="current-password" required></label>
        <button>\(words(PageWords.enter))</button></form>
        <p class="small quiet">\(PageWords.tokenHint(premises.settings.operatorName ?? "Banlie", words))</p>
        """), status: .unauthorized)
  }

  /// The token becomes a cookie that scripts cannot read and other sites cannot send.
  private func enter(_ request: Request, _ visit: Visit) async throws -> Response {
    try request.refuseOtherSites()
    let bytes = try await RequestBytes(premises.settings.limits).collect(
      request, visit, limit: 4_096, of: premises.bodies.share())
    let form = URLComponents(string: "?" + String(decoding: bytes, as: UTF8.self))
    func field(_ name: String) -> String {
      // A form writes a space as a plus, and a plus as %2B.
      let value = form?.percentEncodedQueryItems?.first { $0.name == name }?.value ?? ""
      return value.replacing("+", with: "%20").removingPercentEncoding ?? ""
    }
    let secret = field("token")
    let next = Self.local(field("next"))
    let page: String
    switch try await Pass(of: secret, premises)?.scope {
    case .desk: page = next
    case .customer:
      let isTheirs = next.hasPrefix("/manifests/") || next.hasPrefix("/show/")
      page = isTheirs ? next : words(request).address(ManifestRoutes.today)
    default: return login(request, visit, isWrong: true, next: next)
    }
    var response = Self.go(to: page)
    response.headers[.setCookie] = Self.cookie(secret, isSecure: isSecure)
    return response
  }

  /// A page of ours: whatever could lead elsewhere, or is no page to come back to, leads to the board.
  static func local(_ address: String) -> String {
    let bytes = Array(address.utf8)
    let isPlain = bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
    guard isPlain, address.hasPrefix("/"), !address.hasPrefix("//"), !address.hasPrefix("/login"),
      !address.hasPrefix("/logout"), bytes.count < 1_000
    else { return "/" }
    return address
  }

  private func leave(_ request: Request) throws -> Response {
    try request.refuseOtherSites()
    var response = Self.go(to: words(request).address("/login"))
    response.headers[.setCookie] = Self.cookie("", isSecure: false) + "; Max-Age=0"
    return response
  }

  private var isSecure: Bool { premises.settings.hasTLS || premises.settings.isBehindProxy }

  private static func cookie(_ value: String, isSecure: Bool) -> String {
    "\(AccessMiddleware.cookie)=\(value); Path=/; HttpOnly; SameSite=Strict\(isSecure ? "; Secure" : "")"
  }

  private static func go(to address: String) -> Response {
    Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
  }

  // MARK: - Parts

  /// In the language that was asked for, where there is such a one.
  private func words(_ request: Request) -> Wording {
    let asked = try? Query(whatever: request).language(request)
    return premises.words(asked ?? request.preferredLanguage ?? .en)
  }

  /// What went wrong, for whoever looks at it in a browser.
  func failed(_ problem: Problem, _ request: Request) -> Response {
    let words = words(request)
    let title =
      switch problem.status.kind {
      case .serverError: PageWords.failed
      default: problem.status == .forbidden ? PageWords.notYours : PageWords.wrongAddress
      }
    var frame = frame(words, request, title: words(title))
    frame.shape = .one
    return .page(
      frame.render(
        """
        <h1>\(words(title))</h1><p class="small quiet">\(problem.detail)</p>
        <p><a href="\(words.address("/"))">\(premises.settings.operatorName ?? "Banlie")</a></p>
        """), status: problem.status, headers: problem.headers)
  }

  private func frame(_ words: Wording, _ request: Request, title: String) -> PageFrame {
    PageFrame(
      words: words, title: title, address: request.addressInAnyLanguage,
      operatorName: premises.settings.operatorName, now: premises.clock())
  }

  private func deskFrame(
    _ words: Wording, _ request: Request, title: String, _ viewer: Viewer = .desk
  ) -> PageFrame {
    var frame = frame(words, request, title: title)
    frame.home = viewer.seesAll ? "/" : ManifestRoutes.today
    frame.stream = "/v1/stream"
    return frame
  }

  private static func id(_ visit: Visit) throws -> String {
    let raw = try visit.parameters.require("id")
    return raw.removingPercentEncoding ?? raw
  }
}

extension Request {
  /// Another site's page could sign somebody in as somebody else, or out.
  ///
  /// - Throws: ``Problem``.
  fileprivate func refuseOtherSites() throws {
    let site = HTTPField.Name("Sec-Fetch-Site").flatMap { headers[$0] }
    let isOther =
      if let site { site == "cross-site" } else { headers[.origin].map { !isOwn($0) } ?? false }
    guard !isOther else { throw Problem.forbidden("this form is another site's") }
  }

  /// Our own pages tell nobody where they are, so that browsers call them `null` (Fetch Standard, “serializing a
  /// request origin”).
  private func isOwn(_ origin: String) -> Bool {
    if origin == "null" { return true }
    return URL(string: origin)?.host == URL(string: "http://\(head.authority ?? "")")?.host
  }
}
