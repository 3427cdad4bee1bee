import Foundation
import PackagePlugin

/// Puts the route files into the binary: runs `embed-routes` whenever one of them changed.
@main
struct EmbedRoutesPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let routes = context.package.directoryURL.appending(path: "Routes")
    let names = try FileManager.default.subpathsOfDirectory(atPath: routes.path)
    let files = names.filter { $0.hasSuffix(".yaml") }.sorted().map { routes.appending(path: $0) }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedRouteBookRecord.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) route files",
        executable: try context.tool(named: "embed-routes").url,
        arguments: [routes.path, output.path], inputFiles: files, outputFiles: [output])
    ]
  }
}
