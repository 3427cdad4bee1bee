import Foundation
import TestServers
import Testing

@testable import Transport

/// Against the servers that senders run. Skipped, visibly, where they are not installed:
/// `make servers` installs them.
@Suite struct RealServerTests {
  private static let nginx = "/usr/sbin/nginx"
  private static let vsftpd = "/usr/sbin/vsftpd"
  private static let openssl = "/usr/bin/openssl"

  private func failure(_ request: Request) async throws -> TransportError? {
    let transport = try Transport()
    do {
      _ = try await transport.send(request)
      return nil
    } catch { return error }
  }

  // MARK: - nginx

  /// Certificates for `localhost`, signed by an authority of the test's own.
  private func certificates(in folder: URL) throws {
    func openssl(_ words: String) throws {
      try ServerProcess.run(Self.openssl, words.split(separator: " ").map(String.init), in: folder)
    }
    try Data("subjectAltName=DNS:localhost\n".utf8).write(to: folder.appending(path: "san"))
    try openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=ca")
    for name in ["server", "client"] {
      try openssl(
        "req -newkey rsa:2048 -nodes -keyout \(name).key -out \(name).csr -subj /CN=\(name)")
      try openssl(
        "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -out \(name).pem -days 2 -extfile san"
      )
    }
  }

  @Test(
    .enabled(
      if: ServerProcess.isInstalled(nginx) && ServerProcess.isInstalled(openssl),
      "nginx is not installed: make servers"))
  func nginxServesOverTLSWithHTTP2ValidatorsAndOurCertificate() async throws {
    let folder = try ServerProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try certificates(in: folder)
    try Data(String(repeating: "Khorgos,", count: 2_000).utf8)
      .write(to: folder.appending(path: "news.csv"))
    let port = Ports.free()
    let strict = Ports.free()
    func server(_ port: Int, _ more: String) -> String {
      """
      server {
        listen 127.0.0.1:\(port) ssl http2; server_name localhost; root \(folder.path);
        ssl_certificate server.pem; ssl_certificate_key server.key; \(more)
        gzip on; gzip_types text/csv text/plain application/octet-stream;
      }
      """
    }
    let configuration = """
      daemon off; pid nginx.pid; error_log stderr; worker_processes 1;
      events {}
      http {
        access_log off; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3;
        uwsgi_temp_path t4; scgi_temp_path t5;
        \(server(port, ""))
        \(server(strict, "ssl_client_certificate ca.pem; ssl_verify_client on;"))
      }
      """
    let nginx = try ServerProcess(
      Self.nginx, files: ["nginx.conf": configuration], in: folder,
      arguments: ["-p", folder.path, "-c", "nginx.conf", "-e", "stderr"])
    defer { nginx.stop() }
    try #require(await nginx.waitForPort(port), "\(nginx.log)")

    let transport = try Transport()
    var request = Request("https://localhost:\(port)/news.csv")
    request.trust.authoritiesFile = folder.appending(path: "ca.pem").path
    let answer = try await transport.send(request)
    #expect(answer.status == 200)
    #expect(answer.body.count == 16_000)
    #expect(answer.httpVersion == 2)
    #expect(answer.validators.etag != nil)
    request.validators = answer.validators
    #expect(try await transport.send(request).status == 304)

    // Not signed by anybody the system knows; the wrong name; without our certificate.
    for (url, authority) in [
      ("https://localhost:\(port)/news.csv", nil),
      ("https://127.0.0.1:\(port)/news.csv", folder.appending(path: "ca.pem").path),
    ] {
      var stranger = Request(url)
      stranger.trust.authoritiesFile = authority
      guard case .notTrusted = try await failure(stranger) else {
        Issue.record("\(url) was trusted")
        continue
      }
    }
    var mutual = Request("https://localhost:\(strict)/news.csv")
    mutual.trust.authoritiesFile = folder.appending(path: "ca.pem").path
    #expect(try await transport.send(mutual).status == 400)
    mutual.trust.certificateFile = folder.appending(path: "client.pem").path
    mutual.trust.certificateKeyFile = folder.appending(path: "client.key").path
    #expect(try await transport.send(mutual).status == 200)
    mutual.trust.certificateKeyFile = folder.appending(path: "server.key").path
    guard case .credentialsUnusable = try await failure(mutual) else {
      Issue.record("a key that is not the certificate's was used")
      return
    }
  }

