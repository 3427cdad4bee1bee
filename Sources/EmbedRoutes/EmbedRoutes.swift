import Foundation
import RouteBook

/// Build tool: checks the route files and writes them as one Swift file. A broken file fails the
/// build with its name, line and reason.
@main
enum EmbedRoutes {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      FileHandle.standardError.write(Data("usage: embed-routes ROUTES-FOLDER OUTPUT.swift\n".utf8))
      exit(2)
    }
    let result = try RouteBookLoader.load(folder: arguments[1])
    guard let book = result.book else {
      for problem in result.problems {
        let text = "\(arguments[1])/\(problem.file):\(problem.line): error: \(problem.reason)\n"
        FileHandle.standardError.write(Data(text.utf8))
      }
      exit(1)
    }
    // Base64 in a string literal compiles in no time; an array literal of bytes does not.
    let record = Data(RouteBookRecord.encode(book)).base64EncodedString()
    let source = """
      // Made from Routes/ at build.
      let embeddedRouteBookRecord: StaticString = "\(record)"

      """
    try source.write(toFile: arguments[2], atomically: true, encoding: .utf8)
  }
}
