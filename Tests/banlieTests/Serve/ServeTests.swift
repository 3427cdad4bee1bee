import Foundation
import TestServers
import Testing
import Transport

/// The command as it is operated.
@Suite struct ServeTests {
  @Test func toldToStopItEndsStreamsAndItself() async throws {
    let program = try await RunningProgram()
    let token = try program.token()
    let client = try RawClient(port: program.port)
    client.send("GET /v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\n\r\n")
    _ = try await blocking { client.receive(until: "retry: 2000") }
    #expect(try await program.finish() == 0, "\(program.log)")
    let rest = try await blocking { client.receive() }
    #expect(rest.hasSuffix("0\r\n\r\n"), "the stream ends as a stream does")
  }

  @Test func inTheOpenItServesThisMachineOnly() throws {
    let program = try Program()
    let refused = try program.run("serve", "--listen", "0.0.0.0:0")
    #expect(refused.status == 2)
    #expect(refused.err.contains("--tls-cert"))
    #expect(try program.run("serve", "--listen", "here").status == 2)
    #expect(try program.run("serve", "--tls-cert", "a.pem").status == 2)
    #expect(try program.run("serve", "--tls-cert", "a.pem", "--tls-key", "b.pem").status == 1)
  }

  @Test func aPushWithoutItsSecretIsSaidAtTheStart() throws {
    let program = try Program()
    let file = try program.file(
      "banlie.yaml",
      "feeds: [{name: ktz, push: {standardWebhooks: {secret: {env: NOBODY_SET_THIS}}}}]")
    let refused = try program.run("serve", "--config", file, "--listen", "127.0.0.1:0")
    #expect(refused.status == 1)
    #expect(refused.err.contains("env NOBODY_SET_THIS"))
    // Everything else goes on without it.
    #expect(try program.run("route", "list", "--config", file).status == 0)
  }

  @Test(
    .enabled("openssl is not installed") { ServerProcess.isInstalled("/usr/bin/openssl") })
  func withACertificateItSpeaksTLS() async throws {
    let folder = try ServerProcess.temporaryFolder()
    try ServerProcess.run(
      "/usr/bin/openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
      ], in: folder)
    let program = try await RunningProgram(
      in: folder, more: ["--tls-cert", "cert.pem", "--tls-key", "key.pem"])
    let transport = try Transport()
    var request = Request("https://127.0.0.1:\(program.port)/health/live")
    request.trust.authoritiesFile = folder.appending(path: "cert.pem").path
    #expect(try await transport.send(request).status == 200)
    // A terminal trusts whom it is told to trust.
    let terminal = try Program()
    let token = try program.token()
    for (more, status) in [(["--authorities", folder.path + "/cert.pem"], Int32(0)), ([], 1)] {
      let asked = try await blocking {
        try terminal.finish(
          ["list", "--server", "https://127.0.0.1:\(program.port)"] + more,
          environment: ["BANLIE_TOKEN": token])
      }
      #expect(asked.status == status, "\(asked.err)")
    }
    // In the open nothing is answered.
    await #expect(throws: TransportError.self) {
      try await transport.send(Request("http://127.0.0.1:\(program.port)/health/live"))
    }
    try await program.stop()
  }

  @Test func logsTellNothingOfBoxesOrKeys() async throws {
    let program = try await RunningProgram(more: ["--log-level", "trace"])
    let token = try program.token()
    let transport = try Transport()
    for path in ["/v1/containers/TRHU4307252", "/t/secretsecret", "/?q=TCNU7200794"] {
      var request = Request("http://127.0.0.1:\(program.port)\(path)")
      request.login = .bearer(token)
      request.limits.redirects = 0
      _ = try await transport.send(request)
    }
    try await program.stop()
    let log = program.log
    #expect(log.contains("answered"))
    #expect(
      log.contains("\"message\":\"serves\",\"address\":\"http://127.0.0.1:\(program.port)/\""))
    for secret in ["TRHU4307252", "secretsecret", "TCNU7200794", token, RunningProgram.secret] {
      #expect(!log.contains(secret), "\(secret)")
    }
    // Each line is an object of its own.
    for line in log.split(separator: "\n") {
      #expect(throws: Never.self, "\(line)") {
        try JSONSerialization.jsonObject(with: Data(line.utf8))
      }
    }
  }
}
