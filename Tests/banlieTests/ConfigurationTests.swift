import Foundation
import Testing

/// What is wrong in `banlie.yaml` is said at start, with file, line, key and what to do.
@Suite struct ConfigurationTests {
  private static func feed(_ line: String) -> String { "feeds:\n  - name: ktz\n    \(line)\n" }

  @Test(arguments: [
    (
      "operator: {zone: Beijing}\n", ":1: zone is an IANA name such as Asia/Shanghai, not “Beijing”"
    ),
    ("operator:\n  language: de\n", ":2: language is en, zh or ru, not “de”"),
    (
      "manifests:\n  - {name: m, at: \"08:00\", route: nope}\n",
      ":2: route: there is no route “nope”; there are "
    ),
    (
      "manifests:\n  - {name: m, at: \"08:00\", place: nope}\n",
      ":2: place: there is no place “nope”"
    ),
    ("manifests:\n  - {name: m, at: \"25:00\"}\n", ":2: at is a time of day"),
    ("manifests:\n  - {name: m, at: \"25:00\"}\n", "such as \"08:00\", not “25:00”"),
    ("aliases:\n  nowhere: [А]\n", ":2: aliases: there is no place “nowhere”"),
    (
      "aliases:\n  khorgos: [东门]\n  aktau: [东门]\n",
      ":3: aliases: “东门” stands under khorgos and under aktau"
    ),
    (feed("trust: high"), ":3: trust: expected a whole number, zero or more, not “high”"),
    (feed("strict: maybe"), ":3: strict: expected true or false, not “maybe”"),
    (feed("zone: Beijing"), ":3: zone is an IANA name"),
    (feed("fetch: {url: \"gopher://x/\"}"), ":3: url begins with one of sftp, "),
    (feed("fetch: {url: \"https://x/\", every: soon}"), ":3: every: a time is 90s, 15m, 2h or 1d"),
    ("alerts: {lateHours: long}\n", ":1: lateHours: expected a number, zero or more, not “long”"),
  ])
  func aMistakeIsRefusedAtOnce(text: String, reason: String) throws {
    let program = try Program()
    let file = try program.file("banlie.yaml", text)
    for command in ["doctor", "serve"] {
      let result = try program.run(
        [command, "--config", file] + (command == "serve" ? ["--listen", "127.0.0.1:0"] : []))
      #expect(result.status == 1 && result.err.contains("banlie.yaml:"), "\(result.err)")
      #expect(result.err.contains(reason), "\(result.err)")
    }
  }

  @Test func aPushSecretThatIsNotThereIsNamedWithItsFeedAndLine() throws {
    let program = try Program()
    let empty = try program.file("empty", "\n")
    let missing = program.folder.appending(path: "none").path
    for (secret, fault) in [
      ("{file: \(empty)}", "file \(empty), which is empty"),
      ("{file: \(missing)}", "file \(missing), which does not exist"),
      ("{env: KTZ_TOKEN}", "env KTZ_TOKEN, which is not set"),
    ] {
      let file = try program.file(
        "banlie.yaml", Self.feed("push: {bearer: \(secret)}"))
      let served = try program.run("serve", "--listen", "127.0.0.1:0", "--config", file)
      #expect(served.status == 1)
      #expect(
        served.err.contains("banlie.yaml:3: the push of feed ktz needs \(fault)"), "\(served.err)")
      let examined = try program.run("doctor", "--config", file)
      #expect(examined.out.contains("banlie.yaml:3: the push of feed ktz needs \(fault)"))
      #expect(
        examined.status == (secret.contains("env") ? 0 : 1), "a shell may lack what a service has")
      #expect(
        try program.run("feed", "list", "--config", file).status == 0, "others need no secret")
    }
  }

  @Test func aManifestsPlaceMayBeAnAlias() throws {
    let program = try Program()
    let file = try program.file(
      "banlie.yaml",
      "aliases:\n  khorgos: [东门口岸]\nmanifests:\n  - {name: m, at: \"08:00\", place: 东门口岸}\n")
    let result = try program.run("doctor", "--config", file)
    #expect(result.status == 0, "\(result.err)")
  }
}

/// What a library says is put into words that lead on.
@Suite struct FaultTests {
  @Test func aFolderThatIsNoneOfRoutesOrNoLedgerIsNamed() throws {
    let program = try Program()
    let routes = try program.run("route", "list", "--routes", "/nope")
    #expect(routes.status == 1)
    #expect(routes.err.contains("/nope does not exist; --routes names a folder"), "\(routes.err)")
    let folder = program.folder.path
    let ledger = try program.run("doctor", "--ledger", folder)
    #expect(ledger.status == 2)
    #expect(ledger.err.contains("\(folder) is a folder: name a file in it"), "\(ledger.err)")
  }

