/// Why nothing, or not all, came over.
public enum TransportError: Error, Equatable, Sendable {
  case badURL(String)
  case protocolRefused(String)
  /// The host stands for an address that is not to be reached from here.
  case addressRefused(host: String, address: String)
  case cannotResolve(host: String)
  case cannotConnect(String)
  /// The other side's certificate or host key is not what it should be.
  case notTrusted(String)
  /// Our certificate, key or authorities could not be used.
  case credentialsUnusable(String)
  case loginDenied(String)
  case notFound(String)
  case timedOut(afterSeconds: Int, String)
  case tooLarge(limitBytes: Int)
  case headersTooLarge(limitBytes: Int)
  case compressedTooWell(limitRatio: Int)
  case tooManyRedirects(limit: Int)
  /// The answer broke off, or was none.
  case brokenOff(String)
  case cancelled
  case closed
  /// Anything else that libcurl says.
  case other(code: Int, String)
}

extension TransportError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .badURL(let detail): "the address cannot be used: \(detail)"
    case .protocolRefused(let detail): "the protocol is not allowed here: \(detail)"
    case .addressRefused(let host, let address):
      "\(host) is \(address), which is not an address of the public Internet"
    case .cannotResolve(let host): "there is no host \(host)"
    case .cannotConnect(let detail): "cannot connect: \(detail)"
    case .notTrusted(let detail): "the server is not trusted: \(detail)"
    case .credentialsUnusable(let detail): "our certificate or key cannot be used: \(detail)"
    case .loginDenied(let detail): "the server refuses the login: \(detail)"
    case .notFound(let detail): "there is no such file: \(detail)"
    case .timedOut(let seconds, let detail): "given up after \(seconds) s: \(detail)"
    case .tooLarge(let limit): "more than \(limit) bytes (limit bodyBytes)"
    case .headersTooLarge(let limit): "more than \(limit) bytes of headers (limit headerBytes)"
    case .compressedTooWell(let ratio):
      "the compressed body grows more than \(ratio) times (limit decompressionRatio)"
    case .tooManyRedirects(let limit): "more than \(limit) redirects (limit redirects)"
    case .brokenOff(let detail): "the answer broke off: \(detail)"
    case .cancelled: "cancelled"
    case .closed: "the client is closed"
    case .other(let code, let detail): "\(detail) (libcurl \(code))"
    }
  }

  /// The word for it in JSON and metrics.
  public var name: String {
    switch self {
    case .badURL: "badURL"
    case .protocolRefused: "protocolRefused"
    case .addressRefused: "addressRefused"
    case .cannotResolve: "cannotResolve"
    case .cannotConnect: "cannotConnect"
    case .notTrusted: "notTrusted"
    case .credentialsUnusable: "credentialsUnusable"
    case .loginDenied: "loginDenied"
    case .notFound: "notFound"
    case .timedOut: "timedOut"
    case .tooLarge: "tooLarge"
    case .headersTooLarge: "headersTooLarge"
    case .compressedTooWell: "compressedTooWell"
    case .tooManyRedirects: "tooManyRedirects"
    case .brokenOff: "brokenOff"
    case .cancelled: "cancelled"
    case .closed: "closed"
    case .other: "other"
    }
  }
}
