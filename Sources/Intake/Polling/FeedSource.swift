import Freight
import Transport

/// A configured feed: who sends, how it is read, and where it is fetched.
public struct FeedSource: Sendable {
  public var options: FeedOptions
  /// Nil for a feed that only pushes or is loaded by hand.
  public var fetch: Fetch?

  public var name: String { options.feed }

  public init(options: FeedOptions, fetch: Fetch? = nil) {
    self.options = options
    self.fetch = fetch
  }
}

/// Where and how often a feed is asked.
public struct Fetch: Sendable {
  /// Address, login, trust and limits of every request. An address that ends with `/` is a folder
  /// (`file:`, `sftp:`, `ftp:`, `ftps:`, `ftpes:`), `imaps:` a mailbox, anything else a document.
  ///
  /// In a document's address `{since}` stands for the time of the last success, RFC 3339.
  public var request: Request
  public var everySeconds: Int
  /// A secret that the configuration names and nobody has set; the feed is not asked without it.
  public var missingSecret: String?
  /// In a folder: only names like this, `*` for any letters and `?` for one.
  public var match: String?
  /// In a folder: files move here once they are taken.
  public var done: String?
  /// Of a document: how many `Link: rel="next"` pages are followed.
  public var maximumPages = 100
  /// In a mailbox: only mail whose sender and subject contain these.
  public var from: String?
  public var subject: String?

  public init(request: Request, everySeconds: Int = 900) {
    self.request = request
    self.everySeconds = everySeconds
  }

  public enum Kind: Sendable { case document, folder, mailbox }

  public var kind: Kind {
    let scheme = request.url.prefix { $0 != ":" }.lowercased()
    if scheme == "imaps" || scheme == "imap" { return .mailbox }
    if scheme == "http" || scheme == "https" { return .document }
    return request.url.hasSuffix("/") ? .folder : .document
  }

  /// Whether a file's name is like `match`.
  func takes(_ name: String) -> Bool {
    match.map { Self.matches(Array(name.lowercased())[...], Array($0.lowercased())[...]) } ?? true
  }

  /// Remembers only the latest star, so that the time is at worst the product of both lengths.
  private static func matches(_ name: ArraySlice<Character>, _ pattern: ArraySlice<Character>)
    -> Bool
  {
    var at = 0
    var wanted = 0
    var star: (pattern: Int, name: Int)?
    while at < name.count {
      if wanted < pattern.count, pattern[wanted] == "*" {
        star = (wanted, at)
        wanted += 1
      } else if wanted < pattern.count, pattern[wanted] == "?" || pattern[wanted] == name[at] {
        at += 1
        wanted += 1
      } else if let back = star {
        star = (back.pattern, back.name + 1)
        at = back.name + 1
        wanted = back.pattern + 1
      } else {
        return false
      }
    }
    return pattern[wanted...].allSatisfy { $0 == "*" }
  }
}
