import Answers
import ArgumentParser
import Foundation
import Ledger

/// The one table of exit codes.
enum Exit {
  static let failed: Int32 = 1
  static let usage: Int32 = 2
  static let notFound: Int32 = 3
  static let partial: Int32 = 4
  static let waitEnded: Int32 = 5

  static func code(_ kind: Failure.Kind) -> Int32 {
    switch kind {
    case .failed: failed
    case .usage: usage
    case .notFound: notFound
    case .partial: partial
    case .waitEnded: waitEnded
    }
  }

  /// Says on stderr what went wrong and gives the code for it.
  static func report(_ error: any Error) -> Int32 {
    switch error {
    case let failure as Failure:
      if !failure.message.isEmpty { Console.complain("banlie: \(failure.message)") }
      return code(failure.kind)
    case let error as LedgerError:
      Console.complain("banlie: \(error)")
      return failed
    default: break
    }
    let code = Banlie.exitCode(for: error)
    let text = Banlie.fullMessage(for: error)
    if code == .success {
      if !text.isEmpty { print(text) }
      return 0
    }
    if !text.isEmpty { Console.complain(text) }
    return code == .validationFailure ? usage : failed
  }
}
