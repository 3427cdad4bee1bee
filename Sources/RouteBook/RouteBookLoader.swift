import Foundation
import Freight
import Yams

/// What is wrong with a route file: where, and why.
public struct RouteProblem: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var file: String
  /// One-based; zero where the file as a whole is meant.
  public var line: Int
  /// One-based, in Unicode scalars; zero where the line as a whole is meant.
  public var column: Int
  public var reason: String

  public init(file: String, line: Int, column: Int = 0, reason: String) {
    self.file = file
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// `places/china.yaml:12:5: there is no zone “Asia/Bejing”`
  public var description: String {
    let position = [line, column].prefix { $0 > 0 }.map { ":\($0)" }.joined()
    return "\(file)\(position): \(reason)"
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.file, a.line, a.column, a.reason) < (b.file, b.line, b.column, b.reason)
  }
}

/// Reads places, crossings and routes from YAML, and finds what is wrong with them.
public enum RouteBookLoader {
  public struct Result: Sendable {
    /// The book, when there was nothing wrong.
    public var book: RouteBook?
    /// Ordered by file and line.
    public var problems: [RouteProblem]
  }

  /// - Parameter base: what the files add to or override, by id; its places and crossings may be
  ///   named in them.
  public static func load(
    files: [(name: String, text: String)], over base: RouteBook? = nil
  ) -> Result {
    let draft = BookDraft()
    for file in files.sorted(by: { $0.name < $1.name }) {
      do {
        guard let root = try Yams.compose(yaml: file.text) else {
          draft.note(Position(file: file.name), "the file is empty")
          continue
        }
        FileReader(file: file.name, draft: draft).read(root)
      } catch {
        draft.note(error, in: file.name)
      }
    }
    draft.check(over: base)
    guard draft.problems.isEmpty else {
      return Result(book: nil, problems: draft.problems.sorted())
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

  /// Every `.yaml` and `.yml` file of a folder and its sub-folders, by its path below the folder.
  /// - Throws: when the folder or a file cannot be read.
  public static func files(in folder: String) throws -> [(name: String, text: String)] {
    // The listing does not follow a folder that is itself a link.
    let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath()
    return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
      .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
      .map { ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8)) }
  }
}

extension BookDraft {
  fileprivate func note(_ error: any Error, in file: String) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      note(Position(file: file, mark), "not YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      note(
        Position(file: file, context.mark), "twice in one mapping: \(keys.joined(separator: ", "))")
    case .reader(let problem, _, _, _): note(Position(file: file), "not YAML: \(problem)")
    default: note(Position(file: file), "not YAML: \(error)")
    }
  }
}
