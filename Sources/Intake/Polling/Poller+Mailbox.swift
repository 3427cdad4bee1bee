import Foundation
import Ledger
import Transport

// Sheets that come as mail attachments (IMAP, RFC 9051): most news arrives so.
extension Poller {
  /// How far a mailbox was read: its validity and the highest number taken. Another validity means
  /// that the server numbered its mail anew.
  private struct Cursor {
    var validity: String
    var uid: Int

    init?(_ text: String?) {
      let parts = text?.split(separator: ":") ?? []
      guard parts.count == 2, let uid = Int(parts[1]) else { return nil }
      validity = String(parts[0])
      self.uid = uid
    }

    init(validity: String, uid: Int) {
      self.validity = validity
      self.uid = uid
    }

    var text: String { "\(validity):\(uid)" }
  }

  func takeMailbox(
    _ source: FeedSource, _ fetch: Fetch, _ poll: inout PollRecord, _ report: inout PollReport
  ) async throws(PollFailure) {
    let validity = try await uidValidity(fetch)
    var cursor = Cursor(poll.cursor)
    if cursor?.validity != validity { cursor = Cursor(validity: validity, uid: 0) }
    var tooLarge: [Int] = []
    for uid in try await search(fetch, above: cursor?.uid ?? 0) {
      var request = fetch.request
      request.url = Self.mailbox(request.url) + "/;UID=\(uid)"
      do throws(PollFailure) {
        let mail = Mail(try await send(request).body)
        for part in mail.attachments {
          try await store(part.bytes, name: part.name, source, &report)
        }
      } catch {
        // It will be as large the next time, and must not stand before all later ones.
        guard case .transport(.tooLarge) = error else { throw error }
        tooLarge.append(uid)
      }
      cursor = Cursor(validity: validity, uid: uid)
      poll.cursor = cursor?.text
    }
    poll.cursor = cursor?.text
    if let first = tooLarge.first { throw .mailsTooLarge(count: tooLarge.count, firstUID: first) }
  }

  /// `imaps://host` means its INBOX.
  static func mailbox(_ url: String) -> String {
    let trimmed = url.hasSuffix("/") ? String(url.dropLast()) : url
    let path = URLComponents(string: trimmed)?.path ?? ""
    return path.isEmpty || path == "/" ? trimmed + "/INBOX" : trimmed
  }

  private func uidValidity(_ fetch: Fetch) async throws(PollFailure) -> String {
    let name =
      Self.mailbox(fetch.request.url).split(separator: "/").last.map(String.init) ?? "INBOX"
    let answer = try await command("STATUS \(Self.quoted(name)) (UIDVALIDITY)", fetch)
    guard let range = answer.range(of: "UIDVALIDITY ") else { throw .mailbox(answer) }
    let digits = answer[range.upperBound...].prefix { $0.isNumber }
    guard !digits.isEmpty else { throw .mailbox(answer) }
    return String(digits)
  }

  /// Numbers of mail above one that the filters keep, smallest first.
  private func search(_ fetch: Fetch, above uid: Int) async throws(PollFailure) -> [Int] {
    var words = "UID SEARCH UID \(uid + 1):*"
    if let from = fetch.from { words += " FROM \(Self.quoted(from))" }
    if let subject = fetch.subject { words += " SUBJECT \(Self.quoted(subject))" }
    // Other than ASCII must be announced, and goes as it is.
    if !words.utf8.allSatisfy({ $0 < 0x80 }) {
      words = words.replacingOccurrences(of: "UID SEARCH", with: "UID SEARCH CHARSET UTF-8")
    }
    let answer = try await command(words, fetch)
    let numbers = answer.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("* SEARCH") }
      .flatMap { $0.split(separator: " ").compactMap { Int($0) } }
    // `n:*` always names the newest mail, however old it is.
    return numbers.filter { $0 > uid }.sorted()
  }

  private func command(_ words: String, _ fetch: Fetch) async throws(PollFailure) -> String {
    var request = fetch.request
    request.url = Self.mailbox(request.url)
    request.method = .command(words)
    return String(decoding: try await send(request).body, as: UTF8.self)
  }

  private static func quoted(_ text: String) -> String {
    let plain = text.unicodeScalars.filter { $0.value >= 0x20 }.map(String.init).joined()
    return "\""
      + plain.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(
        of: "\"", with: "\\\"") + "\""
  }
}
