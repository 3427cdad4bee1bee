import Foundation
import Freight
import Yams

/// What is wrong with a route file: where, and why.
public struct RouteProblem: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var file: String
  /// One-based; zero where the file as a whole is meant.
  public var line: Int
  public var reason: String

  public var description: String { "\(file):\(line): \(reason)" }

  public static func < (a: Self, b: Self) -> Bool {
    (a.file, a.line, a.reason) < (b.file, b.line, b.reason)
  }
}

/// Reads places, crossings and routes from YAML, and finds what is wrong with them.
public enum RouteBookLoader {
  public struct Result: Sendable {
    /// The book, when there was nothing wrong.
    public var book: RouteBook?
    public var problems: [RouteProblem]
  }

  /// - Parameter base: what the files add to or override; its places and crossings may be named.
  public static func load(
    files: [(name: String, text: String)], over base: RouteBook? = nil
  ) -> Result {
    var draft = BookDraft()
    for file in files.sorted(by: { $0.name < $1.name }) {
      do {
        guard let root = try Yams.compose(yaml: file.text) else { continue }
        FileReader(file: file.name).read(root, into: &draft)
      } catch let error as YamlError {
        draft.problems.append(problem(error, in: file.name))
      } catch {
        draft.problems.append(RouteProblem(file: file.name, line: 0, reason: "\(error)"))
      }
    }
    draft.check(over: base)
    guard draft.problems.isEmpty else {
      return Result(book: nil, problems: Set(draft.problems).sorted())
    }
    let places = (base.map { Array($0.places.values) } ?? []) + draft.places.map(\.value)
    let crossings = (base.map { Array($0.crossings.values) } ?? []) + draft.crossings.map(\.value)
    let routes = (base?.listRoutes() ?? []) + draft.routes.map(\.value)
    return Result(
      book: RouteBook(places: places, crossings: crossings, routes: routes), problems: [])
  }

  /// Loads every `.yaml` and `.yml` file of a folder and its sub-folders.
  /// - Throws: when the folder or a file cannot be read.
  public static func load(folder: String, over base: RouteBook? = nil) throws -> Result {
    load(files: try files(in: folder), over: base)
  }

  public static func files(in folder: String) throws -> [(name: String, text: String)] {
    let root = URL(fileURLWithPath: folder)
    return try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
      .map { ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8)) }
  }

  private static func problem(_ error: YamlError, in file: String) -> RouteProblem {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      RouteProblem(file: file, line: mark.line, reason: "not YAML: \(problem)")
    default: RouteProblem(file: file, line: 0, reason: "not YAML: \(error)")
    }
  }
}

/// A value with where it stood.
struct Placed<Value> {
  var value: Value
  var file: String
  var line: Int
  /// The lines of its parts, by name: `section 2 variant 1 stop 3`.
  var lines: [String: Int] = [:]
}

/// What has been read so far, and what was wrong with it.
struct BookDraft {
  var places: [Placed<Place>] = []
  var crossings: [Placed<BorderCrossing>] = []
  var routes: [Placed<Route>] = []
  var problems: [RouteProblem] = []

  mutating func note(_ file: String, _ line: Int, _ reason: String) {
    problems.append(RouteProblem(file: file, line: line, reason: reason))
  }
}
