import Feeds
import Foundation
import Freight
import Tracking
import Yams

/// `banlie.yaml`: what the operator sets. All of it is optional.
struct Settings {
  struct Feed {
    var name: String
    var format: String?
    var zone: String?
    var dateOrder: DateOrder?
    var isStrict = false
  }

  var operatorName: String?
  var zone: String?
  var language: String?
  var feeds: [String: Feed] = [:]
  var policy = Policy()

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

private struct SettingsReader {
  let path: String

  func settings(_ root: Node) throws -> Settings {
    var settings = Settings()
    for (key, value) in try mapping(root) {
      switch key.string {
      case "operator": try takeOperator(value, into: &settings)
      case "feeds":
        guard let list = value.sequence else { throw wrong(value, "feeds is a list") }
        for item in list { try takeFeed(item, into: &settings) }
      case "alerts": try takeAlerts(value, into: &settings.policy)
      // Read by `serve`; known here so that one file serves both.
      case "manifests": break
      default: throw wrong(key, "unknown key “\(key.string ?? "")”")
      }
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

  private func takeFeed(_ node: Node, into settings: inout Settings) throws {
    var feed = Settings.Feed(name: "")
    var policy = Policy.FeedPolicy()
    for (key, value) in try mapping(node) {
      switch key.string {
      case "name": feed.name = try text(value)
      case "format": feed.format = try text(value)
      case "zone": feed.zone = try text(value)
      case "dateOrder":
        guard let order = DateOrder(rawValue: try text(value)) else {
          throw wrong(value, "dateOrder is monthDay or dayMonth")
        }
        feed.dateOrder = order
      case "strict": feed.isStrict = value.bool ?? false
      case "trust":
        guard let trust = value.int else { throw wrong(value, "trust is a whole number") }
        policy.trust = trust
      case "expectedIntervalHours": policy.expectedIntervalHours = try number(value)
      case "fetch", "push": break
      default: throw wrong(key, "unknown key “\(key.string ?? "")”")
      }
    }
    guard !feed.name.isEmpty else { throw wrong(node, "a feed needs a name") }
    settings.feeds[feed.name] = feed
    settings.policy.feeds[feed.name] = policy
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

  private func mapping(_ node: Node) throws -> Node.Mapping {
    guard let mapping = node.mapping else { throw wrong(node, "expected keys and values") }
    return mapping
  }

  private func text(_ node: Node) throws -> String {
    guard let text = node.string else { throw wrong(node, "expected text") }
    return text
  }

  private func number(_ node: Node) throws -> Double {
    guard let value = node.float ?? node.int.map(Double.init), value >= 0 else {
      throw wrong(node, "expected a number, zero or more")
    }
    return value
  }

  private func wrong(_ node: Node, _ reason: String) -> Failure {
    .failed("\(path):\(node.mark?.line ?? 0): \(reason)")
  }
}
