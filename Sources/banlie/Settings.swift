import Answers
import Feeds
import Foundation
import Freight
import Intake
import Manifests
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
  /// Secrets that these name and nobody has set: the business of `serve` alone.
  var missingPushSecrets: [String] = []

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

/// Reads YAML nodes with the line of whatever is wrong.
struct SettingsReader {
  /// What to call the text in an error: a file, or `feed ktz`.
  let path: String

  func settings(_ root: Node) throws -> Settings {
    var settings = Settings()
    for (key, value) in try mapping(root) {
      switch key.string {
      case "operator": try takeOperator(value, into: &settings)
      case "feeds":
        guard let list = value.sequence else { throw wrong(value, "feeds is a list") }
        for item in list { try takeFeed(item, into: &settings) }
      case "aliases":
        for (place, names) in try mapping(value) {
          guard let list = names.sequence else { throw wrong(names, "expected a list of names") }
          settings.aliases[PlaceID(try text(place)), default: []] += try list.map(text)
        }
      case "alerts": try takeAlerts(value, into: &settings.policy)
      case "manifests":
        guard let list = value.sequence else { throw wrong(value, "manifests is a list") }
        for item in list {
          settings.manifests.append(try manifest(item, known: settings.manifests))
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
      case "zone": settings.zone = try text(value)
      case "language": settings.language = try text(value)
      default: throw wrong(key, "unknown key “\(key.string ?? "")”")
      }
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
    return mapping
  }

  func text(_ node: Node) throws -> String {
    guard let text = node.string else { throw wrong(node, "expected text") }
    return text
  }

  func number(_ node: Node) throws -> Double {
    guard let value = node.float ?? node.int.map(Double.init), value >= 0 else {
      throw wrong(node, "expected a number, zero or more")
    }
    return value
  }

  func wrong(_ node: Node, _ reason: String) -> Failure {
    .failed("\(path):\(node.mark?.line ?? 0): \(reason)")
  }
}
