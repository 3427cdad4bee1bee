import Answers
import Feeds
import Foundation
import Freight
import Intake
import Manifests
import RouteBook
import Server
import Tracking
import Yams

/// `banlie.yaml`: what the operator sets. All of it is optional.
struct Settings {
  var operatorName: String?
  var zone: String?
  var language: String?
  /// What senders call places, beside what the gazetteer knows.
  var aliases: [PlaceID: [String]] = [:]
  /// By name.
  var feeds: [String: FeedSource] = [:]
  var policy = Policy()
  /// How feeds prove what they push, by feed.
  var pushes: [String: PushSettings] = [:]
  /// Manifests that are drawn up every day.
  var manifests: [ManifestPlan] = []
  /// Secrets that these name and that are not there: the business of `serve` alone.
  var missingPushSecrets: [MissingSecret] = []
  /// What must be in the route book, which is not known here.
  var named: [NamedInBook] = []

  /// A place or a route by its name, and where that stands.
  struct NamedInBook {
    enum Kind { case placeID, place, route }
    var kind: Kind
    var text: String
    /// `banlie.yaml:3: place`
    var source: String
  }

  struct MissingSecret: CustomStringConvertible {
    /// `banlie.yaml:3`
    var source: String
    var feed: String
    var secret: SettingsReader.Secret

    var description: String { "\(source): the push of feed \(feed) needs \(secret.fault)" }
  }

  /// - Throws: ``Failure`` that names the file, the line and what is wrong.
  static func load(_ path: String?) throws -> Settings {
    guard let path else { return Settings() }
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw Failure.failed("cannot read the configuration \(path): \(error.localizedDescription)")
    }
    do {
      guard let root = try Yams.compose(yaml: text) else { return Settings() }
      return try SettingsReader(path: path).settings(root)
    } catch let error as YamlError {
      throw Failure.failed("\(path): \(error)")
    }
  }
}

extension Settings {
  /// - Throws: ``Failure`` for a place or a route that the book does not have.
  func check(_ book: RouteBook) throws {
    for name in named {
      let text = name.text
      switch name.kind {
      case .placeID where book.findPlace(PlaceID(text)) == nil:
        throw Failure.failed(
          "\(name.source): there is no place “\(text)”\(likely(text, book)); banlie place find shows the "
            + "name before the names")
      case .place where PlaceReference(text: text).flatMap { book.resolve($0) } == nil:
        throw Failure.failed(
          "\(name.source): there is no place “\(text)”\(likely(text, book)); see banlie place find")
      case .route where book.findRoute(text) == nil:
        throw Failure.failed(
          "\(name.source): there is no route “\(text)”; there are "
            + book.routes.keys.sorted().joined(separator: ", "))
      default: break
      }
    }
  }

  private func likely(_ text: String, _ book: RouteBook) -> String {
    let near = book.findPlaces(matching: text).prefix(3).map(\.id.slug)
    return near.isEmpty ? "" : " (\(near.joined(separator: ", "))?)"
  }

  /// With one more feed, as it would stand in the file.
  func adding(_ definition: String, from source: String) throws -> Settings {
    var settings = self
    do {
      if let node = try Yams.compose(yaml: definition) {
        try SettingsReader(path: source).takeFeed(node, into: &settings)
      }
    } catch let error as YamlError {
      throw Failure.failed("\(source): \(error)")
    }
    return settings
  }
}

/// Reads YAML nodes with the line and the key of whatever is wrong.
struct SettingsReader {
  /// What to call the text in an error: a file, or `feed ktz`.
  let path: String
  private let keys = Keys()

  init(path: String) { self.path = path }

  /// Which key a value stands behind, by where it stands.
  private final class Keys {
    private var known: [String: String] = [:]

    subscript(node: Node) -> String? {
      get { node.mark.flatMap { known["\($0.line):\($0.column)"] } }
      set { if let mark = node.mark { known["\(mark.line):\(mark.column)"] = newValue } }
    }
  }

