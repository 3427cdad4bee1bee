import Foundation

/// What to fetch or send, by whom, and within which limits.
public struct Request: Sendable {
  public enum Method: Sendable, Equatable {
    case get
    /// The raw listing of a folder, or what an IMAP command answers.
    case command(String)
    case list
    case post([UInt8], contentType: String)
    case put([UInt8])
    /// To an SMTP server.
    case mail(Mail)
  }

  public var url: String
  public var method: Method
  public var headers: [(name: String, value: String)] = []
  public var login: Login?
  public var trust = Trust()
  /// What is known of the document already: unchanged, it is not sent again (RFC 9110 §13).
  public var validators = Validators()
  public var limits = TransferLimits()
  /// Commands for an FTP or SFTP server after the transfer: `rename a b`.
  public var afterwards: [String] = []
  /// Where the address may lead.
  public var reach = Reach.anywhere
  /// Only the status is wanted: the body is let go as it comes, however long.
  public var discardsBody = false
  /// Addresses that the host stands for, checked; nobody else is asked and nobody else connected to.
  var pins: [Pin] = []
  /// Takes the body as it comes, for ``Transport/follow(_:_:)``; false ends the transfer.
  var sink: (@Sendable ([UInt8]) -> Bool)?

  public init(_ url: String, method: Method = .get) {
    self.url = url
    self.method = method
  }
}

/// A message with files (RFC 5322, 2045–2049), in UTF-8.
public struct Mail: Sendable, Equatable {
  public struct Attachment: Sendable, Equatable {
    public var name: String
    public var contentType: String
    public var bytes: [UInt8]

    public init(name: String, contentType: String, bytes: [UInt8]) {
      self.name = name
      self.contentType = contentType
      self.bytes = bytes
    }
  }

  /// Bare addresses: `ops@example.cn`. The server takes the message for all of `to` or for none.
  public var from: String
  public var to: [String]
  public var subject: String
  /// RFC 5322 §3.3.
  public var date: String
  /// Without angle brackets.
  public var messageID: String
  public var text: String
  public var attachments: [Attachment]

  public init(
    from: String, to: [String], subject: String, date: String, messageID: String, text: String,
    attachments: [Attachment] = []
  ) {
    self.from = from
    self.to = to
    self.subject = subject
    self.date = date
    self.messageID = messageID
    self.text = text
    self.attachments = attachments
  }

  /// Its headers; those of the parts are libcurl's business.
  var headers: [String] {
    [
      "From: <\(from)>", "To: \(to.map { "<\($0)>" }.joined(separator: ", "))",
      "Subject: \(Self.encoded(subject))", "Date: \(date)", "Message-ID: <\(messageID)>",
      "Auto-Submitted: auto-generated",
    ]
  }

  /// RFC 2047 §2, encoded words of at most 75 characters.
  static func encoded(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    var words: [String] = []
    var piece: [UInt8] = []
    func close() { words.append("=?UTF-8?B?\(base64(piece))?=") }
    for character in text {
      let bytes = Array(String(character).utf8)
      if piece.count + bytes.count > 42 {
        close()
        piece = []
      }
      piece += bytes
    }
    if !piece.isEmpty { close() }
    return words.joined(separator: "\r\n ")
  }

  /// RFC 4648 §4.
  private static func base64(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString()
  }
}

/// Where an address that somebody gave us may lead.
public enum Reach: Sendable, Equatable {
  case anywhere
  /// Only over HTTP(S) and only to addresses of the public Internet: not to this machine, not into a
  /// private network. Every address that the host stands for is checked and the connection pinned to
  /// them; redirects and proxies are not followed.
  case publicInternet
  /// The same without the check of addresses: for a receiver inside one's own network.
  case pinned
}

/// How the other side knows us.
public enum Login: Sendable, Equatable {
  case basic(user: String, password: String)
  case bearer(String)
  /// SSH key files; the public key is found beside the private one.
  case key(user: String, privateKeyFile: String, passphrase: String?)
}

/// How we know the other side.
public struct Trust: Sendable, Equatable {
  /// Certificate authorities, PEM; nil takes the system's.
  public var authoritiesFile: String?
  /// OpenSSH's `known_hosts`. A host that is not in it is refused; nil takes the user's own.
  public var knownHostsFile: String?
  /// A certificate of ours, PEM, and its key.
  public var certificateFile: String?
  public var certificateKeyFile: String?
  public var certificateKeyPassphrase: String?

  public init(
    authoritiesFile: String? = nil, knownHostsFile: String? = nil, certificateFile: String? = nil,
    certificateKeyFile: String? = nil, certificateKeyPassphrase: String? = nil
  ) {
    self.authoritiesFile = authoritiesFile
    self.knownHostsFile = knownHostsFile
    self.certificateFile = certificateFile
    self.certificateKeyFile = certificateKeyFile
    self.certificateKeyPassphrase = certificateKeyPassphrase
  }
}

public struct Validators: Sendable, Equatable {
  public var etag: String?
  /// `Last-Modified` as the server wrote it.
  public var lastModified: String?

  public init(etag: String? = nil, lastModified: String? = nil) {
    self.etag = etag
    self.lastModified = lastModified
  }
}

/// Over one, the transfer ends with a ``TransportError`` that names it.
public struct TransferLimits: Sendable, Equatable {
  public var connectSeconds = 15
  /// Without a byte for this long, the transfer is given up.
  public var idleSeconds = 30
  /// Zero for none.
  public var totalSeconds = 300
  /// After decompression.
  public var bodyBytes = 64 << 20
  /// Decompressed to compressed, once more than ``ratioFreeBytes`` came out.
  public var decompressionRatio = 100
  public var ratioFreeBytes = 1 << 20
  public var headerBytes = 64 << 10
  public var redirects = 5

  public init() {}
}

public struct Response: Sendable {
  /// HTTP's status; 0 where the protocol has none.
  public var status: Int
  /// `2` for HTTP/2; 0 where the protocol has none.
  public var httpVersion: Int
  /// Of the last answer, after redirects; names in small letters.
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// Where it came from in the end.
  public var url: String
  /// `Retry-After`, in seconds from now, as a number or a date.
  public var retryAfterSeconds: Int?

  /// The first header of that name, in small letters.
  public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  public var validators: Validators {
    Validators(etag: header("etag"), lastModified: header("last-modified"))
  }
}
