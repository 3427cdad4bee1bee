import Foundation
import RouteBook

/// Build tool: checks the route files and writes them as one Swift file. A broken file fails the
/// build with its name, line and reason.
@main
enum EmbedRoutes {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      say("usage: embed-routes ROUTES-FOLDER OUTPUT.swift")
      exit(2)
    }
    do {
      let result = try RouteBookLoader.load(folder: arguments[1])
      for problem in result.problems { say(inCompilersForm(problem, folder: arguments[1])) }
      guard let book = result.book else { exit(1) }
      guard !book.places.isEmpty, !book.routes.isEmpty else {
        say("\(arguments[1]): error: there are no routes here")
        exit(1)
      }
      try source(of: book).write(toFile: arguments[2], atomically: true, encoding: .utf8)
    } catch {
      say("\(arguments[1]): error: \(error.localizedDescription)")
      exit(1)
    }
  }

  /// Base64 in a string literal compiles in no time; an array literal of bytes does not.
  private static func source(of book: RouteBook) -> String {
    """
    // Made from Routes/ at build.
    let embeddedRouteBookRecord: StaticString =
      "\(Data(RouteBookRecord.encode(book)).base64EncodedString())"

    """
  }

  /// So that editors jump to it.
  private static func inCompilersForm(_ problem: RouteProblem, folder: String) -> String {
    let position = "\(max(problem.line, 1)):\(max(problem.column, 1))"
    return "\(folder)/\(problem.file):\(position): error: \(problem.reason)"
  }

  private static func say(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
  }
}