  // MARK: - OpenSSH

  @Test(
    .enabled(
      if: ServerProcess.isInstalled(SSHServer.program),
      "OpenSSH's server is not installed: make servers"))
  func anSFTPFolderIsListedFetchedAndMovedOnlyFromAKnownHost() async throws {
    let folder = try ServerProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let sshd = try await SSHServer(in: folder, isKnown: false)
    defer { sshd.stop() }
    let (port, out) = (sshd.port, sshd.out)
    try Data("news".utf8).write(to: out.appending(path: "дислокация 1.csv"))

    let transport = try Transport()
    var request = Request("sftp://127.0.0.1:\(port)\(out.path)/")
    request.login = .key(
      user: NSUserName(), privateKeyFile: sshd.userKey, passphrase: nil)
    request.trust.knownHostsFile = sshd.knownHosts
    guard case .notTrusted = try await failure(request) else {
      Issue.record("an unknown host was trusted")
      return
    }
    try sshd.know("host")
    let files = try await transport.list(request)
    #expect(files.map(\.name) == ["дислокация 1.csv"], "\(sshd.log)")
    #expect(files.first?.sizeBytes == 4)
    var file = request
    file.url += "%D0%B4%D0%B8%D1%81%D0%BB%D0%BE%D0%BA%D0%B0%D1%86%D0%B8%D1%8F%201.csv"
    #expect(try await transport.send(file).body == Array("news".utf8))
    for _ in 0..<2 {
      // The second time the folder is there already.
      try Data("more".utf8).write(to: out.appending(path: "b.csv"))
      try await transport.move("b.csv", in: request, to: "done")
      try FileManager.default.removeItem(at: out.appending(path: "done/b.csv"))
    }
    var missing = request
    missing.url += "nothing.csv"
    guard case .notFound = try await failure(missing) else {
      Issue.record("nothing.csv was found")
      return
    }
    try sshd.know("user")
    guard case .notTrusted = try await failure(request) else {
      Issue.record("a host with another key was trusted")
      return
    }
  }

  // MARK: - vsftpd

  @Test(
    .enabled(
      if: ServerProcess.isInstalled(vsftpd) && getuid() == 0,
      "vsftpd is not installed, or this is not root: make servers"))
  func anFTPFolderIsListedAndFetchedOverTLS() async throws {
    let folder = try ServerProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try certificates(in: folder)
    let root = folder.appending(path: "pub")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    try Data("news".utf8).write(to: root.appending(path: "a b.csv"))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    let port = Ports.free()
    let configuration = """
      listen=YES
      listen_address=127.0.0.1
      listen_port=\(port)
      background=NO
      anonymous_enable=YES
      no_anon_password=YES
      anon_root=\(root.path)
      secure_chroot_dir=/var/empty
      ssl_enable=YES
      allow_anon_ssl=YES
      force_anon_data_ssl=YES
      force_anon_logins_ssl=YES
      require_ssl_reuse=NO
      rsa_cert_file=\(folder.path)/server.pem
      rsa_private_key_file=\(folder.path)/server.key
      seccomp_sandbox=NO

      """
    try FileManager.default.createDirectory(atPath: "/var/empty", withIntermediateDirectories: true)
    let vsftpd = try ServerProcess(
      Self.vsftpd, files: ["vsftpd.conf": configuration], in: folder,
      arguments: [folder.appending(path: "vsftpd.conf").path])
    defer { vsftpd.stop() }
    try #require(await vsftpd.waitForPort(port), "\(vsftpd.log)")

    let transport = try Transport()
    var request = Request("ftpes://localhost:\(port)/")
    request.trust.authoritiesFile = folder.appending(path: "ca.pem").path
    let files = try await transport.list(request)
    #expect(files.map(\.name) == ["a b.csv"], "\(vsftpd.log)")
    var file = request
    file.url += "a%20b.csv"
    #expect(try await transport.send(file).body == Array("news".utf8))
    var plain = file
    plain.url = "ftp" + file.url.dropFirst(5)
    #expect(try await failure(plain) != nil, "the server takes nobody without TLS")
  }
}
