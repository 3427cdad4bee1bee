import Answers
import Feeds
import Foundation
import Freight
import Intake
import Server
import Tracking
import Transport
import Yams

// A feed's part of `banlie.yaml`.
extension SettingsReader {
  func takeFeed(_ node: Node, into settings: inout Settings) throws {
    var source = FeedSource(options: FeedOptions(feed: ""))
    var policy = Policy.FeedPolicy()
    var push: PushSettings?
    var missing: [(node: Node, secret: Secret)] = []
    for (key, value) in try mapping(node) {
      switch key.string {
      case "name": source.options.feed = try text(value)
      case "trust": policy.trust = try wholeNumber(value)
      case "expectedIntervalHours": policy.expectedIntervalHours = try number(value)
      case "fetch": source.fetch = try fetch(value)
      case "push": push = try self.push(value, missing: &missing)
      default: try takeOption(key, value, into: &source.options)
      }
    }
    let name = source.name
    guard !name.isEmpty else { throw wrong(node, "a feed needs a name") }
    guard name.utf8.count <= Limits.feedNameBytes, settings.feeds[name] == nil else {
      throw wrong(node, "the name “\(name)” is taken, or longer than \(Limits.feedNameBytes) bytes")
    }
    settings.feeds[name] = source
    settings.policy.feeds[name] = policy
    settings.pushes[name] = push
    settings.missingPushSecrets += missing.map {
      Settings.MissingSecret(source: self.source($0.node), feed: name, secret: $0.secret)
    }
  }

  private func takeOption(_ key: Node, _ value: Node, into options: inout FeedOptions) throws {
    switch key.string {
    case "format":
      let name = try text(value)
      guard name == "auto" || Formats.all.contains(where: { $0.name == name }) else {
        let known = Formats.all.map { $0.name }.joined(separator: ", ")
        throw wrong(value, "format is auto, \(known), not “\(name)”")
      }
      options.format = name
    case "zone":
      options.zone = try zone(value)
    case "dateOrder":
      guard let order = DateOrder(rawValue: try text(value)) else {
        throw wrong(value, "dateOrder is monthDay or dayMonth")
      }
      options.dateOrder = order
    case "strict": options.isStrict = try flag(value)
    case "railwayDay": options.usesRailwayDay = try flag(value)
    case "track":
      guard let track = Track(rawValue: try text(value)) else {
        throw wrong(value, "track is ours or all")
      }
      options.track = track
    case "codes":
      if value.mapping != nil {
        try takeCodes(value, into: &options)
      } else {
        let (file, table) = try codeFile(value)
        try file.takeCodes(table, into: &options)
      }
    default: throw wrong(key, "unknown key “\(key.string ?? "")”")
    }
  }

  private func takeCodes(_ node: Node, into options: inout FeedOptions) throws {
    for (code, activity) in try mapping(node) {
      guard let known = Activity(rawValue: try text(activity)) else {
        let all = Activity.allCases.map(\.rawValue).joined(separator: ", ")
        throw wrong(activity, "“\(activity.string ?? "")” is no activity; there are \(all)")
      }
      options.codes[try text(code)] = known
    }
  }

  /// A partner's table in a file of its own, named from where the configuration lies.
  private func codeFile(_ node: Node) throws -> (SettingsReader, Node) {
    let name = try text(node)
    let file = URL(fileURLWithPath: name, relativeTo: URL(fileURLWithPath: path)).path
    do {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      guard let table = try Yams.compose(yaml: text) else { throw wrong(node, "\(name) is empty") }
      return (SettingsReader(path: file), table)
    } catch let error as YamlError {
      throw Failure.failed("\(file): \(error)")
    } catch let failure as Failure {
      throw failure
    } catch { throw wrong(node, "cannot read \(name): \(error.localizedDescription)") }
  }

  // MARK: - Fetching

  private func fetch(_ node: Node) throws -> Fetch {
    var fetch = Fetch(request: Request(""))
    var login = LoginSettings()
    var address = node
    for (key, value) in try mapping(node) {
      switch key.string {
      case "url":
        fetch.request.url = try text(value)
        address = value
      case "every": fetch.everySeconds = try seconds(value)
      case "match": fetch.match = try text(value)
      case "done": fetch.done = try text(value)
      case "pages": fetch.maximumPages = try wholeNumber(value)
      case "from": fetch.from = try text(value)
      case "subject": fetch.subject = try text(value)
      default:
        if try !takeLogin(key, value, into: &login, &fetch) {
          try takeRequest(key, value, into: &fetch)
        }
      }
    }
    fetch.request.login = try login.login(self, node)
    try check(fetch, address, node)
    return fetch
  }

  /// How the other side knows us, as it is set.
  struct LoginSettings {
    var user: String?
    var password: String?
    var bearer: String?
    var keyFile: String?
    var passphrase: String?

    func login(_ reader: SettingsReader, _ node: Node) throws -> Login? {
      if let bearer { return .bearer(bearer) }
      if let keyFile {
        guard let user else { throw reader.wrong(node, "key needs a user") }
        return .key(user: user, privateKeyFile: keyFile, passphrase: passphrase)
      }
      return user.map { .basic(user: $0, password: password ?? "") }
    }
  }

