import Foundation
import Freight
import RouteBook
import Testing

enum Fixtures {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

  /// The route files that ship.
  static let routes = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Routes")

  /// The small book in `Fixtures/Book`.
  static func book() throws -> RouteBook {
    let result = try RouteBookLoader.load(folder: folder.appending(path: "Book").path)
    return try #require(result.book, "\(result.problems)")
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }
}
