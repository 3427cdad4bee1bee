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

  /// Says on stderr what went wrong and gives the code for it.
  static func report(_ error: any Error) -> Int32 {
    switch error {
    case let failure as Failure:
      if !failure.message.isEmpty { Console.complain("banlie: \(failure.message)") }
      return failure.code
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

/// A failure in words, with its exit code.
struct Failure: Error {
  var code: Int32
  var message: String

  static func failed(_ message: String) -> Failure { Failure(code: Exit.failed, message: message) }
  static func usage(_ message: String) -> Failure { Failure(code: Exit.usage, message: message) }
  static func notFound(_ message: String) -> Failure {
    Failure(code: Exit.notFound, message: message)
  }

  /// Everything has been said already.
  static func silent(_ code: Int32) -> Failure { Failure(code: code, message: "") }
}
