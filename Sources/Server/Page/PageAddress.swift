import Answers
import Foundation
import Freight
import Hummingbird

extension Request {
  /// This address without the language that it is asked for in.
  var addressInAnyLanguage: String {
    let rest = (uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("lang=") }
    return rest.isEmpty ? uri.path : "\(uri.path)?\(rest.joined(separator: "&"))"
  }
}

extension Wording {
  /// The address of a page, which is then in the language of the page that leads there.
  func address(_ path: String) -> String { "\(path)?lang=\(language.rawValue)" }

  func address(show id: String) -> String { address("/show/\(Self.escaped(id))") }
  func address(evidence id: String) -> String { address("/evidence/\(Self.escaped(id))") }

  /// As one part of a path.
  private static func escaped(_ text: String) -> String {
    var allowed = CharacterSet.urlPathAllowed
    allowed.remove(charactersIn: "/;?#%")
    return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }
}
