import Foundation
import Testing

/// The arrows between rooms, read from every `import` line.
@Suite struct ArrowsTests {
  private static let arrows: [String: Set<String>] = [
    "Freight": [],
    "RouteBook": ["Freight"],
    "EmbeddedRoutes": ["RouteBook"],
    "EmbedRoutes": ["RouteBook"],
    "EmbedRoutesPlugin": [],
    "Tracking": ["Freight", "RouteBook"],
    "Feeds": ["Freight", "CXML2", "CZip"],
    "Ledger": ["Freight", "CZlib"],
    "Transport": ["CCurl"],
    "Intake": ["Freight", "Feeds", "Ledger", "Tracking", "RouteBook", "Transport", "CGMime"],
    "Answers": ["Freight", "RouteBook", "Tracking", "Ledger", "Intake"],
    "Notices": [
      "Freight", "RouteBook", "Tracking", "Ledger", "Intake", "Answers", "Transport",
    ],
    "Manifests": [
      "Freight", "RouteBook", "Tracking", "Ledger", "Intake", "Answers", "Transport", "CXLSXWriter",
      "CZip",
      "CZlib",
    ],
    "Server": [
      "Freight", "RouteBook", "Tracking", "Ledger", "Intake", "Answers", "Notices", "Manifests",
      "Transport", "CZlib",
    ],
    "Simulation": ["Freight", "RouteBook", "Feeds"],
    "CCurl": [],
    "CGMime": [],
    "CZlib": [],
    "CXML2": [],
    "CZip": [],
    "CXLSXWriter": [],
    "banlie": [
      "Freight", "RouteBook", "EmbeddedRoutes", "Tracking", "Feeds", "Ledger", "Transport",
      "Intake", "Answers", "Notices", "Manifests", "Server", "Simulation",
    ],
  ]

  /// What the pure rooms may use of the outside world.
  private static let outside: [String: Set<String>] = [
    "Freight": [],
    "Tracking": ["Synchronization"],
    "Feeds": ["FoundationEssentials", "Foundation", "Glibc", "Musl", "Darwin"],
    "Simulation": [],
  ]

  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test func everyRoomImportsOnlyWhatItsArrowsAllow() throws {
    let sources = Self.root.appending(path: "Sources")
    let rooms = try FileManager.default.contentsOfDirectory(atPath: sources.path).sorted()
    for room in rooms {
      let allowed = try #require(Self.arrows[room], "no arrows are drawn for the room \(room)")
      let files = try FileManager.default.subpathsOfDirectory(
        atPath: sources.appending(path: room).path)
      for file in files where file.hasSuffix(".swift") {
        let text = try String(
          contentsOf: sources.appending(path: room).appending(path: file), encoding: .utf8)
        for module in imports(text) {
          if Self.arrows[module] != nil {
            #expect(allowed.contains(module), "\(room)/\(file) imports \(module)")
          } else if let outside = Self.outside[room] {
            #expect(outside.contains(module), "\(room)/\(file) imports \(module)")
          }
        }
      }
    }
  }

  @Test func theWordsImportNothingAtAll() throws {
    let room = Self.root.appending(path: "Sources/Freight")
    for file in try FileManager.default.contentsOfDirectory(atPath: room.path) {
      let text = try String(contentsOf: room.appending(path: file), encoding: .utf8)
      #expect(imports(text).isEmpty, "Freight/\(file) imports \(imports(text))")
    }
  }

  private func imports(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").drop {
        $0.hasPrefix("@") || $0 == "public" || $0 == "package"
      }
      guard words.first == "import", words.count >= 2 else { return nil }
      return String(words[words.startIndex + 1].split(separator: ".")[0])
    }
  }
}
