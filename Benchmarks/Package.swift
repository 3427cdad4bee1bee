// swift-tools-version: 6.1
import PackageDescription

/// Measures the `banlie` program from outside, as its users run it, against bare SQLite. A package of
/// its own, so that the program carries nothing of it.
let package = Package(
  name: "banlie-bench",
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .executableTarget(
      name: "banlie-bench", dependencies: ["CSQLite"],
      swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
