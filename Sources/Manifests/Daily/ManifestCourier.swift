import Answers
import Crypto
import Foundation
import Freight
import RouteBook
import Transport

/// Brings a day's files to one target. What arrives there is whole or not there.
struct ManifestCourier: Sendable {
  let transport: Transport
  /// Of plans that say none.
  let language: Language

  /// - Throws: ``TransportError``, ``Failure``.
  func bring(
    _ files: [ManifestRun.File], from folder: URL, to target: ManifestTarget, plan: ManifestPlan,
    day: ManifestOccurrence, made: Int64
  ) async throws {
    if let missing = target.missingSecret { throw Failure.failed("\(missing) is not set") }
    switch target.way {
    case .folder(let path):
      do { try copy(files, from: folder, to: URL(fileURLWithPath: path)) } catch let error
        as CocoaError
      {
        throw Failure.failed("cannot write in the folder \(path): \(error.sentence)")
      }
    case .address(let request):
      for file in files {
        try await upload(file.name, from: folder, request)
        try await upload(file.name + ".sha256", from: folder, request)
      }
    case .mail(let server, let from, let to):
      try await mail(
        files, from: folder, server, sender: from, to: to, plan: plan, day: day,
        made: made)
    }
  }

  private func bytes(_ name: String, in folder: URL) throws -> [UInt8] {
    let url = folder.appending(path: name)
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
    _ name: String, from folder: URL, _ target: Request
  ) async throws {
    var request = target
    request.method = .put(try bytes(name, in: folder))
    let scheme = target.url.prefix { $0 != ":" }.lowercased()
    if scheme.hasPrefix("http") {
      request.url += name
      request.headers.append((name: "Content-Type", value: Self.contentType(name)))
      let response = try await transport.send(request)
      guard (200..<300).contains(response.status) else {
        throw Failure.failed("the server answered \(response.status) to \(name)")
      }
      return
    }
    // Under another name until it is whole: the other side may be looking.
    let draft = ".\(name).part"
    request.url += draft
    let folder = try Self.serverPath(target.url, scheme: scheme)
    // An older one of that name goes; that there is none is no failure (`*`).
    request.afterwards =
      scheme == "sftp"
      ? [
        "*rm \"\(folder)\(name)\"",
        "rename \"\(folder)\(draft)\" \"\(folder)\(name)\"",
      ] : ["*DELE \(name)", "RNFR \(draft)", "RNTO \(name)"]
    _ = try await transport.send(request)
  }

  private static func serverPath(_ url: String, scheme: String) throws -> String {
    guard let path = URLComponents(string: url)?.path, path.hasSuffix("/") else {
      throw Failure.failed("the address of a folder ends with /")
    }
    return path
  }

  private static func contentType(_ name: String) -> String {
    let end = name.split(separator: ".").last.map(String.init) ?? ""
    return ManifestFormat(rawValue: end)?.contentType ?? "application/octet-stream"
  }

  // MARK: - Mail

  private func mail(
    _ files: [ManifestRun.File], from folder: URL, _ server: Request, sender: String,
    to: [String], plan: ManifestPlan, day: ManifestOccurrence, made: Int64
  ) async throws {
    let words = Wording(language: plan.language ?? language)
    let offset = ZoneClock.offsetMinutes(zone: plan.zone, utcMicroseconds: day.moment) ?? 0
    let moment = Instant(microseconds: day.moment, offsetMinutes: offset, precision: .minute)
    let title = words(ManifestTitles.title)
    var request = server
    request.method = .mail(
      Mail(
        from: sender, to: to, subject: "\(title) \(day.date)",
        // A second try is the same message.
        date: Self.date(Instant(microseconds: made, offsetMinutes: offset)),
        messageID: Self.messageID(files, sender: sender, to: to, plan: plan, day: day),
        text: "\(title) \(day.date)\n\(words(ManifestTitles.asOf)) \(words.time(moment))\n",
        attachments: try files.map {
          Mail.Attachment(
            name: $0.name, contentType: Self.contentType($0.name),
            bytes: try bytes($0.name, in: folder))
        }))
    _ = try await transport.send(request)
  }

  private static func messageID(
    _ files: [ManifestRun.File], sender: String, to: [String], plan: ManifestPlan,
    day: ManifestOccurrence
  ) -> String {
    let content = ([sender] + to + files.map(\.sha256)).joined(separator: " ")
    let digest = SHA256.hash(data: Data(content.utf8)).prefix(8).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    let domain = sender.split(separator: "@").last.map(String.init) ?? "localhost"
    return "\(plan.name)-\(day.date)-\(digest)@\(domain)"
  }

  /// RFC 5322 §3.3: `Tue, 10 Feb 2026 08:00:00 +0800`.
  private static func date(_ instant: Instant) -> String {
    let date = instant.localDate
    // 1 January 1970 was a Thursday.
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let seconds = Int(instant.localMicrosecondOfDay / 1_000_000)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let clock = "\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    let offset = abs(instant.offsetMinutes)
    let zone = "\(instant.offsetMinutes < 0 ? "-" : "+")\(two(offset / 60))\(two(offset % 60))"
    let weekday = days[((date.daysSinceEpoch % 7) + 7) % 7]
    return "\(weekday), \(two(date.day)) \(months[date.month - 1]) \(date.year) \(clock) \(zone)"
  }
}

extension CocoaError {
  /// What is wrong with a file, as the system says it, without a domain.
  var sentence: String {
    let cause = (userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    if let cause, cause.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(Int32(cause.code)))
    }
    switch code {
    case .fileNoSuchFile, .fileReadNoSuchFile: return "there is no such file or folder"
    case .fileWriteNoPermission, .fileReadNoPermission: return "permission denied"
    case .fileWriteOutOfSpace: return "no space is left"
    case .fileWriteVolumeReadOnly: return "it can only be read"
    default: return "the system does not let us (code \(errorCode))"
    }
  }
}
