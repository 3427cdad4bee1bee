import Foundation

/// A file of a folder as the server lists it.
public struct RemoteFile: Hashable, Sendable {
  public var name: String
  public var sizeBytes: Int?
  /// When it was changed, as listed: to be compared, not read.
  public var modified: String

  public init(name: String, sizeBytes: Int?, modified: String) {
    self.name = name
    self.sizeBytes = sizeBytes
    self.modified = modified
  }
}

extension Transport {
  /// The plain files of a folder, by name; links and folders in it are left out.
  /// - Parameter request: its address ends with a slash: `sftp://host/out/`, `file:///var/in/`.
  /// - Throws: ``TransportError``.
  public func list(_ request: Request) async throws(TransportError) -> [RemoteFile] {
    guard request.url.hasSuffix("/") else {
      throw .badURL("\(request.url) is no folder: it does not end with /")
    }
    if request.url.lowercased().hasPrefix("file://") { return try LocalFolder(request.url).list() }
    var request = request
    request.method = .list
    let answer = try await send(request)
    return Listing.files(in: answer.body)
  }

  /// Moves a file of a folder into a folder beneath it.
  /// - Throws: ``TransportError``.
  public func move(
    _ name: String, in folder: Request, to subfolder: String
  ) async throws(TransportError) {
    let scheme = folder.url.lowercased()
    if scheme.hasPrefix("file://") {
      return try LocalFolder(folder.url).move(name, to: subfolder)
    }
    guard let path = URLComponents(string: folder.url)?.path, Listing.isPlain(name),
      Listing.isPlain(subfolder)
    else { throw .badURL("\(name) cannot be moved in \(folder.url)") }
    var request = folder
    request.method = .list
    if scheme.hasPrefix("sftp") {
      // libcurl's SFTP commands take quoted paths; the folder may be there already, hence the star.
      request.afterwards = [
        "*mkdir \"\(path)\(subfolder)\"",
        "rename \"\(path)\(name)\" \"\(path)\(subfolder)/\(name)\"",
      ]
    } else {
      request.afterwards = ["*MKD \(subfolder)", "RNFR \(name)", "RNTO \(subfolder)/\(name)"]
    }
    _ = try await send(request)
  }
}

/// What `LIST` and SFTP servers answer: a line a file, as `ls -l` or as DOS writes them.
enum Listing {
  static func files(in body: [UInt8]) -> [RemoteFile] {
    body.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
      .compactMap { file(String(decoding: $0, as: UTF8.self)) }
      .sorted { $0.name < $1.name }
  }

  static func file(_ line: String) -> RemoteFile? {
    guard let first = line.first else { return nil }
    return first.isNumber ? dos(line) : unix(line)
  }

  /// `-rw-r--r--  1 user group  1234 Nov 23 10:00 name with spaces.csv`
  private static func unix(_ line: String) -> RemoteFile? {
    guard line.first == "-" else { return nil }
    let fields = line.split(separator: " ", maxSplits: 8, omittingEmptySubsequences: true)
    guard fields.count == 9, let size = Int(fields[4]) else { return nil }
    return checked(String(fields[8]), size, fields[5...7].joined(separator: " "))
  }

  /// `11-23-26  10:00AM  1234 name.csv`
  private static func dos(_ line: String) -> RemoteFile? {
    let fields = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
    guard fields.count == 4, let size = Int(fields[2]) else { return nil }
    return checked(String(fields[3]), size, "\(fields[0]) \(fields[1])")
  }

  private static func checked(_ name: String, _ size: Int, _ modified: String) -> RemoteFile? {
    isPlain(name) ? RemoteFile(name: name, sizeBytes: size, modified: modified) : nil
  }

  /// A name that stays in its folder and in its line of a command.
  static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".."
      && !name.unicodeScalars.contains { $0 == "/" || $0 == "\\" || $0 == "\"" || $0.value < 0x20 }
  }
}

/// A folder of this machine, which libcurl does not list.
private struct LocalFolder {
  let folder: URL

  init(_ url: String) throws(TransportError) {
    guard let folder = URL(string: url), folder.isFileURL else {
      throw .badURL("\(url) is no folder of this machine")
    }
    self.folder = folder
  }

  func list() throws(TransportError) -> [RemoteFile] {
    do {
      let keys: Set<URLResourceKey> = [
        .isRegularFileKey, .fileSizeKey, .contentModificationDateKey,
      ]
      return try FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: Array(keys), options: [.skipsHiddenFiles]
      ).compactMap { file in
        let values = try file.resourceValues(forKeys: keys)
        guard values.isRegularFile == true else { return nil }
        let modified = values.contentModificationDate?.timeIntervalSince1970 ?? 0
        return RemoteFile(
          name: file.lastPathComponent, sizeBytes: values.fileSize, modified: "\(modified)")
      }.sorted { $0.name < $1.name }
    } catch { throw .notFound("\(folder.path): \(error.localizedDescription)") }
  }

  func move(_ name: String, to subfolder: String) throws(TransportError) {
    do {
      let target = folder.appending(path: subfolder)
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      try FileManager.default.moveItem(
        at: folder.appending(path: name), to: target.appending(path: name))
    } catch { throw .other(code: 0, "cannot move \(name): \(error.localizedDescription)") }
  }
}
