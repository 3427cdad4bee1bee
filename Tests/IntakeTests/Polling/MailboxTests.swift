import Foundation
import Freight
import Ledger
import TestServers
import Testing
import Tracking
import Transport

@testable import Intake

/// Against a real IMAP server. Skipped, visibly, where it is not installed: `make servers`.
@Suite struct MailboxTests {
  private static let dovecot = "/usr/sbin/dovecot"

  private func mail(_ number: Int, from: String, subject: String, _ text: String) -> String {
    let body = Data(text.utf8).base64EncodedString()
    return """
      From: \(from)\r
      To: ops@example.cn\r
      Subject: \(subject)\r
      Message-ID: <\(number)@example.cn>\r
      MIME-Version: 1.0\r
      Content-Type: multipart/mixed; boundary="b"\r
      \r
      --b\r
      Content-Type: text/plain\r
      \r
      attached\r
      --b\r
      Content-Type: application/octet-stream; name="news\(number).jsonl"\r
      Content-Disposition: attachment; filename="news\(number).jsonl"\r
      Content-Transfer-Encoding: base64\r
      \r
      \(body)\r
      --b--\r

      """
  }

  private func configuration(_ folder: URL, port: Int) -> String {
    """
    protocols = imap
    listen = 127.0.0.1
    base_dir = \(folder.path)/run
    state_dir = \(folder.path)/run
    log_path = /dev/stderr
    mail_location = maildir:\(folder.path)/mail
    first_valid_uid = 1
    ssl = required
    ssl_cert = <\(folder.path)/server.pem
    ssl_key = <\(folder.path)/server.key
    service imap-login {
      inet_listener imap {
        port = 0
      }
      inet_listener imaps {
        port = \(port)
        ssl = yes
      }
    }
    passdb {
      driver = static
      args = password=secret
    }
    userdb {
      driver = static
      args = uid=nobody gid=nogroup home=\(folder.path)/mail
    }
    """
  }

  @Test(
    .enabled(
      if: ServerProcess.isInstalled(dovecot) && getuid() == 0,
      "dovecot is not installed, or this is not root: make servers"))
  func sheetsThatComeByMailAreTakenOnceBySenderAndSubject() async throws {
    let folder = try ServerProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("subjectAltName=DNS:localhost\n".utf8).write(to: folder.appending(path: "san"))
    try ServerProcess.run(
      "/usr/bin/openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-out",
        "server.pem", "-days", "2", "-subj", "/CN=localhost", "-addext",
        "subjectAltName=DNS:localhost",
      ], in: folder)
    try ServerProcess.run(
      "/bin/sh",
      [
        "-c",
        "mkdir -p mail/new mail/cur mail/tmp run && chown -R nobody:nogroup mail && chmod 755 .",
      ],
      in: folder)
    let port = Ports.free()
    let dovecot = try ServerProcess(
      Self.dovecot, files: ["dovecot.conf": configuration(folder, port: port)], in: folder,
      arguments: ["-F", "-c", folder.appending(path: "dovecot.conf").path])
    defer { dovecot.stop() }
    try #require(await dovecot.waitForPort(port), "\(dovecot.log)")
    func deliver(_ number: Int, from: String, subject: String, blank: Int = 1) throws {
      let text =
        try line(container(number), .arrived, "Khorgos", "2026-02-06T10:00:00+08:00")
        + String(repeating: "\n", count: blank)
      let file = folder.appending(path: "mail/new/\(number).mail")
      try Data(mail(number, from: from, subject: subject, text).utf8).write(to: file)
      try ServerProcess.run("/bin/chown", ["nobody:nogroup", file.path], in: folder)
    }

    let desk = try Desk()
    var fetch = Fetch(request: Request("imaps://localhost:\(port)"))
    fetch.request.login = .basic(user: "ops", password: "secret")
    fetch.request.trust.authoritiesFile = folder.appending(path: "server.pem").path
    fetch.from = "ktz.kz"
    fetch.subject = "运踪"
    let source = FeedSource(options: FeedOptions(feed: "mail"), fetch: fetch)
    let poller = Poller(
      ledger: desk.ledger, tracker: desk.tracker, transport: try Transport(),
      now: { 1_771_000_000_000_000 })
    func poll() async throws -> PollReport {
      try #require(try await poller.poll([source], isForced: true).first)
    }
    let subject = "=?UTF-8?B?6L+Q6LiqIDIuNg==?="
    try deliver(1, from: "ops@ktz.kz", subject: subject)
    try deliver(2, from: "spam@example.com", subject: subject)
    try deliver(3, from: "ops@ktz.kz", subject: "invoice")
    let first = try await poll()
    #expect(
      first.state == .news && first.added == 1 && first.messages == 1, "\(first) \(dovecot.log)")
    let second = try await poll()
    #expect(second.state == .noNews && second.messages == 0, "\(second)")
    // As long as a connection is used again.
    try await Task.sleep(for: .seconds(2.1))
    try deliver(4, from: "KTZ <ops@ktz.kz>", subject: subject)
    let third = try await poll()
    #expect(third.added == 1 && third.messages == 1, "\(third) \(dovecot.log)")
    let names = try await desk.ledger.read { try $0.listMessages(InboxFilter()) }.map(\.name)
    #expect(names == ["news4.jsonl", "news1.jsonl"])

    // One that is too large stands in nobody's way.
    try await Task.sleep(for: .seconds(2.1))
    try deliver(5, from: "ops@ktz.kz", subject: subject, blank: 40_000)
    try deliver(6, from: "ops@ktz.kz", subject: subject)
    var narrow = source
    narrow.fetch?.request.limits.bodyBytes = 20_000
    let passed = try #require(try await poller.poll([narrow], isForced: true).first)
    guard case .mailsTooLarge(count: 1, _) = passed.error else {
      Issue.record("\(passed) \(dovecot.log)")
      return
    }
    #expect(passed.added == 1)
    #expect(try await poll().state == .noNews)

    var wrong = source
    wrong.fetch?.request.login = .basic(user: "ops", password: "guess")
    let refused = try #require(try await poller.poll([wrong], isForced: true).first)
    guard case .transport(.loginDenied) = refused.error else {
      Issue.record("\(refused)")
      return
    }
  }
}
