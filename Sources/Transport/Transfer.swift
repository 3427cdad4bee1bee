import CCurl
import Foundation

/// One transfer under way: libcurl's easy handle with all that it points to. Lives on the engine's
/// thread only.
final class Transfer {
  let order: Engine.Order
  let handle: UnsafeMutableRawPointer

  private var status = 0
  private var headers: [(name: String, value: String)] = []
  private var headerBytes = 0
  private var discarded = 0
  private static let discardedBytes = 64 << 10
  /// Whether the blank line after the headers came: libcurl takes headers that break off for whole.
  private var hasAllHeaders = false
  private var body: [UInt8] = []
  private var upload: [UInt8] = []
  private var uploaded = 0
  /// When the last byte passed, either way. libcurl's own low-speed limit averages over five
  /// seconds and more.
  private var lastActivity = ContinuousClock.now
  /// Whether whoever follows the body has seen what they wanted.
  private var hasEnough = false
  /// Why a callback ended the transfer; libcurl itself only knows that one did.
  private var verdict: TransportError?
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  /// The parts of a mail.
  private var mime: OpaquePointer?

  private var request: Request { order.request }

  init(_ order: Engine.Order, userAgent: String) throws(TransportError) {
    guard let handle = curl_easy_init() else {
      throw .other(code: Int(CURLE_FAILED_INIT.rawValue), "libcurl has no memory for a transfer")
    }
    self.order = order
    self.handle = handle
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    set(CURLOPT_ERRORBUFFER, pointer: errorText)
    set(CURLOPT_USERAGENT, userAgent)
    setUpLimits()
    try setUpAddress()
    setUpTrust()
    setUpLogin()
    try setUpMethod()
    setUpCallbacks()
  }

  deinit {
    curl_easy_cleanup(handle)
    if let mime { curl_mime_free(mime) }
    for list in lists { curl_slist_free_all(list) }
    errorText.deallocate()
  }

  // MARK: - Setting up

  private static let protocols = "http,https,ftp,ftps,sftp,file,imap,imaps,smtp,smtps"

  /// `ftpes:` is FTP that turns to TLS before the login, which libcurl wants to be told apart.
  private func setUpAddress() throws(TransportError) {
    guard let end = request.url.firstIndex(of: ":") else {
      throw .badURL("“\(request.url)” has no scheme")
    }
    var scheme = request.url[..<end].lowercased()
    var url = request.url
    if scheme == "ftpes" {
      url = "ftp" + request.url[end...]
      scheme = "ftp"
      set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
    }
    // A mailbox that was opened earlier does not show what came since, so the connection serves one
    // poll and not the next.
    if scheme.hasPrefix("imap") { set(CURLOPT_MAXAGE_CONN, 1) }
    // Mail passwords do not travel in the open.
    if scheme == "imap" || scheme == "smtp" && !isOnThisMachine {
      set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
    }
    set(CURLOPT_URL, url)
    set(CURLOPT_PROTOCOLS_STR, Self.protocols)
    set(CURLOPT_FOLLOWLOCATION, request.limits.redirects > 0 ? 1 : 0)
    set(CURLOPT_MAXREDIRS, request.limits.redirects)
    set(CURLOPT_REDIR_PROTOCOLS_STR, scheme == "https" ? "https" : "http,https")
    set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
    // Wait to learn whether a new connection can be shared, which only TLS tells.
    if scheme == "https" { set(CURLOPT_PIPEWAIT, 1) }
    // Nobody unpacks what is not wanted.
    if !request.discardsBody { set(CURLOPT_ACCEPT_ENCODING, "") }
    if request.reach != .anywhere { setUpPins() }
  }

