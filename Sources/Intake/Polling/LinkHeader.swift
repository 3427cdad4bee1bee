import Foundation

/// `Link: <https://…?cursor=b>; rel="next"` (RFC 8288), by which paged answers go on.
enum LinkHeader {
  static func next(_ header: String?, relativeTo base: String) -> String? {
    guard let header else { return nil }
    var rest = header[...]
    while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      let target = rest[rest.index(after: open)..<close]
      rest = rest[rest.index(after: close)...]
      let parameters = rest.prefix { $0 != "<" }
      let isNext = parameters.split(whereSeparator: { $0 == ";" || $0 == "," }).contains { part in
        let pair = part.split(separator: "=", maxSplits: 1)
        guard pair.count == 2,
          pair[0].trimmingCharacters(in: .whitespaces).lowercased() == "rel"
        else { return false }
        let value = pair[1].trimmingCharacters(in: .whitespaces).trimmingCharacters(
          in: CharacterSet(charactersIn: "\""))
        return value.lowercased().split(separator: " ").contains("next")
      }
      if isNext {
        return URL(string: String(target), relativeTo: URL(string: base))?.absoluteString
      }
    }
    return nil
  }

  static func isSameOrigin(_ a: String, _ b: String) -> Bool {
    guard let left = URLComponents(string: a), let right = URLComponents(string: b) else {
      return false
    }
    return left.scheme?.lowercased() == right.scheme?.lowercased()
      && left.host?.lowercased() == right.host?.lowercased() && left.port == right.port
  }
}
