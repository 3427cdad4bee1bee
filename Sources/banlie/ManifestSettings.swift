import Answers
import Foundation
import Freight
import Intake
import Manifests
import Transport
import Yams

// A daily manifest's part of `banlie.yaml`.
extension SettingsReader {
  func manifest(_ node: Node, known: [ManifestPlan]) throws -> ManifestPlan {
    var plan = ManifestPlan(name: "", hour: -1, minute: 0, zone: "")
    for (key, value) in try mapping(node) {
      switch key.string {
      case "name": plan.name = try text(value)
      case "at": (plan.hour, plan.minute) = try clock(value)
      case "zone":
        plan.zone = try zone(value)
      case "day":
        guard let day = ManifestPlan.Day(rawValue: try text(value)) else {
          throw wrong(value, "day is today or yesterday")
        }
        plan.day = day
      case "changes": plan.tellsChanges = try flag(value)
      case "keepDays":
        plan.keptDays = try wholeNumber(value)
        guard plan.keptDays > 0 else { throw wrong(value, "keepDays is one or more") }
      case "deliver":
        guard let list = value.sequence else { throw wrong(value, "deliver is a list") }
        plan.targets = try list.map(target)
      default: try takeContent(key, value, into: &plan)
      }
    }
    try check(plan, node, known)
    return plan
  }

  private func check(_ plan: ManifestPlan, _ node: Node, _ known: [ManifestPlan]) throws {
    // It becomes part of file names.
    let isName =
      !plan.name.isEmpty
      && plan.name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || byte == 0x2D || byte == 0x5F
      }
    guard isName, plan.name.utf8.count <= Limits.feedNameBytes else {
      throw wrong(node, "a manifest needs a name of letters, digits, - and _, such as morning")
    }
    guard !known.contains(where: { $0.name == plan.name }) else {
      throw wrong(node, "there is a manifest “\(plan.name)” already")
    }
    guard plan.hour >= 0 else { throw wrong(node, "a manifest needs at: \"08:00\"") }
    let names = plan.targets.map(\.name)
    guard Set(names).count == names.count else {
      throw wrong(node, "a target stands twice under deliver")
    }
  }

  private func takeContent(_ key: Node, _ value: Node, into plan: inout ManifestPlan) throws {
    switch key.string {
    case "format":
      let names = try value.sequence.map { try $0.map(text) } ?? [text(value)]
      plan.formats = try names.map { name in
        guard let format = ManifestFormat(rawValue: name) else {
          throw wrong(value, "format is xlsx, csv or json, not “\(name)”")
        }
        return format
      }
      guard !plan.formats.isEmpty, Set(plan.formats).count == plan.formats.count else {
        throw wrong(value, "format names each format once")
      }
    case "language":
      plan.language = try language(value)
    case "route": plan.request.route = try text(value)
    case "train": plan.request.train = try text(value)
    case "place": plan.request.place = try text(value)
    case "customer": plan.request.customer = try text(value)
    case "columns":
      guard let list = value.sequence else { throw wrong(value, "columns is a list") }
      plan.request.columns = try list.map(text)
      if let unknown = plan.request.columns?.first(where: { ManifestColumn(rawValue: $0) == nil }) {
        let all = ManifestColumn.allCases.map(\.rawValue).joined(separator: ", ")
        throw wrong(value, "there is no column “\(unknown)”; there are \(all)")
      }
    case "separator":
      plan.request.separator = CSVWriter.Dialect(rawValue: try text(value))
      guard plan.request.separator != nil else {
        throw wrong(value, "separator is comma or semicolon")
      }
    case "holdNumbers": plan.request.holdsNumbers = try flag(value)
    default: throw wrong(key, "unknown key “\(key.string ?? "")”")
    }
  }

  private func clock(_ node: Node) throws -> (Int, Int) {
    let parts = try text(node).split(separator: ":").map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour),
      (0..<60).contains(minute)
    else {
      throw wrong(
        node, "at is a time of day in quotation marks, such as \"08:00\"\(written(node))")
    }
    return (hour, minute)
  }

  // MARK: - Targets

  private func target(_ node: Node) throws -> ManifestTarget {
    let keys = Set(try mapping(node).map { $0.key.string ?? "" })
    if keys.contains("folder") { return try folderTarget(node) }
    var fetch = Fetch(request: Request(""))
    var login = LoginSettings()
    var mail = (from: "", to: [String]())
    for (key, value) in try mapping(node) {
      switch key.string {
      case "url", "mail": fetch.request.url = try text(value)
      case "from": mail.from = try text(value)
      case "to": mail.to = try value.sequence.map { try $0.map(text) } ?? [text(value)]
      default:
        if try !takeLogin(key, value, into: &login, &fetch) {
          try takeRequest(key, value, into: &fetch)
        }
      }
    }
    fetch.request.login = try login.login(self, node)
    let url = fetch.request.url
    guard !url[(url.firstIndex(of: ":") ?? url.startIndex)...].contains("@") else {
      throw wrong(node, "the url names a user: say user: and password: {env: …} beside it")
    }
    if keys.contains("mail") { return try mailTarget(node, fetch, mail) }
    let schemes = ["sftp://", "ftp://", "ftps://", "ftpes://", "http://", "https://"]
    guard !url.contains("/~") else {
      throw wrong(node, "name the folder from the root: /~ is not the same to all servers")
    }
    guard url.hasSuffix("/"), schemes.contains(where: url.lowercased().hasPrefix) else {
      throw wrong(
        node, "a target is folder:, mail: or a url: of sftp, ftp(s) or http(s) that ends with /")
    }
    return ManifestTarget(
      name: url, way: .address(fetch.request), missingSecret: fetch.missingSecret)
  }

  private func folderTarget(_ node: Node) throws -> ManifestTarget {
    let pairs = try mapping(node)
    guard pairs.count == 1, let pair = pairs.first else {
      throw wrong(node, "beside folder: stands nothing else")
    }
    // From where the configuration lies, as all its files.
    let folder = URL(
      fileURLWithPath: try text(pair.value), relativeTo: URL(fileURLWithPath: path)
    ).absoluteURL.path
    return ManifestTarget(name: "folder \(folder)", way: .folder(folder))
  }

  private func mailTarget(
    _ node: Node, _ fetch: Fetch, _ mail: (from: String, to: [String])
  ) throws -> ManifestTarget {
    let url = fetch.request.url.lowercased()
    guard url.hasPrefix("smtp://") || url.hasPrefix("smtps://") else {
      throw wrong(node, "mail is the address of a server such as smtps://mail.example.cn")
    }
    guard mail.from.contains("@"), !mail.to.isEmpty, mail.to.allSatisfy({ $0.contains("@") }) else {
      throw wrong(node, "mail needs from: and to: with addresses such as ops@example.cn")
    }
    return ManifestTarget(
      name: "mail \(mail.to.joined(separator: ", "))",
      way: .mail(server: fetch.request, from: mail.from, to: mail.to),
      missingSecret: fetch.missingSecret)
  }
}