  /// The checked addresses instead of another question to the name service, which might be answered
  /// otherwise, and no proxy that would ask for itself. A connection to what the host stood for
  /// earlier is not used again.
  private func setUpPins() {
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_NOPROXY, "*")
    set(CURLOPT_RESOLVE, list: request.pins.map(\.line))
    set(CURLOPT_OPENSOCKETDATA, pointer: Unmanaged.passUnretained(self).toOpaque())
    banlie_curl_set_socket(handle, CURLOPT_OPENSOCKETFUNCTION) { user, _, address in
      Transfer.of(user)?.openSocket(address) ?? banlie_curl_no_socket
    }
    set(CURLOPT_FRESH_CONNECT, 1)
    set(CURLOPT_FORBID_REUSE, 1)
  }

  private func setUpLimits() {
    let limits = request.limits
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_CONNECTTIMEOUT, limits.connectSeconds)
    set(CURLOPT_TIMEOUT, limits.totalSeconds)
    if !request.discardsBody {
      banlie_curl_set_off(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(limits.bodyBytes))
    }
  }

  private func setUpTrust() {
    let trust = request.trust
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let file = trust.authoritiesFile { set(CURLOPT_CAINFO, file) }
    if let file = trust.certificateFile { set(CURLOPT_SSLCERT, file) }
    if let file = trust.certificateKeyFile { set(CURLOPT_SSLKEY, file) }
    if let passphrase = trust.certificateKeyPassphrase { set(CURLOPT_KEYPASSWD, passphrase) }
    // With the option set, libcurl refuses hosts that are not in the file.
    set(CURLOPT_SSH_KNOWNHOSTS, trust.knownHostsFile ?? Self.ownKnownHosts)
  }

  private static var ownKnownHosts: String {
    FileManager.default.homeDirectoryForCurrentUser.appending(path: ".ssh/known_hosts").path
  }

  private func setUpLogin() {
    switch request.login {
    case nil: break
    case .basic(let user, let password):
      set(CURLOPT_USERNAME, user)
      set(CURLOPT_PASSWORD, password)
      set(CURLOPT_HTTPAUTH, banlie_curl_auth_basic)
      set(CURLOPT_SSH_AUTH_TYPES, banlie_curl_ssh_password)
    case .bearer(let token):
      set(CURLOPT_XOAUTH2_BEARER, token)
      set(CURLOPT_HTTPAUTH, banlie_curl_auth_bearer)
    case .key(let user, let file, let passphrase):
      set(CURLOPT_USERNAME, user)
      set(CURLOPT_SSH_AUTH_TYPES, banlie_curl_ssh_key)
      set(CURLOPT_SSH_PRIVATE_KEYFILE, file)
      if let passphrase { set(CURLOPT_KEYPASSWD, passphrase) }
    }
  }

  private func setUpMethod() throws(TransportError) {
    var lines = request.headers.map { "\($0.name): \($0.value)" }
    switch request.method {
    case .get, .list, .mail: break
    case .command(let command): set(CURLOPT_CUSTOMREQUEST, command)
    case .post(let body, let contentType):
      upload = body
      lines += ["Content-Type: \(contentType)", "Expect:"]
      set(CURLOPT_POST, 1)
      banlie_curl_set_off(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
    case .put(let body):
      upload = body
      lines.append("Expect:")
      set(CURLOPT_UPLOAD, 1)
      banlie_curl_set_off(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(body.count))
    }
    if case .mail(let mail) = request.method { return try setUpMail(mail) }
    if let etag = request.validators.etag { lines.append("If-None-Match: \(etag)") }
    if let date = request.validators.lastModified { lines.append("If-Modified-Since: \(date)") }
    // A line break in a value would begin a header of somebody else's.
    guard !lines.contains(where: { $0.utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 } })
    else { throw .badURL("a header holds a line break") }
    set(CURLOPT_HTTPHEADER, list: lines)
    set(CURLOPT_POSTQUOTE, list: request.afterwards)
  }

  private func setUpMail(_ mail: Mail) throws(TransportError) {
    let addresses = [mail.from] + mail.to
    guard !mail.to.isEmpty,
      addresses.allSatisfy({ $0.contains("@") && !$0.utf8.contains { $0 <= 0x20 || $0 == 0x3E } })
    else { throw .badURL("“\(addresses.joined(separator: ", "))” are no mail addresses") }
    set(CURLOPT_MAIL_FROM, "<\(mail.from)>")
    set(CURLOPT_MAIL_RCPT, list: mail.to.map { "<\($0)>" })
    set(CURLOPT_HTTPHEADER, list: mail.headers)
    guard let parts = curl_mime_init(handle) else {
      throw .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue), "no memory for the message")
    }
    mime = parts
    func add(_ bytes: [UInt8], _ type: String, name: String?) {
      let part = curl_mime_addpart(parts)
      bytes.withUnsafeBytes {
        _ = curl_mime_data(part, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
      }
      curl_mime_type(part, type)
      curl_mime_encoder(part, "base64")
      if let name { curl_mime_filename(part, name) }
    }
    add(Array(mail.text.utf8), "text/plain; charset=utf-8", name: nil)
    for file in mail.attachments { add(file.bytes, file.contentType, name: file.name) }
    set(CURLOPT_MIMEPOST, pointer: UnsafeMutableRawPointer(parts))
  }

  /// A mail server on this machine is spoken to as it is; farther away nothing travels in the open.
  private var isOnThisMachine: Bool {
    ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
  }

  // MARK: - Callbacks

  private func setUpCallbacks() {
    let own = Unmanaged.passUnretained(self).toOpaque()
    set(CURLOPT_WRITEDATA, pointer: own)
    banlie_curl_set_bytes(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, user in
      Transfer.of(user)?.took(bytes, size * count) ?? 0
    }
    set(CURLOPT_HEADERDATA, pointer: own)
    banlie_curl_set_bytes(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, user in
      Transfer.of(user)?.tookHeader(bytes, size * count) ?? 0
    }
    set(CURLOPT_READDATA, pointer: own)
    banlie_curl_set_bytes(handle, CURLOPT_READFUNCTION) { bytes, size, count, user in
      Transfer.of(user)?.give(bytes, size * count) ?? 0
    }
  }

  /// libcurl hands back what was set above, and the engine keeps the transfer alive meanwhile.
  private static func of(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
    pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  /// - Returns: fewer than `count` to end the transfer.
  private func took(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard let bytes else { return 0 }
    lastActivity = .now
    // An answer that tells of an error is an answer, not what was to be followed.
    if let sink = request.sink, isSuccess {
      let goesOn = bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
        sink(Array(UnsafeBufferPointer(start: $0, count: count)))
      }
      if !goesOn { hasEnough = true }
      return goesOn ? count : 0
    }
    if request.discardsBody {
      // What is not wanted is heard out for a while only.
      discarded += count
      if discarded > Self.discardedBytes { hasEnough = true }
      return hasEnough ? 0 : count
    }
    let limits = request.limits
    let total = body.count + count
    if total > limits.bodyBytes {
      verdict = .tooLarge(limitBytes: limits.bodyBytes)
      return 0
    }
    if total > limits.ratioFreeBytes {
      var received: curl_off_t = 0
      banlie_curl_get_off(handle, CURLINFO_SIZE_DOWNLOAD_T, &received)
      if total > max(1, Int(received)) * limits.decompressionRatio {
        verdict = .compressedTooWell(limitRatio: limits.decompressionRatio)
        return 0
      }
    }
    bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
      body.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
    }
    return count
  }

  private var isSuccess: Bool {
    var status = 0
    banlie_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    return (200..<300).contains(status)
  }

  private func tookHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard let bytes else { return 0 }
    lastActivity = .now
    headerBytes += count
    guard headerBytes <= request.limits.headerBytes else {
      verdict = .headersTooLarge(limitBytes: request.limits.headerBytes)
      return 0
    }
    let line = bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
      String(decoding: UnsafeBufferPointer(start: $0, count: count), as: UTF8.self)
    }
    if line.hasPrefix("HTTP/") {
      // A new answer: what came before belonged to a redirect or an interim one.
      headers = []
      body = []
      hasAllHeaders = false
    } else if line == "\r\n" || line == "\n" {
      hasAllHeaders = true
    } else if let colon = line.firstIndex(of: ":") {
      headers.append(
        (
          name: line[..<colon].lowercased(),
          value: line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
        ))
    }
    return count
  }

  private func give(_ room: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard let room else { return 0 }
    lastActivity = .now
    let given = min(count, upload.count - uploaded)
    upload.withUnsafeBytes { bytes in
      UnsafeMutableRawBufferPointer(start: room, count: given)
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[uploaded..<uploaded + given]))
    }
    uploaded += given
    return given
  }

  /// Connects to what was checked and to nothing else, whatever name libcurl looked up for it.
  private func openSocket(_ target: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
    guard let target else { return banlie_curl_no_socket }
    let address = withUnsafePointer(to: &target.pointee.addr) { InternetAddress($0) }
    guard let address, request.pins.contains(where: { $0.addresses.contains(address) }) else {
      verdict = .addressRefused(host: host, address: address.map { "\($0)" } ?? "unknown")
      return banlie_curl_no_socket
    }
    return socket(target.pointee.family, target.pointee.socktype, target.pointee.protocol)
  }

  // MARK: - Ending

  /// Set once nothing has passed for too long.
  func idleFailure(at now: ContinuousClock.Instant) -> TransportError? {
    let limit = request.limits.idleSeconds
    guard lastActivity.duration(to: now) >= .seconds(limit) else { return nil }
    return .timedOut(afterSeconds: limit, "nothing came for that long (limit idleSeconds)")
  }

  func result(_ code: CURLcode) -> Result<Response, TransportError> {
    if let verdict { return .failure(verdict) }
    guard code == CURLE_OK || hasEnough else { return .failure(failure(code)) }
    if isHTTP, !hasAllHeaders { return .failure(.brokenOff("the headers end early")) }
    var status = 0
    banlie_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    var address: UnsafePointer<CChar>?
    banlie_curl_get_text(handle, CURLINFO_EFFECTIVE_URL, &address)
    var wait: curl_off_t = 0
    banlie_curl_get_off(handle, CURLINFO_RETRY_AFTER, &wait)
    var version = 0
    banlie_curl_get_long(handle, CURLINFO_HTTP_VERSION, &version)
    return .success(
      Response(
        status: isHTTP ? status : 0, httpVersion: Self.number(ofVersion: version), headers: headers,
        body: body,
        url: address.map { String(cString: $0) } ?? request.url,
        retryAfterSeconds: wait > 0 ? Int(wait) : nil))
  }

  private static func number(ofVersion version: Int) -> Int {
    switch version {
    case 0: 0
    case CURL_HTTP_VERSION_2_0: 2
    default: version > CURL_HTTP_VERSION_2_0 ? 3 : 1
    }
  }

  private var isHTTP: Bool { request.url.lowercased().hasPrefix("http") }

  private func failure(_ code: CURLcode) -> TransportError {
    let said = String(cString: errorText)
    let detail = said.isEmpty ? String(cString: curl_easy_strerror(code)) : said
    switch code {
    case CURLE_URL_MALFORMAT: return .badURL(detail)
    case CURLE_UNSUPPORTED_PROTOCOL: return .protocolRefused(detail)
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
      return .cannotResolve(host: host)
    case CURLE_COULDNT_CONNECT: return .cannotConnect(detail)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ISSUER_ERROR:
      return .notTrusted(detail)
    case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE: return .credentialsUnusable(detail)
    case CURLE_LOGIN_DENIED, CURLE_REMOTE_ACCESS_DENIED, CURLE_AUTH_ERROR:
      return .loginDenied(detail)
    case CURLE_REMOTE_FILE_NOT_FOUND, CURLE_FILE_COULDNT_READ_FILE: return .notFound(detail)
    case CURLE_OPERATION_TIMEDOUT: return .timedOut(afterSeconds: elapsedSeconds, detail)
    case CURLE_FILESIZE_EXCEEDED: return .tooLarge(limitBytes: request.limits.bodyBytes)
    case CURLE_TOO_MANY_REDIRECTS: return .tooManyRedirects(limit: request.limits.redirects)
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_HTTP2,
      CURLE_HTTP2_STREAM, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
      return .brokenOff(detail)
    default: return .other(code: Int(code.rawValue), detail)
    }
  }

  private var elapsedSeconds: Int {
    var microseconds: curl_off_t = 0
    banlie_curl_get_off(handle, CURLINFO_TOTAL_TIME_T, &microseconds)
    return Int(microseconds / 1_000_000)
  }

  private var host: String {
    URLComponents(string: request.url)?.host ?? request.url
  }

  // MARK: - Options

  private func set(_ option: CURLoption, _ value: Int) {
    banlie_curl_set_long(handle, option, value)
  }

  private func set(_ option: CURLoption, _ value: String) {
    banlie_curl_set_text(handle, option, value)
  }

  private func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer) {
    banlie_curl_set_pointer(handle, option, pointer)
  }

  private func set(_ option: CURLoption, list lines: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines { list = curl_slist_append(list, line) }
    guard let list else { return }
    lists.append(list)
    banlie_curl_set_list(handle, option, list)
  }
}