  /// - Returns: whether the key is one of a login.
  func takeLogin(
    _ key: Node, _ value: Node, into login: inout LoginSettings, _ fetch: inout Fetch
  ) throws -> Bool {
    switch key.string {
    case "user": login.user = try text(value)
    case "password": login.password = try secret(value, &fetch)
    case "bearer": login.bearer = try secret(value, &fetch)
    case "key": login.keyFile = try text(value)
    case "passphrase": login.passphrase = try secret(value, &fetch)
    default: return false
    }
    return true
  }

  func takeRequest(_ key: Node, _ value: Node, into fetch: inout Fetch) throws {
    switch key.string {
    case "headers":
      for (name, header) in try mapping(value) {
        let known = header.mapping == nil ? try text(header) : try secret(header, &fetch)
        fetch.request.headers.append((name: try text(name), value: known))
      }
    case "authorities": fetch.request.trust.authoritiesFile = try text(value)
    case "knownHosts": fetch.request.trust.knownHostsFile = try text(value)
    case "certificate": fetch.request.trust.certificateFile = try text(value)
    case "certificateKey": fetch.request.trust.certificateKeyFile = try text(value)
    case "certificatePassphrase":
      fetch.request.trust.certificateKeyPassphrase = try secret(value, &fetch)
    case "timeout": fetch.request.limits.totalSeconds = try seconds(value)
    case "maxBytes": fetch.request.limits.bodyBytes = try wholeNumber(value)
    default: throw wrong(key, "unknown key “\(key.string ?? "")”")
    }
  }

  private static let schemes = [
    "sftp", "ftp", "ftps", "ftpes", "http", "https", "imap", "imaps", "file",
  ]

  private func check(_ fetch: Fetch, _ address: Node, _ node: Node) throws {
    let url = fetch.request.url
    guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else {
      throw wrong(address, "fetch needs a url such as sftp://files.example.kz/out/")
    }
    guard Self.schemes.contains(url[..<colon].lowercased()) else {
      throw wrong(
        address,
        "url begins with one of \(Self.schemes.joined(separator: ", ")), not “\(url[..<colon])”")
    }
    guard !url[colon...].contains("@") else {
      throw wrong(address, "the url names a user: say user: and password: {env: …} beside it")
    }
    let isFolder = fetch.kind == .folder
    guard isFolder || fetch.match == nil && fetch.done == nil else {
      throw wrong(node, "match and done are for folders, whose url ends with /")
    }
    guard fetch.kind == .mailbox || fetch.from == nil && fetch.subject == nil else {
      throw wrong(node, "from and subject are for mailboxes (imaps://…)")
    }
  }

  // MARK: - Values

  /// Secrets are named where they are kept, never written down here. An absent one is the business
  /// of whoever asks the feed, not of every `status`.
  private func secret(_ node: Node, _ fetch: inout Fetch) throws -> String {
    let secret = try secret(node)
    if secret.text == nil { fetch.missingSecret = secret.name }
    return secret.text ?? ""
  }

  struct Secret {
    /// Nil where it is not set.
    var text: String?
    /// `env KTZ_PASSWORD`
    var name: String
    /// What is wrong with it, and what to do.
    var fault: String
    var isFile: Bool
  }

  func secret(_ node: Node) throws -> Secret {
    guard let pairs = node.mapping, let (key, value) = pairs.first, pairs.count == 1 else {
      throw wrong(node, "a secret is named, not written: {env: NAME} or {file: PATH}")
    }
    let name = try text(value)
    var secret = Secret(
      name: "\(key.string ?? "") \(name)",
      fault: "env \(name), which is not set or is empty", isFile: false)
    switch key.string {
    case "env": secret.text = ProcessInfo.processInfo.environment[name]
    case "file":
      secret.isFile = true
      secret.text = FileManager.default.contents(atPath: name).map {
        String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .newlines)
      }
      let state =
        secret.text != nil
        ? "is empty"
        : FileManager.default.fileExists(atPath: name) ? "cannot be read" : "does not exist"
      secret.fault = "file \(name), which \(state): write the secret into it"
    default: throw wrong(key, "a secret is {env: NAME} or {file: PATH}")
    }
    return secret
  }

  /// `90s`, `15m`, `2h`, `1d`.
  func seconds(_ node: Node) throws -> Int {
    let text = try text(node)
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()),
      (1...100_000).contains(count)
    else { throw wrong(node, "a time is 90s, 15m, 2h or 1d, not “\(text)”") }
    return count * unit
  }

  func wholeNumber(_ node: Node) throws -> Int {
    guard let value = node.int, value >= 0 else {
      throw wrong(node, "expected a whole number, zero or more\(written(node))")
    }
    return value
  }

  func flag(_ node: Node) throws -> Bool {
    guard let value = node.bool else {
      throw wrong(node, "expected true or false\(written(node))")
    }
    return value
  }
}
