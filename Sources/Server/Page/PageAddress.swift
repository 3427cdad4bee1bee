import Answers
import Foundation
import Freight

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
