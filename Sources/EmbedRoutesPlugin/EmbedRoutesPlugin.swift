import Foundation
import PackagePlugin

/// Puts the route files into the binary: runs `embed-routes` whenever one of them changed.
@main
struct EmbedRoutesPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    // The listing does not follow a folder that is itself a link.
    let routes = context.package.directoryURL.appending(path: "Routes").resolvingSymlinksInPath()
    let names = try FileManager.default.subpathsOfDirectory(atPath: routes.path).sorted()
    let files = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    // The folders too: a file that comes or goes changes its folder.
    let folders = Set(files.map { routes.appending(path: $0).deletingLastPathComponent() })
    let inputs = files.map { routes.appending(path: $0) } + folders.sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedRouteBookRecord.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) route files",
        executable: try context.tool(named: "embed-routes").url,
        arguments: [routes.path, output.path], inputFiles: inputs, outputFiles: [output])
    ]
  }
}
