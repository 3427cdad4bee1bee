import Foundation

/// Where `make servers` puts Python's reader of workbooks.
enum Openpyxl {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let python = root.appending(path: ".build-python/bin/python").path

  static var isInstalled: Bool {
    let folder = root.appending(path: ".build-python/lib")
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return versions.contains { version in
      FileManager.default.fileExists(
        atPath: folder.appending(path: "\(version)/site-packages/openpyxl").path)
    }
  }
}
