import Answers
import Crypto
import Foundation
import Ledger

/// A manifest as a file: written under another name and renamed when it is whole.
package enum ManifestFile {
  /// - Parameter isTimed: for measurements; see ``ManifestSummary/writingSeconds``.
  /// - Returns: what the manifest adds up to.
  /// - Throws: ``Failure``; then there is no new file, and an older one is as it was.
  @discardableResult
  package static func write(
    _ scene: ManifestScene, as format: ManifestFormat, to url: URL, in reader: any LedgerReader,
    isTimed: Bool = false
  ) throws -> ManifestSummary {
    let draft = url.deletingLastPathComponent().appending(
      path: ".\(url.lastPathComponent).\(UUID().uuidString.prefix(8))")
    defer { try? FileManager.default.removeItem(at: draft) }
    let summary: ManifestSummary
    do {
      summary = try write(scene, as: format, toDraft: draft.path, in: reader, isTimed: isTimed)
    } catch {
      // The draft's name means nothing to whoever asked.
      switch error {
      case let error as SheetError: throw Failure.failed(named(url, "\(error)", draft))
      case let failure as Failure: throw Failure(failure.kind, named(url, failure.message, draft))
      default: throw error
      }
    }
    try put(draft, at: url)
    return summary
  }

  private static func named(_ url: URL, _ words: String, _ draft: URL) -> String {
    words.replacingOccurrences(of: draft.path, with: url.relativePath)
  }

  private static func write(
    _ scene: ManifestScene, as format: ManifestFormat, toDraft path: String,
    in reader: any LedgerReader, isTimed: Bool
  ) throws -> ManifestSummary {
    let maker = ManifestMaker(scene, isTimed: isTimed)
    switch format {
    case .json:
      var writer = ManifestJSON(try ByteSink(path: path))
      return try maker.make(in: reader, into: &writer)
    case .csv:
      var writer = ManifestCSV(try ByteSink(path: path))
      return try maker.make(in: reader, into: &writer)
    case .xlsx:
      var writer = try ManifestWorkbook(path: path, scene: scene)
      return try maker.make(in: reader, into: &writer)
    }
  }

  /// In place of what was there, in one step, and on disk before that: what has a name is whole after a
  /// power cut too.
  static func put(_ draft: URL, at url: URL) throws {
    guard sync(draft.path), rename(draft.path, url.path) == 0 else {
      throw Failure.failed("cannot write \(url.path): \(String(cString: strerror(errno)))")
    }
    // The name too, where the folder may be read; the file is there in any case.
    _ = sync(url.deletingLastPathComponent().path)
  }

  private static func sync(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // Some file systems know nothing to be done.
    return fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS || errno == ENOTSUP
  }

  /// What a file is, by its bytes.
  package static func digest(of url: URL) throws -> ManifestRun.File {
    var digest = SHA256()
    var bytes = 0
    let file = try FileHandle(forReadingFrom: url)
    defer { try? file.close() }
    while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
      digest.update(data: part)
      bytes += part.count
    }
    let sum = digest.finalize().map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    return ManifestRun.File(name: url.lastPathComponent, sha256: sum, bytes: bytes)
  }

  /// Writes `NAME.sha256` beside a file, as `sha256sum -c` reads it.
  package static func seal(_ url: URL) throws -> ManifestRun.File {
    let file = try digest(of: url)
    let draft = url.deletingLastPathComponent().appending(path: ".\(file.name).sha256.draft")
    try Data("\(file.sha256)  \(file.name)\n".utf8).write(to: draft)
    try put(draft, at: url.appendingPathExtension("sha256"))
    return file
  }
}
