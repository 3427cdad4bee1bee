import Answers
import ArgumentParser
import EmbeddedRoutes
import Foundation
import Freight
import RouteBook

struct RouteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "route", abstract: "The routes and their plans.",
    subcommands: [ListRoutes.self, ShowRoute.self, CheckRoutes.self],
    defaultSubcommand: ListRoutes.self)

  struct ListRoutes: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "All routes: built in, and those of --routes.")

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      Console.write(RouteScreen.list(workspace.book, style: workspace.style))
    }
  }

  struct ShowRoute: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "A route's stops, legs, dwell and variants, with their sources.")

    @Argument(help: "The route's id.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      guard let route = workspace.book.findRoute(id) else {
        throw Failure.notFound("there is no route “\(id)”; see banlie route list")
      }
      Console.write(RouteScreen.render(route, book: workspace.book, style: workspace.style))
    }
  }

  struct CheckRoutes: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Finds what is wrong with route files: file, line and reason.",
      discussion: """
          banlie route check my-routes/        a folder that adds to the built-in routes
          banlie route check my-routes/*.yaml
        """)

    @Argument(help: "Folders or files.")
    var paths: [String]

    func run() throws {
      var files: [(name: String, text: String)] = []
      for path in paths {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
          throw Failure.failed("there is no file \(path)")
        }
        files += isFolder.boolValue ? try RouteBookLoader.files(in: path) : [try file(path)]
      }
      let result = RouteBookLoader.load(files: files, over: EmbeddedRoutes.book)
      for problem in result.problems { Console.say(problem.description) }
      guard result.problems.isEmpty else {
        throw Failure.failed(
          "\(counted(result.problems.count, "problem")) in \(counted(files.count, "file"))")
      }
      Console.say("\(files.count) files, nothing wrong")
    }

    private func file(_ path: String) throws -> (name: String, text: String) {
      do { return (path, try String(contentsOfFile: path, encoding: .utf8)) } catch {
        throw Failure.failed("cannot read \(path): \(error.localizedDescription)")
      }
    }
  }
}

struct PlaceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "place", abstract: "The gazetteer.",
    subcommands: [FindPlace.self, UnresolvedPlaces.self],
    defaultSubcommand: FindPlace.self)

  struct FindPlace: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "find", abstract: "Places by name, alias or code, in any script.",
      discussion: "  banlie place find Хоргос\n  banlie place find 阿拉木图\n  banlie place find KZAAU")

    @Argument(help: "A name, alias or code, or part of one.")
    var text: [String]

    @OptionGroup var common: CommonOptions

    func run() throws {
      let workspace = try Workspace(common)
      let wanted = text.joined(separator: " ")
      let places = workspace.book.findPlaces(matching: wanted)
      guard !places.isEmpty else { throw Failure.notFound("no place is like “\(wanted)”") }
      Console.write(PlaceScreen.render(places, book: workspace.book, style: workspace.style))
    }
  }
}
