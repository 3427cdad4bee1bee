import Foundation

/// A folder that goes when the test ends.
final class TemporaryFolder: Sendable {
  let root: String

  init() throws {
    root =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("ledger-tests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit {
    // Nothing to be done about a folder that stays behind.
    do { try FileManager.default.removeItem(atPath: root) } catch {}
  }

  func path(_ name: String) -> String { "\(root)/\(name)" }
}
