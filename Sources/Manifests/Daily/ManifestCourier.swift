import Answers
import Foundation
import Freight
import RouteBook
import Transport

/// Brings a day's files to one target. What arrives there is whole or not there.
struct ManifestCourier: Sendable {
  let transport: Transport

  /// - Throws: ``TransportError``, ``Failure``.
  func bring(
    _ files: [ManifestRun.File], from folder: URL, to target: ManifestTarget, plan: ManifestPlan,
    day: ManifestOccurrence
  ) async throws {
    if let missing = target.missingSecret { throw Failure.failed("\(missing) is not set") }
    switch target.way {
    case .folder(let path): try copy(files, from: folder, to: URL(fileURLWithPath: path))
    case .address(let request):
      for file in files { try await upload(file, from: folder, request) }
    case .mail(let server, let from, let to):
      try await mail(files, from: folder, server, sender: from, to: to, plan: plan, day: day)
    }
  }

  private func bytes(_ file: ManifestRun.File, in folder: URL) throws -> [UInt8] {
    let url = folder.appending(path: file.name)
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw Failure.failed("\(url.path) is gone")
    }
    return [UInt8](data)
  }

  // MARK: - A folder

  private func copy(_ files: [ManifestRun.File], from folder: URL, to target: URL) throws {
    let manager = FileManager.default
    try manager.createDirectory(at: target, withIntermediateDirectories: true)
    for file in files {
      for name in [file.name, file.name + ".sha256"] {
        let draft = target.appending(path: ".\(name).\(UUID().uuidString.prefix(8))")
        defer { try? manager.removeItem(at: draft) }
        try manager.copyItem(at: folder.appending(path: name), to: draft)
        try ManifestFile.put(draft, at: target.appending(path: name))
      }
    }
  }

  // MARK: - An address

  private func upload(
    _ file: ManifestRun.File, from folder: URL, _ target: Request
  ) async throws {
    var request = target
    request.method = .put(try bytes(file, in: folder))
    let scheme = target.url.prefix { $0 != ":" }.lowercased()
    if scheme.hasPrefix("http") {
      request.url += file.name
      request.headers.append((name: "Content-Type", value: Self.contentType(file)))
      let response = try await transport.send(request)
      guard (200..<300).contains(response.status) else {
        throw Failure.failed("the server answered \(response.status) to \(file.name)")
      }
      return
    }
    // Under another name until it is whole: the other side may be looking.
    let draft = ".\(file.name).part"
    request.url += draft
    let folder = try Self.serverPath(target.url, scheme: scheme)
    // An older one of that name goes; that there is none is no failure (`*`).
    request.afterwards =
      scheme == "sftp"
      ? [
        "*rm \"\(folder)\(file.name)\"",
        "rename \"\(folder)\(draft)\" \"\(folder)\(file.name)\"",
      ] : ["*DELE \(file.name)", "RNFR \(draft)", "RNTO \(file.name)"]
    _ = try await transport.send(request)
  }

  private static func serverPath(_ url: String, scheme: String) throws -> String {
    guard let path = URLComponents(string: url)?.path, path.hasSuffix("/") else {
      throw Failure.failed("the address of a folder ends with /")
    }
    return path
  }

  private static func contentType(_ file: ManifestRun.File) -> String {
    let end = file.name.split(separator: ".").last.map(String.init) ?? ""
    return ManifestFormat(rawValue: end)?.contentType ?? "application/octet-stream"
  }

  // MARK: - Mail

  private func mail(
    _ files: [ManifestRun.File], from folder: URL, _ server: Request, sender: String,
    to: [String], plan: ManifestPlan, day: ManifestOccurrence
  ) async throws {
    let words = Wording(language: plan.language ?? .en)
    let offset = ZoneClock.offsetMinutes(zone: plan.zone, utcMicroseconds: day.moment) ?? 0
    let moment = Instant(microseconds: day.moment, offsetMinutes: offset, precision: .minute)
    let title = words(ManifestTitles.title)
    var request = server
    request.method = .mail(
      Mail(
        from: sender, to: to, subject: "\(title) \(day.date)",
        // Of the day's making, so that a second try is the same message.
        messageID: "\(plan.name)-\(day.date)@banlie",
        text: "\(title) \(day.date)\n\(words(ManifestTitles.asOf)) \(words.time(moment))\n",
        attachments: try files.map {
          Mail.Attachment(
            name: $0.name, contentType: Self.contentType($0), bytes: try bytes($0, in: folder))
        }))
    _ = try await transport.send(request)
  }
}
