import Foundation
import Testing

/// Compares a document with the file kept of it; `BANLIE_RECORD=1` writes the files anew.
public enum JSONSnapshot {
  public static func check(
    _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = Folders.tests.appending(path: "Snapshots/json/\(name).json")
    let document = text.hasSuffix("\n") ? text : text + "\n"
    if ProcessInfo.processInfo.environment["BANLIE_RECORD"] == "1" {
      try Data(document.utf8).write(to: file)
    }
    let kept = try String(contentsOf: file, encoding: .utf8)
    #expect(document == kept, "\(name) differs from its snapshot", sourceLocation: sourceLocation)
  }

  enum Folders {
    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    static let schemas = tests.deletingLastPathComponent()
      .appending(path: "Sources/Answers/Schemas")
  }
}
