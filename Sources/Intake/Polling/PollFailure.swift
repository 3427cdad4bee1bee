import Transport

/// Why a poll brought nothing, or not all.
public enum PollFailure: Error, Sendable, Equatable {
  case transport(TransportError)
  /// An HTTP answer that is no document.
  case status(Int, retryAfterSeconds: Int?)
  /// A next page on another host: our login is not for it.
  case foreignPage(String)
  case tooManyPages(limit: Int)
  /// The mailbox's answer was not understood.
  case mailbox(String)
  /// Some mails of the mailbox, passed over; the others were taken.
  case mailsTooLarge(count: Int, firstUID: Int)
  /// Some files of the folder; the others were taken.
  case files(failed: Int, first: String)
  /// A secret that the configuration names is not there.
  case missingSecret(String)
  /// The ledger could not keep what came.
  case ledger(String)

  /// Asking again soon cannot help.
  var isLasting: Bool {
    switch self {
    case .transport(let error):
      switch error {
      case .badURL, .protocolRefused, .notTrusted, .credentialsUnusable, .loginDenied: true
      default: false
      }
    case .status(let code, _): code == 401 || code == 403 || code == 410
    case .foreignPage, .missingSecret: true
    case .tooManyPages, .mailbox, .mailsTooLarge, .files, .ledger: false
    }
  }

  var retryAfterSeconds: Int? {
    if case .status(_, let seconds) = self { return seconds }
    return nil
  }
}

extension PollFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .transport(let error): "\(error)"
    case .status(let code, nil): "the server answers \(code)"
    case .status(let code, let seconds?):
      "the server answers \(code) and asks to wait \(seconds) s"
    case .foreignPage(let url):
      "the next page is on another host, where our login is not sent: \(url)"
    case .tooManyPages(let limit): "more than \(limit) pages (limit pages)"
    case .mailbox(let detail): "the mailbox answers what cannot be read: \(detail)"
    case .mailsTooLarge(1, let uid):
      "mail \(uid) is too large (limit bodyBytes) and was passed over; save its attachment and ingest it"
    case .mailsTooLarge(let count, let uid):
      "\(count) mails are too large (limit bodyBytes) and were passed over; the first: \(uid)"
    case .files(let failed, let first): "\(failed) files could not be taken; the first: \(first)"
    case .missingSecret(let name): "the secret \(name) is not set"
    case .ledger(let detail): detail
    }
  }
}