  func settings(_ root: Node) throws -> Settings {
    var settings = Settings()
    for (key, value) in try mapping(root) {
      switch key.string {
      case "operator": try takeOperator(value, into: &settings)
      case "feeds":
        guard let list = value.sequence else { throw wrong(value, "feeds is a list") }
        for item in list { try takeFeed(item, into: &settings) }
      case "aliases": try takeAliases(value, into: &settings)
      case "alerts": try takeAlerts(value, into: &settings.policy)
      case "manifests":
        guard let list = value.sequence else { throw wrong(value, "manifests is a list") }
        for item in list {
          settings.manifests.append(try manifest(item, known: settings.manifests))
          settings.named += try namedInBook(item)
        }
      default: throw wrong(key, "unknown key “\(key.string ?? "")”")
      }
    }
    // The operator's zone may stand below them.
    for index in settings.manifests.indices where settings.manifests[index].zone.isEmpty {
      settings.manifests[index].zone = settings.zone ?? "UTC"
    }
    return settings
  }

  private func takeOperator(_ node: Node, into settings: inout Settings) throws {
    for (key, value) in try mapping(node) {
      switch key.string {
      case "name": settings.operatorName = try text(value)
      case "zone": settings.zone = try zone(value)
      case "language": settings.language = try language(value).rawValue
      default: throw wrong(key, "unknown key “\(key.string ?? "")”")
      }
    }
  }

  private func takeAliases(_ node: Node, into settings: inout Settings) throws {
    var owners: [String: String] = [:]
    for (key, names) in try mapping(node) {
      let place = try text(key)
      guard let list = names.sequence else { throw wrong(names, "expected a list of names") }
      settings.named.append(
        Settings.NamedInBook(kind: .placeID, text: place, source: "\(source(key)): aliases"))
      for name in list {
        let alias = try text(name)
        let folded = foldingFullWidth(alias).lowercased().trimmingWhitespace()
        if let owner = owners[folded], owner != place {
          throw wrong(
            name, "aliases: “\(alias)” stands under \(owner) and under \(place); leave one")
        }
        owners[folded] = place
        settings.aliases[PlaceID(place), default: []].append(alias)
      }
    }
  }

  /// The route and the place of a manifest.
  private func namedInBook(_ manifest: Node) throws -> [Settings.NamedInBook] {
    let kinds: [String: Settings.NamedInBook.Kind] = ["route": .route, "place": .place]
    return try mapping(manifest).compactMap { key, value in
      guard let name = key.string, let kind = kinds[name] else { return nil }
      return Settings.NamedInBook(
        kind: kind, text: try text(value), source: "\(source(value)): \(name)")
    }
  }

  private func takeAlerts(_ node: Node, into policy: inout Policy) throws {
    for (key, value) in try mapping(node) {
      let figure = try number(value)
      switch key.string {
      case "lateHours": policy.lateHours = figure
      case "silentIntervals": policy.silentIntervals = figure
      case "expectedRailIntervalHours": policy.expectedRailIntervalHours = figure
      case "expectedSeaIntervalHours": policy.expectedSeaIntervalHours = figure
      case "stalledOnLineHours": policy.stalledOnLineHours = figure
      case "offRouteKilometres": policy.offRouteKilometres = figure
      case "futureToleranceHours": policy.futureToleranceHours = figure
      default: throw wrong(key, "unknown key “\(key.string ?? "")”")
      }
    }
  }

  // MARK: - Nodes

  func mapping(_ node: Node) throws -> Node.Mapping {
    guard let mapping = node.mapping else { throw wrong(node, "expected keys and values") }
    for (key, value) in mapping { keys[value] = key.string }
    return mapping
  }

  func text(_ node: Node) throws -> String {
    guard let text = node.string else { throw wrong(node, "expected text") }
    return text
  }

  func number(_ node: Node) throws -> Double {
    guard let value = node.float ?? node.int.map(Double.init), value >= 0 else {
      throw wrong(node, "expected a number, zero or more\(written(node))")
    }
    return value
  }

  func zone(_ node: Node) throws -> String {
    let zone = try text(node)
    guard ZoneClock.isKnown(zone) else {
      throw wrong(node, "zone is an IANA name such as Asia/Shanghai, not “\(zone)”")
    }
    return zone
  }

  func language(_ node: Node) throws -> Language {
    guard let language = Language(rawValue: try text(node)) else {
      throw wrong(node, "language is en, zh or ru\(written(node))")
    }
    return language
  }

  func written(_ node: Node) -> String { node.string.map { ", not “\($0)”" } ?? "" }

  func wrong(_ node: Node, _ reason: String) -> Failure {
    let key = keys[node].flatMap { reason.hasPrefix($0) ? nil : "\($0): " } ?? ""
    return .failed("\(source(node)): \(key)\(reason)")
  }

  func source(_ node: Node) -> String { "\(path):\(node.mark?.line ?? 0)" }
}
