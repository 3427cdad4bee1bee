import CCurl
import Foundation

/// Looks hosts up and checks what they stand for, before anything connects to them.
final class Resolver: Sendable {
  /// The name service may keep one question waiting for long; others need not wait with it.
  private static let questions = 8

  private let queue: OperationQueue

  init() {
    queue = OperationQueue()
    queue.maxConcurrentOperationCount = Self.questions
    queue.name = "transport.resolve"
  }

  /// - Throws: ``TransportError``: an address that is no URL or not HTTP(S), a host that there is not,
  ///   or one of whose addresses is not public.
  func pins(for url: String, allowingPrivate: Bool) async throws(TransportError) -> [Pin] {
    let target = try Target(url)
    let result = await withCheckedContinuation { continuation in
      queue.addOperation { continuation.resume(returning: Self.addresses(of: target.host)) }
    }
    let addresses = try result.get()
    if !allowingPrivate, let refused = addresses.first(where: { !$0.isPublic }) {
      throw .addressRefused(host: target.host, address: "\(refused)")
    }
    return [Pin(host: target.host, port: target.port, addresses: addresses)]
  }

  private static func addresses(of host: String) -> Result<[InternetAddress], TransportError> {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &list) == 0 else {
      return .failure(.cannotResolve(host: host))
    }
    defer { freeaddrinfo(list) }
    var addresses: [InternetAddress] = []
    for entry in sequence(first: list, next: { $0?.pointee.ai_next }) {
      guard let info = entry?.pointee, let address = InternetAddress(info.ai_addr) else { continue }
      if !addresses.contains(address) { addresses.append(address) }
    }
    return addresses.isEmpty ? .failure(.cannotResolve(host: host)) : .success(addresses)
  }
}

/// A host and the addresses that it stands for, looked up once.
struct Pin: Sendable {
  let host: String
  let port: String
  let addresses: [InternetAddress]

  /// As `CURLOPT_RESOLVE` takes it.
  var line: String {
    let list = addresses.map { $0.isVersion6 ? "[\($0)]" : "\($0)" }.joined(separator: ",")
    return "\(host):\(port):\(list)"
  }
}

/// Host and port of a URL, as libcurl itself will read it: two readers might disagree.
private struct Target {
  let host: String
  let port: String

  init(_ url: String) throws(TransportError) {
    guard let handle = curl_url() else { throw .badURL("no memory to read it") }
    defer { curl_url_cleanup(handle) }
    guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK else {
      throw .badURL("“\(url)” is no URL")
    }
    func part(_ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
      var text: UnsafeMutablePointer<CChar>?
      guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
      defer { curl_free(text) }
      return String(cString: text)
    }
    guard let scheme = part(CURLUPART_SCHEME), ["http", "https"].contains(scheme) else {
      throw .protocolRefused("only http and https")
    }
    guard part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil else {
      throw .badURL("no name or password is to stand in it")
    }
    guard var host = part(CURLUPART_HOST),
      let port = part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT))
    else {
      throw .badURL("“\(url)” names no host")
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    self.host = host
    self.port = port
  }
}