  @Test func anAddressInUseIsNamed() throws {
    let program = try Program()
    let socket = try Listener()
    defer { socket.close() }
    let result = try program.run("serve", "--listen", "127.0.0.1:\(socket.port)")
    #expect(result.status == 1)
    #expect(
      result.err.contains("cannot listen on 127.0.0.1:\(socket.port): ")
        && result.err.contains("--listen takes another"), "\(result.err)")
    #expect(!result.err.contains("bind("))
  }

  @Test func aFolderThatTakesNoManifestIsNamedWithTheReason() throws {
    let program = try Program()
    // A file stands where the folder should be.
    let taken = try program.file("taken", "")
    let file = try program.file(
      "banlie.yaml",
      "manifests:\n  - {name: m, at: \"08:00\", format: csv, deliver: [{folder: \(taken)/out}]}\n")
    try program.run("ingest", program.file("list.csv", loadingList), "--zone", "Asia/Shanghai")
    let result = try program.run("manifest", "--due", "--config", file)
    #expect(result.status == 1)
    #expect(result.out.contains("cannot write in the folder \(taken)/out: "), "\(result.out)")
    #expect(!result.out.contains("Domain"), "\(result.out)")
  }

  @Test func filesOfTLSInEachOthersPlaceAreNamed() throws {
    let program = try Program()
    let certificate = try program.file(
      "cert.pem", "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n")
    let key = try program.file(
      "key.pem", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n")
    func serve(_ certificate: String, _ key: String) throws -> Program.Result {
      try program.run(
        "serve", "--listen", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key)
    }
    let swapped = try serve(key, certificate)
    #expect(swapped.status == 1)
    #expect(
      swapped.err.contains("--tls-cert: \(key) holds no certificate in PEM; are"), "\(swapped.err)")
    let damaged = try serve(certificate, key)
    #expect(
      damaged.status == 1 && damaged.err.contains("cannot be used together"), "\(damaged.err)")
    #expect(try serve("/nope", key).err.contains("--tls-cert: cannot read /nope"))
  }

  @Test func aReportOfTheFutureIsSaidToBeDoubtful() throws {
    let program = try Program()
    try program.run("ingest", program.file("list.csv", loadingList), "--zone", "Asia/Shanghai")
    func report(_ at: String) throws -> Program.Result {
      try program.run(
        "report", "TRHU4307252", "--activity", "held", "--place", "Aktau", "--at", at)
    }
    let future = try report("2026-03-20T08:00+05:00")
    #expect(future.status == 0 && future.err.contains("has not come yet"), "\(future.err)")
    #expect(try report("2026-02-19T08:00+05:00").err.isEmpty)
  }

  @Test func aCustomerOfNoListIsNotFound() throws {
    let program = try Program()
    let list = loadingList.replacing("国际货协运单号", with: "委托人").replacing("30102233", with: "Huamao")
    try program.run("ingest", program.file("list.csv", list), "--zone", "Asia/Shanghai")
    let wrong = try program.run(
      "manifest", "--date", "2026-02-19", "--format", "json", "--customer", "Huamo")
    #expect(wrong.status == 3 && wrong.err.contains("did you mean Huamao?"), "\(wrong.err)")
    #expect(wrong.out.isEmpty)
    let right = try program.run(
      "manifest", "--date", "2026-02-19", "--format", "json", "--customer", "Huamao")
    #expect(right.status == 0, "\(right.err)")
  }

  @Test func lettersForDigitsGetASuggestion() throws {
    let program = try Program()
    try program.run("ingest", program.file("list.csv", loadingList), "--zone", "Asia/Shanghai")
    let result = try program.run("status", "TRHU43O7252")
    #expect(result.status == 3 && result.err.contains("did you mean TRHU4307252?"), "\(result.err)")
  }

  @Test(arguments: ["late", "Late", "晚点", "опоздание", "offroute", "Off its route"])
  func anAlertIsNamedAsScreensNameIt(kind: String) throws {
    let program = try Program()
    try program.run("ingest", program.file("list.csv", loadingList), "--zone", "Asia/Shanghai")
    #expect(try program.run("list", "containers", "--alert", kind).status == 0)
    #expect(try program.run("alert", "list", "--kind", kind).status == 0)
  }
}

/// A port that somebody else has.
private struct Listener {
  let descriptor: Int32
  let port: Int

  init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { own in
        bind(descriptor, own, size) == 0 && listen(descriptor, 1) == 0
          && getsockname(descriptor, own, &size) == 0
      }
    }
    try #require(bound)
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  func close() { _ = Foundation.close(descriptor) }
}
